//! Makes the files of the demo: small, proper PDF, DOCX and ODT documents.

mod office;
mod pdf;

pub use office::{docx, odt};
pub use pdf::pdf;

#[cfg(test)]
mod tests;
