//! Every error as a status, an Italian sentence and a way onward; the only place where a bug is
//! logged.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::frame::Frame;
use super::respond::{self, CONTENT_SECURITY_POLICY};
use crate::platform::app::App;
use crate::platform::error::{Error, Refusal};

/// A page that says what went wrong and where to go from there.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    title: &'static str,
    sentence: String,
    links: Vec<Onward>,
}

/// A way onward: address and words.
type Onward = (&'static str, &'static str);

const HOME: Onward = ("/", "Vai alla pagina iniziale");
const SEARCH: Onward = ("/cerca", "Cerca nel sito");
const SIGN_IN: Onward = ("/accedi", "Accedi");
const STATUS: Onward = ("/stato", "Guarda lo stato del servizio");
const RESET: Onward = ("/password/dimenticata", "Chiedi un nuovo collegamento");

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Error::LoginNeeded => StatusCode::UNAUTHORIZED,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Forbidden(_) | Error::ForeignForm => StatusCode::FORBIDDEN,
            Error::Refused(Refusal::LinkSpent | Refusal::Withdrawn) => StatusCode::GONE,
            Error::Refused(Refusal::FormReused) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Refused(
                Refusal::AlreadyDone | Refusal::ChangedMeanwhile | Refusal::WrongState,
            ) => StatusCode::CONFLICT,
            Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Error::BadRequest(_) => StatusCode::BAD_REQUEST,
            Error::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Bug(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    // The page itself is made by `pages`, which knows the request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// What a person reads for an error.
fn words(error: &Error, incident: &str, signed_in: bool) -> (&'static str, String, Vec<Onward>) {
    match error {
        Error::LoginNeeded => ("Per questo serve accedere", "Accedi con la tua e-mail e la tua password, poi riprova.".into(), vec![SIGN_IN, HOME]),
        Error::NotFound if signed_in => (
            "Questa pagina non c’è",
            "Forse è stata spostata, o l’indirizzo non è completo. Se te l’ha mandato un collega, forse è una pagina che vedono solo le persone della sua unione.".into(),
            vec![SEARCH, HOME],
        ),
        Error::NotFound => (
            "Questa pagina non c’è",
            "Forse è stata spostata, o l’indirizzo non è completo. Se qualcuno te l’ha mandato, prova ad accedere: alcune pagine sono solo per gli iscritti.".into(),
            vec![SEARCH, SIGN_IN, HOME],
        ),
        Error::Forbidden(whose) => ("Questo non puoi farlo", (*whose).to_owned(), vec![HOME]),
        Error::ForeignForm => (
            "Il modulo è scaduto",
            "Il modulo che hai inviato non risulta aperto da questo sito, oppure è rimasto aperto troppo a lungo. Torna indietro, ricarica la pagina e invialo di nuovo: quello che hai scritto è ancora lì.".into(),
            vec![SIGN_IN, HOME],
        ),
        Error::Refused(Refusal::LinkSpent) => (
            "Questo collegamento non vale più",
            "È già stato usato oppure è scaduto. Puoi chiederne uno nuovo; se si tratta di un invito, scrivi a chi ti ha invitato.".into(),
            vec![RESET, HOME],
        ),
        Error::Refused(Refusal::Withdrawn) => ("Contenuto ritirato", "Chi l’aveva pubblicato l’ha ritirato.".into(), vec![SEARCH, HOME]),
        Error::Refused(Refusal::FormReused) => (
            "Questo modulo è già arrivato",
            "Lo stesso modulo era già stato inviato con un altro contenuto. Torna indietro, ricarica la pagina e riprova: quello che avevi inviato prima è al sicuro.".into(),
            vec![HOME],
        ),
        Error::Refused(Refusal::AlreadyDone) => ("È già stato fatto", "Qualcuno l’ha fatto prima di te: ricarica la pagina per vedere com’è adesso.".into(), vec![HOME]),
        Error::Refused(Refusal::ChangedMeanwhile) => (
            "È cambiato nel frattempo",
            "Qualcuno l’ha cambiato dopo che hai aperto la pagina: ricaricala per vedere com’è adesso, poi decidi.".into(),
            vec![HOME],
        ),
        Error::Refused(Refusal::WrongState) => (
            "Adesso non si può fare",
            "Nel frattempo la situazione è cambiata: ricarica la pagina per vedere com’è adesso.".into(),
            vec![HOME],
        ),
        Error::TooMany { wait } => ("Troppe richieste", format!("Aspetta {} e riprova.", wait_in_words(wait.as_secs())), vec![HOME]),
        Error::TooLarge { limit_bytes } => (
            "È troppo grande",
            format!("Si può inviare al massimo {}. Se è un file, dividilo in parti o riduci la risoluzione della scansione.", crate::platform::dates::file_size(*limit_bytes)),
            vec![HOME],
        ),
        Error::WrongMethod(_) => (
            "Da qui non si passa così",
            "A questo indirizzo si arriva solo dal pulsante di una pagina: torna indietro e usa quello.".into(),
            vec![SEARCH, HOME],
        ),
        Error::BadRequest(sentence) => ("Richiesta non valida", (*sentence).to_owned(), vec![HOME]),
        Error::Unavailable(_) => ("Torniamo subito", "Il servizio non risponde in questo momento. Riprova tra un minuto: quello che era confermato non si perde.".into(), vec![STATUS, HOME]),
        Error::Bug(_) => (
            "Qualcosa non ha funzionato",
            format!("È un nostro errore, non tuo. Riprova tra poco; se succede ancora, scrivi a chi gestisce il servizio indicando il codice {incident}."),
            vec![STATUS, HOME],
        ),
    }
}

fn wait_in_words(seconds: u64) -> String {
    match seconds {
        0..=1 => "un secondo".into(),
        2..=90 => format!("{} secondi", seconds),
        _ => format!("{} minuti", seconds.div_ceil(60)),
    }
}

/// The outermost middleware: turns errors into pages, puts the security headers on every answer,
/// gives each request a number and writes one log line for it.
///
/// # Errors
/// Only those of the connection itself.
pub async fn pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = std::time::Instant::now();
    let incident = uuid::Uuid::now_v7().simple().to_string()[20..].to_owned();
    let app = request.app_data::<actix_web::web::Data<App>>().cloned();
    // The request may not be held while it is being routed: it comes back with the answer.
    let answered = next.call(request).await?.map_into_boxed_body();
    let http = answered.request().clone();
    let mut response = match answered
        .response()
        .error()
        .map(|error| of_request(error, &http, app.as_ref(), &incident))
    {
        Some(page) => answered.into_response(page),
        None => answered,
    };
    let elapsed_us = started.elapsed().as_micros();
    let status = response.status().as_u16();
    let route = http.match_pattern().unwrap_or_default();
    tracing::info!(request_id = %incident, method = %http.method(), route = %route, status, elapsed_us = elapsed_us as u64, "answered");
    security_headers(
        response.headers_mut(),
        &incident,
        app.is_some_and(|app| app.is_https()),
    );
    Ok(response)
}

fn of_request(
    error: &actix_web::Error,
    request: &HttpRequest,
    app: Option<&actix_web::web::Data<App>>,
    incident: &str,
) -> HttpResponse {
    let status = error.as_response_error().status_code();
    let foreign;
    let ours = match error.as_error::<Error>() {
        Some(ours) => ours,
        // Errors of the framework itself: a path or a body it cannot read.
        None => {
            foreign = match status {
                StatusCode::NOT_FOUND => Error::NotFound,
                StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge {
                    limit_bytes: 1_000_000,
                },
                status if status.is_client_error() => Error::BadRequest(
                    "Quello che è arrivato non si può leggere. Torna indietro e riprova.",
                ),
                _ => Error::Bug(anyhow::anyhow!("{error:?}")),
            };
            &foreign
        }
    };
    match ours {
        Error::Bug(bug) => {
            tracing::error!(request_id = %incident, route = request.match_pattern().unwrap_or_default(), "{bug:?}")
        }
        Error::Unavailable(reason) => {
            tracing::warn!(request_id = %incident, "unavailable: {reason}")
        }
        _ => {}
    }
    let status = ours.status_code();
    // Who is signed in stays signed in on the page of an error: the visit left its frame with the request.
    let left = request.extensions().get::<Frame>().cloned();
    let signed_in = left.as_ref().is_some_and(|frame| frame.person.is_some());
    let (title, sentence, links) = words(ours, incident, signed_in);
    let mut answer = HttpResponse::build(status);
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Error::TooMany { wait } = ours {
        answer.insert_header((header::RETRY_AFTER, wait.as_secs().max(1).to_string()));
    }
    if let Error::WrongMethod(allowed) = ours {
        answer.insert_header((header::ALLOW, allowed.as_str()));
    }
    if let Error::Unavailable(_) = ours {
        answer.insert_header((header::RETRY_AFTER, "60"));
    }
    if request.path().starts_with("/api/") {
        return answer.content_type("application/problem+json").json(serde_json::json!({
            "type": "about:blank", "status": status.as_u16(), "title": title, "detail": sentence, "instance": incident,
        }));
    }
    let frame = left.unwrap_or_else(|| app.map_or_else(Frame::default, |app| Frame::bare(app)));
    let html = respond::render(&ErrorPage {
        frame,
        title,
        sentence,
        links,
    })
    .unwrap_or_else(|_| title.to_owned());
    answer.content_type("text/html; charset=utf-8").body(html)
}

impl Frame {
    /// The frame of a page for nobody in particular.
    pub fn bare(app: &App) -> Frame {
        Frame {
            demo: app.config.demo,
            post_office: app.config.demo
                && matches!(
                    app.config.mail,
                    crate::platform::config::MailRoute::Folder(_)
                ),
            owner: app.config.owner.clone().unwrap_or_default(),
            accessibility_url: app.config.accessibility_url.clone(),
            ..Frame::default()
        }
    }
}

fn security_headers(headers: &mut header::HeaderMap, request_id: &str, https: bool) {
    let mut put = |name: &'static str, value: &'static str| {
        let name = header::HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, header::HeaderValue::from_static(value));
        }
    };
    put("content-security-policy", CONTENT_SECURITY_POLICY);
    put("x-content-type-options", "nosniff");
    put("referrer-policy", "same-origin");
    put("x-frame-options", "DENY");
    put("cross-origin-opener-policy", "same-origin");
    put("cross-origin-resource-policy", "same-origin");
    put(
        "permissions-policy",
        "camera=(), geolocation=(), microphone=()",
    );
    if https {
        put(
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        );
    }
    if let Ok(value) = header::HeaderValue::from_str(request_id) {
        headers.insert(header::HeaderName::from_static("x-request-id"), value);
    }
}
