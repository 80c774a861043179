//! The pages of documents.

mod edit;
mod file;
mod form;
mod list;
mod model;
mod parts;
mod review;
mod seen;
mod share;
mod show;
mod upload;

pub use edit::{add_version, edit, edit_page, version_page};
pub use file::download;
pub use list::list_page;
pub use model::{fill_model, model_page};
pub use review::{publish, send_back, withdraw, withdraw_page};
pub use share::{share, share_page};
pub use show::show_page;
