//! What is true says so, and what is invented too.

use super::*;

#[test]
fn what_is_invented_says_so_and_what_is_true_names_offices_only() {
    let content = content();
    for body in &content.bodies {
        assert_eq!(
            body.invented,
            body.name.ends_with(" (esempio)"),
            "{}",
            body.key
        );
        assert_eq!(body.invented, body.source_note.is_none(), "{}", body.key);
        assert!(
            !body.invented
                || body
                    .ipa_code
                    .as_deref()
                    .is_none_or(|code| code.starts_with("esempio_")),
            "{}: a code that might be somebody’s",
            body.key
        );
        for comune in &body.comune {
            assert_eq!(
                body.invented,
                comune.istat.is_none(),
                "{}: {}",
                body.key,
                comune.name
            );
            assert_eq!(
                body.invented,
                comune.cadastral.is_none(),
                "{}: {}",
                body.key,
                comune.name
            );
        }
    }
    let real = content
        .bodies
        .iter()
        .filter(|b| !b.invented)
        .map(|b| b.key.as_str())
        .collect::<HashSet<_>>();
    for person in &content.people {
        assert!(person.email.ends_with("@esempio.example"), "{}", person.key);
        let office_of_a_real_body = person
            .membership
            .iter()
            .any(|m| real.contains(m.body.as_str()));
        assert_eq!(office_of_a_real_body, !person.signs_in, "{}", person.key);
        assert_eq!(
            office_of_a_real_body,
            person.surname.starts_with("Unione "),
            "{}",
            person.key
        );
    }
    for practice in content
        .practices
        .iter()
        .filter(|p| real.contains(p.unione.as_str()))
    {
        assert!(
            practice.source_note.is_some() && !practice.source.is_empty(),
            "{}",
            practice.key
        );
        assert!(
            practice.benefit.iter().all(|b| b.source.is_some()),
            "{}",
            practice.key
        );
        // No source says what became of an obstacle.
        assert!(
            practice
                .obstacle
                .iter()
                .all(|o| o.state == ObstacleState::Unknown),
            "{}",
            practice.key
        );
    }
    let true_offices: HashSet<&str> = content
        .people
        .iter()
        .filter(|person| !person.signs_in)
        .map(|person| person.key.as_str())
        .collect();
    for answer in content.questions.iter().flat_map(|q| &q.answer) {
        assert!(
            !true_offices.contains(answer.author.as_str())
                || answer.useful_to.is_empty() && !answer.solved,
            "nobody invented says of a true answer that it helped: {}",
            answer.body
        );
    }
}

#[test]
fn invented_municipalities_are_on_no_list_and_true_ones_are() {
    let shared = option_env!("FRA_UNIONI_SHARED").map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned(),
        str::to_owned,
    );
    let Ok(list) = std::fs::read_to_string(format!("{shared}/data/municipalities.csv")) else {
        return;
    };
    let rows = list
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .collect::<Vec<_>>();
    for body in content().bodies {
        for comune in body.comune {
            let row = rows
                .iter()
                .find(|row| row[1].eq_ignore_ascii_case(&comune.name.replace('’', "'")));
            match row {
                Some(row) => {
                    assert_eq!(comune.istat.as_deref(), Some(row[0]), "{}", comune.name);
                    assert_eq!(
                        comune.cadastral.as_deref(),
                        row.last().copied(),
                        "{}",
                        comune.name
                    );
                }
                None => assert!(body.invented, "{}: {} is on no list", body.key, comune.name),
            }
        }
    }
}
