//! The server under test: two tenants in memory, everything announced and recorded kept for looking at.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};
use tokio::sync::watch;
use voip_demo_server::pbx::media::MediaConfig;
use voip_demo_server::pbx::ports::{Announcer, Directory, FinishedCall, SipExtension, Tenant};
use voip_demo_server::pbx::{Pbx, PbxConfig};
use voip_sdk::model::calls::CallRecord;
use voip_sdk::model::events::RealtimeEvent;

/// How long anything may take before a test fails.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What the server said to the rest of the world.
#[derive(Default, Clone)]
pub struct Said {
    pub events: Vec<(String, RealtimeEvent)>,
    pub records: Vec<FinishedCall>,
}

struct Memory {
    said: watch::Sender<Said>,
}

impl Directory for Memory {
    fn tenant_by_domain(&self, domain: &str) -> Option<Tenant> {
        self.tenant(domain.strip_suffix(".test")?)
    }

    fn tenant(&self, id: &str) -> Option<Tenant> {
        let did = match id {
            "acme" => "+15550100",
            "globex" => "+15550200",
            _ => return None,
        };
        Some(Tenant {
            id: id.into(),
            domain: format!("{id}.test"),
            did: did.into(),
        })
    }

    fn extension(&self, tenant: &str, number: &str) -> Option<SipExtension> {
        if !("1001".."1011").contains(&number) || number.len() != 4 {
            return None;
        }
        let a1 = format!("{number}:{tenant}.test:{}", password(tenant, number));
        Some(SipExtension {
            number: number.into(),
            name: format!("{tenant} {number}"),
            ha1_md5: hex(&Md5::digest(&a1)),
            ha1_sha256: hex(&Sha256::digest(&a1)),
            ha1_sha512_256: hex(&Sha512_256::digest(&a1)),
        })
    }

    fn record(&self, call: FinishedCall) {
        self.said.send_modify(|said| said.records.push(call));
    }
}

impl Announcer for Memory {
    fn publish(&self, tenant: &str, event: RealtimeEvent) {
        self.said.send_modify(|said| said.events.push((tenant.into(), event)));
    }
}

/// The password of an extension.
pub fn password(tenant: &str, number: &str) -> String {
    format!("{tenant}-{number}-secret")
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A running server.
pub struct Lab {
    pub pbx: Arc<Pbx>,
    pub address: SocketAddr,
    said: watch::Receiver<Said>,
    server: tokio::task::JoinHandle<()>,
}

/// Media on loopback alone.
pub fn media_config() -> MediaConfig {
    MediaConfig {
        addresses: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        ..MediaConfig::default()
    }
}

impl Lab {
    /// A server with the usual settings.
    pub async fn start() -> Lab {
        Lab::with(|_| ()).await
    }

    /// A server with other settings.
    pub async fn with(set: impl FnOnce(&mut PbxConfig)) -> Lab {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let mut config = PbxConfig {
            sent_by: address.to_string(),
            media: media_config(),
            ..PbxConfig::default()
        };
        set(&mut config);
        let (sender, said) = watch::channel(Said::default());
        let memory = Arc::new(Memory { said: sender });
        let pbx = Pbx::start(memory.clone(), memory, config);
        let app = pbx.routes().into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("served") });
        Lab {
            pbx,
            address,
            said,
            server,
        }
    }

    /// Waits until something has been said, and returns what `find` found.
    pub async fn said<T>(&self, what: &str, find: impl Fn(&Said) -> Option<T>) -> T {
        let mut said = self.said.clone();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(value) = find(&said.borrow_and_update()) {
                    return value;
                }
                said.changed().await.expect("the server lives");
            }
        });
        found.await.unwrap_or_else(|_| panic!("{what} did not come"))
    }

    /// The first record of a finished call.
    pub async fn record(&self) -> CallRecord {
        self.said("a call record", |said| said.records.first().map(|r| r.record.clone()))
            .await
    }

    /// The names of the tenant's events about calls so far, in order.
    pub fn call_events(&self, tenant: &str) -> Vec<&'static str> {
        let said = self.said.borrow();
        let name = |event: &RealtimeEvent| match event {
            RealtimeEvent::CallStart(_) => Some("call_start"),
            RealtimeEvent::CallAnswer(_) => Some("call_answer"),
            RealtimeEvent::CallHold(_) => Some("call_hold"),
            RealtimeEvent::CallResume(_) => Some("call_resume"),
            RealtimeEvent::CallEnd(_) => Some("call_end"),
            _ => None,
        };
        said.events
            .iter()
            .filter(|(t, _)| t == tenant)
            .filter_map(|(_, event)| name(event))
            .collect()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.server.abort();
    }
}
