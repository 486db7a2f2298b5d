//! Who calls, who was called first, why a call ended: what messages say about it (RFC 3325, 3326, 5806, 7044).

use super::host::{config, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{CallEvent, CallId, Cause, Input, InviteOptions, MediaState, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const GRACE: &str = "\"Grace\" <sip:2001@acme.test>";
const PAI: &str = names::P_ASSERTED_IDENTITY;

fn asserted(peer: &Peer, call: CallId) -> Option<&str> {
    peer.host.view(call).remote.asserted.as_deref()
}

#[test]
fn an_anonymous_call_stays_anonymous_in_its_dialog() {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let register = peer.expect("REGISTER");
    let contact = register.headers.contact().unwrap().to_text();
    let gruus = ";pub-gruu=\"sip:1001@acme.test;gr=1\";temp-gruu=\"sip:t7@acme.test;gr\"";
    let ok = register
        .response(200)
        .with_to_tag("t")
        .with(names::CONTACT, contact + gruus);
    peer.send_response(&ok);
    peer.quiet();
    let options = InviteOptions {
        anonymous: true,
        ..InviteOptions::default()
    };
    let call = peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap();
    let invite = peer.expect("INVITE");
    assert_eq!(
        invite.headers.text(names::FROM).unwrap().split(";tag").next().unwrap(),
        "\"Anonymous\" <sip:anonymous@anonymous.invalid>"
    );
    assert_eq!(invite.headers.text("Privacy").unwrap(), "id");
    // For the first proxy, which takes it out (RFC 3325 §9.2).
    assert!(
        invite
            .headers
            .text("P-Preferred-Identity")
            .unwrap()
            .contains("sip:1001@acme.test")
    );
    assert_eq!(invite.headers.contact().unwrap().uri.to_text(), "sip:t7@acme.test;gr");
    peer.answer(&invite, 200);
    let ack = peer.expect("ACK");
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 200);
    peer.expect("ACK");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    for request in [&ack, &hold, &bye] {
        let text = String::from_utf8(request.to_bytes()).unwrap();
        assert!(!text.contains("User 1001") && !text.contains("<sip:1001@"), "{text}");
    }
    assert_eq!(hold.headers.contact().unwrap().uri.to_text(), "sip:t7@acme.test;gr");
}

#[test]
fn an_asserted_identity_is_read_wherever_it_comes() {
    // In the responses to our INVITE: who it is that rings, and who it is that answers.
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let contact = "<sip:2000@192.0.2.7:5070;transport=ws>";
    let said = |status, who: &str| {
        let response = invite.response(status).with_to_tag("t").with(names::CONTACT, contact);
        response.with(PAI, who)
    };
    peer.send_response(&said(180, GRACE));
    assert_eq!(asserted(&peer, call), Some(GRACE));
    let mut ok = said(200, "<sip:2002@acme.test>, <tel:+15550100>");
    ok.set_body(
        "application/sdp",
        super::host::description(5, voip_sdk::sip::user_agent::MediaDirection::SendRecv).into_bytes(),
    );
    peer.send_response(&ok);
    assert_eq!(asserted(&peer, call), Some("<sip:2002@acme.test>"));
    assert!(peer.host.call_events(call).contains(&CallEvent::Identity));

    // In their re-INVITE and UPDATE: another one took the call over (RFC 4916).
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let reinvite = peer.request(&mut side, Method::Invite).with(PAI, GRACE);
    peer.send_request(&reinvite);
    assert_eq!(asserted(&peer, call), Some(GRACE));
    let ack = peer.ack(&mut side, reinvite.headers.cseq().unwrap().number);
    peer.send_request(&ack);
    let update = peer
        .request(&mut side, Method::Update)
        .with(PAI, "<sip:2003@acme.test>");
    let update = update.with(names::CONTACT, contact);
    peer.send_request(&update);
    assert_eq!(asserted(&peer, call), Some("<sip:2003@acme.test>"));
    assert!(peer.host.call_events(call).contains(&CallEvent::Identity));
}

fn incoming(headers: &[(&str, &str)]) -> (Peer, CallId, Request) {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    for (name, value) in headers {
        invite.headers.push(name, value);
    }
    peer.send_request(&invite);
    let call = peer.host.incoming();
    (peer, call, invite)
}

fn diverted(peer: &Peer, call: CallId) -> Vec<(String, String)> {
    let all = peer.host.view(call).diverted_by.iter();
    all.map(|d| (d.by.uri.clone(), d.reason.clone().unwrap_or_default()))
        .collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn who_sent_the_call_on_is_told_by_diversion() {
    let (peer, call, _) = incoming(&[
        (
            "Diversion",
            "\"Bob\" <sip:1005@acme.test>;reason=user-busy;counter=1, <sip:1006@acme.test>;reason=\"no-answer\"",
        ),
        ("Diversion", "broken<"),
        (
            "History-Info",
            "<sip:9@acme.test?Reason=SIP%3Bcause%3D302>;index=1, <sip:1001@acme.test>;index=2",
        ),
    ]);
    let expected = pairs(&[("sip:1005@acme.test", "user-busy"), ("sip:1006@acme.test", "no-answer")]);
    assert_eq!(diverted(&peer, call), expected);
    assert_eq!(
        peer.host.view(call).diverted_by[0].by.display_name.as_deref(),
        Some("Bob")
    );
}

#[test]
fn who_sent_the_call_on_is_told_by_history_info() {
    let (peer, call, _) = incoming(&[(
        "History-Info",
        "<sip:1005@acme.test?Reason=SIP%3Bcause%3D486%3Btext%3D%22Busy%20Here%22&Privacy=none>;index=1, \
         <sip:1006@acme.test>;index=1.1, <sip:1001@acme.test;cause=408>;index=1.1.1",
    )]);
    let expected = pairs(&[("sip:1006@acme.test", "no-answer"), ("sip:1005@acme.test", "user-busy")]);
    assert_eq!(diverted(&peer, call), expected);
    let (peer, call, _) = incoming(&[("History-Info", "<sip:1001@acme.test>;index=1, <sip:x@y>;index=1.1")]);
    assert_eq!(
        peer.host.view(call).diverted_by,
        [],
        "a hop without a reason is only routing"
    );
}

#[test]
fn a_call_of_ours_that_was_sent_on_says_so() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let forwarded = invite
        .response(181)
        .with_to_tag("t")
        .with("Diversion", "<sip:1002@acme.test>;reason=unconditional");
    peer.send_response(&forwarded);
    assert_eq!(diverted(&peer, call), pairs(&[("sip:1002@acme.test", "unconditional")]));
    assert_eq!(peer.host.view(call).progress.as_ref().map(|p| p.0), Some(181));
}

#[test]
fn a_list_without_end_does_not_fill_the_view() {
    let many = ["<sip:1@a.test>;reason=deflection"; 200].join(", ");
    let (mut peer, call, invite) = incoming(&[("Diversion", &many)]);
    assert_eq!(peer.host.view(call).diverted_by.len(), 8);
    let reasons = ["Q.850;cause=16"; 200].join(", ");
    let cancel = Peer::cancel_of(&invite).with(names::REASON, reasons);
    peer.send_request(&cancel);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().reasons.len(), 8);
}

#[test]
fn every_reason_of_an_end_is_kept() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let bye = peer.request(&mut side, Method::Bye).with(
        names::REASON,
        "Q.850;cause=31;text=\"Normal, unspecified\", SIP;cause=480;text=\"Gone\"",
    );
    peer.send_request(&bye);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.status, end.reason.as_str()), (480, "Gone"), "SIP's goes first");
    let all: Vec<_> = end.reasons.iter().map(|r| (r.protocol.as_str(), r.cause)).collect();
    assert_eq!(all, [("Q.850", Some(31)), ("SIP", Some(480))]);

    // A gateway says in a refusal what the telephone network said (RFC 6432).
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let refusal = invite
        .response(404)
        .with_to_tag("t")
        .with(names::REASON, "Q.850;cause=1");
    peer.send_response(&refusal);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.reasons[0].cause), (Cause::NotFound, Some(1)));
}

#[test]
fn a_call_that_ends_by_itself_says_why_in_both_tongues() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_incoming();
    peer.host.manual();
    let state = MediaState::Failed;
    peer.host.input(Input::MediaState { call, state });
    peer.advance(sec(300));
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    let bye = std::iter::from_fn(|| peer.host.sent.pop_front()).map(|b| super::host::read(&b));
    let bye = bye.filter_map(|m| match m {
        voip_sdk::sip::message::Message::Request(r) if r.method == Method::Bye => Some(r),
        _ => None,
    });
    let reasons: Vec<_> = bye
        .flat_map(|r| r.headers.reasons())
        .map(|r| (r.protocol, r.cause))
        .collect();
    assert_eq!(reasons, [("SIP".to_owned(), Some(503)), ("Q.850".to_owned(), Some(41))]);
}

#[test]
fn warnings_of_a_refusal_are_shown() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let refusal = invite.response(488).with_to_tag("t").with(
        names::WARNING,
        "305 gw.test:5060 \"Incompatible media, \\\"opus\\\"\", 1812 overture \"In Progress\", 399 x broken, 370 gw \"Thin\"",
    );
    peer.send_response(&refusal);
    let warning = peer.host.view(call).end.clone().unwrap().warning;
    assert_eq!(warning, Some((305, "Incompatible media, \"opus\"".to_owned())));
    let all: Vec<_> = refusal
        .headers
        .warnings()
        .into_iter()
        .map(|w| (w.code, w.agent))
        .collect();
    assert_eq!(all, [(305, "gw.test:5060".to_owned()), (370, "gw".to_owned())]);
}

#[test]
fn what_a_caller_says_about_the_call_is_shown() {
    let said = [
        ("Alert-Info", "<urn:alert:source:external>"),
        ("Call-Info", "<https://acme.test/photo.jpg>;purpose=icon"),
        ("Subject", "Tea"),
        ("Priority", "urgent"),
        ("Organization", "Acme"),
        ("Session-ID", "ab30317f1a784dc48ff824d0d3715d86"),
    ];
    let (peer, call, _) = incoming(&said);
    let shown = &peer.host.view(call).headers;
    for (name, value) in said {
        assert!(shown.iter().any(|(n, v)| n == name && v.expose() == value), "{name}");
    }
    assert!(
        !format!("{:?}", peer.host.view(call).headers).contains("Tea"),
        "and kept out of logs"
    );
}
