//! What people do with documents: hand in, publish, send back, change, withdraw.

use serde_json::json;

use super::promise;
use super::readers::{self, audience_of, given_to};
use super::reading::{Clearance, NewDecision, clearance, keep_decision};
use super::scans::must_not_be_infected;
use super::{
    Description, Document, DocumentId, DocumentState, NewDocument, Published, Reach, Shown,
    StoredFile, TextState, VersionId, deed, policy, store,
};
use crate::features::topics;
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::audience::{self, Token};
use crate::platform::db::Tx;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::web::address;

/// Hands in a document: shared at once with its own Unione and those it names; for members and for
/// everybody it waits for a facilitatore. When one hands it in, it waits only until its text was
/// understood, and goes out by itself when no personal data was found.
///
/// # Errors
/// [`Error::Forbidden`] when it would come from an Unione the actor does not belong to;
/// [`Error::LoginNeeded`] for a visitor; when the database refuses.
pub fn share(tx: &mut Tx<'_>, actor: &Actor, new: NewDocument) -> Result<DocumentId> {
    let handed_in = hand_in(tx, actor, new, Coming::Here)?;
    let what = match handed_in.state {
        DocumentState::InReview if policy::is_in_scope(actor, &handed_in) => {
            store::put_hold(tx, handed_in.id, handed_in.author)?;
            EventKind::DocumentHeld
        }
        DocumentState::InReview => EventKind::DocumentSubmitted,
        _ => EventKind::DocumentShared,
    };
    record(tx, actor, what, &handed_in)?;
    Ok(handed_in.id)
}

/// Whether the file of a document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coming {
    /// It is, or there is only a text.
    Here,
    /// It is promised.
    Promised,
}

/// Writes a document with its first version and who sees it; says so to nobody.
///
/// # Errors
/// Those of [`share`].
pub(super) fn hand_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: NewDocument,
    coming: Coming,
) -> Result<Document> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    if !policy::may_share(actor, new.unione) {
        return Err(Error::Forbidden(
            "Puoi condividere documenti a nome della tua unione; per le altre lo fanno le persone di quell’unione o un facilitatore.",
        ));
    }
    let (id, version) = (DocumentId::new(), VersionId::new());
    let region = store::region_of(tx, new.unione)?;
    let in_scope = actor.facilitates(region.as_deref(), &new.topics);
    let state = match coming {
        // There is nothing in it yet that would have to be looked through.
        Coming::Promised if in_scope && new.reach.needs_review() => DocumentState::Published,
        Coming::Promised | Coming::Here => policy::state_for(new.reach),
    };
    let now = tx.now();
    store::insert_document(
        tx,
        &store::NewRow {
            id,
            version,
            unione: new.unione,
            author,
            state,
            reach: new.reach,
            title: &new.title,
            title_key: address::sort_key(&new.title),
            description: &new.description,
            kind: new.kind,
            source_url: new.source_url.as_deref(),
            licence: new.licence.as_deref(),
            published_at: now,
        },
    )?;
    if coming == Coming::Promised {
        store::insert_version(
            tx,
            &store::NewVersion {
                id: version,
                document: id,
                by: author,
                awaited: true,
                file: None,
                text: TextState::Empty,
                pages: &[],
                given_to: &[],
            },
        )?;
    } else {
        insert_version(
            tx,
            id,
            version,
            author,
            new.file.as_ref(),
            new.given_text.as_deref(),
            &[],
        )?;
    }
    topics::set(tx, id.into(), &new.topics)?;
    set_named(tx, id, new.reach, &new.named)?;
    deed::keep(tx, id, &new.deed)?;
    let document = store::find_any(tx, id)?;
    give(tx, &document)?;
    deed::tell(tx, Some(author), id, None)?;
    Ok(document)
}

/// Publishes a document that waits, or what waits beside its published version, if it still is as
/// the actor saw it (`seen` is what that page showed). As long as its text was not
/// understood it goes on waiting, and is published by itself when no personal data is found in it;
/// the state of the answer says which. Where there may be some, a decision comes along, or was taken.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it; [`Error::Forbidden`] unless it facilitates
/// this region or one of these topics, or when its file has a virus; [`Refusal::WrongState`] when it does not wait any more, or
/// nobody decided about its personal data; [`Refusal::ChangedMeanwhile`] when it was changed after it
/// was seen.
pub fn publish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Shown,
    decision: Option<&NewDecision>,
) -> Result<Document> {
    let document = reviewed(tx, actor, number, seen)?;
    must_not_be_infected(tx, &document)?;
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    if let Some(decision) = decision {
        keep_decision(tx, actor, &document, decision)?;
    }
    let reading = store::find_reading(tx, document.version)?;
    match clearance(reading.as_ref(), document.reach) {
        Clearance::Clear => {
            store::delete_hold(tx, document.id)?;
            go_public(tx, Some(by), document)
        }
        Clearance::Waiting => {
            store::put_hold(tx, document.id, by)?;
            Ok(document)
        }
        Clearance::Needed => Err(Error::Refused(Refusal::WrongState)),
    }
}

/// Makes the newest version what members or everybody read, as far as the document is meant to go.
pub(super) fn go_public(
    tx: &mut Tx<'_>,
    by: Option<PersonId>,
    mut document: Document,
) -> Result<Document> {
    let now = tx.now();
    document.state = DocumentState::Published;
    document.published = Some(Published {
        version: document.version,
        reach: document.reach,
    });
    document.published_at = now;
    document.review_note = None;
    let overtaken = deed::overtaken_by(tx, document.id)?;
    let arrives = settle(tx, by, &document, overtaken)?;
    let what = if arrives {
        EventKind::DocumentArrived
    } else {
        EventKind::DocumentPublished
    };
    let particulars = json!({ "version_id": document.version });
    events::record(tx, by, what, document.subject(), particulars)?;
    Ok(document)
}

/// Keeps back what the actor was about to publish until its text is understood; what was published
/// `before` stays so, as far as the document still goes. What goes no further than before is not kept.
fn hold_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    document: &mut Document,
    before: Option<Published>,
) -> Result<()> {
    let goes_further = document.published.filter(|now| {
        before.is_none_or(|before| {
            before.version != now.version
                || (before.reach == Reach::Members && now.reach == Reach::Public)
        })
    });
    let Some(now) = goes_further else {
        return Ok(());
    };
    let reading = store::find_reading(tx, now.version)?;
    if clearance(reading.as_ref(), now.reach) == Clearance::Clear {
        return Ok(());
    }
    document.state = DocumentState::InReview;
    document.published = before.map(|before| Published {
        reach: before.reach.no_further_than(document.reach),
        ..before
    });
    // What is kept back goes out by itself as the newest version: never one that was sent back.
    if reading.is_none() && now.version == document.version {
        let by = actor.id().ok_or(Error::LoginNeeded)?;
        store::put_hold(tx, document.id, by)?;
    }
    Ok(())
}

/// Sends a document that waits back to who handed it in: it carries the note, and stays shared with
/// its own Unione; what of it is published stays as it is.
///
/// # Errors
/// Those of [`publish`].
pub fn send_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Shown,
    note: &str,
) -> Result<Document> {
    let mut document = reviewed(tx, actor, number, seen)?;
    store::delete_hold(tx, document.id)?;
    (document.state, document.reach) = match document.published {
        Some(published) => (DocumentState::Published, published.reach),
        None => (DocumentState::Shared, Reach::Own),
    };
    document.review_note = Some(note.to_owned());
    let overtaken = deed::overtaken_by(tx, document.id)?;
    settle(tx, actor.id(), &document, overtaken)?;
    record(tx, actor, EventKind::DocumentSentBack, &document)?;
    Ok(document)
}

/// Withdraws a document: from this commit on nobody finds or sees it, and no letter about it leaves.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it, [`Error::Forbidden`] when it is not its act,
/// [`Refusal::Withdrawn`] when it was withdrawn before.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, number: i64, reason: &str) -> Result<Document> {
    let mut document = readers::lock(tx, actor, number)?;
    if !policy::may_withdraw(actor, &document) {
        return Err(Error::Forbidden(
            "Può ritirarlo chi l’ha condiviso, chi risponde dell’unione o un facilitatore.",
        ));
    }
    // What was only proposed was seen by its own Unione: that is what is remembered of it.
    if document.state == DocumentState::InReview {
        document.reach = document
            .published
            .map_or(Reach::Own, |published| published.reach);
    }
    document.state = DocumentState::Withdrawn;
    store::delete_hold(tx, document.id)?;
    let overtaken = deed::overtaken_by(tx, document.id)?;
    store::set_withdrawn(tx, &document, reason)?;
    audience::set(tx, document.subject(), &[])?;
    deed::tell(tx, actor.id(), document.id, overtaken)?;
    record(tx, actor, EventKind::DocumentWithdrawn, &document)?;
    Ok(document)
}

/// Changes the description of a document, if it still is as the actor saw it (`seen` is what that page
/// showed). Of a published document it is read at once, and the facilitators
/// are told; choosing everybody in place of members, or saving what was sent back, proposes it to
/// them. A newer version that the actor is not shown goes no further by it.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it; [`Error::Forbidden`] when it is not its act, or
/// when other Unioni would read a version it is not shown; [`Refusal::ChangedMeanwhile`] when it was changed after it was seen.
pub fn edit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Shown,
    new: Description,
) -> Result<Document> {
    let mut document = readers::lock(tx, actor, number)?;
    may_edit(actor, &document)?;
    let shown = document.clone().seen_by(actor).shown();
    unchanged(shown, seen)?;
    if new.reach == Reach::Named && shown.version != Some(document.version) {
        return Err(Error::Forbidden(
            "Con altre unioni lo condivide chi l’ha caricato o chi risponde dell’unione.",
        ));
    }
    let before = (document.state, document.reach);
    let published = document.published;
    topics::set(tx, document.subject(), &new.topics)?;
    document.topics = topics::of(tx, document.subject())?;
    document.title = new.title;
    document.description = new.description;
    document.kind = new.kind;
    document.source_url = new.source_url;
    document.licence = new.licence;
    document.reach = new.reach;
    let in_scope = policy::is_in_scope(actor, &document);
    let as_shown = Document {
        version: shown.version.unwrap_or(document.version),
        ..document.clone()
    };
    (document.state, document.published) = policy::after_edit(&as_shown, before.1, in_scope);
    // Who decided that it goes out by itself decided on what it saw.
    if !in_scope || document.state != DocumentState::InReview {
        store::delete_hold(tx, document.id)?;
    }
    hold_back(tx, actor, &mut document, published)?;
    let overtaken = deed::overtaken_by(tx, document.id)?;
    deed::keep(tx, document.id, &new.deed)?;
    let is_sent_back = document.state == DocumentState::Published
        && document.review_note.is_some()
        && document.has_unpublished_version();
    if document.state == DocumentState::InReview || before.1 != document.reach && !is_sent_back {
        document.review_note = None;
    }
    set_named(tx, document.id, document.reach, &new.named)?;
    document.named = store::list_named(tx, document.id)?;
    let arrives = settle(tx, actor.id(), &document, overtaken)?;
    let told = policy::is_change_told(actor, &document);
    let what = match (before.0, document.state) {
        _ if arrives => EventKind::DocumentArrived,
        (before, now) if before == now && told => EventKind::DocumentAmended,
        (before, now) if before == now => EventKind::DocumentChanged,
        (_, DocumentState::Published) if in_scope => EventKind::DocumentPublished,
        // What was proposed was taken back; what is published stays so.
        (_, DocumentState::Published) => EventKind::DocumentAmended,
        (_, DocumentState::InReview) if in_scope => EventKind::DocumentHeld,
        (_, DocumentState::InReview) => EventKind::DocumentSubmitted,
        _ => EventKind::DocumentShared,
    };
    record(tx, actor, what, &document)?;
    Ok(document)
}

/// Adds a version. Of a published document one that no facilitatore has seen waits in review, and
/// the published one stays what is read; what is shared between unioni needs no review.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it, [`Error::Forbidden`] when it is not its act,
/// [`Refusal::WrongState`] when it is the very file that is read.
pub fn add_version(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    file: &StoredFile,
) -> Result<Document> {
    let mut document = readers::lock(tx, actor, number)?;
    if !policy::may_add_version(actor, &document) {
        return Err(Error::Forbidden(
            "Può caricarlo chi l’ha condiviso, chi risponde dell’unione o un facilitatore.",
        ));
    }
    let shown = document.clone().seen_by(actor).version;
    let now = store::find_version(tx, shown)?.file;
    if now.is_some_and(|now| now.hash == file.hash) {
        return Err(Error::Refused(Refusal::WrongState));
    }
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    document.version = VersionId::new();
    let id = document.id;
    insert_version(tx, id, document.version, by, Some(file), None, &[])?;
    let in_scope = policy::is_in_scope(actor, &document);
    let was_held = store::find_hold(tx, id)?.is_some();
    store::delete_hold(tx, id)?;
    // A facilitatore's own needs nobody else: another file in its place goes on by itself as well.
    let is_own = was_held || actor.is(document.author);
    let is_published = document.state == DocumentState::Published;
    let is_waiting = document.state == DocumentState::InReview;
    if in_scope && (is_published || is_own && is_waiting) {
        store::put_hold(tx, id, by)?;
    }
    if is_published || in_scope && is_own && is_waiting {
        document.state = DocumentState::InReview;
        document.review_note = None;
    }
    let overtaken = deed::overtaken_by(tx, id)?;
    let arrives = settle(tx, Some(by), &document, overtaken)?;
    let what = match document.state {
        DocumentState::InReview if in_scope => EventKind::DocumentHeld,
        DocumentState::InReview => EventKind::DocumentSubmitted,
        _ if arrives => EventKind::DocumentArrived,
        _ => EventKind::DocumentChanged,
    };
    record(tx, actor, what, &document)?;
    Ok(document)
}

fn may_edit(actor: &Actor, document: &Document) -> Result<()> {
    if policy::may_edit(actor, document) {
        Ok(())
    } else {
        Err(Error::Forbidden(
            "Può modificarlo chi l’ha condiviso, chi risponde dell’unione o un facilitatore.",
        ))
    }
}

/// Refuses to act on what the actor did not see; `shown` is what it would be shown now.
pub(super) fn unchanged(shown: Shown, seen: Shown) -> Result<()> {
    if shown == seen {
        Ok(())
    } else {
        Err(Error::Refused(Refusal::ChangedMeanwhile))
    }
}

/// A document that waits, as the actor saw it, and that the actor may decide on.
fn reviewed(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Shown) -> Result<Document> {
    let document = readers::lock(tx, actor, number)?;
    if !policy::is_in_scope(actor, &document) {
        return Err(Error::Forbidden(
            "Può pubblicarlo o rimandarlo un facilitatore della sua regione o del suo argomento.",
        ));
    }
    if document.state != DocumentState::InReview {
        return Err(Error::Refused(Refusal::WrongState));
    }
    unchanged(document.clone().seen_by(actor).shown(), seen)?;
    Ok(document)
}

/// Writes the row and who sees it, and tells of the document whose place it has taken by that;
/// `overtaken` is the one whose place it had before. Answers whether a promised file arrives by it.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    by: Option<PersonId>,
    document: &Document,
    overtaken: Option<DocumentId>,
) -> Result<bool> {
    store::set_document(tx, document)?;
    give(tx, document)?;
    deed::tell(tx, by, document.id, overtaken)?;
    promise::keep(tx, document)
}

/// Writes who sees a document, and remembers with the version that is given to them that it was.
pub(super) fn give(tx: &mut Tx<'_>, document: &Document) -> Result<()> {
    let (version, readers) = given_to(document);
    store::add_readers(tx, version, &readers)?;
    audience::set(tx, document.subject(), &audience_of(document))
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    what: EventKind,
    document: &Document,
) -> Result<()> {
    let particulars = json!({ "version_id": document.version });
    events::record(tx, actor.id(), what, document.subject(), particulars)?;
    Ok(())
}

fn set_named(tx: &mut Tx<'_>, id: DocumentId, reach: Reach, named: &[BodyId]) -> Result<()> {
    let named = if reach == Reach::Named { named } else { &[] };
    store::replace_named(tx, id, named)
}

/// Writes a version with its file, or with the text that was given.
pub(super) fn insert_version(
    tx: &mut Tx<'_>,
    document: DocumentId,
    version: VersionId,
    by: PersonId,
    file: Option<&StoredFile>,
    given: Option<&[String]>,
    given_to: &[Token],
) -> Result<()> {
    let text = match (file, given) {
        (_, Some(_)) => TextState::Given,
        (Some(_), None) => TextState::Pending,
        (None, None) => TextState::Empty,
    };
    let new = store::NewVersion {
        id: version,
        document,
        by,
        awaited: false,
        file,
        text,
        pages: given.unwrap_or_default(),
        given_to,
    };
    store::insert_version(tx, &new)
}
