//! What it takes, in figures and in words.

use crate::features::practices::content::{PracticeContent, Spending};
use crate::features::practices::per_head::{People, per_head};
use crate::features::unioni::directory::Listed;
use crate::platform::text::to_html;

/// Costs and resources.
pub struct Costs {
    /// None is told, or all, the unknown ones empty.
    pub figures: Vec<(&'static str, String)>,
    /// On how many people the cost of each is reckoned; empty when it is not reckoned.
    pub people: String,
    pub text: String,
}

impl Costs {
    /// The costs of a text.
    pub fn of(content: &PracticeContent, unione: Option<&Listed>) -> Costs {
        let spending = &content.spending;
        let text = to_html(&content.costs);
        if *spending == Spending::default() {
            return Costs {
                figures: Vec::new(),
                people: String::new(),
                text,
            };
        }
        let people = People::of(content, unione.and_then(|one| one.inhabitants.people()));
        let each = |amount| people.map_or_else(String::new, |people| per_head(amount, people));
        let (start, yearly) = (each(&spending.start), each(&spending.yearly));
        let people = people.filter(|_| !start.is_empty() || !yearly.is_empty());
        let mut figures = vec![("Primo investimento", spending.start.in_euro())];
        if !start.is_empty() {
            figures.push(("Primo investimento per abitante", start));
        }
        figures.push(("Costo annuo", spending.yearly.in_euro()));
        if !yearly.is_empty() {
            figures.push(("Costo annuo per abitante", yearly));
        }
        figures.push((
            "Lavoro del personale, ogni anno",
            spending.hours.in_units("ore"),
        ));
        if !spending.cup.is_empty() {
            figures.push(("CUP del progetto", spending.cup.clone()));
        }
        Costs {
            figures,
            people: people.map(People::in_words).unwrap_or_default(),
            text,
        }
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.text.is_empty()
    }
}
