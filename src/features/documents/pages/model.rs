//! Filling in a model with what is known of one's own Unione.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::features::documents::model::{ALL_BYTES, Model, Ours, VALUE_CHARS, find_model};
use crate::features::documents::{StoredFile, Version, clean_file_name};
use crate::features::people::{Form, Visit};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::app::off_the_async_threads;
use crate::platform::confined::{End, Limits};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::extract::blanks::{self, Blank, Values};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields, length};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;
use crate::platform::web::respond;

#[derive(Template)]
#[template(path = "documents/model.html")]
struct ModelPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    url: String,
    action: String,
    ordinal: i32,
    file: String,
    fields: Vec<FieldView>,
    /// Of which Unione the values are that stand there already.
    ours: Option<Brief>,
    /// The other Unioni of whoever fills it in.
    others: Vec<Brief>,
}

/// What the page of a document says of it as a model.
pub struct ModelBox {
    /// "7 campi da compilare: ente, comuni, data e altri".
    pub words: String,
    pub url: String,
}

/// The most blanks that are named on the page of a document.
const NAMED: usize = 6;

/// Nothing for what is no model.
pub fn model_box(acts: &str, version: &Version, blanks: &[Blank]) -> Option<ModelBox> {
    if blanks.is_empty() {
        return None;
    }
    let count = i64::try_from(blanks.len()).unwrap_or(i64::MAX);
    let names: Vec<&str> = blanks.iter().map(|blank| blank.name.as_str()).collect();
    let others = if names.len() > NAMED { " e altri" } else { "" };
    Some(ModelBox {
        words: format!(
            "{} da compilare: {}{others}",
            dates::count(count, "campo", "campi"),
            names[..names.len().min(NAMED)].join(", ")
        ),
        url: format!("{acts}/modello?versione={}", version.ordinal),
    })
}

/// A blank as a field of the form.
struct FieldView {
    id: String,
    label: String,
    value: String,
    /// Whether the value has several lines, or may have.
    is_long: bool,
    hint: &'static str,
}

/// How long a value is that wants more than a line, in characters.
const LONG_CHARS: usize = 60;

impl FieldView {
    fn new(place: usize, blank: &Blank, value: String, is_ours: bool) -> FieldView {
        FieldView {
            id: field_of(place),
            label: blank.name.clone(),
            is_long: value.contains('\n') || length(&value) > LONG_CHARS,
            hint: if is_ours {
                "Dal profilo della tua unione."
            } else {
                ""
            },
            value,
        }
    }
}

fn field_of(place: usize) -> String {
    format!("campo-{}", place + 1)
}

/// `GET /documenti/{n}/modello`: the blanks of the version on the page, or of `?versione=`, filled in
/// for one's own Unione, or for that of `?unione=`.
///
/// # Errors
/// Those of [`find_model`] and [`Ours::find`].
pub async fn model_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let query = visit.query();
    let ordinal = query.text("versione").parse().ok();
    let wanted: Option<i64> = query.text("unione").parse().ok();
    let now = visit.app.now();
    let (model, ours, own) = visit
        .read(move |conn, actor| {
            let model = find_model(conn, actor, number, ordinal)?;
            let own = own_unioni(conn, actor)?;
            let chosen = match wanted {
                Some(number) => Some(number),
                None => own.first().map(|unione| unione.number),
            };
            let ours = match chosen {
                Some(number) => Some((number, Ours::find(conn, actor, number, now)?)),
                None => None,
            };
            Ok((model, ours, own))
        })
        .await?;
    let value = |blank: &Blank| {
        let ours = ours.as_ref();
        ours.map(|(_, ours)| ours.value(&blank.name))
            .unwrap_or_default()
    };
    let fields = (0..)
        .zip(&model.blanks)
        .map(|(place, blank)| {
            let value = value(blank);
            let is_ours = !value.is_empty();
            FieldView::new(place, blank, value, is_ours)
        })
        .collect();
    let of = ours.as_ref().map(|(number, _)| *number);
    let (chosen, others) = own
        .into_iter()
        .partition(|unione| Some(unione.number) == of);
    let chosen: Vec<Brief> = chosen;
    let page = ModelPage {
        ours: chosen.into_iter().next(),
        others,
        ..page(&visit, &model, fields, Faults::default())?
    };
    visit.page(&page)
}

/// The Unioni one belongs to, by name.
fn own_unioni(conn: &mut Conn, actor: &Actor) -> Result<Vec<Brief>> {
    let ids: Vec<BodyId> = actor.unioni().collect();
    let mut own: Vec<Brief> = unioni::briefs(conn, &ids)?.into_values().collect();
    own.sort_by_cached_key(|unione| address::sort_key(&unione.name));
    Ok(own)
}

fn page(visit: &Visit, model: &Model, fields: Vec<FieldView>, faults: Faults) -> Result<ModelPage> {
    Ok(ModelPage {
        frame: visit.frame_with_form()?.section("documenti"),
        faults: faults.0,
        title: model.document.title.clone(),
        url: model.document.url(),
        action: format!("/documenti/{}/modello", model.document.number),
        ordinal: model.version.ordinal,
        file: model
            .version
            .file
            .as_ref()
            .map(StoredFile::words)
            .unwrap_or_default(),
        fields,
        ours: None,
        others: Vec::new(),
    })
}

/// `POST /documenti/{n}/modello`: the file with its blanks filled, to be saved. It is made in a child
/// process, as everything that takes foreign files apart, and kept nowhere. Anybody may ask for it, so
/// that it is counted, and only so many are made at once; who has to wait finds the words again.
///
/// # Errors
/// Those of [`find_model`]; [`Error::Unavailable`] when it could not be made.
pub async fn fill_model(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let ordinal = fields.text("versione").parse().ok();
    let model = visit
        .read(move |conn, actor| find_model(conn, actor, number, ordinal))
        .await?;
    let values = match understood(&model, &fields) {
        Ok(values) => values,
        Err(faults) => {
            return visit.page_to_mend(&page(&visit, &model, sent(&model, &fields), faults)?);
        }
    };
    if let Err(refused) = visit.count(Counted::Model) {
        let Error::TooMany { wait } = refused else {
            return Err(refused);
        };
        let minutes = i64::try_from(wait.as_secs().div_ceil(60).max(1)).unwrap_or(i64::MAX);
        let why = format!(
            "Hai compilato molti modelli in poco tempo: aspetta {} e riprova. Quello che hai scritto è ancora qui",
            dates::count(minutes, "minuto", "minuti")
        );
        let status = StatusCode::TOO_MANY_REQUESTS;
        return later(&visit, &model, &fields, (status, why), wait);
    }
    let file = model.version.file.as_ref().ok_or(Error::NotFound)?;
    let Some(bytes) = filled(&visit, file, values).await? else {
        let why = "In questo momento altri stanno compilando dei modelli: riprova tra qualche secondo. Quello che hai scritto è ancora qui";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return later(&visit, &model, &fields, (status, why.to_owned()), FILL_TIME);
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, file.kind.media_type()))
        .insert_header((
            header::CONTENT_DISPOSITION,
            respond::attachment(&filled_name(&file.file_name)),
        ))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// The form as it was sent.
fn sent(model: &Model, fields: &Fields) -> Vec<FieldView> {
    (0..)
        .zip(&model.blanks)
        .map(|(place, blank)| {
            let sent = fields.text(&field_of(place)).to_owned();
            FieldView::new(place, blank, sent, false)
        })
        .collect()
}

/// The form as it was sent, to be sent again after this time.
fn later(
    visit: &Visit,
    model: &Model,
    fields: &Fields,
    (status, why): (StatusCode, String),
    wait: Duration,
) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    faults.add(&field_of(0), why);
    let page = page(visit, model, sent(model, fields), faults)?;
    let mut response = visit.page_with(status, &page)?;
    response.headers_mut().insert(
        header::RETRY_AFTER,
        HeaderValue::from(wait.as_secs().max(1)),
    );
    Ok(response)
}

/// What was written into the blanks; those left empty stay as they are in the model.
fn understood(model: &Model, fields: &Fields) -> std::result::Result<Values, Faults> {
    let mut faults = Faults::default();
    let mut values = Values::new();
    for (place, blank) in (0..).zip(&model.blanks) {
        let field = field_of(place);
        let value = fields.text(&field);
        faults.unless(
            length(value) <= VALUE_CHARS,
            &field,
            format!(
                "Accorcia «{}»: al massimo {VALUE_CHARS} caratteri",
                blank.name
            ),
        );
        // XML knows no sign for these; controls did not come so far.
        let value = value.replace(['\u{fffe}', '\u{ffff}'], "");
        if !value.is_empty() {
            values.insert(blank.name.clone(), value);
        }
    }
    let bytes: usize = values.values().map(String::len).sum();
    faults.unless(
        bytes <= ALL_BYTES,
        &field_of(0),
        "In tutto è troppo testo: scrivi qui le cose brevi e aggiungi il resto nel file",
    );
    faults.or(values)
}

/// How long a turn is waited for: about as long as most files take.
const TURN_WAIT: Duration = Duration::from_secs(2);
/// A file of words takes a fraction of it; somebody waits, and others for the same turn.
const FILL_TIME: Duration = Duration::from_secs(8);
/// What a file of words needs at most, in bytes.
const FILL_MEMORY_BYTES: u64 = 256 << 20;

/// The file, filled; `None` when its turn did not come.
async fn filled(visit: &Visit, file: &StoredFile, values: Values) -> Result<Option<Vec<u8>>> {
    let turns = Arc::clone(&visit.app.child_turns);
    let Ok(Ok(turn)) = tokio::time::timeout(TURN_WAIT, turns.acquire_owned()).await else {
        return Ok(None);
    };
    let program = visit.app.program.clone();
    let (blobs, hash) = (visit.app.blobs.clone(), file.hash.clone());
    let limits = Limits {
        time: visit.app.config.extract_time.min(FILL_TIME),
        memory_bytes: visit.app.config.extract_memory_bytes.min(FILL_MEMORY_BYTES),
        ..Limits::default()
    };
    let folder = visit.app.config.data.clone();
    let end = off_the_async_threads(move || {
        // The child outlives a request that is broken off, and so does its turn.
        let _turn = turn;
        let file = blobs.local(&hash)?;
        Ok(blanks::filled(
            &program,
            file.path(),
            &values,
            &folder,
            &limits,
        ))
    });
    match end.await? {
        End::Answered(bytes) => Ok(Some(bytes)),
        End::NotTried(error) => Err(Error::Unavailable(error.to_string())),
        end => Err(Error::Unavailable(format!(
            "a model could not be filled: {end:?}"
        ))),
    }
}

/// `Convenzione.docx` → `Convenzione - compilato.docx`.
fn filled_name(name: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    clean_file_name(&format!("{stem} - compilato{ending}"))
}
