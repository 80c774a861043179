//! Who may change what is said of an Unione, and see what is already there.

use super::Unione;
use super::inventory::Reach;
use crate::platform::actor::{Actor, BodyId};
use crate::platform::audience::Token;

/// Whoever answers for the Unione, and the facilitatori of its region or of the whole site.
pub fn may_edit(actor: &Actor, unione: &Unione) -> bool {
    let region = Some(unione.facts.region.as_str()).filter(|region| !region.is_empty());
    actor.manages(unione.id) || actor.facilitates(region, &[])
}

/// Whoever an inventory that reaches so far is for, and whoever answers for its Unione.
pub fn may_see_inventory(actor: &Actor, unione: BodyId, reach: Reach) -> bool {
    let token = match reach {
        Reach::Own => Token::Unione(unione),
        Reach::Members => Token::Members,
        Reach::Public => Token::Public,
    };
    actor.manages(unione) || actor.tokens().contains(&token.to_string())
}

/// Whoever answers for the Unione.
pub fn may_write_inventory(actor: &Actor, unione: BodyId) -> bool {
    actor.manages(unione)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::unioni::Facts;
    use crate::platform::actor::{Membership, Office, OfficeKind, PersonId, Scope};
    use crate::platform::db::When;

    fn holder(body: BodyId, kind: OfficeKind, scope: Scope) -> Actor {
        holder_of(&[body], body, kind, scope)
    }

    /// Somebody with an office at a body that belongs to these Unioni.
    fn holder_of(unioni: &[BodyId], body: BodyId, kind: OfficeKind, scope: Scope) -> Actor {
        let membership = Membership {
            body,
            body_name: "Unione Valle Serena".to_owned(),
            body_number: 1,
            is_unione: true,
            region: Some("Lazio".to_owned()),
            unioni: unioni.to_vec(),
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

    #[test]
    fn an_inventory_is_seen_by_whom_its_unione_decides() {
        let (here, other) = (BodyId::new(), BodyId::new());
        let site = || Scope::Site;
        let paola = holder(here, OfficeKind::UnioneManager, site());
        let marco = holder(here, OfficeKind::Referente, site());
        let of_a_comune = holder_of(&[here], BodyId::new(), OfficeKind::Referente, site());
        let bruno = holder(other, OfficeKind::UnioneManager, site());
        let lazio = Scope::Region("Lazio".to_owned());
        let chiara = holder_of(&[], other, OfficeKind::Facilitatore, lazio);
        for (who, own, members, public, write) in [
            (&paola, true, true, true, true),
            (&marco, true, true, true, false),
            (&of_a_comune, true, true, true, false),
            (&bruno, false, true, true, false),
            (&chiara, false, true, true, false),
            (&Actor::visitor(), false, false, true, false),
        ] {
            let seen = |reach| may_see_inventory(who, here, reach);
            assert_eq!(seen(Reach::Own), own, "{who:?}");
            assert_eq!(seen(Reach::Members), members, "{who:?}");
            assert_eq!(seen(Reach::Public), public, "{who:?}");
            assert_eq!(may_write_inventory(who, here), write, "{who:?}");
        }
    }
}
