//! The server as a client sees it.

mod bench;
mod blocklist;
mod calls;
mod login;
mod originate;
mod page;
mod phone;
mod process;
mod realtime;
mod schedules;
mod trunks;
