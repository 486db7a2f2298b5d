//! When a token ends. The signature is the server's business.

use crate::json::Json;

/// What a token says about its own time, in Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    /// `iat`: when it was made.
    pub issued_at: Option<u64>,
    /// `exp`: when it ends.
    pub expires_at: Option<u64>,
}

/// The claims of a JWT; `None` when `token` is none.
pub fn claims<J: Json>(token: &str) -> Option<Claims> {
    let json = J::parse(&base64url(token.as_bytes().split(|b| *b == b'.').nth(1)?)?)?;
    let seconds = |key: &str| {
        let n = json.get(key)?.number()?;
        // NumericDate may have a fraction (RFC 7519 §2); beyond 2^53 it is nonsense.
        (0.0..9e15).contains(&n).then_some(n as u64)
    };
    Some(Claims {
        issued_at: seconds("iat"),
        expires_at: seconds("exp"),
    })
}

/// RFC 4648 §5 without padding. Octets become the characters of their values: texts beyond ASCII are wrong then, but
/// nobody looks at those, and what is JSON stays JSON.
fn base64url(text: &[u8]) -> Option<String> {
    let mut out = String::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for b in text {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        held = (held << 6) | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(char::from((held >> bits) as u8));
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}
