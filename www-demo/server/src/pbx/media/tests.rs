//! Two sessions over loopback, one the server's and one in the place of a phone.

use std::time::{Duration, Instant};

use str0m::format::Codec;
use str0m::media::{Direction, Frequency};
use tokio::sync::mpsc;

use super::{Command, Forward, Media, MediaConfig, MediaEvent, Source};

const PATIENCE: Duration = Duration::from_secs(10);

async fn session() -> (Media, mpsc::UnboundedReceiver<MediaEvent>) {
    let (sender, events) = mpsc::unbounded_channel();
    let config = MediaConfig {
        addresses: vec!["127.0.0.1".parse().expect("an address")],
        ..MediaConfig::default()
    };
    let media = Media::start(config, move |event| {
        let _ = sender.send(event);
    })
    .await
    .expect("a session");
    (media, events)
}

async fn wait_for(events: &mut mpsc::UnboundedReceiver<MediaEvent>, wanted: MediaEvent) {
    let found = async { while events.recv().await.expect("a session") != wanted {} };
    tokio::time::timeout(PATIENCE, found)
        .await
        .unwrap_or_else(|_| panic!("{wanted:?} does not come"));
}

async fn connected() -> (Media, Media, mpsc::UnboundedReceiver<MediaEvent>) {
    let ((server, mut server_events), (phone, mut phone_events)) = (session().await, session().await);
    let offer = server.offer(Direction::SendRecv).await.expect("an offer");
    let answer = phone.accept_offer(offer, Direction::SendRecv).await.expect("an answer");
    assert_eq!(server.answer(answer).await.expect("it fits"), Direction::SendRecv);
    wait_for(&mut server_events, MediaEvent::Connected).await;
    wait_for(&mut phone_events, MediaEvent::Connected).await;
    (server, phone, phone_events)
}

fn telephone_event(event: u8, seq: u64, timestamp: u32, end: bool) -> Forward {
    Forward {
        codec: Codec::Tele,
        clock: Frequency::EIGHT_KHZ,
        stream: 1,
        seq,
        timestamp,
        marker: seq == 0,
        payload: [event, if end { 0x8a } else { 0x0a }, 0, 160].as_slice().into(),
        received: Instant::now(),
    }
}

#[tokio::test]
async fn a_key_that_comes_in_many_packets_is_forwarded_and_told_once() {
    let (server, phone, mut events) = connected().await;
    server.source(Source::Bridge).await;
    let mut seq = 0;
    for (event, timestamp) in [(5, 1000), (11, 9000), (11, 17000)] {
        for end in [false, false, true, true, true] {
            let packet = telephone_event(event, seq, timestamp, end);
            server.commands.send(Command::Forward(packet)).await.expect("a session");
            seq += 1;
        }
    }
    for key in ['5', '#', '#'] {
        let told = tokio::time::timeout(PATIENCE, events.recv())
            .await
            .expect("a key")
            .expect("a session");
        assert_eq!(told, MediaEvent::Dtmf(key));
    }
    assert_eq!(phone.received().await.expect("a session"), 15);
    assert!(events.try_recv().is_err(), "nothing twice");
}

#[tokio::test]
async fn what_was_offered_and_rolled_back_has_changed_nothing() {
    let (server, phone, _events) = connected().await;
    server.offer(Direction::SendOnly).await.expect("an offer");
    server.rollback().await;
    assert_eq!(server.direction().await.expect("a session"), Direction::SendRecv);
    let offer = phone.offer(Direction::SendOnly).await.expect("an offer");
    let answer = server
        .accept_offer(offer, Direction::SendRecv)
        .await
        .expect("an answer");
    assert!(answer.contains("a=recvonly\r\n"), "{answer}");
    phone.answer(answer).await.expect("it fits");
    assert_eq!(server.direction().await.expect("a session"), Direction::RecvOnly);
}

#[tokio::test]
async fn an_answer_says_no_more_than_its_limit() {
    let (server, phone, _events) = connected().await;
    let offer = phone.offer(Direction::SendRecv).await.expect("an offer");
    let answer = server
        .accept_offer(offer, Direction::SendOnly)
        .await
        .expect("an answer");
    assert!(answer.contains("a=sendonly\r\n"), "{answer}");
    assert_eq!(phone.answer(answer).await.expect("it fits"), Direction::RecvOnly);
    assert_eq!(server.direction().await.expect("a session"), Direction::SendOnly);
}

#[tokio::test]
async fn candidates_by_name_do_not_spoil_an_offer() {
    let ((server, _server_events), (phone, _events)) = (session().await, session().await);
    let offer = phone.offer(Direction::SendRecv).await.expect("an offer");
    let named = "a=candidate:1 1 udp 2113937151 6f2b1f3e-0000-4000-8000-000000000000.local 5000 typ host\r\n";
    let offer = offer.replacen("a=candidate:", &format!("{named}a=candidate:"), 1);
    assert!(offer.contains(".local"));
    assert!(server.accept_offer(offer, Direction::SendRecv).await.is_ok());
}

#[tokio::test]
async fn a_session_that_hears_nothing_says_so() {
    let (sender, mut events) = mpsc::unbounded_channel();
    let config = MediaConfig {
        addresses: vec!["127.0.0.1".parse().expect("an address")],
        dead_after: Duration::from_millis(100),
        ..MediaConfig::default()
    };
    let _media = Media::start(config, move |event| {
        let _ = sender.send(event);
    })
    .await
    .expect("a session");
    wait_for(&mut events, MediaEvent::Dead).await;
}

/// Waits until a session has got at least five more packets.
async fn hears(media: &Media) {
    let from = media.received().await.expect("a session");
    let more = async {
        while media.received().await.expect("a session") < from + 5 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, more).await.expect("packets arrive");
}

#[tokio::test]
async fn an_offer_that_restarts_ice_is_taken_and_the_sound_goes_on() {
    let (server, phone, _events) = connected().await;
    let tone = Source::Tone(super::tones::Program::HoldMusic);
    server.source(tone).await;
    phone.source(tone).await;
    for _ in 0..2 {
        hears(&phone).await;
        let offer = phone.ask(Command::Restart).await.expect("a session").expect("an offer");
        let answer = server
            .accept_offer(offer.clone(), Direction::SendRecv)
            .await
            .expect("an answer");
        let ufrag = |sdp: &str| sdp.lines().find(|l| l.starts_with("a=ice-ufrag:")).map(str::to_owned);
        assert_ne!(ufrag(&offer), ufrag(&answer));
        phone.answer(answer).await.expect("it fits");
        tokio::time::sleep(Duration::from_millis(300)).await;
        hears(&phone).await;
        hears(&server).await;
    }
}

#[tokio::test]
async fn the_same_offer_again_changes_nothing() {
    let ((server, _), (phone, mut events)) = (session().await, session().await);
    server.source(Source::Tone(super::tones::Program::HoldMusic)).await;
    let offer = phone.offer(Direction::SendRecv).await.expect("an offer");
    let first = server
        .accept_offer(offer.clone(), Direction::SendRecv)
        .await
        .expect("an answer");
    phone.answer(first.clone()).await.expect("it fits");
    wait_for(&mut events, MediaEvent::Connected).await;
    hears(&phone).await;
    let again = server
        .accept_offer(offer, Direction::SendRecv)
        .await
        .expect("an answer");
    let ice = |sdp: &str| {
        sdp.lines()
            .filter(|l| l.starts_with("a=ice-"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(ice(&first), ice(&again));
    hears(&phone).await;
}
