//! The three WebAssembly modules, into `pkg-template/gen/<module>/`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{locations, names, size, snip};
use crate::setup::rust_target::{self, TARGET, Toolchain};
use crate::setup::{wasm_bindgen, wasm_opt};
use crate::stamp::{self, Inputs, unless_done};
use crate::{Result, clock, out, paths, run};

/// One module for each feature of the crate; they share no memory.
pub const MODULES: [&str; 3] = ["client", "phone", "webhooks"];

const WASM_OPT: [&str; 4] = [
    "-Oz",
    "--converge",
    // rust-lld puts nothing in the lowest 1024 bytes but the end of a stack that has overflowed by then.
    "--low-memory-unused",
    "--strip-producers",
];

/// What rustc emits for wasm32 today, named because wasm-opt must not guess.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// How much trouble to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// As it is published: link-time optimisation, then wasm-opt.
    Release,
    /// For trying something out: neither.
    Quick,
}

/// Where a module's generated files are.
pub fn folder(module: &str) -> PathBuf {
    paths::root().join("pkg-template/gen").join(module)
}

/// Builds all modules.
pub fn all(kind: Kind) -> Result {
    some(&MODULES, kind)
}

/// Builds these modules.
///
/// What is there is judged by the sources and not left to cargo: the builds leave their result under one name, so
/// cargo would build each again after the other. Link-time optimisation and wasm-opt keep one processor busy each, so
/// a module goes through wasm-opt while the next one is compiled; the phone, which takes longest, goes first.
pub fn some(modules: &[&str], kind: Kind) -> Result {
    let tools = Tools::ensure()?;
    let mut modules = modules.to_vec();
    modules.sort_by_key(|module| *module != "phone");
    std::thread::scope(|scope| {
        let mut generating = Vec::new();
        let mut compiled = Ok(());
        for module in modules {
            let build = Build::new(&tools, module, kind, folder(module), None);
            if build.is_done() {
                continue;
            }
            compiled = build.compile();
            if compiled.is_err() {
                break;
            }
            generating.push(scope.spawn(|| out::hold(move || (build.generate(), clock::taken()))));
        }
        let generated = generating.into_iter().map(|thread| {
            let ((result, steps), said) = thread.join().map_err(|_| "making a module panicked".to_owned())?;
            out::part(&said);
            clock::add(steps);
            result
        });
        // Every one is waited for, whatever became of the others.
        let generated: Vec<Result> = generated.collect();
        compiled.and(generated.into_iter().collect())
    })
}

/// Says how large these modules are.
pub fn say_sizes(modules: &[&str]) -> Result {
    for module in modules {
        println!("{module}: {}", size::of(&folder(module).join(WASM))?);
    }
    Ok(())
}

/// The client module with `"one"` operation or `"none"`, to measure what the others weigh.
pub fn client_with_operations(which: &str) -> Result<PathBuf> {
    let out = paths::target().join(format!("bench/client-{which}"));
    let cfg = format!("voip_operations=\"{which}\"");
    build(MODULES[0], Kind::Release, &out, Some(&cfg))?;
    Ok(out.join(WASM))
}

/// The folder of the phone's module with the exports of `bench parse`; in release otherwise as it is shipped.
pub fn phone_with_parser(kind: Kind) -> Result<PathBuf> {
    let out = paths::target().join(match kind {
        Kind::Release => "bench/phone-parser",
        Kind::Quick => "bench/phone-parser-quick",
    });
    build("phone", kind, &out, Some("voip_bench"))?;
    Ok(out)
}

fn build(module: &str, kind: Kind, out: &Path, cfg: Option<&str>) -> Result {
    let tools = Tools::ensure()?;
    let build = Build::new(&tools, module, kind, out.to_path_buf(), cfg);
    if !build.is_done() {
        build.compile()?;
        build.generate()?;
    }
    Ok(())
}

const WASM: &str = "voip_sdk_bg.wasm";

/// What it takes to build one.
struct Tools {
    toolchain: Toolchain,
    bindgen: PathBuf,
    optimizer: PathBuf,
}

impl Tools {
    fn ensure() -> Result<Self> {
        Ok(Self {
            toolchain: rust_target::ensure()?,
            bindgen: wasm_bindgen::ensure()?,
            optimizer: wasm_opt::ensure()?,
        })
    }
}

/// A module that is to be built into `out`.
struct Build<'a> {
    tools: &'a Tools,
    module: &'a str,
    kind: Kind,
    out: PathBuf,
    flags: OsString,
    inputs: Inputs,
}

impl<'a> Build<'a> {
    fn new(tools: &'a Tools, module: &'a str, kind: Kind, out: PathBuf, cfg: Option<&str>) -> Self {
        let flags = rustflags(cfg);
        let inputs = sources().value((kind, WASM_OPT, &tools.bindgen, tools.toolchain.version(), &flags));
        Self {
            tools,
            module,
            kind,
            out,
            flags,
            inputs,
        }
    }

    fn stamp(&self) -> PathBuf {
        self.out.join(".stamp")
    }

    fn results(&self) -> [PathBuf; 3] {
        [WASM, "voip_sdk.js", "voip_sdk.d.ts"].map(|name| self.out.join(name))
    }

    fn is_done(&self) -> bool {
        let results = self.results();
        stamp::is_done(&self.stamp(), &self.inputs, &results.each_ref().map(PathBuf::as_path))
    }

    /// Where the compiled module waits: the next one is compiled into the same file.
    fn compiled(&self) -> PathBuf {
        paths::state().join(format!("{}.wasm", self.module))
    }

    fn compile(&self) -> Result {
        let Self { module, kind, .. } = *self;
        let mut cargo = Command::new("cargo");
        cargo.current_dir(paths::root());
        // `cargo rustc --crate-type`: cargo leaves link-time optimisation out where a crate is also an rlib.
        cargo.args([
            "rustc",
            "--locked",
            "--package",
            "voip-sdk",
            "--lib",
            "--crate-type",
            "cdylib",
            "--target",
            TARGET,
        ]);
        cargo.args(["--no-default-features", "--features", module]);
        if kind == Kind::Release {
            cargo.arg("--release");
        }
        self.tools.toolchain.apply(&mut cargo, &[]);
        cargo.env("CARGO_ENCODED_RUSTFLAGS", &self.flags);
        run::shown(&format!("compiling the {module} module to WebAssembly"), &mut cargo)?;
        let profile = if kind == Kind::Release { "release" } else { "debug" };
        let made = paths::target().join(TARGET).join(profile).join("voip_sdk.wasm");
        let kept = self.compiled();
        std::fs::create_dir_all(paths::state())
            .and_then(|()| std::fs::copy(&made, &kept))
            .map_err(|error| format!("cannot copy {}: {error}", made.display()))?;
        Ok(())
    }

    /// Makes of what was compiled what is packed.
    fn generate(&self) -> Result {
        let results = self.results();
        let results = results.each_ref().map(PathBuf::as_path);
        unless_done(&self.stamp(), &self.inputs, &results, || self.bind_and_optimize()).map(drop)
    }

    fn bind_and_optimize(&self) -> Result {
        let wasm = self.out.join(WASM);
        let module = self.module;
        let _ = std::fs::remove_dir_all(&self.out);
        let mut command = Command::new(self.tools.bindgen.join("wasm-bindgen"));
        command
            .args(["--target", "web", "--out-name", "voip_sdk", "--out-dir"])
            .arg(&self.out)
            .arg(self.compiled());
        run::quietly(&format!("wasm-bindgen for the {module} module"), &mut command)?;
        if self.kind == Kind::Quick {
            return Ok(());
        }
        let say = |error: std::io::Error| format!("cannot rewrite {}: {error}", wasm.display());
        let emptied = snip::panics(&std::fs::read(&wasm).map_err(say)?)?;
        let glue = wasm.with_file_name("voip_sdk.js");
        let (named, text) = names::shortened(&locations::blanked(&emptied), &paths::read(&glue)?)?;
        std::fs::write(&wasm, named).map_err(say)?;
        std::fs::write(&glue, text).map_err(say)?;
        let optimize = |what: &str, passes: &[&str]| {
            let mut command = Command::new(self.tools.optimizer.join("wasm-opt"));
            command.args(passes).args(WASM_FEATURES).arg(&wasm).arg("-o").arg(&wasm);
            run::quietly(what, &mut command)
        };
        let what = format!("wasm-opt for the {module} module, what nothing reaches");
        optimize(&what, &["--remove-unused-module-elements", "--debuginfo"])?;
        std::fs::write(&wasm, snip::formatting(&std::fs::read(&wasm).map_err(say)?)).map_err(say)?;
        optimize(&format!("wasm-opt for the {module} module (up to a minute)"), &WASM_OPT)
    }
}

fn sources() -> Inputs {
    let root = paths::root();
    let inputs = Inputs::of("wasm module").value(std::env::var_os("RUSTFLAGS"));
    // What comes between the compiler and wasm-opt is the xtask's own.
    [
        "src",
        "xtask/src/build",
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "build.rs",
    ]
    .iter()
    .fold(inputs, |inputs, part| inputs.path(&root.join(part)))
}

/// The linker puts the stack below the data. Half a megabyte is plenty for code that does not recurse, and addresses
/// below one megabyte take three octets in WebAssembly, those above four: 4 % of the phone's module.
const STACK: &str = "-Clink-arg=-zstack-size=524288";

/// Inline only what gets smaller by it: half a percent of the phone's module. (Below zero it grows again.)
const INLINING: &str = "-Cllvm-args=-inline-threshold=0";

/// What is worth nothing here: an address that LLVM computes ahead of a loop is a local to write and read, where adding
/// a constant again is shorter.
const LOOPS: [&str; 2] = ["-Cllvm-args=-disable-machine-licm", "-Cllvm-args=-disable-lsr"];

/// What LLVM doubles to be quicker on one of the ways through a function (partial redundancies), and what it gathers at
/// the ends of several (common instructions, which cost a local and a block here): 0.8 % of the phone's chunk.
const COPIES: [&str; 2] = [
    "-Cllvm-args=-enable-pre=false",
    "-Cllvm-args=-simplifycfg-sink-common=false",
];

/// The user's flags, and no folder of this machine in the messages of panics.
fn rustflags(cfg: Option<&str>) -> OsString {
    let mut flags: Vec<OsString> = match std::env::var("RUSTFLAGS") {
        Ok(own) => own.split_whitespace().map(OsString::from).collect(),
        Err(_) => Vec::new(),
    };
    // As in .cargo/config.toml, which this variable outranks.
    flags.extend(["--cfg", "sha2_backend_soft=\"compact\"", STACK, INLINING].map(OsString::from));
    flags.extend(LOOPS.iter().chain(&COPIES).map(OsString::from));
    if let Some(cfg) = cfg {
        // What is left out leaves its helpers unused, which is no news.
        flags.extend(["--cfg", cfg, "-Awarnings"].map(OsString::from));
    }
    let mut folders = vec![(paths::root().into(), "."), (paths::cargo_home().into(), "cargo")];
    // With rustup's rust-src, panics of the standard library name its files where they lie.
    folders.extend(
        run::output_of("rustc", &["--print", "sysroot"]).map(|sysroot| (sysroot.trim().to_owned().into(), "rust")),
    );
    for (folder, name) in folders as Vec<(OsString, &str)> {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(folder);
        flag.push("=");
        flag.push(name);
        flags.push(flag);
    }
    flags.join(OsStr::new("\u{1f}"))
}
