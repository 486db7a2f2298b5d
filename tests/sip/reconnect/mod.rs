//! The connection is lost, the server dies, the machine sleeps: what survives, and how it is repaired.

mod attempts;
mod calls;
mod stop;

use super::host::Host;
use voip_sdk::sip::user_agent::{Event, TransportState};

fn transports(host: &mut Host) -> Vec<TransportState> {
    host.events
        .drain(..)
        .filter_map(|e| if let Event::Transport(t) = e { Some(t) } else { None })
        .collect()
}
