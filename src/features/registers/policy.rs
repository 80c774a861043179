//! Who may import registers.

use crate::platform::actor::Actor;

/// Administrators and the facilitatori of the whole site: a register tells of every region.
pub fn may_import(actor: &Actor) -> bool {
    actor.is_admin() || actor.scopes().site
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::actor::{BodyId, Membership, Office, OfficeKind, PersonId, Scope};

    fn holder(kind: OfficeKind, scope: Scope) -> Actor {
        let body = BodyId::new();
        let membership = Membership {
            body,
            body_name: "Gruppo di facilitazione".to_owned(),
            body_number: 1,
            is_unione: false,
            region: None,
            unioni: Vec::new(),
            job_title: "Facilitatrice".to_owned(),
            offices: vec![Office { kind, scope }],
        };
        Actor::person(
            PersonId::new(),
            "Chiara".to_owned(),
            false,
            vec![membership],
        )
    }

    #[test]
    fn administrators_and_facilitatori_of_the_whole_site() {
        let admin = Actor::person(PersonId::new(), "Ada".to_owned(), true, Vec::new());
        let region = Scope::Region("Lazio".to_owned());
        assert!(may_import(&admin));
        assert!(may_import(&holder(OfficeKind::Facilitatore, Scope::Site)));
        assert!(!may_import(&holder(OfficeKind::Facilitatore, region)));
        assert!(!may_import(&holder(OfficeKind::UnioneManager, Scope::Site)));
        assert!(!may_import(&Actor::visitor()));
    }
}
