//! `voip-demo-server`: see `--help`.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use voip_demo_server::args::{self, Command};
use voip_demo_server::run::{self, StartError};

fn main() -> ExitCode {
    let config = match args::parse(std::env::args().skip(1)) {
        Ok(Command::Run(config)) => config,
        Ok(Command::Help) => {
            say(args::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(sentence) => {
            complain(&format!("{sentence} (--help lists the arguments)"));
            return ExitCode::from(2);
        }
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "info,rsipstack=warn,str0m=warn".into()),
        )
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("the runtime does not start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(serve(config));
    // Nothing of value is left in a thread by now; one that hangs must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    code
}

async fn serve(config: args::Config) -> ExitCode {
    let server = match run::start(config).await {
        Ok(server) => server,
        Err(error) => {
            complain(&error.to_string());
            return match error {
                StartError::PortTaken(_) => ExitCode::from(3),
                _ => ExitCode::FAILURE,
            };
        }
    };
    say(&server.seed.describe());
    say(&format!("listening on {}", server.url()));
    let failed = tokio::select! {
        signal = asked_to_stop() => { tracing::info!(signal, "stopping"); false }
        () = server.failed() => true,
    };
    tokio::select! {
        () = server.stop() => {}
        signal = asked_to_stop() => {
            tracing::warn!(signal, "asked twice: stopping at once");
            return ExitCode::FAILURE;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Waits for Ctrl-C or SIGTERM.
async fn asked_to_stop() -> &'static str {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            return tokio::select! {
                _ = terminate.recv() => "SIGTERM",
                _ = tokio::signal::ctrl_c() => "SIGINT",
            };
        }
    }
    let _ = tokio::signal::ctrl_c().await;
    "Ctrl-C"
}

/// A terminal that is gone is no reason to stop.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

fn complain(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "voip-demo-server: {sentence}");
}
