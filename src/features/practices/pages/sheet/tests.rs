use super::*;
use crate::features::practices::content::StallCause;

fn sheet(section: Section, form: &str) -> Sheet {
    let fields = Fields::from_urlencoded(form.as_bytes(), "/x");
    Sheet::read(section, Text::default(), &fields)
}

fn titles(sheet: &Sheet) -> Vec<String> {
    sheet.rows.iter().map(|row| row[1].clone()).collect()
}

#[test]
fn rows_are_added_removed_and_moved_with_all_that_was_typed() {
    let form = "fase-1-tipo=survey&fase-1-titolo=a&fase-1-dal=boh&fase-2-tipo=stall&fase-2-titolo=b&fase-3-titolo=c";
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
    assert_eq!(sheet(Section::Path, form).rows[0][2], "boh");
}

#[test]
fn buttons_say_what_they_want() {
    for (text, expected) in [
        ("avanti", Press::Continue),
        ("bozza", Press::Keep),
        ("aggiungi", Press::Add),
        ("togli-2", Press::Remove(1)),
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
fn dates_are_strict_and_in_order() {
    for (from, to, faults) in [
        ("", "", vec![]),
        ("2006", "2011", vec![]),
        ("05/2006", "2006", vec![]),
        ("31/05/2006", "05/2006", vec![]),
        ("2006-05-31", "31/05/2006", vec![]),
        ("maggio", "", vec!["fase-1-dal"]),
        ("31/02/2006", "2005", vec!["fase-1-dal"]),
        ("2006", "2005", vec!["fase-1-al"]),
        ("06/2006", "05/2006", vec!["fase-1-al"]),
        ("02/05/2006", "01/05/2006", vec!["fase-1-al"]),
    ] {
        let form = format!("fase-1-tipo=rollout&fase-1-titolo=x&fase-1-dal={from}&fase-1-al={to}");
        let checked = sheet(Section::Path, &form).checked();
        let found: Vec<String> = checked
            .err()
            .map(|faults| faults.0.into_iter().map(|fault| fault.field).collect())
            .unwrap_or_default();
        assert_eq!(found, faults, "{from} {to}");
    }
}

#[test]
fn what_is_saved_and_shown_again_means_the_same() {
    let form = "fase-1-tipo=stall&fase-1-titolo=Sosta&fase-1-dal=05/2006&fase-1-testo=x&fase-1-causa=law\
        &fase-2-tipo=restart&fase-2-titolo=Via&fase-2-dal=1/2/2010&fase-2-causa=law&fase-2-sblocco=un+bando";
    let text = sheet(Section::Path, form).checked().unwrap();
    assert_eq!(text.content.phases[0].cause, Some(StallCause::Law));
    assert_eq!(text.content.phases[1].cause, None);
    let again = Sheet::of(Section::Path, text.clone()).checked().unwrap();
    assert_eq!(again, text);
}

#[test]
fn a_value_that_is_not_in_the_list_is_a_fault() {
    let faults = sheet(
        Section::Obstacles,
        "ostacolo-1-testo=x&ostacolo-1-tipo=magic&ostacolo-1-esito=open",
    )
    .checked()
    .unwrap_err();
    assert_eq!(faults.0.len(), 1);
    assert_eq!(faults.0[0].field, "ostacolo-1-tipo");
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
