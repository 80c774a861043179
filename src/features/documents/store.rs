//! Rows and queries of documents.

mod blanks;
mod deeds;
mod named;
mod previews;
mod readings;
mod reports;
mod scans;
mod signatures;
mod texts;
mod versions;
mod withdrawals;

use diesel::prelude::*;
use uuid::Uuid;

use super::signatures::Seal;
use super::{
    Document, DocumentId, DocumentKind, DocumentState, Filter, Listed, Promise, Published, Reach,
    VersionId, lists, url,
};
use crate::features::topics::{self, Tag};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::db::schema::{bodies, documents, subject_topics};
use crate::platform::db::{Backend, Conn, Tx, When, columns, numbers};
use crate::platform::error::{Error, Result};
use crate::platform::subject::SubjectKind;
use crate::platform::web::address;
use crate::{in_scope, visible};

pub use blanks::*;
pub use deeds::*;
pub use named::*;
pub use previews::*;
pub use readings::*;
pub use reports::*;
pub use scans::*;
pub use signatures::*;
pub use texts::*;
pub use versions::*;
pub use withdrawals::*;

/// A row of `documents`, as far as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = documents)]
pub struct Row {
    pub id: DocumentId,
    pub number: i64,
    pub unione_id: Option<BodyId>,
    pub created_by: PersonId,
    pub state: DocumentState,
    pub reach: Reach,
    pub title: String,
    pub description: String,
    pub kind: DocumentKind,
    pub source_url: Option<String>,
    pub licence: Option<String>,
    pub current_version_id: Option<VersionId>,
    pub review_note: Option<String>,
    pub published_at: Option<When>,
    pub created_at: When,
    pub updated_at: When,
    pub lock_version: i32,
    pub published_version_id: Option<VersionId>,
    pub published_reach: Option<Reach>,
    pub expected_on: Option<String>,
    pub arrived_at: Option<When>,
    pub blocked_at: Option<When>,
}

impl Row {
    /// That it was promised, and what came of it.
    pub fn promise(&self) -> Option<Promise> {
        Promise::stored(self.expected_on.as_deref()?, self.arrived_at)
    }

    /// What members or everybody read of it.
    fn published(&self) -> Option<Published> {
        Some(Published {
            version: self.published_version_id?,
            reach: self.published_reach?,
        })
    }

    /// The version that lists, letters and the index speak of.
    pub fn shown_version(&self) -> Option<VersionId> {
        self.published_version_id.or(self.current_version_id)
    }

    /// What the index is compared by: another after every change, and while its files are kept back.
    pub fn edition(&self) -> String {
        match self.shown_version().filter(|_| self.blocked_at.is_none()) {
            Some(version) => format!("{version}/{}", self.lock_version),
            None => self.lock_version.to_string(),
        }
    }

    /// Where it stands, for whom what waits beside a published version is not meant.
    pub fn shown_state(&self) -> DocumentState {
        if self.published_version_id.is_some() {
            DocumentState::Published
        } else {
            self.state
        }
    }
}

/// A document to be written.
pub struct NewRow<'a> {
    pub id: DocumentId,
    pub version: VersionId,
    pub unione: Option<BodyId>,
    pub author: PersonId,
    pub state: DocumentState,
    pub reach: Reach,
    pub title: &'a str,
    pub title_key: String,
    pub description: &'a str,
    pub kind: DocumentKind,
    pub source_url: Option<&'a str>,
    pub licence: Option<&'a str>,
    pub published_at: When,
}

pub fn insert_document(tx: &mut Tx<'_>, new: &NewRow<'_>) -> Result<i64> {
    let (number, now) = (numbers::next(tx, "document")?, tx.now());
    let is_published = new.state == DocumentState::Published;
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(new.id),
            documents::number.eq(number),
            documents::unione_id.eq(new.unione),
            documents::created_by.eq(new.author),
            documents::state.eq(new.state),
            documents::reach.eq(new.reach),
            documents::title.eq(new.title),
            documents::title_key.eq(&new.title_key),
            documents::description.eq(new.description),
            documents::kind.eq(new.kind),
            documents::source_url.eq(new.source_url),
            documents::licence.eq(new.licence),
            documents::current_version_id.eq(Some(new.version)),
            documents::published_at.eq(Some(new.published_at)),
            documents::created_at.eq(now),
            documents::updated_at.eq(now),
            documents::published_version_id.eq(is_published.then_some(new.version)),
            documents::published_reach.eq(is_published.then_some(new.reach)),
        ))
        .execute(&mut **tx)?;
    Ok(number)
}

pub fn find_visible(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Option<Row>> {
    Ok(documents::table
        .filter(documents::number.eq(number))
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            reader.tokens()
        ))
        .select(columns::<Row>())
        .first(conn)
        .optional()?)
}

pub fn find_withdrawn(conn: &mut Conn, number: i64) -> Result<Option<Row>> {
    Ok(documents::table
        .filter(documents::number.eq(number))
        .filter(documents::state.eq(DocumentState::Withdrawn))
        .select(columns::<Row>())
        .first(conn)
        .optional()?)
}

/// The documents of these numbers that their author may see, by number.
pub fn list_authored(conn: &mut Conn, author: &Actor, numbers: &[i64]) -> Result<Vec<Row>> {
    let Some(id) = author.id() else {
        return Ok(Vec::new());
    };
    Ok(documents::table
        .filter(documents::number.eq_any(numbers))
        .filter(documents::created_by.eq(id))
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            author.tokens()
        ))
        .order(documents::number)
        .select(columns::<Row>())
        .load(conn)?)
}

/// A document, whoever asks.
pub fn find_any(conn: &mut Conn, id: DocumentId) -> Result<Document> {
    let row: Row = documents::table
        .find(id)
        .select(columns::<Row>())
        .first(conn)?;
    complete(conn, row)
}

/// Lets nobody else change a document until this transaction ends.
pub fn lock(tx: &mut Tx<'_>, number: i64) -> Result<()> {
    // An update that alters nothing takes the row's lock on PostgreSQL; SQLite has one writer.
    diesel::update(documents::table.filter(documents::number.eq(number)))
        .set(documents::number.eq(number))
        .execute(&mut **tx)?;
    Ok(())
}

/// The row with all that stands beside it.
pub fn complete(conn: &mut Conn, row: Row) -> Result<Document> {
    complete_all(conn, vec![row])?.pop().ok_or(Error::NotFound)
}

/// The rows with all that stands beside them, in their order, with three statements more.
pub fn complete_all(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Document>> {
    let from: Vec<BodyId> = rows.iter().filter_map(|row| row.unione_id).collect();
    let unioni = unioni::briefs(conn, &from)?;
    let to_named: Vec<DocumentId> = rows
        .iter()
        .filter(|row| row.reach == Reach::Named)
        .map(|row| row.id)
        .collect();
    let mut named = list_named_of(conn, &to_named)?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut tags = topics::of_many(conn, SubjectKind::Document, &ids)?;
    rows.into_iter()
        .map(|row| {
            let unione = row.unione_id.and_then(|id| unioni.get(&id).cloned());
            let named = named.remove(&row.id).unwrap_or_default();
            let topics = tags.remove(&row.id.0).unwrap_or_default();
            document(row, unione, named, topics)
        })
        .collect()
}

fn document(
    row: Row,
    unione: Option<Brief>,
    named: Vec<BodyId>,
    topics: Vec<Tag>,
) -> Result<Document> {
    let version = row
        .current_version_id
        .ok_or_else(|| Error::Bug(anyhow::anyhow!("document {} has no version", row.id)))?;
    Ok(Document {
        topics,
        promise: row.promise(),
        blocked_at: row.blocked_at,
        published: row.published(),
        id: row.id,
        number: row.number,
        state: row.state,
        reach: row.reach,
        title: row.title,
        description: row.description,
        kind: row.kind,
        unione,
        named,
        author: row.created_by,
        source_url: row.source_url,
        licence: row.licence,
        review_note: row.review_note,
        published_at: row.published_at.unwrap_or(row.created_at),
        version,
        lock_version: row.lock_version,
    })
}

/// Writes everything that changes; the lock version goes up.
pub fn set_document(tx: &mut Tx<'_>, document: &Document) -> Result<()> {
    let now = tx.now();
    diesel::update(documents::table.find(document.id))
        .set((
            documents::state.eq(document.state),
            documents::reach.eq(document.reach),
            documents::title.eq(&document.title),
            documents::title_key.eq(address::sort_key(&document.title)),
            documents::description.eq(&document.description),
            documents::kind.eq(document.kind),
            documents::source_url.eq(&document.source_url),
            documents::licence.eq(&document.licence),
            documents::current_version_id.eq(Some(document.version)),
            documents::review_note.eq(&document.review_note),
            documents::published_at.eq(Some(document.published_at)),
            documents::updated_at.eq(now),
            documents::lock_version.eq(documents::lock_version + 1),
            documents::published_version_id
                .eq(document.published.map(|published| published.version)),
            documents::published_reach.eq(document.published.map(|published| published.reach)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_unione(tx: &mut Tx<'_>, id: DocumentId, unione: Option<BodyId>) -> Result<()> {
    diesel::update(documents::table.find(id))
        .set(documents::unione_id.eq(unione))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn region_of(conn: &mut Conn, unione: Option<BodyId>) -> Result<Option<String>> {
    let Some(unione) = unione else {
        return Ok(None);
    };
    Ok(bodies::table
        .find(unione)
        .select(bodies::region)
        .first(conn)?)
}

/// The rows of these ids that the reader may see.
pub fn list_visible_of(conn: &mut Conn, reader: &Actor, ids: &[DocumentId]) -> Result<Vec<Row>> {
    Ok(documents::table
        .filter(documents::id.eq_any(ids))
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            reader.tokens()
        ))
        .select(columns::<Row>())
        .load(conn)?)
}

/// The condition of a list, for counting it and for reading it.
fn narrowed<'a>(reader: &'a Actor, filter: &'a Filter) -> documents::BoxedQuery<'a, Backend> {
    let mut query = documents::table
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            reader.tokens()
        ))
        .into_boxed::<Backend>();
    if let Some(kind) = filter.kind {
        query = query.filter(documents::kind.eq(kind));
    }
    if let Some(unione) = filter.unione {
        query = query.filter(documents::unione_id.eq(unione));
    }
    if let Some(topics) = &filter.topics {
        query = query.filter(diesel::dsl::exists(
            subject_topics::table
                .filter(subject_topics::subject_kind.eq(SubjectKind::Document))
                .filter(subject_topics::subject_id.eq(documents::id))
                .filter(subject_topics::topic_id.eq_any(topics)),
        ));
    }
    query
}

pub fn count_visible(conn: &mut Conn, reader: &Actor, filter: &Filter) -> Result<i64> {
    Ok(narrowed(reader, filter).count().get_result(conn)?)
}

pub fn list_visible(
    conn: &mut Conn,
    reader: &Actor,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<Row>> {
    Ok(narrowed(reader, filter)
        .order((documents::published_at.desc(), documents::number.desc()))
        .limit(limit)
        .offset(offset)
        .select(columns::<Row>())
        .load(conn)?)
}

/// The rows as a list shows them, in their order, with four statements more.
pub fn complete_list(conn: &mut Conn, reader: &Actor, rows: Vec<Row>) -> Result<Vec<Listed>> {
    let from: Vec<BodyId> = rows.iter().filter_map(|row| row.unione_id).collect();
    let unioni = unioni::briefs(conn, &from)?;
    // Of what is kept back a list has the title alone, whoever asks.
    let listed = |row: &Row| row.shown_version().filter(|_| row.blocked_at.is_none());
    let shown: Vec<VersionId> = rows.iter().filter_map(listed).collect();
    let files = list_with_file(conn, &shown)?;
    let seals = list_seals(conn, &shown)?;
    let ids: Vec<DocumentId> = rows.iter().map(|row| row.id).collect();
    let superseded = list_superseded(conn, reader, &ids)?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            is_superseded: superseded.contains(&row.id),
            url: url(row.number, &row.title),
            state: row.shown_state(),
            reach: row.reach,
            kind: row.kind,
            unione: row.unione_id.and_then(|id| unioni.get(&id).cloned()),
            published_at: row.published_at.unwrap_or(row.created_at),
            file: listed(&row)
                .and_then(|id| files.get(&id))
                .map(super::Version::file_words)
                .unwrap_or_else(|| lists::without_file(row.promise(), row.blocked_at)),
            signed: listed(&row)
                .and_then(|id| seals.get(&id))
                .map(Seal::words)
                .unwrap_or_default(),
            title: row.title,
        })
        .collect())
}

/// What waits in review in the scopes of this facilitatore.
fn in_review(reader: &Actor) -> documents::BoxedQuery<'_, Backend> {
    documents::table
        .filter(documents::state.eq(DocumentState::InReview))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            reader.tokens()
        ))
        .filter(in_scope!(
            SubjectKind::Document,
            documents::id,
            documents::unione_id,
            reader.scopes()
        ))
        .into_boxed()
}

pub fn count_in_review(conn: &mut Conn, reader: &Actor) -> Result<i64> {
    Ok(in_review(reader).count().get_result(conn)?)
}

pub fn list_in_review(conn: &mut Conn, reader: &Actor, limit: i64) -> Result<Vec<Row>> {
    Ok(in_review(reader)
        .order((documents::updated_at, documents::number))
        .limit(limit)
        .select(columns::<Row>())
        .load(conn)?)
}

/// Number and title of what was sent back to this person.
pub fn list_sent_back(conn: &mut Conn, person: PersonId) -> Result<Vec<(i64, String)>> {
    Ok(documents::table
        .filter(documents::created_by.eq(person))
        .filter(documents::state.eq_any([DocumentState::Shared, DocumentState::Published]))
        .filter(documents::review_note.is_not_null())
        .order(documents::updated_at)
        .limit(20)
        .select((documents::number, documents::title))
        .load(conn)?)
}

pub fn list_ids_after(
    conn: &mut Conn,
    after: Option<DocumentId>,
    limit: i64,
) -> Result<Vec<DocumentId>> {
    let query = documents::table
        .order(documents::id)
        .limit(limit)
        .select(documents::id)
        .into_boxed::<Backend>();
    Ok(match after {
        Some(after) => query.filter(documents::id.gt(after)).load(conn)?,
        None => query.load(conn)?,
    })
}

/// The author and the Unione of a document.
pub fn find_origin(conn: &mut Conn, id: DocumentId) -> Result<Option<(PersonId, Option<BodyId>)>> {
    Ok(documents::table
        .find(id)
        .select((documents::created_by, documents::unione_id))
        .first(conn)
        .optional()?)
}

/// A row by its id, whoever asks.
pub fn find_row(conn: &mut Conn, id: DocumentId) -> Result<Option<Row>> {
    Ok(documents::table
        .find(id)
        .select(columns::<Row>())
        .first(conn)
        .optional()?)
}

/// The number of a Unione's id and back, for forms.
pub fn list_unione_numbers(conn: &mut Conn, numbers: &[i64]) -> Result<Vec<BodyId>> {
    Ok(bodies::table
        .filter(bodies::kind.eq(unioni::BodyKind::Unione))
        .filter(bodies::number.eq_any(numbers))
        .order(bodies::number)
        .select(bodies::id)
        .load(conn)?)
}
