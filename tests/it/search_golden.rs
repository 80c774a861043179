//! Queries and the titles expected among the first hits, on a small invented shelf.

use serde_json::{Value, json};

use crate::imports::take_in;
use crate::support::app::TestApp;

const SHELF: &str = include_str!("search_golden/shelf.tsv");
const GOLDEN: &str = include_str!("search_golden/golden.tsv");

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

#[test]
fn the_first_hits_are_those_expected() {
    let app = TestApp::start();
    let records: Vec<Value> = rows(SHELF)
        .enumerate()
        .map(|(n, row)| json!({"external_id": format!("g{n}"), "kind": row[0], "title": row[1], "body": row[2]}))
        .collect();
    let (summary, heard) = take_in(&app, &records);
    assert_eq!(summary.added as usize, records.len(), "{:?}", heard.0);
    let mut browser = app.browser();
    let mut wrong = Vec::new();
    for row in rows(GOLDEN) {
        let query = fra_unioni::platform::web::address::query_value(row[0]);
        let page = browser.visit(&format!("/api/v1/search?q={query}&limit=3"));
        let answer: Value = serde_json::from_str(&page.html).unwrap();
        let titles: Vec<&str> = answer["results"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|result| result["title"].as_str())
            .collect();
        if !titles.contains(&row[1]) {
            wrong.push(format!(
                "{:?}: {:?} is not among {titles:?}",
                row[0], row[1]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
