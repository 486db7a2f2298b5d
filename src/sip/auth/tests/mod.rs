//! Challenges answered by a session, without a user agent around it.

mod challenges;
mod known;
mod proofs;
mod tokens;
mod user_names;

use super::{
    challenge::parse_line,
    digest::{self, Covered, Hash, Nonce},
    *,
};
use crate::entropy::Entropy;
use crate::redact::Redacted;
use crate::sip::message::{Method, Response, SipUri, Uri};

struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, out: &mut [u8]) {
        for b in out {
            self.0 = self.0.wrapping_add(1);
            *b = self.0;
        }
    }
}

fn session() -> Session {
    Session::new("1001", Credentials::Password(Redacted::new("secret".to_owned())))
}

fn request() -> Request {
    Request::new(Method::Register, Uri::Sip(SipUri::new("", "acme.test")))
}

fn refusal(status: u16, challenges: &[&str]) -> Response {
    let name = if status == 401 {
        names::WWW_AUTHENTICATE
    } else {
        names::PROXY_AUTHENTICATE
    };
    challenges.iter().fold(Response::new(status), |r, c| r.with(name, c))
}

fn sent(request: &Request, header: &str, parameter: &str) -> Vec<String> {
    let lines = request.headers.lines(header);
    let value = |l: &[u8]| {
        parse_line(std::str::from_utf8(l).unwrap())[0]
            .get(parameter)
            .unwrap_or("-")
            .to_owned()
    };
    lines.map(value).collect()
}

const A: &str = "Digest realm=\"a\", nonce=\"1\", qop=\"auth\"";

const JAESOEN: (&str, &str, &str) = ("J\u{e4}s\u{f8}n Doe", "api@example.org", "Secret, or not?");

/// RFC 7616 §3.9.2's challenge, answered.
fn jaesoen(more: &str) -> (digest::Method, String, challenge::Challenge) {
    let (user, realm, password) = JAESOEN;
    let line = format!(
        "Digest realm=\"{realm}\", qop=\"auth\", algorithm=SHA-512-256, \
         nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\"{more}"
    );
    let asked = parse_line(&line).remove(0);
    let how = digest::method_for(&asked).unwrap();
    let ha1 = how.hash.hex(&[user.as_bytes(), realm.as_bytes(), password.as_bytes()]);
    let mut nonce = Nonce::fixed("NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");
    let covered = Covered {
        method: "GET",
        uri: "/doe.json",
        body: b"",
    };
    let value = digest::answer(&asked, how, &mut nonce, user, &ha1, &covered);
    (how, ha1, parse_line(&value).remove(0))
}
