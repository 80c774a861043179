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
    for state in PracticeState::ALL.iter().copied() {
        let public = !matches!(state, Draft | InReview | ToMend | ToConfirm);
        let by = |teller| Standing {
            state,
            teller,
            unione: Some(unione),
            region: Some("Lazio".into()),
            topics: Vec::new(),
            author: PersonId::new(),
            public,
        };
        for act in Act::ALL.iter().copied() {
            let said = |teller| {
                let standing = by(teller);
                let may: Vec<(&str, PracticeState)> = cast
                    .iter()
                    .filter_map(|(name, actor)| Some((*name, next(actor, &standing, act)?)))
                    .collect();
                let (_, leads) = may.first()?;
                let names: Vec<&str> = may.iter().map(|(name, _)| *name).collect();
                Some(format!("{act:?}: {} -> {leads}", names.join(" ")))
            };
            match (said(Teller::Unione), said(Teller::Facilitatore)) {
                (Some(one), Some(other)) if one == other => found.push(format!("{state} {one}")),
                (one, other) => {
                    found.extend(one.map(|said| format!("{state} by Unione {said}")));
                    found.extend(other.map(|said| format!("{state} by Facilitatore {said}")));
                }
            }
        }
    }
    let expected = "\
draft by Unione Save: referente manager -> draft
draft by Facilitatore Save: referente manager facilitatore -> draft
draft by Unione Submit: referente manager -> in_review
draft by Facilitatore SendToConfirm: facilitatore -> to_confirm
in_review Publish: facilitatore -> published
in_review SendBack: facilitatore -> to_mend
in_review by Unione TakeBack: referente manager -> draft
to_mend by Unione Save: referente manager -> to_mend
to_mend by Facilitatore Save: referente manager facilitatore -> to_mend
to_mend by Unione Submit: referente manager -> in_review
to_mend by Facilitatore SendToConfirm: facilitatore -> to_confirm
to_confirm SendBack: referente manager -> to_mend
to_confirm by Facilitatore SendToConfirm: facilitatore -> to_confirm
to_confirm Confirm: referente manager -> published
to_confirm by Facilitatore TakeBack: facilitatore -> draft
published Save: referente manager facilitatore -> draft
published Recheck: referente manager -> published
published Verify: facilitatore -> published
published Archive: manager facilitatore -> archived
published Withdraw: manager facilitatore -> withdrawn
to_recheck Save: referente manager facilitatore -> draft
to_recheck Recheck: referente manager -> published
to_recheck Verify: facilitatore -> published
to_recheck Archive: manager facilitatore -> archived
to_recheck Withdraw: manager facilitatore -> withdrawn
expired Save: referente manager facilitatore -> draft
expired Recheck: referente manager -> published
expired Verify: facilitatore -> published
expired Archive: manager facilitatore -> archived
expired Withdraw: manager facilitatore -> withdrawn
archived Withdraw: manager facilitatore -> withdrawn
archived BringBack: manager facilitatore -> published
withdrawn BringBack: facilitatore -> published";
    assert_eq!(found.join("\n"), expected);
}

/// What is public can be taken away whatever is being written beside it; what is not, cannot.
#[test]
fn withdrawing_needs_something_public() {
    let unione = BodyId::new();
    let manager = member(
        unione,
        true,
        vec![office(OfficeKind::UnioneManager, Scope::Site)],
    );
    for state in [Draft, InReview, ToMend, ToConfirm] {
        for public in [false, true] {
            let standing = Standing {
                state,
                teller: Teller::Unione,
                unione: Some(unione),
                region: None,
                topics: Vec::new(),
                author: PersonId::new(),
                public,
            };
            let leads = next(&manager, &standing, Act::Withdraw);
            assert_eq!(leads, public.then_some(Withdrawn), "{state} {public}");
        }
    }
}

/// Whoever holds a link may answer what was asked, and do nothing else.
#[test]
fn a_link_confirms_or_sends_back_and_no_more() {
    let mut may = Vec::new();
    for state in PracticeState::ALL.iter().copied() {
        let standing = Standing {
            state,
            teller: Teller::Facilitatore,
            unione: None,
            region: None,
            topics: Vec::new(),
            author: PersonId::new(),
            public: true,
        };
        for act in Act::ALL.iter().copied() {
            may.extend(next_when_asked(&standing, act).map(|leads| (state, act, leads)));
        }
    }
    let expected = [
        (ToConfirm, Act::SendBack, ToMend),
        (ToConfirm, Act::Confirm, Published),
    ];
    assert_eq!(may, expected);
}
