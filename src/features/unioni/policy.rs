//! Who may change what is said of an Unione.

use super::Unione;
use crate::platform::actor::Actor;

/// Whoever answers for the Unione, and the facilitatori of its region or of the whole site.
pub fn may_edit(actor: &Actor, unione: &Unione) -> bool {
    let region = Some(unione.facts.region.as_str()).filter(|region| !region.is_empty());
    actor.manages(unione.id) || actor.facilitates(region, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::unioni::Facts;
    use crate::platform::actor::{BodyId, Membership, Office, OfficeKind, PersonId, Scope};
    use crate::platform::db::When;

    fn holder(body: BodyId, kind: OfficeKind, scope: Scope) -> Actor {
        let membership = Membership {
            body,
            body_name: "Unione Valle Serena".to_owned(),
            body_number: 1,
            is_unione: true,
            region: Some("Lazio".to_owned()),
            unioni: vec![body],
            job_title: "Segretaria".to_owned(),
            offices: vec![Office { kind, scope }],
        };
        Actor::person(PersonId::new(), "Paola".to_owned(), false, vec![membership])
    }

    #[test]
    fn the_manager_and_the_facilitatori_of_the_place() {
        let unione = Unione {
            id: BodyId::new(),
            number: 1,
            example: false,
            facts: Facts {
                region: "Lazio".to_owned(),
                ..Facts::default()
            },
            updated_at: When::from(chrono::DateTime::UNIX_EPOCH),
            lock_version: 1,
        };
        let (here, elsewhere) = (unione.id, BodyId::new());
        let region = |name: &str| Scope::Region(name.to_owned());
        for (actor, may) in [
            (holder(here, OfficeKind::UnioneManager, Scope::Site), true),
            (
                holder(elsewhere, OfficeKind::UnioneManager, Scope::Site),
                false,
            ),
            (holder(here, OfficeKind::Referente, Scope::Site), false),
            (
                holder(elsewhere, OfficeKind::Facilitatore, Scope::Site),
                true,
            ),
            (
                holder(elsewhere, OfficeKind::Facilitatore, region("Lazio")),
                true,
            ),
            (
                holder(elsewhere, OfficeKind::Facilitatore, region("Marche")),
                false,
            ),
            (
                Actor::person(PersonId::new(), String::new(), true, Vec::new()),
                true,
            ),
            (Actor::visitor(), false),
        ] {
            assert_eq!(may_edit(&actor, &unione), may, "{actor:?}");
        }
    }
}
