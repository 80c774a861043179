use super::*;
use crate::features::practices::content::{Model, Need, StallCause};
use crate::features::unioni::Factor;

fn page(section: Section) -> Page {
    Page::Section(section)
}

/// A sheet as a form sends it to a practice of which nothing is saved.
fn sheet(section: Section, form: &str) -> Sheet {
    over(section, form, Text::default())
}

fn over(section: Section, form: &str, text: Text) -> Sheet {
    let fields = Fields::from_urlencoded(form.as_bytes(), "/x");
    let offered = Arc::new(Offered {
        year: 2026,
        ..Offered::by(&text.content)
    });
    Sheet::read(page(section), text, &fields, offered)
}

fn titles(sheet: &Sheet) -> Vec<String> {
    sheet.rows.iter().map(|row| row[2].clone()).collect()
}

fn faults(sheet: &Sheet) -> Vec<String> {
    let faults = sheet.checked().err().unwrap_or_default();
    faults.0.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn rows_are_added_removed_and_moved_with_all_that_was_typed() {
    let form = "fase-1-chiave=1&fase-1-tipo=survey&fase-1-titolo=a&fase-1-dal=boh&fase-2-chiave=2&fase-2-tipo=stall&fase-2-titolo=b&fase-3-chiave=3&fase-3-titolo=c";
    for (press, expected, shown) in [
        (Press::Add, vec!["a", "b", "c", ""], Some(3)),
        (Press::Remove(0), vec!["b", "c"], Some(0)),
        (Press::Remove(2), vec!["a", "b"], Some(1)),
        (Press::Remove(9), vec!["a", "b", "c"], None),
        (Press::Up(2), vec!["a", "c", "b"], Some(1)),
        (Press::Up(0), vec!["a", "b", "c"], None),
        (Press::Down(0), vec!["b", "a", "c"], Some(1)),
        (Press::Down(2), vec!["a", "b", "c"], None),
    ] {
        let mut sheet = sheet(Section::Path, form);
        assert_eq!(sheet.press(press), shown, "{press:?}");
        assert_eq!(titles(&sheet), expected, "{press:?}");
    }
    let mut sheet = sheet(Section::Path, form);
    assert_eq!(sheet.rows[0][3], "boh");
    sheet.press(Press::Up(2));
    sheet.press(Press::Add);
    let keys: Vec<&str> = sheet.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(
        keys,
        ["1", "3", "2", "4"],
        "a phase keeps its key, a new one gets its own"
    );
}

#[test]
fn buttons_say_what_they_want() {
    for (text, expected) in [
        ("avanti", Press::Continue),
        ("bozza", Press::Keep),
        ("aggiungi", Press::Add),
        ("cerca", Press::Search),
        ("allega", Press::Attach),
        ("togli-2", Press::Remove(1)),
        ("rimetti", Press::PutBack),
        ("su-1", Press::Up(0)),
        ("giu-3", Press::Down(2)),
        ("togli-0", Press::Keep),
        ("togli-x", Press::Keep),
        ("", Press::Keep),
    ] {
        assert_eq!(Press::read(text), expected, "{text:?}");
    }
}

#[test]
fn dates_are_strict_in_order_and_of_our_time() {
    for (from, to, expected) in [
        ("", "", vec![]),
        ("2006", "2011", vec![]),
        ("05/2006", "2006", vec![]),
        ("31/05/2006", "05/2006", vec![]),
        ("2006-05-31", "31/05/2006", vec![]),
        ("2041", "", vec![]),
        ("maggio", "", vec!["fase-1-dal"]),
        ("31/02/2006", "2005", vec!["fase-1-dal"]),
        ("0", "9999", vec!["fase-1-dal", "fase-1-al"]),
        ("1899", "2042", vec!["fase-1-dal", "fase-1-al"]),
        ("2006", "2005", vec!["fase-1-al"]),
        ("06/2006", "05/2006", vec!["fase-1-al"]),
        ("02/05/2006", "01/05/2006", vec!["fase-1-al"]),
    ] {
        let form = format!("fase-1-tipo=rollout&fase-1-titolo=x&fase-1-dal={from}&fase-1-al={to}");
        assert_eq!(
            faults(&sheet(Section::Path, &form)),
            expected,
            "{from} {to}"
        );
    }
}

#[test]
fn a_phase_that_goes_on_has_no_end_and_two_stalls_do_not_overlap() {
    let form =
        "fase-1-tipo=rollout&fase-1-titolo=x&fase-1-dal=2006&fase-1-al=2007&fase-1-continua=on";
    assert_eq!(faults(&sheet(Section::Path, form)), ["fase-1-al"]);
    let form = "fase-1-tipo=stall&fase-1-dal=2006&fase-1-al=2010&fase-2-tipo=rollout&fase-3-tipo=stall&fase-3-dal=2009&fase-3-al=2012";
    let found = sheet(Section::Path, form).checked().unwrap_err();
    assert_eq!(found.0[0].field, "fase-3-dal");
    assert!(
        found.0[0]
            .message
            .starts_with("Fase 3: questa stasi si sovrappone a quella della fase 1")
    );
}

#[test]
fn two_hundred_phases_are_refused_in_words_and_none_is_lost() {
    let form: Vec<String> = (1..=200)
        .map(|n| format!("fase-{n}-tipo=rollout&fase-{n}-titolo=f{n}"))
        .collect();
    let sheet = sheet(Section::Path, &form.join("&"));
    let found = sheet.checked().unwrap_err();
    assert_eq!(
        found.0[0].message,
        "Qui ci stanno al massimo 60 fasi: adesso ce ne sono 200, riuniscine qualcuna"
    );
    assert_eq!(sheet.rows().len(), 200);
    assert_eq!(sheet.rows()[199].fields[2].value, "f200");
}

#[test]
fn a_path_that_was_imported_with_more_phases_keeps_as_many_as_it_has() {
    let form = |count: usize| {
        let rows = (1..=count).map(|n| format!("fase-{n}-tipo=rollout&fase-{n}-titolo=f{n}"));
        rows.collect::<Vec<_>>().join("&")
    };
    let mut text = sheet(Section::Path, &form(1)).checked().unwrap();
    let first = text.content.phases[0].clone();
    text.content.phases = (1..=200)
        .map(|key| {
            let mut phase = first.clone();
            phase.key = key;
            phase
        })
        .collect();
    let saved = over(Section::Path, &form(200), text.clone()).checked();
    assert_eq!(saved.unwrap().content.phases.len(), 200);
    let found = over(Section::Path, &form(201), text).checked().unwrap_err();
    assert_eq!(
        found.0[0].message,
        "Qui ci stanno al massimo 200 fasi: adesso ce ne sono 201, riuniscine qualcuna"
    );
    // Of far too many the number is the true one.
    let found = sheet(Section::Path, &form(700)).checked().unwrap_err();
    assert_eq!(
        found.0[0].message,
        "Qui ci stanno al massimo 60 fasi: adesso ce ne sono 700, riuniscine qualcuna"
    );
}

#[test]
fn figures_ranges_and_codes_are_kept_as_numbers_or_refused() {
    let form = "avvio-da=38.000&avvio-a=40000,00+%E2%82%AC&avvio-nota=IVA+esclusa&annuo-nd=on&ore-da=400&cup=b51b21005740007";
    let text = sheet(Section::Costs, form).checked().unwrap();
    let spending = &text.content.spending;
    assert_eq!(
        (spending.start.from, spending.start.to),
        (Some(38_000), Some(40_000))
    );
    assert!(spending.yearly.unavailable && spending.yearly.from.is_none());
    assert_eq!(spending.hours.from, Some(400));
    assert_eq!(spending.cup, "B51B21005740007");
    for (form, field) in [
        ("avvio-da=circa+38+mila", "avvio-da"),
        ("avvio-da=40.000&avvio-a=38.000", "avvio-a"),
        ("annuo-da=5&annuo-nd=on", "annuo-nd"),
        ("cup=B51", "cup"),
    ] {
        assert_eq!(faults(&sheet(Section::Costs, form)), [field], "{form}");
    }
    assert_eq!(
        faults(&sheet(
            Section::Transferability,
            "taglia-da=9.000&taglia-a=5.000"
        )),
        ["taglia-a"]
    );
}

#[test]
fn what_is_saved_and_shown_again_means_the_same() {
    let path = "fase-1-chiave=1&fase-1-tipo=stall&fase-1-titolo=Sosta&fase-1-dal=05/2006&fase-1-testo=x&fase-1-causa=law\
        &fase-2-chiave=2&fase-2-tipo=restart&fase-2-titolo=Via&fase-2-dal=1/2/2010&fase-2-continua=on&fase-2-causa=law&fase-2-sblocco=un+bando&fase-2-chi=sindaci&fase-2-sostegno=Regione";
    let text = sheet(Section::Path, path).checked().unwrap();
    assert_eq!(text.content.phases[0].cause, Some(StallCause::Law));
    assert_eq!(text.content.phases[1].cause, None);
    assert!(text.content.phases[1].ongoing);
    let fit = "fattore-funzione=required&fattore-software=helpful&taglia-da=5.000&tempo=due+anni";
    let text = over(Section::Transferability, fit, text).checked().unwrap();
    assert_eq!(text.content.fit.factors.len(), 2);
    assert_eq!(text.content.fit.factors[0].factor, Factor::OtherFunction);
    assert_eq!(text.content.fit.factors[1].need, Need::Helpful);
    let text = over(
        Section::Organisation,
        "modello=decentralised&organizzazione=x",
        text,
    )
    .checked()
    .unwrap();
    assert_eq!(text.content.model, Some(Model::Decentralised));
    let form = "ostacolo-1-testo=y&ostacolo-1-tipo=legal&ostacolo-1-esito=open&ostacolo-1-fase=2";
    let text = over(Section::Obstacles, form, text).checked().unwrap();
    assert_eq!(text.content.obstacles[0].phase, Some(2));
    for section in WRITTEN {
        let offered = Arc::new(Offered {
            year: 2026,
            ..Offered::by(&text.content)
        });
        let mut titled = text.clone();
        titled.title = "t".into();
        let again = Sheet::of(page(*section), titled.clone(), offered).checked();
        assert_eq!(again.as_ref(), Ok(&titled), "{section}");
    }
    let offered = Arc::new(Offered {
        year: 2026,
        ..Offered::by(&text.content)
    });
    let again = Sheet::of(Page::Interview, text.clone(), offered).checked();
    assert_eq!(again, Ok(text));
}

#[test]
fn a_value_that_is_not_in_the_list_is_a_fault() {
    let form = "ostacolo-1-testo=x&ostacolo-1-tipo=magic&ostacolo-1-esito=open";
    assert_eq!(
        faults(&sheet(Section::Obstacles, form)),
        ["ostacolo-1-tipo"]
    );
    let form = "ostacolo-1-testo=x&ostacolo-1-tipo=legal&ostacolo-1-esito=open&ostacolo-1-fase=9";
    assert_eq!(
        faults(&sheet(Section::Obstacles, form)),
        ["ostacolo-1-fase"]
    );
    let form = "documento-1-id=00000000-0000-0000-0000-000000000001&documento-1-fase=";
    assert_eq!(faults(&sheet(Section::Documents, form)), ["documento-1"]);
}

#[test]
fn saving_drops_rows_in_which_nothing_was_typed() {
    let mut sheet = sheet(
        Section::Benefits,
        "vantaggio-1-prova=measured&vantaggio-2-testo=x&vantaggio-2-prova=declared",
    );
    sheet.press(Press::Keep);
    assert_eq!(sheet.checked().unwrap().content.benefits.len(), 1);
}

/// What a sheet says, row by row, of one part.
fn parts(sheet: &Sheet, name: &str) -> Vec<(String, Option<String>, Origin)> {
    let group = Group::of(sheet.page).unwrap();
    let place = group.place(name).unwrap();
    let rows = sheet.rows().into_iter();
    rows.map(|row| {
        let field = row.fields.into_iter().nth(place).unwrap();
        (
            field.value,
            field.theirs.map(|theirs| theirs.value),
            row.origin,
        )
    })
    .collect()
}

#[test]
fn of_two_texts_nothing_is_lost_and_each_difference_is_shown_beside_its_field() {
    let mine = sheet(
        Section::Path,
        "fase-1-chiave=1&fase-1-tipo=survey&fase-1-titolo=uno+mio&fase-2-chiave=2&fase-2-tipo=design&fase-2-titolo=due&fase-3-chiave=5&fase-3-tipo=design&fase-3-titolo=solo+mia",
    );
    let theirs = sheet(
        Section::Path,
        "fase-1-chiave=4&fase-1-tipo=survey&fase-1-titolo=prima&fase-2-chiave=1&fase-2-tipo=survey&fase-2-titolo=uno&fase-3-chiave=3&fase-3-tipo=survey&fase-3-titolo=in+mezzo&fase-4-chiave=2&fase-4-tipo=design&fase-4-titolo=due",
    );
    let merged = mine.beside(&theirs);
    let text = |text: &str| text.to_owned();
    assert_eq!(
        parts(&merged, "titolo"),
        [
            (text("prima"), None, Origin::Theirs),
            (text("uno mio"), Some(text("uno")), Origin::Both),
            (text("in mezzo"), None, Origin::Theirs),
            (text("due"), None, Origin::Both),
            (text("solo mia"), None, Origin::Mine),
        ]
    );
    assert!(merged.differs());
    let kept = sheet(
        Section::Path,
        "fase-1-chiave=1&fase-1-tipo=survey&fase-1-titolo=uno+mio&tieni-fase-1-titolo=altro&altro-fase-1-titolo=uno",
    );
    assert_eq!(kept.rows[0][2], "uno");
}

#[test]
fn rows_without_a_name_are_paired_by_what_they_say_then_by_their_order() {
    let row = |n: usize, text: &str| {
        format!("ostacolo-{n}-testo={text}&ostacolo-{n}-tipo=legal&ostacolo-{n}-esito=open")
    };
    let mine = sheet(
        Section::Obstacles,
        &[row(1, "a+mia"), row(2, "b")].join("&"),
    );
    let theirs = sheet(
        Section::Obstacles,
        &[row(1, "b"), row(2, "a"), row(3, "c")].join("&"),
    );
    let merged = mine.beside(&theirs);
    let text = |text: &str| text.to_owned();
    assert_eq!(
        parts(&merged, "testo"),
        [
            (text("a mia"), Some(text("a")), Origin::Both),
            (text("c"), None, Origin::Theirs),
            (text("b"), None, Origin::Both),
        ]
    );
}
