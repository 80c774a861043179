//! The letters about an account. They are owed as rows and composed as they leave, so that a link
//! is minted then and stands nowhere before.

use super::access::{self, Purpose, mint_token};
use super::store;
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::Tx;
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::text_enum;

text_enum! {
    /// The letters about an account, as the table of letters knows them.
    pub enum LetterKind {
        /// Lets an invited person in.
        Invitation = "invitation",
        /// Lets a person choose a new password.
        PasswordReset = "password_reset",
        /// Tells that the password was changed.
        PasswordChanged = "password_changed",
    }
}

/// What a letter about an account says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The subject line.
    pub subject: String,
    /// Whole sentences, in order.
    pub paragraphs: Vec<String>,
    /// The one thing to do: the words of the button, and a path of this site.
    pub action: Option<(String, String)>,
}

/// Owes a person a letter; one that is owed already is enough.
///
/// # Errors
/// When the database refuses.
pub fn owe(tx: &mut Tx<'_>, person: PersonId, kind: LetterKind) -> Result<()> {
    store::insert_letter(tx, person, kind)?;
    Ok(())
}

/// The letter that invites a person, with a fresh link; none when the person is in already.
///
/// # Errors
/// When the database refuses.
pub fn invitation(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Notice>> {
    let Some(path) = link(tx, person, Purpose::Invitation)? else {
        return Ok(None);
    };
    let by = match inviter(tx, person)? {
        Some(by) => format!("{by} ti invita"),
        None => "Hai ricevuto un invito".to_owned(),
    };
    let place = match store::find_main_body(tx, person)? {
        Some(body) => format!(" per {body}"),
        None => String::new(),
    };
    Ok(Some(Notice {
        subject: "Il tuo invito a Fra Unioni".to_owned(),
        paragraphs: vec![
            format!("{by} a partecipare a Fra Unioni{place}."),
            "Su Fra Unioni le unioni di comuni si raccontano come hanno fatto: pratiche, documenti, domande e risposte di chi la gestione associata l’ha già fatta.".to_owned(),
            "Per entrare scegli una password: serve un minuto. Il collegamento vale 14 giorni e si può usare una volta sola.".to_owned(),
            "Se non aspettavi questo invito puoi non fare nulla: senza la tua conferma il tuo accesso non si attiva.".to_owned(),
        ],
        action: Some(("Accetta l’invito".to_owned(), path)),
    }))
}

/// The letter that lets a person choose a new password, with a fresh link; none when the account
/// is not active.
///
/// # Errors
/// When the database refuses.
pub fn password_reset(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Notice>> {
    let Some(path) = link(tx, person, Purpose::PasswordReset)? else {
        return Ok(None);
    };
    Ok(Some(Notice {
        subject: "Scegli una nuova password".to_owned(),
        paragraphs: vec![
            "Qualcuno, probabilmente tu, ha chiesto una nuova password per il tuo accesso a Fra Unioni.".to_owned(),
            "Il collegamento vale 30 minuti e si può usare una volta sola.".to_owned(),
            "Se non l’hai chiesto tu puoi non fare nulla: la tua password resta quella di prima.".to_owned(),
        ],
        action: Some(("Scegli una nuova password".to_owned(), path)),
    }))
}

/// The letter that tells a person of a changed password; none when the account is not active.
///
/// # Errors
/// When the database refuses.
pub fn password_changed(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Notice>> {
    let Some(state) = store::find_state(tx, person)? else {
        return Ok(None);
    };
    Ok((state == super::PersonState::Active).then(|| Notice {
        subject: "La tua password è stata cambiata".to_owned(),
        paragraphs: vec![
            "La password del tuo accesso a Fra Unioni è stata cambiata. Chi era collegato con quella di prima è stato fatto uscire.".to_owned(),
            "Se non l’hai cambiata tu, chiedi subito una nuova password e avvisa chi ti ha invitato.".to_owned(),
        ],
        action: Some(("Chiedi una nuova password".to_owned(), "/password/dimenticata".to_owned())),
    }))
}

/// The path of a fresh link, unless the person has no use for it.
fn link(tx: &mut Tx<'_>, person: PersonId, purpose: Purpose) -> Result<Option<String>> {
    match store::find_state(tx, person)? {
        Some(state) if access::may_be_given(state, purpose) => {
            let token = mint_token(tx, person, purpose, purpose.lasts())?;
            Ok(Some(purpose.path(&token)))
        }
        _ => Ok(None),
    }
}

/// Who invited a person last, by name; none when it was the command line.
pub fn inviter(conn: &mut crate::platform::db::Conn, person: PersonId) -> Result<Option<String>> {
    let log = events::of(conn, Subject::new(SubjectKind::Person, person), 50)?;
    let Some(by) = log
        .iter()
        .find(|event| event.kind == EventKind::PersonInvited)
        .and_then(|event| event.actor)
    else {
        return Ok(None);
    };
    // The inviter's name is for the invited person, who is about to be a member.
    let reader = Actor::person(person, String::new(), false, Vec::new());
    Ok(super::bylines(conn, &reader, &[by])?
        .remove(&by)
        .map(|byline| {
            if byline.role.is_empty() {
                byline.name
            } else {
                format!("{} ({})", byline.name, byline.role)
            }
        }))
}
