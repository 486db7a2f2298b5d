//! `cargo xtask demo | test | pack`: the only commands that a newcomer needs.
//!
//! Each command first sets up what is missing (see [`setup`]), says what it does while it does it, and leaves no
//! process behind (see [`process`]). Whatever was finished by an earlier run is found again, not repeated.

mod args;
mod bench;
mod beside;
mod build;
mod clock;
mod contract;
mod count;
mod demo;
mod docs;
mod fuzz;
mod out;
mod paths;
mod process;
mod run;
mod setup;
mod stamp;
mod test;

use args::Task;

/// What every step returns: an error is one sentence for the person at the terminal.
pub type Result<T = ()> = std::result::Result<T, String>;

fn main() {
    process::install_signals();
    let result = args::parse(std::env::args().skip(1)).and_then(perform);
    process::stop_all();
    if let Err(sentence) = result {
        eprintln!("xtask: {sentence}");
        std::process::exit(1);
    }
}

fn perform(task: Task) -> Result {
    match task {
        Task::Help => {
            println!("{}", args::HELP);
            Ok(())
        }
        Task::Setup => setup::everything(),
        Task::Wasm { modules, quick } => {
            let kind = if quick {
                build::wasm::Kind::Quick
            } else {
                build::wasm::Kind::Release
            };
            build::wasm::some(&modules, kind)?;
            build::wasm::say_sizes(&modules)
        }
        Task::Pack => build::pack::tarball().map(|tarball| println!("{}", tarball.display())),
        Task::Contract => contract::write(),
        Task::Docs => docs::write(),
        Task::Demo { server_args } => demo::run(&server_args),
        Task::Fuzz { targets, minutes } => fuzz::batches(&targets, minutes),
        Task::Bench(which) => bench::run(&which),
        Task::Test { stages, long } => test::run(&stages, long),
    }
}
