//! Every side effect of the SDK: sockets, one timer, peer connections, devices, clock, entropy.

#[cfg(all(target_arch = "wasm32", feature = "client"))]
pub(crate) mod client;
#[cfg(all(target_arch = "wasm32", any(feature = "client", feature = "phone")))]
mod entropy;
#[cfg(feature = "phone")]
pub(crate) mod phone;
