//! Realtime WebSocket messages as typed events; presence as a store. Pure.
