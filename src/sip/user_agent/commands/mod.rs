//! The commands of a user agent, one file for each usage.

mod account;
mod call;
mod publish;
mod recovery;
mod telling;
mod transfer;
