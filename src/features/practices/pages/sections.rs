//! The sections of a practice as its page shows them.

mod alike;
mod costs;
mod documents;
mod facts;
mod fit;
mod path;
mod told;

use chrono::NaiveDate;

pub use alike::{AlikeSection, done, near};
pub use costs::Costs;
pub use documents::{Attachment, Proof};
pub use facts::facts;
pub use fit::{Checklist, ForUnione};
pub use path::PathSection;
pub use told::{BenefitItem, ObstacleItem};

use crate::features::card::{Around, Card, Reusers};
use crate::features::practices::check::Section;
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
    /// What Unioni like the reader's own have to do with it.
    pub alike: AlikeSection,
    /// Whether it is published: then one may reuse it.
    pub is_published: bool,
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
    /// "Scarica tutto (.zip, 2,1 MB)"; empty when there is no file.
    pub dossier_link: String,
    pub more_documents: Vec<Card>,
    pub questions: Vec<Card>,
    pub alike: AlikeSection,
    pub reuses: Reusers,
    pub is_published: bool,
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
            is_published,
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
            dossier_link: documents::dossier_link(content, &around),
            more_documents: documents::others(content, around.documents),
            documents,
            questions: around.questions,
            alike,
            reuses: around.reuses,
            is_published,
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
        let written = |section: Section| (section.anchor(), section.title());
        let own = ("per-la-tua-unione", "Per la tua unione");
        let questions = ("domande", "Domande su questa pratica");
        #[rustfmt::skip]
        let all = [
            (true, written(Section::Brief), None),
            (self.for_unione.is_some(), own, None),
            (there(&self.context), written(Section::Context), None),
            (!self.path.phases.is_empty(), written(Section::Path), None),
            (organisation, written(Section::Organisation), None),
            (there(&self.choices), written(Section::Choices), None),
            (true, written(Section::Obstacles), None),
            (!self.benefits.is_empty(), written(Section::Benefits), None),
            (!self.costs.is_empty(), written(Section::Costs), None),
            (lessons, written(Section::Lessons), None),
            (!self.checklist.is_empty(), written(Section::Transferability), None),
            (self.is_published, ("riuso", "Chi la riusa o ci ha provato"), Some(self.reuses.lines.len())),
            (true, written(Section::Documents), Some(documents)),
            (!self.questions.is_empty(), questions, Some(self.questions.len())),
            (there(&self.sources), written(Section::Sources), None),
            (there(&self.contacts), written(Section::Contacts), None),
            (true, ("cita", "Cita e stampa"), None),
        ];
        all.into_iter()
            .filter(|(there, ..)| *there)
            .map(|(_, (id, title), count)| IndexLink {
                id,
                title,
                count: count.filter(|count| *count > 0),
            })
            .collect()
    }
}
