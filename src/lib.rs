//! A browser softphone, a REST client and realtime events for a cloud telephone system.
//!
//! ```text
//!         pkg-template   entry, errors, React hooks (TypeScript)
//!               │  generated classes and types
//!           bindings     wasm32 only      exported classes
//!               │
//!           browser      wasm32 only      driver, sockets, RTCPeerConnection, timers, devices
//!         ┌─────┼─────┐
//!        sip  events  rest  webhooks      pure: no clock, no entropy, no browser
//!         └─────┼─────┘
//!        model · time · entropy · redact  foundations
//! ```
//!
//! The feature `client` is REST and realtime events, the feature `phone` the SIP user agent with its
//! browser driver, the feature `webhooks` the signatures of webhooks. Each is also built as a WebAssembly module of its
//! own.
#![forbid(unsafe_op_in_unsafe_fn)]

#[cfg(any(feature = "client", feature = "phone"))]
pub mod entropy;
#[cfg(feature = "client")]
pub mod json;
#[cfg(any(feature = "client", feature = "phone"))]
pub mod model;
#[cfg(any(feature = "client", feature = "phone"))]
pub mod redact;
#[cfg(feature = "phone")]
pub mod sip;
#[cfg(any(feature = "client", feature = "phone"))]
pub mod text;
#[cfg(any(feature = "client", feature = "phone"))]
pub mod time;

#[cfg(feature = "client")]
pub mod events;
#[cfg(feature = "schema")]
pub mod openapi;
#[cfg(feature = "client")]
pub mod rest;
#[cfg(feature = "webhooks")]
pub mod webhooks;

#[cfg(target_arch = "wasm32")]
mod allocator;
#[cfg(target_arch = "wasm32")]
mod bindings;
#[cfg(any(target_arch = "wasm32", test))]
mod browser;
