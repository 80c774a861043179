//! The pages of documents.

mod compare;
mod deed;
mod edit;
mod file;
mod form;
mod handed_in;
mod list;
mod model;
mod parts;
mod personal;
mod report;
mod review;
mod seen;
mod share;
mod show;
mod signatures;
mod suggested;
mod told;
mod upload;

pub use compare::compare_page;
pub use edit::{add_version, edit, edit_page, version_page};
pub use file::download;
pub use handed_in::{page as handed_in_page, same};
pub use list::list_page;
pub use model::{fill_model, model_page};
pub use personal::decide;
pub use report::{close_report, report, report_page};
pub use review::{publish, send_back, withdraw, withdraw_page};
pub use share::{share, share_page};
pub use show::{picture, show_page};
