//! Every URL of the site in one table: method, path, who may enter, how a change proves where it
//! comes from, handler.

use std::collections::BTreeMap;
use std::future::ready;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, guard, web};

use crate::features::people::{self, Form as SentForm, Visit};
use crate::features::{
    api, calls, content, desk, documents, home, notifications, practices, questions, registers,
    reuses, searches, subscriptions, topics, unioni, uploads,
};
use crate::platform::error::Error;
use crate::platform::web::assets;
use crate::workers::status;

/// The least one must be to enter. What may be done to one thing is for the policy of its feature to
/// say: who may see it is refused there, who may not does not find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Enter {
    /// Anybody.
    Public,
    /// Whoever has signed in.
    Member,
    /// Whoever answers for an Unione.
    UnioneManager,
    /// Facilitators.
    Facilitatore,
    /// Administrators.
    Admin,
}

/// How a request that changes something proves that the person meant it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It changes nothing.
    Reads,
    /// A form of one of our pages: session (or visitor's cookie) and CSRF token.
    Form,
    /// A script of one of our pages: session, and the CSRF token in a header.
    Header,
    /// A signed link of a mail: the address itself is the proof (RFC 8058).
    SignedLink,
}

/// One line of the table.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may enter.
    pub enter: Enter,
    /// How a change proves its origin.
    pub proof: Proof,
    handler: actix_web::Route,
}

fn get<F, Args>(path: &'static str, enter: Enter, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Route {
        method: Method::GET,
        path,
        enter,
        proof: Proof::Reads,
        // Whoever only looks whether a page is there asks for its head; the body is left out below us.
        handler: web::route()
            .guard(guard::Any(guard::Get()).or(guard::Head()))
            .to(handler),
    }
}

fn post<F, Args>(path: &'static str, enter: Enter, proof: Proof, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Route {
        method: Method::POST,
        path,
        enter,
        proof,
        handler: web::post().to(handler),
    }
}

/// A line of another method than those of pages.
fn by<F, Args>(method: Method, path: &'static str, enter: Enter, proof: Proof, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Route {
        handler: web::method(method.clone()).to(handler),
        method,
        path,
        enter,
        proof,
    }
}

/// The table.
#[rustfmt::skip]
pub fn table() -> Vec<Route> {
    use Enter::{Facilitatore, Member, Public, UnioneManager};
    use Proof::{Form, Header, Reads, SignedLink};
    vec![
        get ("/static/{name}",         Public,       assets::serve),

        // home and service pages
        get ("/",                      Public,       home::pages::front_page),
        get ("/come-funziona",         Public,       home::pages::how_it_works),
        get ("/privacy",               Public,       home::pages::privacy),
        get ("/accessibilita",         Public,       home::pages::accessibility),
        get ("/licenze",               Public,       home::pages::licences),
        get ("/stato",                 Public,       status::status_page),
        get ("/health",                Public,       status::health),

        // people
        get ("/accedi",                Public,       people::pages::sign_in_page),
        post("/accedi",                Public, Form, people::pages::sign_in),
        post("/accedi/dimostrazione",  Public, Form, people::pages::enter_demo),
        post("/esci",                  Public, Form, people::pages::sign_out),
        get ("/password/dimenticata",  Public,       people::pages::forgotten_page),
        post("/password/dimenticata",  Public, Form, people::pages::ask_for_password),
        get ("/password/nuova/{token}", Public,      people::pages::new_password_page),
        post("/password/nuova/{token}", Public, Form, people::pages::choose_password),
        get ("/invito/{token}",        Public,       people::pages::acceptance_page),
        post("/invito/{token}",        Public, Form, people::pages::accept),
        get ("/inviti/nuovo",          UnioneManager, people::pages::invite_page),
        post("/inviti/nuovo",          UnioneManager, Form, people::pages::invite),
        get ("/profilo",               Member,       people::pages::profile_page),
        post("/profilo",               Member, Form, people::pages::save_profile),
        post("/profilo/password",      Member, Form, people::pages::change_password),
        post("/profilo/sessioni",      Member, Form, people::pages::sign_out_elsewhere),
        get ("/benvenuto",             Member,       home::welcome::welcome_page),
        post("/benvenuto",             Member, Form, home::welcome::take_step),

        // unioni
        get ("/unioni",                Public,       unioni::pages::list_page),
        get ("/unioni/confronto",      Public,       unioni::pages::side_by_side),
        get ("/unioni/{n}",       Public,       home::pages::unione_page),
        get ("/unioni/{n}/modifica", Member, unioni::pages::edit_page),
        post("/unioni/{n}/modifica", Member, Form, unioni::pages::save),
        get ("/unioni/{n}/inventario", Public, unioni::pages::inventory_page),
        get ("/unioni/{n}/inventario.csv", Public, unioni::pages::download),
        post("/unioni/{n}/inventario/visibilita", Member, Form, unioni::pages::open_to),
        get ("/unioni/{n}/inventario/comuni/{comune}", Member, unioni::pages::comune_page),
        post("/unioni/{n}/inventario/comuni/{comune}", Member, Form, unioni::pages::save_comune),
        get ("/unioni/{n}/inventario/tabella", Member, unioni::pages::table_page),
        get ("/unioni/{n}/inventario/modello.csv", Member, unioni::pages::model),
        post("/unioni/{n}/inventario/tabella", Member, Form, unioni::pages::take_table),
        post("/unioni/{n}/inventario/conferma", Member, Form, unioni::pages::confirm_table),
        get ("/unioni/{n}/candidature", Public,      calls::pages::list),
        get ("/unioni/{n}/candidature.csv", Public,  calls::pages::file),

        // topics
        get ("/argomenti",             Public,       topics::pages::index_page),
        get ("/argomenti/{n}",     Public,       home::pages::topic_page),
        get ("/argomenti/{n}/feed.xml", Public,      questions::pages::feed::feed_of_topic),

        // practices
        get ("/pratiche",              Public,       practices::pages::list),
        get ("/pratiche/nuova",        Member,       practices::pages::begin_page),
        post("/pratiche/nuova",        Member, Form, practices::pages::begin),
        get ("/pratiche/confronto",    Public,       |visit: Visit| practices::pages::side_by_side(visit, content::cards)),
        get ("/pratiche/{n}",          Public,       |visit: Visit, path: web::Path<String>| practices::pages::show(visit, path, content::around)),
        get ("/pratiche/{n}/scheda",   Public,       |visit: Visit, path: web::Path<String>| practices::pages::briefing_page(visit, path, content::originals)),
        get ("/pratiche/{n}/scheda.pdf", Public,     |visit: Visit, path: web::Path<String>| practices::pages::briefing_pdf(visit, path, content::originals)),
        get ("/pratiche/{n}/fascicolo", Public,      |visit: Visit, path: web::Path<String>| practices::pages::dossier_page(visit, path, content::originals)),
        get ("/pratiche/{n}/fascicolo.zip", Public,  |visit: Visit, path: web::Path<String>| practices::pages::dossier_zip(visit, path, content::originals)),
        get ("/pratiche/{n}/modifica", Member,       practices::pages::edit_first),
        get ("/pratiche/{n}/modifica/{section}", Member, |visit: Visit, path: web::Path<(String, String)>| practices::pages::edit_page(visit, path, content::SHELF)),
        post("/pratiche/{n}/modifica/{section}", Member, Form, |form: SentForm, path: web::Path<(String, String)>| practices::pages::save(form, path, content::SHELF)),
        post("/pratiche/{n}/modifica/{section}/bozza", Member, Form, |form: SentForm, path: web::Path<(String, String)>| practices::pages::autosave(form, path, content::SHELF)),
        get ("/pratiche/{n}/intervista", Member,     |visit: Visit, path: web::Path<String>| practices::pages::interview(visit, path, content::SHELF)),
        post("/pratiche/{n}/intervista", Member, Form, |form: SentForm, path: web::Path<String>| practices::pages::save_interview(form, path, content::SHELF)),
        post("/pratiche/{n}/intervista/bozza", Member, Form, |form: SentForm, path: web::Path<String>| practices::pages::autosave_interview(form, path, content::SHELF)),
        post("/pratiche/{n}/invio",    Member, Form, practices::pages::submit),
        get ("/pratiche/{n}/richiesta-conferma", Member, practices::pages::ask_page),
        post("/pratiche/{n}/richiesta-conferma", Member, Form, practices::pages::ask),
        get ("/pratiche/{n}/revisione", Member,      |visit: Visit, path: web::Path<String>| practices::pages::review_page(visit, path, content::cards)),
        post("/pratiche/{n}/revisione", Member, Form, |form: people::Form, path: web::Path<String>| practices::pages::review(form, path, content::cards)),
        post("/pratiche/{n}/ripresa",  Member, Form, practices::pages::take_back),
        post("/pratiche/{n}/ricontrollo", Member, Form, practices::pages::recheck),
        get ("/pratiche/{n}/verifica", Member,       practices::pages::verify_page),
        post("/pratiche/{n}/verifica", Member, Form, practices::pages::verify),
        get ("/pratiche/{n}/archiviazione", Member,  practices::pages::archive_page),
        post("/pratiche/{n}/archiviazione", Member, Form, practices::pages::archive),
        get ("/pratiche/{n}/ritiro",   Member,       practices::pages::withdraw_page),
        post("/pratiche/{n}/ritiro",   Member, Form, practices::pages::withdraw),
        post("/pratiche/{n}/ritorno",  Member, Form, practices::pages::bring_back),
        get ("/conferma/{token}",      Public,       |visit: Visit, token: web::Path<String>| practices::pages::confirm_page(visit, token, content::cards)),
        post("/conferma/{token}",      Public, SignedLink, |visit: Visit, token: web::Path<String>, body: web::Payload| practices::pages::answer(visit, token, body, content::cards)),
        get ("/pratiche/{n}/versioni", Public,       practices::pages::versions),
        get ("/pratiche/{n}/versioni/confronto", Public, |visit: Visit, path: web::Path<String>| practices::pages::compare_page(visit, path, content::cards)),
        get ("/pratiche/{n}/versioni/{k}", Public,   |visit: Visit, path: web::Path<(String, String)>| practices::pages::show_numbered(visit, path, content::around)),
        get ("/pratiche/{n}/versioni/{k}/ripristino", Member, |visit: Visit, path: web::Path<(String, String)>| practices::pages::restore_page(visit, path, content::cards)),
        post("/pratiche/{n}/versioni/{k}/ripristino", Member, Form, |form: people::Form, path: web::Path<(String, String)>| practices::pages::restore(form, path, content::cards)),

        // reuses
        get ("/pratiche/{n}/riuso",    Member,       reuses::pages::declare_page),
        post("/pratiche/{n}/riuso",    Member, Form, reuses::pages::declare),
        get ("/riusi",                 Member,       reuses::pages::own_page),
        get ("/riusi/{n}",             Public,       reuses::pages::show),
        get ("/riusi/{n}/modifica",    Member,       reuses::pages::tell_page),
        post("/riusi/{n}/modifica",    Member, Form, reuses::pages::tell),
        post("/riusi/{n}/conferma",    Member, Form, reuses::pages::confirm),
        post("/riusi/{n}/smentita",    Member, Form, reuses::pages::decline),
        get ("/riusi/{n}/esito",       Member,       reuses::pages::answer_page),
        post("/riusi/{n}/esito",       Member, Form, reuses::pages::answer),
        get ("/esiti/{token}",         Public,       reuses::pages::signed_page),
        post("/esiti/{token}",         Public, SignedLink, reuses::pages::answer_signed),

        // documents
        get ("/documenti",             Public,       documents::pages::list_page),
        get ("/documenti/nuovo",       Member,       documents::pages::share_page),
        post("/documenti/nuovo",       Member, Form, documents::pages::share),
        get ("/documenti/caricati",    Member,       documents::pages::handed_in_page),
        get ("/documenti/uguali",      Member,       documents::pages::same),
        get ("/documenti/{n}",         Public,       |visit: Visit, path: web::Path<String>| documents::pages::show_page(visit, path, content::around)),
        get ("/documenti/{n}/file",    Public,       documents::pages::download),
        get ("/documenti/{n}/anteprime/{page}", Public, documents::pages::picture),
        get ("/documenti/{n}/confronto", Public,      documents::pages::compare_page),
        get ("/documenti/{n}/segnalazioni", Member,   documents::pages::report_page),
        post("/documenti/{n}/segnalazioni", Member, Form, documents::pages::report),
        post("/documenti/{n}/segnalazioni/chiusura", Member, Form, documents::pages::close_report),
        get ("/documenti/{n}/modello", Public,       documents::pages::model_page),
        post("/documenti/{n}/modello", Public, Form, documents::pages::fill_model),
        get ("/documenti/{n}/modifica", Member,       documents::pages::edit_page),
        post("/documenti/{n}/modifica", Member, Form, documents::pages::edit),
        get ("/documenti/{n}/versioni", Member,       documents::pages::version_page),
        post("/documenti/{n}/versioni", Member, Form, documents::pages::add_version),
        post("/documenti/{n}/pubblicazione", Member, Form, documents::pages::publish),
        post("/documenti/{n}/rimando", Member, Form, documents::pages::send_back),
        post("/documenti/{n}/controllo", Member, Form, documents::pages::decide),
        get ("/documenti/{n}/ritiro",  Member,       documents::pages::withdraw_page),
        post("/documenti/{n}/ritiro",  Member, Form, documents::pages::withdraw),

        // files on their way to a form (tus 1.0.0)
        by(Method::OPTIONS, "/caricamenti", Member, Reads, uploads::pages::options),
        post("/caricamenti",           Member, Header, uploads::pages::create),
        by(Method::HEAD,   "/caricamenti/{id}", Member, Reads, uploads::pages::offset),
        by(Method::PATCH,  "/caricamenti/{id}", Member, Header, uploads::pages::add),
        by(Method::DELETE, "/caricamenti/{id}", Member, Header, uploads::pages::cancel),

        // questions
        get ("/domande",               Public,       questions::pages::list::list),
        get ("/domande/nuova",         Member,       questions::pages::ask::ask_page),
        post("/domande/nuova",         Member, Form, questions::pages::ask::ask),
        get ("/domande/feed.xml",      Public,       questions::pages::feed::feed),
        get ("/domande/{n}",    Public,       questions::pages::show::show),
        get ("/domande/{n}/stampa",    Public,       questions::pages::print::print),
        get ("/domande/{n}/modifica",  Member,       questions::pages::edit::edit_page),
        post("/domande/{n}/modifica",  Member, Form, questions::pages::edit::edit),
        post("/domande/{n}/commenti",  Member, Form, questions::pages::acts::comment),
        post("/domande/{n}/incarico",  Member, Form, questions::pages::acts::assign),
        post("/domande/{n}/risposte",  Member, Form, questions::pages::acts::answer),
        get ("/domande/{n}/risposte/{answer}", Public, questions::pages::show::answer),
        get ("/domande/{n}/risposte/{answer}/modifica",  Member,       questions::pages::edit::edit_answer_page),
        post("/domande/{n}/risposte/{answer}/modifica",  Member, Form, questions::pages::edit::edit_answer),
        post("/domande/{n}/risposte/{answer}/soluzione", Member, Form, questions::pages::acts::solving),
        post("/domande/{n}/risposte/{answer}/utile",     Member, Form, questions::pages::acts::useful),

        // subscriptions
        post("/seguiti",               Member, Form, subscriptions::pages::follow),
        post("/seguiti/smetti",        Member, Form, subscriptions::pages::unfollow),

        // notifications and mail
        get ("/notifiche",             Member,       notifications::pages::inbox),
        post("/notifiche/lettura",     Member, Form, notifications::pages::read_all),
        post("/notifiche/{id}/lettura", Member, Form, notifications::pages::read_one),
        get ("/profilo/seguiti",       Member,       notifications::pages::following),
        post("/profilo/seguiti",       Member, Form, notifications::pages::save_following),
        get ("/disiscrivi/{token}",    Public,       notifications::pages::stop_page),
        post("/disiscrivi/{token}",    Public, SignedLink, notifications::pages::stop),
        get ("/posta",                 Public,       notifications::pages::letters),
        get ("/posta/{name}",          Public,       notifications::pages::letter),
        get ("/posta/{name}/html",     Public,       notifications::pages::letter_html),

        // search and API
        get ("/cerca",                 Public,       searches::pages::show),
        get ("/api/v1/search",         Public,       api::pages::search),

        // desk
        get ("/redazione",             Facilitatore, desk::pages::show),

        // registers
        get ("/redazione/registri",    Facilitatore, registers::pages::list),
        post("/redazione/registri",    Facilitatore, Form, registers::pages::upload),
        get ("/redazione/registri/{n}", Facilitatore, registers::pages::show),
        post("/redazione/registri/{n}/colonne", Facilitatore, Form, registers::pages::describe),
        post("/redazione/registri/{n}/importazione", Facilitatore, Form, registers::pages::confirm),
        post("/redazione/registri/{n}/eliminazione", Facilitatore, Form, registers::pages::discard),
        get ("/redazione/registri/{n}/righe-da-sistemare.csv", Facilitatore, registers::pages::faults_file),

    ]
}

/// Puts the table into the server. Built assets are compressed already and stay outside the
/// middleware that compresses pages.
pub fn configure(config: &mut web::ServiceConfig) {
    let mut pages = web::scope("").wrap(Compress::default());
    let mut by_path: BTreeMap<&'static str, Vec<Route>> = BTreeMap::new();
    for route in table() {
        by_path.entry(route.path).or_default().push(route);
    }
    // The order of the table decides between a word and a parameter in the same place.
    for path in table().iter().map(|route| route.path) {
        let Some(routes) = by_path.remove(path) else {
            continue;
        };
        let resource = resource(path, routes);
        if path.starts_with("/static/") {
            config.service(resource);
        } else {
            pages = pages.service(resource);
        }
    }
    config.service(pages.default_service(web::to(nothing_here)));
}

/// All that can be done at one address.
fn resource(path: &str, routes: Vec<Route>) -> Resource {
    let mut allowed = Vec::new();
    let mut resource = web::resource(path);
    for Route {
        method,
        enter,
        handler,
        ..
    } in routes
    {
        if method == Method::GET {
            allowed.push(Method::HEAD.to_string());
        }
        allowed.push(method.to_string());
        resource = resource.route(match enter {
            Enter::Public => handler,
            _ => handler.wrap(from_fn(move |request, next| admit(enter, request, next))),
        });
    }
    let allowed = allowed.join(", ");
    resource.default_service(web::to(move |_visit: Visit| {
        ready(Err::<HttpResponse, Error>(Error::WrongMethod(
            allowed.clone(),
        )))
    }))
}

/// The address of no page.
async fn nothing_here(_visit: Visit) -> Result<HttpResponse, Error> {
    Err(Error::NotFound)
}

/// Lets in whoever may enter; sends visitors to sign in; for everybody else the page does not exist.
async fn admit(
    enter: Enter,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let visit = match Visit::of(request.request()).await {
        Ok(visit) => visit,
        Err(error) => return Ok(request.error_response(error)),
    };
    if !visit.actor.is_member() {
        let response = visit.to_sign_in();
        return Ok(request.into_response(response));
    }
    let actor = &visit.actor;
    let may = match enter {
        Enter::Public | Enter::Member => true,
        Enter::UnioneManager => actor.manages_any() || actor.is_facilitatore(),
        Enter::Facilitatore => actor.is_facilitatore(),
        Enter::Admin => actor.is_admin(),
    };
    if !may {
        return Ok(request.error_response(Error::NotFound));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
