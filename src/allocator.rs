//! The allocator of the modules: TLSF, whose steps do not depend on what the heap looks like, in less than a fifth of the
//! code of the standard library's.

use rlsf::{GlobalTlsf, GlobalTlsfOptions};

struct Settings;

impl GlobalTlsfOptions for Settings {
    /// What grows is copied, which growing by halves or doubles makes cheap enough.
    const ENABLE_REALLOCATION: bool = false;
    /// Memory that is added later and what is free before it are one piece, once rlsf does that on wasm32: 0.2.3 keeps
    /// each addition by itself, so a block larger than all before it takes memory anew. A thousand calls level off
    /// (`cargo xtask bench calls`).
    const COALESCE_POOLS: bool = true;
}

#[global_allocator]
static ALLOCATOR: GlobalTlsf<Settings> = GlobalTlsf::new();
