//! A form that comes with a small file, which is read into memory.

use actix_multipart::{Field, Multipart};
use actix_web::web::Payload;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use super::Visit;
use crate::platform::error::{Error, Result};
use crate::platform::web::fields::Fields;
use crate::platform::web::parts::{
    FIELDS_BYTES, announced_bytes, broken, drain, file_name_of, paced, skip, text_of, value_of,
};

/// A form that came with a small file, or without.
pub struct Attached {
    /// Its fields. The digest of the file is one of them, so that the same form with another file is
    /// another form.
    pub fields: Fields,
    /// The file.
    pub file: Option<SmallFile>,
}

/// A file in memory.
pub struct SmallFile {
    /// Its name, as the browser tells it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Reads a form of one of our pages. Its hidden fields come first: of the file nothing is read before
/// they have proven where the form comes from.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::ForeignForm`]; [`Error::BadRequest`] when the connection breaks off
/// or is too slow.
pub async fn read_attached(
    visit: &Visit,
    mut payload: Payload,
    limit_bytes: usize,
) -> Result<Attached> {
    let too_large = Error::TooLarge {
        limit_bytes: limit_bytes as u64,
    };
    if announced_bytes(visit.request()) > (limit_bytes + FIELDS_BYTES) as u64 {
        drain(&mut payload, limit_bytes as u64).await;
        return Err(too_large);
    }
    let mut form = Multipart::new(visit.request().headers(), paced(payload));
    let (mut pairs, mut room, mut file) = (Vec::new(), FIELDS_BYTES, None);
    while let Some(field) = form.next().await {
        let mut field = field.map_err(broken)?;
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = file_name_of(&field) else {
            pairs.push((name, text_of(&mut field, &mut room).await?));
            continue;
        };
        visit.check_origin(value_of(&pairs, "csrf"))?;
        // Browsers send a part without a name where no file was chosen.
        if file_name.is_empty() || file.is_some() {
            skip(&mut field).await?;
            continue;
        }
        let Some(bytes) = bytes_of(&mut field, limit_bytes).await? else {
            drain(&mut field, limit_bytes as u64).await;
            return Err(too_large);
        };
        pairs.push((
            name,
            data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)),
        ));
        file = Some(SmallFile {
            name: file_name,
            bytes,
        });
    }
    visit.check_origin(value_of(&pairs, "csrf"))?;
    Ok(Attached {
        fields: Fields::from_pairs(pairs, visit.path()),
        file,
    })
}

/// What is in a part; none when it is more than the limit.
async fn bytes_of(field: &mut Field, limit_bytes: usize) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(broken)?;
        if bytes.len() + piece.len() > limit_bytes {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Some(bytes))
}
