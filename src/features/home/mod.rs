//! The pages that show everything: the front page, the page of an Unione, the page of a topic.

mod latest;
mod news;
pub mod pages;
mod store;
mod waiting;

pub use latest::{From, Latest};
