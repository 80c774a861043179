//! The browser's files: style sheet, script, fonts, icons. `npm run build` makes them in `build/assets`;
//! a release binary carries them, a debug build reads them from disk.
//!
//! A page asks for [`url`] by logical name (`app.css`) and gets the address of the file whose name carries
//! the hash of its content, which a browser may therefore keep for ever.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use actix_web::http::header::{self, EntityTag, HeaderValue, IfNoneMatch};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use bytes::Bytes;
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(RustEmbed)]
#[folder = "build/assets"]
struct Files;

/// One work by others that the assets contain, with the licence it comes under.
#[derive(Debug, Deserialize)]
pub struct Licence {
    /// Name of the work, as its authors write it.
    pub name: String,
    /// What we take of it, in Italian.
    pub what: String,
    /// Version we build with.
    pub version: String,
    /// SPDX identifier of the licence.
    pub licence: String,
    /// Full text of the licence, as it comes with the work.
    pub text: String,
}

/// The regions of Italy, drawn from an openly licensed work (see [`licences`]).
#[derive(Debug, Default, Deserialize)]
pub struct Outlines {
    /// Width of the drawing, in its own units.
    pub width: u32,
    /// Height of the drawing.
    pub height: u32,
    /// One for each region.
    pub regions: Vec<Outline>,
}

/// The outline of a region.
#[derive(Debug, Deserialize)]
pub struct Outline {
    /// Its Italian name.
    pub name: String,
    /// The `d` of an SVG path.
    pub outline: String,
    /// Where something is written on it: its centre.
    pub x: f64,
    /// See `x`.
    pub y: f64,
}

/// An asset as `manifest.json` lists it.
#[derive(Debug, Deserialize)]
struct Asset {
    /// Name of the file, with its hash.
    file: String,
    /// Media type.
    #[serde(rename = "type")]
    media_type: String,
}

/// What the server knows of its assets; read once.
struct Assets {
    /// Logical name → address.
    urls: BTreeMap<String, String>,
    /// File name → media type.
    media_types: BTreeMap<String, String>,
}

/// Address of the asset with this logical name, to be written into a page. The build checks the names
/// that templates use; a name it does not know gives an address that answers 404.
pub fn url(logical: &str) -> &'static str {
    assets()
        .urls
        .get(logical)
        .map_or("/static/unknown", String::as_str)
}

/// The works by others that the assets contain.
pub fn licences() -> &'static [Licence] {
    static LICENCES: OnceLock<Vec<Licence>> = OnceLock::new();
    LICENCES.get_or_init(|| read_json("licences.json"))
}

/// The outlines of the regions of Italy.
pub fn regions() -> &'static Outlines {
    static REGIONS: OnceLock<Outlines> = OnceLock::new();
    REGIONS.get_or_init(|| read_json("regions.json"))
}

/// A file of the build that pages do not load, such as the font of papers; `None` when it is not there.
pub fn bytes(name: &str) -> Option<Cow<'static, [u8]>> {
    Files::get(name).map(|file| file.data)
}

/// `GET /static/{name}`: the file, in the shortest coding that the browser takes; 304 when it has it already.
pub async fn serve(req: HttpRequest, name: web::Path<String>) -> HttpResponse {
    let name = name.into_inner();
    let Some(media_type) = assets().media_types.get(&name) else {
        return HttpResponse::NotFound().finish();
    };
    let coding = Coding::choose(accept_encoding(&req));
    let (coding, stored) = match coding.and_then(|coding| {
        Files::get(&format!("{name}{}", coding.suffix())).map(|file| (coding, file))
    }) {
        Some((coding, file)) => (Some(coding), Some(file)),
        None => (None, Files::get(&name)),
    };
    let Some(stored) = stored else {
        return HttpResponse::NotFound().finish();
    };

    let tag = EntityTag::new_strong(format!("{name}{}", coding.map_or("", Coding::suffix)));
    let known = match req.get_header::<IfNoneMatch>() {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        None => false,
    };
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(header::ETag(tag));
    if known {
        return response.finish();
    }
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding.name()));
    }
    response
        .content_type(media_type.as_str())
        .body(match stored.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        })
}

/// A coding in which the build stores files beside the plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    /// The coding to answer with, by the rules of RFC 9110 §12.5.3: the one with the greatest weight,
    /// brotli when both weigh the same, none when neither is accepted.
    fn choose(accept_encoding: Option<&str>) -> Option<Self> {
        let accepted = accept_encoding?;
        let (mut best, mut best_weight) = (None, 0.0);
        for coding in [Coding::Brotli, Coding::Gzip] {
            let weight = weight_of(coding.name(), accepted);
            if weight > best_weight {
                (best, best_weight) = (Some(coding), weight);
            }
        }
        best
    }

    fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Coding::Brotli => ".br",
            Coding::Gzip => ".gz",
        }
    }
}

/// Weight that an `Accept-Encoding` gives to a coding: its own, else that of `*`, else 0. A weight that
/// cannot be read counts as 0: the plain file is always right.
fn weight_of(coding: &str, accepted: &str) -> f32 {
    let weight = |wanted: &str| {
        accepted.split(',').find_map(|item| {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            if !name.trim().eq_ignore_ascii_case(wanted) {
                return None;
            }
            match parameters.trim().strip_prefix("q=") {
                Some(number) => Some(number.parse().unwrap_or(0.0)),
                None => Some(1.0),
            }
        })
    };
    weight(coding).or_else(|| weight("*")).unwrap_or(0.0)
}

fn accept_encoding(req: &HttpRequest) -> Option<&str> {
    req.headers()
        .get(header::ACCEPT_ENCODING)
        .map(HeaderValue::to_str)?
        .ok()
}

fn assets() -> &'static Assets {
    static ASSETS: OnceLock<Assets> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let manifest: BTreeMap<String, Asset> = read_json("manifest.json");
        Assets {
            urls: manifest
                .iter()
                .map(|(logical, asset)| (logical.clone(), format!("/static/{}", asset.file)))
                .collect(),
            media_types: manifest
                .into_values()
                .map(|asset| (asset.file, asset.media_type))
                .collect(),
        }
    })
}

/// A JSON file of the build. `build.rs` has seen that the build is there, so a failure here means that the
/// folder was damaged under a running debug build: pages then come without style, and the log says why.
fn read_json<T: DeserializeOwned + Default>(name: &str) -> T {
    let parsed = Files::get(name).map(|file| serde_json::from_slice(&file.data));
    match parsed {
        Some(Ok(value)) => value,
        Some(Err(error)) => {
            tracing::error!(%error, name, "a file of build/assets cannot be read: run `make assets`");
            T::default()
        }
        None => {
            tracing::error!(name, "a file of build/assets is missing: run `make assets`");
            T::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::StatusCode;
    use actix_web::{App, body, dev::ServiceResponse, test as actix_test};

    async fn get(path: &str, headers: &[(&str, &str)]) -> ServiceResponse {
        let app =
            actix_test::init_service(App::new().route("/static/{name}", web::get().to(serve)))
                .await;
        let request = headers.iter().fold(
            actix_test::TestRequest::get().uri(path),
            |request, header| request.insert_header(*header),
        );
        actix_test::call_service(&app, request.to_request()).await
    }

    fn header_of<'a>(response: &'a ServiceResponse, name: &str) -> &'a str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn the_best_accepted_coding_is_chosen() {
        for (accepted, chosen) in [
            ("gzip, deflate, br, zstd", Some(Coding::Brotli)),
            ("br;q=0.5, gzip;q=0.8", Some(Coding::Gzip)),
            ("br; q=0, gzip", Some(Coding::Gzip)),
            ("GZIP", Some(Coding::Gzip)),
            ("*", Some(Coding::Brotli)),
            ("*;q=0.1, br;q=0", Some(Coding::Gzip)),
            ("identity, gzip;q=0", None),
            ("gzip;q=much", None),
            ("", None),
        ] {
            assert_eq!(Coding::choose(Some(accepted)), chosen, "{accepted}");
        }
        assert_eq!(Coding::choose(None), None);
    }

    #[actix_web::test]
    async fn a_style_sheet_is_served_compressed_and_for_ever() {
        let plain = get(url("app.css"), &[]).await;
        assert_eq!(header_of(&plain, "content-encoding"), "");
        let plain_length = body::to_bytes(plain.into_body()).await.unwrap().len();

        let packed = get(url("app.css"), &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(packed.status(), StatusCode::OK);
        assert_eq!(header_of(&packed, "content-encoding"), "br");
        assert_eq!(
            header_of(&packed, "content-type"),
            "text/css; charset=utf-8"
        );
        assert_eq!(header_of(&packed, "vary"), "Accept-Encoding");
        assert_eq!(
            header_of(&packed, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header_of(&packed, "x-content-type-options"), "nosniff");
        let packed_length = body::to_bytes(packed.into_body()).await.unwrap().len();
        assert!(
            packed_length * 4 < plain_length,
            "{packed_length} of {plain_length}"
        );
    }

    #[actix_web::test]
    async fn a_font_has_no_other_coding() {
        let font = get(
            url("titillium-web-400.woff2"),
            &[("accept-encoding", "gzip, br")],
        )
        .await;
        assert_eq!(font.status(), StatusCode::OK);
        assert_eq!(header_of(&font, "content-encoding"), "");
        assert_eq!(header_of(&font, "content-type"), "font/woff2");
    }

    #[actix_web::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let first = get(url("app.js"), &[("accept-encoding", "gzip")]).await;
        let tag = header_of(&first, "etag").to_owned();
        let again = get(
            url("app.js"),
            &[("accept-encoding", "gzip"), ("if-none-match", &tag)],
        )
        .await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(body::to_bytes(again.into_body()).await.unwrap().is_empty());
        let other_coding = get(
            url("app.js"),
            &[("accept-encoding", "br"), ("if-none-match", &tag)],
        )
        .await;
        assert_eq!(other_coding.status(), StatusCode::OK);
    }

    #[actix_web::test]
    async fn only_assets_are_served() {
        let stored_coding = format!("{}.br", url("app.css"));
        for path in [
            "/static/manifest.json",
            "/static/licences.json",
            "/static/titillium-web-400.ttf",
            "/static/..%2f..%2fCargo.toml",
            &stored_coding,
            url("nothing.css"),
        ] {
            assert_eq!(
                get(path, &[]).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }

    #[actix_web::test]
    async fn a_url_in_the_style_sheet_is_an_asset() {
        let css = body::to_bytes(get(url("app.css"), &[]).await.into_body())
            .await
            .unwrap();
        let css = String::from_utf8(css.to_vec()).unwrap();
        let fonts: Vec<&str> = css
            .split("url(")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .filter(|target| target.ends_with(".woff2"))
            .collect();
        assert_eq!(fonts.len(), 3);
        for font in fonts {
            assert_eq!(
                get(&format!("/static/{font}"), &[]).await.status(),
                StatusCode::OK,
                "{font}"
            );
        }
    }

    #[test]
    fn every_embedded_work_has_its_licence() {
        let names: Vec<&str> = licences()
            .iter()
            .map(|licence| licence.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "Bootstrap Italia",
                "Bootstrap",
                "Titillium Web",
                "@svg-maps/italy, dal lavoro di MapSVG"
            ]
        );
        assert!(licences().iter().all(|licence| licence.text.len() > 500));
    }
}
