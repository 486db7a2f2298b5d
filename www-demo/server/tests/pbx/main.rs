//! The telephone system from outside: a server in this process, phones that are scripts over real WebSockets,
//! and WebRTC sessions as their media.

mod bridge;
mod calls;
mod hold;
mod lab;
mod message;
mod phone;
mod recovery;
mod registration;
mod robustness;
