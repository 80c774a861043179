//! Uploads that can be resumed: tus 1.0.0 with the extensions creation, termination, checksum and
//! expiration.
//!
//! A script of ours, or any client of tus that holds a session, announces a file, sends it in one piece
//! or in many, asks after a broken connection how much has come (HEAD), and goes on from there. A
//! request that changes something carries the token of our forms in a header, [`TOKEN`]: another site
//! cannot set one without being asked, and does not know it. What a person is to read the script says;
//! the bodies of these answers are for who looks at the network.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, BytesMut, Payload};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use data_encoding::BASE64;
use futures_util::StreamExt;
use ring::digest;

use super::{Allowed, Coming, UploadId};
use crate::features::people::Visit;
use crate::platform::app::off_the_async_threads;
use crate::platform::blobs::{Hold, Partial, PieceError};
use crate::platform::error::{Error, Result};
use crate::platform::web::parts::{CUT, paced};

/// The version of the protocol, and the header that says it.
const RESUMABLE: (&str, &str) = ("tus-resumable", "1.0.0");
/// What we do besides the core of the protocol.
const EXTENSIONS: &str = "creation,termination,checksum,expiration";
/// The header that carries the token of our forms.
const TOKEN: &str = "x-csrf-token";
/// The type of a piece.
const PIECE: &str = "application/offset+octet-stream";
/// How much is gathered before it is written, in bytes: what an upload holds in memory.
const WRITTEN_BYTES: usize = 256 * 1024;

/// `OPTIONS /caricamenti`: what we can do, and how large a file may be.
///
/// # Errors
/// None.
pub async fn options(visit: Visit) -> Result<HttpResponse> {
    Ok(answer(StatusCode::NO_CONTENT)
        .insert_header(("tus-version", RESUMABLE.1))
        .insert_header(("tus-extension", EXTENSIONS))
        .insert_header(("tus-checksum-algorithm", "sha256,sha1"))
        .insert_header((
            "tus-max-size",
            visit.app.config.upload_limit_bytes.to_string(),
        ))
        .finish())
}

/// `POST /caricamenti`: announces a file.
///
/// # Errors
/// Bugs only: what the client did wrong is an answer.
pub async fn create(visit: Visit) -> Result<HttpResponse> {
    told(announced(&visit).await)
}

async fn announced(visit: &Visit) -> Result<HttpResponse> {
    if let Some(refusal) = unspoken(visit) {
        return Ok(refusal);
    }
    visit.check_origin(text(visit, TOKEN))?;
    let limit_bytes = visit.app.config.upload_limit_bytes;
    let size_bytes: u64 = text(visit, "upload-length")
        .parse()
        .map_err(|_| Error::BadRequest("Manca la dimensione del file (Upload-Length)."))?;
    if size_bytes > limit_bytes {
        return Err(Error::TooLarge { limit_bytes });
    }
    if size_bytes == 0 {
        return Err(Error::BadRequest("Il file è vuoto: scegline un altro."));
    }
    let name = file_name(text(visit, "upload-metadata"));
    let allowed = Allowed::by(&visit.app.config);
    let actor = visit.actor.clone();
    let coming = visit
        .app
        .write_quietly(move |tx| super::begin(tx, &actor, &name, size_bytes, allowed))
        .await?;
    Ok(state(StatusCode::CREATED, &coming, 0)
        .insert_header((header::LOCATION, format!("/caricamenti/{}", coming.id)))
        .finish())
}

/// `HEAD /caricamenti/{id}`: how much has come. Whoever asks takes over: a connection that broke
/// without our knowing adds nothing any more.
///
/// # Errors
/// Bugs only.
pub async fn offset(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    told(so_far(&visit, &path).await)
}

async fn so_far(visit: &Visit, path: &str) -> Result<HttpResponse> {
    if let Some(refusal) = unspoken(visit) {
        return Ok(refusal);
    }
    let coming = find(visit, path).await?;
    if coming.is_whole {
        return Ok(state(StatusCode::OK, &coming, coming.size_bytes).finish());
    }
    let (_, length) = take_over(visit, coming.id).await?;
    if length == coming.size_bytes {
        super::finish(&visit.app, &visit.actor, coming.id).await?;
    }
    Ok(state(StatusCode::OK, &coming, length).finish())
}

/// `PATCH /caricamenti/{id}`: a piece of the file. What came before the connection broke is kept.
///
/// # Errors
/// Bugs only.
pub async fn add(visit: Visit, path: web::Path<String>, body: Payload) -> Result<HttpResponse> {
    told(added(&visit, &path, body).await)
}

async fn added(visit: &Visit, path: &str, body: Payload) -> Result<HttpResponse> {
    if let Some(refusal) = unspoken(visit) {
        return Ok(refusal);
    }
    visit.check_origin(text(visit, TOKEN))?;
    if text(visit, "content-type") != PIECE {
        return Ok(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, PIECE));
    }
    let Ok(offset) = text(visit, "upload-offset").parse::<u64>() else {
        return Err(Error::BadRequest(
            "Manca da dove si continua (Upload-Offset).",
        ));
    };
    let Ok(mut check) = Check::asked(text(visit, "upload-checksum")) else {
        return Err(Error::BadRequest("Upload-Checksum non si può leggere."));
    };
    let coming = find(visit, path).await?;
    let (hold, length) = if coming.is_whole {
        return Ok(if offset == coming.size_bytes {
            state(StatusCode::NO_CONTENT, &coming, offset).finish()
        } else {
            state(StatusCode::CONFLICT, &coming, coming.size_bytes).finish()
        });
    } else {
        take_over(visit, coming.id).await?
    };
    if offset != length {
        return Ok(state(StatusCode::CONFLICT, &coming, length).finish());
    }
    let partial = visit.app.blobs.partial().clone();
    let end = receive(&partial, &hold, &coming, offset, body, check.as_mut()).await;
    let is_right = check.is_none_or(Check::holds);
    if !is_right || (end.is_err() && !text(visit, "upload-checksum").is_empty()) {
        // Of a piece that was not checked through nothing is kept.
        let (partial, hold) = (partial.clone(), hold.clone());
        off_the_async_threads(move || partial.cut(&hold, offset).map_err(disturbed)).await?;
    }
    let id = coming.id.0;
    off_the_async_threads(move || Ok(partial.sync(id)?)).await?;
    let end = end?;
    if !is_right {
        // The number that the protocol gives to a checksum that does not match.
        let mismatch = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
        return Ok(refused(mismatch, "il pezzo arrivato non è quello inviato"));
    }
    if end == coming.size_bytes {
        super::finish(&visit.app, &visit.actor, coming.id).await?;
        return Ok(state(StatusCode::NO_CONTENT, &coming, end).finish());
    }
    if end == offset {
        // Nothing came: that puts off no end.
        return Ok(state(StatusCode::NO_CONTENT, &coming, end).finish());
    }
    let (upload, lasts) = (coming.id, visit.app.config.upload_hours);
    let expires_at = visit
        .app
        .write_quietly(move |tx| super::put_off(tx, upload, lasts))
        .await?;
    let coming = Coming {
        expires_at,
        ..coming
    };
    Ok(state(StatusCode::NO_CONTENT, &coming, end).finish())
}

/// `DELETE /caricamenti/{id}`: the person wants it no more.
///
/// # Errors
/// Bugs only.
pub async fn cancel(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    told(cancelled(&visit, &path).await)
}

async fn cancelled(visit: &Visit, path: &str) -> Result<HttpResponse> {
    if let Some(refusal) = unspoken(visit) {
        return Ok(refusal);
    }
    visit.check_origin(text(visit, TOKEN))?;
    super::give_up(&visit.app, &visit.actor, id_of(path)?).await?;
    Ok(answer(StatusCode::NO_CONTENT).finish())
}

/// Writes a body to where the file ends, as it comes; answers where the file ends then. What came
/// before an error is written.
async fn receive(
    partial: &Partial,
    hold: &Hold,
    coming: &Coming,
    offset: u64,
    body: Payload,
    mut check: Option<&mut Check>,
) -> Result<u64> {
    let mut body = paced(body);
    let mut end = offset;
    let mut gathered = BytesMut::new();
    loop {
        let piece = body.next().await;
        if let Some(Ok(piece)) = &piece {
            if end + (gathered.len() + piece.len()) as u64 > coming.size_bytes {
                return Err(Error::TooLarge {
                    limit_bytes: coming.size_bytes,
                });
            }
            if let Some(check) = check.as_deref_mut() {
                check.digest.update(piece);
            }
            gathered.extend_from_slice(piece);
        }
        let goes_on = matches!(piece, Some(Ok(_)));
        if gathered.len() >= WRITTEN_BYTES || (!goes_on && !gathered.is_empty()) {
            let piece = gathered.split().freeze();
            end = write(partial, hold, end, piece).await?;
        }
        match piece {
            None => return Ok(end),
            Some(Err(_)) => return Err(Error::BadRequest(CUT)),
            Some(Ok(_)) => {}
        }
    }
}

async fn write(partial: &Partial, hold: &Hold, at: u64, piece: Bytes) -> Result<u64> {
    let (partial, hold) = (partial.clone(), hold.clone());
    off_the_async_threads(move || {
        partial.add(&hold, at, &piece).map_err(disturbed)?;
        Ok(at + piece.len() as u64)
    })
    .await
}

fn disturbed(error: PieceError) -> Error {
    match error {
        PieceError::TakenOver => Error::Refused(crate::platform::error::Refusal::ChangedMeanwhile),
        PieceError::Disk(error) => Error::Unavailable(error.to_string()),
    }
}

async fn take_over(visit: &Visit, id: UploadId) -> Result<(Hold, u64)> {
    let partial = visit.app.blobs.partial().clone();
    off_the_async_threads(move || Ok(partial.take_over(id.0)?)).await
}

async fn find(visit: &Visit, path: &str) -> Result<Coming> {
    let (id, now) = (id_of(path)?, visit.app.now());
    visit
        .read(move |conn, actor| super::find(conn, actor, id, now))
        .await
}

fn id_of(path: &str) -> Result<UploadId> {
    path.parse::<uuid::Uuid>()
        .map(UploadId)
        .map_err(|_| Error::NotFound)
}

/// A checksum that is to be found of one piece.
struct Check {
    digest: digest::Context,
    expected: Vec<u8>,
}

impl Check {
    /// Reads `sha256 BASE64`; nothing was asked when it is empty.
    fn asked(value: &str) -> std::result::Result<Option<Check>, ()> {
        if value.is_empty() {
            return Ok(None);
        }
        let (algorithm, expected) = value.split_once(' ').ok_or(())?;
        let algorithm = match algorithm {
            "sha256" => &digest::SHA256,
            // Every server of this extension has it: here it finds slips, no attacks.
            "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            _ => return Err(()),
        };
        Ok(Some(Check {
            digest: digest::Context::new(algorithm),
            expected: BASE64.decode(expected.trim().as_bytes()).map_err(|_| ())?,
        }))
    }

    fn holds(self) -> bool {
        self.digest.finish().as_ref() == self.expected
    }
}

/// The name in `filename BASE64,other BASE64`; empty when there is none.
fn file_name(metadata: &str) -> String {
    metadata
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '))
        .find(|(key, _)| *key == "filename")
        .and_then(|(_, value)| BASE64.decode(value.trim().as_bytes()).ok())
        .map(|name| String::from_utf8_lossy(&name).into_owned())
        .unwrap_or_default()
}

/// A header as text; empty when it is not there.
fn text<'a>(visit: &'a Visit, name: &str) -> &'a str {
    visit
        .request()
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The answer to whoever speaks another version of the protocol.
fn unspoken(visit: &Visit) -> Option<HttpResponse> {
    (text(visit, RESUMABLE.0) != RESUMABLE.1).then(|| {
        answer(StatusCode::PRECONDITION_FAILED)
            .insert_header(("tus-version", RESUMABLE.1))
            .finish()
    })
}

fn answer(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header(RESUMABLE)
        .insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}

/// An answer that says how an upload stands.
fn state(status: StatusCode, coming: &Coming, offset: u64) -> HttpResponseBuilder {
    let mut answer = answer(status);
    answer
        .insert_header(("upload-offset", offset.to_string()))
        .insert_header(("upload-length", coming.size_bytes.to_string()))
        .insert_header((
            "upload-expires",
            coming
                .expires_at
                .0
                .format("%a, %d %b %Y %H:%M:%S GMT")
                .to_string(),
        ));
    answer
}

fn refused(status: StatusCode, why: &'static str) -> HttpResponse {
    answer(status)
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .body(why)
}

/// What went wrong as a client of tus reads it: a number and the header of the protocol, no page.
fn told(outcome: Result<HttpResponse>) -> Result<HttpResponse> {
    use crate::platform::error::Refusal;
    let (status, why) = match outcome {
        Err(Error::NotFound | Error::LoginNeeded) => (
            StatusCode::NOT_FOUND,
            "questo caricamento non c’è, o è scaduto",
        ),
        Err(Error::ForeignForm) => (StatusCode::FORBIDDEN, "la pagina è scaduta: ricaricala"),
        Err(Error::TooLarge { .. }) => (StatusCode::PAYLOAD_TOO_LARGE, "il file è troppo grande"),
        Err(Error::BadRequest(why)) => (StatusCode::BAD_REQUEST, why),
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => (
            StatusCode::CONFLICT,
            "un altro collegamento continua questo caricamento",
        ),
        other => return other,
    };
    Ok(refused(status, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_one_of_the_things_told() {
        let told = |metadata: &str| file_name(metadata);
        assert_eq!(told("filename UGVyY2jDqS5wZGY="), "Perché.pdf");
        assert_eq!(told("is_public,filename YS50eHQ=, type dGV4dA=="), "a.txt");
        for odd in ["", "filename", "filename %%%", "nome YS50eHQ=", ",,, ,"] {
            assert_eq!(told(odd), "", "{odd}");
        }
    }

    #[test]
    fn a_checksum_is_of_a_kind_we_know() {
        assert!(matches!(Check::asked(""), Ok(None)));
        // `printf ciao | openssl dgst -sha1 -binary | base64`
        let mut check = Check::asked("sha1 Hk6It5ZJYQkSBUzW/c13uOQzYBM=")
            .unwrap()
            .unwrap();
        check.digest.update(b"altro");
        assert!(!check.holds());
        for odd in ["sha256", "crc32 AAAA", "sha256 ?"] {
            assert!(Check::asked(odd).is_err(), "{odd}");
        }
    }
}
