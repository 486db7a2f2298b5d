//! The phone's exported class: the skin between the TypeScript face and the driver.
//!
//! `pkg-template/src/softphone` wraps it; applications never see it. Its methods take `&self`, hold no borrow while
//! JavaScript runs, and everything that waits is a promise. A rejection is the stable code of an error, as a string.

use crate::browser::phone::dialog_record;
use crate::browser::phone::driver::{Command, Driver, DriverOptions};
use crate::browser::phone::host;
use crate::browser::phone::media::{MediaOptions, Peer};
use crate::redact::Redacted;
use crate::sip::user_agent::{
    CallId, CommandError, Config, Credentials, InviteOptions, OutgoingMessage, Recipient, Redirects, ReferPolicy,
    Reliability, SessionTimers, SubscribeOptions, SubscriptionId, TransferOptions, UserAgent, WsUri,
};
use crate::time::Instant;
use core::cell::RefCell;
use js_sys::{Array, Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// One SIP user agent with its socket, timer and media.
#[wasm_bindgen]
pub struct SoftphoneCore {
    driver: RefCell<Option<Rc<Driver>>>,
}

#[wasm_bindgen]
impl SoftphoneCore {
    /// Makes a user agent that does nothing yet. `listener` is called with arrays of events.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue, listener: Function) -> Self {
        let driver_options = DriverOptions {
            web_socket: host::get_function(options, "WebSocket"),
            media: MediaOptions {
                relay_only: host::get_string(options, "iceTransportPolicy").as_deref() == Some("relay"),
                limit_ms: host::get(options, "iceGatheringTimeoutMs").as_f64().unwrap_or(1000.0),
                microphone: host::get(options, "microphone").unchecked_into(),
                player: host::get(options, "player").unchecked_into(),
            },
            listener,
        };
        Self {
            driver: RefCell::new(Some(Driver::new(config(options), driver_options))),
        }
    }

    /// Connects and registers; probes the ICE servers.
    pub fn start(&self) -> Promise {
        if let Some(driver) = self.driver() {
            driver.attend();
        }
        self.command(|agent, now| {
            agent.start(now);
            Ok(())
        })
    }

    /// Ends the calls, unregisters, closes.
    pub fn stop(&self) -> Promise {
        self.command(|agent, now| {
            agent.stop(now);
            Ok(())
        })
    }

    /// Registers again.
    pub fn register(&self) -> Promise {
        self.command(|agent, now| agent.register(now))
    }

    /// Removes the binding and keeps the connection.
    pub fn unregister(&self) -> Promise {
        self.command(|agent, now| agent.unregister(now))
    }

    /// Calls `target`; the promise gives the call's id. `headers` are `[name, value]` pairs.
    pub fn invite(&self, target: String, anonymous: bool, headers: &Array) -> Promise {
        let options = InviteOptions {
            extra_headers: pairs(headers),
            anonymous,
            ..InviteOptions::default()
        };
        self.place(move |agent, now| agent.invite(now, &target, options))
    }

    /// Answers an incoming call.
    pub fn answer(&self, call: u32) -> Promise {
        self.command(move |agent, now| agent.answer(now, CallId(call)))
    }

    /// Refuses an incoming call with a status, or sends the caller to another address (302).
    pub fn reject(&self, call: u32, status: u16, forward_to: Option<String>) -> Promise {
        self.command(move |agent, now| agent.reject(now, CallId(call), status, forward_to))
    }

    /// Header lines of a call's later requests and responses, as `[name, value]` pairs.
    #[wasm_bindgen(js_name = setHeaders)]
    pub fn set_headers(&self, call: u32, headers: &Array) -> Promise {
        let headers = pairs(headers);
        self.command(move |agent, _| agent.set_headers(CallId(call), headers))
    }

    /// Asks which phones are registered; a `bindings` event tells.
    #[wasm_bindgen(js_name = fetchBindings)]
    pub fn fetch_bindings(&self) -> Promise {
        self.command(|agent, now| agent.fetch_bindings(now))
    }

    /// Goes on to one of the targets that a 3xx has named.
    #[wasm_bindgen(js_name = followRedirect)]
    pub fn follow_redirect(&self, call: u32, index: usize) -> Promise {
        self.command(move |agent, now| agent.follow_redirect(now, CallId(call), index))
    }

    /// Ends a call: CANCEL, BYE or a refusal, whatever its state asks for.
    pub fn hangup(&self, call: u32) -> Promise {
        self.command(move |agent, now| agent.hangup(now, CallId(call)))
    }

    /// Puts the far end on hold.
    pub fn hold(&self, call: u32) -> Promise {
        self.command(move |agent, now| agent.hold(now, CallId(call)))
    }

    /// Takes it back.
    pub fn resume(&self, call: u32) -> Promise {
        self.command(move |agent, now| agent.resume(now, CallId(call)))
    }

    /// Has the far end call `target` instead; `transfer` events tell what comes of it.
    pub fn transfer(&self, call: u32, target: String) -> Promise {
        self.command(move |agent, now| agent.transfer(now, CallId(call), &target, TransferOptions::default()))
    }

    /// Connects the far ends of two calls with each other.
    #[wasm_bindgen(js_name = transferTo)]
    pub fn transfer_to(&self, call: u32, other: u32) -> Promise {
        self.command(move |agent, now| agent.transfer_to(now, CallId(call), CallId(other)))
    }

    /// Subscribes to the state of `target`; the promise gives the subscription's id, `subscription` events the rest.
    pub fn subscribe(&self, target: String, event: String, accept: &Array, expires_sec: u32) -> Promise {
        let options = SubscribeOptions {
            event,
            accept: strings(accept),
            expires_sec,
            extra_headers: Vec::new(),
        };
        self.ask(move |agent, now| Ok(agent.subscribe(now, &target, options)?.0))
    }

    /// Ends a subscription.
    pub fn unsubscribe(&self, id: u32) -> Promise {
        self.command(move |agent, now| agent.unsubscribe(now, SubscriptionId(id)))
    }

    /// Sends a text within a call, or to `target`; the promise gives an id, and `messageSent` tells what came of it.
    pub fn message(&self, call: Option<u32>, target: String, content_type: String, text: String) -> Promise {
        self.ask(move |agent, now| {
            let to = call.map_or(Recipient::Address(&target), |call| Recipient::Call(CallId(call)));
            let message = OutgoingMessage {
                content_type,
                body: Redacted::new(text.into_bytes()),
                expires_sec: None,
                extra_headers: Vec::new(),
            };
            Ok(agent.message(now, to, message)?.0)
        })
    }

    /// Sends digits by INFO; as `message`.
    #[wasm_bindgen(js_name = sendDigits)]
    pub fn send_digits(&self, call: u32, digits: String) -> Promise {
        self.ask(move |agent, now| Ok(agent.send_digits(now, CallId(call), &digits)?.0))
    }

    /// Does what the far end of a call asks for: calls the target; as `invite`.
    #[wasm_bindgen(js_name = acceptRefer)]
    pub fn accept_refer(&self, call: u32) -> Promise {
        self.place(move |agent, now| agent.accept_refer(now, CallId(call)))
    }

    /// Refuses it.
    #[wasm_bindgen(js_name = rejectRefer)]
    pub fn reject_refer(&self, call: u32, status: u16) -> Promise {
        self.command(move |agent, now| agent.reject_refer(now, CallId(call), status))
    }

    /// What a later page needs to go on with the calls that are up now, as plain objects without secrets.
    pub fn recovery(&self) -> Array {
        self.driver().map(|driver| driver.recovery()).unwrap_or_default()
    }

    /// Goes on with a call from before a reload; as `invite`.
    pub fn recover(&self, kept: &JsValue) -> Promise {
        let record = dialog_record::from_object(kept);
        self.place(move |agent, now| agent.recover(now, record.ok_or(CommandError::InvalidArgument)?))
    }

    /// What another page needs to let the calls ring on that ring now.
    pub fn ringing(&self) -> Array {
        self.driver().map(|driver| driver.ringing()).unwrap_or_default()
    }

    /// Lets a call ring on that rang in another page; the promise gives its id.
    #[wasm_bindgen(js_name = takeUp)]
    pub fn take_up(&self, rung: &JsValue) -> Promise {
        let record = dialog_record::ringing_from_object(rung);
        self.ask(move |agent, now| Ok(agent.take_up(now, record.ok_or(CommandError::InvalidArgument)?)?.0))
    }

    /// Answers a `credentials` event; the object is like the constructor's: `password` or `ha1`.
    #[wasm_bindgen(js_name = provideCredentials)]
    pub fn provide_credentials(&self, given: &JsValue) -> Promise {
        let credentials = credentials(given);
        self.command(move |agent, now| {
            agent.provide_credentials(now, credentials);
            Ok(())
        })
    }

    /// Answers new calls busy, or lets them ring again.
    #[wasm_bindgen(js_name = setDoNotDisturb)]
    pub fn set_do_not_disturb(&self, on: bool) -> Promise {
        self.command(move |agent, _| {
            agent.set_do_not_disturb(on);
            Ok(())
        })
    }

    /// `RTCIceServer[]` for the next peer connections; they are probed.
    #[wasm_bindgen(js_name = setIceServers)]
    pub fn set_ice_servers(&self, servers: Array) {
        if let Some(driver) = self.driver() {
            driver.media.set_ice_servers(servers);
        }
    }

    /// Asks for the microphone while something else is waited for that a call needs too.
    pub fn warm(&self, on: bool) {
        if let Some(driver) = self.driver() {
            driver.media.warm(on);
        }
    }

    /// Mutes or unmutes a call's microphone.
    pub fn mute(&self, call: u32, muted: bool) {
        if let Some(driver) = self.driver() {
            driver.media.mute(CallId(call), muted);
        }
    }

    /// A call's `RTCDTMFSender`, if it has one.
    #[wasm_bindgen(js_name = dtmfSender)]
    pub fn dtmf_sender(&self, call: u32) -> JsValue {
        self.peer(call).map_or(JsValue::UNDEFINED, |peer| peer.dtmf())
    }

    /// `[microphone, far end, player]`: a call's two `MediaStreamTrack`s and its audio element, `undefined` where there
    /// is none yet.
    pub fn tracks(&self, call: u32) -> Array {
        match self.peer(call) {
            Some(peer) => Array::of3(&peer.local_track(), &peer.remote_track(), &peer.player()),
            None => Array::new(),
        }
    }

    /// Sends this `MediaStreamTrack` instead of the call's microphone; `undefined` takes it back.
    #[wasm_bindgen(js_name = sendTrack)]
    pub fn send_track(&self, call: u32, track: JsValue) {
        if let Some(peer) = self.peer(call) {
            let track = (!track.is_undefined()).then(|| track.unchecked_into());
            wasm_bindgen_futures::spawn_local(peer.send(track));
        }
    }

    /// All calls speak by this `MediaStream` from now on; with `undefined` the next one asks for a microphone anew.
    /// Promises false when nobody uses one.
    #[wasm_bindgen(js_name = changeMicrophone)]
    pub fn change_microphone(&self, stream: &JsValue) -> Promise {
        match self.driver() {
            Some(driver) => driver.media.change_microphone(stream),
            None => Promise::resolve(&JsValue::FALSE),
        }
    }

    /// A call's `RTCStatsReport`; `undefined` before there is a peer connection.
    #[wasm_bindgen(js_name = getStats)]
    pub fn get_stats(&self, call: u32) -> Promise {
        match self.peer(call).and_then(|peer| peer.connection()) {
            Some(connection) => connection.get_stats(),
            None => Promise::resolve(&JsValue::UNDEFINED),
        }
    }

    /// Lets go of everything at once, without a word to the server. May be called again.
    pub fn dispose(&self) {
        let driver = self.driver.borrow_mut().take();
        drop(driver);
    }

    fn peer(&self, call: u32) -> Option<Rc<Peer>> {
        self.driver()?.media.peer(CallId(call))
    }

    fn driver(&self) -> Option<Rc<Driver>> {
        self.driver.borrow().clone()
    }

    /// A command that makes a call: its first event is `placed`, the promise's value its id.
    fn place(
        &self,
        command: impl FnOnce(&mut UserAgent, Instant) -> Result<CallId, CommandError> + 'static,
    ) -> Promise {
        let driver = self.driver();
        self.ask(move |agent, now| {
            let call = command(agent, now)?;
            if let Some(driver) = driver {
                driver.placed(call, agent);
            }
            Ok(call.0)
        })
    }

    fn command(&self, command: impl FnOnce(&mut UserAgent, Instant) -> Result<(), CommandError> + 'static) -> Promise {
        self.give(Box::new(move |agent, now| {
            command(agent, now).map(|()| JsValue::UNDEFINED)
        }))
    }

    /// A command that gives a number back.
    fn ask(&self, command: impl FnOnce(&mut UserAgent, Instant) -> Result<u32, CommandError> + 'static) -> Promise {
        self.give(Box::new(move |agent, now| command(agent, now).map(JsValue::from)))
    }

    fn give(&self, command: Command) -> Promise {
        match self.driver() {
            Some(driver) => driver.command(command),
            None => Promise::reject(&"disposed".into()),
        }
    }
}

fn config(options: &JsValue) -> Config {
    let number = |name, default: f64| host::get(options, name).as_f64().unwrap_or(default);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is too large saturates"
    )]
    Config {
        ws_uris: host::get(options, "wsUris")
            .unchecked_into::<Array>()
            .iter()
            .filter_map(|given| server(&given))
            .collect(),
        domain: host::get_string(options, "sipDomain").unwrap_or_default(),
        user: host::get_string(options, "extension").unwrap_or_default(),
        display_name: host::get_string(options, "displayName"),
        credentials: credentials(options),
        auth_user: host::get_string(options, "authUser"),
        register_expires_sec: number("registerExpiresSec", 600.0) as u32,
        user_agent: host::get_string(options, "userAgent").unwrap_or_default(),
        instance_id: host::get_string(options, "instanceId"),
        contact_q: host::get(options, "contactQ").as_f64().map(|q| (q * 1000.0) as u16),
        outbound_proxy: host::get_string(options, "outboundProxy"),
        codec_preferences: host::get(options, "codecPreferences").dyn_into::<Array>().map_or_else(
            |_| Vec::new(),
            |names| names.iter().filter_map(|name| name.as_string()).collect(),
        ),
        extra_headers: host::get(options, "extraHeaders")
            .dyn_into::<Array>()
            .map_or_else(|_| Vec::new(), |given| pairs(&given)),
        calls_before: number("callsBefore", 0.0) as u32,
        max_calls: number("maxCalls", 4.0) as usize,
        session_timers: session_timers(&host::get(options, "sessionTimers")),
        reliable_provisional: match host::get_string(options, "reliableProvisional").as_deref() {
            Some("off") => Reliability::Off,
            Some("required") => Reliability::Required,
            _ => Reliability::Supported,
        },
        follow_redirects: match host::get_string(options, "redirects").as_deref() {
            Some("follow") => Redirects::Follow,
            Some("ask") => Redirects::Ask,
            _ => Redirects::Never,
        },
        auto_answer: host::get(options, "autoAnswer").is_truthy(),
        refer_policy: match host::get_string(options, "transferRequests").as_deref() {
            Some("accept") => ReferPolicy::Accept,
            Some("reject") => ReferPolicy::Reject,
            _ => ReferPolicy::Ask,
        },
        unsolicited_mwi: true,
        info_packages: Vec::new(),
    }
}

/// An object with `expiresSec` and `minSec`; `false` for none.
fn session_timers(given: &JsValue) -> Option<SessionTimers> {
    let usual = SessionTimers::default();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is too large saturates"
    )]
    let seconds = |name, usual| host::get(given, name).as_f64().map_or(usual, |sec| sec as u32);
    given.is_truthy().then(|| SessionTimers {
        expires_sec: seconds("expiresSec", usual.expires_sec),
        min_se_sec: seconds("minSec", usual.min_se_sec),
    })
}

/// A URL, or an object of a URL and a weight.
fn server(given: &JsValue) -> Option<WsUri> {
    if let Some(uri) = given.as_string() {
        return Some(uri.into());
    }
    let weight = host::get(given, "weight").as_f64().unwrap_or(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is too large saturates"
    )]
    Some(WsUri {
        uri: host::get_string(given, "uri")?,
        weight: weight as u32,
    })
}

/// `password`, or `accessToken`, or `ha1` as `[algorithm, hex]` pairs, or none: then they are asked for.
fn credentials(options: &JsValue) -> Credentials {
    if let Some(password) = host::get_string(options, "password") {
        return Credentials::Password(Redacted::new(password));
    }
    if let Some(token) = host::get_string(options, "accessToken") {
        return Credentials::Bearer(Redacted::new(token));
    }
    match host::get(options, "ha1").dyn_into::<Array>() {
        Ok(known) => Credentials::Ha1(
            pairs(&known)
                .into_iter()
                .map(|(name, hex)| (name, Redacted::new(hex)))
                .collect(),
        ),
        Err(_) => Credentials::Ask,
    }
}

fn strings(list: &Array) -> Vec<String> {
    list.iter().filter_map(|text| text.as_string()).collect()
}

fn pairs(list: &Array) -> Vec<(String, String)> {
    list.iter()
        .filter_map(|pair| {
            let pair: Array = pair.unchecked_into();
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect()
}
