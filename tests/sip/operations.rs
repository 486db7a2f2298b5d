//! Arbitrary commands, arrivals and clock steps: the user agent never panics, leaves no deadline in the past (the
//! driver looks), sends nothing malformed (the driver looks), and keeps nothing when all is over.

use super::host::{Host, Media, Seeded, config, ms, sec};
use voip_sdk::entropy::Entropy;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Message, Method, Request, names, parse};
use voip_sdk::sip::user_agent::{
    CallId, Credentials, DialogRecord, Event, Input, InviteOptions, MediaFailure, MediaOutcome, MediaState, Phase,
    Redirects, Reliability, Round, TransferOptions,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The record of a call that is not there any more.
fn renamed(record: DialogRecord, CallId(number): CallId) -> DialogRecord {
    DialogRecord {
        call_id: format!("{}{number}", record.call_id),
        ..record
    }
}

struct Storm {
    host: Host,
    dice: Seeded,
    /// Everything the user agent ever sent, to be answered, repeated, turned round.
    seen: Vec<Vec<u8>>,
    /// Everything it was ever sent, to be repeated.
    given: Vec<Vec<u8>>,
    numbers: u32,
    /// How often a call was seen active: a storm that never gets that far would prove little.
    active: u32,
}

impl Storm {
    fn new(seed: u64) -> Self {
        let mut config = config("1001");
        let policies = [Redirects::Never, Redirects::Ask, Redirects::Follow];
        config.follow_redirects = policies[(seed % 3) as usize];
        let reliability = [Reliability::Supported, Reliability::Required];
        config.reliable_provisional = reliability[(seed / 3 % 2) as usize];
        config.auto_answer = seed.is_multiple_of(5);
        if seed.is_multiple_of(3) {
            config.credentials = Credentials::Ask;
        }
        Self {
            host: Host::new(config, seed),
            dice: Seeded(seed),
            seen: Vec::new(),
            given: Vec::new(),
            numbers: 0,
            active: 0,
        }
    }

    fn roll(&mut self, sides: u32) -> u32 {
        self.dice.up_to(sides - 1)
    }

    fn some_call(&mut self) -> CallId {
        CallId(1 + self.roll(4) + self.numbers.saturating_sub(2))
    }

    fn step(&mut self) {
        match self.roll(14) {
            0..=2 => self.command(),
            3..=6 => self.answer_something(),
            7 => self.ask_something(),
            8 => self.media(),
            9 => self.connection(),
            10 => self.garbage(),
            _ => {
                let by = [1, 5, 20, 500, 4_100, 40_000][self.roll(6) as usize];
                self.host.advance(ms(by));
            }
        }
        self.active += u32::from(self.host.ua.calls().any(|view| view.phase == Phase::Active));
        self.seen.extend(self.host.sent.drain(..));
        let keep = self.seen.len().saturating_sub(40);
        self.seen.drain(..keep);
        for event in self.host.events.drain(..) {
            if let Event::Incoming(CallId(id)) = event {
                self.numbers = self.numbers.max(id);
            }
        }
        if self.host.connects.back().is_some_and(Option::is_some) && self.roll(2) == 0 {
            self.host.open();
        }
    }

    fn command(&mut self) {
        let call = self.some_call();
        let what = self.roll(23);
        let other = self.some_call();
        let records = self.host.ua.recovery();
        let options = InviteOptions {
            late_offer: self.roll(4) == 0,
            timeout_sec: (self.roll(6) == 0).then(|| self.roll(60)),
            ..InviteOptions::default()
        };
        let index = self.roll(3) as usize;
        let status = 250 + self.roll(460) as u16;
        let id = self.host.act(|ua, now| {
            match what {
                0..=2 => return ua.invite(now, "1002", options).ok(),
                3 => drop(ua.answer(now, call)),
                4 => drop(ua.reject(now, call, status, None)),
                5 | 6 => drop(ua.hangup(now, call)),
                7 => drop(ua.hold(now, call)),
                8 => drop(ua.resume(now, call)),
                9 => ua.forget(call),
                10 => drop(ua.unregister(now)),
                11 => drop(ua.register(now)),
                12 => drop(ua.transfer(now, call, "1003", TransferOptions::default())),
                13 => drop(ua.transfer_to(now, call, other)),
                14 | 15 => return ua.accept_refer(now, call).ok(),
                16 => drop(ua.reject_refer(now, call, status)),
                17 => {
                    return records
                        .into_iter()
                        .next()
                        .and_then(|r| ua.recover(now, renamed(r, other)).ok());
                }
                18 => ua.provide_credentials(now, Credentials::Password(Redacted::new("x".to_owned()))),
                19 | 20 => drop(ua.progress(now, call)),
                21 => drop(ua.follow_redirect(now, call, index)),
                _ => ua.start(now),
            }
            None
        });
        if let Some(CallId(id)) = id {
            self.numbers = id;
        }
    }

    /// Answers one of the last requests, with any status and any of three tags.
    fn answer_something(&mut self) {
        let Some(bytes) = self.pick_seen() else { return };
        let Ok(Message::Request(request)) = parse(&bytes) else {
            return;
        };
        let codes = [
            100, 180, 183, 183, 199, 200, 200, 200, 200, 200, 200, 202, 302, 401, 407, 408, 420, 422, 423, 481, 486,
            491, 500, 503, 603,
        ];
        let status = codes[self.roll(codes.len() as u32) as usize];
        let tag = ["a", "b", "c"][self.roll(3) as usize];
        let mut response = request.response(status).with_to_tag(tag);
        if self.roll(8) > 0 {
            response
                .headers
                .push(names::CONTACT, "<sip:far@192.0.2.1;transport=ws>");
        }
        if request.method == Method::Register && self.roll(8) > 0 {
            response
                .headers
                .set(names::CONTACT, request.headers.get(names::CONTACT).unwrap_or_default());
        }
        if matches!(status, 401 | 407) {
            let name = if status == 401 {
                names::WWW_AUTHENTICATE
            } else {
                names::PROXY_AUTHENTICATE
            };
            response.headers.push(
                name,
                format!("Digest realm=\"acme.test\", nonce=\"n{}\"", self.roll(1000)),
            );
        }
        if status < 200 && self.roll(2) == 0 {
            response.headers.push(names::REQUIRE, "100rel");
            response.headers.push("RSeq", (1 + self.roll(4)).to_string());
        }
        if self.roll(3) == 0 {
            let timer = ["90", "120;refresher=uac", "100;refresher=uas"][self.roll(3) as usize];
            response.headers.push("Session-Expires", timer);
            response.headers.push(names::ALLOW, "INVITE, UPDATE");
            response.headers.push("Min-SE", (90 + self.roll(3000)).to_string());
        }
        if request.method == Method::Invite && self.roll(3) > 0 {
            let sdp = self.host.describe(voip_sdk::sip::user_agent::MediaDirection::SendRecv);
            response.set_body("application/sdp", sdp.into_bytes());
        }
        self.give(response.to_bytes());
    }

    /// A request of the far end: a new one, or one within a dialog that the user agent has shown.
    fn ask_something(&mut self) {
        let number = self.roll(1000);
        let via = format!("SIP/2.0/WSS far.test;branch=z9hG4bKs{}", self.roll(30));
        let methods = [
            "INVITE",
            "INVITE",
            "ACK",
            "BYE",
            "CANCEL",
            "OPTIONS",
            "INFO",
            "UPDATE",
            "UPDATE",
            "PRACK",
            "REFER",
            "NOTIFY",
            "NOTIFY",
            "SUBSCRIBE",
            "ODD",
        ];
        let method = Method::parse(methods[self.roll(methods.len() as u32) as usize]).unwrap();
        let mut from = "<sip:2000@acme.test>;tag=far".to_owned();
        let mut to = "<sip:1001@acme.test>".to_owned();
        let mut call_id = format!("storm-{}", self.roll(6));
        match self.pick_seen().map(|bytes| parse(&bytes)) {
            Some(Ok(Message::Response(r))) => {
                from = r.headers.text(names::FROM).unwrap().into_owned();
                to = r.headers.text(names::TO).unwrap().into_owned();
                call_id = r.headers.call_id().into_owned();
            }
            Some(Ok(Message::Request(r))) if self.roll(2) == 0 => {
                let theirs = r.headers.text(names::TO).unwrap().into_owned();
                from = if theirs.contains(";tag=") {
                    theirs
                } else {
                    theirs + ";tag=a"
                };
                to = r.headers.text(names::FROM).unwrap().into_owned();
                call_id = r.headers.call_id().into_owned();
            }
            _ => {}
        }
        let uri = voip_sdk::sip::message::Uri::parse("sip:1001@acme.test").unwrap();
        let mut request = Request::new(method.clone(), uri)
            .with(names::VIA, via)
            .with(names::FROM, from)
            .with(names::TO, to)
            .with(names::CALL_ID, call_id)
            .with(names::CSEQ, format!("{number} {}", method.as_str()))
            .with(names::CONTACT, "<sip:far@192.0.2.1;transport=ws>");
        if self.roll(3) == 0 {
            let option = ["timer", "100rel", "timer, 100rel"][self.roll(3) as usize];
            let name = [names::SUPPORTED, names::REQUIRE][self.roll(2) as usize];
            request.headers.push(name, option);
            request
                .headers
                .push("Session-Expires", (80 + self.roll(60)).to_string());
            request.headers.push(names::ALLOW, "INVITE, UPDATE");
        }
        if method == Method::Prack
            && let Some(rseq) = self.seen.iter().rev().find_map(|bytes| rseq(bytes))
        {
            request.headers.push("RAck", rseq);
        }
        if self.roll(4) > 0 {
            let sdp = self.host.describe(voip_sdk::sip::user_agent::MediaDirection::SendOnly);
            request.set_body("application/sdp", sdp.into_bytes());
        }
        self.about_transfer(&mut request);
        self.give(request.to_bytes());
    }

    /// What REFER, NOTIFY and SUBSCRIBE say, and an INVITE that takes the place of a call.
    fn about_transfer(&mut self, request: &mut Request) {
        let tag = |text: &str| text.rsplit(";tag=").next().unwrap_or_default().to_owned();
        let known = self.host.ua.recovery().into_iter().next();
        let dialog = known.map(|r| (r.call_id.clone(), tag(&r.local), tag(&r.remote)));
        let (call_id, ours, theirs) = dialog.unwrap_or_else(|| ("storm-1".into(), "a".into(), "far".into()));
        let odds = self.roll(3);
        let headers = &mut request.headers;
        match request.method {
            Method::Invite if odds == 0 => {
                headers.push(names::REPLACES, format!("{call_id};to-tag={ours};from-tag={theirs}"));
            }
            Method::Refer => {
                headers.push(names::REFER_TO, ["<sip:1003@acme.test>", "<tel:5>", "x"][odds as usize]);
                headers.push(
                    names::TARGET_DIALOG,
                    format!("{call_id};local-tag={theirs};remote-tag={ours}"),
                );
            }
            Method::Notify | Method::Subscribe => {
                headers.push(names::EVENT, "refer");
                let state = ["active;expires=20", "active", "terminated;reason=noresource"][odds as usize];
                headers.push(names::SUBSCRIPTION_STATE, state);
                let status = [100, 180, 200, 486][self.roll(4) as usize];
                request.set_body("message/sipfrag", format!("SIP/2.0 {status} x\r\n").into_bytes());
            }
            _ => {}
        }
    }

    fn media(&mut self) {
        self.host.media = if self.roll(3) == 0 {
            Media::Manual
        } else {
            Media::Prompt
        };
        let call = self.some_call();
        let round = Round(self.roll(6));
        let states = [
            MediaState::Connected,
            MediaState::Disconnected,
            MediaState::Failed,
            MediaState::LateCandidates,
        ];
        let state = states[self.roll(4) as usize];
        match self.roll(4) {
            0 => self.host.input(Input::MediaState { call, state }),
            1 => self.host.input(Input::Media {
                call,
                round,
                outcome: MediaOutcome::Applied,
            }),
            2 => {
                let sdp = self.host.describe(voip_sdk::sip::user_agent::MediaDirection::SendRecv);
                let outcome = MediaOutcome::LocalDescription { sdp, gathered: "host" };
                self.host.input(Input::Media { call, round, outcome });
            }
            _ => {
                let outcome = MediaOutcome::Failed {
                    failure: MediaFailure::Other,
                    detail: String::new(),
                };
                self.host.input(Input::Media { call, round, outcome });
            }
        }
        self.host.effects.clear();
    }

    fn connection(&mut self) {
        match self.roll(7) {
            // The server stops answering pings, or begins to.
            5 => self.host.pongs = !self.host.pongs,
            // The machine sleeps: what was due comes late.
            6 => {
                let slept = [3, 40, 700][self.roll(3) as usize];
                self.host.now = self.host.now + sec(slept);
                self.host.input(Input::Timeout);
            }
            0 => self.host.input(Input::TransportClosed { code: 1006 }),
            1 => self.host.input(Input::Offline),
            2 => self.host.receive(b"\r\n"),
            3 => self.host.receive(b"\r\n\r\n"),
            _ => self.host.input(Input::Awake),
        }
    }

    /// Something again, or something that is cut off.
    fn garbage(&mut self) {
        let Some(mut bytes) = (if self.roll(2) == 0 {
            self.pick_seen()
        } else {
            self.given.pop()
        }) else {
            return;
        };
        if self.roll(2) == 0 {
            let length = bytes.len() as u32;
            bytes.truncate(self.roll(length.max(1)) as usize);
        }
        self.host.receive(&bytes);
    }

    fn pick_seen(&mut self) -> Option<Vec<u8>> {
        let count = self.seen.len() as u32;
        if count == 0 {
            return None;
        }
        let at = self.roll(count) as usize;
        self.seen.get(at).cloned()
    }

    fn give(&mut self, bytes: Vec<u8>) {
        self.host.receive(&bytes);
        self.given.push(bytes);
    }

    /// Everything ends: stopped, closed, forgotten.
    fn finish(mut self, seed: u64) -> u32 {
        self.host.media = Media::Prompt;
        self.host.act(|ua, now| ua.stop(now));
        self.host.advance(sec(10));
        let calls: Vec<_> = self.host.ua.calls().map(|view| view.id).collect();
        for call in calls {
            self.host.act(|ua, _| ua.forget(call));
        }
        self.host.advance(sec(400));
        assert!(self.host.ua.is_idle(), "seed {seed}: something is left");
        assert_eq!(self.host.deadline, None, "seed {seed}");
        self.active
    }
}

/// What a PRACK for that message would have to say.
fn rseq(bytes: &[u8]) -> Option<String> {
    match parse(bytes) {
        Ok(Message::Response(r)) => {
            let (rseq, cseq) = (r.headers.number("RSeq")?, r.headers.cseq()?);
            Some(format!("{rseq} {} INVITE", cseq.number))
        }
        _ => None,
    }
}

#[test]
fn nothing_that_happens_in_any_order_breaks_it_or_stays_behind() {
    let mut active = 0;
    // `VOIP_TEST_LONG` asks for the long form.
    let seeds = if std::env::var_os("VOIP_TEST_LONG").is_some() {
        5_000
    } else {
        45
    };
    for seed in 1..=seeds {
        let mut storm = Storm::new(seed);
        storm.host.act(|ua, now| ua.start(now));
        storm.host.open();
        for _ in 0..300 {
            storm.step();
        }
        active += storm.finish(seed);
    }
    assert!(active > 300, "{active}");
}
