//! What the application sets before the user agent starts.

pub use crate::sip::auth::Credentials;

/// A server that can be connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WsUri {
    /// Its URL, `ws:` or `wss:`.
    pub uri: String,
    /// How much it is preferred to others.
    pub weight: u32,
}

impl From<String> for WsUri {
    fn from(uri: String) -> Self {
        Self { uri, weight: 1 }
    }
}

impl From<&str> for WsUri {
    fn from(uri: &str) -> Self {
        uri.to_owned().into()
    }
}

/// The user agent's settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The servers: the one with the most weight first, those of equal weight in this order.
    pub ws_uris: Vec<WsUri>,
    /// Domain of the address of record, the `example.com` of `sip:1001@example.com`.
    pub domain: String,
    /// User part of the address of record.
    pub user: String,
    /// Name shown to the far end.
    pub display_name: Option<String>,
    /// Digest credentials.
    pub credentials: Credentials,
    /// User name for digest where it differs from `user`.
    pub auth_user: Option<String>,
    /// Registration interval to ask for, in seconds.
    pub register_expires_sec: u32,
    /// Text of the User-Agent header.
    pub user_agent: String,
    /// `+sip.instance` of RFC 5626 §4.1: `urn:uuid:…`, stable for this browser profile.
    pub instance_id: Option<String>,
    /// Preference among the phones of this address of record, in thousandths (`q` of RFC 3261 §20.10).
    pub contact_q: Option<u16>,
    /// A SIP URI that requests outside of dialogs are routed through (RFC 3261 §8.1.2): for a server that serves many
    /// proxies behind one URL.
    pub outbound_proxy: Option<String>,
    /// Names of codecs (`opus`, `PCMU`, …) that come first in our descriptions, in this order; none is left out.
    pub codec_preferences: Vec<String>,
    /// Header lines of every request outside of dialogs, names and values. Those that may not be set are left out.
    pub extra_headers: Vec<(String, String)>,
    /// Take news of the mailbox that nobody subscribed to, as Asterisk and FreeSWITCH send them (`Event::Mailbox`).
    pub unsolicited_mwi: bool,
    /// INFO packages that are handed on (RFC 6086 §4.1): the names for `Recv-Info`.
    pub info_packages: Vec<String>,
    /// Numbers of calls that were given away before, by the user agent in whose place this one is: none of them is
    /// given to another call.
    pub calls_before: u32,
    /// Most calls at once; a further incoming one is answered 486.
    pub max_calls: usize,
    /// Session timers to ask for (RFC 4028); `None` asks for none and still obeys one that the far end requires.
    pub session_timers: Option<SessionTimers>,
    /// Provisional responses that the far end has to confirm (RFC 3262).
    pub reliable_provisional: Reliability,
    /// What a 3xx answer to a call of ours leads to.
    pub follow_redirects: Redirects,
    /// Take calls by itself whose INVITE asks for it (`CallView::auto_answer`).
    pub auto_answer: bool,
    /// What is done with a far end that asks us to call somebody else (REFER).
    pub refer_policy: ReferPolicy,
}

/// The session timer that is asked for (RFC 4028 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimers {
    /// Session interval in seconds; at least 90, and at least `min_se_sec`.
    pub expires_sec: u32,
    /// The shortest interval that is accepted from the far end, in seconds; at least 90.
    pub min_se_sec: u32,
}

impl Default for SessionTimers {
    fn default() -> Self {
        Self {
            expires_sec: 1800,
            min_se_sec: 90,
        }
    }
}

/// How provisional responses are confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reliability {
    /// Not offered; a call that requires it is served all the same.
    Off,
    /// Offered: `Supported: 100rel`. Our own provisional responses are reliable where the caller supports it.
    #[default]
    Supported,
    /// `Require: 100rel`: a far end that cannot do it answers 420 and the call fails.
    Required,
}

/// What a 3xx answer to an INVITE of ours leads to (RFC 3261 §8.1.3.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirects {
    /// The call ends with the status code.
    #[default]
    Never,
    /// `CallEvent::Redirected` tells of the targets; `UserAgent::follow_redirect` tries one of them.
    Ask,
    /// The targets are tried one after the other, five at most.
    Follow,
}

/// What to do with a REFER of theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReferPolicy {
    /// Ask the application (`CallEvent::ReferRequested`).
    #[default]
    Ask,
    /// Do as it says, at once.
    Accept,
    /// 603, at once.
    Reject,
}

impl Default for Config {
    /// Everything but where to connect and who we are.
    fn default() -> Self {
        Self {
            ws_uris: Vec::new(),
            domain: String::new(),
            user: String::new(),
            display_name: None,
            credentials: Credentials::Ask,
            auth_user: None,
            register_expires_sec: 600,
            user_agent: String::new(),
            instance_id: None,
            contact_q: None,
            outbound_proxy: None,
            codec_preferences: Vec::new(),
            extra_headers: Vec::new(),
            unsolicited_mwi: true,
            info_packages: Vec::new(),
            calls_before: 0,
            max_calls: 4,
            session_timers: Some(SessionTimers::default()),
            reliable_provisional: Reliability::default(),
            follow_redirects: Redirects::default(),
            auto_answer: false,
            refer_policy: ReferPolicy::default(),
        }
    }
}
