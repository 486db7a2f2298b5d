//! The microphone: taken with the first call that needs it, shared by all, released after the last.

use crate::browser::phone::host;
use crate::sip::user_agent::MediaFailure;
use core::cell::{Cell, RefCell};
use js_sys::{Function, Object, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamTrack};

/// Why there is no track.
#[derive(Debug)]
pub(crate) struct CaptureError {
    pub(crate) failure: MediaFailure,
    /// The browser's own words.
    pub(crate) detail: String,
}

/// The one microphone stream of a softphone.
pub(crate) struct Capture {
    /// Promises the `MediaStream` of the microphone that is chosen.
    open: Function,
    users: Cell<u32>,
    /// What it promised; kept, so that a second call neither asks nor mutes the first (Safari does).
    stream: RefCell<Option<Promise>>,
}

impl Capture {
    pub(crate) fn new(open: Function) -> Rc<Self> {
        Rc::new(Self {
            open,
            users: Cell::default(),
            stream: RefCell::default(),
        })
    }

    /// One more user. The microphone is asked for right away; the hold is given back when dropped.
    pub(crate) fn hold(self: &Rc<Self>) -> Held {
        self.users.set(self.users.get() + 1);
        let mut stream = self.stream.borrow_mut();
        let ask = || match self.open.call0(&JsValue::UNDEFINED) {
            Ok(promise) => Promise::resolve(&promise),
            Err(error) => Promise::reject(&error),
        };
        let promise = stream.get_or_insert_with(ask).clone();
        Held {
            capture: self.clone(),
            promise: RefCell::new(promise),
            track: RefCell::new(None),
            enabled: Cell::new(true),
        }
    }

    /// Another microphone from now on, or none (`undefined`): then the next user asks anew. False when nobody uses one.
    pub(crate) fn change(&self, stream: &JsValue) -> Option<Promise> {
        let promise = (!stream.is_undefined() && self.users.get() > 0).then(|| Promise::resolve(stream));
        self.stream.borrow_mut().clone_from(&promise);
        promise
    }

    fn release(&self) {
        self.users.set(self.users.get() - 1);
        if self.users.get() == 0
            && let Some(promise) = self.stream.borrow_mut().take()
        {
            // Also a stream that is still being asked for is stopped as soon as it comes.
            wasm_bindgen_futures::spawn_local(async move {
                if let Ok(stream) = JsFuture::from(promise).await {
                    for track in stream.unchecked_into::<MediaStream>().get_audio_tracks().iter() {
                        track.unchecked_into::<MediaStreamTrack>().stop();
                    }
                }
            });
        }
    }
}

/// Whether the user has allowed the microphone for good; false where the browser does not say.
pub(crate) async fn is_allowed() -> bool {
    let permissions = host::get(&host::get(&host::global(), "navigator"), "permissions");
    let wanted = Object::new();
    host::set(&wanted, "name", "microphone");
    let status = host::call_promised(&permissions, "query", &wanted).await;
    status.is_ok_and(|status| host::get_string(&status, "state").as_deref() == Some("granted"))
}

/// One call's hold on the microphone, with a track of its own (so that muting one call mutes no other).
pub(crate) struct Held {
    capture: Rc<Capture>,
    promise: RefCell<Promise>,
    track: RefCell<Option<MediaStreamTrack>>,
    enabled: Cell<bool>,
}

impl Held {
    /// Sound or silence from this call's track, also from one that is still to come.
    pub(crate) fn enable(&self, enabled: bool) {
        self.enabled.set(enabled);
        if let Some(track) = self.track.borrow().as_ref() {
            track.set_enabled(enabled);
        }
    }

    /// The track, if it is there already.
    pub(crate) fn own(&self) -> Option<MediaStreamTrack> {
        self.track.borrow().clone()
    }

    /// Speaks by another microphone from now on; gives the track of the one before.
    pub(crate) fn change(&self, promise: Promise) -> Option<MediaStreamTrack> {
        *self.promise.borrow_mut() = promise;
        self.track.take()
    }

    /// The call's own track.
    ///
    /// # Errors
    /// The microphone was refused, is missing or broken.
    pub(crate) async fn track(&self) -> Result<MediaStreamTrack, CaptureError> {
        loop {
            if let Some(track) = self.own() {
                return Ok(track);
            }
            let promise = self.promise.borrow().clone();
            let outcome = JsFuture::from(promise.clone()).await;
            // There may be another microphone by now, or a track that was made for another effect.
            if **self.promise.borrow() != *promise || self.own().is_some() {
                continue;
            }
            return match outcome {
                Ok(stream) => self.clone_of(&stream.unchecked_into()).map_err(|error| failed(&error)),
                Err(error) => {
                    // Asked anew next time: the user may have changed their mind or plugged one in.
                    let mut current = self.capture.stream.borrow_mut();
                    if current.as_deref() == Some(&*promise) {
                        current.take();
                    }
                    Err(failed(&error))
                }
            };
        }
    }

    fn clone_of(&self, stream: &MediaStream) -> Result<MediaStreamTrack, JsValue> {
        let shared = stream.get_audio_tracks().get(0);
        let own = host::call(&shared, "clone", &JsValue::UNDEFINED)?;
        let own: MediaStreamTrack = own.unchecked_into();
        own.set_enabled(self.enabled.get());
        // Not `own.clone()`: that is JavaScript's `clone()`, another track.
        *self.track.borrow_mut() = Some(Clone::clone(&own));
        Ok(own)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(track) = self.track.borrow_mut().take() {
            track.stop();
        }
        self.capture.release();
    }
}

/// Media Capture and Streams §10.2: what the names of `getUserMedia`'s errors mean.
fn failed(error: &JsValue) -> CaptureError {
    let failure = match host::get_string(error, "name").as_deref() {
        Some("NotAllowedError" | "SecurityError") => MediaFailure::PermissionDenied,
        Some("NotFoundError" | "OverconstrainedError") => MediaFailure::NoDevice,
        Some("NotReadableError" | "AbortError") => MediaFailure::DeviceFailed,
        _ => MediaFailure::Other,
    };
    CaptureError {
        failure,
        detail: host::describe(error),
    }
}
