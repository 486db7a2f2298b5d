//! The UDP sockets of one session: loopback first, then the machine's other IPv4 addresses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::MediaError;

/// A datagram and the two ends of its way.
pub(crate) struct Datagram {
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub bytes: Vec<u8>,
}

/// One socket for each local address. Dropping it ends the readers.
pub(crate) struct Sockets {
    bound: Vec<(SocketAddr, Arc<UdpSocket>)>,
    _readers: DropGuard,
}

/// The addresses that get a host candidate: a browser without loopback candidates reaches the second kind.
pub(crate) fn local_addresses() -> Vec<IpAddr> {
    let mut addresses = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let others = if_addrs::get_if_addrs().unwrap_or_default();
    addresses.extend(
        others
            .iter()
            .map(|i| i.ip())
            .filter(|ip| ip.is_ipv4() && !ip.is_loopback() && !is_link_local(ip))
            .take(3),
    );
    addresses
}

fn is_link_local(ip: &IpAddr) -> bool {
    matches!(ip, IpAddr::V4(v4) if v4.is_link_local())
}

impl Sockets {
    /// Binds a port on each of `addresses` and reads into `received`.
    pub(crate) async fn open(addresses: &[IpAddr], received: mpsc::Sender<Datagram>) -> Result<Sockets, MediaError> {
        let stop = CancellationToken::new();
        let mut bound = Vec::new();
        for &ip in addresses {
            // An address may have gone since it was listed: the others do.
            let Ok(socket) = UdpSocket::bind((ip, 0)).await else {
                continue;
            };
            let Ok(local) = socket.local_addr() else { continue };
            let socket = Arc::new(socket);
            tokio::spawn(read(socket.clone(), local, received.clone(), stop.clone()));
            bound.push((local, socket));
        }
        if bound.is_empty() {
            return Err(MediaError("no UDP socket could be opened for media".into()));
        }
        Ok(Sockets {
            bound,
            _readers: stop.drop_guard(),
        })
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = SocketAddr> + '_ {
        self.bound.iter().map(|(local, _)| *local)
    }

    /// Sends from the socket bound to `source`. What the kernel refuses is lost, as on any UDP path.
    pub(crate) fn send(&self, source: SocketAddr, destination: SocketAddr, bytes: &[u8]) {
        if let Some((_, socket)) = self.bound.iter().find(|(local, _)| *local == source) {
            let _ = socket.try_send_to(bytes, destination);
        }
    }
}

async fn read(socket: Arc<UdpSocket>, to: SocketAddr, received: mpsc::Sender<Datagram>, stop: CancellationToken) {
    let mut buffer = vec![0; 2048];
    loop {
        let result = tokio::select! {
            () = stop.cancelled() => return,
            result = socket.recv_from(&mut buffer) => result,
        };
        match result {
            Ok((length, from)) => {
                let bytes = buffer[..length].to_vec();
                if received.send(Datagram { from, to, bytes }).await.is_err() {
                    return;
                }
            }
            // An ICMP "port unreachable" of an earlier packet shows up here; the socket is still good.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
