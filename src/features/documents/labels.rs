//! What the pages of a text are called: by their number, or as sheets, slides and attached files are.

use std::collections::HashMap;

use uuid::Uuid;

use super::{VersionId, store, typed};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// "pagina 12", or what the page is called where it is no page: "Foglio «Anagrafe»".
pub fn page_words(label: Option<&str>, number: impl std::fmt::Display) -> String {
    label.map_or_else(|| format!("pagina {number}"), str::to_owned)
}

/// What these pages of documents are called, of the versions that lists and the index show this
/// reader; pages that have only a number are left
/// out, and those of files that are kept back.
///
/// # Errors
/// When the database refuses.
pub fn page_labels(
    conn: &mut Conn,
    reader: &Actor,
    pages: &[(Uuid, u32)],
) -> Result<HashMap<(Uuid, u32), String>> {
    if pages.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = pages.iter().map(|(id, _)| *id).collect();
    let numbers: Vec<i32> = pages
        .iter()
        .filter_map(|(_, page)| i32::try_from(*page).ok())
        .collect();
    let shown: HashMap<Uuid, VersionId> = store::list_visible_of(conn, reader, &typed(&ids))?
        .iter()
        .filter(|row| row.blocked_at.is_none())
        .filter_map(|row| Some((row.id.0, row.shown_version()?)))
        .collect();
    let versions: Vec<VersionId> = shown.values().copied().collect();
    let labels = store::list_labels(conn, &versions, &numbers)?;
    Ok(pages
        .iter()
        .filter_map(|(id, page)| {
            let key = (*shown.get(id)?, i32::try_from(*page).ok()?);
            Some(((*id, *page), labels.get(&key)?.clone()))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::page_words;

    #[test]
    fn a_page_is_called_by_its_label_or_its_number() {
        assert_eq!(page_words(None, 12), "pagina 12");
        assert_eq!(page_words(Some("Diapositiva 3"), 12), "Diapositiva 3");
    }
}
