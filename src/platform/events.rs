//! The log of what happened: appended in the transaction of each change, followed by workers.
//!
//! An event says *that* something changed and who did it; readers look up *what* in the rows.

use diesel::prelude::*;

use super::actor::PersonId;
use super::db::schema::{cursors, events};
use super::db::sql::AnyId;
use super::db::{BothExt, Conn, Json, Tx, When};
use super::error::Result;
use super::subject::{Subject, SubjectKind};
use crate::text_enum;

text_enum! {
    /// Everything that is worth remembering. A kind is never renamed: the log is for ever.
    pub enum EventKind {
        /// A person was invited.
        PersonInvited = "person_invited",
        /// A person accepted the invitation.
        PersonJoined = "person_joined",
        /// A person changed its profile, or its offices were changed.
        PersonChanged = "person_changed",
        /// A person chose a new password.
        PasswordChanged = "password_changed",
        /// An Unione was added.
        UnioneAdded = "unione_added",
        /// The profile of an Unione changed.
        UnioneChanged = "unione_changed",
        /// What is already there in the Comuni of an Unione was written down, or shown to others; nobody
        /// is told.
        InventoryChanged = "inventory_changed",
        /// A topic was added.
        TopicAdded = "topic_added",
        /// A document was shared with its own and named unioni.
        DocumentShared = "document_shared",
        /// A document waits for a facilitatore to publish it.
        DocumentSubmitted = "document_submitted",
        /// A document was sent back with a note.
        DocumentSentBack = "document_sent_back",
        /// A document can be seen by members or by all.
        DocumentPublished = "document_published",
        /// The description of a document changed, or it has a new version.
        DocumentChanged = "document_changed",
        /// The description of a published document was changed by somebody who does not review it.
        DocumentAmended = "document_amended",
        /// The text of a document's file was read, or could not be.
        DocumentTextExtracted = "document_text_extracted",
        /// A document is to be published as soon as its text is known to hold no personal data; nobody is
        /// told.
        DocumentHeld = "document_held",
        /// Personal data may be in the text of a document that was to be published, or its file cannot be
        /// read: somebody has to decide.
        DocumentFlagged = "document_flagged",
        /// A scanner found a virus in the file of a version.
        DocumentInfected = "document_infected",
        /// Somebody decided about the personal data of a version; nobody is told.
        DocumentChecked = "document_checked",
        /// Another document took the place of this one.
        DocumentSuperseded = "document_superseded",
        /// No other document takes its place any more; nobody is told.
        DocumentReinstated = "document_reinstated",
        /// The day by which a document was to be looked at again has come.
        DocumentFellDue = "document_fell_due",
        /// A document is promised for a day; there is no file yet.
        DocumentPromised = "document_promised",
        /// The file of a promised document has come.
        DocumentArrived = "document_arrived",
        /// A member reported something of a document.
        DocumentReported = "document_reported",
        /// A facilitatore closed a report, with a note.
        DocumentReportClosed = "document_report_closed",
        /// A document was withdrawn.
        DocumentWithdrawn = "document_withdrawn",
        /// A practice was begun.
        PracticeDrafted = "practice_drafted",
        /// A practice waits for review.
        PracticeSubmitted = "practice_submitted",
        /// A practice was sent back with a note.
        PracticeSentBack = "practice_sent_back",
        /// A facilitatore's draft waits for the Unione's confirmation.
        PracticeSentToConfirm = "practice_sent_to_confirm",
        /// A version of a practice was published.
        PracticePublished = "practice_published",
        /// A practice was archived.
        PracticeArchived = "practice_archived",
        /// What was sent was taken back before anybody answered.
        PracticeTakenBack = "practice_taken_back",
        /// Those who were asked to confirm a practice have not answered yet.
        PracticeConfirmationReminded = "practice_confirmation_reminded",
        /// They have not answered for long.
        PracticeConfirmationLate = "practice_confirmation_late",
        /// The day on which a practice is to be looked at again is near.
        PracticeRecheckNear = "practice_recheck_near",
        /// It has come.
        PracticeFellDue = "practice_fell_due",
        /// Nobody has looked at a practice for a month after its day.
        PracticeExpired = "practice_expired",
        /// Its Unione said that a practice still holds.
        PracticeRechecked = "practice_rechecked",
        /// A facilitatore checked a practice.
        PracticeVerified = "practice_verified",
        /// A practice was withdrawn.
        PracticeWithdrawn = "practice_withdrawn",
        /// A practice that was archived or withdrawn was brought back.
        PracticeBroughtBack = "practice_brought_back",
        /// The maturity of a practice came out otherwise; nobody is told.
        PracticeReckoned = "practice_reckoned",
        /// A question was asked.
        QuestionAsked = "question_asked",
        /// A question's text changed.
        QuestionEdited = "question_edited",
        /// A question was given to somebody to answer.
        QuestionAssigned = "question_assigned",
        /// A question was answered.
        QuestionAnswered = "question_answered",
        /// An answer's text changed.
        AnswerEdited = "answer_edited",
        /// An answer was marked "Ha risolto".
        AnswerMarkedSolving = "answer_marked_solving",
        /// The mark "Ha risolto" was taken back.
        AnswerUnmarkedSolving = "answer_unmarked_solving",
        /// A question or an answer was commented.
        CommentPosted = "comment_posted",
        /// A facilitatore declared, for an Unione that is to confirm it, that it reuses a practice. Like
        /// all that happens to a reuse it happens to the practice.
        ReuseProposed = "reuse_proposed",
        /// The Unione said that what was declared for it is not so.
        ReuseDeclined = "reuse_declined",
        /// An Unione declared that it reuses a practice, or confirmed it.
        ReuseDeclared = "reuse_declared",
        /// A reuse came to another state.
        ReuseMoved = "reuse_moved",
        /// What is told of a reuse changed, but not its state.
        ReuseChanged = "reuse_changed",
        /// An Unione was asked how its reuse went.
        ReuseAsked = "reuse_asked",
        /// It was asked again.
        ReuseReminded = "reuse_reminded",
        /// It answered, or corrected its answer.
        ReuseAnswered = "reuse_answered",
        /// Content came from an import; nobody is told.
        Imported = "imported",
        /// The import of a file of a public register was confirmed.
        RegisterConfirmed = "register_confirmed",
        /// Some lines of a file of a public register were imported; nobody is told.
        RegisterImported = "register_imported",
    }
}

/// One line of the log.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its place in the log; order of `seq` is order of commit.
    pub seq: i64,
    /// When it happened.
    pub at: When,
    /// Who did it, unless a worker or an import.
    pub actor: Option<PersonId>,
    /// What happened.
    pub kind: EventKind,
    /// To what.
    pub subject: Subject,
    /// Ids a reader of the log needs besides (`answer_id`, `mentions`…), never text.
    pub particulars: serde_json::Value,
}

type Row = (
    i64,
    When,
    Option<PersonId>,
    EventKind,
    SubjectKind,
    AnyId,
    Json,
);

impl From<Row> for Event {
    fn from((seq, at, actor, kind, subject_kind, subject_id, particulars): Row) -> Event {
        Event {
            seq,
            at,
            actor,
            kind,
            subject: Subject::new(subject_kind, subject_id),
            particulars: particulars.0,
        }
    }
}

/// Appends to the log, in the transaction of the change itself.
///
/// # Errors
/// When the database refuses.
pub fn record(
    tx: &mut Tx<'_>,
    actor: Option<PersonId>,
    kind: EventKind,
    subject: Subject,
    particulars: serde_json::Value,
) -> Result<i64> {
    serialise_log(tx)?;
    let at = tx.now();
    let seq = diesel::insert_into(events::table)
        .values((
            events::at.eq(at),
            events::actor_id.eq(actor),
            events::kind.eq(kind),
            events::subject_kind.eq(subject.kind),
            events::subject_id.eq(AnyId(subject.id)),
            events::particulars.eq(Json(particulars)),
        ))
        .returning(events::seq)
        .get_result(&mut **tx)?;
    Ok(seq)
}

/// Makes the order of `seq` the order of commit. SQLite has one writer; on PostgreSQL an advisory
/// lock is held for the rest of the transaction, else a follower that reads "after n" would skip
/// what took its number early and committed late.
fn serialise_log(tx: &mut Tx<'_>) -> Result<()> {
    if let Conn::Postgres(postgres) = &mut **tx {
        diesel::sql_query("SELECT pg_advisory_xact_lock(20060122)").execute(postgres)?;
    }
    Ok(())
}

/// The events after `seq`, oldest first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<Event>> {
    let rows: Vec<Row> = events::table
        .filter(events::seq.gt(seq))
        .order(events::seq)
        .limit(limit)
        .load(conn)?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The events at these places.
///
/// # Errors
/// When the database refuses.
pub fn of_seqs(conn: &mut Conn, seqs: &[i64]) -> Result<Vec<Event>> {
    let rows: Vec<Row> = events::table.filter(events::seq.eq_any(seqs)).load(conn)?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The place of the last event; 0 when nothing has happened yet.
///
/// # Errors
/// When the database refuses.
pub fn last(conn: &mut Conn) -> Result<i64> {
    Ok(events::table
        .select(diesel::dsl::max(events::seq))
        .first::<Option<i64>>(conn)?
        .unwrap_or(0))
}

/// What happened to one subject, newest first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, subject: Subject, limit: i64) -> Result<Vec<Event>> {
    let rows: Vec<Row> = events::table
        .filter(events::subject_kind.eq(subject.kind))
        .filter(events::subject_id.eq(AnyId(subject.id)))
        .order(events::seq.desc())
        .limit(limit)
        .load(conn)?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// How far the follower of this name has come.
///
/// # Errors
/// When the database refuses.
pub fn cursor(conn: &mut Conn, name: &str) -> Result<i64> {
    Ok(cursors::table
        .find(name)
        .select(cursors::seq)
        .first(conn)
        .optional()?
        .unwrap_or(0))
}

/// Moves a follower on, in the transaction of what it did.
///
/// # Errors
/// When the database refuses.
pub fn move_cursor(tx: &mut Tx<'_>, name: &str, seq: i64) -> Result<()> {
    diesel::insert_into(cursors::table)
        .values((cursors::name.eq(name), cursors::seq.eq(seq)))
        .on_conflict(cursors::name)
        .do_update()
        .set(cursors::seq.eq(seq))
        .both()
        .execute(&mut **tx)?;
    Ok(())
}
