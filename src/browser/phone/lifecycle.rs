//! What the page lives through: network loss, sleep, hiding, being put away and brought back. That it goes away for good
//! is found out, and acted on, by `pkg-template/src/softphone/leaving.ts`.

use super::host::{self, Listening};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What a page event means to the user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageEvent {
    /// Look at every deadline, reconnect at once.
    Awake,
    /// Nobody sees the page; its timers become inexact.
    Hidden,
    /// It is seen again; the same as awake.
    Visible,
    /// There may be another network now: the same, and the ICE servers are probed again.
    NetworkChanged,
    /// There is no network.
    Offline,
}

/// The listeners of one user agent; dropping it removes them.
pub(crate) struct Lifecycle {
    _listening: Vec<Listening>,
}

impl Lifecycle {
    /// Listens to what this host has of window, document and `navigator.connection` (Node has none of them).
    pub(crate) fn new(report: Rc<dyn Fn(PageEvent)>) -> Self {
        let window = host::global();
        let document = host::get(&window, "document");
        let connection = host::get(&host::get(&window, "navigator"), "connection");
        let simple = |target: &JsValue, name, event| {
            let report = report.clone();
            Listening::new(target, name, move |_| report(event))
        };
        let mut listening = vec![
            simple(&window, "online", PageEvent::NetworkChanged),
            simple(&window, "offline", PageEvent::Offline),
            simple(&window, "pageshow", PageEvent::Awake),
            simple(&document, "resume", PageEvent::Awake),
            simple(&connection, "change", PageEvent::NetworkChanged),
        ];
        if is_hidden(&document) {
            report(PageEvent::Hidden);
        }
        listening.push(Listening::new(&document.clone(), "visibilitychange", {
            let report = report.clone();
            move |_| {
                report(if is_hidden(&document) {
                    PageEvent::Hidden
                } else {
                    PageEvent::Visible
                });
            }
        }));
        Self {
            _listening: listening.into_iter().flatten().collect(),
        }
    }
}

fn is_hidden(document: &JsValue) -> bool {
    host::get_string(document, "visibilityState").as_deref() == Some("hidden")
}
