//! The core as WebAssembly: the same tests in Chromium, and the sizes that every page load pays for.

use std::process::Command;

use super::checks::Checks;
use crate::build::{size, wasm};
use crate::setup::rust_target::{self, TARGET};
use crate::setup::{browsers, wasm_bindgen};
use crate::{Result, paths};

/// Brotli bytes that a module may have.
const BUDGETS: [(&str, u64); 3] = [("client", 35_560), ("phone", 119_400), ("webhooks", 3_480)];

pub fn run(checks: &mut Checks) -> Result {
    wasm::all(wasm::Kind::Release)?;
    for (module, budget) in BUDGETS {
        let size = size::of(&wasm::folder(module).join("voip_sdk_bg.wasm"))?;
        let result = if size.brotli <= budget {
            Ok(())
        } else {
            Err(format!(
                "{size}: {} bytes above its budget of {budget} brotli",
                size.brotli - budget
            ))
        };
        checks.expect(
            &format!("size of the {module} module ({size}; budget {budget})"),
            result,
        );
    }
    let toolchain = rust_target::ensure()?;
    let bindgen = wasm_bindgen::ensure()?;
    let driver = browsers::ensure_chromedriver()?;
    let browsers = browsers::ensure()?;
    let mut command = Command::new("cargo");
    command.current_dir(paths::root());
    command.args([
        "test",
        "--locked",
        "--package",
        "voip-sdk",
        "--target",
        TARGET,
        "--lib",
        "--tests",
        "--no-fail-fast",
    ]);
    toolchain.apply(&mut command, std::slice::from_ref(&bindgen));
    command
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            bindgen.join("wasm-bindgen-test-runner"),
        )
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("CHROMEDRIVER", driver)
        .env("CHROME_PATH", browsers.chromium);
    checks.tests("the core's tests in Chromium", &mut command);
    Ok(())
}
