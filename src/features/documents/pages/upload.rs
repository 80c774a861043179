//! A form with files, read piece by piece: a file goes to the store as it arrives. Files that came
//! before, in pieces or with a form that had to be mended, are named by the form.

use actix_multipart::Multipart;
use actix_web::web::Payload;
use futures_util::StreamExt;

use crate::features::documents::{StoredFile, clean_file_name};
use crate::features::people::Visit;
use crate::features::uploads::{self, Allowed, Received, UploadId, Whole};
use crate::platform::blobs::PutError;
use crate::platform::error::{Error, Result};
use crate::platform::web::fields::Fields;
use crate::platform::web::parts::{
    FIELDS_BYTES, announced_bytes, broken, drain, file_name_of, paced, skip, text_of, value_of,
};

/// The most files of one form.
pub const MOST_FILES: usize = 20;
const TOO_MANY: &str =
    "I file sono troppi: al massimo 20 per volta. Torna indietro e inviane una parte.";

/// The field that names a file which came before.
const CAME_BEFORE: &str = "caricato";

/// A file of a form, stored.
pub struct Attached {
    /// What the form calls it while it is being mended.
    pub id: UploadId,
    /// The file.
    pub file: StoredFile,
}

/// A form that came with files, or without.
pub struct Upload {
    /// Its fields. The hashes of the files are among them, so that the same form with another file is
    /// another form.
    pub fields: Fields,
    /// The files, stored: first those that came before, then those that came with it.
    pub files: Vec<Attached>,
    /// How many files the form names that are not there any more.
    pub lost: usize,
}

/// Reads a form of one of our pages. Its hidden fields come first: no file is even stored before they
/// have proven where the form comes from.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::ForeignForm`]; [`Error::BadRequest`] when the connection breaks
/// off or is too slow, or there are more than [`MOST_FILES`]; [`Error::Unavailable`] when the store
/// fails. Of the file that was coming nothing is kept then.
pub async fn read(visit: &Visit, mut payload: Payload) -> Result<Upload> {
    let limit_bytes = visit.app.config.upload_limit_bytes;
    if announced_bytes(visit.request()) > limit_bytes * MOST_FILES as u64 + FIELDS_BYTES as u64 {
        drain(&mut payload, limit_bytes).await;
        return Err(Error::TooLarge { limit_bytes });
    }
    let mut form = Multipart::new(visit.request().headers(), paced(payload));
    let (mut pairs, mut room) = (Vec::new(), FIELDS_BYTES);
    let (mut proven, mut came) = (false, Vec::new());
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
        if file_name.is_empty() {
            skip(&mut field).await?;
            continue;
        }
        if came.len() == MOST_FILES {
            drain(&mut field, limit_bytes).await;
            return Err(Error::BadRequest(TOO_MANY));
        }
        let put = visit
            .app
            .blobs
            .put_examined(&mut field, limit_bytes, uploads::kind_of);
        let (blob, kind) = match put.await {
            Ok(stored) => stored,
            Err(error) => {
                if let PutError::TooLarge { limit_bytes } = &error {
                    drain(&mut field, *limit_bytes).await;
                }
                return Err(uploads::refused(error));
            }
        };
        let received = Received {
            hash: blob.hash,
            file_name,
            kind,
            size_bytes: blob.size_bytes,
        };
        came.push(keep(visit, received).await?);
    }
    if !proven {
        visit.check_origin(value_of(&pairs, "csrf"))?;
    }
    let named: Vec<UploadId> = pairs
        .iter()
        .filter(|(name, value)| name == CAME_BEFORE && !value.is_empty())
        // What is no id is the id of nothing.
        .map(|(_, value)| UploadId(value.parse().unwrap_or_default()))
        .collect();
    if named.len() + came.len() > MOST_FILES {
        return Err(Error::BadRequest(TOO_MANY));
    }
    let before = before(visit, named.clone()).await?;
    let lost = named.len() - before.len();
    pairs.retain(|(name, _)| name != CAME_BEFORE);
    let files: Vec<Attached> = before.into_iter().chain(came).map(attached).collect();
    pairs.extend(
        files
            .iter()
            .map(|attached| ("file".to_owned(), attached.file.hash.to_string())),
    );
    Ok(Upload {
        fields: Fields::from_pairs(pairs, visit.path()),
        files,
        lost,
    })
}

/// Writes down whose file it is, at once: from here on no sweep takes it, however long the others take.
async fn keep(visit: &Visit, received: Received) -> Result<Whole> {
    let (actor, allowed) = (visit.actor.clone(), Allowed::by(&visit.app.config));
    visit
        .app
        .write_quietly(move |tx| uploads::keep(tx, &actor, received, allowed))
        .await
}

async fn before(visit: &Visit, named: Vec<UploadId>) -> Result<Vec<Whole>> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let now = visit.app.now();
    visit
        .read(move |conn, actor| uploads::whole(conn, actor, &named, now))
        .await
}

fn attached(whole: Whole) -> Attached {
    Attached {
        id: whole.id,
        file: StoredFile {
            file_name: clean_file_name(&whole.file_name),
            hash: whole.hash,
            kind: whole.kind,
            size_bytes: whole.size_bytes,
        },
    }
}

/// A file that came before, as the form offers to keep it.
pub struct Kept {
    /// What the form calls it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// "PDF, 640 kB".
    pub words: String,
}

/// The files of a form that has to be mended; an empty one is not worth keeping.
pub fn kept(files: &[Attached]) -> Vec<Kept> {
    files
        .iter()
        .filter(|attached| attached.file.size_bytes > 0)
        .map(|attached| Kept {
            id: attached.id.to_string(),
            name: attached.file.file_name.clone(),
            words: attached.file.words(),
        })
        .collect()
}

/// The sentence that says what is wrong with the files that were sent, or that none was.
pub fn fault(upload: &Upload) -> Option<String> {
    if let Some(empty) = upload.files.iter().find(|one| one.file.size_bytes == 0) {
        return Some(format!(
            "Il file «{}» è vuoto: scegline un altro",
            empty.file.file_name
        ));
    }
    match (upload.files.len(), upload.lost) {
        (0, 0) => Some("Scegli il file da caricare".to_owned()),
        (_, 0) => None,
        _ => Some(
            "Un file caricato prima non c’è più, perché è passato troppo tempo: sceglilo di nuovo"
                .to_owned(),
        ),
    }
}
