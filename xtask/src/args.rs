//! The command line.

use crate::Result;
use crate::bench::{Bench, Which};
use crate::build::wasm::MODULES;
use crate::test::Stage;

/// What `cargo xtask help` prints.
pub const HELP: &str = "\
cargo xtask demo [-- SERVER ARGUMENTS]   build all, start the development server, print its URL and logins
cargo xtask test [STAGE…] [--long]       run the tests (default: all); stages: host wasm js pack contract e2e interop faults
cargo xtask fuzz [TARGET…] [--minutes N] go on fuzzing (default: every target for 10 minutes); fuzz/ledger.md adds up
cargo xtask bench [--quick]              take every measurement, then write the report (about an hour and a half)
cargo xtask bench NAME [--quick]         measure into bench/NAME.json; --quick: less than a minute, nothing kept. NAME is one of
                                         parse start sizes calls cost roundtrips faults (beside JsSIP and SIP.js), rest memory presence tabs
cargo xtask bench report                 write bench/RESULTS.md and its plots from those files
cargo xtask pack                         leave the npm package in dist/
cargo xtask wasm [MODULE…] [--quick]     build the WebAssembly modules only, or some of client, phone, webhooks, and
                                         say how large they are (--quick: unoptimised)
cargo xtask docs                         write the reference of the API as HTML, target/reference/index.html
cargo xtask contract                     write docs/openapi.json and the README's table of operations anew
cargo xtask setup                        only install what the other commands need";

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    Help,
    Setup,
    Wasm { modules: Vec<&'static str>, quick: bool },
    Pack,
    Contract,
    Docs,
    Demo { server_args: Vec<String> },
    Fuzz { targets: Vec<String>, minutes: u32 },
    Bench(Vec<Bench>),
    Test { stages: Vec<Stage>, long: bool },
}

/// Reads the arguments that follow `cargo xtask`.
pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Task> {
    let name = args.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = args.collect();
    match name.as_str() {
        "help" | "--help" | "-h" => Ok(Task::Help),
        "setup" => none(&rest).map(|()| Task::Setup),
        "pack" => none(&rest).map(|()| Task::Pack),
        "wasm" => wasm(&rest),
        "contract" => none(&rest).map(|()| Task::Contract),
        "docs" => none(&rest).map(|()| Task::Docs),
        "bench" => bench(&rest).map(Task::Bench),
        "fuzz" => fuzz(rest),
        "demo" => {
            let server_args = rest.into_iter().filter(|argument| argument != "--").collect();
            Ok(Task::Demo { server_args })
        }
        "test" => {
            let (flags, names): (Vec<_>, Vec<_>) = rest.into_iter().partition(|argument| argument.starts_with("--"));
            if let Some(unknown) = flags.iter().find(|flag| *flag != "--long") {
                return Err(format!(
                    "`test` does not know {unknown}; it takes stage names and --long"
                ));
            }
            let mut stages = names
                .iter()
                .map(|name| Stage::from_name(name))
                .collect::<Result<Vec<_>>>()?;
            if stages.is_empty() {
                stages = Stage::ALL.to_vec();
            }
            Ok(Task::Test {
                stages,
                long: !flags.is_empty(),
            })
        }
        other => Err(format!("there is no command `{other}`.\n{HELP}")),
    }
}

/// A name, then `--quick`; what else there is goes to the measurement, which knows its own. Without a name, all of them.
fn bench(rest: &[String]) -> Result<Vec<Bench>> {
    let (name, options) = match rest {
        [] => return Ok(Bench::all(false)),
        [quick] if quick == "--quick" => return Ok(Bench::all(true)),
        [name, options @ ..] => (name, options),
    };
    let which = Which::from_name(name)?;
    if let Some(stray) = options
        .first()
        .filter(|option| which == Which::Report || !option.starts_with("--"))
    {
        return Err(format!("`bench {name}` does not take {stray}"));
    }
    Ok(vec![Bench {
        which,
        quick: options.iter().any(|option| option == "--quick"),
        options: options.iter().filter(|option| *option != "--quick").cloned().collect(),
    }])
}

fn wasm(rest: &[String]) -> Result<Task> {
    let (flags, names): (Vec<_>, Vec<_>) = rest.iter().partition(|argument| argument.starts_with("--"));
    if flags.iter().any(|flag| *flag != "--quick") {
        return Err(format!(
            "`wasm` takes names of modules and --quick, not {}",
            rest.join(" ")
        ));
    }
    let known = |name: &&String| MODULES.into_iter().find(|module| module == *name);
    let modules = names
        .iter()
        .map(|name| known(name).ok_or_else(|| format!("`wasm` builds {}, not {name}", MODULES.join(", "))))
        .collect::<Result<Vec<_>>>()?;
    Ok(Task::Wasm {
        modules: if modules.is_empty() { MODULES.to_vec() } else { modules },
        quick: !flags.is_empty(),
    })
}

fn fuzz(mut rest: Vec<String>) -> Result<Task> {
    let mut minutes = 10;
    if let Some(at) = rest.iter().position(|argument| argument == "--minutes") {
        minutes = rest
            .get(at + 1)
            .and_then(|number| number.parse().ok())
            .filter(|minutes| *minutes > 0)
            .ok_or("`--minutes` takes a number")?;
        rest.drain(at..at + 2);
    }
    match rest.iter().find(|argument| argument.starts_with("--")) {
        Some(unknown) => Err(format!(
            "`fuzz` does not know {unknown}; it takes targets and --minutes N"
        )),
        None => Ok(Task::Fuzz { targets: rest, minutes }),
    }
}

fn none(rest: &[String]) -> Result {
    if rest.is_empty() {
        Ok(())
    } else {
        Err(format!("unexpected argument {}", rest.join(" ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Task> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn test_without_names_runs_every_stage() {
        assert_eq!(
            of("test"),
            Ok(Task::Test {
                stages: Stage::ALL.to_vec(),
                long: false
            })
        );
    }

    #[test]
    fn named_stages_run_in_the_order_given() {
        let stages = vec![Stage::E2e, Stage::Host];
        assert_eq!(of("test e2e host --long"), Ok(Task::Test { stages, long: true }));
    }

    #[test]
    fn an_unknown_stage_or_flag_is_refused() {
        assert!(of("test hots").is_err());
        assert!(of("test --lnog").is_err());
        assert!(of("pack now").is_err());
        assert_eq!(of("docs"), Ok(Task::Docs));
        assert!(of("docs now").is_err());
        assert!(of("dmeo").is_err());
    }

    #[test]
    fn bench_takes_one_name_that_it_knows() {
        let task = |which, quick, options: &[&str]| {
            Ok(Task::Bench(vec![Bench {
                which,
                quick,
                options: options.iter().map(|one| (*one).to_owned()).collect(),
            }]))
        };
        assert_eq!(of("bench rest"), task(Which::Rest, false, &[]));
        assert_eq!(of("bench presence --quick"), task(Which::Presence, true, &[]));
        assert_eq!(
            of("bench calls --calls 100"),
            task(Which::Calls, false, &["--calls", "100"])
        );
        assert!(of("bench report --quick").is_err());
        assert!(of("bench rest memory").is_err() && of("bench rset").is_err());
    }

    #[test]
    fn bench_without_a_name_takes_all_and_reports_what_it_keeps() {
        let names = |line: &str| match of(line) {
            Ok(Task::Bench(benches)) => benches.iter().map(|one| (one.which, one.quick)).collect(),
            _ => Vec::new(),
        };
        let all = names("bench");
        assert!(all.len() > 2 && all.iter().all(|(_, quick)| !quick));
        assert_eq!(all.last(), Some(&(Which::Report, false)));
        let quick = names("bench --quick");
        assert_eq!(quick.len(), all.len() - 1);
        assert!(quick.iter().all(|(which, quick)| *quick && *which != Which::Report));
        assert!(of("bench --slow").is_err());
    }

    #[test]
    fn wasm_builds_all_modules_or_those_that_are_named() {
        let task = |modules: &[&'static str], quick| {
            let modules = modules.to_vec();
            Ok(Task::Wasm { modules, quick })
        };
        assert_eq!(of("wasm --quick"), task(&MODULES, true));
        assert_eq!(of("wasm phone"), task(&["phone"], false));
        assert!(of("wasm fone").is_err() && of("wasm phone --slow").is_err());
    }

    #[test]
    fn fuzz_takes_targets_and_minutes() {
        let task = |targets: &[&str], minutes| {
            let targets = targets.iter().map(|t| (*t).to_owned()).collect();
            Ok(Task::Fuzz { targets, minutes })
        };
        assert_eq!(of("fuzz"), task(&[], 10));
        assert_eq!(of("fuzz pair --minutes 3 sdp"), task(&["pair", "sdp"], 3));
        assert!(of("fuzz --minutes").is_err() && of("fuzz --minutes 0").is_err() && of("fuzz --hours 1").is_err());
    }

    #[test]
    fn demo_hands_its_arguments_to_the_server() {
        let server_args = vec!["--port".to_owned(), "4000".to_owned()];
        assert_eq!(of("demo -- --port 4000"), Ok(Task::Demo { server_args }));
    }
}
