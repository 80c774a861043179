//! A document and its versions in the words of its page.

use crate::features::documents::{Document, DocumentState, MOST_SCANS, Reach, ScanState, Version};
use crate::platform::dates;
use crate::platform::extract::FileKind;

/// The file to be downloaded.
pub struct FileView {
    pub url: String,
    pub words: String,
    pub icon: &'static str,
}

/// A version in the list of versions.
pub struct VersionView {
    pub title: String,
    pub detail: String,
    /// Its page; empty for the one that is read anyhow.
    pub url: String,
    /// Its file; empty when it has none.
    pub file_url: String,
    /// What changed since the version before; empty when there is none.
    pub compare_url: String,
    pub mark: &'static str,
}

/// What others read while something newer waits, or after it was sent back.
pub fn meanwhile(document: &Document, versions: &[Version], is_held: bool) -> Option<String> {
    let published = document
        .published
        .filter(|_| document.has_unpublished_version())?;
    let ordinal = |wanted| {
        let found = versions.iter().find(|version| version.id == wanted);
        found.map_or(0, |version| version.ordinal)
    };
    let (newest, older) = (ordinal(document.version), ordinal(published.version));
    let (waits, until) = match document.state {
        DocumentState::InReview if is_held => (
            "che si pubblica da sola appena abbiamo letto il testo",
            "Fino ad allora gli",
        ),
        DocumentState::InReview => ("che aspetta un facilitatore", "Fino ad allora gli"),
        _ => ("che non è stata pubblicata", "Gli"),
    };
    // Version 0 stands in the place of a file that was promised.
    let others = match older {
        0 => "altri non leggono ancora niente".to_owned(),
        older => format!("altri leggono la versione {older}"),
    };
    Some(format!(
        "Qui leggi la versione {newest}, {waits}. {until} {others}."
    ))
}

pub fn state_words(state: DocumentState) -> (&'static str, &'static str) {
    match state {
        DocumentState::Shared => ("info", "Condiviso"),
        DocumentState::InReview => ("waiting", "In attesa di pubblicazione"),
        DocumentState::Published => ("done", "Pubblicato"),
        DocumentState::Withdrawn => ("stopped", "Ritirato"),
    }
}

pub fn visibility(document: &Document, named: &[String]) -> String {
    let own = document
        .unione
        .as_ref()
        .map_or("chi l’ha caricato", |unione| unione.name.as_str());
    match (document.state, document.reach) {
        (DocumentState::InReview, _) if document.has_unpublished_version() => {
            format!("La nuova versione la vedono {own} e i facilitatori")
        }
        (DocumentState::InReview, _) if document.published.is_some() => {
            "Per ora lo vedono solo gli iscritti; pubblicato, lo vedranno tutti".to_owned()
        }
        (DocumentState::InReview, reach) => format!(
            "Per ora lo vedono {own} e i facilitatori; pubblicato, {}",
            if reach == Reach::Public {
                "lo vedranno tutti"
            } else {
                "lo vedranno gli iscritti"
            }
        ),
        (_, Reach::Public) => "Lo vedono tutti".to_owned(),
        (_, Reach::Members) => "Lo vedono solo gli iscritti".to_owned(),
        (_, Reach::Own) => format!("Lo vede solo {own}"),
        (_, Reach::Named) => format!("Lo vedono {own} e {}", named.join(", ")),
    }
}

pub fn file_view(version: &Version, url: String) -> Option<FileView> {
    let file = version.given_file()?;
    Some(FileView {
        url,
        words: file.words(),
        icon: match file.kind {
            FileKind::Pdf => "file-pdf",
            FileKind::Docx | FileKind::Docm | FileKind::Doc => "file-docx",
            FileKind::Odt => "file-odt",
            FileKind::Txt => "file-txt",
            FileKind::Xlsx | FileKind::Xlsm | FileKind::Xlsb | FileKind::Xls => "file-xlsx",
            _ => "file",
        },
    })
}

/// What a scanner of viruses has to do with a version that is given to nobody.
pub fn scan_words(version: &Version) -> Option<(&'static str, String)> {
    Some(match version.scan {
        ScanState::Never | ScanState::Clean => return None,
        ScanState::Due if version.scan_tries >= MOST_SCANS => (
            "problem",
            "L’antivirus non riesce a guardare questo file, forse perché è troppo grande: lo conserviamo, ma non lo diamo a nessuno. Caricalo in parti più piccole, o chiedi a chi amministra il sito".to_owned(),
        ),
        // A try is counted before it begins: at the second the first has failed.
        ScanState::Due if version.scan_tries > 1 => (
            "waiting",
            "L’antivirus per ora non risponde: riproviamo da soli, e finché non ha guardato il file nessuno può scaricarlo né leggerlo".to_owned(),
        ),
        ScanState::Due => (
            "waiting",
            "L’antivirus deve ancora guardare il file: fino ad allora nessuno può scaricarlo né leggerlo".to_owned(),
        ),
        ScanState::Infected => (
            "problem",
            format!("L’antivirus ha trovato «{}» nel file: lo conserviamo, ma non lo diamo a nessuno", version.virus),
        ),
    })
}

/// What is said of a text that was recognised from pictures; nothing of others.
pub fn recognised_words(version: &Version) -> String {
    let read = version.recognised_count;
    if read == 0 {
        return String::new();
    }
    let only = if read < version.page_count {
        let pages = dates::count(version.page_count.into(), "pagina", "pagine");
        format!(" Abbiamo letto fino alla pagina {read}, su {pages}.")
    } else {
        String::new()
    };
    format!("Testo riconosciuto dalle immagini: può contenere errori. Fa fede il file.{only}")
}

pub fn version_views(versions: &[Version], document: &Document, acts: &str) -> Vec<VersionView> {
    versions
        .iter()
        .filter(|version| version.ordinal > 0)
        .map(|version| {
            let mut detail = dates::day(version.created_at.0);
            if let Some(file) = &version.file {
                detail = format!("{detail}, {}: {}", file.words(), file.file_name);
            }
            if let Some((_, words)) = scan_words(version) {
                detail = format!("{detail}. {words}");
            }
            VersionView {
                title: format!("Versione {}", version.ordinal),
                url: if version.id == document.version {
                    String::new()
                } else {
                    format!("{}?versione={}", document.url(), version.ordinal)
                },
                file_url: version.given_file().map_or_else(String::new, |_| {
                    format!("{acts}/file?versione={}", version.ordinal)
                }),
                compare_url: older(versions, version).map_or_else(String::new, |older| {
                    format!("{acts}/confronto?da={older}&a={}", version.ordinal)
                }),
                detail,
                mark: version_mark(version, document),
            }
        })
        .collect()
}

fn version_mark(version: &Version, document: &Document) -> &'static str {
    let is_newest = version.id == document.version;
    if !document.has_unpublished_version() {
        return if is_newest { "attuale" } else { "" };
    }
    match document.published {
        Some(published) if published.version == version.id => "pubblicata",
        _ if !is_newest => "",
        _ if document.state == DocumentState::InReview => "in attesa",
        _ => "non pubblicata",
    }
}

/// The ordinal of the version before one, among those the reader may read.
fn older(versions: &[Version], version: &Version) -> Option<i32> {
    versions
        .iter()
        .map(|other| other.ordinal)
        .filter(|ordinal| (1..version.ordinal).contains(ordinal))
        .max()
}
