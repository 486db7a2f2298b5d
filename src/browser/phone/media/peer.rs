//! One call's peer connection, executing the core's media effects one after another.
//!
//! ```text
//!            execute(effect) ─► queue ─► run: perform ─► report(outcome)
//!                  │                       │
//!   Rollback ──────┴─ wakes a gathering ◄──┘ waits for the microphone, the browser, candidates
//!   Close ─────────── at once: connection closed, microphone given back, nothing reported any more
//! ```

use super::capture::{self, Held};
use super::end::End;
use super::gathering::Gathering;
use super::ice;
use super::parts::{Trouble, audio, bad_description, description, hears, signaling_state, transceivers};
use super::playback::Playback;
use super::policy::ufrag;
use super::unwind::is_agreed;
use super::{MediaReport, Shared};
use crate::browser::phone::host::{self, Listening};
use crate::sip::queue::take_first;
use crate::sip::user_agent::{CallId, MediaDirection, MediaEffect, MediaOutcome, MediaState, Round};
use core::cell::{Cell, RefCell};
use js_sys::{Object, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{MediaStreamTrack, RtcPeerConnection};

/// A call's media.
pub(crate) struct Peer {
    pub(crate) call: CallId,
    shared: Rc<Shared>,
    connection: RefCell<Option<RtcPeerConnection>>,
    listening: RefCell<Vec<Listening>>,
    microphone: RefCell<Option<Rc<Held>>>,
    /// What is sent instead of the microphone: the mixture of merged calls.
    substitute: RefCell<Option<MediaStreamTrack>>,
    playback: Option<Rc<Playback>>,
    gathering: Gathering,
    muted: Cell<bool>,
    /// The direction asked for last, and the one to go back to when that exchange is given up.
    pub(super) wanted: Cell<MediaDirection>,
    pub(super) agreed: Cell<MediaDirection>,
    /// Our offer that is out and not applied yet.
    pub(super) kept: RefCell<Option<JsValue>>,
    queue: RefCell<Vec<MediaEffect>>,
    running: Cell<bool>,
    /// Exchanges up to this one are given up.
    abandoned: Cell<Option<Round>>,
    closed: Cell<bool>,
    end: End,
}

impl Peer {
    pub(crate) fn new(call: CallId, shared: Rc<Shared>, muted: bool) -> Rc<Self> {
        let playback = Playback::new(&shared.player);
        Rc::new(Self {
            call,
            shared,
            connection: RefCell::default(),
            listening: RefCell::default(),
            microphone: RefCell::default(),
            substitute: RefCell::default(),
            playback,
            gathering: Gathering::default(),
            muted: Cell::new(muted),
            wanted: Cell::new(MediaDirection::SendRecv),
            agreed: Cell::new(MediaDirection::SendRecv),
            kept: RefCell::default(),
            queue: RefCell::default(),
            running: Cell::new(false),
            abandoned: Cell::new(None),
            closed: Cell::new(false),
            end: End::default(),
        })
    }

    /// The peer connection, once there is one.
    pub(crate) fn connection(&self) -> Option<RtcPeerConnection> {
        self.connection.borrow().clone()
    }

    /// The audio sender's `RTCDTMFSender`, `null` or `undefined` where there is none.
    pub(crate) fn dtmf(&self) -> JsValue {
        let sender = self
            .connection()
            .and_then(|connection| audio(&connection))
            .map(|audio| audio.sender());
        sender.map_or(JsValue::UNDEFINED, |sender| host::get(&sender, "dtmf"))
    }

    /// Stops or starts the microphone's sound for this call alone.
    pub(crate) fn mute(&self, muted: bool) {
        self.muted.set(muted);
        if let Some(held) = self.microphone.borrow().as_ref() {
            held.enable(!muted);
        }
    }

    /// The microphone's track of this call, `undefined` before there is one.
    pub(crate) fn local_track(&self) -> JsValue {
        let held = self.microphone.borrow().clone();
        held.and_then(|held| held.own())
            .map_or(JsValue::UNDEFINED, JsValue::from)
    }

    /// The far end's sound, `undefined` before there is a peer connection.
    pub(crate) fn remote_track(&self) -> JsValue {
        let audio = self.connection().and_then(|connection| audio(&connection));
        audio.map_or(JsValue::UNDEFINED, |audio| audio.receiver().track().into())
    }

    /// Sends this track instead of the microphone's, or the microphone's again; on hold it waits for the resume.
    pub(crate) async fn send(self: Rc<Self>, track: Option<MediaStreamTrack>) {
        *self.substitute.borrow_mut() = track;
        if let Some(connection) = self.connection().filter(|_| !self.closed.get()) {
            // Without a microphone there is nothing to go back to; a closed connection sends nothing anyway.
            let _ = self.feed(&connection).await;
        }
    }

    /// The element that plays the far end, `undefined` where there is none.
    pub(crate) fn player(&self) -> JsValue {
        let playback = self.playback.as_ref();
        playback.map_or(JsValue::UNDEFINED, |playback| playback.element())
    }

    /// Speaks by another microphone from now on; the one before is let go of when it is sent no more.
    pub(crate) async fn speak_by(self: Rc<Self>, microphone: Promise) {
        let Some(held) = self.microphone.borrow().clone() else {
            return;
        };
        let before = held.change(microphone);
        if let Some(connection) = self.connection().filter(|_| !self.closed.get()) {
            // A connection that is closed meanwhile sends nothing anyway.
            let _ = self.feed(&connection).await;
        }
        if let Some(track) = before {
            track.stop();
        }
    }

    /// Queues an effect.
    pub(crate) fn execute(self: &Rc<Self>, effect: MediaEffect) {
        if let MediaEffect::Rollback { round, .. } = effect {
            self.abandoned.set(Some(round));
            self.shared.signal.notify();
        }
        self.queue.borrow_mut().push(effect);
        if !self.running.replace(true) {
            let this = self.clone();
            wasm_bindgen_futures::spawn_local(async move { this.run().await });
        }
    }

    /// Ends everything; later outcomes are not reported.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        self.queue.take();
        self.listening.take();
        self.microphone.take();
        self.substitute.take();
        if let Some(playback) = &self.playback {
            playback.stop();
        }
        if let Some(connection) = self.connection() {
            connection.close();
        }
        self.end.come();
        self.shared.signal.notify();
    }

    /// Waits for what `object.name(argument)` promises, or for the end of this peer, which is an error.
    pub(super) async fn promised(&self, object: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
        let value = self.end.or(host::call(object, name, argument)?).await?;
        if self.closed.get() {
            return Err(JsValue::from_str("closed"));
        }
        Ok(value)
    }

    async fn run(self: Rc<Self>) {
        loop {
            let effect = take_first(&mut self.queue.borrow_mut());
            let Some(effect) = effect else { break };
            let (round, result) = self.perform(effect).await;
            if self.closed.get() {
                break;
            }
            let outcome = match result {
                Ok(outcome) => outcome,
                Err(Trouble { failure, detail }) => {
                    // Nothing of what failed stays applied.
                    self.unwind().await;
                    MediaOutcome::Failed { failure, detail }
                }
            };
            (self.shared.report)(MediaReport::Outcome {
                call: self.call,
                round,
                outcome,
            });
        }
        self.running.set(false);
    }

    async fn perform(self: &Rc<Self>, effect: MediaEffect) -> (Round, Result<MediaOutcome, Trouble>) {
        match effect {
            MediaEffect::CreateOffer {
                round,
                direction,
                ice_restart,
                ..
            } => (round, self.offer(round, direction, ice_restart).await),
            MediaEffect::CreateAnswer {
                round,
                offer,
                direction,
                ..
            } => (round, self.answer(round, &offer, direction).await),
            MediaEffect::ApplyAnswer {
                round,
                answer,
                provisional,
                ..
            } => (round, self.apply_answer(&answer, provisional).await),
            MediaEffect::Rollback { round, .. } => {
                self.unwind().await;
                (round, Ok(MediaOutcome::Applied))
            }
            // Executed by `Media`, which forgets this peer.
            MediaEffect::Close { .. } => (Round(0), Ok(MediaOutcome::Applied)),
        }
    }

    async fn offer(
        self: &Rc<Self>,
        round: Round,
        direction: MediaDirection,
        ice_restart: bool,
    ) -> Result<MediaOutcome, Trouble> {
        self.permitted().await?;
        let connection = self.connected()?;
        if audio(&connection).is_none() {
            connection.add_transceiver_with_str("audio");
        }
        self.steer(&connection, direction);
        if !hears(direction) {
            // Silence at once, not when the far end has agreed.
            self.feed(&connection).await?;
        }
        let options = Object::new();
        host::set(&options, "iceRestart", ice_restart);
        let offer = self.promised(&connection, "createOffer", &options).await?;
        if ice_restart || !is_agreed(&connection) {
            return self.describe(&connection, round, &offer).await;
        }
        // It holds the candidates that are known, and is applied with its answer (see `unwind`).
        self.feed(&connection).await?;
        let sdp = host::get_string(&offer, "sdp").unwrap_or_default();
        self.kept.replace(Some(offer));
        Ok(MediaOutcome::LocalDescription {
            sdp,
            gathered: "complete",
        })
    }

    async fn answer(
        self: &Rc<Self>,
        round: Round,
        offer: &str,
        direction: MediaDirection,
    ) -> Result<MediaOutcome, Trouble> {
        // Asked for while the browser reads the offer.
        self.microphone();
        let connection = self.connected()?;
        let remote = description("offer", offer);
        self.promised(&connection, "setRemoteDescription", &remote)
            .await
            .map_err(bad_description)?;
        self.permitted().await?;
        for transceiver in
            transceivers(&connection).filter(|transceiver| transceiver.receiver().track().kind() != "audio")
        {
            // Refused by port 0 (RFC 3264 §6).
            host::call(&transceiver, "stop", &JsValue::UNDEFINED)?;
        }
        self.steer(&connection, direction);
        let answer = self.promised(&connection, "createAnswer", &JsValue::UNDEFINED).await?;
        let outcome = self.describe(&connection, round, &answer).await;
        self.agreed.set(direction);
        outcome
    }

    /// Applies a local description and waits for candidates by the rule.
    async fn describe(
        self: &Rc<Self>,
        connection: &RtcPeerConnection,
        round: Round,
        local: &JsValue,
    ) -> Result<MediaOutcome, Trouble> {
        let before = connection
            .local_description()
            .map(|description| description.sdp())
            .unwrap_or_default();
        let coming = host::get_string(local, "sdp").unwrap_or_default();
        if ufrag(&before) != ufrag(&coming) {
            self.gathering.restart();
        }
        self.promised(connection, "setLocalDescription", local).await?;
        let rule = self.shared.rule();
        let began = js_sys::Date::now();
        let gathered = self
            .gathering
            .enough(
                rule,
                &self.shared.signal,
                || self.shared.probed(),
                || self.closed.get() || self.abandoned.get() >= Some(round),
            )
            .await
            .ok_or_else(|| JsValue::from_str("given up"))?;
        (self.shared.report)(MediaReport::Gathered {
            call: self.call,
            reason: gathered,
            ms: js_sys::Date::now() - began,
        });
        self.feed(connection).await?;
        let sdp = connection
            .local_description()
            .map(|description| description.sdp())
            .unwrap_or_default();
        Ok(MediaOutcome::LocalDescription { sdp, gathered })
    }

    async fn apply_answer(self: &Rc<Self>, answer: &str, provisional: bool) -> Result<MediaOutcome, Trouble> {
        let connection = self.connected()?;
        let kept = self.kept.take();
        if let Some(offer) = kept {
            self.promised(&connection, "setLocalDescription", &offer).await?;
        }
        // Stable: a browser without `pranswer` took the provisional answer for the final one.
        if signaling_state(&connection) != "stable" {
            let kind = if provisional { "pranswer" } else { "answer" };
            let applied = self
                .promised(&connection, "setRemoteDescription", &description(kind, answer))
                .await;
            if provisional && applied.is_err() {
                let last = description("answer", answer);
                self.promised(&connection, "setRemoteDescription", &last)
                    .await
                    .map_err(bad_description)?;
            } else {
                applied.map_err(bad_description)?;
            }
        }
        if !provisional {
            self.agreed.set(self.wanted.get());
        }
        Ok(MediaOutcome::Applied)
    }

    /// Asks for the microphone, and waits for it unless it is surely allowed: only with its permission browsers offer
    /// addresses instead of `.local` names. Where it is allowed, it starts while candidates are gathered.
    async fn permitted(&self) -> Result<(), Trouble> {
        let microphone = self.microphone();
        if microphone.own().is_none() && !capture::is_allowed().await {
            microphone.track().await?;
        }
        Ok(())
    }

    /// Sets the audio direction for the next description.
    pub(super) fn steer(&self, connection: &RtcPeerConnection, direction: MediaDirection) {
        self.wanted.set(direction);
        if let Some(audio) = audio(connection) {
            let direction = match direction {
                MediaDirection::SendRecv => "sendrecv",
                MediaDirection::SendOnly => "sendonly",
                MediaDirection::RecvOnly => "recvonly",
                MediaDirection::Inactive => "inactive",
            };
            // A connection that was closed meanwhile throws. Nobody waits for what would become of it.
            host::set(&audio, "direction", direction);
        }
    }

    /// Gives the sender what the direction asks for. On hold no sound leaves at all: the sender has no track until the
    /// call is resumed.
    pub(super) async fn feed(&self, connection: &RtcPeerConnection) -> Result<(), Trouble> {
        let Some(audio) = audio(connection) else {
            return Ok(());
        };
        let microphone = self.microphone.borrow().clone();
        // Taken also where a substitute is sent, which is mixed from it.
        let own = match microphone {
            Some(held) if hears(self.wanted.get()) => Some(held.track().await?),
            _ => None,
        };
        // It may have been put on hold, or given another microphone, while this one was waited for.
        let own = own.filter(|_| hears(self.wanted.get()));
        let track = own.map(|own| self.substitute.borrow().clone().unwrap_or(own));
        let track = track.map_or(JsValue::NULL, JsValue::from);
        self.promised(&audio.sender(), "replaceTrack", &track).await?;
        Ok(())
    }

    fn microphone(&self) -> Rc<Held> {
        let mut microphone = self.microphone.borrow_mut();
        microphone
            .get_or_insert_with(|| {
                let held = self.shared.capture.hold();
                held.enable(!self.muted.get());
                Rc::new(held)
            })
            .clone()
    }

    /// The peer connection, made at the first use.
    fn connected(self: &Rc<Self>) -> Result<RtcPeerConnection, Trouble> {
        if self.closed.get() {
            return Err(JsValue::from_str("closed").into());
        }
        if let Some(connection) = self.connection() {
            return Ok(connection);
        }
        let connection = self.shared.connect()?;
        let listen = |name, handler: fn(&Rc<Self>, &JsValue)| {
            let this = Rc::downgrade(self);
            Listening::new(&connection, name, move |event| {
                if let Some(this) = this.upgrade() {
                    handler(&this, &event);
                }
            })
        };
        *self.listening.borrow_mut() = [
            listen("icecandidate", Self::on_candidate),
            listen("connectionstatechange", Self::on_connection_state),
            listen("track", Self::on_track),
        ]
        .into_iter()
        .flatten()
        .collect();
        *self.connection.borrow_mut() = Some(connection.clone());
        Ok(connection)
    }

    fn on_candidate(self: &Rc<Self>, event: &JsValue) {
        let late = self.gathering.arrived(ice::candidate_of(event));
        if late && self.connection_state() != "connected" {
            self.tell(MediaState::LateCandidates);
        }
        self.shared.signal.notify();
    }

    fn on_connection_state(self: &Rc<Self>, _: &JsValue) {
        match self.connection_state().as_str() {
            "connected" => self.tell(MediaState::Connected),
            "disconnected" => self.tell(MediaState::Disconnected),
            "failed" => self.tell(MediaState::Failed),
            _ => {}
        }
    }

    fn on_track(self: &Rc<Self>, event: &JsValue) {
        let track = host::get(event, "track");
        if let Some(playback) = &self.playback
            && host::get_string(&track, "kind").as_deref() == Some("audio")
        {
            let shared = self.shared.clone();
            playback.play(&track.unchecked_into(), move || {
                (shared.report)(MediaReport::PlaybackBlocked)
            });
        }
    }

    fn connection_state(&self) -> String {
        self.connection()
            .and_then(|connection| host::get_string(&connection, "connectionState"))
            .unwrap_or_default()
    }

    fn tell(&self, state: MediaState) {
        (self.shared.report)(MediaReport::State { call: self.call, state });
    }
}
