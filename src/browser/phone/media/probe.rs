//! Which kinds of candidates the configured servers really give: one gathering without a call.
//!
//! A dead STUN or TURN server is thus known before the call that would wait for it.

use super::alarm::{Alarm, Signal};
use super::ice::{self, IceSettings};
use super::policy::{Kinds, Probe};
use crate::browser::phone::host::{self, Listening};
use core::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The last probe's result; a newer probe replaces an older one that still runs.
#[derive(Default)]
pub(crate) struct Prober {
    generation: Cell<u32>,
    found: Cell<Option<Kinds>>,
}

impl Prober {
    /// What is known about these servers now.
    pub(crate) fn result(&self, ice: &IceSettings) -> Probe {
        match (ice.promised(), self.found.get()) {
            (promised, _) if promised.is_empty() => Probe::NoServers,
            (promised, None) => Probe::Running(promised),
            (_, Some(found)) => Probe::Found(found),
        }
    }

    /// Forgets what was known and, where there are servers, finds out anew. A kind counts when it comes within the
    /// limit of a call's gathering: a call would not wait longer for it anyway. `ended` is notified.
    pub(crate) fn start(self: &Rc<Self>, ice: IceSettings, ended: Rc<Signal>) {
        let generation = self.generation.get().wrapping_add(1);
        self.generation.set(generation);
        self.found.set(None);
        if ice.promised().is_empty() {
            return;
        }
        let this = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let found = gather(&ice).await.unwrap_or(Kinds::NONE);
            if this.generation.get() == generation {
                this.found.set(Some(found));
                ended.notify();
            }
        });
    }
}

async fn gather(ice: &IceSettings) -> Result<Kinds, JsValue> {
    let connection = ice.connect()?;
    let signal = Rc::new(Signal::default());
    let (seen, complete) = (Rc::new(Cell::new(Kinds::NONE)), Rc::new(Cell::new(false)));
    let listening = Listening::new(&connection, "icecandidate", {
        let (signal, seen, complete) = (signal.clone(), seen.clone(), complete.clone());
        move |event| {
            match ice::candidate_of(&event) {
                Some(kind) => seen.set(seen.get().with(kind)),
                None => complete.set(true),
            }
            signal.notify();
        }
    });
    // A data channel: something to gather for that needs no microphone.
    let channel = host::call(&connection, "createDataChannel", &"probe".into());
    let limit = Alarm::new(ice.limit_ms, signal.clone());
    let gathering = async {
        channel?;
        let offer = host::call_promised(&connection, "createOffer", &JsValue::UNDEFINED).await?;
        host::call_promised(&connection, "setLocalDescription", &offer).await?;
        signal.until(|| (complete.get() || limit.rang()).then_some(())).await;
        Ok(seen.get())
    }
    .await;
    drop(listening);
    connection.close();
    gathering
}
