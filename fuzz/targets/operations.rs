//! A user agent under arbitrary commands, arrivals and clock steps. `Host` asserts that what it sends is well-formed
//! and that no deadline lies in the past; at the end, everything stopped and forgotten, nothing is left in any table.
#![no_main]

#[path = "../../tests/sip/host.rs"]
#[allow(dead_code)]
mod host;

use host::{Host, Media, config, description, ms, sec};
use libfuzzer_sys::fuzz_target;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{CSeq, Message, Method, Request, Response, Via, names, parse};
use voip_sdk::sip::user_agent::{
    CallId, Credentials, Input, InviteOptions, MediaDirection, MediaEffect, MediaFailure, MediaOutcome, MediaState,
    OutgoingMessage, Recipient, Redirects, Reliability, SubscribeOptions, TransferOptions,
};

/// The input, octet by octet; zeros when it is used up.
struct Dice<'a>(&'a [u8]);

impl Dice<'_> {
    fn octet(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let n = usize::from(self.octet());
        from.get(n % from.len().max(1)).cloned()
    }
}

struct World {
    host: Host,
    /// What it has sent lately.
    requests: Vec<Request>,
    responses: Vec<Response>,
    /// What was sent to it lately.
    invites: Vec<Request>,
    branches: u32,
}

fuzz_target!(|data: &[u8]| {
    let mut dice = Dice(data);
    let mut account = config("1001");
    if dice.octet() & 1 == 1 {
        account.credentials = Credentials::Ask;
    }
    let policy = dice.octet();
    account.follow_redirects = match policy & 3 {
        0 => Redirects::Ask,
        1 => Redirects::Follow,
        _ => Redirects::Never,
    };
    if policy & 4 != 0 {
        account.reliable_provisional = Reliability::Required;
    }
    account.auto_answer = policy & 8 != 0;
    account.ws_uris.push("ws://second.acme.test".into());
    let mut host = Host::new(account, u64::from(dice.octet()));
    host.act(|ua, now| ua.start(now));
    host.open();
    let mut world = World {
        host,
        requests: vec![],
        responses: vec![],
        invites: vec![],
        branches: 0,
    };
    world.collect();
    while !dice.0.is_empty() {
        world.step(&mut dice);
        world.collect();
        let lately = |n: usize| n.saturating_sub(12);
        world.requests.drain(..lately(world.requests.len()));
        world.responses.drain(..lately(world.responses.len()));
        world.invites.drain(..lately(world.invites.len()));
    }
    world.end();
});

impl World {
    fn collect(&mut self) {
        for bytes in std::mem::take(&mut self.host.sent) {
            match parse(&bytes) {
                Ok(Message::Request(r)) => self.requests.push(r),
                Ok(Message::Response(r)) => self.responses.push(r),
                Err(_) => {}
            }
        }
        self.host.events.clear();
        if self.host.effects.len() > 16 {
            self.host.effects.pop_front();
        }
    }

    fn step(&mut self, dice: &mut Dice<'_>) {
        let calls: Vec<CallId> = self.host.ua.calls().map(|c| c.id).collect();
        let operation = dice.octet();
        let call = dice.pick(&calls).unwrap_or(CallId(7));
        match operation % 28 {
            0 | 1 => {
                let target = dice
                    .pick(&["1002", "+49 30", "sip:x@y", "tel:1", ""])
                    .unwrap_or_default();
                let anonymous = operation & 64 != 0;
                let options = InviteOptions {
                    anonymous,
                    late_offer: operation & 128 != 0,
                    timeout_sec: (operation & 32 != 0).then_some(9),
                    ..InviteOptions::default()
                };
                let _ = self.host.act(|ua, now| ua.invite(now, target, options));
            }
            2 => drop(self.host.act(|ua, now| ua.answer(now, call))),
            3 => {
                let status = dice.pick(&[486, 603, 302, 200, 480]).unwrap_or(486);
                let forward = (operation & 64 != 0).then(|| "1003".to_owned());
                let _ = self.host.act(|ua, now| ua.reject(now, call, status, forward));
            }
            4 => drop(self.host.act(|ua, now| ua.hangup(now, call))),
            5 => drop(self.host.act(|ua, now| ua.hold(now, call))),
            6 => drop(self.host.act(|ua, now| ua.resume(now, call))),
            7 => self.host.act(|ua, _| ua.forget(call)),
            8 => match dice.octet() % 5 {
                0 => self.host.act(|ua, now| ua.stop(now)),
                1 => self.host.act(|ua, now| ua.start(now)),
                2 => drop(self.host.act(|ua, now| ua.register(now))),
                3 => drop(self.host.act(|ua, now| ua.unregister(now))),
                _ => {
                    let given = Credentials::Password(Redacted::new("secret".to_owned()));
                    self.host.act(|ua, now| ua.provide_credentials(now, given));
                }
            },
            9 => self.host.advance(ms(u64::from(dice.octet()) * 10)),
            10 => self.host.advance(sec(u64::from(dice.octet()))),
            11 => match dice.octet() % 7 {
                5 => self.host.pongs = !self.host.pongs,
                6 => {
                    self.host.now = self.host.now + sec(u64::from(dice.octet()) * 4);
                    self.host.input(Input::Timeout);
                }
                0 => self.host.input(Input::TransportClosed { code: 1006 }),
                1 => self.host.input(Input::TransportOpened { protocol: "" }),
                2 => self.host.input(Input::Awake),
                3 => self.host.input(Input::Offline),
                _ => self.host.input(Input::Timeout),
            },
            12 => self.host.input(Input::TransportOpened { protocol: "sip" }),
            13 => {
                self.host.media = if operation & 64 == 0 {
                    Media::Prompt
                } else {
                    Media::Manual
                }
            }
            14 | 15 => self.media(dice, call),
            16..=19 => self.respond(dice),
            23 => drop(self.host.act(|ua, now| ua.progress(now, call))),
            24 => drop(self.host.act(|ua, now| ua.follow_redirect(now, call, 0))),
            25 => self.tell(dice, call),
            26 => {
                let other = dice.pick(&calls).unwrap_or(CallId(8));
                self.host.act(|ua, now| match operation / 28 {
                    0 | 5 => drop(ua.transfer(now, call, "1003", TransferOptions::default())),
                    1 | 6 => drop(ua.transfer_to(now, call, other)),
                    2 | 7 => drop(ua.accept_refer(now, call)),
                    3 => drop(ua.reject_refer(now, call, 486)),
                    _ => {
                        // As if the page had been loaded anew and knew nothing but that.
                        let Some(mut record) = ua.recovery().pop() else { return };
                        record.call_id.push('x');
                        let _ = ua.recover(now, record);
                    }
                });
            }
            20 => self.invite(operation),
            21 | 22 => self.request(dice),
            _ => self.garbage(dice),
        }
    }

    /// What is no call: messages, digits, capabilities, subscriptions.
    fn tell(&mut self, dice: &mut Dice<'_>, call: CallId) {
        let what = dice.octet();
        self.host.act(|ua, now| match what % 5 {
            0 => drop(ua.message(now, Recipient::Address("1002"), OutgoingMessage::text("hello"))),
            1 => drop(ua.message(now, Recipient::Call(call), OutgoingMessage::text("hello"))),
            2 => drop(ua.send_digits(now, call, "12#")),
            3 => drop(ua.options(now, None)),
            _ => drop(ua.subscribe(now, "1002", SubscribeOptions::new("dialog"))),
        });
    }

    fn media(&mut self, dice: &mut Dice<'_>, call: CallId) {
        let kind = dice.octet();
        if kind & 3 == 3 {
            let states = [
                MediaState::Connected,
                MediaState::Disconnected,
                MediaState::Failed,
                MediaState::LateCandidates,
            ];
            if let Some(state) = dice.pick(&states) {
                self.host.input(Input::MediaState { call, state });
            }
            return;
        }
        let waiting: Vec<_> = self.host.effects.iter().filter_map(name).collect();
        let Some((call, round)) = dice.pick(&waiting) else {
            return;
        };
        let outcome = match kind & 3 {
            0 => MediaOutcome::LocalDescription {
                sdp: description(9, MediaDirection::SendRecv),
                gathered: "host",
            },
            1 => MediaOutcome::Applied,
            _ => MediaOutcome::Failed {
                failure: dice
                    .pick(&[
                        MediaFailure::PermissionDenied,
                        MediaFailure::BadDescription,
                        MediaFailure::Other,
                    ])
                    .unwrap_or(MediaFailure::Other),
                detail: String::new(),
            },
        };
        self.host.input(Input::Media { call, round, outcome });
    }

    /// Answers something that was sent.
    fn respond(&mut self, dice: &mut Dice<'_>) {
        let Some(request) = dice.pick(&self.requests) else {
            return;
        };
        let statuses = [
            100, 180, 183, 199, 200, 200, 200, 202, 302, 401, 407, 408, 420, 422, 423, 480, 481, 486, 487, 488, 491,
            500, 503,
        ];
        let status = dice.pick(&statuses).unwrap_or(200);
        let flags = dice.octet();
        let mut response = request.response(status);
        if flags & 1 == 0 {
            response.set_to_tag(if flags & 2 == 0 { "a" } else { "b" });
        }
        if request.method == Method::Register {
            if flags & 4 == 0 {
                response.headers.copy(&request.headers, names::CONTACT);
            }
            response.headers.push(names::MIN_EXPIRES, "900");
        } else if flags & 4 == 0 {
            response.headers.push(names::CONTACT, "<sip:far@192.0.2.1>");
        }
        if flags & 8 != 0 {
            response.headers.push(names::RECORD_ROUTE, "<sip:p1;lr>, <sip:p2>");
        }
        if matches!(status, 401 | 407) {
            let name = if status == 401 {
                names::WWW_AUTHENTICATE
            } else {
                names::PROXY_AUTHENTICATE
            };
            let nonce = flags >> 4;
            let stale = if flags & 8 == 0 { "" } else { ", stale=true" };
            response.headers.push(
                name,
                format!("Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"{stale}"),
            );
        }
        if flags & 32 != 0 {
            response.headers.push(names::REQUIRE, "100rel");
            response.headers.push("RSeq", u32::from(1 + (flags >> 6)).to_string());
            response.headers.push("Session-Expires", "90");
            response.headers.push("Min-SE", "1000");
            response.headers.push(names::ALLOW, "UPDATE");
        }
        if request.method == Method::Invite && flags & 16 == 0 {
            let directions = [
                MediaDirection::SendRecv,
                MediaDirection::RecvOnly,
                MediaDirection::Inactive,
            ];
            let direction = dice.pick(&directions).unwrap_or(MediaDirection::SendRecv);
            response.set_body("application/sdp", description(8, direction).into_bytes());
        }
        self.host.receive(&response.to_bytes());
    }

    fn branch(&mut self) -> String {
        self.branches += 1;
        format!("z9hG4bK{}", self.branches)
    }

    /// A new call of theirs.
    fn invite(&mut self, flags: u8) {
        let branch = self.branch();
        let contact = self.requests.iter().find_map(|r| r.headers.contact()).map(|c| c.uri);
        let Some(uri) = contact else { return };
        let mut invite = Request::new(Method::Invite, uri)
            .with(names::VIA, Via::new("WS", "s", &branch).to_text())
            .with(names::FROM, "<sip:1002@acme.test>;tag=f")
            .with(names::TO, "<sip:1001@acme.test>")
            .with(names::CALL_ID, &branch)
            .with(names::CSEQ, "1 INVITE")
            .with(names::CONTACT, "<sip:far@192.0.2.1>");
        if flags & 64 != 0 {
            invite.headers.push(names::REQUIRE, "100rel");
            invite.headers.push("Session-Expires", "90");
            invite.headers.push("Call-Info", "<sip:x>;answer-after=1");
        }
        let known = self.host.ua.recovery().pop().filter(|_| flags & 128 != 0);
        if let Some(known) = known {
            let tag = |text: &str| text.rsplit(";tag=").next().unwrap_or_default().to_owned();
            let (ours, theirs) = (tag(&known.local), tag(&known.remote));
            let replaces = format!("{};to-tag={ours};from-tag={theirs}", known.call_id);
            invite.headers.push(names::REPLACES, replaces);
        }
        if self.branches % 3 != 0 {
            invite.set_body("application/sdp", description(7, MediaDirection::SendRecv).into_bytes());
        }
        self.host.receive(&invite.to_bytes());
        self.invites.push(invite);
    }

    /// Something in a dialog, or about one of their requests.
    fn request(&mut self, dice: &mut Dice<'_>) {
        let methods = [
            Method::Ack,
            Method::Bye,
            Method::Cancel,
            Method::Invite,
            Method::Info,
            Method::Options,
            Method::Update,
            Method::Prack,
            Method::Other("FOO".to_owned()),
            Method::Refer,
            Method::Notify,
            Method::Subscribe,
        ];
        let method = dice.pick(&methods).unwrap_or(Method::Bye);
        let flags = dice.octet();
        let new = self.branch();
        let mut request = if flags & 1 == 0 {
            // A dialog that they began: on the way of a response of ours.
            let Some(response) = dice.pick(&self.responses) else {
                return;
            };
            let mut request = Request::new(
                method.clone(),
                voip_sdk::sip::message::Uri::parse("sip:1001@acme.test").unwrap(),
            );
            for name in [names::FROM, names::TO, names::CALL_ID] {
                request.headers.copy(&response.headers, name);
            }
            if matches!(method, Method::Cancel | Method::Ack) && flags & 2 == 0 {
                request.headers.copy(&response.headers, names::VIA);
            }
            request
        } else {
            // A dialog that we began.
            let Some(ours) = dice.pick(&self.requests) else { return };
            let mut request = Request::new(method.clone(), ours.uri.clone());
            let mut from = ours.headers.to().unwrap();
            if from.tag().is_none() {
                from = from.with_tag(if flags & 2 == 0 { "a" } else { "b" });
            }
            request.headers.push(names::FROM, from.to_text());
            request.headers.push(names::TO, ours.headers.from().unwrap().to_text());
            request.headers.copy(&ours.headers, names::CALL_ID);
            request
        };
        if !request.headers.has(names::VIA) {
            request.headers.push(names::VIA, Via::new("WS", "s", &new).to_text());
        }
        if let (Method::Cancel, Some(invite)) = (&method, dice.pick(&self.invites)) {
            request.headers = invite.headers.clone();
            request.uri = invite.uri;
        }
        let number = u32::from(flags >> 4);
        request.headers.set(
            names::CSEQ,
            CSeq {
                number,
                method: method.clone(),
            }
            .to_text(),
        );
        let rseq = self.responses.iter().rev().find_map(|r| r.headers.number("RSeq"));
        if let (Method::Prack, Some(rseq)) = (&method, rseq) {
            request.headers.push("RAck", format!("{rseq} 1 INVITE"));
        }
        about_transfer(&mut request, flags);
        if flags & 4 == 0 && matches!(method, Method::Invite | Method::Ack | Method::Update | Method::Prack) {
            request.set_body("application/sdp", description(6, MediaDirection::SendOnly).into_bytes());
            request.headers.set(names::CONTACT, "<sip:moved@192.0.2.2>");
        }
        self.host.receive(&request.to_bytes());
    }

    /// Octets of the input itself, or something sent to us sent back with one octet changed.
    fn garbage(&mut self, dice: &mut Dice<'_>) {
        let length = usize::from(dice.octet());
        if length & 1 == 0
            && let Some(request) = dice.pick(&self.requests)
        {
            let mut bytes = request.to_bytes();
            let at = (usize::from(dice.octet()) * 8) % bytes.len();
            bytes[at] = dice.octet();
            self.host.receive(&bytes);
            return;
        }
        let bytes: Vec<u8> = (0..length).map(|_| dice.octet()).collect();
        self.host.receive(&bytes);
    }

    fn end(mut self) {
        self.host.act(|ua, now| ua.stop(now));
        for _ in 0..10 {
            self.host.advance(sec(40));
            let calls: Vec<CallId> = self.host.ua.calls().map(|c| c.id).collect();
            for call in calls {
                let _ = self.host.act(|ua, now| ua.hangup(now, call));
                self.host.act(|ua, _| ua.forget(call));
            }
        }
        assert!(
            self.host.ua.is_idle(),
            "something is left: {:?}",
            self.host.ua.calls().collect::<Vec<_>>()
        );
        assert_eq!(self.host.deadline, None, "nothing is due any more");
    }
}

fn name(effect: &MediaEffect) -> Option<(CallId, voip_sdk::sip::user_agent::Round)> {
    match effect {
        MediaEffect::CreateOffer { call, round, .. }
        | MediaEffect::CreateAnswer { call, round, .. }
        | MediaEffect::ApplyAnswer { call, round, .. }
        | MediaEffect::Rollback { call, round } => Some((*call, *round)),
        MediaEffect::Close { .. } => None,
    }
}

/// What REFER, NOTIFY and SUBSCRIBE say.
fn about_transfer(request: &mut Request, flags: u8) {
    let odd = flags & 4 != 0;
    match request.method {
        Method::Refer => {
            let target = if odd {
                "<sip:1003@acme.test?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>"
            } else {
                "<tel:5>"
            };
            request.headers.push(names::REFER_TO, target);
            if flags & 8 != 0 {
                request.headers.push(names::REFER_SUB, "false");
            }
        }
        Method::Notify | Method::Subscribe => {
            request.headers.push(names::EVENT, "refer");
            let state = if odd {
                "active;expires=20"
            } else {
                "terminated;reason=noresource"
            };
            request.headers.push(names::SUBSCRIPTION_STATE, state);
            let status = [100, 180, 200, 486][usize::from(flags >> 6)];
            request.set_body("message/sipfrag", format!("SIP/2.0 {status} x\r\n").into_bytes());
        }
        _ => {}
    }
}
