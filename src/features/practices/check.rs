//! The pages of the editor, and what a practice needs before others may read it: enough to be of use
//! to who begins now.

use super::Text;
use super::content::{Benefit, Evidence, ObstacleKind, PhaseKind, PracticeContent};
use super::succession::{ends_before, overlapping_stalls};
use crate::text_enum;

text_enum! {
    /// The pages of the editor, by the last segment of their address: thirteen sections, then the review.
    pub enum Section {
        /// Title, summary, topics, facts.
        Brief = "in-breve",
        /// What was there before.
        Context = "contesto",
        /// The phases.
        Path = "percorso",
        /// Who does what.
        Organisation = "organizzazione",
        /// What was shared, and what was not chosen.
        Choices = "soluzioni",
        /// Obstacles and what was done.
        Obstacles = "ostacoli",
        /// What got better.
        Benefits = "vantaggi",
        /// Figures and words of what it takes.
        Costs = "costi",
        /// What one says to who begins now.
        Lessons = "lezioni",
        /// What another Unione needs.
        Transferability = "trasferibilita",
        /// The documents to reuse.
        Documents = "documenti",
        /// Whom to ask.
        Contacts = "contatti",
        /// Where the facts come from, and who disagrees.
        Sources = "fonti",
        /// What is missing, and sending.
        Review = "rivedi",
    }
}

/// The sections one writes: all pages but the last.
pub const WRITTEN: &[Section] = Section::ALL.split_at(13).0;

impl Section {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Section::Brief => "In breve",
            Section::Context => "Contesto",
            Section::Path => "Percorso",
            Section::Organisation => "Organizzazione",
            Section::Choices => "Soluzioni e scelte",
            Section::Obstacles => "Ostacoli e soluzioni",
            Section::Benefits => "Vantaggi",
            Section::Costs => "Costi e risorse",
            Section::Lessons => "Lezioni apprese",
            Section::Transferability => "Trasferibilità",
            Section::Documents => "Documenti da riusare",
            Section::Contacts => "Contatti",
            Section::Sources => "Fonti e voci critiche",
            Section::Review => "Rivedi e invia",
        }
    }

    /// The id of its heading, on every page that has it.
    pub fn anchor(self) -> &'static str {
        self.as_str()
    }

    /// What to write there, and why.
    pub fn help(self) -> &'static str {
        match self {
            Section::Brief => {
                "Che problema avevate e che cosa fate oggi? È quello che si legge negli elenchi e nelle ricerche. I fatti sono gli stessi per tutte le pratiche, così si confrontano: quello che non sai lascialo vuoto, si leggerà «non indicato»."
            }
            Section::Context => "Che cosa c’era già quando avete cominciato?",
            Section::Path => {
                "Racconta le fasi in ordine, anche le soste: sapere perché ci si ferma aiuta chi comincia adesso. Le date che non conosci lasciale vuote."
            }
            Section::Organisation => {
                "Chi fa che cosa. «Dopo la digitalizzazione è necessaria la riorganizzazione del personale»: da voi com’è andata?"
            }
            Section::Choices => "Che cosa avete messo in comune, e che cosa avete scartato?",
            Section::Obstacles => {
                "È la sezione più letta. Scrivi anche quello che non avete risolto: aiuta chi parte adesso. Che cosa rifareste diversamente?"
            }
            Section::Benefits => {
                "Che cosa è migliorato, e come lo sapete. Un vantaggio misurato, stimato o dichiarato ha sempre una fonte o un documento; se è un’impressione di chi ci lavora, è «percepito»."
            }
            Section::Costs => {
                "Quanto serve per cominciare e poi ogni anno. Se una cifra esatta non c’è, scrivi da quanto a quanto; se non l’avete, spunta «non disponibile»."
            }
            Section::Lessons => "Che cosa direste a chi comincia adesso? Bastano tre frasi.",
            Section::Transferability => {
                "Che cosa serve per rifarlo altrove. Chi legge confronta la sua unione con quello che scrivi qui."
            }
            Section::Documents => {
                "Gli atti e i modelli che un’altra unione può riusare, in ordine di fase."
            }
            Section::Contacts => "A chi può rivolgersi un’altra unione?",
            Section::Sources => {
                "Da dove vengono i fatti, e chi non è d’accordo. Una voce critica riportata con la sua fonte rende più credibile tutto il resto."
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
    pub field: String,
    /// What to do, as an Italian sentence.
    pub sentence: String,
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
    let advice = &content.advice;
    let lessons = [
        &content.lessons,
        &advice.go,
        &advice.avoid,
        &advice.ask_first,
    ]
    .iter()
    .any(|text| !text.is_empty());
    #[rustfmt::skip]
    let demands = [
        (!text.title.is_empty(), Section::Brief, "titolo", "Scrivi il titolo."),
        (!text.summary.is_empty(), Section::Brief, "riassunto", "Scrivi la pratica in breve, al massimo 300 caratteri."),
        (!content.topics.is_empty(), Section::Brief, "argomenti", "Scegli almeno un argomento."),
        (phases >= 2, Section::Path, "fase-1", "Racconta almeno due fasi del percorso."),
        (!content.organisation.is_empty(), Section::Organisation, "organizzazione", "Scrivi com’è organizzato il lavoro."),
        (obstacles, Section::Obstacles, "ostacolo-1", "Racconta almeno un ostacolo, anche se non è risolto."),
        (benefits, Section::Benefits, "vantaggio-1", "Racconta almeno un vantaggio."),
        (lessons, Section::Lessons, "fate", "Scrivi che cosa avete imparato: basta una frase."),
        (!content.contacts.is_empty(), Section::Contacts, "contatti", "Scrivi a quale ufficio si può chiedere."),
    ];
    let said =
        demands
            .into_iter()
            .filter(|(there, ..)| !there)
            .map(|(_, section, field, sentence)| Missing {
                section,
                field: field.to_owned(),
                sentence: sentence.to_owned(),
            });
    let mut all: Vec<Missing> = said
        .chain(unsaid(content))
        .chain(impossible(content))
        .chain(bare_claims(content))
        .collect();
    all.sort_by_key(|one| one.section);
    all
}

/// The phases, obstacles and benefits of which nobody has said the kind.
fn unsaid(content: &PracticeContent) -> impl Iterator<Item = Missing> + '_ {
    let phases = content.phases.iter().enumerate();
    let phases = phases
        .filter(|(_, one)| one.kind == PhaseKind::Unsaid)
        .map(|(at, _)| (Section::Path, "fase", "tipo", at + 1));
    let obstacles = content.obstacles.iter().enumerate();
    let obstacles = obstacles
        .filter(|(_, one)| one.kind == ObstacleKind::Unsaid)
        .map(|(at, _)| (Section::Obstacles, "ostacolo", "tipo", at + 1));
    let benefits = content.benefits.iter().enumerate();
    let benefits = benefits
        .filter(|(_, one)| one.evidence == Evidence::Unsaid)
        .map(|(at, _)| (Section::Benefits, "vantaggio", "prova", at + 1));
    phases
        .chain(obstacles)
        .chain(benefits)
        .map(|(section, row, part, number)| Missing {
            section,
            field: format!("{row}-{number}-{part}"),
            sentence: match section {
                Section::Path => format!("Fase {number}: scegli il tipo di fase."),
                Section::Obstacles => format!("Ostacolo {number}: scegli il tipo di ostacolo."),
                _ => format!("Vantaggio {number}: scegli come lo sapete."),
            },
        })
}

/// The phases whose dates cannot be. The pages of the path refuse them; what came by a line of the
/// interview, by an import or from an older version is held back here.
fn impossible(content: &PracticeContent) -> impl Iterator<Item = Missing> + '_ {
    let phases = content.phases.iter().enumerate();
    let backwards = phases.filter(|(_, one)| {
        let dates = one.from.zip(one.to);
        dates.is_some_and(|(from, to)| ends_before(from, to))
    });
    let backwards = backwards.map(|(at, _)| {
        let sentence = format!(
            "Fase {}: la fine viene prima dell’inizio, correggi le due date.",
            at + 1
        );
        (at + 1, "al", sentence)
    });
    let stalls = overlapping_stalls(&content.phases).map(|(first, second)| {
        let sentence = format!(
            "Fase {}: questa stasi si sovrappone a quella della fase {}; uniscile, o correggi le date.",
            second + 1,
            first + 1
        );
        (second + 1, "dal", sentence)
    });
    backwards
        .chain(stalls)
        .map(|(number, part, sentence)| Missing {
            section: Section::Path,
            field: format!("fase-{number}-{part}"),
            sentence,
        })
}

/// The benefits that claim more than an impression and name neither a source nor a document.
fn bare_claims(content: &PracticeContent) -> impl Iterator<Item = Missing> + '_ {
    let is_bare = |one: &Benefit| {
        !matches!(one.evidence, Evidence::Perceived | Evidence::Unsaid)
            && one.source.is_empty()
            && one.document.is_none()
    };
    let numbered = content.benefits.iter().enumerate();
    numbered
        .filter(move |(_, one)| is_bare(one))
        .map(|(at, one)| Missing {
            section: Section::Benefits,
            field: format!("vantaggio-{}-fonte", at + 1),
            sentence: format!(
                "Vantaggio {}: hai scritto «{}», quindi indica la fonte o il documento; se non ci sono, scegli «percepito».",
                at + 1,
                one.evidence.words().to_lowercase()
            ),
        })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_empty_practice_misses_everything_and_each_thing_has_its_page() {
        let missing = missing(&Text::default());
        assert_eq!(missing.len(), 9);
        assert!(missing.iter().all(|one| one.section != Section::Review));
    }

    #[test]
    fn a_figure_needs_a_source_or_a_document_and_an_impression_does_not() {
        let mut text = Text::default();
        let claims = |text: &Text| -> Vec<String> {
            missing(text)
                .into_iter()
                .filter(|one| one.field.ends_with("fonte"))
                .map(|one| one.field)
                .collect()
        };
        text.content.benefits = [
            Evidence::Perceived,
            Evidence::Measured,
            Evidence::Estimated,
            Evidence::Declared,
        ]
        .map(Benefit::of)
        .to_vec();
        assert_eq!(
            claims(&text),
            [
                "vantaggio-2-fonte",
                "vantaggio-3-fonte",
                "vantaggio-4-fonte"
            ]
        );
        text.content.benefits[1].source = "Registro delle chiamate".into();
        text.content.benefits[2].document = Some(Uuid::nil());
        assert_eq!(claims(&text), ["vantaggio-4-fonte"]);
    }

    #[test]
    fn what_nobody_has_said_is_asked_for_and_nothing_is_claimed_meanwhile() {
        use super::super::content::{Obstacle, Phase};
        let mut text = Text::default();
        text.content.phases = vec![Phase::of(PhaseKind::Stall), Phase::of(PhaseKind::Unsaid)];
        text.content.obstacles = vec![Obstacle::of(ObstacleKind::Unsaid)];
        text.content.benefits = vec![Benefit::of(Evidence::Unsaid)];
        let missing = missing(&text);
        let fields: Vec<&str> = missing.iter().map(|one| one.field.as_str()).collect();
        for field in ["fase-2-tipo", "ostacolo-1-tipo", "vantaggio-1-prova"] {
            assert!(fields.contains(&field), "{field}: {fields:?}");
        }
        for field in ["fase-1-tipo", "vantaggio-1-fonte"] {
            assert!(!fields.contains(&field), "{field}");
        }
        assert_eq!(text.content.phase_reached(), None);
    }

    #[test]
    fn dates_that_cannot_be_are_not_published_whichever_way_they_came() {
        use super::super::content::Phase;
        let phase = |kind, from: &str, to: &str| Phase {
            from: from.parse().ok(),
            to: to.parse().ok(),
            ..Phase::of(kind)
        };
        let asked = |phases: Vec<Phase>| -> Vec<String> {
            let mut text = Text::default();
            text.content.phases = phases;
            let dates = missing(&text).into_iter();
            dates
                .map(|one| one.field)
                .filter(|field| field.starts_with("fase-") && field.ends_with('l'))
                .collect()
        };
        let (design, stall) = (PhaseKind::Design, PhaseKind::Stall);
        assert_eq!(
            asked(vec![
                phase(design, "2010", "2006"),
                phase(stall, "2006", "2010"),
                phase(stall, "2008", "2012"),
            ]),
            ["fase-1-al", "fase-3-dal"]
        );
        assert!(asked(vec![phase(design, "06/2010", "2010"), phase(stall, "", "")]).is_empty());
    }

    #[test]
    fn the_pages_follow_one_another() {
        assert_eq!(Section::Brief.next(), Section::Context);
        assert_eq!(Section::Sources.next(), Section::Review);
        assert_eq!(Section::Review.next(), Section::Review);
        assert_eq!(WRITTEN.last(), Some(&Section::Sources));
    }
}
