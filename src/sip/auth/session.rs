//! An account's digest session: which challenges are known, and how a new one is taken.

use super::{
    Attempts, Credentials, Verdict,
    challenge::{self, Challenge},
    digest::{self, Covered, Hash, Method, Nonce},
};
use crate::entropy::Entropy;
use crate::sip::message::{self, Request, Response, names};

/// Challenges of one realm that one request may meet: the first, and two that say that the nonce was stale.
const MOST_PER_REALM: usize = 3;
/// Realms that are remembered; a server that invents a new one each time must not fill the memory.
const MOST_REALMS: usize = 8;

/// Header fields of a challenge and of its answer.
const KINDS: [(&str, &str); 2] = [
    (names::WWW_AUTHENTICATE, names::AUTHORIZATION),
    (names::PROXY_AUTHENTICATE, names::PROXY_AUTHORIZATION),
];

/// Header fields of what a server says about credentials that it has accepted (RFC 7615 §3, §4).
const INFOS: [(&str, &str); 2] = [
    ("Authentication-Info", names::AUTHORIZATION),
    ("Proxy-Authentication-Info", names::PROXY_AUTHORIZATION),
];

/// How a realm's challenge is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Digest(Method),
    Bearer,
}

/// The last challenge of a realm.
#[derive(Debug)]
struct Entry {
    /// The header field of the answer.
    header: &'static str,
    challenge: Challenge,
    how: Scheme,
    nonce: Option<Nonce>,
    /// Call-ID of what was challenged last, and whether the registrar's realm is known to be this one. Both matter for
    /// tokens alone.
    asked_by: String,
    registrar: bool,
}

/// One account's digest session: its credentials and the challenges that it has been given, by realm, so that a
/// second request is not challenged again (RFC 3261 §22.3, RFC 7616 §3.6).
#[derive(Debug)]
pub struct Session {
    user: String,
    credentials: Credentials,
    entries: Vec<Entry>,
}

impl Session {
    /// `user` is the digest user name.
    #[must_use]
    pub fn new(user: &str, credentials: Credentials) -> Self {
        Self {
            user: user.to_owned(),
            credentials,
            entries: Vec::new(),
        }
    }

    /// Replaces the credentials; what was learnt from challenges stays.
    pub fn set_credentials(&mut self, credentials: Credentials) {
        self.credentials = credentials;
    }

    /// Forgets every challenge (a new registrar, another user).
    pub fn forget(&mut self) {
        self.entries.clear();
    }

    /// Takes a 401 or 407 that `request` (as it was sent) was answered with. Not for ACK and CANCEL.
    ///
    /// Of several challenges of one realm the topmost that can be answered counts (RFC 8760 §2.4); several realms
    /// are all taken (RFC 3261 §22.3).
    pub fn challenged(&mut self, attempts: &mut Attempts, request: &Request, response: &Response) -> Verdict {
        let mut verdict = Verdict::Unsupported;
        for (asks, header) in KINDS {
            let mut realms: Vec<String> = Vec::new();
            for line in response.headers.lines(asks) {
                for challenge in challenge::parse_line(&String::from_utf8_lossy(line)) {
                    let Some(how) = self.scheme_for(&challenge) else {
                        continue;
                    };
                    if realms.iter().any(|r| r == challenge.realm()) || !self.may_ask(&challenge, request, header) {
                        continue;
                    }
                    realms.push(challenge.realm().to_owned());
                    if is_refusal(attempts, request, header, &challenge) {
                        verdict = Verdict::Rejected;
                    } else if self.has_refused_token(request, header) {
                        // Tokens expire: the application has another one, or knows how to get it.
                        verdict = Verdict::CredentialsNeeded {
                            realm: challenge.realm().to_owned(),
                        };
                    } else if verdict == Verdict::Unsupported {
                        verdict = match self.credentials {
                            Credentials::Ask => Verdict::CredentialsNeeded {
                                realm: challenge.realm().to_owned(),
                            },
                            _ => Verdict::Retry,
                        };
                    }
                    self.remember(Entry {
                        header,
                        challenge,
                        how,
                        nonce: None,
                        asked_by: request.headers.call_id().into_owned(),
                        registrar: request.method == message::Method::Register,
                    });
                }
            }
        }
        if verdict == Verdict::Rejected {
            // What was refused is not offered again by itself.
            self.entries.clear();
        }
        verdict
    }

    /// Adds Authorization and Proxy-Authorization for every realm that has challenged us before, replacing those
    /// that are there. What a registrar's realm was told is offered to a proxy of the same realm before that asks, so
    /// that a call is not challenged once the phone is registered. Call it last: it covers the method, the Request-URI and perhaps the body. ACK and CANCEL are
    /// left as they are.
    pub fn authorize(&mut self, request: &mut Request, entropy: &mut dyn Entropy) {
        if matches!(request.method, message::Method::Ack | message::Method::Cancel) {
            return;
        }
        for (_, header) in KINDS {
            request.headers.remove(header);
        }
        let uri = request.uri.to_text();
        let asked = |e: &&Entry| e.header == names::PROXY_AUTHORIZATION;
        let proxies: Vec<String> = self.entries.iter().filter(asked).map(realm).collect();
        for entry in &mut self.entries {
            let how = match entry.how {
                Scheme::Digest(how) => how,
                Scheme::Bearer => {
                    if goes_no_further(entry, request)
                        && let Some(value) = bearer(&self.credentials)
                    {
                        request.headers.push(entry.header, value);
                    }
                    continue;
                }
            };
            let Some(ha1) = ha1(&self.credentials, &self.user, entry.challenge.realm(), how.hash) else {
                continue;
            };
            // Registrar and proxy are mostly one server, whose nonces count for both. Where they are not, the proxy
            // challenges, as it would have done anyway.
            let for_proxy_too = entry.header == names::AUTHORIZATION
                && request.method != message::Method::Register
                && !proxies.contains(&realm(entry));
            let nonce = entry.nonce.get_or_insert_with(|| Nonce::new(entropy));
            let covered = Covered {
                method: request.method.as_str(),
                uri: &uri,
                body: &request.body,
            };
            let mut answer = || digest::answer(&entry.challenge, how, nonce, &self.user, &ha1, &covered);
            let value = answer();
            let second = for_proxy_too.then(answer);
            request.headers.push(entry.header, value);
            if let Some(second) = second {
                request.headers.push(names::PROXY_AUTHORIZATION, second);
            }
        }
    }

    /// Takes what a response says about the credentials of its request: the nonce to go on with, so that no later
    /// request is challenged, and the proof that the server knows our secret too. False if that proof is wrong: then
    /// nothing of it is used.
    pub fn accepted(&mut self, request: &Request, response: &Response) -> bool {
        let mut proven = true;
        for (name, header) in INFOS {
            let Some(text) = response.headers.text(name) else {
                continue;
            };
            let mut line = String::from("Digest ");
            line.push_str(&text);
            let Some(info) = challenge::parse_line(&line).into_iter().next() else {
                continue;
            };
            let sent = challenge::sent(request, header);
            // Of several realms' credentials only the client nonce tells which it is about.
            let sent = match info.get("cnonce") {
                Some(cnonce) => sent.iter().find(|c| c.get("cnonce") == Some(cnonce)),
                None => sent.first().filter(|_| sent.len() == 1),
            };
            if let Some(sent) = sent {
                proven &= self.inform(header, sent, &info, &response.body);
            }
        }
        proven
    }

    fn inform(&mut self, header: &str, sent: &Challenge, info: &Challenge, body: &[u8]) -> bool {
        let ours = |e: &&mut Entry| e.header == header && e.challenge.realm() == sent.realm();
        let Some(entry) = self.entries.iter_mut().find(ours) else {
            return true;
        };
        let Scheme::Digest(how) = entry.how else { return true };
        if let Some(said) = info.get("rspauth")
            && let Some(ha1) = ha1(&self.credentials, &self.user, sent.realm(), how.hash)
            && let Some(expected) = digest::rspauth(sent, how, &ha1, body)
            && !said.eq_ignore_ascii_case(&expected)
        {
            return false;
        }
        if let Some(next) = info.get("nextnonce").filter(|n| !n.is_empty())
            // A later request may have gone on already.
            && entry.challenge.nonce() == sent.nonce()
            && next != sent.nonce()
        {
            entry.challenge.set_nonce(next);
            entry.nonce = None;
        }
        true
    }

    /// How a challenge can be answered with the credentials that are there.
    fn scheme_for(&self, challenge: &Challenge) -> Option<Scheme> {
        let method = || digest::method_for(challenge);
        match &self.credentials {
            Credentials::Ha1(known) => method()
                .filter(|how| known.iter().any(|(name, _)| Hash::by_name(name) == Some(how.hash)))
                .map(Scheme::Digest),
            Credentials::Bearer(_) => challenge.is_bearer().then_some(Scheme::Bearer),
            Credentials::Ask if challenge.is_bearer() => Some(Scheme::Bearer),
            Credentials::Password(_) | Credentials::Ask => method().map(Scheme::Digest),
        }
    }

    /// Whoever gets a token can use it, and a 401 may be the far end's. So only the registrar is told it, and who names
    /// the registrar's realm; proxies take out what is for them (RFC 3261 §22.3).
    fn may_ask(&self, challenge: &Challenge, request: &Request, header: &str) -> bool {
        let known = |e: &Entry| e.registrar && e.challenge.realm() == challenge.realm();
        !challenge.is_bearer()
            || header == names::PROXY_AUTHORIZATION
            || request.method == message::Method::Register
            || self.entries.iter().any(known)
    }

    /// The request was refused with the token that we still have.
    fn has_refused_token(&self, request: &Request, header: &str) -> bool {
        bearer(&self.credentials).is_some_and(|ours| request.headers.lines(header).any(|sent| sent == ours.as_bytes()))
    }

    fn remember(&mut self, mut new: Entry) {
        let same = |e: &Entry| e.header == new.header && e.challenge.realm() == new.challenge.realm();
        if let Some(old) = self.entries.iter_mut().find(|e| same(e)) {
            old.registrar |= new.registrar;
            old.asked_by.clone_from(&new.asked_by);
            new.registrar = old.registrar;
            // The same nonce goes on counting.
            if old.challenge.nonce() != new.challenge.nonce() || old.how != new.how {
                *old = new;
            }
            return;
        }
        if self.entries.len() >= MOST_REALMS {
            self.entries.remove(0);
        }
        self.entries.push(new);
    }
}

fn realm(entry: &Entry) -> String {
    entry.challenge.realm().to_owned()
}

/// Whether a challenge says that our answer was wrong: the same nonce once more, or a second one for this request,
/// unless only the nonce was stale (RFC 7616 §3.3). The first challenge that a request meets may be for a nonce
/// remembered from an earlier one, which servers let expire without a word. Remembers the challenge.
fn is_refusal(attempts: &mut Attempts, request: &Request, header: &'static str, challenge: &Challenge) -> bool {
    let met = attempts
        .0
        .iter()
        .filter(|(h, realm)| *h == header && realm == challenge.realm())
        .count();
    attempts.0.push((header, challenge.realm().to_owned()));
    if met >= MOST_PER_REALM || attempts.0.len() > MOST_REALMS * MOST_PER_REALM {
        return true;
    }
    if challenge.is_stale() {
        return false;
    }
    if challenge.is_bearer() {
        return false;
    }
    met > 0 || challenge::sent_nonce(request, header, challenge.realm()).as_deref() == Some(challenge.nonce())
}

fn ha1(credentials: &Credentials, user: &str, realm: &str, hash: Hash) -> Option<String> {
    match credentials {
        Credentials::Password(password) => {
            Some(hash.hex(&[user.as_bytes(), realm.as_bytes(), password.expose().as_bytes()]))
        }
        Credentials::Ha1(known) => known
            .iter()
            .find(|(name, _)| Hash::by_name(name) == Some(hash))
            .map(|(_, ha1)| ha1.expose().to_ascii_lowercase()),
        Credentials::Bearer(_) | Credentials::Ask => None,
    }
}

/// A token in this request reaches nobody but the registrar, a proxy, or who has just asked for it.
fn goes_no_further(entry: &Entry, request: &Request) -> bool {
    entry.header == names::PROXY_AUTHORIZATION
        || request.method == message::Method::Register
        || request.headers.call_id() == entry.asked_by
}

/// The value of Authorization for a token (RFC 8898 §2.1.3). One with other characters than RFC 6750 §2.1 allows is
/// none.
fn bearer(credentials: &Credentials) -> Option<String> {
    let Credentials::Bearer(token) = credentials else {
        return None;
    };
    let token = token.expose();
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
    (!token.is_empty() && token.bytes().all(fits)).then(|| ["Bearer ", token.as_str()].concat())
}
