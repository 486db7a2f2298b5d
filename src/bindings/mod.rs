//! What wasm-bindgen exports.

#[cfg(all(voip_bench, feature = "phone"))]
mod bench;
#[cfg(all(feature = "client", not(feature = "methods"), not(voip_operations = "none")))]
mod call;
#[cfg(feature = "client")]
mod client;
#[cfg(all(feature = "methods", not(voip_operations = "none")))]
mod methods;
#[cfg(feature = "phone")]
mod softphone;
#[cfg(feature = "webhooks")]
mod webhooks;
