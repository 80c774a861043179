//! That somebody looked again at what is published and found that it holds.

use super::{PracticeId, store};
use crate::platform::actor::PersonId;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::text_enum;

text_enum! {
    /// Who looked, and what its word is worth.
    pub enum CheckKind {
        /// Somebody of the Unione: it is still so.
        Recheck = "recheck",
        /// A facilitatore, on its documents.
        Verification = "verification",
    }
}

/// One such look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Whose look.
    pub kind: CheckKind,
    /// Who.
    pub person: PersonId,
    /// The mentore who was heard.
    pub mentor: Option<PersonId>,
    /// What there was to say; may be empty.
    pub note: String,
    /// When.
    pub at: When,
}

/// The last look at what is published.
///
/// # Errors
/// When the database refuses.
pub fn last_of(conn: &mut Conn, practice: PracticeId) -> Result<Option<Check>> {
    store::find_last_check(conn, practice)
}
