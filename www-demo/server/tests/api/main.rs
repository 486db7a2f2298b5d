//! The server as a client sees it.

mod bench;
mod calls;
mod login;
mod page;
mod process;
mod realtime;
