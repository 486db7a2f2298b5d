//! The user agent as a whole, with simulated time and no network.
//!
//! `Host` drives one user agent as the browser would; `Peer` puts a script on the other end of its connection that
//! reads like a transcript; `Pair` puts two user agents on one clock with a stand-in for the server between them.
#![cfg(feature = "phone")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod adrift;
mod background;
mod binding;
mod bodies;
mod bounds;
mod cancel;
mod crossings;
mod cuts;
mod digest;
mod early;
mod flows;
mod forks;
mod host;
mod hostile;
mod housekeeping;
mod identity;
mod info;
mod injection;
mod inspection;
mod limits;
mod liveness;
mod messages;
mod operations;
mod pair;
mod party;
mod peer;
mod publish;
mod races;
mod reconnect;
mod recovery;
mod redirects;
mod referred;
mod registration;
mod reliable;
mod replaces;
mod servers;
mod session_timers;
mod sessions;
mod shown;
mod subscriptions;
mod timers;
mod torture;
mod transfer;
mod uas;
mod update;
mod where_others_fail;
