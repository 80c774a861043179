//! Two or three things side by side: the table that pages of comparison show.

use super::fields::Fields;

/// The most things beside each other: more cannot be read on a page.
pub const MOST: usize = 3;

/// A table with a column for each thing.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The things.
    pub columns: Vec<Column>,
    /// What is compared, in groups.
    pub groups: Vec<Group>,
}

/// A thing that is compared.
#[derive(Debug)]
pub struct Column {
    /// What it is called.
    pub title: String,
    /// Whose it is, if that is another name.
    pub subtitle: String,
    /// Its page.
    pub url: String,
    /// The same comparison without it.
    pub without_url: String,
}

/// Rows that belong together.
#[derive(Debug)]
pub struct Group {
    /// What they are about.
    pub legend: &'static str,
    /// One for each fact.
    pub rows: Vec<Row>,
}

/// One fact of each thing.
#[derive(Debug)]
pub struct Row {
    /// The fact.
    pub label: String,
    /// For each thing, what is known, in lines; none means not known.
    pub cells: Vec<Vec<String>>,
}

/// The numbers that an address asks for in `con`, each once, at most [`MOST`].
pub fn wanted(query: &Fields) -> Vec<i64> {
    let mut wanted: Vec<i64> = Vec::new();
    for number in query.all("con").filter_map(|number| number.parse().ok()) {
        if wanted.len() < MOST && !wanted.contains(&number) {
            wanted.push(number);
        }
    }
    wanted
}

/// The address that asks the page at this path for these numbers.
pub fn address(path: &str, numbers: impl Iterator<Item = i64>) -> String {
    let fields: Vec<String> = numbers.map(|number| format!("con={number}")).collect();
    format!("{path}?{}", fields.join("&"))
}

impl Group {
    /// A group to be filled.
    pub fn new(legend: &'static str) -> Group {
        Group {
            legend,
            rows: Vec::new(),
        }
    }

    /// Adds a fact that each thing has at most one line of.
    pub fn line(&mut self, label: impl Into<String>, cells: impl Iterator<Item = String>) {
        self.lines(
            label,
            cells.map(|cell| Vec::from_iter(Some(cell).filter(|cell| !cell.is_empty()))),
        );
    }

    /// Adds a fact that may take several lines.
    pub fn lines(&mut self, label: impl Into<String>, cells: impl Iterator<Item = Vec<String>>) {
        self.rows.push(Row {
            label: label.into(),
            cells: cells.collect(),
        });
    }
}

impl Row {
    /// Whether the same is known of all; one alone is not the same as anything.
    pub fn is_same(&self) -> bool {
        let Some((first, others)) = self.cells.split_first() else {
            return false;
        };
        !first.is_empty() && !others.is_empty() && others.iter().all(|cell| cell == first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_asked_for_once_and_no_more_than_fit() {
        let query = Fields::from_urlencoded(b"con=3&con=x&con=3&con=8&con=9&con=10", "/");
        let numbers = wanted(&query);
        assert_eq!(numbers, [3, 8, 9]);
        assert_eq!(
            address("/unioni/confronto", numbers.into_iter()),
            "/unioni/confronto?con=3&con=8&con=9"
        );
    }

    #[test]
    fn what_is_not_known_is_not_the_same() {
        let mut group = Group::new("x");
        let cells = |cells: &[&str]| {
            cells
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>()
                .into_iter()
        };
        group.line("uguale", cells(&["5", "5"]));
        group.line("diverso", cells(&["5", "6"]));
        group.line("ignoto", cells(&["", ""]));
        group.line("da solo", cells(&["5"]));
        let same: Vec<bool> = group.rows.iter().map(Row::is_same).collect();
        assert_eq!(same, [true, false, false, false]);
        assert!(group.rows[2].cells[0].is_empty());
    }
}
