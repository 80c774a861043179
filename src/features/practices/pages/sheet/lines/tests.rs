//! Lines as one types them on the telephone, case by case.

use super::*;

fn phases(typed: &str, known: &[Phase]) -> Vec<Phase> {
    read(typed, known, phase_line, |line, known| {
        phase_of(line, known, 2026)
    })
}

#[test]
fn a_line_says_when_which_phase_and_what() {
    for (line, shown) in [
        (
            "2006–2009 progettazione: si parte",
            "2006–2009 progettazione: si parte",
        ),
        (
            "2006-2009 Progettazione si parte",
            "2006–2009 progettazione: si parte",
        ),
        (
            "dal 2006 al 2009 stasi: tutto fermo",
            "2006–2009 stasi: tutto fermo",
        ),
        (
            "05/2006 ricognizione: a regime",
            "05/2006 ricognizione: a regime",
        ),
        (
            "fino al 2022 ripartenza: via",
            "fino al 2022 ripartenza: via",
        ),
        (
            "2014–oggi gestione: in esercizio",
            "2014–oggi gestione: in esercizio",
        ),
        ("2014 - oggi gestione", "2014–oggi gestione:"),
        ("stasi: non si sa quando", "stasi: non si sa quando"),
    ] {
        let read = phases(line, &[]);
        assert_eq!(phase_line(&read[0]), shown, "{line}");
        assert_ne!(read[0].kind, PhaseKind::Unsaid, "{line}");
    }
}

#[test]
fn a_line_that_does_not_read_is_kept_as_it_is_until_it_does() {
    let long = format!("si parte {}", "piano ".repeat(60).trim_end());
    for line in [
        "2006 si parte",
        "2006 a Fossano si parte",
        "A un certo punto ci siamo fermati",
        "31/02/2006 stasi: b",
        "0 stasi: a",
        "2006–9999 stasi: c",
        "2090 gestione: tra un secolo",
        "3 comuni firmano",
        long.as_str(),
    ] {
        let read = phases(line, &[]);
        assert_eq!(read[0].kind, PhaseKind::Unsaid, "{line}");
        assert_eq!(phase_line(&read[0]), line);
        assert_eq!(phases(line, &read), read, "{line}");
        let mended = phases(&format!("stasi: {line}"), &read);
        assert_eq!(mended[0].kind, PhaseKind::Stall, "{line}");
    }
    let mut content = PracticeContent {
        phases: phases("stasi: a\n0 stasi: b", &[]),
        ..PracticeContent::default()
    };
    for line in ["nessun tecnico -> uno in comune (risolto)", "e basta"] {
        let one = obstacle_of(line, None);
        assert_eq!(
            (one.kind, obstacle_line(&one).as_str()),
            (ObstacleKind::Unsaid, line)
        );
        content.obstacles.push(one);
    }
    let one = benefit_of("meglio di prima (fonte: registro)", None);
    assert_eq!(one.evidence, Evidence::Unsaid);
    assert_eq!(benefit_line(&one), "meglio di prima (fonte: registro)");
    content.benefits.push(one);
    let lines: Vec<String> = to_mend(&content)
        .into_iter()
        .map(|(line, _)| line)
        .collect();
    assert_eq!(
        lines,
        [
            "0 stasi: b",
            "nessun tecnico -> uno in comune (risolto)",
            "e basta",
            "meglio di prima (fonte: registro)",
        ]
    );
}

#[test]
fn a_line_that_is_changed_or_moved_keeps_what_it_cannot_say() {
    let mut known = phases("2006 progettazione: si parte\n2009–2014 stasi: sosta", &[]);
    known[0].key = 1;
    known[0].who = "il segretario".into();
    known[1].key = 2;
    known[1].what = "Manca\nil personale.".into();
    let same = phases(&lines_of(&known, phase_line), &known);
    assert_eq!(same, known);
    let changed = phases(
        "2008 ricognizione: prima\n2009–2013 stasi: sosta\n2006 progettazione: si parte",
        &known,
    );
    let keys: Vec<_> = changed.iter().map(|phase| phase.key).collect();
    assert_eq!(keys, [2, 0, 1]);
    assert_eq!(changed[2], known[0]);
}

#[test]
fn obstacles_and_benefits_are_read_from_one_line_each() {
    let read_one = |line: &str| obstacle_of(line, None);
    let one = read_one("Personale: nessun tecnico -> uno con i vicini (risolto)");
    assert_eq!(
        (one.what.as_str(), one.done.as_str()),
        ("nessun tecnico", "uno con i vicini")
    );
    assert_eq!(
        (one.kind, one.outcome),
        (ObstacleKind::Staff, Outcome::Solved)
    );
    assert_eq!(
        obstacle_line(&one),
        "personale: nessun tecnico -> uno con i vicini (risolto)"
    );
    assert_eq!(
        read_one("tecnico: la rete (quella vecchia)").what,
        "la rete (quella vecchia)"
    );
    let one = benefit_of("misurato: 1 giorno invece di 4 (fonte: registro)", None);
    assert_eq!(
        (one.what.as_str(), one.source.as_str()),
        ("1 giorno invece di 4", "registro")
    );
    assert_eq!(
        benefit_line(&one),
        "misurato: 1 giorno invece di 4 (fonte: registro)"
    );
}

#[test]
fn a_line_too_long_for_a_title_is_what_happened() {
    let long = "piano ".repeat(60);
    let read = phases(&format!("2006 stasi: {long}"), &[]);
    assert_eq!(
        (read[0].kind, read[0].title.as_str()),
        (PhaseKind::Stall, "")
    );
    assert_eq!(read[0].what, long.trim_end());
    let again = phases(&lines_of(&read, phase_line), &read);
    assert_eq!(again, read);
}

#[test]
fn dates_that_cannot_be_are_listed_to_be_mended() {
    let content = PracticeContent {
        phases: phases(
            "2010–2006 progettazione: al contrario\n2006–2010 stasi: a\n2008–2012 stasi: b\n2006–2009 oggi gestione: c",
            &[],
        ),
        ..PracticeContent::default()
    };
    let mended: Vec<String> = to_mend(&content)
        .into_iter()
        .map(|(line, _)| line)
        .collect();
    assert_eq!(
        mended,
        [
            "2010–2006 progettazione: al contrario",
            "2008–2012 stasi: b"
        ]
    );
    let last = &content.phases[3];
    assert!(last.ongoing && last.to.is_none());
}
