//! A form with a file, read piece by piece: the file goes to the store as it arrives.

use actix_multipart::{Field, Multipart};
use actix_web::web::Payload;
use futures_util::StreamExt;

use crate::features::documents::{StoredFile, clean_file_name};
use crate::features::people::Visit;
use crate::platform::app::{App, off_the_async_threads};
use crate::platform::blobs::{Blob, BlobHash, PutError};
use crate::platform::error::{Error, Result};
use crate::platform::extract::FileKind;
use crate::platform::web::fields::Fields;
use crate::platform::web::parts::{
    CUT, FIELDS_BYTES, announced_bytes, broken, drain, file_name_of, paced, skip, text_of, value_of,
};

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
    if announced_bytes(visit.request()) > limit_bytes + FIELDS_BYTES as u64 {
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
