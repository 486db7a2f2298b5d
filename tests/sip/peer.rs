//! A script at the other end of a user agent's connection. Tests with it read like a transcript:
//!
//! ```text
//! let mut peer = Peer::registered();
//! let call = peer.call("1002");
//! let invite = peer.expect("INVITE");
//! peer.answer(&invite, 180);
//! …
//! ```

use super::host::{Host, config, description, read, sec};
use voip_sdk::sip::message::{CSeq, Message, Method, NameAddr, Params, Request, Response, Uri, Via, names};
use voip_sdk::sip::user_agent::{CallId, Config, Input, InviteOptions, MediaDirection};
use voip_sdk::time::Duration;

/// The tag that the script's responses carry unless a test says otherwise.
pub const TAG: &str = "peer";

pub struct Peer {
    pub host: Host,
    /// The contact that the user agent registered.
    pub contact: Option<NameAddr>,
    branches: u32,
}

/// A dialog seen from the script's side: what its own requests in that dialog say.
#[derive(Clone, Debug)]
pub struct Side {
    pub call_id: String,
    pub local: NameAddr,
    pub remote: NameAddr,
    pub target: Uri,
    pub seq: u32,
}

impl Side {
    /// The dialog that the user agent's 2xx to the script's INVITE has made.
    pub fn of_answered(invite: &Request, ok: &Response) -> Self {
        Self {
            call_id: invite.headers.call_id().into_owned(),
            local: invite.headers.from().unwrap(),
            remote: ok.headers.to().unwrap(),
            target: ok.headers.contact().unwrap().uri,
            seq: 1,
        }
    }
}

impl Peer {
    /// The user agent has been started and waits for its connection.
    pub fn started(config: Config) -> Self {
        let mut host = Host::new(config, 1);
        host.act(|ua, now| ua.start(now));
        Self {
            host,
            contact: None,
            branches: 0,
        }
    }

    /// Connected and registered, nothing else on record.
    pub fn registered() -> Self {
        Self::registered_as(config("1001"))
    }

    pub fn registered_as(config: Config) -> Self {
        let mut peer = Self::started(config);
        peer.host.open();
        peer.grant();
        peer.quiet();
        peer
    }

    /// Answers the REGISTER that has been sent with 200.
    pub fn grant(&mut self) -> Request {
        let register = self.expect("REGISTER");
        let contact = register.headers.contact().expect("a REGISTER has a contact");
        let ok = register
            .response(200)
            .with_to_tag(TAG)
            .with(names::CONTACT, contact.to_text());
        self.contact = Some(contact);
        self.send_response(&ok);
        register
    }

    /// Forgets what was sent and told so far.
    pub fn quiet(&mut self) {
        self.host.sent.clear();
        self.host.events.clear();
        self.host.effects.clear();
        self.host.pings = 0;
    }

    /// The next message of the user agent, which has to be a request of that method.
    pub fn expect(&mut self, method: &str) -> Request {
        match self.next(method) {
            Message::Request(r) if r.method.as_str() == method => r,
            other => panic!("{method} was expected: {other:?}"),
        }
    }

    /// The next message of the user agent, which has to be a response with that status.
    pub fn expect_status(&mut self, status: u16) -> Response {
        match self.next(&status.to_string()) {
            Message::Response(r) if r.status == status => r,
            other => panic!("{status} was expected: {other:?}"),
        }
    }

    fn next(&mut self, wanted: &str) -> Message {
        let bytes = self
            .host
            .sent
            .pop_front()
            .unwrap_or_else(|| panic!("{wanted} was expected, nothing was sent"));
        read(&bytes)
    }

    /// The user agent has nothing to say.
    pub fn expect_nothing(&mut self) {
        if let Some(bytes) = self.host.sent.front() {
            panic!("nothing was expected: {}", String::from_utf8_lossy(bytes));
        }
    }

    /// What was sent and not looked at, in short: `INVITE`, `200 INVITE`, …
    pub fn transcript(&mut self) -> Vec<String> {
        let short = |bytes: Vec<u8>| match read(&bytes) {
            Message::Request(r) => r.method.as_str().to_owned(),
            Message::Response(r) => format!("{} {}", r.status, r.headers.cseq().unwrap().method.as_str()),
        };
        self.host.sent.drain(..).map(short).collect()
    }

    pub fn send_response(&mut self, response: &Response) {
        self.host.receive(&response.to_bytes());
    }

    pub fn send_request(&mut self, request: &Request) {
        self.host.receive(&request.to_bytes());
    }

    /// A response as most peers make it: To tag `peer`, and in those that make a dialog a Contact; an answer in the 200
    /// of an INVITE.
    pub fn response(request: &Request, status: u16) -> Response {
        Self::response_by(request, status, TAG)
    }

    /// The same by another branch of a fork.
    pub fn response_by(request: &Request, status: u16, tag: &str) -> Response {
        let mut response = request.response(status);
        if status > 100 {
            response.set_to_tag(tag);
        }
        if request.method == Method::Invite && (101..300).contains(&status) {
            response
                .headers
                .push(names::CONTACT, format!("<sip:{tag}@192.0.2.7:5070;transport=ws>"));
        }
        if request.method == Method::Invite && status == 200 {
            response.set_body(
                "application/sdp",
                description(77, MediaDirection::SendRecv).into_bytes(),
            );
        }
        response
    }

    pub fn answer(&mut self, request: &Request, status: u16) {
        self.send_response(&Self::response(request, status));
    }

    pub fn answer_by(&mut self, request: &Request, status: u16, tag: &str) {
        self.send_response(&Self::response_by(request, status, tag));
    }

    /// The connection is lost.
    pub fn cut(&mut self) {
        self.host.connects.clear();
        self.host.input(Input::TransportClosed { code: 1006 });
    }

    /// The connection comes back and the registration is renewed.
    pub fn recover(&mut self) {
        self.host.open();
        self.grant();
    }

    /// Lets seconds pass with a server that answers pings.
    pub fn pass(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.advance(sec(1));
            if std::mem::take(&mut self.host.pings) > 0 {
                self.host.receive(b"\r\n");
            }
        }
    }

    pub fn advance(&mut self, by: Duration) {
        self.host.advance(by);
    }

    /// The user agent calls.
    pub fn call(&mut self, target: &str) -> CallId {
        self.host
            .act(|ua, now| ua.invite(now, target, InviteOptions::default()))
            .expect("the call can be begun")
    }

    /// An outgoing call that was answered: its call, the INVITE, and the script's side of the dialog.
    pub fn active_outgoing(&mut self) -> (CallId, Request, Side) {
        let call = self.call("1002");
        let invite = self.expect("INVITE");
        self.answer(&invite, 180);
        self.answer(&invite, 200);
        let ack = self.expect("ACK");
        assert_eq!(
            ack.headers.cseq().unwrap().number,
            invite.headers.cseq().unwrap().number
        );
        self.expect_nothing();
        self.host.events.clear();
        let side = Side {
            call_id: invite.headers.call_id().into_owned(),
            local: invite.headers.to().unwrap().with_tag(TAG),
            remote: invite.headers.from().unwrap(),
            target: invite.headers.contact().unwrap().uri,
            seq: 0,
        };
        (call, invite, side)
    }

    /// An incoming call that was answered and acknowledged.
    pub fn active_incoming(&mut self) -> (CallId, Request, Side) {
        let invite = self.invite();
        self.send_request(&invite);
        let call = self.host.incoming();
        self.expect_status(100);
        self.expect_status(180);
        self.host
            .act(|ua, now| ua.answer(now, call))
            .expect("a ringing call can be answered");
        let ok = self.expect_status(200);
        let mut side = Side::of_answered(&invite, &ok);
        let ack = self.ack(&mut side, 1);
        self.send_request(&ack);
        self.expect_nothing();
        self.host.events.clear();
        (call, invite, side)
    }

    /// An INVITE with an offer, from `sip:2000@acme.test`, to the registered contact.
    pub fn invite(&mut self) -> Request {
        let branch = self.branch();
        let target = self.contact.as_ref().expect("the user agent is registered").uri.clone();
        let mut invite = Request::new(Method::Invite, target)
            .with(names::VIA, Via::new("WSS", "proxy.acme.test", &branch).to_text())
            .with(names::MAX_FORWARDS, "69")
            .with(names::FROM, "\"Two Thousand\" <sip:2000@acme.test>;tag=peer")
            .with(names::TO, "<sip:1001@acme.test>")
            .with(names::CALL_ID, format!("call-{branch}"))
            .with(names::CSEQ, "1 INVITE")
            .with(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>");
        invite.set_body(
            "application/sdp",
            description(50, MediaDirection::SendRecv).into_bytes(),
        );
        invite
    }

    /// A request of the script within a dialog.
    pub fn request(&mut self, side: &mut Side, method: Method) -> Request {
        side.seq += 1;
        self.numbered(side, method, side.seq)
    }

    /// The ACK for the INVITE with that number.
    pub fn ack(&mut self, side: &mut Side, number: u32) -> Request {
        self.numbered(side, Method::Ack, number)
    }

    pub fn numbered(&mut self, side: &Side, method: Method, number: u32) -> Request {
        let branch = self.branch();
        let mut request = Request::new(method.clone(), side.target.clone())
            .with(names::VIA, Via::new("WSS", "proxy.acme.test", &branch).to_text())
            .with(names::MAX_FORWARDS, "69")
            .with(names::FROM, tagged(&side.local))
            .with(names::TO, tagged(&side.remote))
            .with(names::CALL_ID, &side.call_id)
            .with(
                names::CSEQ,
                CSeq {
                    number,
                    method: method.clone(),
                }
                .to_text(),
            );
        if method == Method::Invite {
            request
                .headers
                .push(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>");
            request.set_body(
                "application/sdp",
                description(51 + number, MediaDirection::SendRecv).into_bytes(),
            );
        }
        request
    }

    /// CANCEL of a request of the script.
    pub fn cancel_of(request: &Request) -> Request {
        let mut cancel = Request::new(Method::Cancel, request.uri.clone());
        for name in [names::VIA, names::MAX_FORWARDS, names::FROM, names::TO, names::CALL_ID] {
            cancel.headers.copy(&request.headers, name);
        }
        let number = request.headers.cseq().unwrap().number;
        cancel.with(
            names::CSEQ,
            CSeq {
                number,
                method: Method::Cancel,
            }
            .to_text(),
        )
    }

    /// ACK of a refusal, on the INVITE's branch.
    pub fn ack_of_refusal(invite: &Request, refusal: &Response) -> Request {
        let mut ack = Self::cancel_of(invite);
        ack.method = Method::Ack;
        ack.headers.set(
            names::CSEQ,
            CSeq {
                number: invite.headers.cseq().unwrap().number,
                method: Method::Ack,
            }
            .to_text(),
        );
        ack.headers.set(names::TO, refusal.headers.get(names::TO).unwrap());
        ack
    }

    /// Everything that could still be due has been: the user agent keeps nothing of its calls.
    pub fn settle(&mut self) {
        self.advance(sec(33));
    }

    fn branch(&mut self) -> String {
        self.branches += 1;
        format!("z9hG4bKpeer{}", self.branches)
    }
}

fn tagged(addr: &NameAddr) -> String {
    let mut plain = NameAddr {
        display: None,
        uri: addr.uri.clone(),
        params: Params::default(),
    };
    if let Some(tag) = addr.tag() {
        plain = plain.with_tag(tag);
    }
    plain.to_text()
}
