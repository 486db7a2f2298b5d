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

/// The last challenge of a realm.
#[derive(Debug)]
struct Entry {
    /// The header field of the answer.
    header: &'static str,
    challenge: Challenge,
    how: Method,
    nonce: Option<Nonce>,
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
                    let Some(how) = digest::method_for(&challenge).filter(|how| self.can_answer(how.hash)) else {
                        continue;
                    };
                    if realms.iter().any(|r| r == challenge.realm()) {
                        continue;
                    }
                    realms.push(challenge.realm().to_owned());
                    if is_refusal(attempts, request, header, &challenge) {
                        verdict = Verdict::Rejected;
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
    /// that are there. Call it last: it covers the method, the Request-URI and perhaps the body. ACK and CANCEL are
    /// left as they are.
    pub fn authorize(&mut self, request: &mut Request, entropy: &mut dyn Entropy) {
        if matches!(request.method, message::Method::Ack | message::Method::Cancel) {
            return;
        }
        for (_, header) in KINDS {
            request.headers.remove(header);
        }
        let uri = request.uri.to_text();
        for entry in &mut self.entries {
            let Some(ha1) = ha1(&self.credentials, &self.user, entry.challenge.realm(), entry.how.hash) else {
                continue;
            };
            let nonce = entry.nonce.get_or_insert_with(|| Nonce::new(entropy));
            let covered = Covered {
                method: request.method.as_str(),
                uri: &uri,
                body: &request.body,
            };
            let value = digest::answer(&entry.challenge, entry.how, nonce, &self.user, &ha1, &covered);
            request.headers.push(entry.header, value);
        }
    }

    fn can_answer(&self, hash: Hash) -> bool {
        match &self.credentials {
            Credentials::Ha1(known) => known.iter().any(|(name, _)| Hash::by_name(name) == Some(hash)),
            Credentials::Password(_) | Credentials::Ask => true,
        }
    }

    fn remember(&mut self, new: Entry) {
        let same = |e: &Entry| e.header == new.header && e.challenge.realm() == new.challenge.realm();
        if let Some(old) = self.entries.iter_mut().find(|e| same(e)) {
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
        Credentials::Ask => None,
    }
}
