//! Rolls the entries that match up to their subjects: one hit for each, with its best entry, and counts of
//! subjects by kind and topic, in one pass.
//!
//! All entries of a subject are written as one operation and so stay in one segment; within a segment a subject
//! is a small number, and rolling up is an array, not a map.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DateTime, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::sight::{Chosen, Sight, labels_of};

/// What to keep of the entries that match.
pub struct Roll {
    /// What the audience sees, by number of the segment.
    pub sights: Vec<Sight>,
    /// Kinds to show; all if empty.
    pub kinds: Vec<String>,
    /// Topics to show; all if empty.
    pub topics: Vec<String>,
    /// Unioni to show; all if empty.
    pub unioni: Vec<String>,
    /// Regions to show; all if empty.
    pub regions: Vec<String>,
    /// How many of the best subjects are wanted.
    pub top: usize,
}

/// A subject that matches.
#[derive(Debug, Clone)]
pub struct Best {
    /// Score of its best entry.
    pub score: Score,
    /// When it was published.
    pub published_at: Option<DateTime>,
    /// Which one.
    pub subject: String,
    /// Its best entry.
    pub entry: DocAddress,
}

impl Best {
    /// Better first; of equals the newer, then by name, so that every node gives the same order.
    fn compare(&self, other: &Best) -> Ordering {
        other
            .score
            .total_cmp(&self.score)
            .then_with(|| other.published_at.cmp(&self.published_at))
            .then_with(|| self.subject.cmp(&other.subject))
    }
}

/// The subjects that match, counted.
#[derive(Debug, Default)]
pub struct Rolled {
    /// How many there are.
    pub total: usize,
    /// The best of them, best first.
    pub best: Vec<Best>,
    /// Subjects by kind, whichever kinds are chosen.
    pub kinds: BTreeMap<String, usize>,
    /// Subjects by topic, whichever topics are chosen.
    pub topics: BTreeMap<String, usize>,
}

impl Collector for Roll {
    type Fruit = Rolled;
    type Child = SegmentRoll;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentRoll> {
        let chosen = |field: &str, labels: &[String]| match labels.is_empty() {
            true => Ok(None),
            false => Chosen::of(segment, field, labels)
                .map(Some)
                .map_err(internal),
        };
        let subjects = labels_of(segment, "subject").map_err(internal)?;
        let kinds = labels_of(segment, "kind").map_err(internal)?;
        let topics = labels_of(segment, "topic").map_err(internal)?;
        let count =
            |column: &Option<StrColumn>| column.as_ref().map_or(0, |column| column.num_terms());
        let ordinals = |column: &Option<StrColumn>| {
            column.as_ref().map_or_else(
                || Column::build_empty_column(segment.max_doc()),
                |column| column.ords().clone(),
            )
        };
        Ok(SegmentRoll {
            ordinal,
            sight: self.sights[ordinal as usize].clone(),
            only_kinds: chosen("kind", &self.kinds)?,
            only_topics: chosen("topic", &self.topics)?,
            only_unioni: chosen("unione", &self.unioni)?,
            only_regions: chosen("region", &self.regions)?,
            subject: ordinals(&subjects),
            kind: ordinals(&kinds),
            topic: ordinals(&topics),
            published_at: segment.fast_fields().date("published_at").ok(),
            stale: segment.fast_fields().u64("stale").ok(),
            state: vec![State::Unseen; count(&subjects)],
            best: vec![(0.0, 0); count(&subjects)],
            kind_counts: vec![0; count(&kinds)],
            topic_counts: vec![0; count(&topics)],
            total: 0,
            top: self.top,
            subjects,
            kinds,
            topics,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Rolled>>) -> tantivy::Result<Rolled> {
        let mut all = Rolled::default();
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            all.best.extend(segment.best);
            for (label, count) in segment.kinds {
                *all.kinds.entry(label).or_default() += count;
            }
            for (label, count) in segment.topics {
                *all.topics.entry(label).or_default() += count;
            }
        }
        all.best.sort_by(Best::compare);
        all.best.truncate(self.top);
        Ok(all)
    }
}

fn internal(error: anyhow::Error) -> tantivy::TantivyError {
    tantivy::TantivyError::InternalError(format!("{error:#}"))
}

/// What is known of a subject so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    /// Matches, but is of another kind or topic than those chosen.
    Counted,
    Shown,
}

/// The part of [`Roll`] that looks at one segment.
pub struct SegmentRoll {
    ordinal: SegmentOrdinal,
    sight: Sight,
    only_kinds: Option<Chosen>,
    only_topics: Option<Chosen>,
    only_unioni: Option<Chosen>,
    only_regions: Option<Chosen>,
    subject: Column<u64>,
    kind: Column<u64>,
    topic: Column<u64>,
    published_at: Option<Column<DateTime>>,
    stale: Option<Column<u64>>,
    state: Vec<State>,
    best: Vec<(Score, DocId)>,
    kind_counts: Vec<usize>,
    topic_counts: Vec<usize>,
    total: usize,
    top: usize,
    subjects: Option<StrColumn>,
    kinds: Option<StrColumn>,
    topics: Option<StrColumn>,
}

/// What the score of an entry is worth once its time is over.
const STALE_WORTH: Score = 0.5;

impl SegmentRoll {
    /// The score of an entry, less when its time is over: what still holds comes first.
    fn worth(&self, entry: DocId, score: Score) -> Score {
        let stale = self.stale.as_ref().and_then(|column| column.first(entry));
        match stale {
            Some(_) => score * STALE_WORTH,
            None => score,
        }
    }
}

fn passes(only: &Option<Chosen>, entry: DocId) -> bool {
    only.as_ref().is_none_or(|chosen| chosen.touches(entry))
}

impl SegmentCollector for SegmentRoll {
    type Fruit = tantivy::Result<Rolled>;

    fn collect(&mut self, entry: DocId, score: Score) {
        if !self.sight.sees(entry) {
            return;
        }
        let score = self.worth(entry, score);
        let Some(subject) = self
            .subject
            .first(entry)
            .and_then(|subject| usize::try_from(subject).ok())
        else {
            return;
        };
        if self.state[subject] == State::Unseen {
            if !passes(&self.only_unioni, entry) || !passes(&self.only_regions, entry) {
                return;
            }
            let of_kind = passes(&self.only_kinds, entry);
            let of_topic = passes(&self.only_topics, entry);
            if of_topic {
                self.kind
                    .values_for_doc(entry)
                    .for_each(|kind| self.kind_counts[kind as usize] += 1);
            }
            if of_kind {
                self.topic
                    .values_for_doc(entry)
                    .for_each(|topic| self.topic_counts[topic as usize] += 1);
            }
            if of_kind && of_topic {
                self.state[subject] = State::Shown;
                self.total += 1;
                self.best[subject] = (score, entry);
            } else {
                self.state[subject] = State::Counted;
            }
        } else if self.state[subject] == State::Shown && score > self.best[subject].0 {
            self.best[subject] = (score, entry);
        }
    }

    fn harvest(self) -> tantivy::Result<Rolled> {
        let mut shown: Vec<(Score, u64, DocId)> = (0u64..)
            .zip(self.state.iter().zip(&self.best))
            .filter(|(_, (state, _))| **state == State::Shown)
            .map(|(subject, (_, (score, entry)))| (*score, subject, *entry))
            .collect();
        let published_at = |entry: DocId| {
            self.published_at
                .as_ref()
                .and_then(|column| column.first(entry))
        };
        let compare = |one: &(Score, u64, DocId), two: &(Score, u64, DocId)| {
            let newer = || published_at(two.2).cmp(&published_at(one.2));
            two.0
                .total_cmp(&one.0)
                .then_with(newer)
                .then_with(|| one.1.cmp(&two.1))
        };
        if shown.len() > self.top && self.top > 0 {
            shown.select_nth_unstable_by(self.top - 1, compare);
        }
        shown.truncate(self.top);
        let mut best = Vec::with_capacity(shown.len());
        for (score, subject, entry) in shown {
            let mut name = String::new();
            if let Some(subjects) = &self.subjects {
                subjects.ord_to_str(subject, &mut name)?;
            }
            let published_at = published_at(entry);
            best.push(Best {
                score,
                published_at,
                subject: name,
                entry: DocAddress::new(self.ordinal, entry),
            });
        }
        Ok(Rolled {
            total: self.total,
            best,
            kinds: named(self.kinds.as_ref(), &self.kind_counts)?,
            topics: named(self.topics.as_ref(), &self.topic_counts)?,
        })
    }
}

fn named(labels: Option<&StrColumn>, counts: &[usize]) -> tantivy::Result<BTreeMap<String, usize>> {
    let mut found = BTreeMap::new();
    for (ordinal, count) in (0u64..).zip(counts).filter(|(_, count)| **count > 0) {
        let mut label = String::new();
        if let Some(labels) = labels {
            labels.ord_to_str(ordinal, &mut label)?;
        }
        found.insert(label, *count);
    }
    Ok(found)
}
