//! Accepting an invitation.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{chosen_password, hash, was_sent_before};
use crate::features::people::access::Purpose;
use crate::features::people::profile_form::check_names;
use crate::features::people::{self, Form, Invited, Visit};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

/// The page that says who invites, and lets one in.
#[derive(Template)]
#[template(path = "people/accept.html")]
struct AcceptPage {
    frame: Frame,
    faults: Vec<Fault>,
    invited: Invited,
    given_name: String,
    family_name: String,
    action: String,
}

/// `GET /invito/{token}`: shows; only the form acts.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link cannot be used any more.
pub async fn acceptance_page(visit: Visit, token: web::Path<String>) -> Result<HttpResponse> {
    let page = page(&visit, &token, None, Faults::default()).await?;
    visit.page_with(StatusCode::OK, &page)
}

async fn page(
    visit: &Visit,
    token: &str,
    names: Option<(String, String)>,
    faults: Faults,
) -> Result<AcceptPage> {
    let (shown, now) = (token.to_owned(), visit.app.now());
    let invited = visit
        .read(move |conn, _| people::invited(conn, &shown, now))
        .await?;
    let (given_name, family_name) =
        names.unwrap_or_else(|| (invited.given_name.clone(), invited.family_name.clone()));
    Ok(AcceptPage {
        frame: visit.frame_with_form()?,
        faults: faults.0,
        invited,
        given_name,
        family_name,
        action: Purpose::Invitation.path(token),
    })
}

/// `POST /invito/{token}`: the account is active and the person signed in.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link cannot be used any more.
pub async fn accept(form: Form, token: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    match enter(&visit, &fields, &token).await {
        Err(Error::Refused(Refusal::LinkSpent))
            if was_sent_before(&visit, &token, Purpose::Invitation, fields.raw("password"))
                .await? =>
        {
            Ok(visit.see_other("/accedi?ritorno=/benvenuto", ""))
        }
        answer => answer,
    }
}

async fn enter(visit: &Visit, fields: &Fields, token: &str) -> Result<HttpResponse> {
    let names = (
        fields.text("nome").to_owned(),
        fields.text("cognome").to_owned(),
    );
    let mut faults = Faults::default();
    check_names(&mut faults, &names.0, &names.1);
    let password = match chosen_password(&mut faults, fields) {
        Some(password) if faults.is_empty() => password,
        _ => return visit.page_to_mend(&page(visit, token, Some(names), faults).await?),
    };
    // Nobody makes us hash without a link that is good.
    page(visit, token, None, faults).await?;
    let (token, hash) = (token.to_owned(), hash(password).await?);
    let lasts = visit.app.config.session_short;
    // A browser that signs in gets a new session: the one it showed before ends here.
    let old = visit.session_key().map(str::to_owned);
    let secret = visit
        .write(move |tx, _| {
            let person = people::accept(tx, &token, &names.0, &names.1, &hash)?;
            if let Some(old) = old {
                people::sign_out(tx, &old)?;
            }
            people::sign_in(tx, person, lasts)
        })
        .await?;
    visit.set_session(Some((secret, None)));
    Ok(visit.see_other("/benvenuto", ""))
}
