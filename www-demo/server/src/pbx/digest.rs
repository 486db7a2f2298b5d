//! Digest arithmetic and the header's grammar (RFC 7616, RFC 8760). rsipstack's own types know neither the
//! name `SHA-256` nor an nc above 255, so the header is read here.

use md5::Md5;
use sha2::{Digest as _, Sha256, Sha512_256};

/// An algorithm that is offered, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Sha512_256,
    Sha256,
    Md5,
}

impl Algorithm {
    pub(crate) const OFFERED: [Algorithm; 3] = [Algorithm::Sha512_256, Algorithm::Sha256, Algorithm::Md5];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Algorithm::Sha512_256 => "SHA-512-256",
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Md5 => "MD5",
        }
    }

    fn parse(name: Option<&str>) -> Option<Algorithm> {
        // Absent means MD5 (RFC 7616 §3.3).
        let Some(name) = name else { return Some(Algorithm::Md5) };
        Algorithm::OFFERED
            .into_iter()
            .find(|a| a.name().eq_ignore_ascii_case(name))
    }

    /// H(text) in lower-case hexadecimal.
    pub(crate) fn hash(self, text: &str) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect();
        match self {
            Algorithm::Sha512_256 => hex(&Sha512_256::digest(text)),
            Algorithm::Sha256 => hex(&Sha256::digest(text)),
            Algorithm::Md5 => hex(&Md5::digest(text)),
        }
    }
}

/// The credentials of one `Authorization` or `Proxy-Authorization` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub username: String,
    pub realm: String,
    pub nonce: String,
    pub uri: String,
    pub response: String,
    pub algorithm: Algorithm,
    /// qop, nc as sent, nc as number, cnonce; `None` in RFC 2069's form.
    pub qop: Option<(String, String, u32, String)>,
}

impl Credentials {
    /// `None` for another scheme, an unknown algorithm or a missing part.
    pub(crate) fn parse(value: &str) -> Option<Credentials> {
        let (scheme, rest) = value.trim().split_once(char::is_whitespace)?;
        if !scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let params: Vec<(&str, String)> = super::sip::split_list(rest)
            .into_iter()
            .filter_map(|part| {
                let (name, value) = part.split_once('=')?;
                Some((
                    name.trim(),
                    value
                        .trim()
                        .trim_matches('"')
                        .replace("\\\"", "\"")
                        .replace("\\\\", "\\"),
                ))
            })
            .collect();
        let get = |name: &str| {
            params
                .iter()
                .find(|(n, _)| n.eq_ignore_ascii_case(name))
                .map(|(_, v)| v.clone())
        };
        let qop = match get("qop") {
            None => None,
            Some(qop) => {
                let nc = get("nc")?;
                let number = u32::from_str_radix(&nc, 16).ok()?;
                Some((qop, nc, number, get("cnonce")?))
            }
        };
        Some(Credentials {
            username: get("username")?,
            realm: get("realm")?,
            nonce: get("nonce")?,
            uri: get("uri")?,
            response: get("response")?.to_ascii_lowercase(),
            algorithm: Algorithm::parse(get("algorithm").as_deref())?,
            qop,
        })
    }

    /// Whether the response is right for this HA1 (RFC 7616 §3.4.1).
    pub(crate) fn verify(&self, ha1: &str, method: &str, body: &[u8]) -> bool {
        let h = |text: &str| self.algorithm.hash(text);
        let a2 = match &self.qop {
            Some((qop, ..)) if qop.eq_ignore_ascii_case("auth-int") => {
                format!("{method}:{}:{}", self.uri, h(&String::from_utf8_lossy(body)))
            }
            _ => format!("{method}:{}", self.uri),
        };
        let expected = match &self.qop {
            Some((qop, nc, _, cnonce)) => h(&format!("{ha1}:{}:{nc}:{cnonce}:{qop}:{}", self.nonce, h(&a2))),
            None => h(&format!("{ha1}:{}:{}", self.nonce, h(&a2))),
        };
        same(expected.as_bytes(), self.response.as_bytes())
    }
}

/// Compares in a time that does not tell where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 7616 §3.9.1, both algorithms.
    fn example(algorithm: &str, response: &str) -> Credentials {
        Credentials::parse(&format!(
            r#"Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={algorithm},
               nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
               cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="{response}""#
        ))
        .unwrap()
    }

    #[test]
    fn the_examples_of_rfc_7616_verify() {
        let a1 = "Mufasa:http-auth@example.org:Circle of Life";
        let md5 = example("MD5", "8ca523f5e9506fed4657c9700eebdbec");
        assert!(md5.verify(&Algorithm::Md5.hash(a1), "GET", b""));
        let sha = example(
            "SHA-256",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        );
        assert!(sha.verify(&Algorithm::Sha256.hash(a1), "GET", b""));
        assert!(!sha.verify(
            &Algorithm::Sha256.hash("Mufasa:http-auth@example.org:wrong"),
            "GET",
            b""
        ));
    }

    #[test]
    fn other_schemes_and_algorithms_are_no_credentials() {
        assert!(Credentials::parse("Bearer abc").is_none());
        assert!(
            Credentials::parse(r#"Digest username="a", realm="b", nonce="c", uri="d", response="e", algorithm=X"#)
                .is_none()
        );
    }
}
