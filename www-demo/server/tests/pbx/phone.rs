//! A phone as a script: each message that it sends is written by the test, each that it gets is waited for.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{SinkExt, StreamExt};
use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::lab::{Lab, PATIENCE, hex, password};
use crate::message::Message;

static COUNT: AtomicU64 = AtomicU64::new(1);

fn unique(prefix: &str) -> String {
    format!("{prefix}{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A dialog as the phone sees it.
#[derive(Debug, Clone)]
pub struct Dialog {
    pub call_id: String,
    pub local: String,
    pub remote: String,
    pub target: String,
    pub cseq: u32,
}

impl Dialog {
    /// What a Replaces says of it.
    pub fn replaces(&self) -> String {
        let tag = |value: &str| Message::param(value, "tag").expect("a tag").to_owned();
        format!(
            "{};to-tag={};from-tag={}",
            self.call_id,
            tag(&self.remote),
            tag(&self.local)
        )
    }
}

/// A phone with a WebSocket.
pub struct Phone {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub tenant: String,
    pub number: String,
    pub host: String,
    instance: String,
    register_id: String,
    register_cseq: u32,
    challenge: Option<(String, String)>,
    nc: u32,
    kept: VecDeque<Message>,
    /// Call-ID and CSeq of the last request of each method.
    last: HashMap<String, (String, String)>,
}

/// Opens a WebSocket, offering these subprotocols.
pub async fn open(lab: &Lab, protocols: Option<&str>) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Error> {
    let mut request = format!("ws://{}/sip", lab.address)
        .into_client_request()
        .expect("a URL");
    if let Some(protocols) = protocols {
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", protocols.parse().expect("a header value"));
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

impl Phone {
    /// Connects without registering.
    pub async fn connect(lab: &Lab, number: &str, domain: &str) -> Phone {
        Phone {
            socket: open(lab, Some("sip")).await.expect("the handshake"),
            tenant: domain.strip_suffix(".test").unwrap_or(domain).to_owned(),
            number: number.to_owned(),
            host: unique("host").to_owned() + ".invalid",
            instance: unique("urn:uuid:"),
            register_id: unique("register"),
            register_cseq: 0,
            challenge: None,
            nc: 0,
            kept: VecDeque::new(),
            last: HashMap::new(),
        }
    }

    /// Connects and registers.
    pub async fn registered(lab: &Lab, number: &str, domain: &str) -> Phone {
        let mut phone = Phone::connect(lab, number, domain).await;
        assert_eq!(phone.register(600).await.status(), Some(200));
        phone
    }

    /// Takes a new socket; the old one stays open while it is kept.
    pub async fn swap(&mut self, lab: &Lab) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
        std::mem::replace(&mut self.socket, open(lab, Some("sip")).await.expect("the handshake"))
    }

    /// Loses its socket without a word and has a new one, the same phone still.
    pub async fn cut(&mut self, lab: &Lab) {
        drop(self.swap(lab).await);
    }

    pub fn domain(&self) -> String {
        format!("{}.test", self.tenant)
    }

    pub fn aor(&self) -> String {
        format!("sip:{}@{}", self.number, self.domain())
    }

    /// The Contact's URI.
    pub fn uri(&self) -> String {
        format!("sip:{}@{};transport=ws", self.number, self.host)
    }

    pub async fn send(&mut self, text: impl Into<String>) {
        self.socket.send(Frame::Text(text.into().into())).await.expect("sent");
    }

    /// The next frame as text; `None` when the socket is closed.
    pub async fn frame(&mut self) -> Option<String> {
        let next = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Frame::Text(text))) => return Some(text.to_string()),
                    Some(Ok(Frame::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, next)
            .await
            .unwrap_or_else(|_| panic!("{} waits for a message", self.number))
    }

    /// The first message that fits; others are kept for later.
    async fn wait(&mut self, what: &str, fits: impl Fn(&Message) -> bool) -> Message {
        if let Some(at) = self.kept.iter().position(&fits) {
            return self.kept.remove(at).expect("it is there");
        }
        loop {
            let Some(text) = self.frame().await else {
                panic!("{} waits for {what}: socket closed", self.number)
            };
            let message = Message::parse(&text);
            if fits(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    /// The next request with that method.
    pub async fn request(&mut self, method: &str) -> Message {
        self.wait(method, |m| m.status().is_none() && m.method() == method)
            .await
    }

    /// The next response above 100 to that method.
    pub async fn response(&mut self, method: &str) -> Message {
        self.response_from(101, method).await
    }

    /// The next response of at least that status to the last request with that method: an older one's 200 may be
    /// repeated at any time.
    async fn response_from(&mut self, lowest: u16, method: &str) -> Message {
        let last = self.last.get(method).cloned();
        self.wait(&format!("a response to {method}"), move |m| {
            let own = last
                .as_ref()
                .is_none_or(|(id, seq)| (m.must("Call-ID"), m.must("CSeq")) == (id, seq));
            m.status().is_some_and(|s| s >= lowest) && m.method() == method && own
        })
        .await
    }

    /// The final response to that method.
    pub async fn final_response(&mut self, method: &str) -> Message {
        self.response_from(200, method).await
    }

    /// Everything but 100 that came and was not waited for.
    pub fn unread(&self) -> impl Iterator<Item = &Message> {
        self.kept.iter().filter(|m| m.status() != Some(100))
    }

    /// The value of an Authorization header for the remembered challenge.
    pub fn credentials(&mut self, method: &str, uri: &str) -> Option<String> {
        let secret = password(&self.tenant, &self.number);
        self.credentials_with(method, uri, &secret)
    }

    pub fn credentials_with(&mut self, method: &str, uri: &str, secret: &str) -> Option<String> {
        let (nonce, algorithm) = self.challenge.clone()?;
        self.nc += 1;
        let h = |text: String| match algorithm.as_str() {
            "SHA-512-256" => hex(&Sha512_256::digest(text)),
            "SHA-256" => hex(&Sha256::digest(text)),
            _ => hex(&Md5::digest(text)),
        };
        let (user, realm, nc) = (&self.number, self.domain(), format!("{:08x}", self.nc));
        let (ha1, ha2) = (h(format!("{user}:{realm}:{secret}")), h(format!("{method}:{uri}")));
        let response = h(format!("{ha1}:{nonce}:{nc}:c0ffee:auth:{ha2}"));
        Some(format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm={algorithm}, \
             response=\"{response}\", cnonce=\"c0ffee\", qop=auth, nc={nc}"
        ))
    }

    /// Remembers the first challenge of a response.
    pub fn take_challenge(&mut self, response: &Message) {
        let value = response
            .header("WWW-Authenticate")
            .or(response.header("Proxy-Authenticate"))
            .expect("a challenge");
        let part = |name| Message::param(value, name).expect("a part of the challenge").to_owned();
        self.challenge = Some((part("nonce"), part("algorithm")));
        self.nc = 0;
    }

    /// Lets the next credentials repeat the last count.
    pub fn repeat_count(&mut self) {
        self.nc -= 1;
    }

    /// One REGISTER with what is known; its final response.
    pub async fn register_once(&mut self, contact: Option<String>, extra: &str) -> Message {
        self.register_cseq += 1;
        let (domain, aor) = (self.domain(), self.aor());
        let uri = format!("sip:{domain}");
        let authorization = self
            .credentials("REGISTER", &uri)
            .map(|v| format!("Authorization: {v}\r\n"));
        let contact = contact.map(|c| format!("Contact: {c}\r\n")).unwrap_or_default();
        let text = format!(
            "REGISTER {uri} SIP/2.0\r\nVia: SIP/2.0/WS {};branch={}\r\nMax-Forwards: 70\r\nFrom: <{aor}>;tag=r1\r\n\
             To: <{aor}>\r\nCall-ID: {}\r\nCSeq: {} REGISTER\r\n{contact}{}{extra}Content-Length: 0\r\n\r\n",
            self.host,
            unique("z9hG4bK"),
            self.register_id,
            self.register_cseq,
            authorization.unwrap_or_default(),
        );
        self.send(text).await;
        self.final_response("REGISTER").await
    }

    pub fn contact(&self, expires: u32) -> String {
        format!(
            "<{}>;+sip.instance=\"<{}>\";expires={expires}",
            self.uri(),
            self.instance
        )
    }

    /// REGISTER, answering the challenge if there is one.
    pub async fn register(&mut self, expires: u32) -> Message {
        let contact = Some(self.contact(expires));
        let response = self.register_once(contact.clone(), "").await;
        if response.status() != Some(401) {
            return response;
        }
        self.take_challenge(&response);
        self.register_once(contact, "").await
    }

    /// Sends an INVITE with the credentials that are known.
    pub async fn invite(&mut self, target: &str, sdp: &str, extra: &str) -> Dialog {
        let uri = format!("sip:{target}@{}", self.domain());
        self.invite_uri(&uri, sdp, extra).await
    }

    pub async fn invite_uri(&mut self, uri: &str, sdp: &str, extra: &str) -> Dialog {
        self.outside("INVITE", uri, sdp, extra).await
    }

    /// A request outside a dialog, with the credentials that are known.
    pub async fn outside(&mut self, method: &str, uri: &str, body: &str, extra: &str) -> Dialog {
        let dialog = Dialog {
            call_id: unique("call"),
            local: format!("\"{}\" <{}>;tag={}", self.number, self.aor(), unique("tag")),
            remote: format!("<{uri}>"),
            target: uri.to_owned(),
            cseq: 0,
        };
        let authorization = self
            .credentials(method, uri)
            .map(|v| format!("Proxy-Authorization: {v}\r\n"));
        let extra = format!("{}{extra}", authorization.unwrap_or_default());
        let mut dialog = dialog;
        self.in_dialog(&mut dialog, method, body, &extra).await;
        dialog
    }

    /// A request in the dialog, or the one that makes it; its branch.
    pub async fn in_dialog(&mut self, dialog: &mut Dialog, method: &str, sdp: &str, extra: &str) -> String {
        dialog.cseq += 1;
        let branch = unique("z9hG4bK");
        self.in_transaction(dialog, method, &branch, sdp, extra).await;
        branch
    }

    /// A request of a transaction that exists: ACK of a refusal, CANCEL.
    pub async fn in_transaction(&mut self, dialog: &Dialog, method: &str, branch: &str, sdp: &str, extra: &str) {
        let content = if sdp.is_empty() || extra.contains("Content-Type:") {
            ""
        } else {
            "Content-Type: application/sdp\r\n"
        };
        let sent = (dialog.call_id.clone(), format!("{} {method}", dialog.cseq));
        self.last.insert(method.to_owned(), sent);
        let text = format!(
            "{method} {} SIP/2.0\r\nVia: SIP/2.0/WS {};branch={branch}\r\nMax-Forwards: 70\r\nFrom: {}\r\nTo: {}\r\n\
             Call-ID: {}\r\nCSeq: {} {method}\r\nContact: <{}>\r\n{extra}{content}Content-Length: {}\r\n\r\n{sdp}",
            dialog.target,
            self.host,
            dialog.local,
            dialog.remote,
            dialog.call_id,
            dialog.cseq,
            self.uri(),
            sdp.len(),
        );
        self.send(text).await;
    }

    /// ACK of a 2xx: confirms the dialog.
    pub async fn ack(&mut self, dialog: &mut Dialog, response: &Message, sdp: &str) {
        dialog.remote = response.must("To").to_owned();
        dialog.target = response.contact().to_owned();
        let branch = unique("z9hG4bK");
        self.in_transaction(dialog, "ACK", &branch, sdp, "").await;
    }

    /// Answers a request.
    pub async fn respond(&mut self, request: &Message, status: &str, sdp: &str, extra: &str) {
        let extra = format!("Contact: <{}>\r\n{extra}", self.uri());
        self.respond_with(request, status, sdp, &extra).await;
    }

    /// Answers a request with other headers than the phone's own Contact.
    pub async fn respond_with(&mut self, request: &Message, status: &str, sdp: &str, extra: &str) {
        let vias: String = request.all("Via").map(|via| format!("Via: {via}\r\n")).collect();
        let to = request.must("To");
        let to = if to.contains(";tag=") {
            to.to_owned()
        } else {
            format!("{to};tag={}", self.host)
        };
        let content = if sdp.is_empty() {
            ""
        } else {
            "Content-Type: application/sdp\r\n"
        };
        let text = format!(
            "SIP/2.0 {status}\r\n{vias}From: {}\r\nTo: {to}\r\nCall-ID: {}\r\nCSeq: {}\r\n\
             {extra}{content}Content-Length: {}\r\n\r\n{sdp}",
            request.must("From"),
            request.must("Call-ID"),
            request.must("CSeq"),
            sdp.len(),
        );
        self.send(text).await;
    }

    /// A request in the dialog with a body of that type; its final response.
    pub async fn says(&mut self, dialog: &mut Dialog, method: &str, kind: &str, body: &str) -> Message {
        let extra = format!("Content-Type: {kind}\r\n");
        self.in_dialog(dialog, method, body, &extra).await;
        self.final_response(method).await
    }

    /// The next NOTIFY, answered.
    pub async fn notified(&mut self) -> Message {
        let notify = self.request("NOTIFY").await;
        self.respond(&notify, "200 OK", "", "").await;
        notify
    }

    /// The dialog of an INVITE that this phone has answered.
    pub fn dialog_of(&self, invite: &Message) -> Dialog {
        Dialog {
            call_id: invite.must("Call-ID").to_owned(),
            local: format!("{};tag={}", invite.must("To"), self.host),
            remote: invite.must("From").to_owned(),
            target: invite.contact().to_owned(),
            cseq: 0,
        }
    }
}
