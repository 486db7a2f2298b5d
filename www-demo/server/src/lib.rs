//! The development server.
pub mod pbx;
