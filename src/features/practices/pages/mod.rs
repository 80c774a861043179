//! The pages of practices.

mod acts;
mod begin;
mod edit;
mod list;
mod save;
mod sections;
mod sheet;
mod show;
mod view;
mod writing;

pub use acts::{archive, archive_page, confirm, publish, send_back, send_to_confirm, submit};
pub use begin::{begin, begin_page};
pub use edit::{edit_first, edit_page, interview};
pub use list::list;
pub use save::{autosave, autosave_interview, save, save_interview};
pub use show::show;
