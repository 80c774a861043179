//! The list of Unioni, the page on which a profile is changed, and what is already there.

mod choices;
mod conflict;
mod edit;
mod form;
mod inventory;
mod list;
mod map;
mod read;
mod sections;
mod side_by_side;

pub use edit::{edit_page, save};
pub use inventory::{
    comune_page, confirm_table, download, inventory_page, model, open_to, save_comune, table_page,
    take_table,
};
pub use list::list_page;
pub use side_by_side::side_by_side;

/// Whose act it is to change a profile.
pub(super) const WHOSE_ACT: &str = "Il profilo di un’unione lo modifica il responsabile di quell’unione, o un facilitatore. Se vedi un errore, scrivi a uno di loro.";
