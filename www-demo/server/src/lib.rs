//! The development server: a small real telephone system behind the API that the SDK speaks.
//!
//! ```text
//!   run      one process: data directory, port, start and stop
//!    ├─ http        the API's routes, the realtime WebSocket, the page
//!    │   └─ auth    passwords, tokens, limits
//!    ├─ hours       business hours
//!    ├─ hub         who is told what, presence
//!    ├─ pbx         SIP over WebSocket, calls, media
//!    ├─ conferences which calls are in which room
//!    ├─ webhooks    events posted to where a tenant wants them
//!    └─ store       SQLite: tenants, extensions, sessions, call records
//! ```
//!
//! For development and tests on one machine: it listens on 127.0.0.1 only.

pub mod args;
pub mod auth;
pub mod conferences;
pub mod contract;
pub mod export;
pub mod hours;
pub mod http;
pub mod hub;
pub mod pbx;
pub mod run;
pub mod seed;
pub mod seed_calls;
pub mod store;
pub mod webhooks;
