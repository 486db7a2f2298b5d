//! Valid messages with a few octets changed, through everything that reads a message before a phone's password
//! has been checked: nothing may panic, since a panic there would stop SIP for everybody.

use rsipstack::sip::{HasHeaders, SipMessage};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};

use super::dialog::Dialog;
use super::digest::Credentials;
use super::frame::{Frame, read_frame};
use super::media::check_offer;
use super::sip::{self, NameAddr};

const INVITE: &str = "INVITE sip:1002@acme.test;user=phone SIP/2.0\r\n\
    Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1;rport, SIP/2.0/WSS [2001:db8::1]:5061;received=192.0.2.1;branch=z9hG4bK2\r\n\
    Max-Forwards: 70\r\nFrom: \"A \\\"b\\\" <c>\" <sip:1001@acme.test>;tag=1;x=\"y;z\"\r\nTo: <sip:1002@acme.test>\r\n\
    Call-ID: 1@x\r\nCSeq: 1 INVITE\r\nContact: <sip:1001@x.invalid;transport=ws>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n\
    Proxy-Authorization: Digest username=\"1001\", realm=\"acme.test\", nonce=\"n\", uri=\"sip:1002@acme.test\", \
    algorithm=SHA-256, response=\"00\", cnonce=\"c\", qop=auth, nc=00000001\r\nRequire: x\r\nRecord-Route: <sip:p;lr>\r\n\
    Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";

const RESPONSE: &str = "SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nFrom: <sip:1001@acme.test>;tag=1\r\n\
    To: <sip:1002@acme.test>;tag=2\r\nCall-ID: 1@x\r\nCSeq: 1 INVITE\r\nContact: <sip:1002@y.invalid>\r\nRSeq: 1\r\n\
    Content-Length: 0\r\n\r\n";

const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=msid-semantic: WMS *\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111 0 126\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n\
    a=candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host generation 0 network-id 1\r\na=ice-ufrag:abcd\r\n\
    a=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:\
    33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\na=setup:actpass\r\na=mid:0\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
    a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:126 telephone-event/8000\r\na=ssrc:1 cname:x\r\n";

/// Marsaglia's xorshift64: the same changes in every run.
struct Changes(u64);

impl Changes {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }

    fn change(&mut self, text: &str) -> Vec<u8> {
        const ODD: &[u8] = b"\r\n\0;,:<>\"\\@=% \t[]\xff\xc3-9aA/?*";
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.next(4) {
            if bytes.len() < 2 {
                return bytes;
            }
            let at = self.next(bytes.len());
            match self.next(5) {
                0 => bytes[at] = ODD[self.next(ODD.len())],
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, ODD[self.next(ODD.len())]),
                3 => bytes.truncate(at + 1),
                _ => {
                    let end = (at + self.next(20)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    let to = self.next(bytes.len());
                    bytes.splice(to..to, piece);
                }
            }
        }
        bytes
    }
}

/// What rsipstack and the router do with a message.
fn read(bytes: &[u8]) -> bool {
    let Frame::Message(message) = read_frame(bytes) else {
        return false;
    };
    for header in message.headers().iter() {
        let _ = NameAddr::parse(header.value()).and_then(|addr| addr.user_and_host());
        let _ = Credentials::parse(header.value());
        let _ = sip::split_list(header.value());
    }
    match *message {
        SipMessage::Request(request) => {
            let _ = TransactionKey::from_request(&request, TransactionRole::Server);
            let _ = Dialog::of_invite(&request);
            let _ = sip::user_and_host(&request.uri.to_string());
        }
        SipMessage::Response(response) => {
            let _ = TransactionKey::from_response(&response, TransactionRole::Client);
        }
    }
    true
}

#[test]
fn changed_messages_never_panic() {
    let mut changes = Changes(0x9e37_79b9_7f4a_7c15);
    assert!(read(INVITE.as_bytes()) && read(RESPONSE.as_bytes()));
    let mut read_as_message = 0;
    for _ in 0..20_000 {
        read_as_message += usize::from(read(&changes.change(INVITE)));
        read_as_message += usize::from(read(&changes.change(RESPONSE)));
    }
    assert!(
        read_as_message > 4_000,
        "the changes leave something to read: {read_as_message}"
    );
}

#[test]
fn changed_offers_never_panic() {
    let mut changes = Changes(0x2545_f491_4f6c_dd1d);
    check_offer(OFFER).expect("a good offer");
    for _ in 0..5_000 {
        let _ = check_offer(&String::from_utf8_lossy(&changes.change(OFFER)));
    }
}
