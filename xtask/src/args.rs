//! The command line.

use crate::Result;
use crate::bench::Bench;
use crate::test::Stage;

/// What `cargo xtask help` prints.
pub const HELP: &str = "\
cargo xtask demo [-- SERVER ARGUMENTS]   build all, start the development server, print its URL and logins
cargo xtask test [STAGE…] [--long]       run the tests (default: all); stages: host wasm js pack contract e2e interop faults
cargo xtask fuzz [TARGET…] [--minutes N] go on fuzzing (default: every target for 10 minutes); fuzz/ledger.md adds up
cargo xtask bench rest | memory          measure what a REST call costs; what 100,000 of them leave in memory
cargo xtask bench faults | roundtrips    beside JsSIP and SIP.js: calls through a failing network; the way to a call's sound
cargo xtask bench presence [--quick]     a board of 10,000 extensions beside a plain WebSocket: time, renders, memory
cargo xtask bench tabs [--quick]         connections of 1, 3 and 10 tabs, and how long a hand-over takes
cargo xtask pack                         leave the npm package in dist/
cargo xtask wasm [--quick]               build the WebAssembly modules only (--quick: unoptimised)
cargo xtask contract                     write docs/openapi.json and the README's table of operations anew
cargo xtask setup                        only install what the other commands need";

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    Help,
    Setup,
    Wasm { quick: bool },
    Pack,
    Contract,
    Demo { server_args: Vec<String> },
    Fuzz { targets: Vec<String>, minutes: u32 },
    Bench(Bench),
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
        "wasm" => match rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => Ok(Task::Wasm { quick: false }),
            ["--quick"] => Ok(Task::Wasm { quick: true }),
            _ => Err(format!("`wasm` takes only --quick, not {}", rest.join(" "))),
        },
        "contract" => none(&rest).map(|()| Task::Contract),
        "bench" => match rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["rest"] => Ok(Task::Bench(Bench::Rest)),
            ["memory"] => Ok(Task::Bench(Bench::Memory)),
            ["faults"] => Ok(Task::Bench(Bench::Faults)),
            ["roundtrips"] => Ok(Task::Bench(Bench::RoundTrips)),
            ["presence"] => Ok(Task::Bench(Bench::Presence { quick: false })),
            ["presence", "--quick"] => Ok(Task::Bench(Bench::Presence { quick: true })),
            ["tabs"] => Ok(Task::Bench(Bench::Tabs { quick: false })),
            ["tabs", "--quick"] => Ok(Task::Bench(Bench::Tabs { quick: true })),
            _ => Err(
                "`bench` takes one of: rest, memory, faults, roundtrips, presence, tabs (the last two with --quick)"
                    .to_owned(),
            ),
        },
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
        assert!(of("dmeo").is_err());
    }

    #[test]
    fn bench_takes_one_name_that_it_knows() {
        assert_eq!(of("bench rest"), Ok(Task::Bench(Bench::Rest)));
        assert_eq!(of("bench memory"), Ok(Task::Bench(Bench::Memory)));
        assert_eq!(
            of("bench presence --quick"),
            Ok(Task::Bench(Bench::Presence { quick: true }))
        );
        assert!(of("bench").is_err() && of("bench memory --quick").is_err());
        assert!(of("bench rest memory").is_err());
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
