//! Digest computation (RFC 7616 §3.4).

use super::challenge::Challenge;
use crate::entropy::Entropy;
use crate::redact::overwrite;
use crate::sip::message::lex;
use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha256,
    Sha512_256,
}

impl Hash {
    /// By its name without `-sess`, in any case.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        [
            ("MD5", Self::Md5),
            ("SHA-256", Self::Sha256),
            ("SHA-512-256", Self::Sha512_256),
        ]
        .into_iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, h)| h)
    }

    /// The hash of the parts joined by colons, in lower-case hex.
    pub(super) fn hex(self, parts: &[&[u8]]) -> String {
        let mut input = parts.join(&b':');
        let hash = match self {
            Self::Md5 => to_hex(&Md5::digest(&input)),
            Self::Sha256 => to_hex(&Sha256::digest(&input)),
            Self::Sha512_256 => to_hex(&Sha512_256::digest(&input)),
        };
        // The password may be in it.
        overwrite(&mut input);
        hash
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .filter_map(|d| char::from_digit(u32::from(d), 16))
        .collect()
}

/// Quality of protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Qop {
    /// None offered: as in RFC 2069.
    None,
    Auth,
    AuthInt,
}

/// How a challenge is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) hash: Hash,
    pub(super) sess: bool,
    pub(super) qop: Qop,
}

/// How a challenge can be answered; `None` if its scheme, algorithm or qop is not known (RFC 7616 §3.3: it is
/// skipped then).
pub(super) fn method_for(challenge: &Challenge) -> Option<Method> {
    if !challenge.is_digest() || challenge.get("realm").is_none() || challenge.get("nonce").is_none() {
        return None;
    }
    let name = challenge.get("algorithm").unwrap_or("MD5");
    let at = name.len().saturating_sub(5);
    let (hash, sess) = match name.split_at_checked(at) {
        Some((base, suffix)) if suffix.eq_ignore_ascii_case("-sess") => (base, true),
        _ => (name, false),
    };
    let offers = |wanted: &str, list: &str| list.split(',').any(|q| q.trim().eq_ignore_ascii_case(wanted));
    let qop = match challenge.get("qop") {
        None => Qop::None,
        Some(list) if offers("auth", list) => Qop::Auth,
        Some(list) if offers("auth-int", list) => Qop::AuthInt,
        Some(_) => return None,
    };
    Some(Method {
        hash: Hash::by_name(hash)?,
        sess,
        qop,
    })
}

/// What the answer to a challenge covers.
pub(super) struct Covered<'a> {
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
    pub(super) body: &'a [u8],
}

/// A nonce in use: its answers share one cnonce and count (RFC 7616 §3.4).
#[derive(Debug)]
pub(super) struct Nonce {
    cnonce: String,
    count: u32,
}

impl Nonce {
    pub(super) fn new(entropy: &mut dyn Entropy) -> Self {
        Self {
            cnonce: entropy.token(26),
            count: 0,
        }
    }

    #[cfg(test)]
    pub(super) fn fixed(cnonce: &str) -> Self {
        Self {
            cnonce: cnonce.to_owned(),
            count: 0,
        }
    }
}

/// The value of Authorization or Proxy-Authorization. `ha1` is `H(user ":" realm ":" password)`.
pub(super) fn answer(
    challenge: &Challenge,
    how: Method,
    nonce: &mut Nonce,
    user: &str,
    ha1: &str,
    covered: &Covered<'_>,
) -> String {
    nonce.count = nonce.count.saturating_add(1);
    let nc = to_hex(&nonce.count.to_be_bytes());
    let (server_nonce, cnonce) = (challenge.nonce().as_bytes(), nonce.cnonce.as_bytes());
    let session;
    let ha1 = if how.sess {
        session = how.hash.hex(&[ha1.as_bytes(), server_nonce, cnonce]);
        session.as_str()
    } else {
        ha1
    };
    let a2 = [covered.method.as_bytes(), covered.uri.as_bytes()];
    let ha2 = if how.qop == Qop::AuthInt {
        let [method, uri] = a2;
        how.hash.hex(&[method, uri, how.hash.hex(&[covered.body]).as_bytes()])
    } else {
        how.hash.hex(&a2)
    };
    let qop = match how.qop {
        Qop::None => "",
        Qop::Auth => "auth",
        Qop::AuthInt => "auth-int",
    };
    let response = if qop.is_empty() {
        how.hash.hex(&[ha1.as_bytes(), server_nonce, ha2.as_bytes()])
    } else {
        let parts = [
            ha1.as_bytes(),
            server_nonce,
            nc.as_bytes(),
            cnonce,
            qop.as_bytes(),
            ha2.as_bytes(),
        ];
        how.hash.hex(&parts)
    };
    let mut out = Value(String::from("Digest "));
    out.user(challenge, how.hash, user);
    out.quoted("realm", challenge.realm());
    out.quoted("nonce", challenge.nonce());
    out.quoted("uri", covered.uri);
    out.quoted("response", &response);
    if let Some(algorithm) = challenge.get("algorithm") {
        out.token("algorithm", algorithm);
    }
    if let Some(opaque) = challenge.get("opaque") {
        out.quoted("opaque", opaque);
    }
    if !qop.is_empty() || how.sess {
        out.quoted("cnonce", &nonce.cnonce);
    }
    if !qop.is_empty() {
        out.token("qop", qop);
        out.token("nc", &nc);
    }
    out.0
}

/// What a server has to have answered to credentials of ours, if it knows our secret (RFC 7616 §3.5): the `rspauth` of
/// its response with this body. `None` if there is none to expect.
pub(super) fn rspauth(sent: &Challenge, how: Method, ha1: &str, body: &[u8]) -> Option<String> {
    let [nonce, uri, cnonce, nc] =
        ["nonce", "uri", "cnonce", "nc"].map(|name| sent.get(name).unwrap_or_default().as_bytes());
    let qop = sent.get("qop")?;
    let session;
    let ha1 = if how.sess {
        session = how.hash.hex(&[ha1.as_bytes(), nonce, cnonce]);
        session.as_str()
    } else {
        ha1
    };
    let ha2 = if how.qop == Qop::AuthInt {
        how.hash.hex(&[b"", uri, how.hash.hex(&[body]).as_bytes()])
    } else {
        how.hash.hex(&[b"", uri])
    };
    Some(
        how.hash
            .hex(&[ha1.as_bytes(), nonce, nc, cnonce, qop.as_bytes(), ha2.as_bytes()]),
    )
}

/// Quoted pairs for a user name; the other strings come from a challenge as they stood between quotation marks.
fn escape(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

struct Value(String);

impl Value {
    fn token(&mut self, name: &str, value: &str) {
        if !self.0.ends_with(' ') {
            self.0.push_str(", ");
        }
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(value);
    }

    /// The user name: hashed where the server wants that (§3.4.4); where it knows RFC 7616 and the name is not ASCII as
    /// an extended value, since older ones guess at a quoted string's octets (§3.4).
    fn user(&mut self, challenge: &Challenge, hash: Hash, user: &str) {
        if challenge.is_set("userhash") {
            self.quoted("username", &hash.hex(&[user.as_bytes(), challenge.realm().as_bytes()]));
            self.token("userhash", "true");
        } else if !user.is_ascii()
            && challenge
                .get("charset")
                .is_some_and(|c| c.eq_ignore_ascii_case("UTF-8"))
        {
            let mut value = String::from("UTF-8''");
            lex::push_escaped(&mut value, user, |b| {
                b.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&b)
            });
            self.token("username*", &value);
        } else {
            self.quoted("username", &escape(user));
        }
    }

    fn quoted(&mut self, name: &str, value: &str) {
        self.token(name, "\"");
        self.0.push_str(value);
        self.0.push('"');
    }
}
