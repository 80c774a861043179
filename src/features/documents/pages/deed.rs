//! What a document says of itself as an act: the fields of the form, and the block on its page.

use chrono::NaiveDate;

use crate::features::calls;
use crate::features::documents::{
    self, Deed, Document, DocumentId, DocumentKind, Protocol, deed, store,
};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::Actor;
use crate::platform::codes::{self, Fault};
use crate::platform::dates::{self, PartialDate, PartialDateFault};
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Faults, Fields, length};

const ISSUER_CHARS: usize = 150;
const NUMBER_CHARS: usize = 20;
const REFERS_CHARS: usize = 300;
/// The most codes of one kind.
const MAX_CODES: usize = 30;

/// The names of the fields, for opening what holds a fault.
pub const FIELDS: [&str; 14] = [
    "ente",
    "atto_numero",
    "atto_data",
    "prot_registro",
    "prot_numero",
    "prot_anno",
    "cup",
    "cig",
    "avviso",
    "valido_dal",
    "valido_al",
    "riferito_a",
    "sostituisce",
    "revisione_entro",
];

/// What the fields show.
pub struct DeedForm {
    pub issuer: String,
    /// Names to choose from while writing.
    pub issuers: Vec<String>,
    pub number: String,
    pub date: String,
    pub area: String,
    pub protocol_number: String,
    pub protocol_year: String,
    pub cup: String,
    pub cig: String,
    /// The calls, and one field more.
    pub calls: Vec<String>,
    pub known_calls: Vec<String>,
    pub valid_from: String,
    pub valid_until: String,
    pub refers_to: String,
    pub replaces: String,
    pub review_by: String,
    /// Whether anything was said already.
    pub is_filled: bool,
}

/// The fields as they were filled in.
pub fn view(conn: &mut Conn, fields: &Fields, unioni: &[Brief]) -> Result<DeedForm> {
    let text = |name: &str| fields.text(name).to_owned();
    let mut calls: Vec<String> = fields
        .all("avviso")
        .filter(|title| !title.trim().is_empty())
        .map(str::to_owned)
        .collect();
    calls.push(String::new());
    Ok(DeedForm {
        issuer: text("ente"),
        issuers: unioni.iter().map(|unione| unione.name.clone()).collect(),
        number: text("atto_numero"),
        date: text("atto_data"),
        area: text("prot_registro"),
        protocol_number: text("prot_numero"),
        protocol_year: text("prot_anno"),
        cup: text("cup"),
        cig: text("cig"),
        calls,
        known_calls: calls::titles(conn)?,
        valid_from: text("valido_dal"),
        valid_until: text("valido_al"),
        refers_to: text("riferito_a"),
        replaces: text("sostituisce"),
        review_by: text("revisione_entro"),
        is_filled: FIELDS.iter().any(|name| !fields.text(name).is_empty()),
    })
}

/// The fields of a document as it stands.
pub fn pairs_of(
    conn: &mut Conn,
    reader: &Actor,
    document: &Document,
) -> Result<Vec<(String, String)>> {
    let deed = documents::deed_of(conn, document.id)?;
    let typed = |date: Option<PartialDate>| date.map(PartialDate::typed).unwrap_or_default();
    let replaces = deed::replaced_by_it(conn, reader, &deed)?.map(|(_, url)| url);
    let protocol = deed.protocol.clone();
    let mut pairs = vec![
        ("ente", deed.issuer.clone()),
        ("atto_numero", deed.number.clone()),
        ("atto_data", typed(deed.date)),
        (
            "prot_registro",
            protocol
                .as_ref()
                .map(|one| one.area.clone())
                .unwrap_or_default(),
        ),
        (
            "prot_numero",
            protocol
                .as_ref()
                .map(|one| one.number.clone())
                .unwrap_or_default(),
        ),
        (
            "prot_anno",
            protocol.map(|one| one.year.to_string()).unwrap_or_default(),
        ),
        ("cup", deed.cups.join(", ")),
        ("cig", deed.cigs.join(", ")),
        ("valido_dal", typed(deed.valid_from)),
        ("valido_al", typed(deed.valid_until)),
        ("riferito_a", deed.refers_to.clone()),
        ("sostituisce", replaces.unwrap_or_default()),
        (
            "revisione_entro",
            deed.review_by
                .map(|day| day.to_string())
                .unwrap_or_default(),
        ),
    ];
    for title in calls::titles_of(conn, &deed.calls)? {
        pairs.push(("avviso", title));
    }
    Ok(pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect())
}

/// Reads the fields; `of` is the document they describe, when it is there already.
pub fn parse(
    conn: &mut Conn,
    actor: &Actor,
    fields: &Fields,
    of: Option<DocumentId>,
    faults: &mut Faults,
) -> Result<Deed> {
    let short = |name: &str, most: usize, what: &str, faults: &mut Faults| {
        let text = fields.text(name).to_owned();
        faults.unless(
            length(&text) <= most && !text.contains('\n'),
            name,
            format!("Accorcia {what}: al massimo {most} caratteri, su una riga"),
        );
        text
    };
    let issuer = short("ente", ISSUER_CHARS, "il nome dell’ente", faults);
    let mut named = unioni::by_name(conn, &issuer)?;
    let issuer_body = match (named.pop(), named.pop()) {
        (Some(only), None) if !issuer.is_empty() => Some(only.id),
        _ => None,
    };
    let number = short("atto_numero", NUMBER_CHARS, "il numero dell’atto", faults);
    let refers_to = short("riferito_a", REFERS_CHARS, "«Riferito a»", faults);
    let valid_from = date(fields, "valido_dal", faults);
    let valid_until = date(fields, "valido_al", faults);
    if let (Some(from), Some(until)) = (valid_from, valid_until) {
        faults.unless(
            from.first_day() <= until.last_day(),
            "valido_al",
            "La validità finisce prima di cominciare: controlla le due date",
        );
    }
    let deed = Deed {
        issuer,
        issuer_body,
        number,
        date: date(fields, "atto_data", faults),
        protocol: protocol(conn, actor, fields, of, faults)?,
        cups: list_of_codes(fields, "cup", faults, |typed| {
            codes::cup(typed).map_err(|fault| in_words("CUP", codes::CUP_LENGTH, fault))
        }),
        cigs: list_of_codes(fields, "cig", faults, |typed| {
            codes::cig(typed).map_err(|fault| in_words("CIG", codes::CIG_LENGTH, fault))
        }),
        calls: known_calls(conn, fields, faults)?,
        valid_from,
        valid_until,
        refers_to,
        replaces: replaces(conn, actor, fields, of, faults)?,
        review_by: review_by(fields, faults),
    };
    Ok(deed)
}

fn date(fields: &Fields, name: &str, faults: &mut Faults) -> Option<PartialDate> {
    let text = fields.text(name);
    if text.is_empty() {
        return None;
    }
    match text.replace('.', "/").parse::<PartialDate>() {
        Ok(date) => Some(date),
        Err(PartialDateFault::Form) => {
            faults.add(
                name,
                "Scrivi la data come 12/03/2026; se non sai il giorno o il mese bastano 03/2026 o 2026",
            );
            None
        }
        Err(PartialDateFault::NoSuchDay) => {
            faults.add(
                name,
                "Questa data non esiste nel calendario: controlla giorno e mese",
            );
            None
        }
    }
}

fn review_by(fields: &Fields, faults: &mut Faults) -> Option<NaiveDate> {
    let text = fields.text("revisione_entro");
    if text.is_empty() {
        return None;
    }
    let day = text
        .parse::<PartialDate>()
        .ok()
        .filter(|date| date.day().is_some())
        .map(PartialDate::first_day);
    faults.unless(
        day.is_some(),
        "revisione_entro",
        "Scrivi il giorno per intero, per esempio 31/12/2027",
    );
    day
}

/// What is wrong with a code, as the end of a sentence that begins with it.
fn in_words(name: &str, length: usize, fault: Fault) -> String {
    match fault {
        Fault::Length(many) => {
            format!("un {name} ha {length} caratteri, questo ne ha {many}")
        }
        Fault::Sign => {
            format!("un {name} è fatto solo di lettere e cifre, e qui ce n’è una fuori posto")
        }
        Fault::Check => {
            format!("i caratteri di controllo non tornano: ricopia il {name} dall’atto")
        }
    }
}

fn list_of_codes(
    fields: &Fields,
    name: &str,
    faults: &mut Faults,
    read: impl Fn(&str) -> std::result::Result<String, String>,
) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for typed in fields.text(name).split([',', ';', '\n']).map(str::trim) {
        if typed.is_empty() {
            continue;
        }
        match read(typed) {
            Ok(code) if codes.contains(&code) => {}
            Ok(code) => codes.push(code),
            Err(fault) => faults.add(name, format!("«{typed}»: {fault}")),
        }
    }
    faults.unless(
        codes.len() <= MAX_CODES,
        name,
        format!("Al massimo {MAX_CODES} codici: scrivi i principali"),
    );
    codes
}

fn known_calls(
    conn: &mut Conn,
    fields: &Fields,
    faults: &mut Faults,
) -> Result<Vec<calls::CallId>> {
    let titles: Vec<&str> = fields
        .all("avviso")
        .map(str::trim)
        .filter(|title| !title.is_empty())
        .collect();
    if titles.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = titles.iter().map(|title| calls::title_key(title)).collect();
    let known = calls::calls_titled(conn, &keys)?;
    let mut found = Vec::new();
    for (title, key) in titles.iter().zip(&keys) {
        match known.get(key) {
            Some((id, _)) if found.contains(id) => {}
            Some((id, _)) => found.push(*id),
            None => faults.add(
                "avviso",
                format!("Non conosciamo l’avviso «{title}»: scegli un titolo dell’elenco, oppure scrivilo in «Riferito a»"),
            ),
        }
    }
    Ok(found)
}

fn protocol(
    conn: &mut Conn,
    actor: &Actor,
    fields: &Fields,
    of: Option<DocumentId>,
    faults: &mut Faults,
) -> Result<Option<Protocol>> {
    let (number, year) = (fields.text("prot_numero"), fields.text("prot_anno"));
    let area = match fields.text("prot_registro") {
        "" => fields.text("ente"),
        area => area,
    };
    if number.is_empty() && year.is_empty() && fields.text("prot_registro").is_empty() {
        return Ok(None);
    }
    faults.unless(
        !number.is_empty(),
        "prot_numero",
        "Scrivi il numero di protocollo, oppure lascia vuoti anche anno e registro",
    );
    faults.unless(
        !area.is_empty() && length(area) <= ISSUER_CHARS,
        "prot_registro",
        "Scrivi di quale ente o AOO è il protocollo: il numero da solo non basta a riconoscerlo",
    );
    let parsed = year
        .parse::<i32>()
        .ok()
        .filter(|year| (1900..=2100).contains(year));
    faults.unless(
        parsed.is_some(),
        "prot_anno",
        "Scrivi l’anno del protocollo, quattro cifre: la numerazione ricomincia ogni anno",
    );
    let Some(year) = parsed else {
        return Ok(None);
    };
    let Some(protocol) = Protocol::new(area, year, &number.replace([' ', '.'], "")) else {
        faults.unless(
            number.is_empty(),
            "prot_numero",
            "Il numero di protocollo è fatto di sole cifre, al massimo dieci; gli zeri davanti li mettiamo noi",
        );
        return Ok(None);
    };
    let same = store::list_with_protocol(conn, &protocol)?;
    let key = address::sort_key(&protocol.area);
    let others: Vec<DocumentId> = same
        .into_iter()
        .filter(|(id, area)| Some(*id) != of && address::sort_key(area) == key)
        .map(|(id, _)| id)
        .collect();
    // Only what the actor may see is told: a protocol says nothing about documents of others.
    if let Some(other) = store::list_visible_of(conn, actor, &others)?.pop() {
        faults.add(
            "prot_numero",
            format!(
                "Questo protocollo è già di «{}»: se è lo stesso documento, caricalo lì come nuova versione; se è un allegato, lascia vuoto il protocollo",
                other.title
            ),
        );
    }
    Ok(Some(protocol))
}

/// The document whose place it takes: its address or its number.
fn replaces(
    conn: &mut Conn,
    actor: &Actor,
    fields: &Fields,
    of: Option<DocumentId>,
    faults: &mut Faults,
) -> Result<Option<DocumentId>> {
    let text = fields.text("sostituisce");
    if text.is_empty() {
        return match of {
            Some(of) => deed::unseen(conn, actor, of),
            None => Ok(None),
        };
    }
    let segment = text
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let found = match address::number(segment) {
        Ok(number) => match deed::replaceable(conn, actor, number) {
            Ok(document) => Some(document.id),
            Err(Error::Forbidden(_)) => {
                faults.add(
                    "sostituisce",
                    "Quel documento non lo puoi modificare: che è superato lo dice chi l’ha condiviso o un facilitatore",
                );
                return Ok(None);
            }
            Err(Error::NotFound | Error::Refused(_)) => None,
            Err(error) => return Err(error),
        },
        Err(_) => None,
    };
    let Some(older) = found else {
        faults.add(
            "sostituisce",
            "Scrivi l’indirizzo di un documento che c’è, per esempio /documenti/12",
        );
        return Ok(None);
    };
    if let Some(of) = of
        && deed::is_before(conn, of, older)?
    {
        faults.add(
            "sostituisce",
            "Un documento non può sostituire sé stesso, né uno che ha preso il suo posto",
        );
        return Ok(None);
    }
    Ok(Some(older))
}

/// The block "Dati dell’atto" on the page of a document.
pub struct DeedView {
    /// The type of the vocabulary, and the sort within it.
    pub document_type: &'static str,
    pub issuer: String,
    /// The page of the body, when there is one.
    pub issuer_url: String,
    pub act: String,
    pub protocol: String,
    pub cups: Vec<String>,
    pub cigs: Vec<String>,
    pub calls: Vec<String>,
    pub validity: String,
    pub refers_to: String,
    /// Title and address.
    pub replaces: Option<(String, String)>,
    pub review_by: String,
}

/// What the page shows of the act; none when nothing was said.
pub fn block(conn: &mut Conn, reader: &Actor, document: &Document) -> Result<Option<DeedView>> {
    let deed = documents::deed_of(conn, document.id)?;
    if deed.is_empty() {
        return Ok(None);
    }
    let issuer: Option<Brief> = match deed.issuer_body {
        Some(id) => unioni::briefs(conn, &[id])?.remove(&id),
        None => None,
    };
    let validity = match (deed.valid_from, deed.valid_until) {
        (None, None) => String::new(),
        (Some(from), None) => from.with_since(),
        (None, Some(until)) => format!("fino {}", until.with_until()),
        (Some(from), Some(until)) => format!("{} {}", from.with_since(), until.with_until()),
    };
    Ok(Some(DeedView {
        document_type: DocumentKind::document_type(document.kind).label(),
        issuer_url: issuer.as_ref().map(Brief::url).unwrap_or_default(),
        act: deed.act(),
        protocol: deed.protocol.as_ref().map_or_else(String::new, |one| {
            format!("{} n. {}/{}", one.area, one.number, one.year)
                .trim()
                .to_owned()
        }),
        calls: calls::titles_of(conn, &deed.calls)?,
        replaces: deed::replaced_by_it(conn, reader, &deed)?,
        review_by: deed.review_by.map(dates::written).unwrap_or_default(),
        validity,
        issuer: deed.issuer,
        cups: deed.cups,
        cigs: deed.cigs,
        refers_to: deed.refers_to,
    }))
}
