use proptest::prelude::*;

use super::*;
use crate::features::practices::content::FactorNeed;

fn fit(people_from: Option<i64>, people_to: Option<i64>, needs: &[(Factor, Need)]) -> Fit {
    Fit {
        people_from,
        people_to,
        factors: needs
            .iter()
            .map(|(factor, need)| FactorNeed {
                factor: *factor,
                need: *need,
            })
            .collect(),
        ..Fit::default()
    }
}

fn own(people: Option<i64>, functions: &[&str], factors: &[(Factor, bool)]) -> Own {
    Own {
        people,
        functions: functions.iter().map(|one| (*one).to_owned()).collect(),
        factors: factors.to_vec(),
    }
}

#[test]
fn the_size_is_compared_and_said() {
    use Verdict::{Met, Unknown, Unmet};
    for (least, most, people, verdict, reason) in [
        (
            Some(5_000),
            None,
            Some(7_400),
            Met,
            "La tua unione ha 7.400 abitanti; ne servono almeno 5.000.",
        ),
        (
            Some(5_000),
            None,
            Some(5_000),
            Met,
            "La tua unione ha 5.000 abitanti; ne servono almeno 5.000.",
        ),
        (
            Some(5_000),
            None,
            Some(4_999),
            Unmet,
            "La tua unione ha 4.999 abitanti; ne servono almeno 5.000.",
        ),
        (
            None,
            Some(20_000),
            Some(20_001),
            Unmet,
            "La tua unione ha 20.001 abitanti; ne servono al massimo 20.000.",
        ),
        (
            Some(5_000),
            Some(20_000),
            Some(9_000),
            Met,
            "La tua unione ha 9.000 abitanti; ne servono da 5.000 a 20.000.",
        ),
        (
            Some(5_000),
            None,
            None,
            Unknown,
            "Non sappiamo quanti abitanti ha la tua unione; ne servono almeno 5.000.",
        ),
    ] {
        let found = conditions(&fit(least, most, &[]), &own(people, &[], &[]));
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].verdict, found[0].reason.as_str()),
            (verdict, reason)
        );
    }
}

#[test]
fn a_size_that_matters_without_a_number_is_not_known() {
    let found = conditions(
        &fit(None, None, &[(Factor::Size, Need::Helpful)]),
        &own(Some(7_400), &[], &[]),
    );
    assert_eq!(found[0].verdict, Verdict::Unknown);
    assert_eq!(found[0].need, Some(Need::Helpful));
}

#[test]
fn what_is_necessary_comes_first_and_what_does_not_matter_is_left_out() {
    let needs = [
        (Factor::RegionSupport, Need::Helpful),
        (Factor::OwnInitiative, Need::Indifferent),
        (Factor::OtherFunction, Need::Required),
        (Factor::PoliticalBacking, Need::Required),
        (Factor::LeadingBody, Need::Helpful),
    ];
    let own = own(
        None,
        &["polizia locale", "SUAP"],
        &[
            (Factor::PoliticalBacking, false),
            (Factor::LeadingBody, true),
        ],
    );
    let found = conditions(&fit(None, None, &needs), &own);
    let told: Vec<(Verdict, &str)> = found
        .iter()
        .map(|one| (one.verdict, one.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                Verdict::Met,
                "La tua unione associa già: polizia locale, SUAP."
            ),
            (
                Verdict::Unmet,
                "Il profilo della tua unione dice che non c’è."
            ),
            (Verdict::Unknown, "Il profilo della tua unione non lo dice."),
            (Verdict::Met, "Lo dice il profilo della tua unione."),
        ]
    );
    assert_eq!(in_words(&found), "2 ci sono, 1 manca, di 1 non si sa");
}

#[test]
fn nothing_asked_is_no_condition() {
    assert!(conditions(&Fit::default(), &Own::default()).is_empty());
    assert_eq!(in_words(&[]), "");
}

proptest! {
    #[test]
    fn what_is_not_known_is_never_held_against_an_unione(
        least in proptest::option::of(0_i64..100_000),
        most in proptest::option::of(0_i64..100_000),
        needs in proptest::collection::vec(
            (proptest::sample::select(Factor::ALL), proptest::sample::select(Need::ALL)), 0..8),
    ) {
        for one in conditions(&fit(least, most, &needs), &Own::default()) {
            prop_assert_eq!(one.verdict, Verdict::Unknown);
            prop_assert!(!one.reason.is_empty() && one.need != Some(Need::Indifferent));
        }
    }
}
