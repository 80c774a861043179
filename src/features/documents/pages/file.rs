//! Sends the file of a document.

use std::ops::Range;

use actix_web::http::{Method, header};
use actix_web::{HttpResponse, web};
use futures_util::{StreamExt, stream};

use crate::features::documents::{self, Document, StoredFile, Version, scans, signatures};
use crate::features::people::Visit;
use crate::platform::actor::Actor;
use crate::platform::blobs::OpenBlob;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::extract::FileKind;
use crate::platform::web::address;
use crate::platform::web::respond;

/// `GET /documenti/{n}/file`: the file of the version on the page, or of `?versione=`; with
/// `?forma=contenuto` the document that was inside that file, without its signatures; with
/// `?vista=browser` a PDF is shown in place, in a sandbox.
///
/// # Errors
/// Those of [`documents::find`]; [`Error::NotFound`] when the version has no file, or nothing inside;
/// [`Error::Forbidden`] while a scanner has not found it clean.
pub async fn download(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let wanted: Option<i32> = visit.query().text("versione").parse().ok();
    let inside = match visit.query().text("forma") {
        "" | "originale" => false,
        "contenuto" => true,
        _ => return Err(Error::NotFound),
    };
    let (file, caching) = visit
        .read(move |conn, reader| {
            let document = documents::find(conn, reader, number)?;
            let version = version_of(conn, reader, &document, wanted)?;
            scans::must_be_given(&version)?;
            let caching = caching_of(documents::is_for_everybody(&document, &version));
            let file = if inside {
                let seal = signatures::seals(conn, &[version.id])?.remove(&version.id);
                seal.and_then(|seal| seal.content)
            } else {
                version.file
            };
            Ok((file.ok_or(Error::NotFound)?, caching))
        })
        .await?;
    let tag = format!("\"{}\"", file.hash);
    if is_known(&visit, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, caching))
            .finish());
    }
    let range = match asked_range(&visit, &tag, file.size_bytes) {
        Ok(range) => range,
        Err(()) => {
            return Ok(HttpResponse::RangeNotSatisfiable()
                .insert_header((
                    header::CONTENT_RANGE,
                    format!("bytes */{}", file.size_bytes),
                ))
                .insert_header((header::CACHE_CONTROL, caching))
                .finish());
        }
    };
    send(&visit, &file, tag, range, caching).await
}

/// The version of an ordinal, or the one on the page, if this reader may read it.
pub(super) fn version_of(
    conn: &mut Conn,
    reader: &Actor,
    document: &Document,
    wanted: Option<i32>,
) -> Result<Version> {
    documents::versions(conn, reader, document)?
        .into_iter()
        .find(|version| match wanted {
            Some(ordinal) => version.ordinal == ordinal,
            None => version.id == document.version,
        })
        .ok_or(Error::NotFound)
}

/// Whether the reader has it already.
pub(super) fn is_known(visit: &Visit, tag: &str) -> bool {
    header_of(visit, header::IF_NONE_MATCH)
        .is_some_and(|known| known.contains(tag) || known.trim() == "*")
}

/// Only a PDF is shown in place: what else a browser opens may run.
fn disposition(visit: &Visit, file: &StoredFile) -> String {
    let attachment = respond::attachment(&file.file_name);
    if visit.query().text("vista") == "browser" && file.kind == FileKind::Pdf {
        attachment.replacen("attachment", "inline", 1)
    } else {
        attachment
    }
}

/// What is not for everybody stays on no disk but the reader's own, when it is saved there.
pub(super) fn caching_of(is_for_everybody: bool) -> &'static str {
    if is_for_everybody {
        "private, no-cache"
    } else {
        "no-store"
    }
}

async fn send(
    visit: &Visit,
    file: &StoredFile,
    tag: String,
    range: Option<Range<u64>>,
    caching: &'static str,
) -> Result<HttpResponse> {
    let unavailable = |error: anyhow::Error| Error::Unavailable(format!("{error:#}"));
    let gone = || anyhow::anyhow!("the file {} is not in the store", file.hash);
    // Whoever asks for the head has none of the file sent, not even from the store to us.
    let open = if visit.request().method() == Method::HEAD {
        let there = visit.app.blobs.stored_at(&file.hash).await;
        there.map_err(unavailable)?.ok_or_else(gone)?;
        OpenBlob {
            size_bytes: file.size_bytes,
            range: 0..file.size_bytes,
            stream: stream::empty().boxed(),
        }
    } else {
        let found = visit.app.blobs.open(&file.hash, range.clone()).await;
        found.map_err(unavailable)?.ok_or_else(gone)?
    };
    let mut response = match &range {
        Some(_) => HttpResponse::PartialContent(),
        None => HttpResponse::Ok(),
    };
    if range.is_some() {
        let Range { start, end } = open.range;
        response.insert_header((
            header::CONTENT_RANGE,
            format!(
                "bytes {start}-{}/{}",
                end.saturating_sub(1),
                open.size_bytes
            ),
        ));
    }
    Ok(response
        .insert_header((header::CONTENT_TYPE, file.kind.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, disposition(visit, file)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::ETAG, tag))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        // Said outright, so that nobody on the way compresses what mostly is compressed already.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .no_chunking(open.range.end - open.range.start)
        .streaming(open.stream))
}

fn header_of(visit: &Visit, name: header::HeaderName) -> Option<&str> {
    visit.request().headers().get(name)?.to_str().ok()
}

/// The one range that was asked for; none for the whole file. Several ranges, and a range of
/// another state of the file, get the whole; of a head there are no ranges (RFC 9110 §14.2).
fn asked_range(visit: &Visit, tag: &str, size_bytes: u64) -> Result<Option<Range<u64>>, ()> {
    if visit.request().method() == Method::HEAD {
        return Ok(None);
    }
    if header_of(visit, header::IF_RANGE).is_some_and(|of| of != tag) {
        return Ok(None);
    }
    header_of(visit, header::RANGE).map_or(Ok(None), |asked| parse_range(asked, size_bytes))
}

/// Reads `bytes=0-99`, `bytes=100-` or `bytes=-50` (RFC 9110 §14.1.2).
fn parse_range(asked: &str, size_bytes: u64) -> Result<Option<Range<u64>>, ()> {
    let Some((first, last)) = asked
        .strip_prefix("bytes=")
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Ok(None);
    };
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size_bytes),
        (Ok(first), Err(_)) if last.is_empty() => first..size_bytes,
        (Err(_), Ok(last)) if first.is_empty() => size_bytes.saturating_sub(last)..size_bytes,
        _ => return Ok(None),
    };
    if range.start < range.end {
        Ok(Some(range))
    } else {
        Err(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let check =
            |asked: &str, expected| assert_eq!(parse_range(asked, 100), expected, "{asked}");
        check("bytes=0-9", Ok(Some(0..10)));
        check("bytes=90-", Ok(Some(90..100)));
        check("bytes=-10", Ok(Some(90..100)));
        check("bytes=-1000", Ok(Some(0..100)));
        check("bytes=50-1000", Ok(Some(50..100)));
        check("bytes=100-", Err(()));
        check("bytes=-0", Err(()));
        check("bytes=0-9,20-29", Ok(None));
        check("bytes=9-0", Ok(None));
        check("pages=1-2", Ok(None));
    }
}
