//! Child processes: each in a process group of its own, none left behind.
//!
//! A browser or a server started by a test runner may leave its group (Chromium does), so on Linux this process also
//! makes itself the parent of orphans and, at the end, stops whatever still descends from it.

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::Result;

/// How long a group gets between being asked and being killed.
const GRACE: Duration = Duration::from_secs(5);

static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
static REMOVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn lock<T>(list: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on Ctrl-C, a closed terminal and a termination request stop every child before this process ends.
pub fn install_signals() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            eprintln!("\nxtask: stopping");
            crate::out::spill();
            stop_all();
            std::process::exit(128 + signal);
        }
    });
}

/// A file that must be gone when this process ends, however it ends.
pub fn remove_at_exit(file: PathBuf) {
    lock(&REMOVE).push(file);
}

/// Takes back [`remove_at_exit`] by removing the file now.
pub fn remove_now(file: &PathBuf) {
    let mut files = lock(&REMOVE);
    files.retain(|other| other != file);
    let _ = std::fs::remove_file(file);
}

/// Starts `command` in a group of its own, without the terminal's input.
pub fn start(command: &mut Command) -> Result<Child> {
    use std::os::unix::process::CommandExt;
    let name = command.get_program().to_string_lossy().into_owned();
    forget_own_package(command);
    let child = command
        .process_group(0)
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start {name}: {error}"))?;
    lock(&GROUPS).push(pid(&child));
    Ok(child)
}

/// Waits for a child of [`start`] and stops what it left behind in its group.
pub fn wait(child: &mut Child) -> Result<ExitStatus> {
    let status = child
        .wait()
        .map_err(|error| format!("cannot wait for a child process: {error}"))?;
    let group = pid(child);
    lock(&GROUPS).retain(|other| *other != group);
    let _ = kill_process_group(group, Signal::KILL);
    Ok(status)
}

/// Like [`wait`], but at most for `limit`: then the group is stopped and `None` returned.
pub fn wait_at_most(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let end = Instant::now() + limit;
    while Instant::now() < end {
        match child.try_wait() {
            Ok(Some(_)) => return wait(child).map(Some),
            Ok(None) => std::thread::sleep(Duration::from_millis(50)),
            Err(error) => return Err(format!("cannot wait for a child process: {error}")),
        }
    }
    let _ = kill_process_group(pid(child), Signal::KILL);
    wait(child).map(|_| None)
}

/// Asks every group and every descendant to end, then kills what is left. Removes what has to be removed.
pub fn stop_all() {
    let groups: Vec<Pid> = lock(&GROUPS).drain(..).collect();
    for group in &groups {
        let _ = kill_process_group(*group, Signal::TERM);
    }
    for orphan in descendants() {
        let _ = kill_process(orphan, Signal::TERM);
    }
    let end = Instant::now() + GRACE;
    while Instant::now() < end && !descendants().is_empty() {
        std::thread::sleep(Duration::from_millis(50));
    }
    for group in &groups {
        let _ = kill_process_group(*group, Signal::KILL);
    }
    for orphan in descendants() {
        let _ = kill_process(orphan, Signal::KILL);
    }
    for file in lock(&REMOVE).drain(..) {
        let _ = std::fs::remove_file(file);
    }
}

/// Living processes that descend from this one, by way of `/proc`; empty where there is none.
pub fn descendants() -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let all: Vec<(i32, i32)> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .filter_map(|id| parent_of(&std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?).map(|up| (id, up)))
        .collect();
    let mut found = vec![rustix::process::getpid().as_raw_nonzero().get()];
    let mut next = 0;
    while next < found.len() {
        let parent = found[next];
        found.extend(all.iter().filter(|(_, up)| *up == parent).map(|(id, _)| *id));
        next += 1;
    }
    found.into_iter().skip(1).filter_map(Pid::from_raw).collect()
}

/// A process in words, for a message.
pub fn describe(id: Pid) -> String {
    let number = id.as_raw_nonzero();
    let line = std::fs::read_to_string(format!("/proc/{number}/cmdline"))
        .unwrap_or_default()
        .replace('\0', " ");
    format!("{number} ({})", line.chars().take(80).collect::<String>().trim())
}

/// The parent in a line of `/proc/…/stat`; none for a zombie, which needs no stopping. The name in parentheses may
/// hold anything, so reading starts after the last `)`.
fn parent_of(stat: &str) -> Option<i32> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    if state == "Z" || state == "X" {
        None
    } else {
        fields.next()?.parse().ok()
    }
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// `cargo run` describes xtask's own package in the environment; a cargo started from here must not see that, or it
/// takes its earlier work for stale.
fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO" {
            command.env_remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_read_behind_a_name_with_parentheses() {
        assert_eq!(parent_of("42 (a) b) S 7 42 42 0"), Some(7));
        assert_eq!(parent_of("42 (gone) Z 7 42 42 0"), None);
    }

    #[test]
    fn a_child_that_takes_too_long_is_stopped_with_its_group() {
        let mut child = start(Command::new("sh").args(["-c", "sleep 60 & sleep 60"])).unwrap();
        let group = pid(&child);
        assert_eq!(wait_at_most(&mut child, Duration::from_millis(100)), Ok(None));
        // The group's second process is gone with the first: nothing is left to signal but zombies.
        let alive = descendants()
            .into_iter()
            .filter(|id| rustix::process::getpgid(Some(*id)) == Ok(group))
            .count();
        assert_eq!(alive, 0);
    }

    #[test]
    fn the_status_of_a_child_is_its_own() {
        let mut child = start(Command::new("sh").args(["-c", "exit 3"])).unwrap();
        assert_eq!(wait(&mut child).map(|status| status.code()), Ok(Some(3)));
    }
}
