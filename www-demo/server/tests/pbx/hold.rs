//! re-INVITEs: hold, resume, glare.

use str0m::media::Direction;
use voip_sdk::model::calls::ActiveCallState;

use crate::bridge::{Bridged, bridged, hears, hears_nothing};
use crate::lab::Lab;

/// The first phone offers a direction; what it is answered.
async fn a_offers(call: &mut Bridged, direction: Direction) -> String {
    let sdp = call.a_media.offer(direction).await.expect("an offer");
    call.a.in_dialog(&mut call.a_dialog, "INVITE", &sdp, "").await;
    let ok = call.a.final_response("INVITE").await;
    assert_eq!(ok.status(), Some(200), "{ok:?}");
    call.a.ack(&mut call.a_dialog, &ok, "").await;
    call.a_media.answer(ok.body.clone()).await.expect("the answer fits");
    ok.direction().to_owned()
}

/// The second phone is offered a direction and takes it; which one it was.
async fn b_is_offered(call: &mut Bridged) -> String {
    let invite = call.b.request("INVITE").await;
    let sdp = call
        .b_media
        .accept_offer(invite.body.clone(), Direction::SendRecv)
        .await
        .expect("an answer");
    call.b.respond(&invite, "200 OK", &sdp, "").await;
    call.b.request("ACK").await;
    invite.direction().to_owned()
}

#[tokio::test]
async fn hold_stops_the_sound_both_ways_and_resume_brings_it_back() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    hears(&call.b_media, 5).await;
    assert_eq!(a_offers(&mut call, Direction::SendOnly).await, "recvonly");
    assert_eq!(b_is_offered(&mut call).await, "sendonly");
    hears_nothing(&call.a_media).await;
    hears_nothing(&call.b_media).await;
    assert_eq!(lab.pbx.active_calls("acme")[0].state, ActiveCallState::Held);
    assert_eq!(a_offers(&mut call, Direction::SendRecv).await, "sendrecv");
    assert_eq!(b_is_offered(&mut call).await, "sendrecv");
    hears(&call.a_media, 5).await;
    hears(&call.b_media, 5).await;
    assert_eq!(
        lab.call_events("acme"),
        ["call_start", "call_answer", "call_hold", "call_resume"]
    );
}

#[tokio::test]
async fn an_inactive_hold_is_told_to_the_far_end_too() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    assert_eq!(a_offers(&mut call, Direction::Inactive).await, "inactive");
    assert_eq!(b_is_offered(&mut call).await, "sendonly");
    assert_eq!(a_offers(&mut call, Direction::SendRecv).await, "sendrecv");
    assert_eq!(b_is_offered(&mut call).await, "sendrecv");
    hears(&call.b_media, 5).await;
}

#[tokio::test]
async fn who_resumes_while_the_far_end_holds_is_told_that_it_is_held() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    a_offers(&mut call, Direction::SendOnly).await;
    b_is_offered(&mut call).await;
    // The second holds as well.
    let sdp = call.b_media.offer(Direction::Inactive).await.expect("an offer");
    call.b.in_dialog(&mut call.b_dialog, "INVITE", &sdp, "").await;
    let ok = call.b.final_response("INVITE").await;
    call.b.ack(&mut call.b_dialog, &ok, "").await;
    call.b_media.answer(ok.body).await.expect("the answer fits");
    // The first, still holding, hears about it.
    let invite = call.a.request("INVITE").await;
    assert_eq!(invite.direction(), "sendonly");
    let sdp = call
        .a_media
        .accept_offer(invite.body.clone(), Direction::SendOnly)
        .await
        .expect("an answer");
    call.a.respond(&invite, "200 OK", &sdp, "").await;
    call.a.request("ACK").await;
    assert_eq!(a_offers(&mut call, Direction::SendRecv).await, "sendonly");
    hears_nothing(&call.a_media).await;
}

#[tokio::test]
async fn an_offer_that_meets_ours_is_refused_with_491_and_ours_is_tried_again() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    assert_eq!(a_offers(&mut call, Direction::SendOnly).await, "recvonly");
    let ours = call.b.request("INVITE").await;
    let sdp = call.b_media.offer(Direction::Inactive).await.expect("an offer");
    let branch = call.b.in_dialog(&mut call.b_dialog, "INVITE", &sdp, "").await;
    let refused = call.b.final_response("INVITE").await;
    assert_eq!(refused.status(), Some(491));
    call.b
        .in_transaction(&call.b_dialog.clone(), "ACK", &branch, "", "")
        .await;
    call.b_media.rollback().await;
    call.b.respond(&ours, "491 Request Pending", "", "").await;
    call.b.request("ACK").await;
    assert_eq!(b_is_offered(&mut call).await, "sendonly", "again, after its wait");
}

#[tokio::test]
async fn a_refused_reinvite_of_ours_leaves_the_call_as_it_was() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    a_offers(&mut call, Direction::SendOnly).await;
    let ours = call.b.request("INVITE").await;
    call.b.respond(&ours, "500 Server Internal Error", "", "").await;
    call.b.request("ACK").await;
    assert_eq!(a_offers(&mut call, Direction::SendRecv).await, "sendrecv");
    assert_eq!(lab.pbx.active_calls("acme").len(), 1);
    // Whether or not it is told once more that all is as before: the sound is there.
    hears(&call.a_media, 5).await;
}

#[tokio::test]
async fn a_reinvite_without_an_offer_gets_one() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    call.a.in_dialog(&mut call.a_dialog, "INVITE", "", "").await;
    let ok = call.a.final_response("INVITE").await;
    assert_eq!(ok.status(), Some(200));
    assert_eq!(ok.direction(), "sendrecv");
    let sdp = call
        .a_media
        .accept_offer(ok.body.clone(), Direction::SendRecv)
        .await
        .expect("an answer");
    call.a.ack(&mut call.a_dialog, &ok, &sdp).await;
    hears(&call.a_media, 5).await;
    // The dialog goes on: a later change is taken.
    assert_eq!(a_offers(&mut call, Direction::SendOnly).await, "recvonly");
}
