//! Which of several words a text has, found in one walk over it however many are looked for.

use std::collections::{HashMap, HashSet};

use super::analyser;
use super::snippet::Marks;

/// What is looked for; each of the things is known by its place.
#[derive(Debug, Default)]
pub struct Finder {
    count: usize,
    stems: HashMap<String, Vec<usize>>,
    /// First letters of the stems: a word that begins otherwise need not be stemmed.
    starts: HashSet<String>,
    typed: HashMap<String, Vec<usize>>,
    beginnings: Vec<(String, usize)>,
    runs: Vec<(Vec<String>, usize)>,
    typed_runs: Vec<(Vec<String>, usize)>,
}

/// What was found so far.
struct Tally {
    found: Vec<bool>,
    missing: usize,
}

impl Tally {
    fn add(&mut self, place: usize) {
        if !std::mem::replace(&mut self.found[place], true) {
            self.missing -= 1;
        }
    }
}

impl Finder {
    /// Looks for each of these; there are as many things as marks.
    pub fn of(each: &[Marks]) -> Finder {
        let mut finder = Finder {
            count: each.len(),
            ..Finder::default()
        };
        for (place, marks) in each.iter().enumerate() {
            for stem in &marks.stems {
                finder.stems.entry(stem.clone()).or_default().push(place);
            }
            finder.starts.extend(marks.starts.iter().cloned());
            for word in &marks.typed {
                finder.typed.entry(word.clone()).or_default().push(place);
            }
            let placed = |run: &Vec<String>| (run.clone(), place);
            finder
                .beginnings
                .extend(marks.beginnings.iter().map(|word| (word.clone(), place)));
            finder.runs.extend(marks.runs.iter().map(placed));
            let typed_runs = marks.typed_runs.iter().filter(|run| !run.is_empty());
            finder.typed_runs.extend(typed_runs.map(placed));
        }
        finder
    }

    /// How many things are looked for.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many of them a text has.
    pub fn count_in(&self, text: &str) -> usize {
        let words = analyser::words(text);
        let mut tally = Tally {
            found: vec![false; self.count],
            missing: self.count,
        };
        // The stems of all words but stop words, for runs; of a word that is in none an empty one.
        let mut kept: Vec<String> = Vec::new();
        for word in &words {
            if tally.missing == 0 {
                return self.count;
            }
            let folded = word.text.as_str();
            for place in self.typed.get(folded).into_iter().flatten() {
                tally.add(*place);
            }
            for (beginning, place) in &self.beginnings {
                if folded.starts_with(beginning.as_str()) {
                    tally.add(*place);
                }
            }
            let may_be_a_form = self.may_be_a_form(folded);
            if !may_be_a_form && self.runs.is_empty() || analyser::is_stop_word(folded) {
                continue;
            }
            let stem = if may_be_a_form {
                analyser::stem(folded)
            } else {
                String::new()
            };
            for place in self.stems.get(&stem).into_iter().flatten() {
                tally.add(*place);
            }
            if !self.runs.is_empty() {
                kept.push(stem);
            }
        }
        for (run, place) in &self.runs {
            if kept.windows(run.len()).any(|window| window == run) {
                tally.add(*place);
            }
        }
        for (run, place) in &self.typed_runs {
            let is_run = |window: &[analyser::Word]| {
                let mut pairs = window.iter().zip(run);
                pairs.all(|(word, typed)| word.text == *typed)
            };
            if words.windows(run.len()).any(is_run) {
                tally.add(*place);
            }
        }
        self.count - tally.missing
    }

    fn may_be_a_form(&self, folded: &str) -> bool {
        folded
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take(3)
            .any(|end| self.starts.contains(&folded[..end]))
    }
}
