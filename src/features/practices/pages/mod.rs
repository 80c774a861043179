//! The pages of practices.

mod acts;
mod begin;
mod briefing;
mod documents;
mod dossier;
mod edit;
mod list;
mod preview;
mod sections;
mod sheet;
mod show;
mod side_by_side;
mod view;

pub use acts::{archive, archive_page, confirm, publish, send_back, send_to_confirm, submit};
pub use begin::{begin, begin_page};
pub use briefing::{briefing_page, briefing_pdf};
pub use dossier::{dossier_page, dossier_zip};
pub use edit::{edit_first, edit_page, save};
pub use list::list;
pub use show::show;
pub use side_by_side::compare_page;
