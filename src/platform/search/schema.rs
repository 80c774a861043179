//! What the index keeps of an entry, and the entry itself.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tantivy::schema::{
    DateOptions, FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, doc};

use super::analyser;

/// Raised whenever this file changes what an index holds: an index of another number is rebuilt.
pub const VERSION: u32 = 3;

/// How many times the title stands in the text fields: repeating it there weighs a word of the title against
/// the words of the body within one BM25 score, which ranks better than two fields added up.
const TITLE_WEIGHT: usize = 4;

/// The first instant an index can hold, for it counts nanoseconds in 64 bits: in the year 1677.
const EARLIEST_US: i64 = i64::MIN / 1_000;
/// The last one: in the year 2262.
const LATEST_US: i64 = i64::MAX / 1_000;

/// One searchable piece of a subject: the whole of it, or one page of a document.
///
/// A subject may have any number of entries; a search shows it once, with its best page. Kind, topics,
/// unione, region and date belong to the subject: all its entries say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// Unique among the entries of the subject, as `page/4`.
    pub key: String,
    /// What the entry belongs to, as `document/018f…`.
    pub subject: String,
    /// The facet, as `document`.
    pub kind: String,
    /// Repeated in every entry of a subject.
    pub title: String,
    /// Plain text.
    pub body: String,
    /// Page of the document, from 1.
    pub page: Option<u32>,
    /// Slugs of the topics and of their ancestors.
    pub topics: Vec<String>,
    /// Unione it comes from.
    pub unione: Option<String>,
    /// Region of that unione.
    pub region: Option<String>,
    /// Of two hits that match equally well the newer comes first.
    pub published_at: Option<DateTime<Utc>>,
    /// Which edition of the subject it was made of, where the feature tells editions apart: told back with a
    /// hit, so that words nobody may read any more are not shown.
    pub edition: Option<String>,
    /// Whether its time is over: it is found, but after what matches as well and still holds.
    pub is_stale: bool,
    /// Tokens of those who may find it (`public`, `members`, `unione:ID` …); without any, nobody does.
    pub audience: Vec<String>,
}

impl IndexEntry {
    /// A fingerprint of everything in the entry, by which an index is compared with the database.
    pub fn digest(&self) -> u64 {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        for text in [
            &self.key,
            &self.subject,
            &self.kind,
            &self.title,
            &self.body,
        ] {
            part(text);
        }
        part(&self.page.map(|page| page.to_string()).unwrap_or_default());
        part(self.unione.as_deref().unwrap_or_default());
        part(self.region.as_deref().unwrap_or_default());
        part(
            &self
                .published_at
                .map(|at| at.timestamp_micros().to_string())
                .unwrap_or_default(),
        );
        part(self.edition.as_deref().unwrap_or_default());
        part(if self.is_stale { "stale" } else { "" });
        for list in [&self.topics, &self.audience] {
            let mut sorted: Vec<&str> = list.iter().map(String::as_str).collect();
            sorted.sort_unstable();
            sorted.dedup();
            part(&sorted.len().to_string());
            sorted.into_iter().for_each(&mut part);
        }
        let bytes = hash.finalize();
        bytes
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// The fields of the index, looked up once.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Whose entry it is; what a replacement deletes by.
    pub subject: Field,
    /// Which entry of the subject.
    pub key: Field,
    /// Fingerprint of the entry.
    pub digest: Field,
    /// Tokens of those who may find it.
    pub audience: Field,
    /// Facet.
    pub kind: Field,
    /// Facet, several values.
    pub topic: Field,
    /// Filter.
    pub unione: Field,
    /// Filter.
    pub region: Field,
    /// Tells equally good hits apart.
    pub published_at: Field,
    /// 1 where the time of the subject is over, absent elsewhere.
    pub stale: Field,
    /// Edition of the subject, absent where there are none.
    pub edition: Field,
    /// Page of the document.
    pub page: Field,
    /// Stemmed; kept as written, for showing.
    pub title: Field,
    /// Kept as written, for showing; searched through `text` and `exact`.
    pub body: Field,
    /// Title, repeated, and body; stemmed.
    pub text: Field,
    /// Title, repeated, and body; as written, folded.
    pub exact: Field,
}

/// Makes the schema and the names of its fields.
pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let label = || {
        TextOptions::default()
            .set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_index_option(IndexRecordOption::Basic),
            )
            .set_fast("raw")
    };
    let text = |analyser: &str| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(analyser)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        )
    };
    let only_fast = || TextOptions::default().set_fast("raw");
    let fields = Fields {
        subject: schema.add_text_field("subject", label()),
        key: schema.add_text_field("key", only_fast()),
        digest: schema.add_u64_field("digest", FAST),
        audience: schema.add_text_field("audience", only_fast()),
        kind: schema.add_text_field("kind", only_fast() | STORED),
        topic: schema.add_text_field("topic", only_fast()),
        unione: schema.add_text_field("unione", only_fast()),
        region: schema.add_text_field("region", only_fast()),
        published_at: schema.add_date_field("published_at", DateOptions::from(FAST)),
        stale: schema.add_u64_field("stale", FAST),
        edition: schema.add_text_field("edition", TextOptions::default() | STORED),
        page: schema.add_u64_field("page", STORED),
        title: schema.add_text_field("title", text(analyser::STEMMED) | STORED),
        body: schema.add_text_field("body", TextOptions::default() | STORED),
        text: schema.add_text_field("text", text(analyser::STEMMED)),
        exact: schema.add_text_field("exact", text(analyser::EXACT)),
    };
    (schema.build(), fields)
}

impl Fields {
    /// The document that stands for an entry.
    pub fn document(&self, entry: &IndexEntry) -> TantivyDocument {
        let mut document = doc!(
            self.subject => entry.subject.as_str(),
            self.key => entry.key.as_str(),
            self.digest => entry.digest(),
            self.kind => entry.kind.as_str(),
            self.title => entry.title.as_str(),
            self.body => entry.body.as_str(),
        );
        let mut labels = |field: Field, values: &[String]| {
            let mut values: Vec<&str> = values.iter().map(String::as_str).collect();
            values.sort_unstable();
            values.dedup();
            for value in values {
                document.add_text(field, value);
            }
        };
        labels(self.audience, &entry.audience);
        labels(self.topic, &entry.topics);
        labels(self.unione, entry.unione.as_slice());
        labels(self.region, entry.region.as_slice());
        if let Some(at) = entry.published_at {
            document.add_date(
                self.published_at,
                tantivy::DateTime::from_timestamp_micros(
                    at.timestamp_micros().clamp(EARLIEST_US, LATEST_US),
                ),
            );
        }
        if entry.is_stale {
            document.add_u64(self.stale, 1);
        }
        if let Some(edition) = &entry.edition {
            document.add_text(self.edition, edition);
        }
        if let Some(page) = entry.page {
            document.add_u64(self.page, u64::from(page));
        }
        for field in [self.text, self.exact] {
            for _ in 0..TITLE_WEIGHT {
                document.add_text(field, &entry.title);
            }
            document.add_text(field, &entry.body);
        }
        document
    }
}

/// The text of a stored field; empty where there is none.
pub fn stored_text(document: &TantivyDocument, field: Field) -> &str {
    use tantivy::schema::Value;
    document
        .get_first(field)
        .and_then(|value| value.as_str())
        .unwrap_or_default()
}

/// The page of a stored entry.
///
/// # Errors
/// A number no document has pages for: the index is damaged.
pub fn stored_page(document: &TantivyDocument, field: Field) -> Result<Option<u32>> {
    use tantivy::schema::Value;
    document
        .get_first(field)
        .and_then(|value| value.as_u64())
        .map(|page| u32::try_from(page).context("page number out of range"))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::search::fixture::entry;

    #[test]
    fn a_date_beyond_what_an_index_can_hold_becomes_the_last_it_can() {
        let (_, fields) = build();
        for far in ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"] {
            let mut far_away = entry("document/1", "Statuto", "testo");
            far_away.published_at = Some(far.parse().unwrap());
            let document = fields.document(&far_away);
            assert!(document.get_first(fields.published_at).is_some(), "{far}");
        }
    }

    #[test]
    fn the_digest_sees_every_part_but_not_the_order_of_tokens() {
        let base = entry("document/1", "Statuto", "testo");
        let changed = |change: fn(&mut IndexEntry)| {
            let mut other = base.clone();
            change(&mut other);
            other.digest() != base.digest()
        };
        assert!(changed(|e| e.key = "page/2".into()));
        assert!(changed(|e| e.title = "Statuti".into()));
        assert!(changed(|e| e.body = "testi".into()));
        assert!(changed(|e| e.page = Some(2)));
        assert!(changed(|e| e.audience = vec!["members".into()]));
        assert!(changed(|e| e.topics.push("suap".into())));
        assert!(changed(|e| e.unione = Some("uf_".into())));
        assert!(changed(|e| e.is_stale = true));
        assert!(changed(|e| e.edition = Some("2".into())));
        assert!(changed(|e| e.published_at = Some(DateTime::UNIX_EPOCH)));
        let (mut one, mut two) = (base.clone(), base.clone());
        one.audience = vec!["a".into(), "b".into()];
        two.audience = vec!["b".into(), "a".into()];
        assert_eq!(one.digest(), two.digest());
    }
}
