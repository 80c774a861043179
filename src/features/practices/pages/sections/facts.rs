//! The ten facts, the same and in the same order for every practice.

use crate::features::practices::content::{PhaseKind, PracticeContent};
use crate::features::unioni::directory::Listed;
use crate::platform::dates::{self, PartialDate};

/// The ten facts of a practice; what nobody has said is empty and reads "non indicato". How many
/// Comuni and people there are is known of the Unione where the practice does not tell it for itself;
/// by how many Unioni it is reused is always known.
pub fn facts(
    content: &PracticeContent,
    unione: Option<&Listed>,
    documents: usize,
    reuses: i64,
) -> Vec<(&'static str, String)> {
    let facts = &content.facts;
    let told = |told: &str, known: Option<String>| match told {
        "" => known.unwrap_or_default(),
        told => told.to_owned(),
    };
    let comuni = unione
        .filter(|one| one.comuni > 0)
        .map(|one| one.comuni.to_string());
    let people = unione.map(|one| one.inhabitants.number());
    vec![
        ("Comuni", told(&facts.comuni, comuni)),
        ("Abitanti", told(&facts.inhabitants, people)),
        ("Dall’avvio al regime", duration(content)),
        ("Persone dedicate", facts.staff.clone()),
        ("Costo annuo", content.spending.yearly.in_euro()),
        ("Forma giuridica", facts.legal_form.clone()),
        ("Primo investimento", content.spending.start.in_euro()),
        ("Fondi", facts.funding.clone()),
        ("Risparmio", facts.saving.clone()),
        ("Riuso", reuse(content, documents, reuses)),
    ]
}

/// From the first date of the path to when it began to run: `16 anni`, `8 mesi`.
fn duration(content: &PracticeContent) -> String {
    let begun = content.phases.iter().filter_map(|phase| phase.from).min();
    let operation = content
        .phases
        .iter()
        .find(|phase| phase.kind == PhaseKind::Operation);
    match (begun, operation) {
        (None, _) => String::new(),
        (Some(begun), None) => format!("cominciata nel {}, non ancora a regime", begun.year()),
        (Some(begun), Some(phase)) => match phase.from {
            Some(running) => between(begun, running),
            None => format!(
                "cominciata nel {}, a regime da data non indicata",
                begun.year()
            ),
        },
    }
}

/// How long it was between two dates, as far as they are known.
fn between(begun: PartialDate, running: PartialDate) -> String {
    let years = running.year() - begun.year();
    let (Some(first), Some(last)) = (begun.month(), running.month()) else {
        return match years {
            ..=0 => "meno di un anno".to_owned(),
            1 => "circa un anno".to_owned(),
            many => format!("circa {many} anni"),
        };
    };
    let months = i64::from(years) * 12 + i64::from(last) - i64::from(first);
    match months {
        ..=0 => "meno di un mese".to_owned(),
        1..24 => dates::count(months, "mese", "mesi"),
        _ if months % 12 == 0 => dates::count(months / 12, "anno", "anni"),
        _ => format!("circa {} anni", (months + 6) / 12),
    }
}

/// How many Unioni have taken it over; as long as none has, also whether there is something to take
/// over, as far as this reader may see it. It is counted here, so that it is always known.
fn reuse(content: &PracticeContent, documents: usize, reuses: i64) -> String {
    const NONE_YET: &str = "ancora da nessuna unione";
    let fit = &content.fit;
    match documents {
        _ if reuses > 0 => format!("da {}", dates::count(reuses, "unione", "unioni")),
        0 if !fit.as_is.is_empty() || !fit.to_adapt.is_empty() => {
            format!("{NONE_YET}; possibile, vedi trasferibilità")
        }
        0 => NONE_YET.to_owned(),
        some => format!(
            "{NONE_YET}; possibile, {}",
            dates::count(some as i64, "documento", "documenti")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::content::{Amount, Fit, Phase};

    fn path(phases: &[(PhaseKind, &str)]) -> PracticeContent {
        PracticeContent {
            phases: phases
                .iter()
                .map(|(kind, from)| Phase {
                    from: from.parse().ok(),
                    ..Phase::of(*kind)
                })
                .collect(),
            ..PracticeContent::default()
        }
    }

    #[test]
    fn it_takes_as_long_as_is_known() {
        use PhaseKind::{Design, Operation};
        let check = |phases: &[(PhaseKind, &str)], expected: &str| {
            assert_eq!(duration(&path(phases)), expected);
        };
        check(&[(Design, "2006"), (Operation, "2022")], "circa 16 anni");
        check(&[(Design, "2016-02"), (Operation, "2019-02")], "3 anni");
        check(
            &[(Design, "2016-02"), (Operation, "2019-01")],
            "circa 3 anni",
        );
        check(&[(Design, "2022-01"), (Operation, "2022-09")], "8 mesi");
        check(
            &[(Design, "2022"), (Operation, "2022-09")],
            "meno di un anno",
        );
        check(
            &[(Design, "2022-03"), (Operation, "2021-01")],
            "meno di un mese",
        );
        check(
            &[(Design, "2006")],
            "cominciata nel 2006, non ancora a regime",
        );
        check(
            &[(Design, "2006"), (Operation, "")],
            "cominciata nel 2006, a regime da data non indicata",
        );
        check(&[(Design, ""), (Operation, "")], "");
        check(&[], "");
    }

    #[test]
    fn the_facts_are_always_ten_and_unknown_ones_are_empty() {
        let names = |content: &PracticeContent| -> Vec<&str> {
            facts(content, None, 0, 0)
                .iter()
                .map(|(name, _)| *name)
                .collect()
        };
        let empty = PracticeContent::default();
        assert_eq!(names(&empty).len(), 10);
        let unknown = facts(&empty, None, 0, 0);
        assert!(unknown[..9].iter().all(|(_, fact)| fact.is_empty()));
        assert_eq!(unknown[9].1, "ancora da nessuna unione");
        let mut told = path(&[(PhaseKind::Design, "2006")]);
        told.spending.yearly = Amount {
            unavailable: true,
            ..Amount::default()
        };
        told.fit = Fit {
            as_is: "Il regolamento.".into(),
            ..Fit::default()
        };
        assert_eq!(names(&told), names(&empty));
        let told: Vec<String> = facts(&told, None, 0, 0)
            .into_iter()
            .map(|(_, fact)| fact)
            .collect();
        assert_eq!(told[4], "non disponibile");
        assert_eq!(
            told[9],
            "ancora da nessuna unione; possibile, vedi trasferibilità"
        );
        for (documents, reuses, expected) in [
            (1, 0, "ancora da nessuna unione; possibile, 1 documento"),
            (2, 1, "da 1 unione"),
            (0, 3, "da 3 unioni"),
        ] {
            assert_eq!(facts(&empty, None, documents, reuses)[9].1, expected);
        }
    }
}
