//! The telephone system from outside: a server in this process, phones that are scripts over real WebSockets,
//! and WebRTC sessions as their media.

mod block;
mod bridge;
mod calls;
mod early;
mod forward;
mod group;
mod hold;
mod hold_by_api;
mod joined;
mod lab;
mod message;
mod park;
mod phone;
mod recovery;
mod refer;
mod refer_attended;
mod registration;
mod relay;
mod replaces;
mod robustness;
mod subscribe;
mod timer;
mod transfer;
mod transfer_attended;
