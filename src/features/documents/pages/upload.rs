//! A form with a file, read piece by piece: the file goes to the store as it arrives.

use std::time::{Duration, Instant};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use futures_util::{Stream, StreamExt, stream};

use crate::features::documents::{StoredFile, clean_file_name};
use crate::features::people::Visit;
use crate::platform::app::{App, off_the_async_threads};
use crate::platform::blobs::{Blob, BlobHash, PutError};
use crate::platform::error::{Error, Result};
use crate::platform::extract::FileKind;
use crate::platform::web::fields::Fields;

/// The most that all fields together may hold, in bytes; the file apart.
const FIELDS_BYTES: usize = 500_000;
/// The longest wait for the next piece.
const PIECE_WAIT: Duration = Duration::from_secs(15);
/// A request this old must have come at no less than [`LEAST_BYTES_PER_S`].
const GRACE: Duration = Duration::from_secs(20);
/// The least rate of a whole request.
const LEAST_BYTES_PER_S: u64 = 1_000;
/// What a hidden field keeps a file under that was stored before the form had to be mended.
const SEAL: &str = "stored file";

/// A form that came with a file, or without.
pub struct Upload {
    /// Its fields. The hash of the file is one of them, so that the same form with another file is
    /// another form.
    pub fields: Fields,
    /// The file, stored.
    pub file: Option<StoredFile>,
}

/// Reads a form of one of our pages. Its hidden fields come first: the file is not even stored
/// before they have proven where the form comes from.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::ForeignForm`]; [`Error::BadRequest`] when the connection breaks
/// off or is too slow; [`Error::Unavailable`] when the store fails. Nothing is kept of the file then.
pub async fn read(visit: &Visit, mut payload: Payload) -> Result<Upload> {
    let limit_bytes = visit.app.config.upload_limit_bytes;
    if announced_bytes(visit) > limit_bytes + FIELDS_BYTES as u64 {
        drain(&mut payload, limit_bytes).await;
        return Err(Error::TooLarge { limit_bytes });
    }
    let mut form = Multipart::new(visit.request().headers(), paced(payload));
    let (mut pairs, mut room) = (Vec::new(), FIELDS_BYTES);
    let (mut proven, mut stored) = (false, None);
    while let Some(field) = form.next().await {
        let mut field = field.map_err(broken)?;
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = file_name_of(&field) else {
            pairs.push((name, text_of(&mut field, &mut room).await?));
            continue;
        };
        if !proven {
            visit.check_origin(value_of(&pairs, "csrf"))?;
            proven = true;
        }
        // Browsers send a part without a name where no file was chosen.
        if file_name.is_empty() || stored.is_some() {
            skip(&mut field).await?;
            continue;
        }
        let blob = put(&visit.app, &mut field, limit_bytes).await?;
        stored = Some(described(&visit.app, blob, &file_name).await?);
    }
    if !proven {
        visit.check_origin(value_of(&pairs, "csrf"))?;
    }
    let file = match stored {
        Some(file) => Some(file),
        None => kept(visit, value_of(&pairs, "file_tenuto")).await?,
    };
    pairs.retain(|(name, _)| name != "file_tenuto");
    pairs.extend(
        file.as_ref()
            .map(|file| ("file".to_owned(), file.hash.to_string())),
    );
    Ok(Upload {
        fields: Fields::from_pairs(pairs, visit.path()),
        file,
    })
}

/// The value of the hidden field that keeps a stored file while its form is being mended.
pub fn seal(visit: &Visit, file: &StoredFile) -> String {
    let seal = visit.app.installation.seal(
        SEAL,
        &sealed_text(visit, file.hash.as_str(), &file.file_name),
    );
    format!("{}:{seal}:{}", file.hash, file.file_name)
}

/// The seal holds for one person: a hash that somebody else learns opens nothing.
fn sealed_text(visit: &Visit, hash: &str, file_name: &str) -> String {
    let person = visit.actor.id().map(|id| id.to_string());
    format!("{}\n{hash}\n{file_name}", person.unwrap_or_default())
}

/// The file a hidden field keeps; none when the field is not ours or the file is gone. It is stored
/// anew, so that it is young again and no sweep takes it before the row names it.
async fn kept(visit: &Visit, value: &str) -> Result<Option<StoredFile>> {
    let mut parts = value.splitn(3, ':');
    let (Some(hash), Some(seal), Some(file_name)) = (parts.next(), parts.next(), parts.next())
    else {
        return Ok(None);
    };
    let text = sealed_text(visit, hash, file_name);
    if !visit.app.installation.is_sealed(SEAL, &text, seal) {
        return Ok(None);
    }
    let Ok(hash) = hash.parse::<BlobHash>() else {
        return Ok(None);
    };
    let Some(open) = visit.app.blobs.open(&hash, None).await? else {
        return Ok(None);
    };
    let blob = visit
        .app
        .blobs
        .put(open.stream, u64::MAX)
        .await
        .map_err(|error| Error::Unavailable(error.to_string()))?;
    Ok(Some(described(&visit.app, blob, file_name).await?))
}

/// A stored file with what its bytes say it is.
async fn described(app: &App, blob: Blob, file_name: &str) -> Result<StoredFile> {
    let path = app.blobs.local_path(&blob.hash);
    let kind = off_the_async_threads(move || Ok(FileKind::of(&mut std::fs::File::open(path)?)?));
    Ok(StoredFile {
        kind: kind.await?,
        file_name: clean_file_name(file_name),
        hash: blob.hash,
        size_bytes: blob.size_bytes,
    })
}

async fn put(app: &App, field: &mut Field, limit_bytes: u64) -> Result<Blob> {
    match app.blobs.put(&mut *field, limit_bytes).await {
        Ok(blob) => Ok(blob),
        Err(PutError::TooLarge { limit_bytes }) => {
            drain(field, limit_bytes).await;
            Err(Error::TooLarge { limit_bytes })
        }
        Err(PutError::Cut(_)) => Err(Error::BadRequest(CUT)),
        Err(PutError::Store(error)) => Err(Error::Unavailable(error.to_string())),
    }
}

/// Reads on what nobody wants, up to a bound: a browser that is still sending does not read the
/// answer, and would show a broken connection in place of our page.
async fn drain<T, E>(stream: &mut (impl Stream<Item = Result<T, E>> + Unpin), bound_bytes: u64)
where
    T: AsRef<[u8]>,
{
    let started = Instant::now();
    let mut left = bound_bytes.saturating_mul(2).max(50_000_000);
    while let Ok(Some(Ok(piece))) = tokio::time::timeout(PIECE_WAIT, stream.next()).await {
        left = left.saturating_sub(piece.as_ref().len() as u64);
        if left == 0 || started.elapsed() > Duration::from_secs(120) {
            return;
        }
    }
}

async fn skip(field: &mut Field) -> Result<()> {
    while let Some(piece) = field.next().await {
        piece.map_err(broken)?;
    }
    Ok(())
}

async fn text_of(field: &mut Field, room: &mut usize) -> Result<String> {
    let mut text = Vec::new();
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(broken)?;
        *room = room.checked_sub(piece.len()).ok_or(Error::TooLarge {
            limit_bytes: FIELDS_BYTES as u64,
        })?;
        text.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The name of a part that is a file; what has no name is a field.
fn file_name_of(field: &Field) -> Option<String> {
    let disposition = field.content_disposition()?;
    if let Some(name) = disposition.get_filename_ext() {
        return Some(String::from_utf8_lossy(&name.value).into_owned());
    }
    disposition.get_filename().map(str::to_owned)
}

fn value_of<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs
        .iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value)
}

fn announced_bytes(visit: &Visit) -> u64 {
    visit
        .request()
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(0)
}

const CUT: &str = "Il caricamento si è interrotto, oppure era troppo lento. Controlla la rete e riprova: non è stato salvato niente.";

fn broken(error: MultipartError) -> Error {
    match error {
        MultipartError::Payload(_) | MultipartError::Incomplete => Error::BadRequest(CUT),
        _ => Error::BadRequest(
            "Quello che è arrivato non si può leggere. Torna alla pagina del modulo e riprova.",
        ),
    }
}

/// The body of a request as long as it keeps coming: actix has no time-out of its own for it.
fn paced(payload: Payload) -> impl Stream<Item = Result<Bytes, PayloadError>> + 'static {
    let started = Instant::now();
    let slow = || PayloadError::Io(std::io::Error::from(std::io::ErrorKind::TimedOut));
    stream::unfold((payload, 0u64), move |(mut payload, came)| async move {
        let piece = match tokio::time::timeout(PIECE_WAIT, payload.next()).await {
            Err(_) => Err(slow()),
            Ok(None) => return None,
            Ok(Some(piece)) => piece,
        };
        let came = came + piece.as_ref().map_or(0, |piece| piece.len() as u64);
        let piece = piece.and_then(|piece| {
            if is_too_slow(started.elapsed(), came) {
                Err(slow())
            } else {
                Ok(piece)
            }
        });
        Some((piece, (payload, came)))
    })
    // The reader of the form asks once more after the end.
    .fuse()
    .boxed_local()
}

fn is_too_slow(elapsed: Duration, bytes: u64) -> bool {
    elapsed > GRACE && bytes < elapsed.as_secs() * LEAST_BYTES_PER_S
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_trickles_is_ended() {
        let after = Duration::from_secs;
        assert!(!is_too_slow(after(19), 0));
        assert!(is_too_slow(after(60), 59_000));
        assert!(!is_too_slow(after(60), 60_000));
    }
}
