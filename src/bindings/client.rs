//! The class that REST and realtime events are reached by.
//!
//! In the npm package it is an inner part behind a facade; built by `wasm-pack` alone it is what there is. No method
//! borrows anything across a call into JavaScript, and those that wait return a promise over a clone of the `Rc`. The
//! operations are in `call` or in `methods`.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::browser::client::{Engine, Options, moment};
use crate::rest::is_token;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The last argument of every operation. */
export interface RequestOptions {
    /** Cancels the request; the promise is rejected with an `AbortError`. */
    signal?: AbortSignal;
    /** Limit of one attempt in milliseconds, its answer's body included; 0 for none. For text and bytes it is the limit of the time in which nothing comes. */
    timeoutMs?: number;
    /** How often the request is repeated at most. */
    maxRetries?: number;
    /** Instead of a key that is made here. */
    idempotencyKey?: string;
    /** Headers of this request. */
    headers?: Record<string, string>;
    /** Called with each answer, the ones that are repeated too. */
    onResponse?: (response: Response) => void;
    /** For text and bytes: called with each piece that has come. */
    onProgress?: (progress: DownloadProgress) => void;
}

/** How far a download is. */
export interface DownloadProgress {
    /** Bytes that have come. */
    loaded: number;
    /** All bytes, where the server says how many there are. */
    total?: number;
}
/** A webhook's body: what happened (`event` and `data`), and when. */
export type WebhookPayload = WebhookEvent & {
    /** When it happened; in a repetition, when that was sent. */
    timestamp: string;
    /** In a repetition: when it happened. */
    occurredAt?: string;
};
"#;

/// A client of the REST API and its realtime events.
#[wasm_bindgen(js_name = VoIPClient)]
pub struct Client(pub(super) Rc<Engine>);

#[wasm_bindgen(js_class = VoIPClient)]
impl Client {
    /// Makes a client; nothing is sent.
    ///
    /// @throws an `Error` with a sentence that says which option is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(
            unchecked_param_type = "{ apiUrl: string; wsUrl?: string; token?: string; timeoutMs?: number; maxRetries?: number; fetch?: typeof fetch; WebSocket?: unknown; headers?: Record<string, string>; paths?: Record<string, string>; idempotency?: 'auto' | boolean; autoRefresh?: boolean; onEvent?: (kind: string, value: any) => void; onSocket?: (socket: number) => (message: { data: unknown }) => void; createError?: (members: any) => Error }"
        )]
        options: JsValue,
    ) -> Result<Client, JsError> {
        Options::read(options)
            .map(|options| Self(Engine::new(options)))
            .map_err(|why| JsError::new(&why))
    }

    /// The bearer token, while there is one.
    #[wasm_bindgen(getter)]
    pub fn token(&self) -> Option<String> {
        self.0.token()
    }

    /// Takes a token from elsewhere, or forgets the one that is there.
    ///
    /// @throws an `Error` for a token with other than visible ASCII characters.
    #[wasm_bindgen(js_name = setToken)]
    pub fn set_token(&self, token: Option<String>) -> Result<(), JsError> {
        if token.as_deref().is_some_and(|token| !is_token(token)) {
            return Err(JsError::new(
                "token must have visible ASCII characters only, and no line breaks.",
            ));
        }
        self.0.set_token(token);
        Ok(())
    }

    /// Opens the realtime connection and keeps it open.
    #[wasm_bindgen(js_name = connectWebSocket)]
    pub fn connect(&self) {
        self.0.connect();
    }

    /// Closes the realtime connection.
    #[wasm_bindgen(js_name = disconnectWebSocket)]
    pub fn disconnect(&self) {
        self.0.disconnect();
    }

    /// What another connection of the same user has learned, as the JSON of a message `presence_snapshot`: the next
    /// snapshot is compared with it.
    #[wasm_bindgen(js_name = assumePresence)]
    pub fn assume_presence(&self, snapshot: &str) {
        self.0.assume_presence(snapshot);
    }

    /// `connecting`, `open`, `reconnecting` or `closed`.
    #[wasm_bindgen(getter, js_name = connectionState)]
    pub fn connection_state(&self) -> String {
        self.0.connection_state().to_owned()
    }

    /// Takes a message of the socket that `onSocket` was given the number of: at `now` (`Date.now()`), its text if that
    /// is JSON. Returns what it means: 0 nothing, 1 an event for the listeners, 2 an event whose data is the presence of
    /// an extension now, 3 an event after changes of presence that were missed. Undefined: not now, but once what runs
    /// at this moment has returned.
    pub fn receive(&self, socket: u32, now: f64, text: Option<String>) -> Option<u32> {
        let heard = self.0.receive(moment(now), socket, text.as_deref())?;
        Some(heard as u32)
    }

    /// Closes the connection and stops the timers; requests under way go on.
    pub fn dispose(&self) {
        self.0.dispose();
    }
}
