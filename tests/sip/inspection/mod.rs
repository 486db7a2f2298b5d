//! What a message must look like to be acted on, and what its answer copies (RFC 3261 §8.1.3.3, §8.2, §18.3).

mod received;
mod shown;
mod written;
