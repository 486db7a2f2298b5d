//! An INVITE that takes the place of a call (RFC 3891): which call is meant, who may, and what becomes of it.

use super::host::sec;
use super::party::Party;
use super::peer::{Peer, Side, TAG};
use voip_sdk::sip::message::{Message, Method, Request, names, parse};
use voip_sdk::sip::user_agent::{CallEvent, CallId, Cause, EndedBy, Event, MediaFailure, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// An INVITE from outside with that Replaces.
fn invite(peer: &mut Peer, replaces: &str) -> Request {
    peer.invite()
        .with(names::REPLACES, replaces)
        .with(names::REQUIRE, "replaces")
}

/// Replaces for the dialog of `side`, which is the script's side of it.
fn value(side: &Side) -> String {
    let (theirs, ours) = (side.local.tag().unwrap(), side.remote.tag().unwrap());
    format!("{};to-tag={ours};from-tag={theirs}", side.call_id)
}

/// What the script sees after its INVITE: methods and status codes, the INVITE's 200 acknowledged.
fn refused(peer: &mut Peer, request: &Request) -> u16 {
    peer.send_request(request);
    let mut status = 0;
    while let Some(bytes) = peer.host.sent.pop_front() {
        match parse(&bytes).unwrap() {
            Message::Response(r) if r.status > 100 => {
                status = r.status;
                let ack = Peer::ack_of_refusal(request, &r);
                peer.send_request(&ack);
            }
            Message::Response(_) => {}
            Message::Request(r) => panic!("{}", r.method.as_str()),
        }
    }
    status
}

#[test]
fn an_answered_call_is_replaced_by_one_that_answers_itself() {
    for incoming in [true, false] {
        let mut peer = Peer::registered();
        let (old, _, side) = if incoming {
            peer.active_incoming()
        } else {
            peer.active_outgoing()
        };
        let request = invite(&mut peer, &value(&side));
        peer.send_request(&request);
        peer.expect_status(100);
        peer.expect_status(180);
        peer.expect_status(200);
        let bye = peer.expect("BYE");
        assert_eq!(bye.headers.call_id(), side.call_id, "of the one that was replaced");
        let new = peer.host.incoming();
        let view = peer.host.view(new);
        assert_eq!((view.replaces, view.phase), (Some(old), Phase::Active));
        let end = peer.host.view(old).end.clone().unwrap();
        assert_eq!((end.cause, end.by), (Cause::Replaced, EndedBy::Local));
    }
}

#[test]
fn a_full_phone_takes_a_call_that_replaces_another() {
    let mut peer = Peer::registered();
    peer.active_outgoing();
    let (old, _, side) = peer.active_incoming();
    let plain = peer.invite();
    assert_eq!(refused(&mut peer, &plain), 486, "it is full");
    let request = invite(&mut peer, &value(&side));
    peer.send_request(&request);
    assert_eq!(peer.transcript(), ["100 INVITE", "180 INVITE", "200 INVITE", "BYE"]);
    assert_eq!(peer.host.view(old).phase, Phase::Ended);
}

#[test]
fn both_tags_and_the_call_id_have_to_fit() {
    let mut peer = Peer::registered();
    let (old, _, side) = peer.active_incoming();
    let (theirs, ours) = (side.local.tag().unwrap(), side.remote.tag().unwrap());
    let id = &side.call_id;
    for wrong in [
        format!("x{id};to-tag={ours};from-tag={theirs}"),
        format!("{id};to-tag={ours};from-tag=x"),
        format!("{id};to-tag=x;from-tag={theirs}"),
        format!("{id};to-tag={theirs};from-tag={ours}"),
        format!("{id};to-tag=0;from-tag=0"),
    ] {
        let request = invite(&mut peer, &wrong);
        assert_eq!(refused(&mut peer, &request), 481, "{wrong}");
    }
    assert_eq!(peer.host.view(old).phase, Phase::Active);
    assert!(!peer.host.events.iter().any(|e| matches!(e, Event::Incoming(_))));
}

#[test]
fn what_cannot_be_understood_is_refused_400() {
    let mut peer = Peer::registered();
    let (old, _, side) = peer.active_incoming();
    let good = value(&side);
    let twice = invite(&mut peer, &good).with(names::REPLACES, &good);
    let list = invite(&mut peer, &format!("{good}, {good}"));
    let join = invite(&mut peer, &good).with("Join", &good);
    let half = invite(&mut peer, &format!("{};to-tag=x", side.call_id));
    let mut options = invite(&mut peer, &good);
    options.method = Method::Options;
    options.headers.set(names::CSEQ, "1 OPTIONS");
    for request in [twice, list, join, half] {
        assert_eq!(refused(&mut peer, &request), 400);
    }
    peer.send_request(&options);
    peer.expect_status(400);
    assert_eq!(peer.host.view(old).phase, Phase::Active);
}

#[test]
fn within_a_dialog_nothing_can_be_replaced() {
    let mut peer = Peer::registered();
    let (one, _, mut side) = peer.active_incoming();
    let (other, _, victim) = peer.active_outgoing();
    let request = peer
        .request(&mut side, Method::Invite)
        .with(names::REPLACES, value(&victim));
    assert_eq!(refused(&mut peer, &request), 400);
    assert_eq!(peer.host.view(one).phase, Phase::Active);
    assert_eq!(peer.host.view(other).phase, Phase::Active);
}

#[test]
fn early_only_spares_an_answered_call() {
    let mut peer = Peer::registered();
    let (old, _, side) = peer.active_incoming();
    let request = invite(&mut peer, &(value(&side) + ";early-only"));
    assert_eq!(refused(&mut peer, &request), 486);
    assert_eq!(peer.host.view(old).phase, Phase::Active);
}

#[test]
fn a_call_that_is_over_cannot_be_replaced() {
    for answered in [false, true] {
        let mut peer = Peer::registered();
        let (old, _, side) = peer.active_incoming();
        peer.host.act(|ua, now| ua.hangup(now, old)).unwrap();
        let bye = peer.expect("BYE");
        if answered {
            peer.answer(&bye, 200);
        }
        let request = invite(&mut peer, &value(&side));
        assert_eq!(refused(&mut peer, &request), 603);
    }
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_incoming();
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    let request = invite(&mut peer, &value(&side));
    assert_eq!(refused(&mut peer, &request), 603);
}

#[test]
fn a_call_that_rings_here_cannot_be_replaced() {
    let mut peer = Peer::registered();
    let ringing = peer.invite();
    peer.send_request(&ringing);
    let old = peer.host.incoming();
    peer.expect_status(100);
    let tag = peer.expect_status(180).headers.to_tag().unwrap();
    let replaces = format!("{};to-tag={tag};from-tag=peer", ringing.headers.call_id());
    let request = invite(&mut peer, &replaces);
    assert_eq!(refused(&mut peer, &request), 481);
    assert_eq!(peer.host.view(old).phase, Phase::Ringing);
}

#[test]
fn a_call_of_ours_that_rings_is_replaced_and_cancelled() {
    for early_only in [false, true] {
        let mut peer = Peer::registered();
        let old = peer.call("1002");
        let ours = peer.expect("INVITE");
        peer.answer(&ours, 180);
        let mut replaces = format!(
            "{};to-tag={};from-tag={TAG}",
            ours.headers.call_id(),
            ours.headers.from_tag().unwrap()
        );
        if early_only {
            replaces.push_str(";early-only");
        }
        let request = invite(&mut peer, &replaces);
        peer.send_request(&request);
        assert_eq!(peer.transcript(), ["100 INVITE", "180 INVITE", "200 INVITE", "CANCEL"]);
        peer.answer(&ours, 487);
        let end = peer.host.view(old).end.clone().unwrap();
        assert_eq!(end.cause, Cause::Replaced);
        let new = peer.host.incoming();
        assert_eq!(peer.host.view(new).phase, Phase::Active);
    }
}

#[test]
fn a_dialog_of_another_kind_cannot_be_replaced() {
    let mut peer = Peer::registered();
    let (call, _, side) = peer.active_incoming();
    let (theirs, ours) = (side.local.tag().unwrap(), side.remote.tag().unwrap());
    let target = format!("{};local-tag={theirs};remote-tag={ours}", side.call_id);
    let mut refer = peer.invite();
    refer.method = Method::Refer;
    refer.body.clear();
    refer.headers.remove(names::CONTENT_TYPE);
    refer.headers.set(names::CSEQ, "1 REFER");
    let refer = refer
        .with(names::REFER_TO, "<sip:1003@acme.test>")
        .with("Target-Dialog", target);
    peer.send_request(&refer);
    peer.host.act(|ua, now| ua.accept_refer(now, call)).unwrap();
    let tag = peer.expect_status(202).headers.to_tag().unwrap();
    peer.quiet();
    let replaces = format!("{};to-tag={tag};from-tag=peer", refer.headers.call_id());
    let request = invite(&mut peer, &replaces);
    assert_eq!(refused(&mut peer, &request), 481);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn media_that_cannot_be_had_leaves_the_call_as_it_is() {
    let mut peer = Peer::registered();
    let (old, _, side) = peer.active_incoming();
    peer.host.manual();
    let request = invite(&mut peer, &value(&side));
    peer.send_request(&request);
    peer.host.sent.clear();
    peer.host.fail_media(MediaFailure::DeviceFailed);
    assert_eq!(peer.transcript(), ["480 INVITE"]);
    assert_eq!(peer.host.view(old).phase, Phase::Active);
}

#[test]
fn a_call_is_replaced_once() {
    let mut peer = Peer::registered();
    let (old, _, side) = peer.active_incoming();
    peer.host.manual();
    let first = invite(&mut peer, &value(&side));
    peer.send_request(&first);
    peer.host.sent.clear();
    let second = invite(&mut peer, &value(&side));
    assert_eq!(refused(&mut peer, &second), 603);
    peer.host.give_description();
    assert_eq!(peer.transcript(), ["200 INVITE", "BYE"]);
    assert_eq!(peer.host.view(old).end.as_ref().unwrap().cause, Cause::Replaced);
}

#[test]
fn a_replacement_that_is_cancelled_leaves_the_call_as_it_is() {
    let mut peer = Peer::registered();
    let (old, _, side) = peer.active_incoming();
    peer.host.manual();
    let request = invite(&mut peer, &value(&side));
    peer.send_request(&request);
    peer.host.sent.clear();
    let cancel = Peer::cancel_of(&request);
    peer.send_request(&cancel);
    assert_eq!(peer.transcript(), ["200 CANCEL", "487 INVITE"]);
    assert_eq!(peer.host.view(old).phase, Phase::Active);
}

#[test]
fn a_far_end_that_ends_the_replaced_call_itself_crosses_our_bye() {
    let mut peer = Peer::registered();
    let (old, _, mut side) = peer.active_incoming();
    let request = invite(&mut peer, &value(&side));
    peer.send_request(&request);
    peer.quiet();
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    let told: Vec<CallEvent> = peer.host.call_events(old);
    assert!(told.is_empty(), "it was over already: {told:?}");
}

#[test]
fn three_user_agents_and_a_call_that_moves() {
    let mut party = Party::new(3);
    let (_, b): (CallId, CallId) = party.talk(0, 1);
    let record = party.hosts[0].ua.recovery().remove(0);
    // The third one knows the dialog as the first one does, and takes its place.
    let replaces = {
        let tag = |s: &str| s.rsplit(";tag=").next().unwrap().to_owned();
        format!(
            "{};to-tag={};from-tag={}",
            record.call_id,
            tag(&record.remote),
            tag(&record.local)
        )
    };
    let options = voip_sdk::sip::user_agent::InviteOptions {
        extra_headers: vec![("Replaces".to_owned(), replaces)],
        ..Default::default()
    };
    let c = party.hosts[2].act(|ua, now| ua.invite(now, "1002", options)).unwrap();
    party.run(sec(1));
    assert_eq!(party.hosts[2].view(c).phase, Phase::Active);
    assert_eq!(party.hosts[1].view(b).end.as_ref().unwrap().cause, Cause::Replaced);
    party.hosts[2].act(|ua, now| ua.hangup(now, c)).unwrap();
    party.finish();
}

#[test]
fn a_call_of_ours_that_was_given_up_cannot_be_replaced() {
    let mut peer = Peer::registered();
    let old = peer.call("1002");
    let ours = peer.expect("INVITE");
    peer.answer(&ours, 180);
    let replaces = format!(
        "{};to-tag={};from-tag={TAG}",
        ours.headers.call_id(),
        ours.headers.from_tag().unwrap()
    );
    peer.host.act(|ua, now| ua.hangup(now, old)).unwrap();
    peer.expect("CANCEL");
    let request = invite(&mut peer, &replaces);
    assert_eq!(refused(&mut peer, &request), 603, "nobody wants that call any more");
    assert!(!peer.host.events.iter().any(|e| matches!(e, Event::Incoming(_))));
}
