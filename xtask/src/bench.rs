//! `cargo xtask bench`: measurements. They print figures, and fail only when they cannot be made.

use std::path::PathBuf;
use std::process::Command;

use crate::build::size::{self, Size};
use crate::build::{pack, server, wasm};
use crate::setup::{browsers, npm};
use crate::test::faults;
use crate::{Result, paths, run};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bench {
    /// What a REST call costs, compared with bare `fetch`, in Node and in Chromium; what the operations weigh.
    Rest,
    /// What 100,000 requests leave in Node's memory.
    Memory,
    /// Calls through a network that fails, beside `JsSIP` and `SIP.js`; results add up in `bench/faults.json`.
    Faults,
    /// From `call()` to the INVITE, to ringing and to sound on a slow network, beside `JsSIP` and `SIP.js`.
    RoundTrips,
    /// A board of 10,000 extensions beside a plain WebSocket; the long form leaves `bench/presence.json`.
    Presence {
        /// The times alone, twenty seconds a side.
        quick: bool,
    },
    /// Several tabs of one profile: connections, and how long a hand-over takes; the long form leaves `bench/tabs.json`.
    Tabs {
        /// Three rounds instead of twenty.
        quick: bool,
    },
}

/// Builds the package, installs it as users do, and measures.
pub fn run(which: Bench) -> Result {
    match which {
        Bench::Rest => rest(&installed()?),
        Bench::Memory => memory(&installed()?),
        Bench::Faults => beside("measure.mjs", "faults.json", "faults, three rounds (about 25 minutes)"),
        Bench::Presence { quick } => presence(quick),
        Bench::Tabs { quick } => tabs(quick),
        Bench::RoundTrips => beside("roundtrips.mjs", "roundtrips.json", "round trips (about two minutes)"),
    }
}

/// A measurement beside the other libraries; its raw figures stay in `bench/`.
fn beside(script: &str, out: &str, what: &str) -> Result {
    let mut command = faults::prepared(script)?;
    command.arg("--out").arg(paths::root().join("bench").join(out));
    run::shown(what, &mut command)
}

/// The folder of the packed SDK's modules.
fn installed() -> Result<PathBuf> {
    let tarball = pack::tarball()?;
    let folder = paths::root().join("tests/e2e");
    npm::ensure_tarball(&folder, &tarball)?;
    Ok(folder.join("node_modules/@cemscale/voip-sdk/dist"))
}

fn presence(quick: bool) -> Result {
    installed()?;
    let mut command = Command::new("node");
    command
        .current_dir(paths::root().join("tests/e2e"))
        .arg("board/bench.mjs")
        .env("VOIP_CHROMIUM", browsers::ensure()?.chromium);
    if quick {
        command.arg("--quick");
        run::shown("a board of 10,000 extensions (about two minutes)", &mut command)
    } else {
        command.arg("--out").arg(paths::root().join("bench/presence.json"));
        run::shown("a board of 10,000 extensions (about 20 minutes)", &mut command)
    }
}

fn tabs(quick: bool) -> Result {
    installed()?;
    let mut command = Command::new("node");
    command
        .current_dir(paths::root().join("tests/e2e"))
        .arg("tabs/bench.mjs")
        .env("VOIP_SERVER_BIN", server::binary()?)
        .env("VOIP_CHROMIUM", browsers::ensure()?.chromium);
    if quick {
        command.arg("--quick");
    } else {
        command.arg("--out").arg(paths::root().join("bench/tabs.json"));
    }
    run::shown(
        "hand-overs among tabs (about five minutes, a minute if quick)",
        &mut command,
    )
}

fn rest(sdk: &PathBuf) -> Result {
    let out = paths::target().join("bench/rest.json");
    let mut command = Command::new("node");
    command
        .current_dir(paths::root().join("bench/rest"))
        .arg("run.mjs")
        .env("VOIP_SDK", sdk)
        .env("VOIP_CHROMIUM", browsers::ensure()?.chromium)
        .env("VOIP_BENCH_SIZES", sizes()?)
        .env("VOIP_BENCH_OUT", &out);
    run::shown("REST calls by the SDK and by bare fetch (about a minute)", &mut command)?;
    println!("→ {}", out.display());
    Ok(())
}

/// Sizes of the client module as it is, with one operation, and with none; as JSON.
fn sizes() -> Result<String> {
    let declarations = paths::read(&wasm::folder("client").join("voip_sdk.d.ts"))?;
    let operations = declarations.matches("options?: RequestOptions): Promise<").count();
    let full = json(size::of(&wasm::folder("client").join("voip_sdk_bg.wasm"))?);
    let one = json(size::of(&wasm::client_with_operations("one")?)?);
    let none = json(size::of(&wasm::client_with_operations("none")?)?);
    Ok(format!(
        "{{\"operations\":{operations},\"full\":{full},\"one\":{one},\"none\":{none}}}"
    ))
}

fn json(Size { raw, gzip, brotli }: Size) -> String {
    format!("{{\"raw\":{raw},\"gzip\":{gzip},\"brotli\":{brotli}}}")
}

fn memory(sdk: &PathBuf) -> Result {
    let mut command = Command::new("node");
    command
        .current_dir(paths::root().join("bench/rest"))
        .args(["--expose-gc", "memory.mjs"])
        .env("VOIP_SDK", sdk);
    run::shown("100,000 requests in Node (about two minutes)", &mut command)
}
