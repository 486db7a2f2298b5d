//! The lines of the running command. Of two stages that run side by side one speaks at once, and what the other says is
//! held until the first is done, so that no line stands among those of another stage.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Text = Arc<Mutex<String>>;

thread_local! {
    static HELD: RefCell<Option<Text>> = const { RefCell::new(None) };
}
/// What is held in any thread, for [`spill`].
static ALL: Mutex<Vec<Text>> = Mutex::new(Vec::new());

fn lock<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Prints a line.
pub fn line(text: &str) {
    part(&format!("{text}\n"));
}

/// Prints a part of a line.
pub fn part(text: &str) {
    HELD.with_borrow(|held| match held {
        Some(held) => lock(held).push_str(text),
        None => {
            print!("{text}");
            let _ = std::io::stdout().flush();
        }
    });
}

/// Whether somebody watches the lines as they come.
pub fn is_watched() -> bool {
    !is_held() && std::io::stdout().is_terminal()
}

/// Whether this thread's lines are held.
pub fn is_held() -> bool {
    HELD.with_borrow(Option::is_some)
}

/// What `work` says in this thread is returned with its result.
pub fn hold<T>(work: impl FnOnce() -> T) -> (T, String) {
    let text = Text::default();
    lock(&ALL).push(Arc::clone(&text));
    HELD.set(Some(Arc::clone(&text)));
    let result = work();
    HELD.set(None);
    lock(&ALL).retain(|other| !Arc::ptr_eq(other, &text));
    let said = std::mem::take(&mut *lock(&text));
    (result, said)
}

/// Prints what is held: this process is being stopped.
pub fn spill() {
    for text in lock(&ALL).drain(..) {
        print!("{}", std::mem::take(&mut *lock(&text)));
    }
    let _ = std::io::stdout().flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_while_it_is_held_comes_with_the_result() {
        let said = hold(|| {
            line("one");
            part("two ");
            line("three");
            (is_held(), is_watched())
        });
        assert_eq!(said, ((true, false), "one\ntwo three\n".to_owned()));
        assert!(!is_held());
    }
}
