//! The block "Firma digitale" of the page of a document.

use crate::features::documents::signatures::{
    Doubt, Seal, SealPlace, Signature, SignatureFormat, Standing,
};
use crate::platform::dates;
use crate::platform::db::When;
use crate::platform::extract::FileKind;
use crate::platform::signed;

/// What the block shows.
pub struct SignaturesView {
    /// Tone and words of the badge.
    pub state: (&'static str, &'static str),
    /// What that means, where the words alone do not tell.
    pub note: &'static str,
    pub format: &'static str,
    pub checked: String,
    pub signers: Vec<SignerView>,
    /// The document that was inside, to be downloaded.
    pub content: Option<ContentView>,
}

/// One signature.
pub struct SignerView {
    /// What stands before the name.
    pub lead: &'static str,
    pub name: String,
    /// Its own words, where there are several signatures.
    pub state: Option<(&'static str, &'static str)>,
    pub rows: Vec<(&'static str, String)>,
}

/// The document that was inside.
pub struct ContentView {
    pub url: String,
    /// "PDF, 640 kB".
    pub words: String,
    pub icon: &'static str,
}

/// The block of a version; `sees_codes` is whether its reader sees fiscal codes whole. `file_url` is
/// the address of the file of that version, with or without a query.
pub fn view(seal: &Seal, sees_codes: bool, file_url: &str) -> SignaturesView {
    let standing = seal.standing();
    let many = seal.signatures.len() > 1;
    SignaturesView {
        state: (standing.tone(), standing.label()),
        note: note(seal, standing),
        format: format(seal),
        checked: dates::day(seal.checked_at.0),
        signers: seal
            .signatures
            .iter()
            .map(|one| signer(one, seal, sees_codes, many))
            .collect(),
        content: seal.content.as_ref().map(|file| {
            let joint = if file_url.contains('?') { '&' } else { '?' };
            ContentView {
                url: format!("{file_url}{joint}forma=contenuto"),
                words: file.words(),
                icon: match file.kind {
                    FileKind::Pdf => "file-pdf",
                    _ => "file",
                },
            }
        }),
    }
}

fn format(seal: &Seal) -> &'static str {
    let has = |format| seal.signatures.iter().any(|one| one.format == format);
    match seal.place {
        SealPlace::Here => "PAdES (dentro il PDF)",
        SealPlace::Elsewhere => "CAdES (p7m), staccata dal documento",
        _ if has(SignatureFormat::Pades) => "CAdES (p7m) intorno a un PDF firmato",
        _ => "CAdES (p7m)",
    }
}

fn note(seal: &Seal, standing: Standing) -> &'static str {
    match (seal.place, standing) {
        (_, Standing::Altered) if seal.is_changed() => {
            "Modificato dopo la firma: al file è stato aggiunto qualcosa che nessuna firma copre. Può essere solo un dato tecnico, ma quello che leggi può non essere quello che è stato firmato."
        }
        (_, Standing::Altered) => {
            "Il contenuto, la firma o il certificato non sono più quelli di quando è stato firmato: chiedi il file a chi l’ha firmato."
        }
        (SealPlace::Elsewhere, _) => {
            "La firma è staccata dal documento: questo file contiene solo la firma. Per controllarla serve anche il documento firmato."
        }
        (SealPlace::TooDeep, _) => {
            "Il file è firmato più di cinque volte, una busta dentro l’altra: il documento dentro non l’abbiamo aperto."
        }
        (SealPlace::Broken, _) => {
            "La busta della firma è danneggiata o incompleta: se si apre sul tuo computer, salvala di nuovo e carica una nuova versione."
        }
        (_, Standing::Unvouched) => {
            "Il file è quello che è stato firmato, ma non abbiamo verificato chi ha rilasciato il certificato."
        }
        (_, Standing::Expired) => {
            "Il file è quello che è stato firmato, ma quando l’abbiamo controllato il certificato non era più nel suo periodo di validità."
        }
        (_, Standing::Unknown | Standing::Valid) => "",
    }
}

fn signer(one: &Signature, seal: &Seal, sees_codes: bool, many: bool) -> SignerView {
    let standing = seal.standing_of(one);
    let mut rows = Vec::new();
    let mut add = |label, value: String| {
        if !value.is_empty() {
            rows.push((label, value));
        }
    };
    let code = if sees_codes {
        one.fiscal_code.clone()
    } else {
        signed::masked(&one.fiscal_code)
    };
    add("Codice fiscale", code);
    add("Per conto di", one.organisation.clone());
    add(
        "Data dichiarata",
        one.signed_at.map(moment).unwrap_or_default(),
    );
    if let Some(stamped_at) = one.stamped_at {
        let doubt = if one.is_stamp_trusted {
            ""
        } else {
            " (non verificato)"
        };
        add(
            "Marca temporale",
            format!("{}, di {}{doubt}", moment(stamped_at), one.stamped_by),
        );
    }
    if let (Some(from), Some(until)) = (one.valid_from, one.valid_until) {
        let (from, until) = (dates::day(from.0), dates::day(until.0));
        add("Certificato", format!("valido dal {from} al {until}"));
    }
    let vouched = if one.is_trusted {
        ", tra i certificatori riconosciuti da questo sito"
    } else {
        ", non verificato"
    };
    if !one.issuer.is_empty() {
        add("Certificatore", format!("{}{vouched}", one.issuer));
    }
    add("Algoritmo", one.algorithm.clone());
    add("Perché", doubt_words(one.doubt).to_owned());
    if !one.covers_all {
        add(
            "Che cosa copre",
            "il file com’era in quel momento, non quello che è stato aggiunto dopo".to_owned(),
        );
    }
    let (lead, unnamed) = match one.doubt {
        Some(Doubt::OnlyStamp) => ("", "Marca temporale del file"),
        Some(Doubt::TooMany) => ("", "Altre firme"),
        _ => ("Firmato da ", "Firmatario senza nome"),
    };
    SignerView {
        lead,
        name: if one.name.is_empty() {
            unnamed.to_owned()
        } else {
            one.name.clone()
        },
        // Of a stamp its row tells who vouches for it.
        state: (many && !one.is_stamp()).then(|| (standing.tone(), standing.label())),
        rows,
    }
}

fn moment(at: When) -> String {
    format!("{}, ore {}", dates::day(at.0), dates::hour(at.0))
}

fn doubt_words(doubt: Option<Doubt>) -> &'static str {
    match doubt {
        None | Some(Doubt::OnlyStamp) => "",
        Some(Doubt::TooMany) => "il file ha più firme di quante ne controlliamo",
        Some(Doubt::Algorithm) => "usa un algoritmo che non conosciamo o che non è più sicuro",
        Some(Doubt::NoCertificate) => "nel file manca il certificato di chi ha firmato",
        Some(Doubt::Detached) => "la firma è staccata dal documento",
        Some(Doubt::Malformed) => "la firma non rispetta il suo formato",
    }
}
