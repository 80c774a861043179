//! The table of the life of a practice, whole.

use super::*;
use crate::platform::actor::{Membership, Office, OfficeKind, Scope};

fn member(unione: BodyId, is_unione: bool, offices: Vec<Office>) -> Actor {
    let membership = Membership {
        body: unione,
        body_name: "x".into(),
        body_number: 1,
        is_unione,
        region: None,
        unioni: if is_unione { vec![unione] } else { Vec::new() },
        job_title: String::new(),
        offices,
    };
    Actor::person(PersonId::new(), "x".into(), false, vec![membership])
}

fn office(kind: OfficeKind, scope: Scope) -> Office {
    Office { kind, scope }
}

/// Every state, teller, act and kind of person: exactly what is written here may be done.
#[test]
fn the_whole_life() {
    let unione = BodyId::new();
    let other = BodyId::new();
    let lazio = Scope::Region("Lazio".into());
    let cast = [
        ("visitor", Actor::visitor()),
        ("referente", member(unione, true, vec![])),
        (
            "manager",
            member(
                unione,
                true,
                vec![office(OfficeKind::UnioneManager, Scope::Site)],
            ),
        ),
        (
            "other manager",
            member(
                other,
                true,
                vec![office(OfficeKind::UnioneManager, Scope::Site)],
            ),
        ),
        (
            "facilitatore",
            member(other, false, vec![office(OfficeKind::Facilitatore, lazio)]),
        ),
        (
            "facilitatore elsewhere",
            member(
                other,
                false,
                vec![office(
                    OfficeKind::Facilitatore,
                    Scope::Region("Molise".into()),
                )],
            ),
        ),
    ];
    let mut found = Vec::new();
    for state in PracticeState::ALL {
        for teller in [Teller::Unione, Teller::Facilitatore] {
            let standing = Standing {
                state: *state,
                teller,
                unione: Some(unione),
                region: Some("Lazio".into()),
                topics: Vec::new(),
                author: PersonId::new(),
                public: !matches!(state, Draft | InReview | ToMend | ToConfirm),
            };
            for act in Act::ALL.iter().copied() {
                for (name, actor) in &cast {
                    if let Some(next) = next(actor, &standing, act) {
                        found.push(format!("{state} by {teller:?}: {name} {act:?} -> {next}"));
                    }
                }
            }
        }
    }
    let expected = "\
draft by Unione: referente Save -> draft
draft by Unione: manager Save -> draft
draft by Unione: referente Submit -> in_review
draft by Unione: manager Submit -> in_review
draft by Facilitatore: referente Save -> draft
draft by Facilitatore: manager Save -> draft
draft by Facilitatore: facilitatore Save -> draft
draft by Facilitatore: facilitatore SendToConfirm -> to_confirm
in_review by Unione: facilitatore Publish -> published
in_review by Unione: facilitatore SendBack -> to_mend
in_review by Facilitatore: facilitatore Publish -> published
in_review by Facilitatore: facilitatore SendBack -> to_mend
to_mend by Unione: referente Save -> to_mend
to_mend by Unione: manager Save -> to_mend
to_mend by Unione: referente Submit -> in_review
to_mend by Unione: manager Submit -> in_review
to_mend by Facilitatore: referente Save -> to_mend
to_mend by Facilitatore: manager Save -> to_mend
to_mend by Facilitatore: facilitatore Save -> to_mend
to_mend by Facilitatore: facilitatore SendToConfirm -> to_confirm
to_confirm by Unione: referente SendBack -> to_mend
to_confirm by Unione: manager SendBack -> to_mend
to_confirm by Unione: referente Confirm -> published
to_confirm by Unione: manager Confirm -> published
to_confirm by Facilitatore: referente SendBack -> to_mend
to_confirm by Facilitatore: manager SendBack -> to_mend
to_confirm by Facilitatore: referente Confirm -> published
to_confirm by Facilitatore: manager Confirm -> published
published by Unione: referente Save -> draft
published by Unione: manager Save -> draft
published by Unione: facilitatore Save -> draft
published by Unione: manager Archive -> archived
published by Unione: facilitatore Archive -> archived
published by Facilitatore: referente Save -> draft
published by Facilitatore: manager Save -> draft
published by Facilitatore: facilitatore Save -> draft
published by Facilitatore: manager Archive -> archived
published by Facilitatore: facilitatore Archive -> archived";
    assert_eq!(found.join("\n"), expected);
}
