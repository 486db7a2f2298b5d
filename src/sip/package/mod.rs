//! Bodies of event packages, read for whoever does not want to do it himself: plain structs out of the octets of a
//! NOTIFY. The octets are handed on as they came too (`SubscriptionEvent::Notified`), for what is not read here.
//!
//! Nothing here fails loudly: a body that is none gives `None`, and what is not understood is left out.

mod dialog_info;
mod message_summary;
mod presence;
mod xml;

pub use dialog_info::{Applied, DialogInfo, DialogState, DialogWatch, LineState, Party, WatchedDialog};
pub use message_summary::{MessageCount, MessageSummary};
pub use presence::Presence;

#[cfg(test)]
mod tests;
