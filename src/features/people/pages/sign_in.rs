//! Signing in and out.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::people::{
    self, EMAIL_MOST_BYTES, Form, Offered, PersonState, Visit, credentials, email_key, offered,
    password,
};
use crate::platform::actor::PersonId;
use crate::platform::app::off_the_async_threads;
use crate::platform::error::{Error, Result};
use crate::platform::web::address::is_local;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;

/// The page on which one signs in.
#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    frame: Frame,
    faults: Vec<Fault>,
    email: String,
    stay: bool,
    back: String,
    demo_people: Vec<Offered>,
}

/// `GET /accedi`
///
/// # Errors
/// When the database refuses.
pub async fn sign_in_page(visit: Visit) -> Result<HttpResponse> {
    let back = visit.query().text("ritorno").to_owned();
    if visit.actor.is_member() {
        return Ok(visit.see_other(if is_local(&back) { &back } else { "/" }, ""));
    }
    let page = page(&visit, String::new(), false, back, Faults::default()).await?;
    visit.page(&page)
}

async fn page(
    visit: &Visit,
    email: String,
    stay: bool,
    back: String,
    faults: Faults,
) -> Result<SignInPage> {
    let demo_people = if visit.app.config.demo {
        visit.read(|conn, _| offered(conn)).await?
    } else {
        Vec::new()
    };
    Ok(SignInPage {
        frame: visit.frame_with_form()?,
        faults: faults.0,
        email,
        stay,
        back,
        demo_people,
    })
}

/// `POST /accedi`
///
/// # Errors
/// When there were too many attempts, or the database refuses.
pub async fn sign_in(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let (email, secret) = (
        fields.text("email").to_owned(),
        fields.raw("password").to_owned(),
    );
    let (stay, back) = (fields.has("resta"), fields.text("ritorno").to_owned());
    let mut faults = Faults::default();
    faults.unless(
        email.contains('@') && email.len() <= EMAIL_MOST_BYTES,
        "email",
        "Scrivi la tua e-mail, per esempio nome@comune.example.it",
    );
    faults.unless(!secret.is_empty(), "password", "Scrivi la tua password");
    if !faults.is_empty() {
        return visit.page_to_mend(&page(&visit, email, stay, back, faults).await?);
    }
    visit.app.limits.count(
        Counted::SignIn,
        Some(&email_key(&email)),
        visit.network_address(),
    )?;
    let found = {
        let email = email.clone();
        visit.read(move |conn, _| credentials(conn, &email)).await?
    };
    let person = off_the_async_threads(move || {
        let hash = found.as_ref().and_then(|known| known.hash.as_deref());
        let right = password::matches(&secret, hash);
        Ok(found
            .filter(|known| right && known.state == PersonState::Active)
            .map(|known| known.person))
    })
    .await?;
    let Some(person) = person else {
        let mut faults = Faults::default();
        faults.add(
            "email",
            "E-mail o password non corrette: controllale e riprova",
        );
        return visit.page_to_mend(&page(&visit, email, stay, back, faults).await?);
    };
    enter(&visit, person, stay, &back).await
}

/// Begins a session for a person whose password was right, and goes on.
async fn enter(visit: &Visit, person: PersonId, stay: bool, back: &str) -> Result<HttpResponse> {
    let lasts = if stay {
        visit.app.config.session_long
    } else {
        visit.app.config.session_short
    };
    // A browser that signs in gets a new session: the one it showed before ends here.
    let old = visit.session_key().map(str::to_owned);
    let secret = visit
        .write(move |tx, _| {
            if let Some(old) = old {
                people::sign_out(tx, &old)?;
            }
            people::sign_in(tx, person, lasts)
        })
        .await?;
    visit.set_session(Some((secret, stay.then_some(lasts))));
    Ok(visit.see_other(if is_local(back) { back } else { "/" }, ""))
}

/// `POST /accedi/dimostrazione`: one click, only in a demonstration.
///
/// # Errors
/// [`Error::NotFound`] outside a demonstration.
pub async fn enter_demo(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    if !visit.app.config.demo {
        return Err(Error::NotFound);
    }
    let email = fields.text("email").to_owned();
    let person = visit
        .read(move |conn, _| {
            // Only the people on the sign-in page, not whoever a forged form names.
            let is_offered = offered(conn)?.iter().any(|person| person.email == email);
            Ok(credentials(conn, &email)?.filter(|_| is_offered))
        })
        .await?
        .filter(|known| known.state == PersonState::Active);
    let Some(person) = person else {
        return Err(Error::NotFound);
    };
    enter(&visit, person.person, false, "/").await
}

/// `POST /esci`
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(form: Form) -> Result<HttpResponse> {
    let visit = form.visit;
    if let Some(key) = visit.session_key().map(str::to_owned) {
        visit.write(move |tx, _| people::sign_out(tx, &key)).await?;
    }
    visit.set_session(None);
    Ok(visit.see_other("/", "Sei uscito."))
}
