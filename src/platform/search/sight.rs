//! Who may find which entry. Everything an answer is made of (hits, counts, facets, spelling) asks here first.

use anyhow::{Context, Result};
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

/// Counting visible entries of a word stops here; more makes no difference to anyone.
const COUNT_UP_TO: u32 = 200;

/// What one audience sees of a segment.
#[derive(Clone)]
pub struct Sight {
    tokens: Chosen,
}

impl Sight {
    /// Finds the tokens of the audience among those the segment knows.
    ///
    /// # Errors
    /// A file of the index cannot be read.
    pub fn of(segment: &SegmentReader, audience: &[String]) -> Result<Sight> {
        Ok(Sight {
            tokens: Chosen::of(segment, "audience", audience)?,
        })
    }

    /// True if the audience and the entry have a token in common.
    pub fn sees(&self, entry: DocId) -> bool {
        self.tokens.touches(entry)
    }
}

/// The entries of a segment that have one of some labels.
#[derive(Clone)]
pub struct Chosen {
    ordinals: Vec<u64>,
    column: Column<u64>,
}

impl Chosen {
    /// Looks the labels up; those that no entry of the segment has choose nothing.
    ///
    /// # Errors
    /// A file of the index cannot be read.
    pub fn of(segment: &SegmentReader, field: &str, labels: &[String]) -> Result<Chosen> {
        let Some(column) = labels_of(segment, field)? else {
            return Ok(Chosen {
                ordinals: Vec::new(),
                column: Column::build_empty_column(segment.max_doc()),
            });
        };
        let mut ordinals = Vec::new();
        for label in labels {
            ordinals.extend(
                column
                    .dictionary()
                    .term_ord(label)
                    .context("search index: labels cannot be read")?,
            );
        }
        Ok(Chosen {
            ordinals,
            column: column.ords().clone(),
        })
    }

    /// True if the entry has one of the labels.
    pub fn touches(&self, entry: DocId) -> bool {
        !self.ordinals.is_empty()
            && self
                .column
                .values_for_doc(entry)
                .any(|ordinal| self.ordinals.contains(&ordinal))
    }
}

/// The labels of a segment in a field; none if no entry there has any.
///
/// # Errors
/// A file of the index cannot be read.
pub fn labels_of(segment: &SegmentReader, field: &str) -> Result<Option<StrColumn>> {
    segment
        .fast_fields()
        .str(field)
        .with_context(|| format!("search index: field {field} cannot be read"))
}

/// What one audience sees of the whole index.
pub struct View<'a> {
    /// The index as it was when the search began.
    pub searcher: &'a Searcher,
    /// By number of the segment.
    pub sights: Vec<Sight>,
}

impl<'a> View<'a> {
    /// Looks at the index as the audience does.
    ///
    /// # Errors
    /// A file of the index cannot be read.
    pub fn new(searcher: &'a Searcher, audience: &[String]) -> Result<View<'a>> {
        let sights = searcher
            .segment_readers()
            .iter()
            .map(|segment| Sight::of(segment, audience));
        Ok(View {
            searcher,
            sights: sights.collect::<Result<_>>()?,
        })
    }

    /// In how many entries that the audience sees a term occurs, counted up to `at_most`.
    ///
    /// # Errors
    /// A file of the index cannot be read.
    pub fn count(&self, term: &Term, at_most: u32) -> Result<u32> {
        let mut count = 0;
        for (segment, sight) in self.searcher.segment_readers().iter().zip(&self.sights) {
            let inverted = segment.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut entry = postings.doc();
            while entry != TERMINATED {
                if !segment.is_deleted(entry) && sight.sees(entry) {
                    count += 1;
                    if count >= at_most.min(COUNT_UP_TO) {
                        return Ok(count);
                    }
                }
                entry = postings.advance();
            }
        }
        Ok(count)
    }

    /// True if the audience sees the term anywhere.
    ///
    /// # Errors
    /// A file of the index cannot be read.
    pub fn knows(&self, term: &Term) -> Result<bool> {
        Ok(self.count(term, 1)? > 0)
    }
}
