//! One POST: look the name up, check the addresses, connect to one that was checked, send, read the status.
//!
//! Each attempt has a connection of its own: the address that is connected to is one of those that were checked, so
//! that a name which stands for another address a moment later gains nothing.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::{HeaderValue, Request, header};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use super::address::is_public;
use crate::auth::hex;
use crate::store::Attempt;

/// An answer's body is read up to here, so that its sender can end well, and dropped.
const BODY_LIMIT: usize = 64 * 1024;

/// Posts webhooks.
pub(super) struct Client {
    tls: TlsConnector,
    allow_private: bool,
}

impl Client {
    pub(super) fn new(allow_private: bool) -> Self {
        let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            tls: TlsConnector::from(Arc::new(config)),
            allow_private,
        }
    }

    pub(super) fn allows_private(&self) -> bool {
        self.allow_private
    }

    /// The status of the answer, or why there is none. `now` is the time in Unix milliseconds.
    pub(super) async fn post(&self, attempt: &Attempt, now: i64) -> Result<u16, String> {
        let url = Url::parse(&attempt.url).map_err(|_| "its URL is none")?;
        let host = url.host().ok_or("its URL has no host")?;
        let port = url.port_or_known_default().ok_or("its URL has no port")?;
        let stream = self.connect(&host, port).await?;
        let request = request(attempt, &url, now)?;
        if url.scheme() != "https" {
            return exchange(stream, request).await;
        }
        let name = match host {
            Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| "its host is no name")?,
            Host::Ipv4(address) => ServerName::from(std::net::IpAddr::from(address)),
            Host::Ipv6(address) => ServerName::from(std::net::IpAddr::from(address)),
        };
        let stream = self
            .tls
            .connect(name, stream)
            .await
            .map_err(|error| format!("TLS failed: {error}"))?;
        exchange(stream, request).await
    }

    async fn connect(&self, host: &Host<&str>, port: u16) -> Result<TcpStream, String> {
        let addresses: Vec<SocketAddr> = match host {
            Host::Ipv4(address) => vec![(*address, port).into()],
            Host::Ipv6(address) => vec![(*address, port).into()],
            Host::Domain(name) => tokio::net::lookup_host((*name, port))
                .await
                .map_err(|_| "its host could not be found")?
                .collect(),
        };
        // One of several is enough: which one is connected to must not be a matter of luck.
        if !self.allow_private && !addresses.iter().all(|address| is_public(address.ip())) {
            return Err("its host has a private address, which is not allowed".to_owned());
        }
        let mut refused = "its host has no address".to_owned();
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => refused = format!("it could not be connected to: {error}"),
            }
        }
        Err(refused)
    }
}

/// `now` in Unix milliseconds.
fn request(attempt: &Attempt, url: &Url, now: i64) -> Result<Request<Full<Bytes>>, String> {
    let body = match attempt.before {
        0 => attempt.body.clone(),
        _ => sent_again(&attempt.body, now),
    };
    let target = url
        .query()
        .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    Request::post(target)
        .header(header::HOST, host)
        .header(
            header::USER_AGENT,
            concat!("cemscale-voip-webhooks/", env!("CARGO_PKG_VERSION")),
        )
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .header(header::CONNECTION, HeaderValue::from_static("close"))
        .header("x-webhook-id", &attempt.id)
        .header("x-webhook-event", &attempt.event)
        .header("x-webhook-timestamp", now / 1000)
        .header("x-webhook-signature", signature(attempt.secret.expose(), &body))
        .body(Full::from(body))
        .map_err(|_| "its URL does not fit into a request".to_owned())
}

/// The body of a repetition: receivers refuse what is signed with an old time, for it could be a replay. So the time
/// is the one of this attempt, and that of the event stands beside it.
fn sent_again(body: &str, now: i64) -> String {
    let Ok(mut payload) = serde_json::from_str::<serde_json::Value>(body) else {
        return body.to_owned();
    };
    payload["occurredAt"] = payload["timestamp"].take();
    payload["timestamp"] = crate::store::iso(now).into();
    payload.to_string()
}

/// HMAC-SHA256 over the raw bytes of the body.
fn signature(secret: &str, body: &str) -> String {
    let mut mac = match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of any length"),
    };
    mac.update(body.as_bytes());
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<u16, String>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let failed = |error: hyper::Error| format!("the connection failed: {error}");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let conversation = async move {
        let response = sender.send_request(request).await.map_err(failed)?;
        let status = response.status().as_u16();
        drain(response.into_body()).await;
        Ok(status)
    };
    // Driven here and not in a task: when the attempt is given up, its connection goes with it.
    tokio::pin!(conversation);
    tokio::select! {
        answer = &mut conversation => answer,
        // What was read before the end is still to be handed over, and why there is nothing is said there.
        _ = connection => conversation.await,
    }
}

/// The status decides; how the body ends does not.
async fn drain(mut body: Incoming) {
    let mut read = 0;
    while read < BODY_LIMIT {
        match body.frame().await {
            Some(Ok(frame)) => read += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_what_openssl_makes() {
        // printf '{"event":"call.ended"}' | openssl dgst -sha256 -hmac whsec_test
        assert_eq!(
            signature("whsec_test", "{\"event\":\"call.ended\"}"),
            "sha256=8e2698b7eef30e2c603a36349262064936798b45fc16b25279795263e9799a2a"
        );
    }
}
