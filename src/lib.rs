//! Fra Unioni: where Italian unions of municipalities teach each other how they did it.
//!
//! The modules in reading order; `docs/ARCHITECTURE.md` is the map.

pub mod demo;
pub mod platform;
