//! The front page, for visitors and for members, and the service pages.

pub mod welcome;
