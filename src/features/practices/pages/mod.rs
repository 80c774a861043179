//! The pages of practices.

mod acts;
mod ask;
mod begin;
mod confirm;
mod edit;
mod leave;
mod life;
mod list;
mod reading;
mod review;
mod sections;
mod sheet;
mod show;
mod verify;
mod view;

pub use acts::submit;
pub use ask::{ask, ask_page};
pub use begin::{begin, begin_page};
pub use confirm::{answer, confirm_page};
pub use edit::{edit_first, edit_page, save};
pub use leave::{archive, archive_page, withdraw, withdraw_page};
pub use life::{bring_back, recheck, take_back};
pub use list::list;
pub use review::{review, review_page};
pub use show::show;
pub use verify::{verify, verify_page};
