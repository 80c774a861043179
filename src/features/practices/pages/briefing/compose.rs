//! What stands on the scheda per la Giunta, in the order in which a Giunta asks.

use super::shorten::shorten;
use super::sources::{Source, sources};
use super::wording::{add_sentence, or, sentence, told_or, without_stop};
use crate::features::card::Original;
use crate::features::practices::content::{
    Amount, Benefit, Need, Obstacle, Phase, PracticeContent,
};
use crate::features::practices::fits::size_in_words;
use crate::features::practices::per_head::{People, per_head};
use crate::features::practices::words::when;
use crate::features::unioni::directory::Listed;
use crate::platform::dates;
use crate::platform::pdf::{Block, Item};
use crate::platform::text::capitalised;

/// All that a scheda is made from.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The title of the practice.
    pub title: String,
    /// Its summary.
    pub summary: String,
    /// What to mind before relying on it, as its page says it; empty when there is nothing.
    pub warning: String,
    /// Its sections.
    pub content: PracticeContent,
    /// The Unione whose practice it is.
    pub unione: Option<Listed>,
    /// Those of its documents that the reader may see.
    pub originals: Vec<Original>,
    /// "Versione 3, pubblicata il 5 maggio 2026".
    pub version: String,
    /// The address of its page.
    pub url: String,
    /// The same as one types it: without scheme and slug.
    pub short_url: String,
}

/// How much has room: characters and numbers of things.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Characters of a section.
    pub section: usize,
    /// Characters of one of several things.
    pub item: usize,
    /// How many things of a kind.
    pub items: usize,
}

/// The characters that what is to be minded of the sources has in any case.
const NOTE: usize = 160;

/// The characters that critical voices have in any case, all together, and how many there may be.
const CRITICAL: (usize, usize) = (600, 5);

/// What is said where nobody said anything.
const UNKNOWN: &str = "non indicato";

/// The scheda, no longer than there is room for.
pub fn compose(told: &Told, room: Room) -> Vec<Block> {
    let mut scheda = Composer {
        told,
        room,
        blocks: Vec::new(),
    };
    scheda.beginning();
    scheda.problem();
    scheda.who();
    scheda.costs();
    scheda.steps();
    scheda.deeds();
    scheda.risks();
    scheda.benefits();
    scheda.needs();
    scheda.sources();
    scheda.blocks
}

struct Composer<'a> {
    told: &'a Told,
    room: Room,
    blocks: Vec<Block>,
}

impl Composer<'_> {
    fn beginning(&mut self) {
        self.blocks
            .push(Block::Kicker("Scheda per la Giunta".to_owned()));
        let title = self.cut(&self.told.title, self.room.section);
        self.blocks
            .push(Block::Title(or(title, "Pratica senza titolo")));
        if !self.told.warning.is_empty() {
            self.say(&self.told.warning);
        }
        if !self.told.summary.is_empty() {
            let summary = self.cut(&self.told.summary, self.room.section);
            self.blocks.push(Block::Lead(summary));
        }
        let note = &self.told.content.source_note;
        if !note.is_empty() {
            let note = self.cut(note, self.room.section.max(NOTE));
            self.blocks.push(Block::Paragraph(note));
        }
    }

    fn problem(&mut self) {
        self.heading("Il problema");
        let content = &self.told.content;
        self.paragraph_or(
            &content.context,
            "La situazione di partenza non è indicata.",
        );
        if !content.choices.is_empty() {
            self.heading("Che cosa si è scelto");
            self.paragraph(&content.choices);
        }
    }

    fn who(&mut self) {
        self.heading("Chi l’ha fatto");
        let content = &self.told.content;
        let facts = &content.facts;
        let unione = self.told.unione.as_ref();
        let comuni = unione
            .filter(|one| one.comuni > 0)
            .map(|one| one.comuni.to_string());
        let known = [
            ("Unione", unione.map(|one| one.brief.name.clone())),
            ("Regione", unione.and_then(|one| one.brief.region.clone())),
            ("Comuni", told_or(&facts.comuni, comuni)),
            (
                "Abitanti",
                told_or(
                    &facts.inhabitants,
                    unione.map(|one| one.inhabitants.number()),
                ),
            ),
            ("Forma", told_or(&facts.legal_form, None)),
            (
                "Modello",
                content.model.map(|model| model.words().to_owned()),
            ),
            ("Persone dedicate", told_or(&facts.staff, None)),
        ];
        let facts = known
            .into_iter()
            .map(|(term, value)| {
                let value = self.cut(&value.unwrap_or_default(), self.room.item);
                (term.to_owned(), or(value, UNKNOWN))
            })
            .collect();
        self.blocks.push(Block::Facts(facts));
        if !content.organisation.is_empty() {
            self.paragraph(&content.organisation);
        }
    }

    fn costs(&mut self) {
        self.heading("Quanto costa");
        let content = &self.told.content;
        let spending = &content.spending;
        let unione = self.told.unione.as_ref();
        let people = People::of(content, unione.and_then(|one| one.inhabitants.people()));
        let euro = |term: &str, amount: &Amount| {
            vec![
                term.to_owned(),
                or(self.cut(&amount.in_euro(), self.room.item), UNKNOWN),
                or(
                    people.map_or_else(String::new, |people| per_head(amount, people)),
                    "non calcolabile",
                ),
            ]
        };
        let hours = self.cut(&spending.hours.in_units("ore"), self.room.item);
        self.blocks.push(Block::Table {
            head: ["Voce", "Importo", "Per abitante"]
                .map(str::to_owned)
                .to_vec(),
            rows: vec![
                euro("Primo investimento", &spending.start),
                euro("Costo annuo", &spending.yearly),
                vec![
                    "Lavoro del personale, ogni anno".to_owned(),
                    or(hours, UNKNOWN),
                    "–".to_owned(),
                ],
            ],
        });
        let funding = or(self.cut(&content.facts.funding, self.room.item), UNKNOWN);
        let saving = or(self.cut(&content.facts.saving, self.room.item), UNKNOWN);
        let cup = match spending.cup.as_str() {
            "" => String::new(),
            cup => format!(" CUP: {}.", self.cut(cup, self.room.item)),
        };
        self.blocks.push(Block::Paragraph(format!(
            "Fondi: {}. Risparmio: {}.{cup}",
            without_stop(&funding),
            without_stop(&saving),
        )));
        if !content.costs.is_empty() {
            self.paragraph(&content.costs);
        }
    }

    fn steps(&mut self) {
        self.heading("I passi");
        let phases = &self.told.content.phases;
        if phases.is_empty() {
            self.say("Le fasi del percorso non sono indicate.");
            return;
        }
        let items = phases
            .iter()
            .take(self.room.items)
            .map(|phase| self.step(phase))
            .collect();
        self.blocks.push(Block::Steps(items));
        self.rest(phases.len(), "fase", "fasi");
    }

    fn step(&self, phase: &Phase) -> Item {
        let mut told = String::new();
        for part in [&phase.title, &phase.what] {
            add_sentence(&mut told, part);
        }
        if let Some(cause) = phase.cause {
            add_sentence(&mut told, &format!("Si è fermata per: {}", cause.words()));
        }
        if !phase.unlocked_by.is_empty() {
            add_sentence(&mut told, &format!("L’ha sbloccata: {}", phase.unlocked_by));
        }
        Item {
            term: format!("{}: {}.", capitalised(&when(phase)), phase.kind.words()),
            text: self.cut(&told, self.room.item),
        }
    }

    fn deeds(&mut self) {
        self.heading("Gli atti da approvare");
        let deeds: Vec<&Original> = self
            .told
            .originals
            .iter()
            .filter(|original| original.is_deed)
            .collect();
        if deeds.is_empty() {
            self.say("Da individuare: alla pratica non sono allegati atti da leggere.");
            return;
        }
        let items = deeds
            .iter()
            .take(self.room.items)
            .map(|deed| {
                let act = match deed.act.as_str() {
                    "" => "numero e data da individuare".to_owned(),
                    act => self.cut(act, self.room.item),
                };
                Item {
                    term: format!("{}.", deed.kind),
                    text: format!(
                        "{} Atto dell’unione: {}.",
                        sentence(&self.cut(&deed.title, self.room.item)),
                        without_stop(&act)
                    ),
                }
            })
            .collect();
        self.blocks.push(Block::List(items));
        self.rest(deeds.len(), "atto", "atti");
    }

    fn risks(&mut self) {
        self.heading("I rischi");
        let obstacles = &self.told.content.obstacles;
        if obstacles.is_empty() {
            self.say("Chi racconta non ha indicato ostacoli.");
            return;
        }
        let items = obstacles
            .iter()
            .take(self.room.items)
            .map(|obstacle| self.risk(obstacle))
            .collect();
        self.blocks.push(Block::List(items));
        self.rest(obstacles.len(), "ostacolo", "ostacoli");
    }

    fn risk(&self, obstacle: &Obstacle) -> Item {
        let what = sentence(&self.cut(&obstacle.what, self.room.item));
        let done = match obstacle.done.as_str() {
            "" => String::new(),
            done => format!(" Che cosa si è fatto: {}", self.cut(done, self.room.item)),
        };
        Item {
            term: format!(
                "{}, {}.",
                capitalised(obstacle.kind.of_obstacle()),
                obstacle.outcome.words().to_lowercase()
            ),
            text: format!("{what}{done}"),
        }
    }

    fn benefits(&mut self) {
        let benefits = &self.told.content.benefits;
        if benefits.is_empty() {
            return;
        }
        self.heading("Che cosa è migliorato");
        let items = benefits
            .iter()
            .take(self.room.items)
            .map(|benefit| self.benefit(benefit))
            .collect();
        self.blocks.push(Block::List(items));
        self.rest(benefits.len(), "vantaggio", "vantaggi");
    }

    fn benefit(&self, benefit: &Benefit) -> Item {
        let mut told = String::new();
        add_sentence(&mut told, &benefit.what);
        if !benefit.before.is_empty() || !benefit.after.is_empty() {
            let known = |value: &str| or(value.to_owned(), UNKNOWN);
            let change = format!(
                "Prima: {}, dopo: {} {}",
                known(&benefit.before),
                known(&benefit.after),
                benefit.unit
            );
            add_sentence(&mut told, change.trim_end());
        }
        if !benefit.source.is_empty() {
            add_sentence(&mut told, &format!("Fonte: {}", benefit.source));
        } else if benefit.is_felt_by_nobody() {
            add_sentence(&mut told, "Chi lo dice non è indicato");
        }
        Item {
            term: format!("{}.", benefit.evidence.words()),
            text: self.cut(&told, self.room.item),
        }
    }

    fn needs(&mut self) {
        let fit = &self.told.content.fit;
        let advice = &self.told.content.advice;
        let mut items: Vec<Item> = [Need::Required, Need::Helpful]
            .into_iter()
            .flat_map(|need| fit.factors.iter().filter(move |one| one.need == need))
            .map(|one| Item {
                term: format!("{}:", capitalised(one.need.words())),
                text: format!("{}.", one.factor.words()),
            })
            .collect();
        let size = size_in_words(fit);
        let told = [
            ("Dimensione consigliata:", size.as_str()),
            ("Tempo realistico:", &fit.time),
            ("Da adattare:", &fit.to_adapt),
            ("Da non copiare:", &fit.not_to_copy),
            ("Fate:", &advice.go),
            ("Non fate:", &advice.avoid),
            ("Chiedete prima:", &advice.ask_first),
        ];
        items.extend(
            told.into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(term, text)| Item {
                    term: term.to_owned(),
                    text: sentence(&self.cut(text, self.room.item)),
                }),
        );
        let words = &self.told.content.transferability;
        if items.is_empty() && words.is_empty() {
            return;
        }
        self.heading("Che cosa serve");
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
        if !words.is_empty() {
            self.paragraph(words);
        }
    }

    fn sources(&mut self) {
        self.heading("Le fonti");
        let (critical, others): (Vec<Source>, Vec<Source>) = sources(&self.told.content.sources)
            .into_iter()
            .partition(|source| source.is_critical);
        if critical.is_empty() && others.is_empty() {
            self.say("La pratica è raccontata da chi l’ha fatta; altre fonti non sono indicate.");
        }
        let (voices, voices_left) = whole(
            critical,
            self.room.section.max(CRITICAL.0),
            self.room.items.max(CRITICAL.1),
        );
        let (named, others_left) = whole(others, self.room.section, self.room.items);
        let items: Vec<Item> = voices.into_iter().chain(named).collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
        self.more(voices_left, "voce critica", "voci critiche");
        self.more(others_left, "fonte", "fonti");
        self.blocks.push(Block::Small(format!(
            "{}. Il testo intero, con i documenti e le domande, è alla pagina:",
            self.told.version
        )));
        self.blocks.push(Block::Address(self.told.url.clone()));
    }

    fn heading(&mut self, title: &str) {
        self.blocks.push(Block::Heading(title.to_owned()));
    }

    fn say(&mut self, sentence: &str) {
        self.blocks.push(Block::Paragraph(sentence.to_owned()));
    }

    fn paragraph(&mut self, text: &str) {
        let text = self.cut(text, self.room.section);
        self.blocks.push(Block::Paragraph(text));
    }

    fn paragraph_or(&mut self, text: &str, unknown: &str) {
        if text.is_empty() {
            self.say(unknown);
        } else {
            self.paragraph(text);
        }
    }

    /// Says how many things had no room.
    fn rest(&mut self, count: usize, one: &str, many: &str) {
        self.more(count.saturating_sub(self.room.items), one, many);
    }

    /// Says of how many things nothing is said here.
    fn more(&mut self, left: usize, one: &str, many: &str) {
        if left > 0 {
            let left = dates::count(left as i64, one, many);
            self.blocks.push(Block::Small(format!(
                "E altro ancora ({left}): continua su {}.",
                self.told.short_url
            )));
        }
    }

    /// A text that says where it goes on when it has no room.
    fn cut(&self, text: &str, most: usize) -> String {
        let short = shorten(text, most);
        if short.is_whole {
            short.text
        } else {
            let on = format!("(continua su {})", self.told.short_url);
            format!("{} {on}", short.text).trim_start().to_owned()
        }
    }
}

/// As many of the sources as have room whole, `most` characters in all, and how many have none: a source
/// is never cut.
fn whole(sources: Vec<Source>, most: usize, at_most: usize) -> (Vec<Item>, usize) {
    let count = sources.len();
    let mut left = most;
    let mut items = Vec::new();
    for source in sources {
        let length = source.text.chars().count();
        if length <= left && items.len() < at_most {
            left -= length;
            items.push(source.into_item());
        }
    }
    let without_room = count - items.len();
    (items, without_room)
}
