//! The sections of a practice as its page shows them.

mod costs;
mod documents;
mod facts;
mod fit;
mod path;
mod told;

use chrono::NaiveDate;

pub use costs::Costs;
pub use documents::{Attachment, Proof};
pub use facts::facts;
pub use fit::{Checklist, ForUnione};
pub use path::PathSection;
pub use told::{BenefitItem, ObstacleItem};

use crate::features::card::{Around, Card, Reusers};
use crate::features::practices::content::PracticeContent;
use crate::features::unioni::directory::Listed;
use crate::platform::text::to_html;

/// What stands beside the text of a practice when its page is made.
pub struct Beside {
    /// The Unione that did it, if there is one.
    pub unione: Option<Listed>,
    /// What belongs beside it.
    pub around: Around,
    /// How it fits the Unione of who reads.
    pub for_unione: Option<ForUnione>,
    /// What Unioni like the reader's own tell on the same topics.
    pub alike: Vec<Card>,
    /// The day the page is read.
    pub today: NaiveDate,
}

/// A practice as its page shows it, from above. What nobody has written is empty and left out,
/// save the facts and the obstacles: that those are not told is worth knowing.
pub struct Sections {
    pub facts: Vec<(&'static str, String)>,
    pub for_unione: Option<ForUnione>,
    pub context: String,
    pub path: PathSection,
    pub model: &'static str,
    pub organisation: String,
    pub choices: String,
    pub obstacles: Vec<ObstacleItem>,
    pub benefits: Vec<BenefitItem>,
    pub costs: Costs,
    pub advice: Vec<(&'static str, String)>,
    pub lessons: String,
    pub checklist: Checklist,
    pub documents: Vec<Attachment>,
    pub more_documents: Vec<Card>,
    pub questions: Vec<Card>,
    pub alike: Vec<Card>,
    pub reuses: Reusers,
    pub sources: String,
    pub contacts: String,
}

/// A line of the index of the page.
pub struct IndexLink {
    pub id: &'static str,
    pub title: &'static str,
    /// How many things are there, where that is worth saying.
    pub count: Option<usize>,
}

impl Sections {
    /// The sections of a text, for its reader.
    pub fn of(content: &PracticeContent, beside: Beside) -> Sections {
        let Beside {
            unione,
            around,
            for_unione,
            alike,
            today,
        } = beside;
        let documents = documents::attached(content, &around);
        Sections {
            facts: facts(
                content,
                unione.as_ref(),
                documents.len(),
                around.reuses.confirmed,
            ),
            for_unione,
            context: to_html(&content.context),
            path: PathSection::of(content, today),
            model: content.model.map_or("", |model| model.words()),
            organisation: to_html(&content.organisation),
            choices: to_html(&content.choices),
            obstacles: told::obstacles(content),
            benefits: told::benefits(content, &around),
            costs: Costs::of(content, unione.as_ref()),
            advice: told::advice(content),
            lessons: to_html(&content.lessons),
            checklist: Checklist::of(content),
            more_documents: documents::others(content, around.documents),
            documents,
            questions: around.questions,
            alike,
            reuses: around.reuses,
            sources: to_html(&content.sources),
            contacts: to_html(&content.contacts),
        }
    }

    /// The sections that have something to show, with the ids of their headings.
    pub fn index(&self) -> Vec<IndexLink> {
        let there = |text: &str| !text.is_empty();
        let organisation = there(self.model) || there(&self.organisation);
        let lessons = !self.advice.is_empty() || there(&self.lessons);
        let documents = self.documents.len() + self.more_documents.len();
        [
            (true, "in-breve", "In breve", None),
            (
                self.for_unione.is_some(),
                "per-la-tua-unione",
                "Per la tua unione",
                None,
            ),
            (there(&self.context), "contesto", "Contesto", None),
            (!self.path.phases.is_empty(), "percorso", "Percorso", None),
            (organisation, "organizzazione", "Organizzazione", None),
            (there(&self.choices), "scelte", "Soluzioni e scelte", None),
            (true, "ostacoli", "Ostacoli e soluzioni", None),
            (!self.benefits.is_empty(), "vantaggi", "Vantaggi", None),
            (!self.costs.is_empty(), "costi", "Costi e risorse", None),
            (lessons, "lezioni", "Lezioni apprese", None),
            (
                !self.checklist.is_empty(),
                "trasferibilita",
                "Trasferibilità",
                None,
            ),
            (
                self.reuses.is_told(),
                "riuso",
                "Chi la riusa",
                Some(self.reuses.lines.len()),
            ),
            (true, "documenti", "Documenti", Some(documents)),
            (
                !self.questions.is_empty(),
                "domande",
                "Domande",
                Some(self.questions.len()),
            ),
            (there(&self.sources), "fonti", "Fonti e voci critiche", None),
            (there(&self.contacts), "contatti", "Contatti", None),
            (true, "cita", "Cita e stampa", None),
        ]
        .into_iter()
        .filter(|(there, ..)| *there)
        .map(|(_, id, title, count)| IndexLink {
            id,
            title,
            count: count.filter(|count| *count > 0),
        })
        .collect()
    }
}
