//! Makes the files of the demo: small, proper PDF, DOCX, ODT and XLSX documents, and signed envelopes.

mod office;
mod pdf;
mod signed;

pub use office::{Sheet, docx, odt, xlsx};
pub use pdf::pdf;
pub use signed::{Signing, p7m};

#[cfg(test)]
mod tests;
