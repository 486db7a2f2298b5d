//! Requests of theirs, and how they are told apart.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn an_invite_that_arrives_is_answered_100_at_once() {
    let (mut t, invite) = (Table::default(), request(Method::Invite, B));
    arrive(&mut t, 0, &invite);
    assert_eq!(done(&mut t), ["> SIP/2.0 100 Trying", "INVITE 0"]);
    arrive(&mut t, 1, &invite);
    assert_eq!(
        done(&mut t),
        ["> SIP/2.0 100 Trying"],
        "a retransmission gets the last response again"
    );
    assert!(t.respond(at(2), ServerId(0), &invite.response(180).with_to_tag("t")));
    arrive(&mut t, 3, &invite);
    assert_eq!(done(&mut t), ["> SIP/2.0 180 Ringing"; 2]);
    assert_eq!(t.poll_timeout(), None, "it may ring for ever");
}

#[test]
fn a_refusal_is_repeated_until_the_ack_or_timer_h() {
    for acknowledged in [true, false] {
        let (mut t, invite) = (Table::default(), request(Method::Invite, B));
        arrive(&mut t, 0, &invite);
        assert!(t.respond(at(10), ServerId(0), &invite.response(486).with_to_tag("t")));
        assert!(
            !t.respond(at(11), ServerId(0), &invite.response(200).with_to_tag("t")),
            "one final response"
        );
        arrive(&mut t, 12, &invite);
        assert_eq!(done(&mut t)[2..], ["> SIP/2.0 486 Busy Here"; 2]);
        assert_eq!(t.poll_timeout(), Some(at(32_010)));
        if acknowledged {
            arrive(&mut t, 20, &request(Method::Ack, B));
        } else {
            t.handle_timeout(at(32_010));
        }
        assert!(done(&mut t).is_empty() && t.is_empty());
    }
}

#[test]
fn a_2xx_is_the_users_to_repeat_until_timer_l() {
    let (mut t, invite) = (Table::default(), request(Method::Invite, B));
    arrive(&mut t, 0, &invite);
    let ok = invite.response(200).with_to_tag("t");
    assert!(t.respond(at(10), ServerId(0), &ok));
    assert!(t.respond(at(510), ServerId(0), &ok));
    assert!(!t.respond(at(511), ServerId(0), &invite.response(180)));
    assert_eq!(done(&mut t)[2..], ["> SIP/2.0 200 OK"; 2]);
    arrive(&mut t, 600, &invite);
    assert!(done(&mut t).is_empty(), "a retransmitted INVITE is absorbed");
    arrive(&mut t, 700, &request(Method::Ack, "z9hG4bKother"));
    arrive(&mut t, 701, &request(Method::Ack, B));
    assert_eq!(
        done(&mut t),
        ["ACK", "ACK"],
        "an ACK goes to the user, on whichever branch"
    );
    assert_eq!(t.poll_timeout(), Some(at(32_010)));
    t.handle_timeout(at(32_010));
    assert!(t.is_empty() && !t.respond(at(32_011), ServerId(0), &ok));
}

#[test]
fn a_request_that_is_no_invite_is_answered_once() {
    let (mut t, bye) = (Table::default(), request(Method::Bye, B));
    arrive(&mut t, 0, &bye);
    arrive(&mut t, 1, &bye);
    assert_eq!(
        done(&mut t),
        ["BYE 0"],
        "a retransmission before any response is absorbed"
    );
    assert!(
        !t.respond(at(2), ServerId(0), &bye.response(183)),
        "no provisional response but 100"
    );
    assert!(t.respond(at(3), ServerId(0), &bye.response(100)));
    arrive(&mut t, 4, &bye);
    assert_eq!(done(&mut t), ["> SIP/2.0 100 Trying"; 2]);
    assert!(t.respond(at(5), ServerId(0), &bye.response(200)));
    assert_eq!(done(&mut t), ["> SIP/2.0 200 OK"]);
    assert!(t.is_empty(), "Timer J is zero");
}

#[test]
fn a_408_is_never_sent_to_a_request_that_is_no_invite() {
    let (mut t, bye) = (Table::default(), request(Method::Bye, B));
    arrive(&mut t, 0, &bye);
    assert!(!t.respond(at(1), ServerId(0), &bye.response(408)));
    assert_eq!(done(&mut t), ["BYE 0"]);
    assert!(t.is_empty());
}

#[test]
fn a_request_that_nobody_answers_is_forgotten_after_64_t1() {
    let mut t = Table::default();
    arrive(&mut t, 0, &request(Method::Info, B));
    assert_eq!(t.poll_timeout(), Some(at(32_000)));
    t.handle_timeout(at(32_000));
    assert!(t.is_empty());
}

#[test]
fn a_cancel_finds_its_invite() {
    let (mut t, invite) = (Table::default(), request(Method::Invite, B));
    arrive(&mut t, 0, &invite);
    let cancel = request(Method::Cancel, B);
    arrive(&mut t, 1, &cancel);
    assert_eq!(done(&mut t)[2..], ["CANCEL 1 of 0"]);
    assert!(t.respond(at(1), ServerId(1), &cancel.response(200).with_to_tag("t")));
    assert!(t.respond(at(1), ServerId(0), &invite.response(487).with_to_tag("t")));
    arrive(&mut t, 2, &cancel);
    assert_eq!(
        done(&mut t).pop().unwrap(),
        "CANCEL 2 of 0 answered",
        "after the final response it has no effect"
    );
}

#[test]
fn a_cancel_that_means_nothing_is_told_as_a_request() {
    let mut t = Table::default();
    arrive(&mut t, 0, &request(Method::Invite, B));
    for other in ["z9hG4bK2", "1"] {
        arrive(&mut t, 1, &request(Method::Cancel, other));
    }
    assert_eq!(done(&mut t)[2..], ["CANCEL 1", "CANCEL 2"]);
    let elsewhere = request(Method::Cancel, B).with("X", "");
    let mut moved = elsewhere.clone();
    moved.headers.set(names::VIA, Via::new("WSS", "b.invalid", B).to_text());
    arrive(&mut t, 2, &moved);
    assert_eq!(done(&mut t), ["CANCEL 3"], "the sent-by belongs to the key");
}

#[test]
fn stray_acks_are_told_and_never_answered() {
    let mut t = Table::default();
    arrive(&mut t, 0, &request(Method::Ack, B));
    assert_eq!(done(&mut t), ["ACK"]);
    assert!(t.is_empty());
}

#[test]
fn branches_without_the_cookie_match_by_rfc_2543() {
    let (mut t, invite) = (Table::default(), request(Method::Invite, "1"));
    arrive(&mut t, 0, &invite);
    arrive(&mut t, 1, &invite);
    assert_eq!(
        done(&mut t),
        ["> SIP/2.0 100 Trying", "INVITE 0", "> SIP/2.0 100 Trying"]
    );
    let mut second = invite.clone();
    second.headers.set(names::CSEQ, "8 INVITE");
    arrive(&mut t, 2, &second);
    assert_eq!(
        done(&mut t),
        ["> SIP/2.0 100 Trying", "INVITE 1"],
        "another CSeq is another request"
    );
    arrive(&mut t, 3, &request(Method::Cancel, "1"));
    assert_eq!(done(&mut t), ["CANCEL 2 of 0"]);
    t.respond(at(4), ServerId(0), &invite.response(486).with_to_tag("mine"));
    done(&mut t);
    let ack = |tag: &str| {
        let mut ack = request(Method::Ack, "1");
        ack.headers
            .set(names::TO, NameAddr::new(invite.uri.clone()).with_tag(tag).to_text());
        ack
    };
    arrive(&mut t, 5, &ack("other"));
    assert_eq!(done(&mut t), ["ACK"], "another tag than the response's");
    arrive(&mut t, 6, &ack("mine"));
    assert!(done(&mut t).is_empty());
    arrive(&mut t, 7, &invite);
    assert_eq!(done(&mut t)[1..], ["INVITE 3"], "that transaction is over");
}

#[test]
fn the_same_request_by_another_way_is_called_merged() {
    let mut t = Table::default();
    arrive(&mut t, 0, &request(Method::Invite, B));
    arrive(&mut t, 1, &request(Method::Invite, "z9hG4bK2"));
    assert_eq!(
        done(&mut t),
        [
            "> SIP/2.0 100 Trying",
            "INVITE 0",
            "> SIP/2.0 100 Trying",
            "INVITE 1 merged"
        ]
    );
    let mut in_dialog = request(Method::Invite, "z9hG4bK3");
    in_dialog.headers.set(names::TO, "<sip:bob@example.com>;tag=t");
    arrive(&mut t, 2, &in_dialog);
    assert_eq!(done(&mut t)[1..], ["INVITE 2"]);
    let mut next = request(Method::Invite, "z9hG4bK4");
    next.headers.set(names::CSEQ, "8 INVITE");
    arrive(&mut t, 3, &next);
    assert_eq!(done(&mut t)[1..], ["INVITE 3"]);
}
