//! The server as a client sees it.

mod bench;
mod blocklist;
mod calls;
mod extension_users;
mod extensions;
mod login;
mod originate;
mod page;
mod phone;
mod process;
mod realtime;
mod schedules;
mod trunks;
