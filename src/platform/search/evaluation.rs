//! How good the ranking is, on judged queries that are not part of the program.
//!
//! Reads `data/search` of the folder named by `FRA_UNIONI_SHARED`, or of `../shared`; where there is none, the
//! test has nothing to say. `--nocapture` prints the figures of each class.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use serde::Deserialize;

use super::fixture::{audience, entry, index_of};
use super::{IndexEntry, SearchIndex, SearchRequest};

#[derive(Deserialize)]
struct Text {
    id: String,
    title: String,
    body: String,
}

struct Judged {
    class: String,
    text: String,
    relevant: HashSet<String>,
}

fn material() -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "only this test looks for the benchmark"
    )]
    let shared = std::env::var_os("FRA_UNIONI_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let folder = shared.join("data/search");
    folder.join("corpus.jsonl").exists().then_some(folder)
}

fn corpus(folder: &std::path::Path) -> Vec<IndexEntry> {
    let lines = std::fs::read_to_string(folder.join("corpus.jsonl")).unwrap();
    let texts = lines
        .lines()
        .map(|line| serde_json::from_str::<Text>(line).unwrap());
    texts
        .map(|text| entry(&text.id, &text.title, &text.body))
        .collect()
}

fn judged(folder: &std::path::Path) -> Vec<Judged> {
    let mut relevant: HashMap<String, HashSet<String>> = HashMap::new();
    for line in std::fs::read_to_string(folder.join("qrels.dev.txt"))
        .unwrap()
        .lines()
    {
        let columns: Vec<&str> = line.split_whitespace().collect();
        if columns[3] != "0" {
            relevant
                .entry(columns[0].to_owned())
                .or_default()
                .insert(columns[2].to_owned());
        }
    }
    let queries = std::fs::read_to_string(folder.join("queries.dev.tsv")).unwrap();
    let queries = queries.lines().map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let relevant = relevant.remove(columns[0]).unwrap_or_default();
        Judged {
            class: columns[1].to_owned(),
            text: columns[3].to_owned(),
            relevant,
        }
    });
    queries.collect()
}

/// nDCG of the ten first, a text being relevant or not.
fn ndcg(found: &[String], relevant: &HashSet<String>) -> f64 {
    let gain = |rank: usize| 1.0 / ((rank + 2) as f64).log2();
    let reached: f64 = found
        .iter()
        .take(10)
        .enumerate()
        .filter(|(_, id)| relevant.contains(*id))
        .map(|(rank, _)| gain(rank))
        .sum();
    let ideal: f64 = (0..relevant.len().min(10)).map(gain).sum();
    if ideal > 0.0 { reached / ideal } else { 0.0 }
}

fn ask(index: &SearchIndex, query: &Judged) -> Vec<String> {
    let request = SearchRequest {
        prefix: query.class == "prefix",
        limit: 10,
        ..SearchRequest::new(&query.text)
    };
    index
        .search(&request, &audience(&["public"]))
        .unwrap()
        .hits
        .into_iter()
        .map(|hit| hit.subject)
        .collect()
}

#[test]
fn judged_queries_are_answered_well() {
    let Some(folder) = material() else { return };
    let (_folder, index) = index_of(&corpus(&folder));
    let mut classes: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut all = Vec::new();
    for query in judged(&folder) {
        let found = ask(&index, &query);
        let score = ndcg(&found, &query.relevant);
        classes.entry(query.class).or_default().push(score);
        all.push(score);
    }
    let mean = |scores: &[f64]| scores.iter().sum::<f64>() / scores.len() as f64;
    for (class, scores) in &classes {
        println!("{class:12} {:4}  {:.3}", scores.len(), mean(scores));
    }
    println!("{:12} {:4}  {:.3}", "all", all.len(), mean(&all));
    assert!(mean(&all) >= 0.75, "nDCG@10 is {:.3}", mean(&all));
}
