//! Who decides about a REFER, and which are refused without asking.

use super::{accept, is, refer, told};
use crate::host::{config, sec};
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{CallEvent, Cause, InviteOptions, Phase, ReferPolicy, ReferView};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_refer_is_asked_of_the_application_and_answered_only_then() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    peer.expect_nothing();
    assert_eq!(peer.host.call_events(call), [CallEvent::ReferRequested]);
    let expected = ReferView {
        target: "sip:1003@acme.test".to_owned(),
        replaces: false,
        referred_by: Some("<sip:2000@acme.test>".to_owned()),
    };
    assert_eq!(peer.host.view(call).refer, Some(expected));
    let new = accept(&mut peer, call);
    let accepted = peer.expect_status(202);
    assert!(accepted.headers.has(names::CONTACT));
    let notify = peer.expect("NOTIFY");
    assert_eq!(told(&notify), is("active", "SIP/2.0 100 Trying"));
    let id = format!("refer;id={}", request.headers.cseq().unwrap().number);
    assert_eq!(notify.headers.text(names::EVENT).as_deref(), Some(id.as_str()));
    assert_eq!(notify.headers.content_type().as_deref(), Some("message/sipfrag"));
    assert_eq!(notify.headers.call_id(), request.headers.call_id());
    let invite = peer.expect("INVITE");
    assert_eq!(invite.uri.to_text(), "sip:1003@acme.test");
    assert_eq!(
        invite.headers.text("Referred-By").as_deref(),
        Some("<sip:2000@acme.test>")
    );
    assert!(!invite.headers.has("Replaces") && !invite.headers.has(names::REQUIRE));
    assert_eq!(peer.host.call_events(call), [CallEvent::ReferResolved]);
    let view = peer.host.view(call);
    assert_eq!((view.refer.clone(), view.referred_to), (None, Some(new)));
}

#[test]
fn a_refusal_of_ours_is_603_or_what_the_application_says() {
    for status in [603, 403, 486] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_incoming();
        let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
        peer.send_request(&request);
        peer.host.act(|ua, now| ua.reject_refer(now, call, status)).unwrap();
        peer.expect_status(status);
        peer.expect_nothing();
        assert_eq!(
            peer.host.call_events(call),
            [CallEvent::ReferRequested, CallEvent::ReferResolved]
        );
        let again = peer.host.act(|ua, now| ua.reject_refer(now, call, status));
        assert_eq!(again.unwrap_err().code(), "invalid_state");
        let late = peer.host.act(|ua, now| ua.accept_refer(now, call));
        assert_eq!(late.unwrap_err().code(), "invalid_state");
        assert_eq!(peer.host.view(call).phase, Phase::Active);
    }
}

#[test]
fn nobody_decides_and_it_is_603_before_the_far_end_gives_up() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    peer.advance(sec(24));
    peer.expect_nothing();
    peer.advance(sec(2));
    peer.expect_status(603);
    assert_eq!(peer.host.view(call).refer, None);
}

#[test]
fn a_policy_decides_at_once() {
    for (policy, expected) in [
        (ReferPolicy::Accept, vec!["202 REFER", "NOTIFY", "INVITE"]),
        (ReferPolicy::Reject, vec!["603 REFER"]),
    ] {
        let mut config = config("1001");
        config.refer_policy = policy;
        let mut peer = Peer::registered_as(config);
        let (call, _, mut side) = peer.active_incoming();
        let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
        peer.send_request(&request);
        assert_eq!(peer.transcript(), expected);
        let events = peer.host.call_events(call);
        assert!(!events.contains(&CallEvent::ReferRequested), "nobody is asked");
        assert_eq!(
            peer.host.view(call).referred_to.is_some(),
            policy == ReferPolicy::Accept
        );
    }
}

#[test]
fn a_refer_that_makes_no_sense_is_refused_without_asking() {
    let rows: [(&[&str], u16); 10] = [
        (&[], 400),
        (&["<sip:1003@acme.test>", "<sip:1004@acme.test>"], 400),
        (&["<sip:1003@acme.test>, <sip:1004@acme.test>"], 400),
        (&["nonsense"], 400),
        (&["sip:1003@acme.test?Replaces=x"], 400),
        (&["<sip:1003@acme.test?Replaces=x>"], 400),
        (
            &["<sip:1003@acme.test?Replaces=x%3Bto-tag%3D1%0D%0AVia%3A%3Bfrom-tag%3D2>"],
            400,
        ),
        (&["<sip:1003@acme.test;method=BYE>"], 403),
        (&["<mailto:a@b.test>"], 416),
        (&["<tel:home>"], 400),
    ];
    for (values, status) in rows {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_incoming();
        let mut request = peer.request(&mut side, Method::Refer);
        for value in values {
            request.headers.push(names::REFER_TO, value);
        }
        peer.send_request(&request);
        assert_eq!(peer.transcript(), [format!("{status} REFER")], "{values:?}");
        assert!(peer.host.call_events(call).is_empty());
        assert_eq!(peer.host.view(call).refer, None);
    }
}

#[test]
fn a_telephone_number_is_handed_on_and_called_at_our_domain() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<tel:+49-30-1234>");
    peer.send_request(&request);
    assert_eq!(peer.host.view(call).refer.as_ref().unwrap().target, "tel:+49-30-1234");
    accept(&mut peer, call);
    peer.expect_status(202);
    peer.expect("NOTIFY");
    let invite = peer.expect("INVITE");
    assert_eq!(invite.uri.to_text(), "sip:+49301234@acme.test");
}

#[test]
fn of_the_headers_of_refer_to_replaces_alone_gets_into_the_invite() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let to = "<sip:1003@acme.test;method=INVITE?Route=%3Csip%3Aevil.test%3E&From=%3Csip%3Aboss%40acme.test%3E\
              &Replaces=id%40far%3Bto-tag%3Da1%3Bfrom-tag%3Db2&Subject=x&Via=y>";
    let request = refer(&mut peer, &mut side, to);
    peer.send_request(&request);
    let view = peer.host.view(call).refer.clone().unwrap();
    assert_eq!((view.target.as_str(), view.replaces), ("sip:1003@acme.test", true));
    accept(&mut peer, call);
    peer.expect_status(202);
    peer.expect("NOTIFY");
    let invite = peer.expect("INVITE");
    assert_eq!(invite.uri.to_text(), "sip:1003@acme.test");
    assert_eq!(
        invite.headers.text("Replaces").as_deref(),
        Some("id@far;to-tag=a1;from-tag=b2")
    );
    assert_eq!(invite.headers.items(names::REQUIRE), ["replaces"]);
    assert_eq!(invite.headers.from().unwrap().uri.to_text(), "sip:1001@acme.test");
    assert!(!invite.headers.has("Subject") && !invite.headers.has(names::ROUTE));
    assert_eq!(invite.headers.lines(names::VIA).count(), 1);
}

#[test]
fn a_second_refer_has_to_wait() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    for _ in 0..50 {
        let again = refer(&mut peer, &mut side, "<sip:1004@acme.test>");
        peer.send_request(&again);
        peer.expect_status(491);
    }
    assert_eq!(peer.host.call_events(call), [CallEvent::ReferRequested]);
    accept(&mut peer, call);
    peer.quiet();
    let again = refer(&mut peer, &mut side, "<sip:1004@acme.test>");
    peer.send_request(&again);
    assert_eq!(peer.transcript(), ["491 REFER"]);
}

#[test]
fn a_call_that_ends_takes_an_undecided_refer_with_it() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE", "487 REFER"]);
    let events = peer.host.call_events(call);
    assert!(events.contains(&CallEvent::ReferResolved) && events.contains(&CallEvent::Ended));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}

/// An anonymous call of ours whose far end refers us elsewhere.
#[test]
fn who_calls_anonymously_stays_so_when_transferred() {
    let gruus = "<sip:x@x.invalid>;expires=600;pub-gruu=\"sip:1001@acme.test;gr=urn:x\";\
                 temp-gruu=\"sip:tgruu.7@acme.test;gr\"";
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let register = peer.expect("REGISTER");
    let mut contact = register.headers.contact().unwrap();
    peer.contact = Some(contact.clone());
    contact.params = Default::default();
    let granted = format!(
        "{}{}",
        contact.to_text(),
        gruus.strip_prefix("<sip:x@x.invalid>").unwrap()
    );
    let ok = register
        .response(200)
        .with_to_tag("registrar")
        .with(names::CONTACT, granted);
    peer.send_response(&ok);
    let options = InviteOptions {
        anonymous: true,
        ..InviteOptions::default()
    };
    let call = peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap();
    let ours = peer.expect("INVITE");
    peer.answer(&ours, 200);
    peer.expect("ACK");
    let mut side = Side {
        call_id: ours.headers.call_id().into_owned(),
        local: ours.headers.to().unwrap().with_tag("peer"),
        remote: ours.headers.from().unwrap(),
        target: ours.headers.contact().unwrap().uri,
        seq: 0,
    };
    let hidden = Some("sip:tgruu.7@acme.test;gr");
    let contact = |headers: &voip_sdk::sip::message::Headers| headers.contact().map(|c| c.uri.to_text());
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let _ = accept(&mut peer, call);
    assert_eq!(contact(&peer.expect_status(202).headers).as_deref(), hidden);
    let notify = peer.expect("NOTIFY");
    assert_eq!(contact(&notify.headers).as_deref(), hidden);
    peer.answer(&notify, 200);
    let invite = peer.expect("INVITE");
    assert_eq!(contact(&invite.headers).as_deref(), hidden);
    let renewal = peer
        .request(&mut side, Method::Subscribe)
        .with(names::EVENT, "refer")
        .with(names::EXPIRES, "60");
    peer.send_request(&renewal);
    assert_eq!(contact(&peer.expect_status(200).headers).as_deref(), hidden);
    let notify = peer.expect("NOTIFY");
    peer.answer(&notify, 200);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    peer.answer(&invite, 180);
    let notify = peer.expect("NOTIFY");
    assert_eq!(
        contact(&notify.headers).as_deref(),
        hidden,
        "after the transferor has left too"
    );
}
