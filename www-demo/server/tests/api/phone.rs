//! A phone that registers with the extension's login password, is rung, and says it is busy.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use sha2::{Digest as _, Sha256};
use str0m::media::Direction;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use voip_demo_server::auth::hex;
use voip_demo_server::pbx::media::{Media, MediaConfig};

pub struct Phone {
    socket: WebSocketStream<TcpStream>,
    number: String,
    domain: String,
    /// Its own name in Via: the branch is unique only together with it.
    host: String,
    sequence: u32,
}

/// The value of a header.
fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let mut lines = message.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value)
}

impl Phone {
    pub async fn connect(address: &str, number: &str, domain: &str) -> Self {
        let mut request = format!("ws://{address}/sip").into_client_request().unwrap();
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", "sip".parse().unwrap());
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        Self {
            socket,
            number: number.into(),
            domain: domain.into(),
            host: format!("{}.invalid", uuid::Uuid::new_v4()),
            sequence: 0,
        }
    }

    /// The status of a registration with this password.
    pub async fn register(&mut self, password: &str) -> String {
        self.send_register("").await;
        let challenge = self.hear().await;
        let uri = format!("sip:{}", self.domain);
        let authorization = self.proves("REGISTER", &uri, password, &challenge);
        self.send_register(&authorization).await;
        let answer = self.hear().await;
        answer.split(' ').nth(1).unwrap().to_owned()
    }

    async fn send_register(&mut self, authorization: &str) {
        self.sequence += 1;
        let (number, domain, host, sequence) = (&self.number, &self.domain, &self.host, self.sequence);
        let text = format!(
            "REGISTER sip:{domain} SIP/2.0\r\nVia: SIP/2.0/WS {host};branch=z9hG4bKr{sequence}\r\n\
             Max-Forwards: 70\r\nFrom: <sip:{number}@{domain}>;tag=r\r\nTo: <sip:{number}@{domain}>\r\nCall-ID: {host}\r\n\
             CSeq: {sequence} REGISTER\r\nContact: <sip:{number}@{host};transport=ws>;expires=600\r\n\
             {authorization}Content-Length: 0\r\n\r\n"
        );
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub async fn hear(&mut self) -> String {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return text.to_string(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("a SIP message was expected, not {other:?}"),
            }
        }
    }

    /// SUBSCRIBE to the own box with the credentials of the registration: the first NOTIFY.
    pub async fn watch_mailbox(&mut self, password: &str) -> String {
        let uri = format!("sip:{}@{}", self.number, self.domain);
        self.send_subscribe(&uri, "").await;
        let challenge = self.hear().await;
        let authorization = self.proves("SUBSCRIBE", &uri, password, &challenge);
        self.send_subscribe(&uri, &format!("Proxy-{authorization}")).await;
        assert!(self.hear().await.starts_with("SIP/2.0 200 "));
        self.notified().await
    }

    async fn send_subscribe(&mut self, uri: &str, authorization: &str) {
        self.sequence += 1;
        let (number, domain, host, sequence) = (&self.number, &self.domain, &self.host, self.sequence);
        let text = format!(
            "SUBSCRIBE {uri} SIP/2.0\r\nVia: SIP/2.0/WS {host};branch=z9hG4bKs{sequence}\r\nMax-Forwards: 70\r\n\
             From: <sip:{number}@{domain}>;tag=s\r\nTo: <{uri}>\r\nCall-ID: s{host}\r\nCSeq: {sequence} SUBSCRIBE\r\n\
             Contact: <sip:{number}@{host};transport=ws>\r\nEvent: message-summary\r\n{authorization}\
             Content-Length: 0\r\n\r\n"
        );
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next NOTIFY, answered.
    pub async fn notified(&mut self) -> String {
        let notify = tokio::time::timeout(Duration::from_secs(10), self.hear());
        let notify = notify.await.expect("a NOTIFY");
        assert!(notify.starts_with("NOTIFY "), "{notify}");
        self.answer(&notify, "200 OK").await;
        notify
    }

    /// An Authorization header that answers a challenge.
    fn proves(&self, method: &str, uri: &str, password: &str, challenge: &str) -> String {
        let challenge = challenge
            .lines()
            .find(|line| line.contains("-Authenticate") && line.contains("algorithm=SHA-256,"))
            .expect("a challenge with SHA-256");
        let nonce = challenge.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
        let (number, realm) = (&self.number, &self.domain);
        let h = |text: String| hex(&Sha256::digest(text));
        let (a1, a2) = (h(format!("{number}:{realm}:{password}")), h(format!("{method}:{uri}")));
        let response = h(format!("{a1}:{nonce}:00000001:c:auth:{a2}"));
        format!(
            "Authorization: Digest username=\"{number}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             algorithm=SHA-256, response=\"{response}\", qop=auth, nc=00000001, cnonce=\"c\"\r\n"
        )
    }

    /// Answers a request; `100 …` without a tag of our own.
    pub async fn answer(&mut self, request: &str, status: &str) {
        let [via, from, to, id, cseq] = ["Via", "From", "To", "Call-ID", "CSeq"].map(|name| header(request, name));
        let tag = if to.contains(";tag=") { "" } else { ";tag=p" };
        let text = format!(
            "SIP/2.0 {status}\r\nVia: {via}\r\nFrom: {from}\r\nTo: {to}{tag}\r\nCall-ID: {id}\r\nCSeq: {cseq}\r\n\
             Content-Length: 0\r\n\r\n"
        );
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Answers an INVITE, with media that last as long as what is returned.
    pub async fn pick_up(&mut self, invite: &str) -> Media {
        let config = MediaConfig {
            addresses: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
            ..MediaConfig::default()
        };
        let media = Media::start(config, |_| ()).await.unwrap();
        let (_, offer) = invite.split_once("\r\n\r\n").expect("a body");
        let sdp = media.accept_offer(offer.to_owned(), Direction::SendRecv).await.unwrap();
        let [via, from, to, id, cseq] = ["Via", "From", "To", "Call-ID", "CSeq"].map(|name| header(invite, name));
        let text = format!(
            "SIP/2.0 200 OK\r\nVia: {via}\r\nFrom: {from}\r\nTo: {to};tag=p\r\nCall-ID: {id}\r\nCSeq: {cseq}\r\n\
             Contact: <sip:{}@{};transport=ws>\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            self.number,
            self.host,
            sdp.len()
        );
        self.socket.send(Message::text(text)).await.unwrap();
        assert!(self.hear().await.starts_with("ACK "));
        media
    }
}
