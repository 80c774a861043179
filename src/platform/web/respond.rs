//! Answers: pages with their headers, redirections, cookies.

use actix_web::cookie::time::Duration as CookieTime;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::platform::error::{Error, Result};

/// What every page may load: only what we serve, nothing inline. `data:` images stand in the
/// design system's style sheet.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Renders a page.
///
/// # Errors
/// A bug when the template cannot be rendered.
pub fn render(page: &impl Template) -> Result<String> {
    page.render()
        .map_err(|e| Error::Bug(anyhow::anyhow!("a template failed: {e}")))
}

/// A page nobody keeps: it was made for one signed-in person, or for one moment.
pub fn private_page(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html)
}

/// The same answer, which no search engine keeps, and whose address no other site is told: for pages
/// that a link of a letter opens.
pub fn unlisted(mut response: HttpResponse) -> HttpResponse {
    for (name, value) in [
        ("x-robots-tag", "noindex, nofollow"),
        ("referrer-policy", "no-referrer"),
    ] {
        response.headers_mut().insert(
            header::HeaderName::from_static(name),
            header::HeaderValue::from_static(value),
        );
    }
    response
}

/// A page for visitors: kept by browsers and asked again with its tag, 304 when it has not changed.
pub fn public_page(request: &HttpRequest, html: String) -> HttpResponse {
    public_body(request, "text/html; charset=utf-8", html)
}

/// The same of another type.
pub fn public_body(
    request: &HttpRequest,
    content_type: &'static str,
    body: String,
) -> HttpResponse {
    let tag = format!(
        "W/\"{:x}-{:08x}\"",
        body.len(),
        crc32fast::hash(body.as_bytes())
    );
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Cookie"))
        .insert_header((header::ETAG, tag));
    if known {
        return response.finish();
    }
    response
        .insert_header((header::CONTENT_TYPE, content_type))
        .body(body)
}

/// Sends the browser on with a GET.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// The page has another address now. It may get its old one back, when a title is changed back:
/// browsers that keep the answer for ever would then go round in circles.
pub fn moved(location: &str) -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::LOCATION, location))
        .finish()
}

/// The name of a cookie: over HTTPS it carries the prefix that binds it to this host.
pub fn cookie_name(https: bool, name: &str) -> String {
    if https {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// A cookie that scripts cannot read and other sites cannot send along with a change.
pub fn cookie(
    https: bool,
    name: &str,
    value: String,
    lasts: Option<chrono::Duration>,
) -> Cookie<'static> {
    let mut cookie = Cookie::build(cookie_name(https, name), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https);
    if let Some(lasts) = lasts {
        cookie = cookie.max_age(CookieTime::seconds(lasts.num_seconds()));
    }
    cookie.finish()
}

/// The cookie that takes another away.
pub fn no_cookie(https: bool, name: &str) -> Cookie<'static> {
    cookie(https, name, String::new(), Some(chrono::Duration::zero()))
}

/// A CSV table to be saved. No cache keeps it: what it tells may change, and who may read it too.
pub fn table_file(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, attachment(name)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes)
}

/// What `Content-Disposition` says of a file to be saved: `attachment` with a name in ASCII for old programs and the true one beside (RFC 6266, RFC 8187).
pub fn attachment(file_name: &str) -> String {
    let ascii: String = deunicode::deunicode(file_name)
        .chars()
        .map(|c| match c {
            ' '..='~' if !matches!(c, '"' | '\\' | '%') => c,
            _ => '_',
        })
        .collect();
    let mut exact = String::new();
    for byte in file_name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            exact.push(char::from(byte));
        } else {
            exact.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_twice() {
        assert_eq!(
            attachment("Perché \"sì\".pdf"),
            "attachment; filename=\"Perche _si_.pdf\"; filename*=UTF-8''Perch%C3%A9%20%22s%C3%AC%22.pdf"
        );
        assert!(!attachment("a\r\nX: y").contains('\n'));
    }
}
