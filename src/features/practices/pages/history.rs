//! Where a shown version stands among the others of its practice, and the ways to them.

use super::sheet;
use super::view::Loaded;
use crate::features::practices::versions;
use crate::features::practices::{Practice, Version};
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Faults, Fields};

/// The other text of the same practice that this reader may read.
pub struct OtherVersion {
    pub url: String,
    pub sentence: String,
    pub link: String,
}

/// Where the shown version stands among the others.
pub struct History {
    /// Where its documents are had in one file; empty of what is not the public text.
    pub dossier_url: String,
    /// The address search engines should know, in full.
    pub canonical: String,
    /// The list of versions.
    pub versions_url: String,
    /// What changed since the version published before, or, in a version that is not what everybody
    /// reads, what tells the two apart.
    pub changes_url: Option<String>,
    /// What it changes, in the words of who sent it.
    pub change_note: String,
    /// Where to go back to it, for whoever may.
    pub restore_url: Option<String>,
}

/// The numbers of a practice and of one of its versions, from an address.
///
/// # Errors
/// [`Error::NotFound`] when they are no numbers.
pub fn numbered((number, ordinal): &(String, String)) -> Result<(i64, i32)> {
    let ordinal = ordinal.parse().map_err(|_| Error::NotFound)?;
    Ok((address::number(number)?, ordinal))
}

/// The other text there is beside the published one or the draft, if this reader may read it.
pub fn other_version(practice: &Practice, is_draft: bool, has_draft: bool) -> Option<OtherVersion> {
    if practice.published_version.is_none() {
        None
    } else if is_draft {
        Some(OtherVersion {
            url: practice.url(),
            sentence:
                "Stai leggendo la bozza. La versione pubblicata resta quella che tutti leggono."
                    .to_owned(),
            link: "Leggi la versione pubblicata".to_owned(),
        })
    } else if has_draft {
        Some(OtherVersion {
            url: practice.draft_url(),
            sentence: "C’è una bozza più recente di questa pratica, che gli altri non vedono."
                .to_owned(),
            link: "Leggi la bozza".to_owned(),
        })
    } else {
        None
    }
}

/// What is said over a version of the past, and the way to the present one.
pub fn passed(practice: &Practice, version: &Version, current: Option<i32>) -> OtherVersion {
    let put_aside = if version.published_at.is_none() {
        ", una bozza messa da parte e mai pubblicata"
    } else {
        ""
    };
    OtherVersion {
        url: practice.url(),
        sentence: format!("Stai leggendo la versione {}{put_aside}.", version.ordinal),
        link: current.map_or_else(
            || "Vai alla bozza".to_owned(),
            |current| format!("Vai alla {current}"),
        ),
    }
}

/// Where a version stands; `current` is the number of the one everybody reads, when it is another.
pub fn history(
    conn: &mut Conn,
    site: &str,
    practice: &Practice,
    version: &Version,
    current: Option<i32>,
    restorable: bool,
) -> Result<History> {
    let versions_url = format!("/pratiche/{}/versioni", practice.number);
    let other = match current {
        None if version.ordinal > 1 => versions::previous(conn, practice, version.ordinal)?,
        current => current,
    };
    Ok(History {
        dossier_url: if practice.published_version == Some(version.id) {
            format!("{}/fascicolo", practice.url())
        } else {
            String::new()
        },
        canonical: format!("{site}{}", practice.url()),
        changes_url: other.map(|other| {
            let (from, to) = (other.min(version.ordinal), other.max(version.ordinal));
            format!("{versions_url}/confronto?da={from}&a={to}")
        }),
        // It stands between quotes, with the full stop of its sentence behind them.
        change_note: version.change_note.trim_end_matches('.').to_owned(),
        restore_url: restorable.then(|| format!("{versions_url}/{}/ripristino", version.ordinal)),
        versions_url,
    })
}

/// What a new version changes, as the form that sends it says; none for a first version. What is wrong
/// comes with what was typed.
pub fn sent_note(loaded: &Loaded, fields: &Fields) -> Result<Option<String>, (String, Faults)> {
    if loaded.practice.published_version.is_none() {
        return Ok(None);
    }
    let note = fields.text("cambiamento").to_owned();
    let mut faults = Faults::default();
    faults.unless(
        !note.is_empty(),
        "cambiamento",
        "Scrivi che cosa cambia in questa versione: chi l’ha già letta vuole sapere che cosa c’è di nuovo",
    );
    sheet::within(
        &mut faults,
        "cambiamento",
        "«Che cosa cambia in questa versione»",
        &note,
        versions::CHANGE_NOTE_MAX,
    );
    if faults.is_empty() {
        Ok(Some(note))
    } else {
        Err((note, faults))
    }
}
