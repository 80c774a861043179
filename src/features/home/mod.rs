//! The pages that show everything: the front page, the first steps, the page of an Unione, the page
//! of a topic, and the service pages.

mod latest;
mod news;
pub mod pages;
mod store;
mod waiting;
pub mod welcome;

pub use latest::{From, Latest};
