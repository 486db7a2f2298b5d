//! The far end's audio, played by an audio element of its own.

use crate::browser::phone::host::{self, Listening};
use core::cell::RefCell;
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlAudioElement, MediaStream, MediaStreamTrack};

/// An `<audio>` that is in no document: browsers play it all the same as long as it is referenced.
pub(crate) struct Playback {
    audio: HtmlAudioElement,
    gesture: RefCell<Vec<Listening>>,
}

impl Playback {
    /// `make` gives the element, which plays on the device that is chosen. `None` where the host has no audio elements.
    pub(crate) fn new(make: &Function) -> Option<Rc<Self>> {
        let audio: HtmlAudioElement = make.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok()?;
        audio.set_autoplay(true);
        Some(Rc::new(Self {
            audio,
            gesture: RefCell::default(),
        }))
    }

    /// Plays this track. `blocked` is called when the browser wants a click or a key first (its autoplay policy);
    /// it is tried again with the next one.
    pub(crate) fn play(self: &Rc<Self>, track: &MediaStreamTrack, blocked: impl FnOnce() + 'static) {
        let Ok(stream) = MediaStream::new() else { return };
        stream.add_track(track);
        self.audio.set_src_object(Some(&stream));
        let playing = self.audio.play();
        let this = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let outcome = match playing {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            // `AbortError` only says that a newer `srcObject` came in between.
            if let Err(error) = outcome
                && host::get_string(&error, "name").as_deref() == Some("NotAllowedError")
            {
                this.await_gesture();
                blocked();
            }
        });
    }

    fn await_gesture(self: &Rc<Self>) {
        let window = host::global();
        let listen = |name| {
            let this = Rc::downgrade(self);
            Listening::new(&window, name, move |_| {
                if let Some(this) = this.upgrade() {
                    if let Ok(promise) = this.audio.play() {
                        // Awaited only so that a second refusal is not an unhandled rejection.
                        wasm_bindgen_futures::spawn_local(async move { drop(JsFuture::from(promise).await) });
                    }
                    this.gesture.take();
                }
            })
        };
        *self.gesture.borrow_mut() = [listen("pointerdown"), listen("keydown")]
            .into_iter()
            .flatten()
            .collect();
    }

    pub(crate) fn element(&self) -> JsValue {
        self.audio.clone().into()
    }

    /// Silence.
    pub(crate) fn stop(&self) {
        self.audio.set_src_object(None);
        self.gesture.borrow_mut().clear();
    }
}
