//! The side effects of REST and of the realtime connection: `fetch`, one WebSocket, two timers.
//!
//! `fetch` and `WebSocket` are the host's or the application's, and are treated as what they are in either case:
//! unknown objects that answer to a few names. So nothing here checks for `Response` or `Window`, and all of it works
//! in pages, workers and Node.

mod arguments;
mod download;
mod engine;
mod fetch;
mod host;
mod json;
mod options;
mod realtime;
mod stop;
mod work;

pub(crate) use engine::Engine;
pub(crate) use host::moment;
pub(crate) use options::Options;
