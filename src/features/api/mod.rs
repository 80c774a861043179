//! The JSON interface under `/api/v1`, described in `docs/API.md`.
//!
//! Who asks with a session sees what that person sees; who asks without, what everybody sees.

pub mod pages;
mod problem;
mod request;
