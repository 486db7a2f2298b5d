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

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| hostile::live_as_told(data));
