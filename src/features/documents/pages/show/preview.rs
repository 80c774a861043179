//! The pages of a document as pictures: one at a time, with links to those beside it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::address_of::AddressOf;
use crate::features::documents::pages::file::{caching_of, is_known, version_of};
use crate::features::documents::signatures::Seal;
use crate::features::documents::{
    self, MOST_PREVIEWS, Preview, PreviewState, TextState, Version, scans, store,
};
use crate::features::people::Visit;
use crate::platform::db::Conn;
use crate::platform::draw::DRAWABLE;
use crate::platform::error::{Error, Result};
use crate::platform::extract::FileKind;
use crate::platform::web::address;

/// The picture of a page, or what is said in its place.
pub struct PreviewView {
    pub page: i32,
    pub count: i32,
    pub image: Option<Image>,
    /// Said where there is no picture.
    pub sentence: &'static str,
    /// Whether it will be there when the page is loaded again.
    pub is_coming: bool,
    pub again_url: String,
    pub previous_url: String,
    pub next_url: String,
    /// Whether it is a page of a document, and not all of a picture.
    pub is_page: bool,
    /// The file in the viewer of the browser; empty when it is not shown there.
    pub browser_url: String,
}

/// A picture.
pub struct Image {
    pub url: String,
    pub width_px: i32,
    pub height_px: i32,
}

/// What is known of the picture that was asked for.
pub struct Found {
    page: i32,
    count: i32,
    preview: Option<Preview>,
    /// The file that is drawn, and whether it was inside the one of the version.
    kind: FileKind,
    is_inside: bool,
}

/// Looks up the picture of a page of a version; none when its pages cannot be drawn. Of an envelope
/// what is inside is drawn.
pub fn look(
    conn: &mut Conn,
    version: &Version,
    seal: Option<&Seal>,
    asked: Option<i32>,
) -> Result<Option<Found>> {
    let inside = seal.and_then(|seal| seal.content.as_ref());
    let Some(file) = version.given_file().map(|file| inside.unwrap_or(file)) else {
        return Ok(None);
    };
    if !DRAWABLE.contains(&file.kind) || version.text == TextState::Encrypted {
        return Ok(None);
    }
    let count = version.drawn_count.max(version.page_count).max(1);
    let page = asked.unwrap_or(1).clamp(1, count);
    let mut preview = store::find_preview(conn, version.id, page)?;
    if preview.is_none() && version.drawn_count == 0 {
        // Where the first pages could not be drawn, no other is tried.
        preview = store::find_preview(conn, version.id, 1)?
            .filter(|first| first.state == PreviewState::Failed);
    }
    Ok(Some(Found {
        page,
        count,
        preview,
        kind: file.kind,
        is_inside: inside.is_some(),
    }))
}

impl Found {
    /// The page that nobody has asked for yet, and that is to be drawn now.
    pub fn to_be_wanted(&self, version: &Version) -> Option<i32> {
        let is_asked = self.preview.is_some() || version.drawn_count == 0;
        (!is_asked && self.page <= MOST_PREVIEWS).then_some(self.page)
    }

    /// The same for the page.
    pub fn view(self, here: &AddressOf, acts: &str, ordinal: i32) -> PreviewView {
        let Found {
            page,
            count,
            preview,
            kind,
            is_inside,
        } = self;
        let state = preview.as_ref().map(|preview| preview.state);
        let is_page = kind == FileKind::Pdf || count > 1;
        let at = |page: i32| here.with(&format!("anteprima={page}"), "anteprima");
        let image = preview
            .filter(|preview| preview.hash.is_some())
            .map(|preview| Image {
                url: format!("{acts}/anteprime/{page}?versione={ordinal}"),
                width_px: preview.width_px,
                height_px: preview.height_px,
            });
        let (is_coming, sentence) = match state {
            Some(PreviewState::Failed) => (
                false,
                if is_page {
                    "Questa pagina non si può disegnare: scarica il file per vederla."
                } else {
                    "Questa immagine non si può disegnare: scarica il file per vederla."
                },
            ),
            None if page > MOST_PREVIEWS => (
                false,
                "Disegniamo le prime 200 pagine: per vedere questa scarica il file.",
            ),
            _ if is_page => (true, "L’anteprima di questa pagina sta arrivando."),
            _ => (true, "L’anteprima sta arrivando."),
        };
        PreviewView {
            image,
            is_coming,
            sentence,
            again_url: at(page),
            previous_url: if page > 1 {
                at(page - 1)
            } else {
                String::new()
            },
            next_url: if page < count {
                at(page + 1)
            } else {
                String::new()
            },
            is_page,
            browser_url: match (kind, is_inside) {
                (FileKind::Pdf, false) => {
                    format!("{acts}/file?versione={ordinal}&vista=browser")
                }
                (FileKind::Pdf, true) => {
                    format!("{acts}/file?versione={ordinal}&forma=contenuto&vista=browser")
                }
                _ => String::new(),
            },
            page,
            count,
        }
    }
}

/// `GET /documenti/{n}/anteprime/{page}?versione=`: the picture of a page.
///
/// # Errors
/// Those of [`documents::find`]; [`Error::NotFound`] when it is not drawn.
pub async fn picture(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (number, page) = path.into_inner();
    let number = address::number(&number)?;
    let page: i32 = page.parse().map_err(|_| Error::NotFound)?;
    let wanted: Option<i32> = visit.query().text("versione").parse().ok();
    let (hash, caching) = visit
        .read(move |conn, reader| {
            let document = documents::find(conn, reader, number)?;
            let version = version_of(conn, reader, &document, wanted)?;
            scans::must_be_given(&version)?;
            let hash = store::find_preview(conn, version.id, page)?
                .and_then(|preview| preview.hash)
                .ok_or(Error::NotFound)?;
            let is_for_everybody = documents::is_for_everybody(&document, &version);
            Ok((hash, caching_of(is_for_everybody)))
        })
        .await?;
    let tag = format!("\"{hash}\"");
    if is_known(&visit, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, caching))
            .finish());
    }
    let open = visit
        .app
        .blobs
        .open(&hash, None)
        .await?
        .ok_or_else(|| anyhow::anyhow!("the picture {hash} is not in the store"))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/png"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::ETAG, tag))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .no_chunking(open.size_bytes)
        .streaming(open.stream))
}
