//! The pages of practices.

mod acts;
mod begin;
mod compare;
mod differences;
mod edit;
mod history;
mod list;
mod restore;
mod sections;
mod sheet;
mod show;
mod versions;
mod view;

pub use acts::{archive, archive_page, confirm, publish, send_back, send_to_confirm, submit};
pub use begin::{begin, begin_page};
pub use compare::compare_page;
pub use edit::{edit_first, edit_page, save};
pub use list::list;
pub use restore::{restore, restore_page};
pub use show::{show, show_numbered};
pub use versions::versions;
