//! Every side effect of the SDK: sockets, one timer, peer connections, devices, clock, entropy.

#[cfg(feature = "client")]
pub(crate) mod client;
