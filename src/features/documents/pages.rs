//! The pages of documents.

mod deed;
mod edit;
mod file;
mod form;
mod list;
mod parts;
mod personal;
mod review;
mod seen;
mod share;
mod show;
mod signatures;
mod suggested;
mod upload;

pub use edit::{add_version, edit, edit_page, version_page};
pub use file::download;
pub use list::list_page;
pub use personal::decide;
pub use review::{publish, send_back, withdraw, withdraw_page};
pub use share::{share, share_page};
pub use show::show_page;
