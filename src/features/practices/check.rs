//! The pages of the editor, and what a practice needs before others may read it: enough to be of use
//! to who begins now.

use super::Text;
use crate::text_enum;

text_enum! {
    /// The pages of the editor, by the last segment of their address.
    pub enum Section {
        /// Title, summary, topics, facts.
        Brief = "in-breve",
        /// What was there before.
        Context = "contesto",
        /// The phases.
        Path = "percorso",
        /// Organisation and choices.
        Organisation = "organizzazione",
        /// Obstacles and what was done.
        Obstacles = "ostacoli",
        /// What got better.
        Benefits = "vantaggi",
        /// Costs, lessons, who to ask, sources.
        Lessons = "costi-lezioni",
        /// What is missing, and sending.
        Review = "rivedi",
    }
}

impl Section {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Section::Brief => "In breve",
            Section::Context => "Contesto",
            Section::Path => "Percorso",
            Section::Organisation => "Organizzazione e scelte",
            Section::Obstacles => "Ostacoli e soluzioni",
            Section::Benefits => "Vantaggi",
            Section::Lessons => "Costi, lezioni, contatti",
            Section::Review => "Rivedi e invia",
        }
    }

    /// What to write there, and why.
    pub fn help(self) -> &'static str {
        match self {
            Section::Brief => {
                "Che problema avevate e che cosa fate oggi? È quello che si legge negli elenchi e nelle ricerche."
            }
            Section::Context => "Che cosa c’era già quando avete cominciato?",
            Section::Path => {
                "Racconta le fasi in ordine, anche le soste: sapere perché ci si ferma aiuta chi comincia adesso. Le date che non conosci lasciale vuote."
            }
            Section::Organisation => "Chi fa che cosa, e che cosa avete messo in comune.",
            Section::Obstacles => {
                "È la sezione più letta. Scrivi anche quello che non avete risolto: aiuta chi parte adesso."
            }
            Section::Benefits => "Che cosa è migliorato, e come lo sapete.",
            Section::Lessons => {
                "Quanto è costato, che cosa direste a chi comincia, a chi chiedere."
            }
            Section::Review => "Controlla che cosa manca; poi invia la pratica.",
        }
    }

    /// The page after this one.
    pub fn next(self) -> Section {
        let at = Section::ALL.iter().position(|section| *section == self);
        at.and_then(|at| Section::ALL.get(at + 1))
            .copied()
            .unwrap_or(Section::Review)
    }
}

/// Something that is still to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Where to write it.
    pub section: Section,
    /// The field, as the id of its element on that page.
    pub field: &'static str,
    /// What to do, as an Italian sentence.
    pub sentence: &'static str,
}

/// What is missing before this text may be sent or published; the Unione is always there, since a
/// draft is begun by choosing it.
pub fn missing(text: &Text) -> Vec<Missing> {
    let content = &text.content;
    let phases = content
        .phases
        .iter()
        .filter(|phase| !phase.title.is_empty() || !phase.what.is_empty())
        .count();
    let obstacles = content.obstacles.iter().any(|one| !one.what.is_empty());
    let benefits = content.benefits.iter().any(|one| !one.what.is_empty());
    #[rustfmt::skip]
    let demands = [
        (!text.title.is_empty(), Section::Brief, "titolo", "Scrivi il titolo."),
        (!text.summary.is_empty(), Section::Brief, "riassunto", "Scrivi la pratica in breve, al massimo 300 caratteri."),
        (!content.topics.is_empty(), Section::Brief, "argomenti", "Scegli almeno un argomento."),
        (phases >= 2, Section::Path, "fase-1", "Racconta almeno due fasi del percorso."),
        (!content.organisation.is_empty(), Section::Organisation, "organizzazione", "Scrivi com’è organizzato il lavoro."),
        (obstacles, Section::Obstacles, "ostacolo-1", "Racconta almeno un ostacolo, anche se non è risolto."),
        (benefits, Section::Benefits, "vantaggio-1", "Racconta almeno un vantaggio."),
        (!content.lessons.is_empty(), Section::Lessons, "lezioni", "Scrivi che cosa avete imparato."),
        (!content.contacts.is_empty(), Section::Lessons, "contatti", "Scrivi a quale ufficio si può chiedere."),
    ];
    demands
        .into_iter()
        .filter(|(there, ..)| !there)
        .map(|(_, section, field, sentence)| Missing {
            section,
            field,
            sentence,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_practice_misses_everything_and_each_thing_has_its_page() {
        let missing = missing(&Text::default());
        assert_eq!(missing.len(), 9);
        assert!(missing.iter().all(|one| one.section != Section::Review));
    }

    #[test]
    fn the_pages_follow_one_another() {
        assert_eq!(Section::Brief.next(), Section::Context);
        assert_eq!(Section::Lessons.next(), Section::Review);
        assert_eq!(Section::Review.next(), Section::Review);
    }
}
