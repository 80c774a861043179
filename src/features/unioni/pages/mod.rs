//! The list of Unioni, and the page on which a profile is changed.

mod choices;
mod compare;
mod conflict;
mod edit;
mod form;
mod list;
mod map;
mod read;
mod sections;

pub use compare::compare_page;
pub use edit::{edit_page, save};
pub use list::list_page;

/// Whose act it is to change a profile.
pub(super) const WHOSE_ACT: &str = "Il profilo di un’unione lo modifica il responsabile di quell’unione, o un facilitatore. Se vedi un errore, scrivi a uno di loro.";
