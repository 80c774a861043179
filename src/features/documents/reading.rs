//! What was understood of the text of a version, and what was decided about the personal data in it.
//!
//! The extractor looks for versions whose text is known but was not understood with the present edition
//! of the rules ([`next_to_study`]), applies the rules outside of any transaction ([`study`]) and keeps
//! what came out ([`record_study`]). With it goes on what waited for that.

use std::panic::catch_unwind;

use serde_json::json;

use super::personal::{Datum, personal_data};
use super::share;
use super::suggest::{Suggestions, suggest};
use super::{
    CheckState, Decision, Document, DocumentId, DocumentState, Reach, Shown, StoredFile, TextState,
    Version, VersionId, policy, readers, store, subject,
};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::extract::FileKind;

/// The edition of the rules. With another number every text is understood anew, and decisions stay.
pub(super) const EDITION: i32 = 2;

/// What was understood of a version.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What its text suggests.
    pub suggested: Suggestions,
    /// The personal data it may hold.
    pub data: Vec<Datum>,
    /// Whether somebody has to decide, or did.
    pub state: CheckState,
    /// What was decided last.
    pub decided: Option<Decided>,
}

/// A decision about personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// How far the version may go after it.
    pub reach: Reach,
    /// Why; empty unless [`Decision::MayBePublished`].
    pub reason: String,
    /// Who decided.
    pub by: PersonId,
    /// When.
    pub at: When,
}

/// A decision as it is taken.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// What.
    pub decision: Decision,
    /// Why; at most 2,000 characters.
    pub reason: String,
}

/// Whether a version may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clearance {
    /// Its text was not read yet, or not understood.
    Waiting,
    /// Nothing was found, or somebody decided that it may.
    Clear,
    /// Somebody has to decide first.
    Needed,
}

/// Whether a version may go as far as `reach`.
pub fn clearance(reading: Option<&Reading>, reach: Reach) -> Clearance {
    let Some(reading) = reading else {
        return Clearance::Waiting;
    };
    let covers = |decided: &Decided| {
        decided.decision.allows() && (decided.reach == Reach::Public || decided.reach == reach)
    };
    match reading.state {
        CheckState::Clear => Clearance::Clear,
        CheckState::Open | CheckState::Decided => match &reading.decided {
            Some(decided) if covers(decided) => Clearance::Clear,
            _ => Clearance::Needed,
        },
    }
}

/// What was understood of a version; none as long as its text waits.
///
/// # Errors
/// When the database refuses.
pub fn reading(conn: &mut Conn, version: VersionId) -> Result<Option<Reading>> {
    store::find_reading(conn, version)
}

/// Of a version to be understood: which, its text by page, and whether that is all there is.
#[derive(Debug)]
pub struct ToStudy {
    version: VersionId,
    is_read: bool,
    pages: Vec<String>,
}

/// What came out of it.
#[derive(Debug)]
pub struct Studied {
    version: VersionId,
    suggested: Suggestions,
    data: Vec<Datum>,
    state: CheckState,
}

/// The newest version whose text was not understood yet.
///
/// # Errors
/// When the database refuses.
pub fn next_to_study(conn: &mut Conn) -> Result<Option<ToStudy>> {
    let Some(version) = store::find_to_study(conn, EDITION)? else {
        return Ok(None);
    };
    Ok(Some(ToStudy {
        version,
        is_read: is_wholly_read(conn, version)?,
        pages: store::list_labelled_texts(conn, version)?,
    }))
}

/// Whether all words of a version are known.
///
/// # Errors
/// When the database refuses.
pub fn is_wholly_read(conn: &mut Conn, version: VersionId) -> Result<bool> {
    let Version { text, file, .. } = store::find_version(conn, version)?;
    Ok(is_read(text, file.as_ref()) && !store::is_partly_read(conn, version)?)
}

/// Whether all words of a version are known, as far as its state tells. Plain text without any holds
/// none; what else has none may hold pictures of some.
fn is_read(text: TextState, file: Option<&StoredFile>) -> bool {
    match (text, file) {
        (_, None) | (TextState::Done | TextState::Given, _) => true,
        (TextState::Empty, Some(file)) => matches!(file.kind, FileKind::Txt | FileKind::Csv),
        _ => false,
    }
}

/// Applies the rules. This takes as long as the text is long: no transaction may be open.
///
/// A text on which the rules break is one that somebody has to look at: it must not keep the others
/// waiting for ever.
pub fn study(it: &ToStudy) -> Studied {
    catch_unwind(|| understood(it)).unwrap_or_else(|_| Studied {
        version: it.version,
        suggested: Suggestions::default(),
        data: Vec::new(),
        state: CheckState::Open,
    })
}

fn understood(it: &ToStudy) -> Studied {
    let data = personal_data(&it.pages);
    // What could not be read may hold anything.
    let state = if data.is_empty() && it.is_read {
        CheckState::Clear
    } else {
        CheckState::Open
    };
    Studied {
        version: it.version,
        suggested: suggest(&it.pages),
        data,
        state,
    }
}

/// Keeps what was understood. What waited for that is published, or whoever handed it in is told that
/// it has to decide.
///
/// # Errors
/// When the database refuses.
pub fn record_study(tx: &mut Tx<'_>, studied: &Studied) -> Result<()> {
    let before = store::find_reading(tx, studied.version)?;
    let state = match (studied.state, &before) {
        (CheckState::Open, Some(before)) if before.decided.is_some() => CheckState::Decided,
        (state, _) => state,
    };
    store::put_reading(
        tx,
        studied.version,
        &studied.suggested,
        &studied.data,
        state,
        EDITION,
    )?;
    let id = store::document_of(tx, studied.version)?;
    let number = store::find_any(tx, id)?.number;
    store::lock(tx, number)?;
    let document = store::find_any(tx, id)?;
    if document.version == studied.version && document.state == DocumentState::InReview {
        // Who was asked before is not asked again because the rules have changed.
        let is_asked = before.is_some_and(|before| before.state != CheckState::Clear);
        go_on(tx, document, is_asked)?;
    }
    Ok(())
}

/// Publishes a document that was to be published once its text was understood; when somebody has to
/// decide first, it waits like any other, and those it concerns are told, unless they were asked.
fn go_on(tx: &mut Tx<'_>, document: Document, is_asked: bool) -> Result<()> {
    let holder = store::find_hold(tx, document.id)?;
    let reading = store::find_reading(tx, document.version)?;
    match (clearance(reading.as_ref(), document.reach), holder) {
        (Clearance::Clear, Some(holder)) => {
            store::delete_hold(tx, document.id)?;
            share::go_public(tx, Some(holder), document)?;
        }
        (Clearance::Needed, holder) if reading.is_some_and(|one| one.state == CheckState::Open) => {
            store::delete_hold(tx, document.id)?;
            if is_asked {
                return Ok(());
            }
            let asked_by: Vec<PersonId> = holder.into_iter().collect();
            events::record(
                tx,
                None,
                EventKind::DocumentFlagged,
                subject(document.id),
                json!({ "version_id": document.version, "asked_by": asked_by }),
            )?;
        }
        _ => {}
    }
    Ok(())
}

/// Decides about the personal data of a document, in the newest version that the actor is shown:
/// whoever may change it.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it, [`Error::Forbidden`] when it is not its act,
/// [`Refusal::ChangedMeanwhile`] when it was changed after the actor saw it, [`Refusal::WrongState`]
/// when its text was not understood yet.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Shown,
    new: &NewDecision,
) -> Result<Document> {
    let document = readers::lock(tx, actor, number)?.seen_by(actor);
    if !policy::may_edit(actor, &document) {
        return Err(Error::Forbidden(
            "Può deciderlo chi l’ha condiviso, chi risponde dell’unione o un facilitatore.",
        ));
    }
    share::unchanged(document.shown(), seen)?;
    keep_decision(tx, actor, &document, new)?;
    Ok(document)
}

/// Keeps a decision with the version of a document that the actor is shown, and in the log.
pub(super) fn keep_decision(
    tx: &mut Tx<'_>,
    actor: &Actor,
    document: &Document,
    new: &NewDecision,
) -> Result<()> {
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    if store::find_reading(tx, document.version)?.is_none() {
        // There is nothing to decide about yet.
        return Err(Error::Refused(Refusal::WrongState));
    }
    let reach = if document.reach == Reach::Public {
        Reach::Public
    } else {
        Reach::Members
    };
    let decided = Decided {
        decision: new.decision,
        reach,
        reason: new.reason.clone(),
        by,
        at: tx.now(),
    };
    store::set_decision(tx, document.version, &decided)?;
    events::record(
        tx,
        Some(by),
        EventKind::DocumentChecked,
        subject(document.id),
        json!({ "version_id": document.version, "decision": new.decision, "reach": reach }),
    )?;
    Ok(())
}

/// What is still to come before a document that was to be published is: who decided so.
///
/// # Errors
/// When the database refuses.
pub fn held_by(conn: &mut Conn, id: DocumentId) -> Result<Option<PersonId>> {
    store::find_hold(conn, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(state: CheckState, decided: Option<(Decision, Reach)>) -> Reading {
        Reading {
            suggested: Suggestions::default(),
            data: Vec::new(),
            state,
            decided: decided.map(|(decision, reach)| Decided {
                decision,
                reach,
                reason: String::new(),
                by: PersonId::new(),
                at: When::from(chrono::DateTime::UNIX_EPOCH),
            }),
        }
    }

    #[test]
    fn nothing_goes_out_that_nobody_looked_at() {
        use Clearance::{Clear, Needed, Waiting};
        use Decision::{NothingToRemove, Replace};
        use Reach::{Members, Public};
        assert_eq!(clearance(None, Members), Waiting);
        for (state, decided, reach, expected) in [
            (CheckState::Clear, None, Public, Clear),
            (CheckState::Open, None, Members, Needed),
            (
                CheckState::Decided,
                Some((NothingToRemove, Public)),
                Public,
                Clear,
            ),
            (
                CheckState::Decided,
                Some((NothingToRemove, Public)),
                Members,
                Clear,
            ),
            // What members may read is not yet for everybody.
            (
                CheckState::Decided,
                Some((NothingToRemove, Members)),
                Members,
                Clear,
            ),
            (
                CheckState::Decided,
                Some((NothingToRemove, Members)),
                Public,
                Needed,
            ),
            (CheckState::Decided, Some((Replace, Public)), Public, Needed),
        ] {
            let found = clearance(Some(&of(state, decided)), reach);
            assert_eq!(found, expected, "{state} {decided:?} {reach}");
        }
    }
}
