//! The parts of a form that comes with a file, read piece by piece and within limits.

use std::time::{Duration, Instant};

use actix_multipart::{Field, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use futures_util::{Stream, StreamExt, stream};

use crate::platform::error::{Error, Result};

/// The most that all fields together may hold, in bytes; the file apart.
pub const FIELDS_BYTES: usize = 500_000;
/// The longest wait for the next piece.
const PIECE_WAIT: Duration = Duration::from_secs(15);
/// A request this old must have come at no less than [`LEAST_BYTES_PER_S`].
const GRACE: Duration = Duration::from_secs(20);
/// The least rate of a whole request.
const LEAST_BYTES_PER_S: u64 = 1_000;

/// Reads on what nobody wants, up to a bound: a browser that is still sending does not read the
/// answer, and would show a broken connection in place of our page.
pub async fn drain<T, E>(stream: &mut (impl Stream<Item = Result<T, E>> + Unpin), bound_bytes: u64)
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

/// Reads a part that nobody wants to its end.
///
/// # Errors
/// When the connection breaks off.
pub async fn skip(field: &mut Field) -> Result<()> {
    while let Some(piece) = field.next().await {
        piece.map_err(broken)?;
    }
    Ok(())
}

/// The text of a part that is a field; `room` is what is left of [`FIELDS_BYTES`].
///
/// # Errors
/// [`Error::TooLarge`]; when the connection breaks off.
pub async fn text_of(field: &mut Field, room: &mut usize) -> Result<String> {
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
pub fn file_name_of(field: &Field) -> Option<String> {
    let disposition = field.content_disposition()?;
    if let Some(name) = disposition.get_filename_ext() {
        return Some(String::from_utf8_lossy(&name.value).into_owned());
    }
    disposition.get_filename().map(str::to_owned)
}

/// The first value of this name; empty when there is none.
pub fn value_of<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs
        .iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value)
}

/// How large the request says it is, in bytes.
pub fn announced_bytes(request: &HttpRequest) -> u64 {
    request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(0)
}

/// Said when the connection broke off or was too slow.
pub const CUT: &str = "Il caricamento si è interrotto, oppure era troppo lento. Controlla la rete e riprova: non è stato salvato niente.";

/// What a form that cannot be read is answered with.
pub fn broken(error: MultipartError) -> Error {
    match error {
        MultipartError::Payload(_) | MultipartError::Incomplete => Error::BadRequest(CUT),
        _ => Error::BadRequest(
            "Quello che è arrivato non si può leggere. Torna alla pagina del modulo e riprova.",
        ),
    }
}

/// The body of a request as long as it keeps coming: actix has no time-out of its own for it.
pub fn paced(payload: Payload) -> impl Stream<Item = Result<Bytes, PayloadError>> + 'static {
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
