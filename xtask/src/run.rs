//! Running one step: say what it is, show that it goes on, keep its output for the case of failure.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::{Result, out, process};

/// Prints a headline of the running command.
pub fn say(text: &str) {
    out::line(&format!("→ {text}"));
}

/// Runs `command` with its output on the terminal: for cargo, which shows its own progress.
pub fn shown(what: &str, command: &mut Command) -> Result {
    if out::is_held() {
        return quietly(what, command);
    }
    say(what);
    let clock = Clock::start();
    let mut child = process::start(command)?;
    let status = process::wait(&mut child)?;
    out::line(&format!("  {} s", clock.stop(what)));
    if status.success() {
        Ok(())
    } else {
        Err(format!("{what}: failed ({status})"))
    }
}

/// Runs `command` silently with a clock on the terminal; its output is printed only if it fails.
pub fn quietly(what: &str, command: &mut Command) -> Result {
    out::part(&format!("→ {what} …"));
    let clock = Clock::start();
    let mut output = String::new();
    let success = follow(command, |event| match event {
        Event::Line(line) => {
            output.push_str(&line);
            output.push('\n');
        }
        Event::Quiet(seconds) => tick(what, seconds),
    })?;
    let again = if out::is_watched() {
        format!("\r→ {what} …")
    } else {
        String::new()
    };
    out::line(&format!("{again} {} s", clock.stop(what)));
    if success {
        return Ok(());
    }
    out::part(&output);
    Err(format!("{what}: failed (its output is above)"))
}

/// Runs `command` and shows its lines as they come. Returns its output and whether it ended well.
pub fn followed(what: &str, command: &mut Command) -> Result<(String, bool)> {
    say(what);
    let clock = Clock::start();
    let mut output = String::new();
    let success = follow(command, |event| match event {
        Event::Line(line) => {
            out::line(&format!("  {line}"));
            output.push_str(&line);
            output.push('\n');
        }
        Event::Quiet(seconds) if seconds > 0 && seconds.is_multiple_of(60) => out::line(&format!("  … {seconds} s")),
        Event::Quiet(_) => {}
    })?;
    out::line(&format!("  {} s", clock.stop(what)));
    Ok((output, success))
}

/// The trimmed standard output of a short command, if it ended well.
pub fn output_of(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

enum Event {
    /// One line of output, colours removed.
    Line(String),
    /// Whole seconds since the start, once a second while nothing is printed.
    Quiet(u64),
}

fn follow(command: &mut Command, mut on: impl FnMut(Event)) -> Result<bool> {
    let mut child = process::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let (sender, receiver) = channel();
    let mut threads = Vec::new();
    for stream in [child.stdout.take().map(boxed), child.stderr.take().map(boxed)]
        .into_iter()
        .flatten()
    {
        let sender = sender.clone();
        threads.push(std::thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(std::io::Result::ok) {
                let _ = sender.send(plain(&String::from_utf8_lossy(&line)));
            }
        }));
    }
    drop(sender);
    let begin = Instant::now();
    let mut exited = None;
    loop {
        match receiver.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => on(Event::Line(line)),
            Err(RecvTimeoutError::Timeout) => on(Event::Quiet(begin.elapsed().as_secs())),
            Err(RecvTimeoutError::Disconnected) => break,
        }
        // A grandchild that keeps the pipe open must not keep us: one more second after the child's end.
        match exited {
            None => exited = child.try_wait().ok().flatten().map(|_| Instant::now()),
            Some(at) if at.elapsed() > Duration::from_secs(1) => break,
            Some(_) => {}
        }
    }
    let status = process::wait(&mut child)?;
    while let Ok(line) = receiver.try_recv() {
        on(Event::Line(line));
    }
    Ok(status.success())
}

fn boxed(stream: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(stream)
}

fn tick(what: &str, seconds: u64) {
    if out::is_watched() {
        out::part(&format!("\r→ {what} … {seconds} s"));
    } else if seconds > 0 && seconds.is_multiple_of(30) {
        out::part(&format!(" {seconds} s …"));
    }
}

/// The line without ANSI escapes and carriage returns.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => {
                for inner in characters.by_ref() {
                    if inner.is_ascii_alphabetic() {
                        break;
                    }
                }
            }
            '\r' => {}
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_removed_from_lines() {
        assert_eq!(plain("\u{1b}[1;32m5 passed\u{1b}[0m\r"), "5 passed");
    }

    #[test]
    fn both_streams_of_a_step_are_kept_and_its_failure_is_told() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 1"]);
        let (output, success) = followed("a step", &mut command).unwrap();
        assert!(output.contains("one\n") && output.contains("two\n"));
        assert!(!success);
    }

    #[test]
    fn a_grandchild_that_holds_the_pipe_does_not_hold_the_step() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 30 & echo done"]);
        let begin = Instant::now();
        assert_eq!(followed("a step", &mut command), Ok(("done\n".to_owned(), true)));
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
}
