//! Tables of an inventory, case by case.

use super::super::Reach;
use super::*;
use crate::platform::actor::BodyId;

fn inventory() -> Inventory {
    let held = |number: i64, name: &str, code: &str| Held {
        comune: BodyId::new(),
        number,
        name: name.to_owned(),
        istat_code: Some(code.to_owned()),
        holdings: Holdings::default(),
        lock_version: 0,
    };
    Inventory {
        reach: Reach::Own,
        comuni: vec![
            held(1, "Alvito", "060004"),
            held(2, "Sant’Albano", "004211"),
        ],
        updated_at: None,
    }
}

fn taken_in(inventory: &mut Inventory, lines: &[Line]) -> Outcome {
    let mut outcome = Outcome::default();
    for held in &mut inventory.comuni {
        held.holdings = merge(&held.holdings, held.number, lines, &mut outcome);
    }
    outcome
}

#[test]
fn half_of_the_lines_are_broken_and_the_rest_is_kept_once() {
    let text = "Comune;Area;Software;Fornitore;Fine contratto;Mbit/s\n\
                Alvito;Protocollo;Alfa;Ditta;30/06/2027;100\n\
                Atina;Protocollo;Alfa;;;\n\
                sant'albano;tributi;Gamma;;;\n\
                Alvito;Astrologia;Beta;;;\n\
                Alvito;SUAP;;Ditta;;\n\
                Alvito;PEC;Posta;;domani;\n\
                Alvito;PEC\n\
                ;PEC;Posta;;;\n\
                Alvito;;;;;veloce\n\
                Sant’Albano;;;;;\n";
    let mut inventory = inventory();
    let sheet = read(text.as_bytes(), &inventory).expect("a table");
    let bad: Vec<u64> = sheet.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(bad, [3, 5, 6, 7, 8, 9, 10], "{:?}", sheet.bad);
    assert!(
        sheet.bad[0]
            .reason
            .contains("Atina non è un comune di oggi")
    );
    let outcome = taken_in(&mut inventory, &sheet.lines);
    assert_eq!((outcome.added, outcome.about_comuni), (2, 1));
    assert_eq!(inventory.comuni[0].holdings.mbit_s, Some(100));
    assert_eq!(inventory.comuni[1].holdings.software[0].area, Area::Taxes);
    let again = taken_in(&mut inventory, &sheet.lines);
    assert!(again.is_nothing(), "{again:?}");
    // What a form carries says the same.
    let carried = read(carried(&inventory, &sheet).as_bytes(), &inventory).expect("a table");
    assert_eq!(carried.lines.len(), 2);
    assert!(taken_in(&mut inventory, &carried.lines).is_nothing());
}

#[test]
fn what_is_downloaded_changes_nothing_when_it_comes_back() {
    let mut inventory = inventory();
    inventory.comuni[0].holdings = Holdings {
        connection: Some(Connection::Fibre),
        mbit_s: Some(1_000),
        ict_people: Some(2),
        fte_hundredths: Some(125),
        software: vec![Used {
            area: Area::Other,
            other_area: "Cimiteri".to_owned(),
            name: "=Lapis; \"plus\"".to_owned(),
            supplier: "Ditta, riga".to_owned(),
            contract_end: "2027-06".parse().ok(),
        }],
    };
    let before = inventory.comuni[0].holdings.clone();
    let sheet = read(&write(&inventory), &inventory).expect("a table");
    assert_eq!(sheet.bad, []);
    assert!(taken_in(&mut inventory, &sheet.lines).is_nothing());
    assert_eq!(inventory.comuni[0].holdings, before);
}

#[test]
fn a_table_says_more_of_what_is_there_and_takes_nothing_away() {
    let mut inventory = inventory();
    let lines = |text: &str, inventory: &Inventory| {
        let text = format!("codice istat,area,software,fornitore,fine contratto\n{text}");
        read(text.as_bytes(), inventory).expect("a table").lines
    };
    let first = lines("60004,Protocollo,Alfa,,\n", &inventory);
    assert_eq!(taken_in(&mut inventory, &first).added, 1);
    let more = lines("060004,protocollo,ALFA,Ditta,2027\n", &inventory);
    assert_eq!(taken_in(&mut inventory, &more).changed, 1);
    assert!(taken_in(&mut inventory, &first).is_nothing());
    let used = &inventory.comuni[0].holdings.software[0];
    assert_eq!(
        (used.name.as_str(), used.supplier.as_str()),
        ("Alfa", "Ditta")
    );
}

#[test]
fn posts_are_read_with_two_decimals() {
    for (text, read) in [
        ("", Ok(None)),
        ("1", Ok(Some(100))),
        ("0,5", Ok(Some(50))),
        ("1.25", Ok(Some(125))),
    ] {
        assert_eq!(hundredths(text), read, "{text}");
    }
    for text in ["-1", "mezzo", "1,255", ",", "99999"] {
        assert!(hundredths(text).is_err(), "{text}");
    }
    for (number, text) in [(50, "0,5"), (125, "1,25"), (105, "1,05"), (200, "2")] {
        assert_eq!(with_decimals(number), text);
    }
}

#[test]
fn what_is_no_table_of_ours_says_what_to_do() {
    let fault = |text: &str| read(text.as_bytes(), &inventory()).err();
    assert_eq!(fault("a;b\n1;2\n"), Some(SheetFault::NoColumns));
    assert!(matches!(fault(""), Some(SheetFault::Table(_))));
}
