//! The editor: one page a section, saved as a draft whenever a button is pressed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::sheet::{Field, Group, Press, Row, Sheet, Widget, is_begun};
use super::view::{Loaded, load, turn};
use crate::features::people::{Form, Visit};
use crate::features::practices::check::{Section, missing};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::remarks::open_remarks;
use crate::features::practices::{self as feature, PracticeState};
use crate::features::topics::{self, Choice};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "practices/edit.html")]
struct EditPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    number: i64,
    url: String,
    state: &'static str,
    badge: &'static str,
    turn: String,
    note: String,
    remarks: Vec<RemarkLine>,
    is_public: bool,
    section: &'static str,
    section_title: &'static str,
    help: &'static str,
    place: usize,
    steps: Vec<StepLink>,
    fields: Vec<Field>,
    topics: Vec<Choice>,
    group: Option<&'static Group>,
    rows: Vec<Row>,
    lock_version: i32,
    conflict: Option<Vec<Saved>>,
    may_save: bool,
    missing: Vec<MissingLink>,
    hand_over: Option<HandOver>,
}

/// A page of the editor, in its list.
struct StepLink {
    url: String,
    title: &'static str,
    begun: bool,
    current: bool,
}

/// What is saved now, beside what was typed meanwhile.
struct Saved {
    label: String,
    text: String,
}

/// Something still to be written, and where.
struct MissingLink {
    sentence: &'static str,
    url: String,
}

/// What is to be mended, and where.
struct RemarkLine {
    title: &'static str,
    url: String,
    body: String,
}

/// The button that ends the writing.
struct HandOver {
    /// Whether whom to send it to is still to be said, on a page of its own.
    asks_whom: bool,
    action: &'static str,
    label: &'static str,
    what_then: &'static str,
}

/// `GET /pratiche/{n}/modifica`: the first page of the editor.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see the practice.
pub async fn edit_first(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let loaded = visit
        .read(move |conn, actor| load(conn, actor, number))
        .await?;
    ensure_editable(&visit, &loaded)?;
    let first = if loaded.practice.state == PracticeState::ToMend {
        Section::Review
    } else {
        Section::Brief
    };
    Ok(visit.see_other(&section_url(number, first), ""))
}

/// `GET /pratiche/{n}/modifica/{sezione}`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Refusal::WrongState`] while others have it.
pub async fn edit_page(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (number, section) = place(&path)?;
    let loaded = visit
        .read(move |conn, actor| load(conn, actor, number))
        .await?;
    ensure_editable(&visit, &loaded)?;
    let mut sheet = Sheet::of(section, loaded.text.clone());
    sheet.invite();
    let page = page(
        &visit,
        &loaded,
        section,
        &sheet,
        None,
        Faults::default(),
        None,
    )
    .await?;
    visit.page(&page)
}

/// `POST /pratiche/{n}/modifica/{sezione}`
///
/// # Errors
/// As [`edit_page`].
pub async fn save(form: Form, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let (number, section) = place(&path)?;
    let chosen: Vec<String> = fields.all("argomenti").map(str::to_owned).collect();
    let slugs = chosen.clone();
    let (loaded, (filed, unknown)) = visit
        .read(move |conn, actor| Ok((load(conn, actor, number)?, topics::by_slugs(conn, &slugs)?)))
        .await?;
    let press = Press::read(fields.text("azione"));
    let mut sheet = Sheet::read(section, loaded.text.clone(), &fields);
    let shown = sheet.press(press);
    let (text, mut faults) = match sheet.checked() {
        Ok(text) => (Some(text), Faults::default()),
        Err(faults) => (None, faults),
    };
    faults.unless(
        section != Section::Brief || unknown.is_empty(),
        "argomenti",
        "Scegli gli argomenti tra quelli dell’elenco",
    );
    let Some(mut text) = text.filter(|_| faults.is_empty()) else {
        ensure_editable(&visit, &loaded)?;
        let page = page(
            &visit,
            &loaded,
            section,
            &sheet,
            Some(&chosen),
            faults,
            None,
        )
        .await?;
        return visit.page_to_mend(&page);
    };
    if section == Section::Brief {
        text.content.topics = filed;
    }
    let seen = fields.text("lock_version").parse::<i32>().unwrap_or(0);
    let location = destination(number, section, press, shown);
    let saved = visit
        .submit(&fields, move |tx, actor| {
            feature::save(tx, actor, number, seen, &text)?;
            Ok(location)
        })
        .await;
    match saved {
        Ok(location) => Ok(visit.see_other(&location, "Bozza salvata.")),
        Err(Error::Refused(Refusal::ChangedMeanwhile | Refusal::WrongState)) => {
            let now = visit
                .read(move |conn, actor| load(conn, actor, number))
                .await?;
            let saved = in_words(section, &now);
            let page = page(
                &visit,
                &now,
                section,
                &sheet,
                Some(&chosen),
                Faults::default(),
                Some(saved),
            )
            .await?;
            visit.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}

/// The page on which what is missing is listed, when it was sent too early.
pub async fn not_yet(visit: &Visit, loaded: &Loaded) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    for one in missing(&loaded.text) {
        faults.add("manca", one.sentence.trim_end_matches('.'));
    }
    let sheet = Sheet::of(Section::Review, loaded.text.clone());
    let page = page(visit, loaded, Section::Review, &sheet, None, faults, None).await?;
    visit.page_to_mend(&page)
}

fn place((number, section): &(String, String)) -> Result<(i64, Section)> {
    let section = section.parse().map_err(|_| Error::NotFound)?;
    Ok((address::number(number)?, section))
}

fn section_url(number: i64, section: Section) -> String {
    format!("/pratiche/{number}/modifica/{section}")
}

fn destination(number: i64, section: Section, press: Press, shown: Option<usize>) -> String {
    match (press, shown, Group::of(section)) {
        (Press::Continue, ..) => section_url(number, section.next()),
        (_, Some(row), Some(group)) => {
            format!(
                "{}#{}-{}",
                section_url(number, section),
                group.name,
                row + 1
            )
        }
        _ => section_url(number, section),
    }
}

fn ensure_editable(visit: &Visit, loaded: &Loaded) -> Result<()> {
    let (actor, standing) = (&visit.actor, &loaded.standing);
    if policy::may(actor, standing, Act::Save) {
        Ok(())
    } else if policy::is_theirs(actor, standing, Act::Save) {
        Err(Error::Refused(Refusal::WrongState))
    } else {
        Err(Error::Forbidden(
            "Questa pratica la scrive chi lavora nell’unione che la racconta.",
        ))
    }
}

/// What is saved on a page, to be compared with what was typed.
fn in_words(section: Section, loaded: &Loaded) -> Vec<Saved> {
    let sheet = Sheet::of(section, loaded.text.clone());
    let single = sheet.fields().into_iter().map(|field| Saved {
        label: field.label.to_owned(),
        text: field.in_words(),
    });
    let legend = Group::of(section).map_or("", |group| group.legend);
    let rows = sheet.rows().into_iter().flat_map(|row| {
        let number = row.number;
        row.fields.into_iter().map(move |field| Saved {
            label: format!("{legend} {number}: {}", field.label),
            text: field.in_words(),
        })
    });
    single
        .chain(rows)
        .filter(|saved| !saved.text.is_empty())
        .collect()
}

async fn page(
    visit: &Visit,
    loaded: &Loaded,
    section: Section,
    sheet: &Sheet,
    chosen: Option<&[String]>,
    faults: Faults,
    conflict: Option<Vec<Saved>>,
) -> Result<EditPage> {
    let (chosen, kept) = (
        chosen.map(<[String]>::to_vec),
        loaded.text.content.topics.clone(),
    );
    let topics = if section == Section::Brief {
        visit
            .read(move |conn, _| {
                let chosen = match chosen {
                    Some(chosen) => chosen,
                    None => topics::all(conn)?
                        .into_iter()
                        .filter(|topic| kept.contains(&topic.id))
                        .map(|topic| topic.slug)
                        .collect(),
                };
                topics::choices(conn, &chosen)
            })
            .await?
    } else {
        Vec::new()
    };
    let remarks = remark_lines(visit, loaded, section).await?;
    let (practice, number) = (&loaded.practice, loaded.practice.number);
    let steps = Section::ALL.iter().map(|step| StepLink {
        url: section_url(number, *step),
        title: step.title(),
        begun: is_begun(*step, &loaded.text),
        current: *step == section,
    });
    Ok(EditPage {
        frame: visit.frame().section("pratiche"),
        faults: faults.0,
        title: loaded.text.title.clone(),
        number,
        url: practice.draft_url(),
        state: practice.state.words(),
        badge: practice.state.badge(),
        turn: turn(practice, &loaded.unione_name),
        note: practice.review_note.clone().unwrap_or_default(),
        remarks,
        is_public: practice.published_version.is_some(),
        section: section.as_str(),
        section_title: section.title(),
        help: section.help(),
        place: Section::ALL
            .iter()
            .position(|step| *step == section)
            .unwrap_or(0)
            + 1,
        steps: steps.collect(),
        fields: sheet.fields(),
        topics,
        group: Group::of(section),
        rows: sheet.rows(),
        lock_version: practice.lock_version,
        conflict,
        may_save: policy::may(&visit.actor, &loaded.standing, Act::Save),
        missing: missing(&loaded.text)
            .into_iter()
            .map(|one| MissingLink {
                sentence: one.sentence,
                url: format!("{}#{}", section_url(number, one.section), one.field),
            })
            .collect(),
        hand_over: hand_over(visit, loaded),
    })
}

/// What is to be mended on this page; on the last one, what is to be mended anywhere.
async fn remark_lines(visit: &Visit, loaded: &Loaded, section: Section) -> Result<Vec<RemarkLine>> {
    let practice = loaded.practice.clone();
    let number = practice.number;
    let remarks = visit
        .read(move |conn, _| open_remarks(conn, &practice))
        .await?;
    Ok(remarks
        .into_iter()
        .filter(|remark| section == Section::Review || remark.section == section)
        .map(|remark| RemarkLine {
            title: remark.section.title(),
            url: section_url(number, remark.section),
            body: remark.body,
        })
        .collect())
}

fn hand_over(visit: &Visit, loaded: &Loaded) -> Option<HandOver> {
    let may = |act| policy::may(&visit.actor, &loaded.standing, act);
    if may(Act::Submit) {
        Some(HandOver {
            asks_whom: false,
            action: "invio",
            label: "Invia la pratica",
            what_then: "La legge chi facilita, che la pubblica o te la rimanda con una nota.",
        })
    } else if may(Act::SendToConfirm) {
        Some(HandOver {
            asks_whom: true,
            action: "richiesta-conferma",
            label: "Invia al referente per conferma",
            what_then: "Chi scegli la legge, poi la conferma o la rimanda con le sue note, anche senza un accesso.",
        })
    } else {
        None
    }
}
