//! The pages about being told: the inbox, what one follows, stopping letters, the demonstration's
//! post office.

mod following;
mod inbox;
mod post_office;
mod stopping;

pub use following::{following, save_following};
pub use inbox::{inbox, read_all, read_one};
pub use post_office::{letter, letter_html, letters};
pub use stopping::{stop, stop_page};
