//! REFERs of theirs (RFC 3515 §2.4, RFC 3892, RFC 4488, RFC 4538), and transfers between three user agents.

use super::host::{config, ms, sec};
use super::party::Party;
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Message, Method, Request, Via, names, parse};
use voip_sdk::sip::user_agent::{
    CallEvent, CallId, Cause, EndedBy, InviteOptions, Phase, ReferPolicy, ReferView, TransferOptions, TransferState,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn refer(peer: &mut Peer, side: &mut Side, to: &str) -> Request {
    peer.request(side, Method::Refer)
        .with(names::REFER_TO, to)
        .with(names::REFERRED_BY, "<sip:2000@acme.test>")
        .with(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>")
}

fn accept(peer: &mut Peer, call: CallId) -> CallId {
    peer.host.act(|ua, now| ua.accept_refer(now, call)).unwrap()
}

/// Subscription-State and status line of a NOTIFY.
fn told(notify: &Request) -> (String, String) {
    let state = notify.headers.text(names::SUBSCRIPTION_STATE).unwrap().into_owned();
    let body = String::from_utf8(notify.body.clone()).unwrap();
    (
        state.split(";expires").next().unwrap().to_owned(),
        body.trim_end().to_owned(),
    )
}

fn answered_notify(peer: &mut Peer) -> (String, String) {
    let notify = peer.expect("NOTIFY");
    peer.answer(&notify, 200);
    told(&notify)
}

fn is(state: &str, line: &str) -> (String, String) {
    (state.to_owned(), line.to_owned())
}

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
fn each_step_of_the_new_call_is_told_one_at_a_time() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let new = accept(&mut peer, call);
    peer.expect_status(202);
    let first = peer.expect("NOTIFY");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.expect_nothing();
    peer.answer(&first, 200);
    assert_eq!(answered_notify(&mut peer), is("active", "SIP/2.0 180 Ringing"));
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 200 OK")
    );
    peer.expect_nothing();
    assert_eq!(peer.host.view(new).phase, Phase::Active);
    assert_eq!(peer.host.view(call).phase, Phase::Active, "it is theirs to end");
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Transferred, EndedBy::Remote));
}

#[test]
fn what_changes_while_a_notify_is_out_is_told_as_it_is_then() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    let first = peer.expect("NOTIFY");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.answer(&invite, 486);
    peer.expect("ACK");
    peer.answer(&first, 200);
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 486 Busy Here")
    );
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active, "the old call is still there");
}

#[test]
fn the_new_calls_outcome_is_told_after_the_transferor_has_left() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let new = accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
    peer.host.act(|ua, _| ua.forget(call));
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 200 OK")
    );
    assert!(
        peer.host.ua.call(call).is_none(),
        "with its last usage the dialog is gone"
    );
    peer.host.act(|ua, now| ua.hangup(now, new)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    peer.host.act(|ua, _| ua.forget(new));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_notify_that_finds_no_subscription_is_the_last() {
    for status in [481, 489, 501, 603] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_incoming();
        let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
        peer.send_request(&request);
        let new = accept(&mut peer, call);
        peer.expect_status(202);
        let notify = peer.expect("NOTIFY");
        let invite = peer.expect("INVITE");
        peer.answer(&notify, status);
        peer.answer(&invite, 200);
        assert_eq!(peer.transcript(), ["ACK"], "{status}");
        assert_eq!(
            peer.host.view(call).phase,
            Phase::Active,
            "the call itself is not concerned"
        );
        assert_eq!(peer.host.view(new).phase, Phase::Active);
    }
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

#[test]
fn a_broken_connection_takes_an_undecided_refer_with_it_and_what_is_told_goes_on() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    peer.cut();
    assert!(peer.host.call_events(call).contains(&CallEvent::ReferResolved));
    peer.advance(ms(10));
    peer.recover();
    let refresh = peer.expect("INVITE");
    peer.answer(&refresh, 200);
    peer.expect("ACK");

    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.expect("ACK");
    let _lost = peer.expect("NOTIFY");
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let mut again = None;
    while let Some(bytes) = peer.host.sent.pop_front() {
        if let Ok(Message::Request(r)) = parse(&bytes)
            && r.method == Method::Notify
        {
            again = Some(r);
        }
    }
    assert_eq!(
        told(&again.unwrap()),
        is("terminated;reason=noresource", "SIP/2.0 200 OK")
    );
}

#[test]
fn who_wants_no_notifications_gets_none() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>")
        .with("Refer-Sub", "false")
        .with(names::REQUIRE, "norefersub");
    peer.send_request(&request);
    accept(&mut peer, call);
    let accepted = peer.expect_status(202);
    assert_eq!(accepted.headers.text("Refer-Sub").as_deref(), Some("false"));
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    assert_eq!(peer.transcript(), ["ACK"]);
}

#[test]
fn the_transferor_may_renew_the_subscription_and_end_it() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let new = accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    answered_notify(&mut peer);
    let subscribe = |peer: &mut Peer, side: &mut Side, event: &str, expires: &str| {
        let request = peer
            .request(side, Method::Subscribe)
            .with(names::EVENT, event)
            .with(names::EXPIRES, expires);
        peer.send_request(&request);
    };
    subscribe(&mut peer, &mut side, "refer;id=99", "60");
    subscribe(&mut peer, &mut side, "presence", "60");
    assert_eq!(peer.transcript(), ["481 SUBSCRIBE", "489 SUBSCRIBE"]);
    subscribe(&mut peer, &mut side, "refer", "60");
    let ok = peer.expect_status(200);
    assert_eq!(ok.headers.number(names::EXPIRES), Some(60));
    assert_eq!(answered_notify(&mut peer), is("active", "SIP/2.0 180 Ringing"));
    subscribe(&mut peer, &mut side, "refer", "0");
    peer.expect_status(200);
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=timeout", "SIP/2.0 180 Ringing")
    );
    peer.answer(&invite, 200);
    assert_eq!(peer.transcript(), ["ACK"], "the call goes on without being told of");
    assert_eq!(peer.host.view(new).phase, Phase::Active);
}

#[test]
fn a_subscription_that_runs_out_says_so() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    answered_notify(&mut peer);
    peer.advance(sec(181));
    let last = answered_notify(&mut peer);
    assert_eq!(last, is("terminated;reason=timeout", "SIP/2.0 180 Ringing"));
    peer.advance(sec(200));
    peer.expect_nothing();
}

/// A REFER outside of dialogs, for the call with that dialog.
fn outside(peer: &mut Peer, target_dialog: Option<&str>) -> Request {
    let uri = peer.contact.as_ref().unwrap().uri.clone();
    let mut request = Request::new(Method::Refer, uri)
        .with(names::VIA, Via::new("WSS", "proxy.acme.test", "z9hG4bKout").to_text())
        .with(names::MAX_FORWARDS, "69")
        .with(names::FROM, "<sip:2000@acme.test>;tag=outside")
        .with(names::TO, "<sip:1001@acme.test>")
        .with(names::CALL_ID, "outside-1")
        .with(names::CSEQ, "7 REFER")
        .with(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>")
        .with(names::REFER_TO, "<sip:1003@acme.test>");
    if let Some(value) = target_dialog {
        request.headers.push("Target-Dialog", value);
        request.headers.push(names::REQUIRE, "tdialog");
    }
    request
}

#[test]
fn a_refer_outside_of_dialogs_counts_for_the_call_that_it_names() {
    let mut peer = Peer::registered();
    let (call, _, side) = peer.active_incoming();
    let (theirs, ours) = (side.local.tag().unwrap(), side.remote.tag().unwrap());
    let value = format!("{};local-tag={theirs};remote-tag={ours}", side.call_id);
    let request = outside(&mut peer, Some(&value));
    peer.send_request(&request);
    assert_eq!(peer.host.call_events(call), [CallEvent::ReferRequested]);
    accept(&mut peer, call);
    let accepted = peer.expect_status(202);
    let notify = peer.expect("NOTIFY");
    assert_eq!(notify.headers.call_id(), "outside-1", "in the dialog of the REFER");
    assert_eq!(notify.headers.from_tag(), accepted.headers.to_tag());
    assert_eq!(notify.headers.text(names::EVENT).as_deref(), Some("refer;id=7"));
    peer.answer(&notify, 200);
    // That dialog has no other usage: what belongs to calls finds none there.
    let mut other = Side {
        call_id: "outside-1".to_owned(),
        local: request.headers.from().unwrap(),
        remote: accepted.headers.to().unwrap(),
        target: request.uri.clone(),
        seq: 8,
    };
    peer.expect("INVITE");
    let bye = peer.request(&mut other, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["481 BYE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_refer_outside_of_dialogs_from_a_stranger_is_refused() {
    let mut peer = Peer::registered();
    let (call, _, side) = peer.active_incoming();
    let wrong = format!("{};local-tag=x;remote-tag=y", side.call_id);
    for (value, status) in [(None, 403), (Some("nonsense"), 400), (Some(wrong.as_str()), 481)] {
        let mut request = outside(&mut peer, value);
        request.headers.set(
            names::VIA,
            format!("SIP/2.0/WSS proxy.acme.test;branch=z9hG4bKs{status}"),
        );
        request.headers.set(names::CALL_ID, format!("outside-{status}"));
        peer.send_request(&request);
        peer.expect_status(status);
    }
    assert!(peer.host.call_events(call).is_empty());
}

fn states(party: &mut Party, n: usize, of: CallId) -> Vec<TransferState> {
    let events = party.hosts[n].call_events(of).into_iter();
    events
        .filter_map(|e| match e {
            CallEvent::Transfer(state) => Some(state),
            _ => None,
        })
        .collect()
}

#[test]
fn a_blind_transfer_between_three_user_agents() {
    let mut party = Party::new(3);
    let (a, b) = party.talk(0, 1);
    party.hosts[0]
        .act(|ua, now| ua.transfer(now, a, "1003", TransferOptions::default()))
        .unwrap();
    party.run(sec(1));
    assert!(party.hosts[0].view(a).held && party.hosts[1].view(b).remote_held);
    let new = party.hosts[1].act(|ua, now| ua.accept_refer(now, b)).unwrap();
    party.run(sec(1));
    let c = party.hosts[2].incoming();
    assert_eq!(party.hosts[2].view(c).remote.user, "1002");
    party.hosts[2].act(|ua, now| ua.answer(now, c)).unwrap();
    party.run(sec(1));
    let told = states(&mut party, 0, a);
    assert_eq!(told.first(), Some(&TransferState::Requested));
    assert_eq!(told.last(), Some(&TransferState::Succeeded));
    assert!(told.contains(&TransferState::Accepted));
    let cause = |party: &Party, n: usize, call| party.hosts[n].view(call).end.as_ref().map(|e| e.cause);
    assert_eq!(cause(&party, 0, a), Some(Cause::Transferred));
    assert_eq!(cause(&party, 1, b), Some(Cause::Transferred));
    assert_eq!(party.hosts[1].view(new).phase, Phase::Active);
    assert_eq!(party.hosts[2].view(c).phase, Phase::Active);
    assert_eq!(party.count(1, &Method::Bye), 1, "one BYE, from the transferor");
    party.hosts[1].act(|ua, now| ua.hangup(now, new)).unwrap();
    party.finish();
}

#[test]
fn a_blind_transfer_that_is_refused_ends_where_it_began() {
    let mut party = Party::new(3);
    let (a, b) = party.talk(0, 1);
    party.hosts[0]
        .act(|ua, now| ua.transfer(now, a, "1003", TransferOptions::default()))
        .unwrap();
    party.run(sec(1));
    let new = party.hosts[1].act(|ua, now| ua.accept_refer(now, b)).unwrap();
    party.run(sec(1));
    let c = party.hosts[2].incoming();
    party.hosts[2].act(|ua, now| ua.reject(now, c, 486, None)).unwrap();
    party.run(sec(1));
    let failed = TransferState::Failed {
        status: 486,
        reason: "Busy Here".to_owned(),
    };
    assert_eq!(states(&mut party, 0, a).last(), Some(&failed));
    assert_eq!(party.hosts[1].view(new).phase, Phase::Ended);
    let (ours, theirs) = (party.hosts[0].view(a), party.hosts[1].view(b));
    assert_eq!((ours.phase, ours.held), (Phase::Active, false));
    assert_eq!((theirs.phase, theirs.remote_held), (Phase::Active, false));
    party.hosts[0].act(|ua, now| ua.hangup(now, a)).unwrap();
    party.finish();
}

/// A calls B, A calls C (or is called by it), A connects B with C.
fn attended(called_by_target: bool) {
    let mut party = Party::new(3);
    let (a_b, b) = party.talk(0, 1);
    party.hosts[0].act(|ua, now| ua.hold(now, a_b)).unwrap();
    party.run(sec(1));
    let (a_c, c) = if called_by_target {
        let (c, a_c) = party.talk(2, 0);
        (a_c, c)
    } else {
        party.talk(0, 2)
    };
    party.hosts[0].act(|ua, now| ua.transfer_to(now, a_b, a_c)).unwrap();
    party.run(sec(1));
    let view = party.hosts[1].view(b).refer.clone().unwrap();
    assert!(view.replaces);
    let b_c = party.hosts[1].act(|ua, now| ua.accept_refer(now, b)).unwrap();
    party.run(sec(1));
    let new = party.hosts[2].incoming();
    let view = party.hosts[2].view(new);
    assert_eq!(
        (view.phase, view.replaces),
        (Phase::Active, Some(c)),
        "it answers by itself"
    );
    assert_eq!(party.hosts[1].view(b_c).phase, Phase::Active);
    assert_eq!(states(&mut party, 0, a_b).last(), Some(&TransferState::Succeeded));
    for (n, call, cause) in [
        (0, a_b, Cause::Transferred),
        (0, a_c, Cause::Transferred),
        (1, b, Cause::Transferred),
        (2, c, Cause::Replaced),
    ] {
        let end = party.hosts[n].view(call).end.clone();
        assert_eq!(end.map(|e| e.cause), Some(cause), "host {n}");
    }
    party.hosts[1].act(|ua, now| ua.hangup(now, b_c)).unwrap();
    party.finish();
}

#[test]
fn an_attended_transfer_between_three_user_agents() {
    attended(false);
}

#[test]
fn an_attended_transfer_to_one_who_called_us() {
    attended(true);
}

#[test]
fn an_attended_transfer_that_is_refused_leaves_both_calls() {
    let mut party = Party::new(3);
    let (a_b, b) = party.talk(0, 1);
    let (a_c, c) = party.talk(0, 2);
    party.hosts[0].act(|ua, now| ua.transfer_to(now, a_b, a_c)).unwrap();
    party.run(sec(1));
    party.hosts[1].act(|ua, now| ua.reject_refer(now, b, 603)).unwrap();
    party.run(sec(1));
    assert_eq!(party.hosts[0].view(a_b).phase, Phase::Active);
    assert_eq!(party.hosts[0].view(a_c).phase, Phase::Active);
    party.hosts[2].act(|ua, now| ua.hangup(now, c)).unwrap();
    party.run(sec(1));
    let end = party.hosts[0].view(a_c).end.clone().unwrap();
    assert_eq!(end.cause, Cause::Terminated, "it is not being handed over any more");
    party.hosts[0].act(|ua, now| ua.hangup(now, a_b)).unwrap();
    party.finish();
}

#[test]
fn a_challenged_notify_goes_out_again_within_the_count_of_the_dialog() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    let notify = peer.expect("NOTIFY");
    peer.expect("INVITE");
    let challenge = Peer::response(&notify, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    let again = peer.expect("NOTIFY");
    assert_eq!(
        again.headers.cseq().unwrap().number,
        notify.headers.cseq().unwrap().number + 1
    );
    assert_eq!(told(&again), told(&notify));
}

#[test]
fn a_bye_long_after_a_refer_that_came_to_nothing_is_a_plain_end() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 486);
    peer.expect("ACK");
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 486 Busy Here")
    );
    peer.pass(60);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
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
