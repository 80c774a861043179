//! Fra Unioni: where Italian unions of municipalities teach each other how they did it.
//!
//! The modules in reading order; `docs/ARCHITECTURE.md` is the map.

pub mod cli;
pub mod routes;
pub mod serve;

pub mod workers;

pub mod features;

pub mod demo;
pub mod platform;

/// Set up in `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
