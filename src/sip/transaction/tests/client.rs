//! Requests of ours: INVITE, other methods, and CANCEL.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

fn sent(t: &mut Table) -> Message {
    loop {
        if let Output::Transmit(bytes) = t.poll_output().expect("something is sent") {
            return parse(&bytes).expect("what is sent is well-formed");
        }
    }
}

fn sent_request(t: &mut Table) -> Request {
    match sent(t) {
        Message::Request(r) => r,
        Message::Response(r) => panic!("a response: {r:?}"),
    }
}

fn answer(t: &mut Table, now: u64, to: &Request, status: u16) {
    t.receive(at(now), Message::Response(to.response(status).with_to_tag("t")));
}

/// A client INVITE that was sent at 0.
fn invited() -> (Table, Request, ClientId) {
    let (mut t, invite) = (Table::default(), request(Method::Invite, B));
    let id = t.send(at(0), invite.clone());
    assert_eq!(done(&mut t), ["> INVITE sip:bob@example.com SIP/2.0"]);
    (t, invite, id)
}

#[test]
fn an_invite_without_any_response_times_out_by_timer_b() {
    let (mut t, _, _) = invited();
    assert_eq!(t.poll_timeout(), Some(at(32_000)));
    t.handle_timeout(at(31_999));
    assert!(done(&mut t).is_empty() && !t.is_empty());
    t.handle_timeout(at(32_000));
    assert_eq!(done(&mut t), ["0 Timeout"]);
    assert!(t.is_empty() && t.poll_timeout().is_none());
}

#[test]
fn a_provisional_response_stops_timer_b() {
    let (mut t, invite, _) = invited();
    for status in [100, 180, 183, 180] {
        answer(&mut t, 10, &invite, status);
    }
    assert_eq!(done(&mut t), ["0 100", "0 180", "0 183", "0 180"]);
    assert_eq!(t.poll_timeout(), None);
    t.handle_timeout(at(1_000_000));
    assert!(done(&mut t).is_empty() && !t.is_empty());
}

#[test]
fn a_refusal_is_acknowledged_on_the_invites_own_branch() {
    for provisional in [false, true] {
        let (mut t, invite, _) = invited();
        if provisional {
            answer(&mut t, 10, &invite, 180);
            done(&mut t);
        }
        answer(&mut t, 20, &invite, 486);
        let ack = sent_request(&mut t);
        assert_eq!((&ack.method, &ack.uri), (&Method::Ack, &invite.uri));
        assert_eq!(
            ack.headers.lines("Via").collect::<Vec<_>>(),
            invite.headers.lines("Via").collect::<Vec<_>>()
        );
        assert_eq!(ack.headers.get("Route"), invite.headers.get("Route"));
        assert_eq!(
            (ack.headers.to_tag().as_deref(), ack.headers.from_tag().as_deref()),
            (Some("t"), Some("f"))
        );
        assert_eq!(ack.headers.get("CSeq"), Some(&b"7 ACK"[..]));
        assert_eq!(done(&mut t), ["0 486"]);
        assert!(t.is_empty(), "Timer D is zero");
        answer(&mut t, 21, &invite, 486);
        assert!(done(&mut t).is_empty());
    }
}

#[test]
fn every_2xx_reaches_the_user_until_timer_m() {
    let (mut t, invite, _) = invited();
    answer(&mut t, 10, &invite, 180);
    answer(&mut t, 1000, &invite, 200);
    t.receive(at(1500), Message::Response(invite.response(200).with_to_tag("fork")));
    answer(&mut t, 2000, &invite, 200);
    assert_eq!(done(&mut t), ["0 180", "0 200", "0 200", "0 200"]);
    for late in [180, 486] {
        answer(&mut t, 2000, &invite, late);
    }
    assert!(done(&mut t).is_empty(), "only a 2xx counts after a 2xx");
    assert_eq!(t.poll_timeout(), Some(at(33_000)), "Timer M runs from the first 2xx");
    t.handle_timeout(at(33_000));
    assert_eq!(done(&mut t), ["0 Accepted"]);
    answer(&mut t, 33_001, &invite, 200);
    assert!(done(&mut t).is_empty() && t.is_empty());
}

#[test]
fn responses_that_are_not_ours_are_dropped() {
    let (mut t, invite, _) = invited();
    let other = |from: &str, to: &str| {
        let text = String::from_utf8(invite.response(200).with_to_tag("t").to_bytes()).unwrap();
        assert!(text.contains(from));
        parse(text.replacen(from, to, 1).as_bytes()).unwrap()
    };
    for (from, to) in [
        ("z9hG4bK1", "z9hG4bK2"),
        ("a.invalid", "b.invalid"),
        ("a.invalid", "a.invalid:5060"),
        ("7 INVITE", "7 CANCEL"),
        ("branch=z9hG4bK1", "branch=z9hG4bK1, SIP/2.0/WSS c;branch=z9hG4bK3"),
        ("\r\nFrom", "\r\nVia: SIP/2.0/WSS c;branch=z9hG4bK3\r\nFrom"),
    ] {
        t.receive(at(1), other(from, to));
        assert!(done(&mut t).is_empty(), "{to}");
    }
    t.receive(at(1), other("a.invalid", "A.Invalid"));
    assert_eq!(done(&mut t), ["0 200"], "a host has no case");
}

#[test]
fn a_request_that_is_no_invite_ends_with_its_final_response_or_timer_f() {
    let mut t = Table::default();
    let options = request(Method::Options, B);
    t.send(at(0), options.clone());
    done(&mut t);
    answer(&mut t, 1, &options, 100);
    assert_eq!(
        t.poll_timeout(),
        Some(at(32_000)),
        "a provisional response does not stop Timer F"
    );
    answer(&mut t, 2, &options, 404);
    assert_eq!(done(&mut t), ["0 100", "0 404"]);
    assert!(t.is_empty(), "Timer K is zero");
    let id = t.send(at(5), request(Method::Bye, "z9hG4bK2"));
    assert_eq!(id, ClientId(1));
    t.handle_timeout(at(32_005));
    assert_eq!(done(&mut t).pop().unwrap(), "1 Timeout");
}

#[test]
fn a_request_without_a_via_fails_at_once() {
    let mut t = Table::default();
    t.send(at(0), Request::new(Method::Options, Uri::Sip(SipUri::new("a", "b"))));
    assert_eq!(done(&mut t), ["0 Transport"]);
    assert!(t.is_empty());
}

#[test]
fn a_lost_transport_fails_what_has_no_final_response() {
    let mut t = Table::default();
    let accepted = request(Method::Invite, "z9hG4bKa");
    t.send(at(0), accepted.clone());
    answer(&mut t, 1, &accepted, 200);
    let cancelled = request(Method::Invite, "z9hG4bKb");
    let id = t.send(at(0), cancelled.clone());
    answer(&mut t, 1, &cancelled, 180);
    t.cancel(at(2), id, None);
    t.send(at(0), request(Method::Bye, "z9hG4bKc"));
    arrive(&mut t, 3, &request(Method::Invite, "z9hG4bKd"));
    done(&mut t);
    t.transport_lost(&[]);
    assert_eq!(
        done(&mut t),
        ["0 Accepted", "1 Transport", "3 Transport"],
        "nobody waits for the CANCEL"
    );
    assert!(t.is_empty());
    assert!(!t.respond(at(4), ServerId(0), &request(Method::Invite, "z9hG4bKd").response(200)));
    assert!(done(&mut t).is_empty());
}

#[test]
fn a_cancel_goes_out_at_once_after_a_provisional_response() {
    let (mut t, invite, id) = invited();
    answer(&mut t, 10, &invite, 180);
    done(&mut t);
    assert!(t.cancel(at(1000), id, Some("SIP;cause=200;text=\"Call completed elsewhere\"")));
    let cancel = sent_request(&mut t);
    assert_eq!((&cancel.method, &cancel.uri), (&Method::Cancel, &invite.uri));
    for same in ["Via", "Route", "From", "To", "Call-ID"] {
        assert_eq!(cancel.headers.get(same), invite.headers.get(same), "{same}");
    }
    assert_eq!(cancel.headers.get("CSeq"), Some(&b"7 CANCEL"[..]));
    assert_eq!(cancel.headers.reasons()[0].cause, Some(200));
    assert!(t.cancel(at(1001), id, None), "a second wish changes nothing");
    assert!(done(&mut t).is_empty());
    answer(&mut t, 1002, &cancel, 200);
    assert!(done(&mut t).is_empty(), "the CANCEL's own response interests nobody");
    answer(&mut t, 1003, &invite, 487);
    assert_eq!(done(&mut t), ["> ACK sip:bob@example.com SIP/2.0", "0 487"]);
    assert!(t.is_empty());
}

#[test]
fn a_cancel_waits_for_the_first_provisional_response() {
    let (mut t, invite, id) = invited();
    assert!(t.cancel(at(5), id, None));
    assert!(done(&mut t).is_empty());
    answer(&mut t, 100, &invite, 100);
    assert_eq!(done(&mut t), ["> CANCEL sip:bob@example.com SIP/2.0", "0 100"]);
    answer(&mut t, 101, &invite, 180);
    assert_eq!(done(&mut t), ["0 180"], "once");
}

#[test]
fn a_cancel_that_waited_is_dropped_at_the_final_response() {
    for (status, expected) in [
        (486, &["> ACK sip:bob@example.com SIP/2.0", "0 486"][..]),
        (200, &["0 200"][..]),
    ] {
        let (mut t, invite, id) = invited();
        t.cancel(at(5), id, None);
        answer(&mut t, 100, &invite, status);
        assert_eq!(done(&mut t), expected);
        answer(&mut t, 101, &invite, 180);
        assert!(done(&mut t).is_empty());
        assert!(!t.cancel(at(102), id, None), "it is too late");
        assert!(done(&mut t).is_empty());
    }
}

#[test]
fn a_2xx_that_crosses_the_cancel_reaches_the_user() {
    let (mut t, invite, id) = invited();
    answer(&mut t, 10, &invite, 180);
    t.cancel(at(20), id, None);
    let _ = done(&mut t);
    answer(&mut t, 21, &invite, 200);
    assert_eq!(done(&mut t), ["0 200"]);
    t.handle_timeout(at(32_020));
    assert!(done(&mut t).is_empty(), "the CANCEL ends silently");
    t.handle_timeout(at(32_021));
    assert_eq!(done(&mut t), ["0 Accepted"]);
    assert!(t.is_empty());
}

#[test]
fn an_invite_is_given_up_64_t1_after_its_cancel() {
    let (mut t, invite, id) = invited();
    answer(&mut t, 10, &invite, 180);
    t.cancel(at(5000), id, None);
    answer(&mut t, 6000, &invite, 180);
    done(&mut t);
    assert_eq!(t.poll_timeout(), Some(at(37_000)));
    t.handle_timeout(at(37_000));
    assert_eq!(done(&mut t), ["0 Timeout"]);
    assert!(t.is_empty());
}

#[test]
fn an_invite_within_a_dialog_is_cancelled_when_its_final_response_does_not_come() {
    let mut t = Table::default();
    let mut invite = request(Method::Invite, B);
    invite.headers.set(names::TO, "<sip:bob@example.com>;tag=t");
    t.send(at(0), invite.clone());
    answer(&mut t, 10, &invite, 100);
    answer(&mut t, 20_000, &invite, 180);
    done(&mut t);
    t.handle_timeout(at(51_999));
    assert_eq!(done(&mut t), [""; 0]);
    assert_eq!(
        t.poll_timeout(),
        Some(at(52_000)),
        "64*T1 after the last provisional response"
    );
    t.handle_timeout(at(52_000));
    assert_eq!(done(&mut t), ["> CANCEL sip:bob@example.com SIP/2.0"]);
    answer(&mut t, 60_000, &invite, 180);
    done(&mut t);
    t.handle_timeout(at(84_000));
    assert_eq!(
        done(&mut t),
        ["0 Timeout"],
        "a provisional response does not save it any more"
    );
    assert!(t.is_empty());
}
