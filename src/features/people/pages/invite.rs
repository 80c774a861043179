//! Inviting people.

use actix_web::HttpResponse;
use askama::Template;

use super::new_body::{self, NewBodyFields};
use crate::features::people::profile_form::{JOB_MOST, check_job_title, check_names};
use crate::features::people::store::Invitable;
use crate::features::people::{
    self, Form, Invitation, PersonState, Visit, Workplace, is_email, office_label, policy, store,
};
use crate::features::topics::{self, Choice, Topic};
use crate::features::unioni::directory::REGIONI;
use crate::features::unioni::{self, BodyKind};
use crate::platform::actor::{Actor, BodyId, OfficeKind, Scope};
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result, is_taken};
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

/// Where one invites.
const HERE: &str = "/inviti/nuovo";
/// What the form calls the administrator among the offices.
const ADMIN: &str = "admin";

/// The page on which one invites.
#[derive(Template)]
#[template(path = "people/invite.html")]
struct InvitePage {
    frame: Frame,
    faults: Vec<Fault>,
    given_name: String,
    family_name: String,
    email: String,
    job_title: String,
    job_most: usize,
    bodies: Vec<Choice>,
    /// A body that is not there yet, for those who may add one.
    new_body: Option<NewBodyFields>,
    offices: Vec<Choice>,
    topics: Vec<Choice>,
    reaches: Vec<Choice>,
    /// The address of somebody who was invited before and may be again.
    again: Option<String>,
}

/// What the actor may choose from.
struct Offer {
    bodies: Vec<Invitable>,
    new_body: bool,
    offices: Vec<OfficeKind>,
    admin: bool,
    topics: Vec<Topic>,
    /// How far a facilitatore may reach: value, words, scope.
    reaches: Vec<(String, String, Scope)>,
}

fn offer(conn: &mut Conn, actor: &Actor) -> Result<Offer> {
    let bodies = if policy::may_invite_for(actor, &[]) {
        store::list_invitable(conn)?
    } else {
        store::list_invitable_of(conn, &actor.managed())?
    };
    let topics = topics::all(conn)?;
    let mut reaches = vec![("site".to_owned(), "Tutto il sito".to_owned(), Scope::Site)];
    reaches.extend(REGIONI.iter().map(|region| {
        (
            format!("region:{region}"),
            format!("Regione: {region}"),
            Scope::Region((*region).to_owned()),
        )
    }));
    reaches.extend(topics.iter().map(|topic| {
        (
            format!("topic:{}", topic.slug),
            format!("Argomento: {}", topic.name),
            topic_scope(&topics, topic),
        )
    }));
    reaches.retain(|(_, _, scope)| policy::may_grant(actor, OfficeKind::Facilitatore, scope));
    let offices = OfficeKind::ALL
        .iter()
        .copied()
        .filter(|kind| *kind != OfficeKind::Facilitatore || !reaches.is_empty())
        .collect();
    Ok(Offer {
        bodies,
        new_body: policy::may_add_body(actor),
        offices,
        admin: policy::may_grant_admin(actor),
        topics,
        reaches,
    })
}

fn topic_scope(all: &[Topic], topic: &Topic) -> Scope {
    Scope::Topic {
        id: topic.id,
        within: topics::with_children(all, topic.id),
        slug: topic.slug.clone(),
    }
}

/// `GET /inviti/nuovo`
///
/// # Errors
/// [`Error::NotFound`] for those who invite nobody.
pub async fn invite_page(visit: Visit) -> Result<HttpResponse> {
    if !policy::may_invite(&visit.actor) {
        return Err(Error::NotFound);
    }
    let offer = visit.read(offer).await?;
    let empty = Fields::from_pairs(
        vec![("incarichi".into(), OfficeKind::Referente.to_string())],
        HERE,
    );
    visit.page(&page(&visit, &offer, &empty, Faults::default(), None))
}

fn page(
    visit: &Visit,
    offer: &Offer,
    fields: &Fields,
    faults: Faults,
    again: Option<String>,
) -> InvitePage {
    let chosen = |name: &str, value: &str| fields.all(name).any(|known| known == value);
    let choice = |name: &str, value: String, label: String| Choice {
        chosen: chosen(name, &value),
        value,
        label,
    };
    let mut bodies = Vec::new();
    if offer.bodies.len() != 1 || offer.new_body {
        bodies.push(choice("ente", String::new(), "Scegli un ente".into()));
    }
    if offer.new_body {
        bodies.push(choice(
            "ente",
            new_body::CHOICE.into(),
            new_body::OPTION.into(),
        ));
    }
    bodies.extend(offer.bodies.iter().map(|body| {
        let label = match body.kind {
            BodyKind::Comune => format!("{} (comune)", body.name),
            BodyKind::Unione | BodyKind::Other => body.name.clone(),
        };
        choice("ente", body.id.to_string(), label)
    }));
    let mut offices: Vec<Choice> = offer
        .offices
        .iter()
        .map(|kind| choice("incarichi", kind.to_string(), office_words(*kind).into()))
        .collect();
    if offer.admin {
        let words = "Amministratore: gestisce tutto il sito";
        offices.push(choice("incarichi", ADMIN.into(), words.into()));
    }
    InvitePage {
        frame: visit.frame(),
        faults: faults.0,
        given_name: fields.text("nome").to_owned(),
        family_name: fields.text("cognome").to_owned(),
        email: fields.text("email").to_owned(),
        job_title: fields.text("qualifica").to_owned(),
        job_most: JOB_MOST,
        bodies,
        new_body: offer.new_body.then(|| NewBodyFields::sent(fields)),
        offices,
        topics: offer
            .topics
            .iter()
            .map(|topic| choice("temi", topic.slug.clone(), topic.name.clone()))
            .collect(),
        reaches: offer
            .reaches
            .iter()
            .map(|(value, words, _)| choice("ambito", value.clone(), words.clone()))
            .collect(),
        again,
    }
}

/// What an office is, for somebody who reads its name for the first time.
fn office_words(kind: OfficeKind) -> &'static str {
    match kind {
        OfficeKind::Referente => "Referente: racconta e chiede per il suo ente",
        OfficeKind::Mentore => "Mentore: risponde sugli argomenti che conosce",
        OfficeKind::UnioneManager => {
            "Responsabile dell’unione: ne cura la scheda, le persone e le conferme"
        }
        OfficeKind::Facilitatore => "Facilitatore: rivede, pubblica, mette in contatto",
    }
}

/// `POST /inviti/nuovo`
///
/// # Errors
/// [`Error::NotFound`] for those who invite nobody; [`Error::Forbidden`] for a body or an office
/// that is not the actor's to choose.
pub async fn invite(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    if !policy::may_invite(&visit.actor) {
        return Err(Error::NotFound);
    }
    if fields.has("ancora") {
        return again(&visit, fields.text("ancora").to_owned()).await;
    }
    let offer = visit.read(offer).await?;
    let parsed = match parse(&fields, &offer) {
        Ok(invitation) => known_or_new(&visit, invitation).await?,
        Err(faults) => Err(faults),
    };
    let invitation = match parsed {
        Ok(invitation) => invitation,
        Err(faults) => return visit.page_to_mend(&page(&visit, &offer, &fields, faults, None)),
    };
    let sentence = format!("Invito mandato a {}.", invitation.email);
    let mut outcome = submit(&visit, &fields, &invitation).await;
    if outcome.as_ref().is_err_and(is_taken) {
        // The same form may have arrived at the same moment: if so, the second look finds its answer.
        outcome = submit(&visit, &fields, &invitation).await;
    }
    match outcome {
        Ok(location) => Ok(visit.see_other(&location, &sentence)),
        Err(error) if is_taken(&error) => known_already(&visit, &offer, &fields).await,
        Err(error) => Err(error),
    }
}

/// The invitation for the body that is meant, should the one to be added be there: a Comune of which
/// nobody takes part yet stands in no list. A codice IPA that is another body's is a slip.
async fn known_or_new(
    visit: &Visit,
    invitation: Invitation,
) -> Result<std::result::Result<Invitation, Faults>> {
    let Workplace::New(new) = &invitation.body else {
        return Ok(Ok(invitation));
    };
    let wanted = new.clone();
    let like = visit
        .read(move |conn, _| unioni::find_like(conn, &wanted))
        .await?;
    Ok(match like {
        None => Ok(invitation),
        Some(known) if known.is_named(&new.name) => Ok(Invitation {
            body: Workplace::Known(known.id),
            ..invitation
        }),
        Some(known) => Err(new_body::code_is_of(&known)),
    })
}

async fn submit(visit: &Visit, fields: &Fields, invitation: &Invitation) -> Result<String> {
    let invitation = invitation.clone();
    visit
        .submit(fields, move |tx, actor| {
            people::invite(tx, actor, &invitation)?;
            Ok(HERE.to_owned())
        })
        .await
}

/// Says that the address is known, and offers to send the invitation again to whoever has not
/// accepted it yet.
async fn known_already(visit: &Visit, offer: &Offer, fields: &Fields) -> Result<HttpResponse> {
    let email = fields.text("email").to_owned();
    let waiting = visit
        .read(move |conn, actor| {
            Ok(match people::credentials(conn, &email)? {
                Some(known) if known.state == PersonState::Invited => {
                    people::may_invite_again(conn, actor, known.person)?.then_some(email)
                }
                _ => None,
            })
        })
        .await?;
    let mut faults = Faults::default();
    let message = if waiting.is_some() {
        "Questa persona è già stata invitata e non ha ancora accettato: qui sotto puoi mandarle di nuovo l’invito"
    } else {
        "C’è già una persona con questa e-mail: controlla l’indirizzo, oppure dille di accedere o di chiedere una nuova password"
    };
    faults.add("email", message);
    visit.page_to_mend(&page(visit, offer, fields, faults, waiting))
}

async fn again(visit: &Visit, email: String) -> Result<HttpResponse> {
    let sentence = format!("Invito mandato di nuovo a {email}.");
    visit
        .write(move |tx, actor| people::invite_again(tx, actor, &email))
        .await?;
    Ok(visit.see_other(HERE, &sentence))
}

fn parse(fields: &Fields, offer: &Offer) -> std::result::Result<Invitation, Faults> {
    let mut faults = Faults::default();
    let (given_name, family_name) = (fields.text("nome"), fields.text("cognome"));
    check_names(&mut faults, given_name, family_name);
    let email = fields.text("email");
    faults.unless(
        is_email(email),
        "email",
        "Scrivi l’e-mail di chi inviti, per esempio nome@comune.example.it",
    );
    let job_title = fields.text("qualifica");
    check_job_title(&mut faults, "qualifica", job_title);
    let body = parse_body(fields, &mut faults);
    let (offices, admin) = parse_offices(fields, offer, body.as_ref(), &mut faults);
    let Some(body) = body else {
        return Err(faults);
    };
    faults.or(Invitation {
        given_name: given_name.to_owned(),
        family_name: family_name.to_owned(),
        email: email.to_owned(),
        body,
        job_title: job_title.to_owned(),
        offices,
        admin,
    })
}

fn parse_body(fields: &Fields, faults: &mut Faults) -> Option<Workplace> {
    if fields.text("ente") == new_body::CHOICE {
        return new_body::read(fields, faults).map(Workplace::New);
    }
    let body = fields.text("ente").parse().ok().map(BodyId);
    faults.unless(body.is_some(), "ente", "Scegli l’ente in cui lavora");
    body.map(Workplace::Known)
}

/// What kind of body it is, as far as known.
fn kind_of(body: &Workplace, offer: &Offer) -> Option<BodyKind> {
    match body {
        Workplace::New(new) => Some(new.kind),
        Workplace::Known(id) => offer
            .bodies
            .iter()
            .find(|known| known.id == *id)
            .map(|known| known.kind),
    }
}

fn parse_offices(
    fields: &Fields,
    offer: &Offer,
    body: Option<&Workplace>,
    faults: &mut Faults,
) -> (Vec<(OfficeKind, Scope)>, bool) {
    let (mut offices, mut admin) = (Vec::new(), false);
    for value in fields.all("incarichi") {
        match value.parse() {
            Ok(OfficeKind::Mentore) => {
                let slugs: Vec<&str> = fields.all("temi").collect();
                let chosen = offer
                    .topics
                    .iter()
                    .filter(|topic| slugs.contains(&topic.slug.as_str()));
                let before = offices.len();
                offices.extend(
                    chosen.map(|topic| (OfficeKind::Mentore, topic_scope(&offer.topics, topic))),
                );
                faults.unless(
                    offices.len() > before,
                    "temi",
                    "Scegli almeno un argomento su cui il mentore risponde",
                );
            }
            Ok(OfficeKind::Facilitatore) => match scope_of(fields.text("ambito"), offer) {
                Some(scope) => offices.push((OfficeKind::Facilitatore, scope)),
                None => faults.add("ambito", "Scegli fin dove arriva il facilitatore"),
            },
            Ok(kind) => {
                let of = body.and_then(|body| kind_of(body, offer));
                faults.unless(
                    kind != OfficeKind::UnioneManager || of.is_none_or(|of| of == BodyKind::Unione),
                    "incarichi",
                    format!(
                        "«{}» si può dare solo a chi lavora in un’unione",
                        office_label(kind)
                    ),
                );
                offices.push((kind, Scope::Site));
            }
            Err(_) if value == ADMIN => admin = true,
            Err(_) => faults.add("incarichi", "Scegli gli incarichi dall’elenco"),
        }
    }
    (offices, admin)
}

/// The scope a form chose. One that is not offered is passed on as it is: the rule says no, not the form.
fn scope_of(value: &str, offer: &Offer) -> Option<Scope> {
    let offered = offer
        .reaches
        .iter()
        .find(|(known, _, _)| known == value)
        .map(|(_, _, scope)| scope.clone());
    offered.or_else(|| match value.split_once(':') {
        None if value == "site" => Some(Scope::Site),
        Some(("region", region)) => Some(Scope::Region(region.to_owned())),
        Some(("topic", slug)) => offer
            .topics
            .iter()
            .find(|topic| topic.slug == slug)
            .map(|topic| topic_scope(&offer.topics, topic)),
        _ => None,
    })
}
