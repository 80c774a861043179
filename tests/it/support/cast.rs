//! A small fixed cast, so that tests read as stories.

use fra_unioni::features::people::{self, NewPerson, PersonState};
use fra_unioni::features::topics;
use fra_unioni::features::unioni::{self, BodyKind, NewBody};
use fra_unioni::platform::actor::{BodyId, OfficeKind, PersonId, Scope, TopicId};
use fra_unioni::platform::db::Tx;
use fra_unioni::platform::error::Result;

use super::app::TestApp;

/// Somebody in a story.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub id: PersonId,
    /// Its address.
    pub email: String,
}

/// Everybody in the stories.
pub struct Cast {
    /// Facilitatrice of the whole site.
    pub chiara: Person,
    /// Referente of the Unione Valle Serena (Lazio).
    pub marco: Person,
    /// Answers for the Unione Valle Serena.
    pub paola: Person,
    /// Mentore on ICT, Unione Terre del Salice (Piemonte).
    pub lucia: Person,
    /// Referente of the Unione Terre del Salice.
    pub bruno: Person,
    /// Administers the installation.
    pub ada: Person,
    /// Where Marco and Paola work.
    pub valle_serena: BodyId,
    /// Where Lucia and Bruno work.
    pub terre_del_salice: BodyId,
    /// The topic ICT.
    pub ict: TopicId,
}

impl Cast {
    /// Adds the cast to an application.
    pub fn of(app: &TestApp) -> Cast {
        app.write(|tx| {
            let unione = |tx: &mut Tx<'_>, name: &str, ipa: &str, region: &str| {
                let new = NewBody {
                    kind: BodyKind::Unione,
                    name: name.into(),
                    ipa_code: Some(ipa.into()),
                    region: Some(region.into()),
                    province: None,
                    example: true,
                };
                unioni::add(tx, &new)
            };
            let valle_serena = unione(tx, "Unione Valle Serena", "uvs_", "Lazio")?;
            let terre_del_salice = unione(tx, "Unione Terre del Salice", "uts_", "Piemonte")?;
            let team = NewBody {
                kind: BodyKind::Other,
                name: "Gruppo di facilitazione".into(),
                ipa_code: None,
                region: None,
                province: None,
                example: true,
            };
            let team = unioni::add(tx, &team)?;
            let topic = topics::all(tx)?
                .into_iter()
                .find(|topic| topic.slug == "ict")
                .expect("the roots are there");
            let ict = Scope::Topic {
                id: topic.id,
                within: vec![topic.id],
                slug: topic.slug.clone(),
            };
            Ok(Cast {
                chiara: person(
                    tx,
                    "Chiara",
                    "Conti",
                    team,
                    "Facilitatrice",
                    &[(OfficeKind::Facilitatore, Scope::Site)],
                    false,
                )?,
                marco: person(
                    tx,
                    "Marco",
                    "Ferri",
                    valle_serena,
                    "Segretario",
                    &[(OfficeKind::Referente, Scope::Site)],
                    false,
                )?,
                paola: person(
                    tx,
                    "Paola",
                    "Riva",
                    valle_serena,
                    "Responsabile",
                    &[(OfficeKind::UnioneManager, Scope::Site)],
                    false,
                )?,
                lucia: person(
                    tx,
                    "Lucia",
                    "Bassi",
                    terre_del_salice,
                    "Responsabile CED",
                    &[
                        (OfficeKind::Referente, Scope::Site),
                        (OfficeKind::Mentore, ict),
                    ],
                    false,
                )?,
                bruno: person(
                    tx,
                    "Bruno",
                    "Sala",
                    terre_del_salice,
                    "Comandante",
                    &[(OfficeKind::Referente, Scope::Site)],
                    false,
                )?,
                ada: person(tx, "Ada", "Neri", team, "Amministratrice", &[], true)?,
                valle_serena,
                terre_del_salice,
                ict: topic.id,
            })
        })
    }
}

fn person(
    tx: &mut Tx<'_>,
    given: &str,
    family: &str,
    body: BodyId,
    job: &str,
    offices: &[(OfficeKind, Scope)],
    admin: bool,
) -> Result<Person> {
    let email = format!(
        "{}.{}@esempio.example",
        given.to_lowercase(),
        family.to_lowercase()
    );
    let id = people::add(
        tx,
        &NewPerson {
            given_name: given.into(),
            family_name: family.into(),
            email: email.clone(),
            state: PersonState::Active,
            admin,
        },
    )?;
    let membership = people::join(tx, id, body, job)?;
    for (kind, scope) in offices {
        people::grant(tx, membership, *kind, scope)?;
    }
    Ok(Person { id, email })
}
