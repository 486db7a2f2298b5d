//! All calls' media of one softphone.

use super::alarm::Signal;
use super::capture::{Capture, Held};
use super::gathering::Rule;
use super::ice::IceSettings;
use super::peer::Peer;
use super::policy::Probe;
use super::probe::Prober;
use crate::sip::user_agent::{CallId, MediaEffect, MediaOutcome, MediaState, Round};
use core::cell::RefCell;
use js_sys::{Array, Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::RtcPeerConnection;

/// What media tell the driver, each from a task of its own, never from within a call of `Media`'s methods.
#[derive(Debug)]
pub(crate) enum MediaReport {
    /// An effect ended.
    Outcome {
        call: CallId,
        round: Round,
        outcome: MediaOutcome,
    },
    /// The path's state changed.
    State { call: CallId, state: MediaState },
    /// A description goes out now: why, and after how many milliseconds of gathering.
    Gathered {
        call: CallId,
        reason: &'static str,
        ms: f64,
    },
    /// The browser wants a click or a key before it plays sound; the next one starts it.
    PlaybackBlocked,
    /// The browser refused the list of ICE servers; the call goes on without them.
    ServersRefused,
}

/// The application's settings.
pub(crate) struct MediaOptions {
    /// `iceTransportPolicy` is `relay`.
    pub(crate) relay_only: bool,
    /// `iceGatheringTimeoutMs`.
    pub(crate) limit_ms: f64,
    /// Promises the microphone's `MediaStream`.
    pub(crate) microphone: Function,
    /// Gives an audio element for a call.
    pub(crate) player: Function,
}

/// What the peers share.
pub(crate) struct Shared {
    ice: RefCell<IceSettings>,
    prober: Rc<Prober>,
    pub(crate) capture: Rc<Capture>,
    pub(crate) player: Function,
    pub(crate) signal: Rc<Signal>,
    pub(crate) report: Box<dyn Fn(MediaReport)>,
}

impl Shared {
    pub(crate) fn rule(&self) -> Rule {
        let ice = self.ice.borrow();
        Rule {
            limit_ms: ice.limit_ms,
            relay_only: ice.relay_only,
        }
    }

    pub(crate) fn probed(&self) -> Probe {
        self.prober.result(&self.ice.borrow())
    }

    /// A peer connection; without servers where the browser refuses the list, unless only relays are allowed.
    ///
    /// # Errors
    /// What the browser throws.
    pub(crate) fn connect(&self) -> Result<RtcPeerConnection, JsValue> {
        let ice = self.ice.borrow().clone();
        ice.connect().or_else(|error| {
            if ice.relay_only || ice.servers.length() == 0 {
                return Err(error);
            }
            (self.report)(MediaReport::ServersRefused);
            IceSettings {
                servers: Array::new(),
                ..ice
            }
            .connect()
        })
    }
}

/// Executes media effects.
pub(crate) struct Media {
    shared: Rc<Shared>,
    /// A handful: lists are less code to download than maps.
    peers: RefCell<Vec<(CallId, Rc<Peer>)>>,
    muted: RefCell<Vec<CallId>>,
    /// The microphone, taken for a call that is only about to be made.
    warm: RefCell<Option<Held>>,
}

impl Media {
    pub(crate) fn new(options: MediaOptions, report: impl Fn(MediaReport) + 'static) -> Self {
        let ice = IceSettings {
            servers: Array::new(),
            relay_only: options.relay_only,
            limit_ms: options.limit_ms,
        };
        Self {
            shared: Rc::new(Shared {
                ice: RefCell::new(ice),
                prober: Rc::default(),
                capture: Capture::new(options.microphone),
                player: options.player,
                signal: Rc::default(),
                report: Box::new(report),
            }),
            peers: RefCell::default(),
            muted: RefCell::default(),
            warm: RefCell::default(),
        }
    }

    /// Takes the microphone ahead of a call, or leaves it to those calls that have it.
    pub(crate) fn warm(&self, on: bool) {
        let held = on.then(|| self.shared.capture.hold());
        let before = self.warm.replace(held);
        drop(before);
    }

    /// Another microphone for every call: a `MediaStream`, or `undefined` when there is none any more. Promises whether
    /// anybody uses it, once they do.
    pub(crate) fn change_microphone(&self, stream: &JsValue) -> Promise {
        let Some(microphone) = self.shared.capture.change(stream) else {
            return Promise::resolve(&JsValue::FALSE);
        };
        if let Some(held) = self.warm.borrow().as_ref() {
            held.change(microphone.clone());
        }
        let speaking: Vec<_> = self.peers.borrow().iter().map(|(_, peer)| peer.clone()).collect();
        let speaking = speaking.into_iter().map(|peer| {
            let microphone = microphone.clone();
            wasm_bindgen_futures::future_to_promise(async move {
                peer.speak_by(microphone).await;
                Ok(JsValue::TRUE)
            })
        });
        Promise::all(&speaking.collect::<Array>())
    }

    /// Servers for the peer connections made from now on.
    pub(crate) fn set_ice_servers(&self, servers: Array) {
        self.shared.ice.borrow_mut().servers = servers;
        self.probe();
    }

    /// Finds out which servers answer.
    pub(crate) fn probe(&self) {
        let ice = self.shared.ice.borrow().clone();
        self.shared.prober.start(ice, self.shared.signal.clone());
    }

    /// Starts an effect; what comes of it is reported later.
    pub(crate) fn execute(&self, effect: MediaEffect) {
        let call = match &effect {
            MediaEffect::CreateOffer { call, .. }
            | MediaEffect::CreateAnswer { call, .. }
            | MediaEffect::ApplyAnswer { call, .. }
            | MediaEffect::Rollback { call, .. } => *call,
            MediaEffect::Close { call } => return self.close(*call),
        };
        let peer = self.peer(call);
        let peer = peer.unwrap_or_else(|| {
            let peer = Peer::new(call, self.shared.clone(), self.muted.borrow().contains(&call));
            self.peers.borrow_mut().push((call, peer.clone()));
            peer
        });
        peer.execute(effect);
    }

    /// Mutes or unmutes a call, also one that has no media yet.
    pub(crate) fn mute(&self, call: CallId, muted: bool) {
        self.muted.borrow_mut().retain(|c| *c != call);
        if muted {
            self.muted.borrow_mut().push(call);
        }
        if let Some(peer) = self.peer(call) {
            peer.mute(muted);
        }
    }

    /// A call's peer.
    pub(crate) fn peer(&self, call: CallId) -> Option<Rc<Peer>> {
        let peers = self.peers.borrow();
        peers.iter().find(|(c, _)| *c == call).map(|(_, peer)| peer.clone())
    }

    fn close(&self, call: CallId) {
        self.muted.borrow_mut().retain(|c| *c != call);
        let peer = self.peer(call);
        self.peers.borrow_mut().retain(|(c, _)| *c != call);
        if let Some(peer) = peer {
            peer.close();
        }
    }
}

impl Drop for Media {
    fn drop(&mut self) {
        for (_, peer) in self.peers.take() {
            peer.close();
        }
    }
}
