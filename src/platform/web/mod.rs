//! HTTP in, HTTP out: what every page shares.

pub mod address;
pub mod assets;
pub mod atom;
pub mod comparison;
pub mod error_page;
pub mod fields;
pub mod frame;
pub mod limits;
pub mod paging;
pub mod parts;
#[cfg(test)]
mod pieces;
pub mod preview;
pub mod proof;
pub mod respond;
