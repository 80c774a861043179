//! The editor: one page a section, in any order.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::review::{Found, by_kind, told};
use super::sheet::{
    Asked, Difference, Field, Group, Origin, Page, Row, Sheet, TakenRow, Widget, differences,
    is_begun, to_mend,
};
use super::view::{Loaded, load, turn};
use super::writing::{Library, Writing, at, open};
use crate::features::card::Shelf;
use crate::features::people::Visit;
use crate::features::practices::check::{Missing, Section, WRITTEN, missing};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::{Part, PracticeState, per_head, succession};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "practices/edit.html")]
pub(super) struct EditPage {
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
    written: usize,
    action: String,
    form_token: String,
    seen: String,
    lock_version: i32,
    blocks: Vec<Block>,
    group: Option<&'static Group>,
    rows: Vec<Row>,
    /// The row that was taken away just now.
    taken: Option<TakenRow>,
    /// The lines of the interview that do not read yet, and what to do.
    to_mend: Vec<(String, &'static str)>,
    silences: Vec<String>,
    per_head: Vec<String>,
    library: Option<Library>,
    changes: Vec<Difference>,
    last_saved: String,
    conflict: Option<Conflict>,
    may_save: bool,
    missing_here: Vec<MissingLink>,
    missing: Vec<MissingLink>,
    /// What a machine noticed, on the page on which it is sent.
    findings: Vec<Found>,
    hand_over: Option<HandOver>,
    /// The button that ends the interview: whoever writes for the own Unione asks nobody to confirm.
    end_of_interview: &'static str,
    /// What the new version changes, as far as it was written; none for a first version.
    change_note: Option<String>,
}

/// A page of the editor, in its list.
struct StepLink {
    url: String,
    title: &'static str,
    begun: bool,
    /// Whether who read it asked for something there.
    to_mend: bool,
    current: bool,
}

/// Fields that stand under one heading; empty for none.
struct Block {
    under: &'static str,
    fields: Vec<Field>,
}

/// Somebody else was quicker.
struct Conflict {
    /// Who, and when: "Paola Greco ha salvato questa parte alle 10:42".
    sentence: String,
    /// Whose text it is, after "quello di".
    whose: String,
    /// Whether the two texts differ anywhere.
    differs: bool,
}

/// Something still to be written, and where.
struct MissingLink {
    sentence: String,
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
    let first = if loaded.practice.state == PracticeState::ToMend {
        Section::Review
    } else {
        Section::Brief
    };
    let writing = bare(loaded);
    match writing.ensure_editable(&visit.actor) {
        Err(Error::Refused(Refusal::WrongState)) => {
            return in_other_hands(&visit, writing.loaded).await;
        }
        editable => editable?,
    }
    Ok(visit.see_other(&page_url(number, Page::Section(first)), ""))
}

/// `GET /pratiche/{n}/modifica/{sezione}`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]. While others have it, the page says so.
pub async fn edit_page(
    visit: Visit,
    path: web::Path<(String, String)>,
    shelf: Shelf,
) -> Result<HttpResponse> {
    let (number, section) = place(&path)?;
    show(&visit, number, Page::Section(section), shelf).await
}

/// `GET /pratiche/{n}/intervista`: the nine questions on one page.
///
/// # Errors
/// As [`edit_page`].
pub async fn interview(
    visit: Visit,
    path: web::Path<String>,
    shelf: Shelf,
) -> Result<HttpResponse> {
    show(&visit, address::number(&path)?, Page::Interview, shelf).await
}

async fn show(visit: &Visit, number: i64, page: Page, shelf: Shelf) -> Result<HttpResponse> {
    let writing = open(visit, number, page, &visit.query(), shelf).await?;
    match writing.ensure_editable(&visit.actor) {
        Err(Error::Refused(Refusal::WrongState)) => {
            return in_other_hands(visit, writing.loaded).await;
        }
        editable => editable?,
    }
    let mut sheet = writing.sheet(page);
    sheet.invite();
    let seen = Part::fingerprint(page.sections(), &writing.loaded.text);
    visit.page(&edit_view(visit, writing, page, &sheet, seen))
}

/// Others have the practice now: who, and the way to it.
async fn in_other_hands(visit: &Visit, loaded: Loaded) -> Result<HttpResponse> {
    let take_back = policy::may(&visit.actor, &loaded.standing, Act::TakeBack);
    let practice = loaded.practice;
    let waits = match practice.state {
        PracticeState::InReview => {
            "Adesso è in revisione: la legge chi facilita, che la pubblica o la rimanda con una nota."
        }
        PracticeState::ToConfirm => "Adesso aspetta la conferma dell’unione.",
        _ => "Adesso non si può modificare.",
    };
    let then = if take_back {
        " Dalla sua pagina puoi riprenderla, finché nessuno risponde."
    } else {
        ""
    };
    let links = vec![(practice.draft_url(), "Leggi la pratica")];
    let (title, sentence) = (practice.title.clone(), format!("{waits}{then}"));
    told(visit, title, &sentence, &practice, Vec::new(), links).await
}

/// The page on which the practice is sent, with what is wrong in the note on what changes.
///
/// # Errors
/// A bug when the template cannot be rendered.
pub fn without_note(
    visit: &Visit,
    loaded: Loaded,
    note: String,
    faults: Faults,
) -> Result<HttpResponse> {
    let view = sending(visit, loaded).with_faults(faults);
    visit.page_to_mend(&EditPage {
        change_note: Some(note),
        ..view
    })
}

/// The page on which what is missing is listed, when it was sent too early.
///
/// # Errors
/// A bug when the template cannot be rendered.
pub fn not_yet(visit: &Visit, loaded: Loaded) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    for one in missing(&loaded.text) {
        faults.add("manca", one.sentence.trim_end_matches('.'));
    }
    visit.page_to_mend(&sending(visit, loaded).with_faults(faults))
}

/// The page on which a practice is sent.
fn sending(visit: &Visit, loaded: Loaded) -> EditPage {
    let (writing, page) = (bare(loaded), Page::Section(Section::Review));
    let sheet = writing.sheet(page);
    edit_view(visit, writing, page, &sheet, String::new())
}

/// A practice that is only looked at.
fn bare(loaded: Loaded) -> Writing {
    Writing {
        loaded,
        offered: Arc::default(),
        published: None,
        last: None,
        people: None,
        library: None,
        findings: Vec::new(),
    }
}

/// The number and the section an address names.
pub(super) fn place((number, section): &(String, String)) -> Result<(i64, Section)> {
    let section = section.parse().map_err(|_| Error::NotFound)?;
    Ok((address::number(number)?, section))
}

/// The address of a page of the editor.
pub(super) fn page_url(number: i64, page: Page) -> String {
    match page {
        Page::Section(section) => format!("/pratiche/{number}/modifica/{section}"),
        Page::Interview => format!("/pratiche/{number}/intervista"),
    }
}

impl EditPage {
    /// The same page with what is to be mended.
    pub(super) fn with_faults(mut self, faults: Faults) -> EditPage {
        self.faults = faults.0;
        self
    }

    /// The same page as the answer to this form: it goes on being the same form.
    pub(super) fn of_form(mut self, fields: &Fields) -> EditPage {
        if let Some(submission) = fields.submission() {
            self.form_token = submission.token;
        }
        self
    }

    /// The same page, saved without this row.
    pub(super) fn saved_without(mut self, taken: TakenRow) -> EditPage {
        self.taken = Some(TakenRow {
            is_saved: true,
            ..taken
        });
        self
    }

    /// The same page, told that somebody else was quicker.
    pub(super) fn in_conflict(mut self, who: &str, when: &str, sheet: &Sheet) -> EditPage {
        // Whatever one took away is in the other text still.
        self.taken = None;
        self.conflict = Some(Conflict {
            sentence: format!("{who} ha salvato questa parte {when}, dopo che tu l’avevi aperta."),
            whose: who.to_owned(),
            differs: sheet.differs(),
        });
        self
    }
}

/// A page of the editor. `seen` is the fingerprint the form carries.
pub(super) fn edit_view(
    visit: &Visit,
    writing: Writing,
    page: Page,
    sheet: &Sheet,
    seen: String,
) -> EditPage {
    let (loaded, frame) = (&writing.loaded, visit.frame().section("pratiche"));
    let (practice, number) = (&loaded.practice, loaded.practice.number);
    let (section, title, help) = words_of(page);
    let still = missing(&loaded.text);
    let content = &loaded.text.content;
    let changes = writing
        .published
        .as_ref()
        .map_or_else(Vec::new, |published| {
            let before = Sheet::of(page, published.clone(), writing.offered.clone());
            differences(&before, &writing.sheet(page))
        });
    let hand_over = hand_over(visit, loaded);
    let asks_whom = hand_over.as_ref().is_some_and(|one| one.asks_whom);
    EditPage {
        form_token: frame.form_token(),
        faults: Vec::new(),
        title: loaded.text.title.clone(),
        number,
        url: practice.draft_url(),
        state: practice.state.words(),
        badge: practice.state.badge(),
        turn: turn(practice, &loaded.unione_name),
        note: practice.review_note.clone().unwrap_or_default(),
        remarks: remark_lines(loaded, page),
        is_public: practice.published_version.is_some(),
        section,
        section_title: title,
        help,
        place: Section::ALL
            .iter()
            .position(|step| Page::Section(*step) == page)
            .unwrap_or(0)
            + 1,
        steps: steps(loaded, page),
        written: WRITTEN
            .iter()
            .filter(|step| is_begun(**step, &loaded.text))
            .count(),
        action: page_url(number, page),
        seen,
        lock_version: practice.lock_version,
        blocks: blocks(sheet.fields()),
        group: Group::of(page),
        rows: sheet.rows(),
        taken: sheet.taken_row(),
        to_mend: to_mend(page, content),
        silences: if page == Page::Section(Section::Path) {
            let silences = succession::silences(&content.phases);
            silences.into_iter().map(succession::question).collect()
        } else {
            Vec::new()
        },
        per_head: if page == Page::Section(Section::Costs) {
            per_head::in_sentences(content, writing.people)
        } else {
            Vec::new()
        },
        changes,
        last_saved: writing
            .last
            .as_ref()
            .map_or_else(String::new, |(who, when)| {
                format!(
                    "Ultima bozza di questa parte: {who}, {}.",
                    at(*when, visit.app.now())
                )
            }),
        conflict: None,
        may_save: policy::may(&visit.actor, &loaded.standing, Act::Save),
        missing_here: links(
            number,
            still
                .iter()
                .filter(|one| page == Page::Section(one.section)),
        ),
        missing: links(number, still.iter()),
        findings: by_kind(writing.findings),
        hand_over,
        end_of_interview: if asks_whom {
            "Controlla e invia per conferma"
        } else {
            "Controlla e invia"
        },
        change_note: practice
            .published_version
            .map(|_| loaded.change_note.clone()),
        library: writing.library,
        frame,
    }
}

fn words_of(page: Page) -> (&'static str, &'static str, &'static str) {
    match page {
        Page::Section(section) => (section.as_str(), section.title(), section.help()),
        Page::Interview => (
            "intervista",
            "Intervista al telefono",
            "Nove domande, circa mezz’ora. Scrivi mentre ascolti, anche a pezzi: quello che non si sa lascialo vuoto. Si completa e si corregge poi, sezione per sezione.",
        ),
    }
}

fn steps(loaded: &Loaded, page: Page) -> Vec<StepLink> {
    let link = |step: &Section| StepLink {
        url: page_url(loaded.practice.number, Page::Section(*step)),
        title: step.title(),
        begun: is_begun(*step, &loaded.text),
        to_mend: loaded.remarks.iter().any(|one| one.section == *step),
        current: Page::Section(*step) == page,
    };
    Section::ALL.iter().map(link).collect()
}

fn blocks(fields: Vec<Field>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for field in fields {
        match blocks.last_mut() {
            Some(block) if block.under == field.under => block.fields.push(field),
            _ => blocks.push(Block {
                under: field.under,
                fields: vec![field],
            }),
        }
    }
    blocks
}

fn links<'a>(number: i64, missing: impl Iterator<Item = &'a Missing>) -> Vec<MissingLink> {
    missing
        .map(|one| MissingLink {
            sentence: one.sentence.clone(),
            url: format!(
                "{}#{}",
                page_url(number, Page::Section(one.section)),
                one.field
            ),
        })
        .collect()
}

/// What is to be mended on this page; on the last one, what is to be mended anywhere.
fn remark_lines(loaded: &Loaded, page: Page) -> Vec<RemarkLine> {
    let everywhere = page == Page::Section(Section::Review);
    loaded
        .remarks
        .iter()
        .filter(|remark| everywhere || page == Page::Section(remark.section))
        .map(|remark| RemarkLine {
            title: remark.section.title(),
            url: page_url(loaded.practice.number, Page::Section(remark.section)),
            body: remark.body.clone(),
        })
        .collect()
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
