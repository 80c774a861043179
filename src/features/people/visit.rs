//! One request with its actor: what every handler is given.

use std::cell::RefCell;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use subtle::ConstantTimeEq;

use super::session::{self, Session};
use crate::platform::actor::Actor;
use crate::platform::app::App;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Result};
use crate::platform::installation;
use crate::platform::submissions;
use crate::platform::web::address::query_value;
use crate::platform::web::fields::Fields;
use crate::platform::web::frame::{Badge, Frame};
use crate::platform::web::limits::{self, Counted};
use crate::platform::web::proof;
use crate::platform::web::respond;

/// Carries one sentence over a redirection.
const FLASH: &str = "avviso";
/// Lets a visitor's form prove its origin.
const VISITOR: &str = "visita";

/// One request: the application, who is acting, and how to answer.
#[derive(Clone)]
pub struct Visit {
    /// The application.
    pub app: App,
    /// Who is acting.
    pub actor: Arc<Actor>,
    request: HttpRequest,
    session: Option<Session>,
    flash: Option<String>,
    cookies: Rc<RefCell<Vec<Cookie<'static>>>>,
}

/// What was found out about a request.
#[derive(Clone)]
struct Known {
    session: Option<Session>,
    flash: Option<String>,
    cookies: Rc<RefCell<Vec<Cookie<'static>>>>,
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Visit, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Visit::of(&request).await?) })
    }
}

impl Visit {
    /// The visit a request is; looked up once however often it is asked for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(request: &HttpRequest) -> Result<Visit> {
        let app = request
            .app_data::<Data<App>>()
            .map(|app| app.get_ref().clone())
            .ok_or_else(|| {
                Error::Bug(anyhow::anyhow!(
                    "the server was started without the application"
                ))
            })?;
        // What is kept with the request must not hold the request itself: neither would ever be freed.
        if let Some(known) = request.extensions().get::<Known>() {
            return Ok(Visit::new(app, request.clone(), known.clone()));
        }
        let https = app.is_https();
        let session = match session::key_of(request, https) {
            Some(key) => {
                let now = app.now();
                app.read(move |conn| session::find(conn, key, now)).await?
            }
            None => None,
        };
        let flash = request
            .cookie(&respond::cookie_name(https, FLASH))
            .and_then(|cookie| {
                let text = data_encoding::BASE64URL_NOPAD
                    .decode(cookie.value().as_bytes())
                    .ok()?;
                String::from_utf8(text)
                    .ok()
                    .filter(|text| text.len() <= 1000)
            });
        let known = Known {
            session,
            flash,
            cookies: Rc::default(),
        };
        request.extensions_mut().insert(known.clone());
        let visit = Visit::new(app, request.clone(), known);
        if visit.actor.is_member() {
            // For the page of an error, should the request come to one.
            let frame = Frame {
                flash: None,
                ..visit.frame()
            };
            request.extensions_mut().insert(frame);
        }
        Ok(visit)
    }

    fn new(app: App, request: HttpRequest, known: Known) -> Visit {
        let Known {
            session,
            flash,
            cookies,
        } = known;
        let actor = session.as_ref().map_or_else(
            || Arc::new(Actor::visitor()),
            |session| session.actor.clone(),
        );
        Visit {
            app,
            actor,
            request,
            session,
            flash,
            cookies,
        }
    }

    /// The path of the request.
    pub fn path(&self) -> &str {
        self.request.path()
    }

    /// The fields of the query string.
    pub fn query(&self) -> Fields {
        Fields::from_urlencoded(self.request.query_string().as_bytes(), self.request.path())
    }

    /// The request itself.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The fingerprint of the session, if somebody is signed in.
    pub fn session_key(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.key.as_str())
    }

    /// Counts one act of this account and network address.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn count(&self, what: Counted) -> Result<()> {
        let account = limits::account_of(self.actor.id());
        self.app
            .limits
            .count(what, account.as_deref(), self.network_address())
    }

    /// The network address the request comes from.
    pub fn network_address(&self) -> IpAddr {
        limits::network_address(&self.request, self.app.config.behind_proxy)
    }

    /// Reads the database as this actor.
    ///
    /// # Errors
    /// What `look` returns.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Conn, &Actor) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let actor = self.actor.clone();
        self.app.read(move |conn| look(conn, &actor)).await
    }

    /// Changes the database as this actor, in one transaction.
    ///
    /// # Errors
    /// What `change` returns.
    pub async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let actor = self.actor.clone();
        self.app.write(move |tx| change(tx, &actor)).await
    }

    /// Changes the database as this actor, once however often the same form arrives; `change`
    /// answers the address to go to.
    ///
    /// # Errors
    /// What `change` returns, or [`Refusal::FormReused`](crate::platform::error::Refusal::FormReused).
    pub async fn submit(
        &self,
        fields: &Fields,
        change: impl FnOnce(&mut Tx<'_>, &Actor) -> Result<String> + Send + 'static,
    ) -> Result<String> {
        let Some(submission) = fields.submission() else {
            return self.write(change).await;
        };
        self.write(move |tx, actor| {
            submissions::once(tx, actor.id(), &submission, |tx| change(tx, actor))
        })
        .await
    }

    /// What the layout shows around a page of this visit.
    pub fn frame(&self) -> Frame {
        let person = self.session.as_ref().map(|session| Badge {
            id: self.actor.id().map(|id| id.to_string()).unwrap_or_default(),
            name: self.actor.name().to_owned(),
            initials: session.initials.clone(),
            unread: session.unread,
            desk: self.actor.is_facilitatore(),
            admin: self.actor.is_admin(),
            own_unione: self
                .actor
                .memberships()
                .iter()
                .find(|membership| membership.is_unione)
                .map(|membership| {
                    format!(
                        "/unioni/{}",
                        crate::platform::web::address::segment(
                            membership.body_number,
                            &membership.body_name
                        )
                    )
                }),
        });
        Frame {
            csrf: if person.is_some() {
                self.csrf()
            } else {
                String::new()
            },
            person,
            flash: self.flash.clone(),
            ..Frame::bare(&self.app)
        }
    }

    /// The frame of a page on which even a visitor finds a form.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn frame_with_form(&self) -> Result<Frame> {
        if self.session.is_none() && self.visitor_key().is_none() {
            let key = data_encoding::BASE64URL_NOPAD.encode(&installation::random()?[..16]);
            self.cookies.borrow_mut().push(respond::cookie(
                self.app.is_https(),
                VISITOR,
                key.clone(),
                None,
            ));
            return Ok(Frame {
                csrf: self.app.installation.seal("visitor form", &key),
                ..self.frame()
            });
        }
        Ok(Frame {
            csrf: self.csrf(),
            ..self.frame()
        })
    }

    fn visitor_key(&self) -> Option<String> {
        self.request
            .cookie(&respond::cookie_name(self.app.is_https(), VISITOR))
            .map(|cookie| cookie.value().to_owned())
    }

    fn csrf(&self) -> String {
        match (&self.session, self.visitor_key()) {
            (Some(session), _) => self.app.installation.seal("form", &session.key),
            (None, Some(key)) => self.app.installation.seal("visitor form", &key),
            (None, None) => String::new(),
        }
    }

    /// Checks that a change comes from one of our pages.
    ///
    /// # Errors
    /// [`Error::ForeignForm`].
    pub fn check_origin(&self, csrf: &str) -> Result<()> {
        proof::same_site(&self.request)?;
        let expected = self.csrf();
        if !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(csrf.as_bytes())) {
            Ok(())
        } else {
            Err(Error::ForeignForm)
        }
    }

    /// Answers with a page.
    ///
    /// # Errors
    /// A bug when the template cannot be rendered.
    pub fn page(&self, page: &impl Template) -> Result<HttpResponse> {
        let html = respond::render(page)?;
        if self.session.is_none() && self.flash.is_none() && self.cookies.borrow().is_empty() {
            return Ok(respond::public_page(&self.request, html));
        }
        Ok(self.with_cookies(respond::private_page(StatusCode::OK, html)))
    }

    /// Answers with a form to be mended: status 422, what was filled in still there.
    ///
    /// # Errors
    /// A bug when the template cannot be rendered.
    pub fn page_to_mend(&self, page: &impl Template) -> Result<HttpResponse> {
        self.page_with(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// Answers with a page of another status.
    ///
    /// # Errors
    /// A bug when the template cannot be rendered.
    pub fn page_with(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse> {
        Ok(self.with_cookies(respond::private_page(status, respond::render(page)?)))
    }

    fn with_cookies(&self, mut response: HttpResponse) -> HttpResponse {
        if self.flash.is_some() {
            // A header cookie that cannot be added is one that was added before: nothing to do.
            let _ = response.add_cookie(&respond::no_cookie(self.app.is_https(), FLASH));
        }
        for cookie in self.cookies.borrow().iter() {
            let _ = response.add_cookie(cookie);
        }
        response
    }

    /// Sends the browser on, with a sentence to show there; empty for none.
    pub fn see_other(&self, location: &str, sentence: &str) -> HttpResponse {
        let mut response = respond::see_other(location);
        if !sentence.is_empty() {
            let value = data_encoding::BASE64URL_NOPAD.encode(sentence.as_bytes());
            let cookie = respond::cookie(
                self.app.is_https(),
                FLASH,
                value,
                Some(chrono::Duration::minutes(5)),
            );
            let _ = response.add_cookie(&cookie);
        }
        for cookie in self.cookies.borrow().iter() {
            let _ = response.add_cookie(cookie);
        }
        response
    }

    /// Has the browser keep, or forget, a session from the next answer on.
    pub fn set_session(&self, secret: Option<(String, Option<chrono::Duration>)>) {
        let https = self.app.is_https();
        let cookie = match secret {
            Some((secret, lasts)) => respond::cookie(https, session::COOKIE, secret, lasts),
            None => respond::no_cookie(https, session::COOKIE),
        };
        self.cookies.borrow_mut().push(cookie);
    }

    /// Sends a visitor to sign in and then back to the page it asked for.
    pub fn to_sign_in(&self) -> HttpResponse {
        let back = self
            .request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        if self.request.method() == actix_web::http::Method::GET {
            self.see_other(
                &format!("/accedi?ritorno={}", query_value(back)),
                "Per questa pagina serve accedere.",
            )
        } else {
            self.see_other("/accedi", "Per farlo serve accedere: se eri già dentro, la sessione è finita. Accedi e riprova.")
        }
    }
}

/// A form of one of our pages: its fields, already proven to come from there, and the visit.
pub struct Form {
    /// The visit the form came with.
    pub visit: Visit,
    /// What was filled in.
    pub fields: Fields,
}

impl FromRequest for Form {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Form, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let visit = Visit::of(&request).await?;
            let fields = Fields::read(&request, &mut payload).await?;
            visit.check_origin(fields.text("csrf"))?;
            Ok(Form { visit, fields })
        })
    }
}
