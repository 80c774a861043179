//! `user`: adds people, changes their offices, lets them choose a new password.

use std::io::Read;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};

use super::site::Site;
use crate::features::people::{self, NewPerson, Password, PersonState, Purpose};
use crate::features::{topics, unioni};
use crate::platform::actor::{BodyId, OfficeKind, PersonId, Scope};
use crate::platform::config::Config;
use crate::platform::db::Tx;
use crate::platform::error::Error;

/// What to do with the people of this installation.
#[derive(Subcommand)]
pub enum User {
    /// Add a person and print the link to choose a password.
    Add(Add),
    /// Give or take an office; the person has to sign in again.
    Role(Role),
    /// Print a single-use link to choose a new password.
    Reset {
        /// The person's e-mail address.
        email: String,
    },
    /// Shut a person out, who has left perhaps: signed out everywhere, and written to no more.
    Suspend {
        /// The person's e-mail address.
        email: String,
    },
    /// Let a suspended person in again.
    Restore {
        /// The person's e-mail address.
        email: String,
    },
}

/// Who is to be added.
#[derive(Args)]
pub struct Add {
    /// E-mail address the person signs in with.
    #[arg(long)]
    email: String,
    /// Given name.
    #[arg(long, value_name = "NAME")]
    given_name: String,
    /// Family name.
    #[arg(long, value_name = "NAME")]
    family_name: String,
    /// Make the person an administrator of the whole site.
    #[arg(long)]
    admin: bool,
    /// The body the person works for, by its codice IPA or its name, or "none".
    #[arg(long, value_name = "IPA|NAME|none", default_value = "none")]
    body: String,
    /// What the person does there, in Italian.
    #[arg(long, value_name = "TEXT", default_value = "")]
    job_title: String,
    /// An office to hold for the body; may be repeated. See `user role --help` for the names.
    #[arg(long, value_name = "OFFICE")]
    office: Vec<String>,
    /// Read the password from standard input instead of printing a link.
    #[arg(long)]
    password_stdin: bool,
}

/// What is to change.
#[derive(Args)]
#[command(
    after_help = "Offices: admin, referente, mentore:TOPIC, unione_manager, facilitatore \
    (the whole site), facilitatore:region:NAME, facilitatore:topic:TOPIC. TOPIC is the slug of a topic."
)]
pub struct Role {
    /// The person's e-mail address.
    email: String,
    /// An office to give; may be repeated.
    #[arg(long, value_name = "OFFICE")]
    grant: Vec<String>,
    /// An office to take away; may be repeated.
    #[arg(long, value_name = "OFFICE")]
    revoke: Vec<String>,
    /// The body the offices are held for, by its codice IPA or its name [default: the person's main body].
    #[arg(long, value_name = "IPA|NAME")]
    body: Option<String>,
}

/// Does it, and prints what the person needs to know. Only the database is opened: a server may be
/// running on the same data folder.
///
/// # Errors
/// A sentence saying what was wrong.
pub fn run(config: &Config, what: &User) -> anyhow::Result<()> {
    let site = Site::open(config)?;
    match what {
        User::Add(new) => add(&site, new),
        User::Role(change) => role(&site, change),
        User::Reset { email } => reset(&site, email),
        User::Suspend { email } => suspend(&site, email),
        User::Restore { email } => restore(&site, email),
    }
}

/// An office as the command line names it.
enum Named {
    Admin,
    Office(OfficeKind, Scope),
}

fn add(site: &Site, new: &Add) -> anyhow::Result<()> {
    ensure!(
        people::is_email(&new.email),
        "--email {:?} is not an e-mail address",
        new.email
    );
    for (flag, name) in [
        ("--given-name", &new.given_name),
        ("--family-name", &new.family_name),
    ] {
        ensure!(!name.trim().is_empty(), "{flag} is empty");
    }
    let hash = new.password_stdin.then(hash_from_stdin).transpose()?;
    match site.write(|tx| add_in(tx, new, hash.as_deref()))? {
        Some(token) => println!("{}", site.link(&Purpose::Invitation.path(&token))),
        None => println!("{} may sign in.", new.email),
    }
    Ok(())
}

/// Adds the person in one transaction; answers the token of an invitation unless there is a password.
fn add_in(tx: &mut Tx<'_>, new: &Add, hash: Option<&str>) -> anyhow::Result<Option<String>> {
    ensure!(
        people::credentials(tx, &new.email)?.is_none(),
        "there is a person of the address {} already",
        new.email
    );
    let body = match new.body.as_str() {
        "none" => None,
        code => Some(body_of(tx, code)?),
    };
    let mut offices = Vec::new();
    let mut admin = new.admin;
    for name in &new.office {
        match named(tx, name)? {
            Named::Admin => admin = true,
            Named::Office(kind, scope) => offices.push((kind, scope)),
        }
    }
    ensure!(
        body.is_some() || offices.is_empty(),
        "an office is held for a body: give --body too (`fra-unioni body add` adds one)"
    );
    let person = people::add(
        tx,
        &NewPerson {
            given_name: new.given_name.trim().to_owned(),
            family_name: new.family_name.trim().to_owned(),
            email: new.email.trim().to_owned(),
            state: match hash {
                Some(_) => PersonState::Active,
                None => PersonState::Invited,
            },
            admin,
        },
    )?;
    if let Some(body) = body {
        let membership = people::join(tx, person, body, new.job_title.trim())?;
        for (kind, scope) in &offices {
            people::grant(tx, membership, *kind, scope).map_err(in_english)?;
        }
    }
    match hash {
        Some(hash) => {
            people::set_password(tx, person, hash)?;
            Ok(None)
        }
        None => Ok(Some(mint(tx, person, Purpose::Invitation)?)),
    }
}

fn role(site: &Site, change: &Role) -> anyhow::Result<()> {
    ensure!(
        !change.grant.is_empty() || !change.revoke.is_empty(),
        "nothing to do: give --grant or --revoke"
    );
    site.write(|tx| role_in(tx, change))?;
    println!(
        "The offices of {} are changed; it has to sign in again.",
        change.email
    );
    Ok(())
}

fn role_in(tx: &mut Tx<'_>, change: &Role) -> anyhow::Result<()> {
    let (person, _) = person_of(tx, &change.email)?;
    let body = match &change.body {
        Some(code) => Some(body_of(tx, code)?),
        None => None,
    };
    let granted = change.grant.iter().map(|name| (name, true));
    let revoked = change.revoke.iter().map(|name| (name, false));
    for (name, held) in granted.chain(revoked) {
        match named(tx, name)? {
            Named::Admin => people::set_admin(tx, person, held)?,
            Named::Office(kind, scope) => ensure!(
                people::set_office(tx, person, body, kind, &scope, held).map_err(in_english)?,
                "{} has no such body, or does not hold {name:?} for it",
                change.email
            ),
        }
    }
    Ok(())
}

/// What is refused to people on the site in Italian.
fn in_english(error: Error) -> anyhow::Error {
    match error {
        Error::Forbidden(_) => anyhow::anyhow!("unione_manager is held for an Unione only"),
        other => other.into(),
    }
}

fn suspend(site: &Site, email: &str) -> anyhow::Result<()> {
    site.write(|tx| match person_of(tx, email)? {
        (person, PersonState::Active | PersonState::Invited) => {
            Ok(people::set_state(tx, person, PersonState::Suspended)?)
        }
        _ => bail!("{email} may not sign in as it is"),
    })?;
    println!("{email} may not sign in any more.");
    Ok(())
}

fn restore(site: &Site, email: &str) -> anyhow::Result<()> {
    site.write(|tx| match person_of(tx, email)? {
        (person, PersonState::Suspended) => Ok(people::set_state(tx, person, PersonState::Active)?),
        _ => bail!("{email} is not suspended"),
    })?;
    println!(
        "{email} may sign in again: `fra-unioni user reset {email}` prints a link for a new password."
    );
    Ok(())
}

fn reset(site: &Site, email: &str) -> anyhow::Result<()> {
    let (purpose, token) = site.write(|tx| reset_in(tx, email))?;
    println!("{}", site.link(&purpose.path(&token)));
    Ok(())
}

/// Who has not accepted the invitation gets a new one; who may not sign in gets nothing.
fn reset_in(tx: &mut Tx<'_>, email: &str) -> anyhow::Result<(Purpose, String)> {
    let (person, state) = person_of(tx, email)?;
    let purpose = match state {
        PersonState::Active => Purpose::PasswordReset,
        PersonState::Invited => Purpose::Invitation,
        PersonState::Suspended | PersonState::System => bail!("{email} may not sign in"),
    };
    Ok((purpose, mint(tx, person, purpose)?))
}

fn mint(tx: &mut Tx<'_>, person: PersonId, purpose: Purpose) -> anyhow::Result<String> {
    Ok(people::mint_token(tx, person, purpose, purpose.lasts())?)
}

fn person_of(tx: &mut Tx<'_>, email: &str) -> anyhow::Result<(PersonId, PersonState)> {
    let known = people::credentials(tx, email)?
        .with_context(|| format!("there is nobody of the address {email:?}"))?;
    Ok((known.person, known.state))
}

fn body_of(tx: &mut Tx<'_>, named: &str) -> anyhow::Result<BodyId> {
    if let Some(body) = unioni::by_ipa_code(tx, named)? {
        return Ok(body.id);
    }
    match unioni::by_name(tx, named)?.as_slice() {
        [body] => Ok(body.id),
        [] => bail!(
            "there is no body of the codice IPA or name {named:?}: `fra-unioni body list` lists \
             them, `fra-unioni body add` adds one"
        ),
        _ => bail!("there are several bodies of the name {named:?}: give the codice IPA"),
    }
}

fn named(tx: &mut Tx<'_>, name: &str) -> anyhow::Result<Named> {
    let mut parts = name.splitn(3, ':');
    let parts = (parts.next().unwrap_or(name), parts.next(), parts.next());
    Ok(match parts {
        ("admin", None, None) => Named::Admin,
        ("referente", None, None) => Named::Office(OfficeKind::Referente, Scope::Site),
        ("unione_manager", None, None) => Named::Office(OfficeKind::UnioneManager, Scope::Site),
        ("mentore", Some(slug), None) => Named::Office(OfficeKind::Mentore, topic(tx, slug)?),
        ("facilitatore", None, None) => Named::Office(OfficeKind::Facilitatore, Scope::Site),
        ("facilitatore", Some("region"), Some(region)) => {
            Named::Office(OfficeKind::Facilitatore, Scope::Region(region.to_owned()))
        }
        ("facilitatore", Some("topic"), Some(slug)) => {
            Named::Office(OfficeKind::Facilitatore, topic(tx, slug)?)
        }
        _ => bail!(
            "there is no office {name:?}: admin, referente, mentore:TOPIC, unione_manager, \
             facilitatore, facilitatore:region:NAME, facilitatore:topic:TOPIC"
        ),
    })
}

fn topic(tx: &mut Tx<'_>, slug: &str) -> anyhow::Result<Scope> {
    let all = topics::all(tx)?;
    let topic = all
        .iter()
        .find(|topic| topic.slug == slug)
        .with_context(|| {
            let known: Vec<&str> = all.iter().map(|topic| topic.slug.as_str()).collect();
            format!(
                "there is no topic {slug:?}; there are: {}",
                known.join(", ")
            )
        })?;
    Ok(Scope::Topic {
        id: topic.id,
        within: topics::with_children(&all, topic.id),
        slug: topic.slug.clone(),
    })
}

/// The hash of the password on standard input: its first line.
fn hash_from_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(10_000)
        .read_to_string(&mut text)
        .context("the password cannot be read from standard input")?;
    let line = text.lines().next().unwrap_or_default();
    let password = Password::choose(line).map_err(|_| {
        anyhow::anyhow!(
            "the password is too easy or too long: 12 to 200 characters, and none of the usual ones"
        )
    })?;
    Ok(password.hash()?)
}
