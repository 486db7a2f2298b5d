//! When an offer or an answer has enough ICE candidates to go out. Pure: no browser in here.
//!
//! ```text
//!                     no servers ──────────────► wait for: host
//!   iceTransportPolicy 'relay' ────────────────► wait for: relay
//!   servers, probe still running ──────────────► wait for: what their URLs promise
//!   servers, probe done ───────────────────────► wait for: the kinds that it found
//!
//!   all of these there, or gathering complete, or the limit reached ──► send
//! ```

/// A set of candidate kinds (RFC 8839 §5.1, `typ`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const HOST: Self = Self(1);
    pub(crate) const SRFLX: Self = Self(2);
    pub(crate) const RELAY: Self = Self(4);

    /// The kind of one candidate line; a peer-reflexive one is never gathered and is no kind here.
    pub(crate) fn of_candidate(candidate: &str) -> Self {
        let mut words = candidate
            .split_ascii_whitespace()
            .skip_while(|word| *word != "typ")
            .skip(1);
        match words.next() {
            Some("host") => Self::HOST,
            Some("srflx") => Self::SRFLX,
            Some("relay") => Self::RELAY,
            _ => Self::NONE,
        }
    }

    /// The kind that a server with this URL is asked for (RFC 7064, RFC 7065).
    pub(crate) fn of_server(url: &str) -> Self {
        match url.split(':').next() {
            Some("stun" | "stuns") => Self::SRFLX,
            Some("turn" | "turns") => Self::RELAY,
            _ => Self::NONE,
        }
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The word for `timings.iceReason`: the farthest kind in the set.
    fn name(self) -> &'static str {
        if self.contains(Self::RELAY) {
            "relay"
        } else if self.contains(Self::SRFLX) {
            "srflx"
        } else {
            "host"
        }
    }
}

/// What is known of the configured servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Probe {
    /// There are none.
    NoServers,
    /// Not known yet; their URLs promise these kinds.
    Running(Kinds),
    /// These kinds came within the limit.
    Found(Kinds),
}

/// One gathering, as far as it has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// Kinds of the candidates that are there.
    pub(crate) seen: Kinds,
    /// The browser says that no more will come.
    pub(crate) complete: bool,
    /// The limit is reached: the description goes out whatever is there.
    pub(crate) expired: bool,
    /// `iceTransportPolicy` is `relay`.
    pub(crate) relay_only: bool,
    /// What the probe found.
    pub(crate) probe: Probe,
}

impl Progress {
    /// The reason to send now, if there is one.
    pub(crate) fn reason(self) -> Option<&'static str> {
        let wanted = match (self.relay_only, self.probe) {
            (true, _) => Kinds::RELAY,
            (false, Probe::NoServers) => Kinds::HOST,
            (false, Probe::Running(promised)) => promised.with(Kinds::HOST),
            (false, Probe::Found(found)) => found,
        };
        if !wanted.is_empty() && self.seen.contains(wanted) {
            Some(wanted.name())
        } else if self.complete {
            Some("complete")
        } else if self.expired {
            Some("timeout")
        } else {
            None
        }
    }
}

/// The ICE user name fragment of a description: another one than before means another gathering (RFC 8839 §4.4).
pub(crate) fn ufrag(sdp: &str) -> &str {
    sdp.lines()
        .find_map(|line| line.strip_prefix("a=ice-ufrag:"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn progress(seen: Kinds, probe: Probe) -> Progress {
        Progress {
            seen,
            complete: false,
            expired: false,
            relay_only: false,
            probe,
        }
    }

    #[test]
    fn without_servers_the_first_host_candidate_is_enough() {
        assert_eq!(progress(Kinds::NONE, Probe::NoServers).reason(), None);
        assert_eq!(progress(Kinds::HOST, Probe::NoServers).reason(), Some("host"));
    }

    #[test]
    fn while_the_probe_runs_the_promised_kinds_are_waited_for() {
        let promised = Probe::Running(Kinds::SRFLX.with(Kinds::RELAY));
        assert_eq!(progress(Kinds::HOST.with(Kinds::SRFLX), promised).reason(), None);
        let all = Kinds::HOST.with(Kinds::SRFLX).with(Kinds::RELAY);
        assert_eq!(progress(all, promised).reason(), Some("relay"));
    }

    #[test]
    fn a_server_that_the_probe_found_silent_is_not_waited_for() {
        assert_eq!(progress(Kinds::HOST, Probe::Found(Kinds::HOST)).reason(), Some("host"));
    }

    #[test]
    fn a_kind_that_the_probe_found_is_waited_for_until_the_limit() {
        let mut waiting = progress(Kinds::HOST, Probe::Found(Kinds::HOST.with(Kinds::SRFLX)));
        assert_eq!(waiting.reason(), None);
        waiting.expired = true;
        assert_eq!(waiting.reason(), Some("timeout"));
        waiting.seen = waiting.seen.with(Kinds::SRFLX);
        assert_eq!(waiting.reason(), Some("srflx"));
    }

    #[test]
    fn relay_only_waits_for_a_relay_candidate_whatever_the_probe_found() {
        let mut relay = progress(Kinds::HOST, Probe::Found(Kinds::HOST));
        relay.relay_only = true;
        assert_eq!(relay.reason(), None);
        relay.seen = Kinds::RELAY;
        assert_eq!(relay.reason(), Some("relay"));
    }

    #[test]
    fn a_finished_gathering_is_sent_with_what_there_is() {
        let mut done = progress(Kinds::NONE, Probe::Found(Kinds::NONE));
        assert_eq!(done.reason(), None, "a probe that found nothing at all proves nothing");
        done.complete = true;
        assert_eq!(done.reason(), Some("complete"));
    }

    #[test]
    fn kinds_are_read_from_candidate_lines_and_server_urls() {
        let line = "candidate:1 1 udp 2122260223 192.0.2.1 54321 typ srflx raddr 10.0.0.1 rport 9 generation 0";
        assert_eq!(Kinds::of_candidate(line), Kinds::SRFLX);
        assert_eq!(
            Kinds::of_candidate("candidate:1 1 udp 1 192.0.2.1 1 typ prflx"),
            Kinds::NONE
        );
        assert_eq!(Kinds::of_candidate(""), Kinds::NONE);
        assert_eq!(Kinds::of_server("turns:turn.example.com?transport=tcp"), Kinds::RELAY);
        assert_eq!(Kinds::of_server("stun:stun.example.com"), Kinds::SRFLX);
        assert_eq!(Kinds::of_server("http:example.com"), Kinds::NONE);
    }

    #[test]
    fn the_ufrag_tells_one_gathering_from_the_next() {
        assert_eq!(ufrag("v=0\r\na=ice-ufrag:aB3+\r\na=ice-pwd:x\r\n"), "aB3+");
        assert_eq!(ufrag("v=0\r\n"), "");
    }
}
