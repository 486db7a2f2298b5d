//! The server under test: two tenants in memory, everything announced and recorded kept for looking at.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};
use tokio::sync::watch;
use uuid::Uuid;
use voip_demo_server::pbx::media::MediaConfig;
use voip_demo_server::pbx::ports::{
    Announcer, Directory, FinishedCall, Forward, Mailbox, RingGroup, SipExtension, Tenant,
};
use voip_demo_server::pbx::{Pbx, PbxConfig};
use voip_sdk::model::calls::{CallDirection, CallRecord};
use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::extensions::CallForwardType;
use voip_sdk::model::presence::PresenceStatus;
use voip_sdk::model::ring_groups::RingStrategy;

/// How long anything may take before a test fails.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What the server said to the rest of the world.
#[derive(Default, Clone)]
pub struct Said {
    pub events: Vec<(String, RealtimeEvent)>,
    pub records: Vec<FinishedCall>,
}

/// What the tenants have set up, the same for both.
#[derive(Default, Clone)]
pub struct Rules {
    pub forwards: HashMap<String, Forward>,
    pub groups: HashMap<String, RingGroup>,
    pub blocked: Vec<(String, CallDirection)>,
}

impl Rules {
    /// Calls to an extension are forwarded.
    pub fn forward(mut self, number: &str, kind: CallForwardType, to: &str) -> Rules {
        let number = number.to_owned();
        self.forwards.insert(
            number,
            Forward {
                kind,
                number: to.to_owned(),
            },
        );
        self
    }

    /// A number is blocked.
    pub fn block(mut self, number: &str, direction: CallDirection) -> Rules {
        self.blocked.push((number.to_owned(), direction));
        self
    }

    /// A number rings several extensions.
    pub fn group(mut self, number: &str, strategy: RingStrategy, members: &[(&str, u32)]) -> Rules {
        let group = RingGroup {
            name: "Sales".into(),
            strategy,
            members: members.iter().map(|(n, p)| ((*n).to_owned(), *p)).collect(),
            ring_timeout: Duration::from_secs(1),
        };
        self.groups.insert(number.to_owned(), group);
        self
    }
}

struct Memory {
    said: watch::Sender<Said>,
    rules: Rules,
    boxes: Mutex<HashMap<String, Mailbox>>,
    gone: Mutex<HashSet<String>>,
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
        let gone = self.gone.lock().expect("who is gone").contains(number);
        if gone || !("1001".."1011").contains(&number) || number.len() != 4 {
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

    fn call_forward(&self, _: &str, number: &str) -> Option<Forward> {
        self.rules.forwards.get(number).cloned()
    }

    fn ring_group(&self, _: &str, number: &str) -> Option<RingGroup> {
        self.rules.groups.get(number).cloned()
    }

    fn is_blocked(&self, _: &str, number: &str, direction: CallDirection) -> bool {
        self.rules.blocked.contains(&(number.to_owned(), direction))
    }

    fn mailbox(&self, tenant: &str, number: &str) -> Mailbox {
        let boxes = self.boxes.lock().expect("the boxes");
        boxes
            .get(number)
            .copied()
            .filter(|_| tenant == "acme")
            .unwrap_or_default()
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
    memory: Arc<Memory>,
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
        Lab::set_up(Rules::default(), set).await
    }

    /// A server whose tenants have set something up.
    pub async fn ruled(rules: Rules) -> Lab {
        Lab::set_up(rules, |_| ()).await
    }

    /// Both.
    pub async fn set_up(rules: Rules, set: impl FnOnce(&mut PbxConfig)) -> Lab {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let mut config = PbxConfig {
            sent_by: address.to_string(),
            media: media_config(),
            ..PbxConfig::default()
        };
        set(&mut config);
        let (sender, said) = watch::channel(Said::default());
        let memory = Arc::new(Memory {
            said: sender,
            rules,
            boxes: Mutex::default(),
            gone: Mutex::default(),
        });
        let pbx = Pbx::start(memory.clone(), memory.clone(), config);
        let app = pbx.routes().into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("served") });
        Lab {
            pbx,
            address,
            said,
            memory,
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

    /// What is in the box of an extension of acme from now on.
    pub fn mailbox(&self, number: &str, unread: u32, read: u32) {
        let mut boxes = self.memory.boxes.lock().expect("the boxes");
        boxes.insert(number.to_owned(), Mailbox { unread, read });
        drop(boxes);
        self.pbx.mailbox_changed("acme", None);
    }

    /// An extension of acme is deleted.
    pub fn forget(&self, number: &str) {
        self.memory.gone.lock().expect("who is gone").insert(number.to_owned());
        self.pbx.forget_extension("acme", number);
    }

    /// The first record of a finished call.
    pub async fn record(&self) -> CallRecord {
        self.said("a call record", |said| said.records.first().map(|r| r.record.clone()))
            .await
    }

    /// The first event that fits.
    pub async fn event<T>(&self, what: &str, fits: impl Fn(&RealtimeEvent) -> Option<T>) -> T {
        self.said(what, |said| said.events.iter().find_map(|(_, event)| fits(event)))
            .await
    }

    /// Waits until an extension of acme is shown like that; with whom.
    pub async fn shown(&self, number: &str, status: PresenceStatus) -> Option<String> {
        let fits = || {
            let entry = self.pbx.presence("acme", number);
            (entry.status == status).then_some(entry.caller)
        };
        self.said(&format!("{number} as {status:?}"), |_| fits()).await
    }

    /// The id of acme's only call.
    pub fn call(&self) -> Uuid {
        let calls = self.pbx.active_calls("acme");
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls[0].call_uuid.parse().expect("a UUID")
    }

    /// The names of the tenant's events about calls so far, in order.
    pub fn call_events(&self, tenant: &str) -> Vec<&'static str> {
        let said = self.said.borrow();
        let name = |event: &RealtimeEvent| match event {
            RealtimeEvent::CallStart(_) => Some("call_start"),
            RealtimeEvent::CallAnswer(_) => Some("call_answer"),
            RealtimeEvent::CallHold(_) => Some("call_hold"),
            RealtimeEvent::CallResume(_) => Some("call_resume"),
            RealtimeEvent::CallTransfer(_) => Some("call_transfer"),
            RealtimeEvent::CallPark(_) => Some("call_park"),
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
