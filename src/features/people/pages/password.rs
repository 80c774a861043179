//! A forgotten password: asking for a link, and choosing a new one by it.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{chosen_password, hash, was_sent_before};
use crate::features::people::access::{self, Purpose};
use crate::features::people::{self, Form, Visit, email_key, is_email};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;

/// The page on which one asks for a link; with `asked`, what it says afterwards.
#[derive(Template)]
#[template(path = "people/forgotten.html")]
struct ForgottenPage {
    frame: Frame,
    faults: Vec<Fault>,
    email: String,
    asked: bool,
}

/// The page on which one chooses a new password.
#[derive(Template)]
#[template(path = "people/new_password.html")]
struct NewPasswordPage {
    frame: Frame,
    faults: Vec<Fault>,
    email: String,
    action: String,
}

/// `GET /password/dimenticata`
///
/// # Errors
/// When the system has no randomness to give.
pub async fn forgotten_page(visit: Visit) -> Result<HttpResponse> {
    visit.page(&ForgottenPage {
        frame: visit.frame_with_form()?,
        faults: Vec::new(),
        email: String::new(),
        asked: visit.query().has("chiesta"),
    })
}

/// `POST /password/dimenticata`: the same answer whether or not there is such an account.
///
/// # Errors
/// When it was asked too often, or the database refuses.
pub async fn ask_for_password(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let email = fields.text("email").to_owned();
    if !is_email(&email) {
        let mut faults = Faults::default();
        faults.add(
            "email",
            "Scrivi la tua e-mail, per esempio nome@comune.example.it",
        );
        return visit.page_to_mend(&ForgottenPage {
            frame: visit.frame_with_form()?,
            faults: faults.0,
            email,
            asked: false,
        });
    }
    visit.app.limits.count(
        Counted::Reset,
        Some(&email_key(&email)),
        visit.network_address(),
    )?;
    visit
        .write(move |tx, _| people::forgot_password(tx, &email))
        .await?;
    Ok(visit.see_other("/password/dimenticata?chiesta=1", ""))
}

/// `GET /password/nuova/{token}`: shows; only the form acts.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link cannot be used any more.
pub async fn new_password_page(visit: Visit, token: web::Path<String>) -> Result<HttpResponse> {
    let page = page(&visit, &token, Faults::default()).await?;
    visit.page_with(actix_web::http::StatusCode::OK, &page)
}

async fn page(visit: &Visit, token: &str, faults: Faults) -> Result<NewPasswordPage> {
    let (shown, now) = (token.to_owned(), visit.app.now());
    let email = visit
        .read(move |conn, _| {
            let person = access::holder(conn, &shown, Purpose::PasswordReset, now)?;
            Ok(people::account(conn, person)?.email)
        })
        .await?;
    Ok(NewPasswordPage {
        frame: visit.frame_with_form()?,
        faults: faults.0,
        email,
        action: Purpose::PasswordReset.path(token),
    })
}

/// `POST /password/nuova/{token}`
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link cannot be used any more.
pub async fn choose_password(form: Form, token: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    match choose(&visit, &fields, &token).await {
        Err(Error::Refused(Refusal::LinkSpent))
            if was_sent_before(
                &visit,
                &token,
                Purpose::PasswordReset,
                fields.raw("password"),
            )
            .await? =>
        {
            Ok(chosen(&visit))
        }
        answer => answer,
    }
}

async fn choose(visit: &Visit, fields: &Fields, token: &str) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    let Some(password) = chosen_password(&mut faults, fields) else {
        return visit.page_to_mend(&page(visit, token, faults).await?);
    };
    // Nobody makes us hash without a link that is good.
    page(visit, token, faults).await?;
    let (token, hash) = (token.to_owned(), hash(password).await?);
    visit
        .write(move |tx, _| people::reset_password(tx, &token, &hash))
        .await?;
    Ok(chosen(visit))
}

fn chosen(visit: &Visit) -> HttpResponse {
    visit.see_other(
        "/accedi",
        "La tua nuova password è pronta: usala per accedere.",
    )
}
