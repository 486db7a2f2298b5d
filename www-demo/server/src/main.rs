//! `voip-demo-server`: see `--help`.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use voip_demo_server::args::{self, Command};
use voip_demo_server::run::{self, StartError};

fn main() -> ExitCode {
    let config = match args::parse(std::env::args().skip(1)) {
        Ok(Command::Run(config)) => config,
        Ok(Command::Print(text)) => {
            say(text().trim_end());
            return ExitCode::SUCCESS;
        }
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
        .with_env_filter(log_filter())
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

/// `RUST_LOG`, with the SIP and WebRTC libraries kept quiet unless they are named: they log whole messages,
/// telephone numbers included.
fn log_filter() -> tracing_subscriber::EnvFilter {
    let mut wanted = std::env::var("RUST_LOG").unwrap_or_else(|_| "info".into());
    for library in ["rsipstack", "str0m"] {
        if !wanted.contains(library) {
            wanted.push_str(&format!(",{library}=warn"));
        }
    }
    tracing_subscriber::EnvFilter::new(wanted)
}

async fn serve(config: args::Config) -> ExitCode {
    // Before anything is printed: whoever reads "listening" may send a signal at once.
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => {
            complain(&format!("the signals cannot be listened to: {error}"));
            return ExitCode::FAILURE;
        }
    };
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
        signal = signals.next() => { tracing::info!(signal, "stopping"); false }
        () = server.failed() => true,
    };
    tokio::select! {
        () = server.stop() => {}
        signal = signals.next() => {
            tracing::warn!(signal, "asked twice: stopping at once");
            return ExitCode::FAILURE;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Ctrl-C and SIGTERM.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

/// Ctrl-C.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> &'static str {
        self.0.recv().await;
        "Ctrl-C"
    }
}

/// A terminal that is gone is no reason to stop.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

fn complain(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "voip-demo-server: {sentence}");
}
