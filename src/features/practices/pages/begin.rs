//! Beginning a practice.

use actix_web::HttpResponse;
use askama::Template;

use super::edit::page_url;
use super::sheet::{self, Page};
use crate::features::people::{Form, Visit};
use crate::features::practices::{NewPractice, SUMMARY_MAX, TITLE_MAX, check::Section, draft};
use crate::features::topics::{self, Choice};
use crate::features::unioni;
use crate::platform::actor::BodyId;
use crate::platform::error::Result;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "practices/begin.html")]
struct BeginPage {
    frame: Frame,
    faults: Vec<Fault>,
    unioni: Vec<Choice>,
    title: String,
    summary: String,
    topics: Vec<Choice>,
    title_max: usize,
    summary_max: usize,
}

/// `GET /pratiche/nuova`: who belongs to no Unione and does not facilitate is told what is missing.
pub async fn begin_page(visit: Visit) -> Result<HttpResponse> {
    let page = page(&visit, &Fields::default(), Faults::default()).await?;
    visit.page(&page)
}

async fn page(visit: &Visit, fields: &Fields, faults: Faults) -> Result<BeginPage> {
    let chosen: Vec<String> = fields.all("argomenti").map(str::to_owned).collect();
    let unione = fields.text("unione").to_owned();
    let (mut unioni, topics) = visit
        .read(move |conn, actor| {
            let unioni = if actor.is_facilitatore() {
                unioni::all(conn)?
            } else {
                let own: Vec<BodyId> = actor.unioni().collect();
                let mut briefs = unioni::briefs(conn, &own)?;
                own.iter().filter_map(|id| briefs.remove(id)).collect()
            };
            let unioni: Vec<Choice> = unioni
                .into_iter()
                .map(|brief| Choice {
                    value: brief.number.to_string(),
                    chosen: brief.number.to_string() == unione,
                    label: brief.name,
                })
                .collect();
            Ok((unioni, topics::choices(conn, &chosen)?))
        })
        .await?;
    if unioni.len() > 1 {
        let none = Choice {
            value: String::new(),
            label: "Scegli l’unione".to_owned(),
            chosen: false,
        };
        unioni.insert(0, none);
    }
    Ok(BeginPage {
        frame: visit.frame().section("pratiche"),
        faults: faults.0,
        unioni,
        title: fields.text("titolo").to_owned(),
        summary: fields.text("riassunto").to_owned(),
        topics,
        title_max: TITLE_MAX,
        summary_max: SUMMARY_MAX,
    })
}

/// `POST /pratiche/nuova`
///
/// # Errors
/// [`Error::Forbidden`](crate::platform::error::Error) for an Unione the person does not belong to.
pub async fn begin(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let (title, summary) = (
        fields.text("titolo").to_owned(),
        fields.text("riassunto").to_owned(),
    );
    let slugs: Vec<String> = fields.all("argomenti").map(str::to_owned).collect();
    let number = fields.text("unione").parse::<i64>().ok();
    let (unione, topics, unknown) = visit
        .read(move |conn, _| {
            let unione = unioni::all(conn)?
                .into_iter()
                .find(|brief| Some(brief.number) == number)
                .map(|brief| brief.id);
            let (topics, unknown) = topics::by_slugs(conn, &slugs)?;
            Ok((unione, topics, unknown))
        })
        .await?;
    let mut faults = Faults::default();
    faults.unless(
        unione.is_some(),
        "unione",
        "Scegli l’unione di cui racconti la pratica",
    );
    faults.unless(!title.is_empty(), "titolo", "Scrivi il titolo");
    sheet::within(&mut faults, "titolo", "Il titolo", &title, TITLE_MAX);
    sheet::within(
        &mut faults,
        "riassunto",
        "La pratica in breve",
        &summary,
        SUMMARY_MAX,
    );
    faults.unless(
        unknown.is_empty(),
        "argomenti",
        "Scegli gli argomenti tra quelli dell’elenco",
    );
    let Some(unione) = unione.filter(|_| faults.is_empty()) else {
        let page = page(&visit, &fields, faults).await?;
        return visit.page_to_mend(&page);
    };
    let first = if fields.text("azione") == "intervista" {
        Page::Interview
    } else {
        Page::Section(Section::Context)
    };
    let location = visit
        .submit(&fields, move |tx, actor| {
            let new = NewPractice {
                unione,
                title,
                summary,
                topics,
            };
            let practice = draft(tx, actor, new)?;
            Ok(page_url(practice.number, first))
        })
        .await?;
    Ok(visit.see_other(
        &location,
        "Bozza salvata. Continua quando vuoi: finché non la invii la leggono solo le persone dell’unione e chi la scrive.",
    ))
}
