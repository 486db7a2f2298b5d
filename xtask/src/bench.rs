//! `cargo xtask bench`: measurements. They print figures, and fail only when they cannot be made.

use std::path::PathBuf;
use std::process::Command;

use crate::build::size::{self, Size};
use crate::build::{pack, server, wasm};
use crate::setup::{browsers, npm};
use crate::test::faults;
use crate::{Result, paths, run};

/// What can be measured; each leaves `bench/NAME.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What a REST call costs, compared with bare `fetch`, in Node and in Chromium; what the operations weigh.
    Rest,
    /// What 100,000 requests leave in Node's memory.
    Memory,
    /// Calls through a network that fails, beside `JsSIP` and `SIP.js`; results add up.
    Faults,
    /// From `call()` to the INVITE, to ringing and to sound on a slow network, beside `JsSIP` and `SIP.js`.
    RoundTrips,
    /// A board of 10,000 extensions beside a plain WebSocket.
    Presence,
    /// Several tabs of one profile: connections, and how long a hand-over takes.
    Tabs,
    /// A thousand calls on one page, and fifty at once, beside `JsSIP` and `SIP.js`: what is kept.
    Calls,
    /// The main thread's time for calls and events, wake-ups and octets of an idle phone, beside the same.
    Cost,
    /// What a page loads: this package and its peers.
    Sizes,
    /// SIP messages from JavaScript text and back, beside `JsSIP` and `SIP.js`.
    Parse,
    /// From the import to registered, and from `call()` to sound, beside the same.
    Start,
    /// `bench/RESULTS.md` and its plots, from what the others have left.
    Report,
}

const NAMES: [(&str, Which); 12] = [
    ("rest", Which::Rest),
    ("memory", Which::Memory),
    ("faults", Which::Faults),
    ("roundtrips", Which::RoundTrips),
    ("presence", Which::Presence),
    ("tabs", Which::Tabs),
    ("calls", Which::Calls),
    ("cost", Which::Cost),
    ("sizes", Which::Sizes),
    ("parse", Which::Parse),
    ("start", Which::Start),
    ("report", Which::Report),
];

impl Which {
    /// The measurement that the command line calls `name`.
    pub fn from_name(name: &str) -> Result<Self> {
        let known = NAMES.iter().find(|(known, _)| *known == name);
        known
            .map(|(_, which)| *which)
            .ok_or_else(|| format!("there is no measurement `{name}`; there are: {}", Self::names()))
    }

    /// All of them, for a sentence.
    pub fn names() -> String {
        NAMES.map(|(name, _)| name).join(", ")
    }

    fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, which)| *which == self)
            .map_or("", |(name, _)| name)
    }
}

/// A measurement as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bench {
    pub which: Which,
    /// The short form, which keeps nothing.
    pub quick: bool,
    /// Options that the measurement's script knows.
    pub options: Vec<String>,
}

impl Bench {
    /// Every measurement, and the report of them. The short form keeps nothing, so it has no report.
    pub fn all(quick: bool) -> Vec<Self> {
        NAMES
            .map(|(_, which)| which)
            .into_iter()
            .filter(|which| !quick || *which != Which::Report)
            .map(|which| Self {
                which,
                quick,
                options: Vec::new(),
            })
            .collect()
    }
}

/// Measures one after the other. One that cannot be made holds up none of the others.
pub fn run(benches: &[Bench]) -> Result {
    let failed: Vec<String> = benches
        .iter()
        .filter_map(|bench| Some(format!("{}: {}", bench.which.name(), one(bench).err()?)))
        .collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(failed.join("\n"))
    }
}

/// Builds the package, installs it as users do, and measures.
fn one(bench: &Bench) -> Result {
    let (what, mut command) = match bench.which {
        Which::Rest => (
            "REST calls by the SDK and by bare fetch (about a minute)",
            rest(bench.quick)?,
        ),
        Which::Memory => ("100,000 requests in Node (about two minutes)", memory(bench.quick)?),
        Which::Faults => ("faults, three rounds (about 25 minutes)", faults(bench.quick)?),
        Which::RoundTrips => ("round trips (about two minutes)", round_trips(bench.quick)?),
        Which::Presence => (
            "a board of 10,000 extensions (about 20 minutes, two if quick)",
            end_to_end("board/bench.mjs")?,
        ),
        Which::Tabs => (
            "hand-overs among tabs (about five minutes, a minute if quick)",
            end_to_end("tabs/bench.mjs")?,
        ),
        Which::Calls => (
            "a thousand calls on one page (about twelve minutes)",
            beside("calls/run.mjs")?,
        ),
        Which::Cost => (
            "what a phone costs the page (about ten minutes)",
            beside("cost/run.mjs")?,
        ),
        Which::Sizes => ("sizes of the package and of its peers", packages()?),
        Which::Parse => ("SIP messages from text and back (about a minute)", parse(bench.quick)?),
        Which::Start => (
            "starts and calls of all three libraries (about five minutes)",
            beside("../tests/faults/start/run.mjs")?,
        ),
        Which::Report => return report(),
    };
    if bench.quick {
        command.arg("--quick");
    } else {
        command
            .arg("--out")
            .arg(folder().join(format!("{}.json", bench.which.name())));
    }
    run::shown(what, command.args(&bench.options))
}

/// Where the scripts of most measurements are, and what all of them leave.
fn folder() -> PathBuf {
    paths::root().join("bench")
}

/// `node SCRIPT` of `bench/` with the pages of all three libraries, the browser and the development server.
fn beside(script: &str) -> Result<Command> {
    let mut command = pages()?;
    command.arg(script);
    Ok(command)
}

/// The measurements in short, as tests.
pub fn quick_tests() -> Result<Command> {
    let mut command = pages()?;
    command.args(["--test", "--test-reporter=spec", "quick.test.mjs"]);
    command.env("VOIP_BENCH_MODULE", parser(true)?);
    Ok(command)
}

fn pages() -> Result<Command> {
    let tarball = pack::tarball()?;
    // Launchers and servers are those of the end-to-end tests, the pages are those of the faults.
    npm::ensure_tarball(&paths::root().join("tests/e2e"), &tarball)?;
    npm::ensure_tarball(&faults::folder(), &tarball)?;
    let mut command = Command::new("node");
    command
        .current_dir(folder())
        .env("VOIP_SERVER_BIN", server::binary()?)
        .env("VOIP_CHROMIUM", browsers::ensure()?.chromium);
    Ok(command)
}

/// The packages of all libraries, and what bundles them.
fn packages() -> Result<Command> {
    let sizes = folder().join("sizes");
    npm::ensure_tarball(&paths::root().join("tests/pack"), &pack::tarball()?)?;
    npm::ensure(&sizes)?;
    let mut command = Command::new("node");
    command.current_dir(sizes).arg("run.mjs");
    Ok(command)
}

/// `node SCRIPT` of `tests/e2e`.
fn end_to_end(script: &str) -> Result<Command> {
    installed()?;
    let mut command = Command::new("node");
    command
        .current_dir(paths::root().join("tests/e2e"))
        .arg(script)
        .env("VOIP_SERVER_BIN", server::binary()?)
        .env("VOIP_CHROMIUM", browsers::ensure()?.chromium);
    Ok(command)
}

/// The folder of the packed SDK's modules.
fn installed() -> Result<PathBuf> {
    let tarball = pack::tarball()?;
    let folder = paths::root().join("tests/e2e");
    npm::ensure_tarball(&folder, &tarball)?;
    Ok(folder.join("node_modules/@cemscale/voip-sdk/dist"))
}

fn parse(quick: bool) -> Result<Command> {
    let mut command = beside("../tests/faults/parse/run.mjs")?;
    command.env("VOIP_BENCH_MODULE", parser(quick)?);
    Ok(command)
}

/// The phone's module with the exports of `bench parse`; in its short form one that is built soon and slow.
fn parser(quick: bool) -> Result<PathBuf> {
    wasm::phone_with_parser(if quick { wasm::Kind::Quick } else { wasm::Kind::Release })
}

fn faults(quick: bool) -> Result<Command> {
    let mut command = faults::prepared("measure.mjs")?;
    if quick {
        command.args(["--rounds", "1", "--cells", "nothing passes"]);
        command.arg("--out").arg(paths::target().join("bench/faults.json"));
    }
    Ok(command)
}

fn round_trips(quick: bool) -> Result<Command> {
    let mut command = faults::prepared("roundtrips.mjs")?;
    if quick {
        command.args(["--rounds", "1"]);
    }
    Ok(command)
}

fn rest(quick: bool) -> Result<Command> {
    let mut command = Command::new("node");
    command
        .current_dir(folder().join("rest"))
        .arg("run.mjs")
        .env("VOIP_SDK", installed()?)
        .env("VOIP_CHROMIUM", browsers::ensure()?.chromium);
    if !quick {
        command.env("VOIP_BENCH_SIZES", sizes()?);
    }
    Ok(command)
}

/// Sizes of the client module as it is, with one operation, and with none; as JSON.
fn sizes() -> Result<String> {
    let declarations = paths::read(&wasm::folder("client").join("voip_sdk.d.ts"))?;
    // One function calls them all; the others are the operations.
    let is_operation =
        |line: &&str| line.contains("options?: RequestOptions): Promise<") && !line.trim_start().starts_with("call(");
    let operations = declarations.lines().filter(is_operation).count();
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

fn memory(quick: bool) -> Result<Command> {
    let mut command = Command::new("node");
    command
        .current_dir(folder().join("rest"))
        .args(["--expose-gc", "memory.mjs"])
        .env("VOIP_SDK", installed()?);
    if quick {
        command.args(["--requests", "5000"]);
    }
    Ok(command)
}

fn report() -> Result {
    let mut command = Command::new("node");
    command.current_dir(folder().join("report")).arg("run.mjs");
    run::shown("the report of all measurements", &mut command)
}
