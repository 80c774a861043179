//! The pages of practices.

mod acts;
mod begin;
mod briefing;
mod compare;
mod differences;
mod documents;
mod dossier;
mod edit;
mod history;
mod list;
mod preview;
mod restore;
mod save;
mod sections;
mod sheet;
mod show;
mod side_by_side;
mod versions;
mod view;
mod writing;

pub use acts::{archive, archive_page, confirm, publish, send_back, send_to_confirm, submit};
pub use begin::{begin, begin_page};
pub use briefing::{briefing_page, briefing_pdf};
pub use compare::compare_page;
pub use dossier::{dossier_page, dossier_zip};
pub use edit::{edit_first, edit_page, interview};
pub use list::list;
pub use restore::{restore, restore_page};
pub use save::{autosave, autosave_interview, save, save_interview};
pub use show::{show, show_numbered};
pub use side_by_side::side_by_side;
pub use versions::versions;
