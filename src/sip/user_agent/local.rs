//! Who we are on the wire: address of record, contact, and the header fields that every message carries.

use super::{Config, Reliability};
use crate::entropy::Entropy;
use crate::sip::message::{CSeq, Method, NameAddr, Request, SipUri, Uri, Via, names};

/// What this user agent has implemented (RFC 3261 §20.5).
pub(crate) const METHODS: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, UPDATE, NOTIFY, MESSAGE, REFER";
/// Extensions of later dialogs and registrations (RFC 3261 §20.37).
const SUPPORTED: &str = "path, outbound, gruu, replaces, norefersub, tdialog, 199";
/// Event packages that are known here (RFC 6665 §8.2.2); an application may subscribe to others too.
pub(crate) const EVENTS: &str = "message-summary, dialog, presence, reg, conference, refer";
/// Where an offer or an answer may stand.
pub(crate) const ACCEPTED: &str = "application/sdp, multipart/mixed, multipart/alternative, multipart/related";
/// Body type of offers and answers.
pub(crate) const SDP: &str = "application/sdp";

/// The account as other parts of the core need it.
#[derive(Debug)]
pub(crate) struct Local {
    pub(crate) user: String,
    pub(crate) domain: String,
    display_name: Option<String>,
    user_agent: String,
    pub(crate) instance_id: Option<String>,
    /// INFO packages that the application takes.
    pub(crate) info_packages: Vec<String>,
    /// `<random>.invalid` (RFC 7118 §5.2): a browser has no address of its own.
    host: String,
    /// User part of the contact, random so that requests for it are known to be for us.
    pub(crate) contact_user: String,
    secure_transport: bool,
    supported: String,
    pub(crate) contact_q: Option<u16>,
    outbound_proxy: Option<NameAddr>,
    extra_headers: Vec<(String, String)>,
    /// Service-Route of the last registration (RFC 3608 §6.1).
    pub(crate) service_route: Vec<String>,
    /// Public and temporary GRUU of the last registration (RFC 5627 §4).
    pub(crate) pub_gruu: Option<Uri>,
    pub(crate) temp_gruu: Option<Uri>,
    /// The server took our `reg-id`; dialogs may use the flow (RFC 5626 §4.3).
    pub(crate) outbound: bool,
}

impl Local {
    pub(crate) fn new(config: &Config, entropy: &mut dyn Entropy) -> Self {
        let mut host = entropy.token(12);
        host.push_str(".invalid");
        let mut supported = String::from(SUPPORTED);
        if config.session_timers.is_some() {
            supported.push_str(", timer");
        }
        if config.reliable_provisional != Reliability::Off {
            supported.push_str(", 100rel");
        }
        Self {
            user: config.user.clone(),
            domain: config.domain.clone(),
            display_name: config.display_name.clone(),
            user_agent: config.user_agent.clone(),
            instance_id: config.instance_id.clone(),
            info_packages: config.info_packages.clone(),
            host,
            contact_user: entropy.token(8),
            secure_transport: false,
            supported,
            contact_q: config.contact_q,
            outbound_proxy: config.outbound_proxy.as_deref().and_then(route),
            extra_headers: config.extra_headers.clone(),
            service_route: Vec::new(),
            pub_gruu: None,
            temp_gruu: None,
            outbound: false,
        }
    }

    /// The URL in use decides what Via says (RFC 7118 §5.2).
    pub(crate) fn set_uri(&mut self, uri: &str) {
        self.secure_transport = uri.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("wss:"));
    }

    /// Address of record.
    pub(crate) fn aor(&self) -> NameAddr {
        let mut addr = NameAddr::new(Uri::Sip(SipUri::new(&self.user, &self.domain)));
        addr.display.clone_from(&self.display_name);
        addr
    }

    /// The contact that is registered: never a GRUU.
    pub(crate) fn binding(&self) -> NameAddr {
        let mut uri = SipUri::new(&self.contact_user, &self.host);
        uri.params.set("transport", "ws");
        NameAddr::new(Uri::Sip(uri))
    }

    /// The contact for dialogs: a GRUU where the registrar gave one, so that the far end's requests reach us after a
    /// reconnection too (RFC 5627 §4.4).
    pub(crate) fn contact(&self, anonymous: bool) -> NameAddr {
        let gruu = if anonymous { &self.temp_gruu } else { &self.pub_gruu };
        match gruu {
            Some(uri) => NameAddr::new(uri.clone()),
            None => {
                let mut addr = self.binding();
                if let Uri::Sip(uri) = &mut addr.uri
                    && self.outbound
                {
                    uri.params.set_flag("ob");
                }
                addr
            }
        }
    }

    /// Whether a Request-URI names us (RFC 3261 §8.2.2.1).
    pub(crate) fn is_me(&self, uri: &Uri) -> bool {
        let user = uri.user_text();
        user == self.contact_user
            || user == self.user
            || [&self.pub_gruu, &self.temp_gruu]
                .into_iter()
                .flatten()
                .any(|gruu| gruu.matches(uri))
    }

    /// OPTIONS that the server at the other end of the connection answers itself, whatever it may say.
    pub(crate) fn probe(&self, entropy: &mut dyn Entropy) -> Request {
        let cseq = CSeq {
            number: 1,
            method: Method::Options,
        };
        Request::new(Method::Options, Uri::Sip(SipUri::new("", &self.domain)))
            .with(names::MAX_FORWARDS, "0")
            .with(names::FROM, self.aor().with_tag(&entropy.token(16)).to_text())
            .with(
                names::TO,
                NameAddr::new(Uri::Sip(SipUri::new("", &self.domain))).to_text(),
            )
            .with(names::CALL_ID, entropy.token(22))
            .with(names::CSEQ, cseq.to_text())
    }

    /// Puts a Via with a new branch on top (RFC 3261 §8.1.1.7).
    pub(crate) fn push_via(&self, request: &mut Request, entropy: &mut dyn Entropy) {
        let mut branch = String::from("z9hG4bK");
        branch.push_str(&entropy.token(16));
        let transport = if self.secure_transport { "WSS" } else { "WS" };
        request.headers.remove(names::VIA);
        request
            .headers
            .push_front(names::VIA, Via::new(transport, &self.host, &branch).to_text());
    }

    /// What every request of ours carries besides its identifiers (RFC 3261 §8.1.1).
    pub(crate) fn complete(&self, request: &mut Request) {
        if request.headers.to_tag().is_none() {
            self.preload(request);
        }
        let headers = &mut request.headers;
        if !headers.has(names::MAX_FORWARDS) {
            headers.push(names::MAX_FORWARDS, "70");
        }
        if request.method != Method::Ack {
            headers.set(names::SUPPORTED, &self.supported);
            headers.set(names::ALLOW, METHODS);
            if matches!(request.method, Method::Invite | Method::Options) {
                headers.set(names::ACCEPT, ACCEPTED);
            }
            if request.method == Method::Invite && !self.info_packages.is_empty() {
                headers.set(names::RECV_INFO, self.info_packages.join(", "));
            }
        }
        headers.set(names::USER_AGENT, &self.user_agent);
    }

    /// What requests outside of dialogs carry: the route through the outbound proxy and that of the registration
    /// (RFC 3608 §6.1, not for REGISTER itself), and the application's header lines.
    fn preload(&self, request: &mut Request) {
        let headers = &mut request.headers;
        if !headers.has(names::ROUTE) {
            let proxy = self.outbound_proxy.as_ref();
            if let Some(proxy) = proxy.filter(|_| request.method == Method::Register || !self.starts_at_proxy()) {
                headers.push(names::ROUTE, proxy.to_text());
            }
            if request.method != Method::Register {
                for route in &self.service_route {
                    headers.push(names::ROUTE, route);
                }
            }
        }
        for (name, value) in &self.extra_headers {
            if !headers.has(name) {
                let _ = headers.push_checked(name, value);
            }
        }
    }

    /// The registrar's route begins with the outbound proxy itself.
    fn starts_at_proxy(&self) -> bool {
        let first = self.service_route.first().and_then(|route| NameAddr::parse(route));
        match (first, &self.outbound_proxy) {
            (Some(first), Some(proxy)) => first.uri.matches(&proxy.uri),
            _ => false,
        }
    }

    pub(crate) fn agent(&self) -> &str {
        &self.user_agent
    }

    /// Value of Supported (RFC 3261 §20.37).
    pub(crate) fn supported(&self) -> &str {
        &self.supported
    }
}

/// A SIP URI as a loose route.
fn route(uri: &str) -> Option<NameAddr> {
    let mut uri = Uri::parse(uri)?;
    match &mut uri {
        Uri::Sip(sip) => {
            sip.headers.clear();
            sip.params.set_flag("lr");
        }
        Uri::Other { .. } => return None,
    }
    Some(NameAddr::new(uri))
}
