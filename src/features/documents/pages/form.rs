//! The description of a document as a form: read from what was sent, and shown again.

use super::deed::{self, DeedForm};
use super::suggested::{self, Chip};
use crate::features::documents::{
    self, Description, Document, DocumentId, DocumentKind, Reach, TextState, Version, policy, store,
};
use crate::features::topics::{self, Choice};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::fields::{Faults, Fields, length};

/// The most characters of a title that a person writes.
pub const TITLE_CHARS: usize = 150;
/// The most characters of a description.
pub const DESCRIPTION_CHARS: usize = 5_000;
/// The most characters of a note or a reason.
pub const NOTE_CHARS: usize = 2_000;
const LICENCE_CHARS: usize = 100;
const ADDRESS_CHARS: usize = 500;

/// What becomes of what is meant for members or everybody, when who hands it in publishes it too.
const BY_ITSELF: &str = "Quello che carichi tu per gli iscritti o per tutti si pubblica da solo appena abbiamo letto il testo, se non contiene dati personali.";
/// What becomes of it otherwise.
const REVIEWED: &str = "Con le unioni lo condividi subito; per gli iscritti o per tutti prima lo guarda un facilitatore.";

/// What the fields of the form show.
pub struct FormView {
    pub title: String,
    pub description: String,
    pub kinds: Vec<Choice>,
    pub topics: Vec<Choice>,
    /// Where it comes from; empty when it is known already.
    pub from: Vec<Choice>,
    pub reaches: Vec<Choice>,
    pub named: Vec<Choice>,
    pub source: String,
    pub licence: String,
    /// Licences to choose from while writing.
    pub licences: &'static [&'static str],
    /// What it says of itself as an act.
    pub deed: DeedForm,
    /// Whether the fields of the act are to be seen at once.
    pub is_deed_open: bool,
    /// What the text suggests and is not said yet.
    pub suggested: Vec<Chip>,
    /// Who decides on what members and everybody see.
    pub reach_hint: &'static str,
}

impl FormView {
    /// Whether other Unioni are to be chosen.
    pub fn is_named(&self) -> bool {
        self.reaches
            .iter()
            .any(|reach| reach.chosen && reach.value == Reach::Named.as_str())
    }
}

/// What was sent, once it is understood.
pub struct Understood {
    pub description: Description,
    pub unione: Option<BodyId>,
}

fn choice(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Choice {
    Choice {
        value: value.into(),
        label: label.into(),
        chosen,
    }
}

/// The form of a document that is there already, as it was filled in.
pub fn view(conn: &mut Conn, actor: &Actor, fields: &Fields) -> Result<FormView> {
    let unioni = unioni::all(conn)?;
    filled(conn, actor, fields, &unioni)
}

/// The form of a new document as it was filled in, or empty: it asks where the document comes from.
pub fn view_of_new(conn: &mut Conn, actor: &Actor, fields: &Fields) -> Result<FormView> {
    let unioni = unioni::all(conn)?;
    Ok(FormView {
        from: origins(actor, fields, &unioni),
        ..filled(conn, actor, fields, &unioni)?
    })
}

/// The form of a document that is there already, with what its text suggests.
pub fn view_of(
    conn: &mut Conn,
    actor: &Actor,
    document: &Document,
    fields: &Fields,
) -> Result<FormView> {
    let suggested = match documents::reading(conn, document.version)? {
        Some(reading) => suggested::chips(conn, &reading.suggested, fields)?,
        None => Vec::new(),
    };
    let it = view(conn, actor, fields)?;
    Ok(FormView {
        is_deed_open: it.deed.is_filled
            || suggested
                .iter()
                .any(|chip| deed::FIELDS.contains(&chip.field)),
        suggested,
        reach_hint: if policy::is_in_scope(actor, document) {
            BY_ITSELF
        } else {
            REVIEWED
        },
        ..it
    })
}

/// The Unioni a document of this actor may come from.
fn origins(actor: &Actor, fields: &Fields, unioni: &[Brief]) -> Vec<Choice> {
    let from = fields.text("unione");
    let mut choices = Vec::new();
    if actor.is_facilitatore() {
        choices.push(choice("", "Nessuna unione in particolare", from.is_empty()));
    }
    choices.extend(
        unioni
            .iter()
            .filter(|unione| actor.is_facilitatore() || actor.belongs_to(unione.id))
            .map(|unione| numbered(unione, |number| number == from)),
    );
    choices
}

/// A Unione to choose, by its number in addresses.
fn numbered(unione: &Brief, is_chosen: impl FnOnce(&str) -> bool) -> Choice {
    let number = unione.number.to_string();
    let chosen = is_chosen(&number);
    choice(number, unione.name.clone(), chosen)
}

/// All that both forms ask.
fn filled(conn: &mut Conn, actor: &Actor, fields: &Fields, unioni: &[Brief]) -> Result<FormView> {
    let sent = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
    let named = sent("unioni");
    let has_own = actor.unioni().next().is_some();
    let reach = fields.text("visibilita");
    let kind = fields.text("tipo");
    let mut kinds = vec![choice("", "Scegli il tipo", kind.is_empty())];
    kinds.extend(
        DocumentKind::ALL
            .iter()
            .map(|one| choice(one.as_str(), one.label(), one.as_str() == kind)),
    );
    Ok(FormView {
        title: fields.text("titolo").to_owned(),
        description: fields.text("descrizione").to_owned(),
        kinds,
        topics: topics::choices(conn, &sent("argomenti"))?,
        from: Vec::new(),
        reaches: Reach::ALL
            .iter()
            .filter(|one| **one != Reach::Own || actor.is_facilitatore() || has_own)
            .map(|one| choice(one.as_str(), one.label(), one.as_str() == reach))
            .collect(),
        named: unioni
            .iter()
            .map(|unione| numbered(unione, |number| named.iter().any(|one| one == number)))
            .collect(),
        source: fields.text("fonte").to_owned(),
        licence: fields.text("licenza").to_owned(),
        licences: LICENCES,
        deed: deed::view(conn, fields, unioni)?,
        is_deed_open: false,
        suggested: Vec::new(),
        // Of a new document nobody knows yet where it belongs.
        reach_hint: if actor.facilitates(None, &[]) {
            BY_ITSELF
        } else if actor.is_facilitatore() {
            "Con le unioni lo condividi subito. Per gli iscritti o per tutti, se è della tua regione o dei tuoi argomenti, si pubblica da solo appena abbiamo letto il testo, se non contiene dati personali; altrimenti prima lo guarda un altro facilitatore."
        } else {
            REVIEWED
        },
    })
}

/// The fields of a form that describes this document as it stands; `deed` are those of the act.
pub fn fields_of(document: &Document, named: &[Brief], deed: Vec<(String, String)>) -> Fields {
    let mut pairs = vec![
        ("titolo".to_owned(), document.title.clone()),
        ("descrizione".to_owned(), document.description.clone()),
        ("tipo".to_owned(), document.kind.to_string()),
        ("visibilita".to_owned(), document.reach.to_string()),
        (
            "fonte".to_owned(),
            document.source_url.clone().unwrap_or_default(),
        ),
        (
            "licenza".to_owned(),
            document.licence.clone().unwrap_or_default(),
        ),
    ];
    pairs.extend(
        document
            .topics
            .iter()
            .map(|topic| ("argomenti".to_owned(), topic.slug.clone())),
    );
    pairs.extend(
        named
            .iter()
            .map(|unione| ("unioni".to_owned(), unione.number.to_string())),
    );
    pairs.extend(deed);
    Fields::from_pairs(pairs, "")
}

/// The licences public bodies give, by the vocabulary of OntoPiA; others are written out.
const LICENCES: &[&str] = &[
    "CC BY 4.0",
    "CC BY-SA 4.0",
    "CC0 1.0",
    "IODL 2.0",
    "Uso interno",
    "Sola consultazione",
];

/// A licence as the list writes it, however it was typed; what is not in the list stays as it is.
fn licence_of(typed: &str) -> String {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    LICENCES
        .iter()
        .find(|one| plain(one) == plain(typed))
        .map_or_else(|| typed.to_owned(), |one| (*one).to_owned())
}

/// Reads the form; `comes_from` is the Unione of a document that is there already, and `of` that document.
pub fn parse(
    conn: &mut Conn,
    actor: &Actor,
    fields: &Fields,
    comes_from: Option<Option<BodyId>>,
    of: Option<DocumentId>,
) -> Result<std::result::Result<Understood, Faults>> {
    let mut faults = Faults::default();
    let title = fields.text("titolo");
    faults.unless(
        !title.is_empty(),
        "titolo",
        "Scrivi il titolo del documento",
    );
    faults.unless(
        length(title) <= TITLE_CHARS && !title.contains('\n'),
        "titolo",
        format!("Accorcia il titolo: al massimo {TITLE_CHARS} caratteri, su una riga"),
    );
    let description = fields.text("descrizione");
    faults.unless(
        length(description) <= DESCRIPTION_CHARS,
        "descrizione",
        format!("Accorcia la descrizione: al massimo {DESCRIPTION_CHARS} caratteri"),
    );
    let kind = fields.text("tipo").parse::<DocumentKind>();
    faults.unless(kind.is_ok(), "tipo", "Scegli il tipo di documento");
    let slugs: Vec<String> = fields.all("argomenti").map(str::to_owned).collect();
    let (topics, unknown) = topics::by_slugs(conn, &slugs)?;
    faults.unless(
        (1..=5).contains(&topics.len()) && unknown.is_empty(),
        "argomenti",
        "Scegli da uno a cinque argomenti",
    );
    let unione = match comes_from {
        Some(unione) => unione,
        None => from(conn, actor, fields.text("unione"), &mut faults)?,
    };
    let reach = fields.text("visibilita").parse::<Reach>();
    faults.unless(reach.is_ok(), "visibilita", "Scegli chi lo vede");
    faults.unless(
        !(reach == Ok(Reach::Own) && unione.is_none()),
        "visibilita",
        "Senza un’unione scegli un’altra visibilità",
    );
    let numbers: Vec<i64> = fields
        .all("unioni")
        .filter_map(|number| number.parse().ok())
        .collect();
    let named = if reach == Ok(Reach::Named) {
        store::list_unione_numbers(conn, &numbers)?
    } else {
        Vec::new()
    };
    faults.unless(
        reach != Ok(Reach::Named) || !named.is_empty(),
        "unioni",
        "Scegli almeno un’unione con cui condividerlo",
    );
    let source = fields.text("fonte");
    faults.unless(
        source.is_empty() || is_web_address(source),
        "fonte",
        "Scrivi l’indirizzo per intero, per esempio https://www.comune.example.it/atti/12, oppure lascia vuoto",
    );
    let licence = licence_of(fields.text("licenza"));
    let licence = licence.as_str();
    faults.unless(
        length(licence) <= LICENCE_CHARS && !licence.contains('\n'),
        "licenza",
        format!("Accorcia la licenza: al massimo {LICENCE_CHARS} caratteri, su una riga"),
    );
    let deed = deed::parse(conn, actor, fields, of, &mut faults)?;
    let (Ok(kind), Ok(reach), true) = (kind, reach, faults.is_empty()) else {
        return Ok(Err(faults));
    };
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(Ok(Understood {
        description: Description {
            title: title.to_owned(),
            description: description.to_owned(),
            kind,
            topics,
            reach,
            named,
            source_url: given(source),
            licence: given(licence),
            deed,
        },
        unione,
    }))
}

/// The Unione that was chosen, among those the actor may choose.
fn from(
    conn: &mut Conn,
    actor: &Actor,
    number: &str,
    faults: &mut Faults,
) -> Result<Option<BodyId>> {
    if number.is_empty() {
        // Whoever has one Unione only is not asked.
        let mut own = actor.unioni();
        return Ok(match (own.next(), actor.is_facilitatore()) {
            (Some(only), false) if own.next().is_none() => Some(only),
            (Some(_), false) => {
                faults.add("unione", "Scegli da quale unione viene");
                None
            }
            _ => None,
        });
    }
    let chosen = match number.parse() {
        Ok(number) => store::list_unione_numbers(conn, &[number])?.pop(),
        Err(_) => None,
    };
    let chosen = chosen.filter(|unione| actor.is_facilitatore() || actor.belongs_to(*unione));
    faults.unless(
        chosen.is_some(),
        "unione",
        "Scegli una delle unioni dell’elenco",
    );
    Ok(chosen)
}

/// Whether it can be a link: `javascript:` and its like cannot.
pub fn is_web_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric()))
        && length(text) <= ADDRESS_CHARS
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// What is said of the text of a version: the kind of the notice and its sentence.
pub fn text_words(version: &Version) -> Option<(&'static str, &'static str)> {
    let is_readable = version
        .file
        .as_ref()
        .is_some_and(|file| file.kind.is_readable());
    Some(match version.text {
        TextState::Done | TextState::Given => return None,
        TextState::Pending => (
            "info",
            "Stiamo leggendo il documento: il testo arriva tra poco.",
        ),
        TextState::ImageOnly => ("waiting", "Solo immagine: il testo non si può cercare."),
        TextState::Encrypted => (
            "waiting",
            "Il file è protetto da password: il testo non si può leggere né cercare.",
        ),
        TextState::Damaged => (
            "problem",
            "Il file è danneggiato: il testo non si può leggere. Se si apre sul tuo computer, salvalo di nuovo e carica una nuova versione.",
        ),
        TextState::TooLarge => (
            "waiting",
            "Il testo è troppo grande per essere letto: si può solo scaricare il file.",
        ),
        TextState::TimedOut => (
            "waiting",
            "Leggere il testo richiedeva troppo tempo: si può solo scaricare il file.",
        ),
        TextState::Unreadable if is_readable => (
            "problem",
            "Non siamo riusciti a leggere il testo: si può solo scaricare il file.",
        ),
        TextState::Unreadable => (
            "waiting",
            "Di questo tipo di file il testo non si legge: si trova per titolo e descrizione. Leggiamo PDF, documenti, fogli di calcolo e presentazioni (Word, Excel, PowerPoint, OpenDocument, RTF), tabelle CSV, pagine web, messaggi di posta, archivi ZIP e testo semplice.",
        ),
        TextState::Empty => (
            "waiting",
            "Non c’è testo: si trova per titolo e descrizione.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::{is_web_address, licence_of};

    #[test]
    fn addresses_of_the_web() {
        for good in ["https://a.it", "http://www.comune.example.it/atti?id=1&x=è"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "a.it",
            "javascript:alert(1)",
            "https://",
            "https:// a.it",
            "https://a.it/ b",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    #[test]
    fn licences_are_written_one_way() {
        assert_eq!(licence_of("cc-by 4.0"), "CC BY 4.0");
        assert_eq!(licence_of("Licenza del Comune"), "Licenza del Comune");
        assert_eq!(licence_of(""), "");
    }
}
