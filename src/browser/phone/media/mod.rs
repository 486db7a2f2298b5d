//! The core's media effects, executed: one `RTCPeerConnection` a call, one microphone for all of them.

#[cfg(target_arch = "wasm32")]
mod alarm;
#[cfg(target_arch = "wasm32")]
mod capture;
#[cfg(target_arch = "wasm32")]
mod end;
#[cfg(target_arch = "wasm32")]
mod gathering;
#[cfg(target_arch = "wasm32")]
mod ice;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod peer;
#[cfg(target_arch = "wasm32")]
mod playback;
mod policy;
#[cfg(target_arch = "wasm32")]
mod probe;
#[cfg(target_arch = "wasm32")]
mod studio;
#[cfg(target_arch = "wasm32")]
mod unwind;

#[cfg(target_arch = "wasm32")]
pub(crate) use peer::Peer;
#[cfg(target_arch = "wasm32")]
use studio::Shared;
#[cfg(target_arch = "wasm32")]
pub(crate) use studio::{Media, MediaOptions, MediaReport};
