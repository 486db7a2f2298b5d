//! Two user agents and a hostile network under arbitrary commands: see `tests/sip/hostile.rs`, which says what has to hold.
#![no_main]

#[path = "../../tests/sip/host.rs"]
#[allow(dead_code)]
mod host;
#[path = "../../tests/sip/hostile.rs"]
#[allow(dead_code)]
mod hostile;
#[path = "../../tests/sip/pair.rs"]
#[allow(dead_code)]
mod pair;

use hostile::{Octets, World};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (seed, rest) = data.split_first().unwrap_or((&0, &[]));
    World::new(u64::from(*seed)).live(&mut Octets(rest), 400);
});
