//! Asking: the form, its preview, and what may already answer it.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, http::header::HeaderValue};
use askama::Template;

use crate::features::card::Card;
use crate::features::people::{Form, Visit};
use crate::features::questions::{
    NewQuestion, ask as ask_question, check_topics, check_words, similar, store,
};
use crate::features::topics::{self, Choice};
use crate::features::{content, unioni};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::audience::Token;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::text;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;

/// Where to look for what may already answer a question.
const ALIKE: &[SubjectKind] = &[
    SubjectKind::Question,
    SubjectKind::Practice,
    SubjectKind::Document,
];

#[derive(Template)]
#[template(path = "questions/ask.html")]
struct AskPage {
    frame: Frame,
    form_token: String,
    faults: Vec<Fault>,
    title: String,
    body: String,
    topics: Vec<Choice>,
    audiences: Vec<Choice>,
    unioni: Vec<Choice>,
    about: Option<Card>,
    about_ref: String,
    preview: Option<Preview>,
    similar: Vec<Card>,
}

struct Preview {
    title: String,
    html: String,
    topics: Vec<String>,
}

/// The form as it was filled in.
#[derive(Debug, Clone, Default)]
struct Filled {
    title: String,
    body: String,
    topics: Vec<String>,
    audience: String,
    unione: String,
    about: String,
}

impl Filled {
    fn of(fields: &Fields) -> Filled {
        Filled {
            title: fields.text("titolo").to_owned(),
            body: fields.text("contesto").to_owned(),
            topics: fields.all("argomenti").map(str::to_owned).collect(),
            audience: fields.text("a_chi").to_owned(),
            unione: fields.text("unione").to_owned(),
            about: fields.text("su").to_owned(),
        }
    }

    fn audience(&self) -> Option<Token> {
        match self.audience.as_str() {
            "" | "public" => Some(Token::Public),
            "members" => Some(Token::Members),
            _ => None,
        }
    }
}

/// What surrounds the form.
struct Around {
    topics: Vec<Choice>,
    unioni: Vec<Choice>,
    about: Option<Card>,
}

fn look_around(conn: &mut Conn, actor: &Actor, filled: &Filled) -> Result<Around> {
    let own = own_unioni(actor);
    let briefs = unioni::briefs(conn, &own)?;
    let chosen = chosen_unione(&own, &filled.unione);
    let about = match about_of(conn, actor, &filled.about)? {
        Some(subject) => content::cards(conn, actor, &[subject])?.remove(&subject),
        None => None,
    };
    Ok(Around {
        topics: topics::choices(conn, &filled.topics)?,
        unioni: own
            .iter()
            .filter_map(|id| briefs.get(id))
            .map(|brief| Choice {
                value: brief.id.to_string(),
                label: brief.name.clone(),
                chosen: Some(Some(brief.id)) == chosen,
            })
            .collect(),
        about,
    })
}

/// The Unioni one may ask for, each once, the main one first.
fn own_unioni(actor: &Actor) -> Vec<BodyId> {
    let mut own: Vec<BodyId> = Vec::new();
    for unione in actor.unioni() {
        if !own.contains(&unione) {
            own.push(unione);
        }
    }
    own
}

/// The Unione a form names, the main one if it names none; `None` when it is not one of the actor's.
fn chosen_unione(own: &[BodyId], written: &str) -> Option<Option<BodyId>> {
    if written.is_empty() {
        return Some(own.first().copied());
    }
    let id = BodyId(written.parse().ok()?);
    own.contains(&id).then_some(Some(id))
}

/// What `pratica:12` or `documento:4` points to, as far as the actor may see it.
fn about_of(conn: &mut Conn, actor: &Actor, written: &str) -> Result<Option<Subject>> {
    if written.is_empty() {
        return Ok(None);
    }
    let kind_and_number = written.split_once(':').and_then(|(kind, number)| {
        let kind = match kind {
            "pratica" => SubjectKind::Practice,
            "documento" => SubjectKind::Document,
            _ => return None,
        };
        Some((kind, number.parse::<i64>().ok()?))
    });
    let (kind, number) = kind_and_number.ok_or(Error::NotFound)?;
    store::find_about_visible(conn, actor.tokens(), kind, number)?
        .map(Some)
        .ok_or(Error::NotFound)
}

async fn page(visit: &Visit, filled: Filled, faults: Faults) -> Result<AskPage> {
    let wanted = filled.clone();
    let around = visit
        .read(move |conn, actor| look_around(conn, actor, &wanted))
        .await?;
    let frame = visit.frame().section("domande");
    let members_only = filled.audience() == Some(Token::Members);
    Ok(AskPage {
        form_token: frame.form_token(),
        frame,
        faults: faults.0,
        title: filled.title,
        body: filled.body,
        topics: around.topics,
        audiences: vec![
            Choice {
                value: "public".to_owned(),
                label: "Tutti: chiunque può leggerla, anche senza accedere".to_owned(),
                chosen: !members_only,
            },
            Choice {
                value: "members".to_owned(),
                label: "Gli iscritti: la leggono solo le persone delle unioni".to_owned(),
                chosen: members_only,
            },
        ],
        unioni: around.unioni,
        about: around.about,
        about_ref: filled.about,
        preview: None,
        similar: Vec::new(),
    })
}

/// `GET /domande/nuova`
///
/// # Errors
/// [`Error::NotFound`] when it is to be about something the actor may not see.
pub async fn ask_page(visit: Visit) -> Result<HttpResponse> {
    let filled = Filled::of(&visit.query());
    let page = page(&visit, filled, Faults::default()).await?;
    visit.page(&page)
}

/// `POST /domande/nuova`: publishes, unless a preview was asked for or something alike is shown first.
///
/// # Errors
/// [`Error::NotFound`] when it is about something the actor may not see.
pub async fn ask(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let filled = Filled::of(&fields);
    if fields.has("anteprima") {
        let mut page = page(&visit, filled, Faults::default()).await?;
        page.preview = Some(Preview {
            title: page.title.clone(),
            html: text::to_html(&page.body),
            topics: page
                .topics
                .iter()
                .filter(|topic| topic.chosen)
                .map(|topic| topic.label.clone())
                .collect(),
        });
        return visit.page(&page);
    }
    let written = filled.clone();
    let checked = visit
        .read(move |conn, actor| check(conn, actor, &written))
        .await?;
    let new = match checked {
        Ok(new) => new,
        Err(faults) => {
            return visit.page_to_mend(&page(&visit, filled, faults).await?);
        }
    };
    if !fields.has("confermata") {
        let (app, title) = (visit.app.clone(), new.title.clone());
        let alike = visit
            .read(move |conn, actor| similar::to_title(&app, conn, actor, &title, ALIKE, new.about))
            .await?;
        if !alike.is_empty() {
            let mut page = page(&visit, filled, Faults::default()).await?;
            page.similar = alike;
            return visit.page(&page);
        }
    }
    if let Err(refused) = visit.count(Counted::Ask) {
        return too_many(&visit, filled, refused).await;
    }
    let location = visit
        .submit(&fields, move |tx, actor| ask_question(tx, actor, &new))
        .await?;
    Ok(visit.see_other(
        &location,
        "Domanda pubblicata. Ti scriviamo quando arriva una risposta.",
    ))
}

/// The question to ask, or what is to be mended.
fn check(
    conn: &mut Conn,
    actor: &Actor,
    filled: &Filled,
) -> Result<std::result::Result<NewQuestion, Faults>> {
    let mut faults = Faults::default();
    check_words(&mut faults, &filled.title, &filled.body);
    let topics = check_topics(conn, &mut faults, &filled.topics)?;
    let audience = filled.audience();
    faults.unless(
        audience.is_some(),
        "a_chi",
        "Scegli chi può leggere la domanda",
    );
    let unione = chosen_unione(&own_unioni(actor), &filled.unione);
    faults.unless(
        unione.is_some(),
        "unione",
        "Scegli una delle unioni a cui appartieni",
    );
    let about = about_of(conn, actor, &filled.about)?;
    Ok(faults.or(NewQuestion {
        title: filled.title.clone(),
        body: filled.body.clone(),
        topics,
        audience: audience.unwrap_or(Token::Members),
        unione: unione.flatten(),
        about,
    }))
}

/// Who asks too often finds the words again, with how long to wait.
async fn too_many(visit: &Visit, filled: Filled, refused: Error) -> Result<HttpResponse> {
    let Error::TooMany { wait } = refused else {
        return Err(refused);
    };
    let mut faults = Faults::default();
    faults.add(
        "titolo",
        format!(
            "Hai fatto molte domande in poco tempo: aspetta {} e pubblicala di nuovo. Quello che hai scritto è ancora qui",
            crate::platform::dates::count(
                i64::try_from(wait.as_secs().div_ceil(60).max(1)).unwrap_or(i64::MAX),
                "minuto",
                "minuti"
            )
        ),
    );
    let mut response = visit.page_with(
        StatusCode::TOO_MANY_REQUESTS,
        &page(visit, filled, faults).await?,
    )?;
    response.headers_mut().insert(
        header::RETRY_AFTER,
        HeaderValue::from(wait.as_secs().max(1)),
    );
    Ok(response)
}
