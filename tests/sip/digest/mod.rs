//! Challenges met by the whole user agent (RFC 3261 §22, RFC 7616, RFC 8760). The digest itself is tested beside it.

mod answered;
mod credentials;
mod servers;

use super::host::config;
use super::peer::{Peer, TAG};
use voip_sdk::sip::message::{Request, names};

fn challenge(nonce: &str) -> String {
    format!("Digest realm=\"acme.test\", nonce=\"{nonce}\", algorithm=SHA-256, qop=\"auth\"")
}

fn refuse(peer: &mut Peer, request: &Request, status: u16, challenges: &[&str]) {
    let name = if status == 401 {
        names::WWW_AUTHENTICATE
    } else {
        names::PROXY_AUTHENTICATE
    };
    let mut response = request.response(status).with_to_tag(TAG);
    for c in challenges {
        response.headers.push(name, c);
    }
    peer.send_response(&response);
}

fn parameter(request: &Request, header: &str, name: &str) -> Option<String> {
    let value = request.headers.text(header)?.into_owned();
    let at = value.find(&format!(" {name}="))? + name.len() + 2;
    Some(value[at..].split(',').next().unwrap().trim_matches('"').to_owned())
}

/// The REGISTER is challenged with nonce `n1` and granted.
fn challenged_registration() -> Peer {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    assert!(!first.headers.has(names::AUTHORIZATION));
    refuse(&mut peer, &first, 401, &[&challenge("n1")]);
    let second = peer.grant();
    assert_eq!(
        parameter(&second, names::AUTHORIZATION, "nc").as_deref(),
        Some("00000001")
    );
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.from_tag(), first.headers.from_tag());
    assert_eq!(
        second.headers.cseq().unwrap().number,
        first.headers.cseq().unwrap().number + 1
    );
    assert_ne!(
        second.headers.via().unwrap().branch(),
        first.headers.via().unwrap().branch()
    );
    assert_eq!(
        parameter(&second, names::AUTHORIZATION, "username").as_deref(),
        Some("1001")
    );
    peer.quiet();
    peer
}
