//! Inviting people, and accepting the invitation.

use super::access::{self, Purpose};
use super::{
    LetterKind, NewPerson, PersonState, add, credentials, grant, join, letters, policy, store,
};
use crate::features::unioni::{self, NewBody};
use crate::platform::actor::{Actor, BodyId, OfficeKind, PersonId, Scope};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};

/// Said to whoever invites for a body that is not its own.
const NOT_YOUR_BODY: &str =
    "Puoi invitare solo persone della tua unione. Per le altre scrivi a un facilitatore.";
/// Said to whoever gives an office it may not give.
const NOT_YOUR_OFFICE: &str =
    "Questo incarico non puoi darlo tu: chiedi a un facilitatore o a chi amministra il sito.";

/// Where somebody works who is to be invited.
#[derive(Debug, Clone)]
pub enum Workplace {
    /// A body that is there.
    Known(BodyId),
    /// One that is added with the invitation.
    New(NewBody),
}

/// Who is to be invited, and as what.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// The address the invitation goes to.
    pub email: String,
    /// The body the person belongs to.
    pub body: Workplace,
    /// What the person does there.
    pub job_title: String,
    /// The offices it is to hold.
    pub offices: Vec<(OfficeKind, Scope)>,
    /// Whether it is to administer the installation.
    pub admin: bool,
}

/// Invites a person: the account waits, the letter is owed.
///
/// # Errors
/// [`Error::Forbidden`] when the actor may not invite for this body or give one of the offices;
/// [`Refusal::AlreadyDone`] when the body to be added is there already;
/// [`is_taken`](crate::platform::error::is_taken) when there is an account of this address.
pub fn invite(tx: &mut Tx<'_>, actor: &Actor, new: &Invitation) -> Result<PersonId> {
    let person = enlist(tx, actor, new)?;
    send(tx, actor, person)?;
    Ok(person)
}

/// Adds a person as [`invite`] does, without owing the letter: for somebody who is written to for
/// another reason first. The invitation can be sent whenever it is wanted, by [`invite_again`].
///
/// # Errors
/// As [`invite`].
pub fn enlist(tx: &mut Tx<'_>, actor: &Actor, new: &Invitation) -> Result<PersonId> {
    let body = workplace(tx, actor, &new.body)?;
    let may_all = new
        .offices
        .iter()
        .all(|(kind, scope)| policy::may_grant(actor, *kind, scope));
    if !may_all || (new.admin && !policy::may_grant_admin(actor)) {
        return Err(Error::Forbidden(NOT_YOUR_OFFICE));
    }
    let person = add(
        tx,
        &NewPerson {
            given_name: new.given_name.clone(),
            family_name: new.family_name.clone(),
            email: new.email.clone(),
            state: PersonState::Invited,
            admin: new.admin,
        },
    )?;
    let membership = join(tx, person, body, &new.job_title)?;
    for (kind, scope) in &new.offices {
        grant(tx, membership, *kind, scope)?;
    }
    Ok(person)
}

/// The body people are invited for, added if it is not there yet.
fn workplace(tx: &mut Tx<'_>, actor: &Actor, body: &Workplace) -> Result<BodyId> {
    match body {
        Workplace::Known(body) => {
            let unioni = store::list_unioni_counted(tx, *body)?;
            if !policy::may_invite_for(actor, &unioni) {
                return Err(Error::Forbidden(NOT_YOUR_BODY));
            }
            Ok(*body)
        }
        Workplace::New(new) => {
            if !policy::may_add_body(actor) {
                return Err(Error::Forbidden(NOT_YOUR_BODY));
            }
            if unioni::find_like(tx, new)?.is_some() {
                return Err(Error::Refused(Refusal::AlreadyDone));
            }
            unioni::add_by(tx, actor.id(), new)
        }
    }
}

/// Whether the actor may send the invitation of this person again.
///
/// # Errors
/// When the database refuses.
pub fn may_invite_again(conn: &mut Conn, actor: &Actor, person: PersonId) -> Result<bool> {
    Ok(store::list_memberships(conn, &[person])?
        .remove(&person)
        .unwrap_or_default()
        .iter()
        .any(|membership| policy::may_invite_for(actor, &membership.unioni)))
}

/// Sends the invitation of an e-mail address again.
///
/// # Errors
/// [`Error::NotFound`] when nobody of this address is waiting for one;
/// [`Error::Forbidden`] when the actor may not invite for the person's body.
pub fn invite_again(tx: &mut Tx<'_>, actor: &Actor, email: &str) -> Result<PersonId> {
    let person = credentials(tx, email)?
        .filter(|known| known.state == PersonState::Invited)
        .ok_or(Error::NotFound)?
        .person;
    if !may_invite_again(tx, actor, person)? {
        return Err(Error::Forbidden(NOT_YOUR_BODY));
    }
    send(tx, actor, person)?;
    Ok(person)
}

fn send(tx: &mut Tx<'_>, actor: &Actor, person: PersonId) -> Result<()> {
    letters::owe(tx, person, LetterKind::Invitation)?;
    events::record(
        tx,
        actor.id(),
        EventKind::PersonInvited,
        Subject::new(SubjectKind::Person, person),
        serde_json::json!({}),
    )?;
    Ok(())
}

/// What an invited person is shown before it accepts.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Given name, as the inviter wrote it.
    pub given_name: String,
    /// Family name, as the inviter wrote it.
    pub family_name: String,
    /// The address the account is for.
    pub email: String,
    /// Who invites, with office and body; none when it was the command line.
    pub by: Option<String>,
    /// The bodies, each with what the person does there and as what.
    pub bodies: Vec<super::Belonging>,
}

/// Whom the invitation of this token is for.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the token was used, has expired or was never given.
pub fn invited(conn: &mut Conn, token: &str, now: When) -> Result<Invited> {
    let person = access::holder(conn, token, Purpose::Invitation, now)?;
    let account = super::account(conn, person)?;
    Ok(Invited {
        given_name: account.given_name,
        family_name: account.family_name,
        email: account.email,
        by: letters::inviter(conn, person)?,
        bodies: account.bodies,
    })
}

/// Accepts an invitation: the account is active, with the names as the person writes them.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the token was used, has expired or was never given.
pub fn accept(
    tx: &mut Tx<'_>,
    token: &str,
    given_name: &str,
    family_name: &str,
    hash: &str,
) -> Result<PersonId> {
    let person = access::spend(tx, token, Purpose::Invitation)?;
    if store::set_joined(tx, person, given_name, family_name, hash)? == 0 {
        return Err(Error::Refused(Refusal::LinkSpent));
    }
    events::record(
        tx,
        Some(person),
        EventKind::PersonJoined,
        Subject::new(SubjectKind::Person, person),
        serde_json::json!({}),
    )?;
    Ok(person)
}
