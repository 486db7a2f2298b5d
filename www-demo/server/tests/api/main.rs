//! The server as a client sees it.

mod bench;
mod blocklist;
mod call_control;
mod calls;
mod conferences;
mod extension_users;
mod extensions;
mod ivr;
mod login;
mod mailbox;
mod originate;
mod page;
mod phone;
mod process;
mod queues;
mod realtime;
mod records;
mod ring_groups;
mod schedules;
mod table;
mod trunks;
mod voicemails;
mod webhooks;
