//! The demo content as it is written in `content/*.toml`, parsed into types and nothing more.
//!
//! Everything points at everything else by `key`; [`load`] only parses, the tests below check that every
//! reference resolves. Texts are Italian and use one small markup: an empty line parts paragraphs, a line that
//! starts with `- ` is an item of a list and, in documents, a line that starts with `# ` or `## ` is a heading.
//! Moments are told in days before the demo is loaded, so that the demo is always fresh; only what truly
//! happened carries a date.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use std::fmt;

/// Everything the demo is made of.
#[derive(Debug)]
pub struct Content {
    /// The topics of every installation, demo or not.
    pub topics: Vec<Topic>,
    /// Unions and other organisations.
    pub bodies: Vec<Body>,
    /// The cast.
    pub people: Vec<Person>,
    /// Practices in every state.
    pub practices: Vec<Practice>,
    /// Documents with their whole text.
    pub documents: Vec<Document>,
    /// Questions with their answers.
    pub questions: Vec<Question>,
}

/// Parses the embedded files.
///
/// # Errors
/// A file that does not fit its types, named in the error; the tests make sure that none is shipped.
pub fn load() -> Result<Content> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Topics {
        topic: Vec<Topic>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Bodies {
        body: Vec<Body>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct People {
        person: Vec<Person>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Practices {
        practice: Vec<Practice>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Documents {
        document: Vec<Document>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Questions {
        question: Vec<Question>,
    }

    let topics: Topics =
        toml::from_str(include_str!("../features/topics/roots.toml")).context("roots.toml")?;
    let bodies: Bodies =
        toml::from_str(include_str!("content/bodies.toml")).context("bodies.toml")?;
    let people: People =
        toml::from_str(include_str!("content/people.toml")).context("people.toml")?;
    let practices: Practices =
        toml::from_str(include_str!("content/practices.toml")).context("practices.toml")?;
    let documents: Documents =
        toml::from_str(include_str!("content/documents.toml")).context("documents.toml")?;
    let questions: Questions =
        toml::from_str(include_str!("content/questions.toml")).context("questions.toml")?;
    Ok(Content {
        topics: topics.topic,
        bodies: bodies.body,
        people: people.person,
        practices: practices.practice,
        documents: documents.document,
        questions: questions.question,
    })
}

/// A date of which only the year, or the year and the month, may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct PartialDate {
    /// Four digits.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u32>,
    /// 1 to 31, only with a month.
    pub day: Option<u32>,
}

impl TryFrom<String> for PartialDate {
    type Error = String;

    /// Reads `2018`, `2018-01` or `2018-01-31`.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fault = || format!("not a date, a month or a year: {text:?}");
        let parts = text.split('-').collect::<Vec<_>>();
        let widths_fit = parts
            .iter()
            .zip([4, 2, 2])
            .all(|(part, width)| part.len() == width);
        if parts.len() > 3 || !widths_fit {
            return Err(fault());
        }
        let numbers = parts
            .iter()
            .map(|part| part.parse::<u32>())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| fault())?;
        let year = i32::try_from(numbers[0]).map_err(|_| fault())?;
        let month = numbers.get(1).copied();
        let day = numbers.get(2).copied();
        chrono::NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))
            .ok_or_else(fault)?;
        Ok(Self { year, month, day })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// A root topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Stable, used in addresses.
    pub slug: String,
    /// As people read it.
    pub name: String,
    /// What is filed under it, one or two lines.
    pub description: String,
}

/// What sort of body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// A union of municipalities.
    Unione,
    /// Any other organisation, such as the team of a programme.
    Other,
}

/// A union or another organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// What the other files call it.
    pub key: String,
    /// Union or other.
    pub kind: BodyKind,
    /// Ends with "(esempio)" unless the body exists.
    pub name: String,
    /// Whether it was made up for the demo.
    #[serde(default)]
    pub invented: bool,
    /// Other names it is found under.
    #[serde(default)]
    pub other_names: Vec<String>,
    /// Codice IPA; none for invented bodies.
    pub ipa_code: Option<String>,
    /// Region, by its Italian name.
    pub region: Option<String>,
    /// Province, by its Italian name.
    pub province: Option<String>,
    /// Two letters.
    pub province_code: Option<String>,
    /// The Comune where its seat is.
    pub seat: Option<String>,
    /// What it is, in a few lines.
    pub description: String,
    /// Where the facts come from, when they are true ones.
    pub source_note: Option<String>,
    /// Member municipalities, present and past.
    #[serde(default)]
    pub comune: Vec<MemberComune>,
    /// Population, oldest first.
    #[serde(default)]
    pub population: Vec<Population>,
    /// Functions exercised together.
    #[serde(default)]
    pub function: Vec<SharedFunction>,
}

/// A municipality and its membership of a union.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberComune {
    /// As ISTAT writes it.
    pub name: String,
    /// Six digits; none for invented ones.
    pub istat: Option<String>,
    /// Cadastral (Belfiore) code; none for invented ones.
    pub cadastral: Option<String>,
    /// First day of membership, as far as known.
    pub from: Option<PartialDate>,
    /// Last day of membership; none means a member today.
    pub until: Option<PartialDate>,
    /// What the source says of the dates.
    pub note: Option<String>,
}

/// How many people lived there, when, and who says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Inhabitants.
    pub value: u32,
    /// Whether the source gives a round figure.
    #[serde(default)]
    pub approximate: bool,
    /// The date the figure is of.
    pub date: PartialDate,
    /// Who says so.
    pub source: String,
}

/// A function a union exercises for its municipalities.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedFunction {
    /// As the union calls it.
    pub name: String,
    /// The topic it belongs to.
    pub topic: String,
    /// Since when, as far as known.
    pub from: Option<PartialDate>,
    /// Who says so.
    pub source: Option<String>,
}

/// What the sign-in page of the demo offers with one click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A referente of a union.
    Referente,
    /// A referente who helps others with some topics.
    Mentore,
    /// Who answers for a union's page and practices.
    UnioneManager,
    /// A facilitator of the whole site.
    Facilitatore,
    /// Who runs the site.
    Administrator,
}

/// Someone of the cast.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What the other files call them.
    pub key: String,
    /// First name or, for true bodies, the office.
    pub name: String,
    /// Surname or, for true bodies, the body.
    pub surname: String,
    /// Always under `esempio.example`.
    pub email: String,
    /// Offered with one click on the sign-in page.
    pub entry: Option<Entry>,
    /// Whether they may enter; nobody enters as an office of a true body.
    pub signs_in: bool,
    /// Runs the site.
    #[serde(default)]
    pub administrator: bool,
    /// The bodies they belong to.
    pub membership: Vec<Membership>,
    /// Topics followed, by slug.
    #[serde(default)]
    pub follows_topics: Vec<String>,
    /// Unions followed, by key.
    #[serde(default)]
    pub follows_unioni: Vec<String>,
    /// Practices followed, by key.
    #[serde(default)]
    pub follows_practices: Vec<String>,
}

/// Who belongs where, as what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Key of the body.
    pub body: String,
    /// Job title.
    pub title: String,
    /// Offices on this site.
    #[serde(default)]
    pub office: Vec<Office>,
}

/// An office on the site, held through a membership.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Office {
    /// Contributes for its body.
    Referente,
    /// Helps others with these topics.
    Mentore {
        /// Slugs.
        topics: Vec<String>,
    },
    /// Answers for the union's page and practices.
    UnioneManager,
    /// Facilitates the whole site, or one region.
    Facilitatore {
        /// Italian name of the region; none for the whole site.
        region: Option<String>,
    },
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// This many days before the demo is loaded.
    DaysAgo(u32),
    /// On this day, because it truly happened.
    On(PartialDate),
}

/// Where a practice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PracticeState {
    /// Being written.
    Draft,
    /// Waits for a facilitator.
    InReview,
    /// Sent back with notes.
    ToMend,
    /// Written by a facilitator, waits for the union's yes.
    AwaitingConfirmation,
    /// On the site.
    Published,
    /// Off the lists, kept.
    Archived,
}

/// A practice with all its sections; a section nobody has written is none, never a guess.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// What the other files call it.
    pub key: String,
    /// Key of the union whose practice it is.
    pub unione: String,
    /// Key of who wrote it.
    pub author: String,
    /// Where it stands.
    pub state: PracticeState,
    /// When it came to that state.
    pub moment: Moment,
    /// At most 150 characters.
    pub title: String,
    /// At most 300 characters.
    pub summary: String,
    /// Slugs.
    pub topics: Vec<String>,
    /// Shown where the facts come from public sources alone.
    pub source_note: Option<String>,
    /// Contesto.
    pub context: Option<String>,
    /// Organizzazione.
    pub organisation: Option<String>,
    /// Soluzioni e scelte.
    pub choices: Option<String>,
    /// Costi e risorse.
    pub costs: Option<String>,
    /// Lezioni apprese.
    pub lessons: Option<String>,
    /// Trasferibilità.
    pub transferability: Option<String>,
    /// Contatti: an office, never a name.
    pub contact: Option<String>,
    /// Percorso, in order.
    #[serde(default)]
    pub phase: Vec<Phase>,
    /// Ostacoli.
    #[serde(default)]
    pub obstacle: Vec<Obstacle>,
    /// Vantaggi.
    #[serde(default)]
    pub benefit: Vec<Benefit>,
    /// Fonti e voci critiche.
    #[serde(default)]
    pub source: Vec<Source>,
    /// What the facilitator asks to be mended.
    #[serde(default)]
    pub note: Vec<ReviewNote>,
    /// Keys of the documents to reuse.
    #[serde(default)]
    pub documents: Vec<String>,
}

/// The seven kinds of phase: the five of the Piano Triennale's "Strumento 2", and the two it lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Finding out what is there.
    Ricognizione,
    /// Designing.
    Progettazione,
    /// Putting into practice.
    Implementazione,
    /// Running.
    Gestione,
    /// Growing to more municipalities or functions.
    Espansione,
    /// Standing still.
    Stasi,
    /// Starting again.
    Ripartenza,
}

/// A stretch of the path.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// One of seven.
    pub kind: PhaseKind,
    /// None when no source tells.
    pub from: Option<PartialDate>,
    /// None when it goes on, or when no source tells.
    pub until: Option<PartialDate>,
    /// A few words.
    pub title: String,
    /// What happened.
    pub text: String,
    /// What stopped it (only for [`PhaseKind::Stasi`]).
    pub stopped_by: Option<StopCause>,
    /// What set it going again (only for [`PhaseKind::Ripartenza`]).
    pub unlocked_by: Option<String>,
}

/// Why a path stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopCause {
    /// Cambio di amministrazione.
    ChangeOfAdministration,
    /// Mancanza di personale.
    LackOfStaff,
    /// Mancanza di fondi.
    LackOfFunds,
    /// Uscita di un comune.
    ComuneLeft,
    /// Fornitore.
    Supplier,
    /// Norma.
    Law,
    /// Emergenza.
    Emergency,
    /// Altro.
    Other,
}

/// Something that stood in the way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    /// What sort.
    pub kind: ObstacleKind,
    /// What it was.
    pub text: String,
    /// What was done about it; none when nothing was.
    pub done: Option<String>,
    /// How it stands.
    pub state: ObstacleState,
}

/// Sorts of obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleKind {
    /// Politico.
    Political,
    /// Organizzativo.
    Organisational,
    /// Personale.
    Staff,
    /// Tecnico.
    Technical,
    /// Finanziario.
    Financial,
    /// Giuridico.
    Legal,
    /// Fornitore.
    Supplier,
}

/// How an obstacle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleState {
    /// Risolto.
    Solved,
    /// Mitigato.
    Eased,
    /// Ancora aperto.
    Open,
}

/// What got better.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// What.
    pub text: String,
    /// How it was.
    pub before: Option<String>,
    /// How it is.
    pub after: Option<String>,
    /// How it is known.
    pub evidence: Evidence,
    /// By what or whom it is known.
    pub source: Option<String>,
}

/// How a benefit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Misurato: a figure with its proof.
    Measured,
    /// Stimato: a reckoning.
    Estimated,
    /// Percepito: those who work there say so.
    Perceived,
    /// Dichiarato: said in public by the body, with the source.
    Declared,
}

/// Where something may be read, or who disagrees.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// Where, when the address names nobody.
    pub url: Option<String>,
    /// Whether it speaks against the practice.
    #[serde(default)]
    pub critical: bool,
    /// What it says, in a sentence.
    pub says: Option<String>,
}

/// A facilitator's note on a section.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewNote {
    /// Key of the facilitator.
    pub author: String,
    /// Which section: the name of the field or table of [`Practice`] it is about.
    pub section: String,
    /// What to mend.
    pub text: String,
}

/// Sorts of document: the municipal notice board's, and what unions write besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Convenzione.
    Convenzione,
    /// Delibera di Giunta.
    DeliberaGiunta,
    /// Regolamento.
    Regolamento,
    /// Capitolato.
    Capitolato,
    /// Piano.
    Piano,
    /// Relazione.
    Relazione,
    /// Verbale.
    Verbale,
    /// Modello o fac-simile.
    Modello,
    /// Documento tecnico di supporto.
    DocumentoDiSupporto,
}

/// Who may see a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Audience {
    /// Everybody.
    Public,
    /// Whoever is signed in.
    Members,
    /// The people of the union with this key.
    Unione(String),
}

impl TryFrom<String> for Audience {
    type Error = String;

    /// Reads `public`, `members` or `unione:KEY`.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match (text.as_str(), text.strip_prefix("unione:")) {
            ("public", _) => Ok(Self::Public),
            ("members", _) => Ok(Self::Members),
            (_, Some(key)) => Ok(Self::Unione(key.to_owned())),
            _ => Err(format!("unknown audience: {text:?}")),
        }
    }
}

/// The format a document's file is made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Portable document format.
    Pdf,
    /// Office Open XML text.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Plain text, UTF-8.
    Txt,
}

/// A document with its whole text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What the other files call it.
    pub key: String,
    /// Key of the body it comes from.
    pub body: String,
    /// Key of who uploaded it.
    pub author: String,
    /// When it was uploaded.
    pub moment: Moment,
    /// At most 150 characters.
    pub title: String,
    /// At most 300 characters.
    pub description: String,
    /// What sort of deed.
    pub kind: DocumentKind,
    /// Slugs.
    pub topics: Vec<String>,
    /// One or more tokens.
    pub audience: Vec<Audience>,
    /// Whether a facilitator has still to let it be seen by its audience.
    #[serde(default)]
    pub awaits_publication: bool,
    /// Made by the loader.
    pub format: Format,
    /// In the markup of this module; see [`Document::blocks`].
    pub text: String,
}

/// A piece of a document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading of level 1 or 2.
    Heading(u8, &'a str),
    /// An item of a list.
    Item(&'a str),
    /// A paragraph.
    Paragraph(&'a str),
}

impl Document {
    /// The text cut into headings, items and paragraphs, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        self.text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| {
                if let Some(heading) = line.strip_prefix("## ") {
                    Block::Heading(2, heading)
                } else if let Some(heading) = line.strip_prefix("# ") {
                    Block::Heading(1, heading)
                } else if let Some(item) = line.strip_prefix("- ") {
                    Block::Item(item)
                } else {
                    Block::Paragraph(line)
                }
            })
    }
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Key of a practice.
    Practice(String),
    /// Key of a document.
    Document(String),
}

/// A question with its answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A name for errors.
    pub key: String,
    /// Key of who asks.
    pub author: String,
    /// When it was asked.
    pub moment: Moment,
    /// At most 150 characters.
    pub title: String,
    /// Paragraphs.
    pub body: String,
    /// Slugs.
    pub topics: Vec<String>,
    /// The practice or document that raised it.
    pub about: Option<About>,
    /// Where it is reported, for what truly was asked.
    pub source: Option<String>,
    /// Keys of who follows it, beside who wrote in it.
    #[serde(default)]
    pub followers: Vec<String>,
    /// In order of time.
    #[serde(default)]
    pub answer: Vec<Answer>,
}

/// An answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Key of who answers.
    pub author: String,
    /// When.
    pub moment: Moment,
    /// Paragraphs.
    pub body: String,
    /// Whether who asked said "Ha risolto".
    #[serde(default)]
    pub solved: bool,
    /// Keys of who marked it "Utile".
    #[serde(default)]
    pub useful_to: Vec<String>,
    /// Where it is reported, for what truly was answered.
    pub source: Option<String>,
    /// In order of time.
    #[serde(default)]
    pub comment: Vec<Comment>,
}

/// A comment on an answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// Key of who comments.
    pub author: String,
    /// When.
    pub moment: Moment,
    /// One paragraph.
    pub body: String,
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
