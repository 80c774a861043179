//! Who may invite whom, and as what.

use crate::platform::actor::{Actor, BodyId, OfficeKind, Scope};

/// Whether the actor may invite anybody at all.
pub fn may_invite(actor: &Actor) -> bool {
    actor.is_facilitatore() || actor.manages_any()
}

/// Whether the actor may invite people of a body that counts for these Unioni: an Unione for itself,
/// a Comune for those it adheres to.
pub fn may_invite_for(actor: &Actor, unioni: &[BodyId]) -> bool {
    actor.is_facilitatore() || unioni.iter().any(|unione| actor.manages(*unione))
}

/// Whether the actor may invite people of a body that is not there yet, and so add it.
pub fn may_add_body(actor: &Actor) -> bool {
    actor.is_facilitatore()
}

/// Whether the actor may give this office: nobody gives a facilitatore a wider scope than its own.
pub fn may_grant(actor: &Actor, kind: OfficeKind, scope: &Scope) -> bool {
    match kind {
        OfficeKind::Referente | OfficeKind::Mentore | OfficeKind::UnioneManager => {
            may_invite(actor)
        }
        OfficeKind::Facilitatore => {
            actor.is_admin()
                || actor
                    .memberships()
                    .iter()
                    .flat_map(|membership| &membership.offices)
                    .any(|own| own.kind == OfficeKind::Facilitatore && covers(&own.scope, scope))
        }
    }
}

/// Whether the actor may make somebody an administrator.
pub fn may_grant_admin(actor: &Actor) -> bool {
    actor.is_admin()
}

/// Whether everything `narrow` reaches is reached by `wide` too.
fn covers(wide: &Scope, narrow: &Scope) -> bool {
    match (wide, narrow) {
        (Scope::Site, _) => true,
        (Scope::Region(wide), Scope::Region(narrow)) => wide == narrow,
        (Scope::Topic { within, .. }, Scope::Topic { id, .. }) => within.contains(id),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::actor::{Membership, Office, PersonId, TopicId};

    fn somebody(admin: bool, office: Option<(OfficeKind, Scope)>) -> (Actor, BodyId) {
        let body = BodyId::new();
        let membership = Membership {
            body,
            body_name: "Unione Valle Serena".into(),
            body_number: 1,
            is_unione: true,
            region: Some("Lazio".into()),
            unioni: vec![body],
            job_title: String::new(),
            offices: office
                .into_iter()
                .map(|(kind, scope)| Office { kind, scope })
                .collect(),
        };
        (
            Actor::person(PersonId::new(), String::new(), admin, vec![membership]),
            body,
        )
    }

    #[test]
    fn a_union_manager_invites_for_its_own_unione() {
        let (paola, own) = somebody(false, Some((OfficeKind::UnioneManager, Scope::Site)));
        assert!(may_invite_for(&paola, &[own]));
        assert!(
            may_invite_for(&paola, &[BodyId::new(), own]),
            "a Comune of it"
        );
        assert!(!may_invite_for(&paola, &[BodyId::new()]));
        assert!(!may_invite_for(&paola, &[]) && !may_add_body(&paola));
        assert!(may_grant(&paola, OfficeKind::UnioneManager, &Scope::Site));
        assert!(!may_grant(
            &paola,
            OfficeKind::Facilitatore,
            &Scope::Region("Lazio".into())
        ));
        assert!(!may_grant_admin(&paola));
    }

    #[test]
    fn a_facilitatore_gives_no_wider_scope_than_its_own() {
        let region = |name: &str| Scope::Region(name.into());
        let (chiara, _) = somebody(false, Some((OfficeKind::Facilitatore, region("Lazio"))));
        assert!(may_invite_for(&chiara, &[]) && may_add_body(&chiara));
        assert!(may_grant(
            &chiara,
            OfficeKind::Facilitatore,
            &region("Lazio")
        ));
        for wider in [Scope::Site, region("Piemonte")] {
            assert!(!may_grant(&chiara, OfficeKind::Facilitatore, &wider));
        }
        let (root, child) = (TopicId::new(), TopicId::new());
        let topic = |id, within| Scope::Topic {
            id,
            within,
            slug: String::new(),
        };
        let (nora, _) = somebody(
            false,
            Some((OfficeKind::Facilitatore, topic(root, vec![root, child]))),
        );
        assert!(may_grant(
            &nora,
            OfficeKind::Facilitatore,
            &topic(child, vec![child])
        ));
        assert!(!may_grant(
            &nora,
            OfficeKind::Facilitatore,
            &topic(TopicId::new(), vec![])
        ));
        assert!(!may_grant_admin(&nora));
    }

    #[test]
    fn others_invite_nobody() {
        for office in [None, Some((OfficeKind::Referente, Scope::Site))] {
            let (marco, own) = somebody(false, office);
            assert!(!may_invite(&marco));
            assert!(!may_invite_for(&marco, &[own]) && !may_add_body(&marco));
        }
        assert!(!may_invite(&Actor::visitor()));
        let (ada, _) = somebody(true, None);
        assert!(may_invite_for(&ada, &[]) && may_add_body(&ada));
        assert!(may_grant(&ada, OfficeKind::Facilitatore, &Scope::Site));
        assert!(may_grant_admin(&ada));
    }
}
