//! The facilitators' desk: what waits for them, the oldest first.
//!
//! It keeps nothing of its own: every queue is a query of the feature it belongs to.

pub mod pages;
