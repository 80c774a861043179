//! Registers: bringing a file of unioni, comuni or applications, looking at what it would do, importing
//! it; what stands on the page of the Unione.

use std::path::{Path, PathBuf};

use chrono::Duration;
use fra_unioni::features::registers;
use fra_unioni::features::unioni::{self, Facts, NewAdesione, NewComune};
use fra_unioni::platform::events::{self, EventKind};
use fra_unioni::platform::subject::SubjectKind;

use crate::imports::program;
use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

const LIST: &str = "/redazione/registri";

/// Brings a file; answers the page that says what it would do.
fn bring(browser: &mut Browser, name: &str, bytes: &[u8]) -> Page {
    browser.visit(LIST);
    browser
        .form("Guarda che cosa cambierebbe")
        .attach("file", name, bytes)
        .send()
}

/// Imports the file on whose page one is.
fn import(browser: &mut Browser) -> Page {
    browser.form("Importa il file").send()
}

const UNIONI: &str = "ipa_code,name,seat_municipality,seat_istat,province,region\n\
    uvs_,UNIONE VALLE SERENA,Alvito,060004,FR,Lazio\n\
    udcs,Unione Dei Comuni del Sinello,Guilmi,069044,CH,Abruzzo\n";

#[test]
fn a_file_of_unioni_adds_what_is_new_and_fills_what_was_empty() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = bring(&mut chiara, "unions.csv", UNIONI.as_bytes());
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.has("Prima di importare unions.csv") && page.has("1 nuova, 1 cambiata"));
    assert!(page.has("Sede: non indicato → Alvito"), "{}", page.text());
    assert!(
        page.has("Unione Dei Comuni del Sinello, udcs")
            && page.has("Come si leggono le prime righe")
    );
    // Nothing was written yet.
    assert!(!app.browser().visit("/unioni").has("Sinello"));

    let page = import(&mut chiara);
    assert!(
        page.has("Finita.") && page.has("Nuove 1") && page.has("Cambiate 1"),
        "{}",
        page.text()
    );
    let mut visitor = app.browser();
    let page = visitor.visit("/unioni/1");
    // Somebody wrote the name with care: the capitals of the register do not replace it.
    assert!(page.has("Unione Valle Serena") && page.has("Sede Alvito") && page.has("Provincia FR"));
    app.settle();
    assert!(
        visitor
            .visit("/cerca?q=sinello")
            .has("Unione Dei Comuni del Sinello")
    );

    let page = bring(&mut chiara, "unions.csv", UNIONI.as_bytes());
    assert!(
        page.has("Niente: è già tutto come nel file"),
        "{}",
        page.text()
    );
    let page = import(&mut chiara);
    assert!(page.has("non è cambiato niente") && page.has("Già uguali 2"));
    assert!(chiara.visit(LIST).has("Chiara Conti"));
    // Who did it and what it touched is in the log.
    let log = app.read(|conn| events::after(conn, 0, 1_000));
    let of = |kind: EventKind| log.iter().filter(|event| event.kind == kind).count();
    assert_eq!(
        (
            of(EventKind::RegisterConfirmed),
            of(EventKind::RegisterImported)
        ),
        (2, 2)
    );
    assert!(
        log.iter()
            .any(|event| event.kind == EventKind::UnioneChanged
                && event.actor == Some(cast.chiara.id))
    );
}

#[test]
fn what_people_wrote_is_not_overwritten_by_emptiness() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    app.write(|tx| {
        let facts = Facts {
            name: "Unione Valle Serena".to_owned(),
            ipa_code: "uvs_".to_owned(),
            region: "Lazio".to_owned(),
            seat: "Alvito, via Roma 1".to_owned(),
            website: "https://www.valleserena.example".to_owned(),
            description: "Cinque comuni.".to_owned(),
            ..Facts::default()
        };
        unioni::describe(tx, cast.valle_serena, &facts)
    });
    let mut ada = app.browser_as(&cast.ada);
    let text = "codice_ipa;denominazione;sede;regione;sito\nUVS_;Unione Valle Serena;Alvito;;\n";
    let page = bring(&mut ada, "enti.csv", text.as_bytes());
    assert!(
        page.has("Niente: è già tutto come nel file"),
        "{}",
        page.text()
    );
    import(&mut ada);
    let page = app.browser().visit("/unioni/1");
    for kept in [
        "Alvito, via Roma 1",
        "valleserena.example",
        "Cinque comuni.",
        "Lazio",
    ] {
        assert!(page.has(kept), "{kept}");
    }
}

#[test]
fn homonyms_stay_two_and_a_name_alone_makes_nothing_one() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let without_code = app.write(|tx| {
        let facts = Facts {
            name: "Unione Terre del Salice".to_owned(),
            region: "Piemonte".to_owned(),
            ..Facts::default()
        };
        unioni::describe(tx, cast.terre_del_salice, &facts)?;
        let comune = |tx: &mut _, name: &str, province: &str| {
            let new = NewComune {
                name: name.to_owned(),
                province: Some(province.to_owned()),
                ..NewComune::default()
            };
            unioni::add_comune(tx, &new)
        };
        let livo = comune(tx, "Livo", "CO")?;
        let by_statute = NewAdesione {
            source: "Statuto".to_owned(),
            ..NewAdesione::default()
        };
        unioni::join_comune(tx, cast.valle_serena, livo, &by_statute)?;
        Ok(livo)
    });
    let mut ada = app.browser_as(&cast.ada);
    let text = "codice_ipa;denominazione;regione\n\
        uts_;Unione Terre del Salice;Piemonte\nuvs2;Unione Valle Serena;Marche\n";
    let page = bring(&mut ada, "enti.csv", text.as_bytes());
    assert!(page.has("1 nuova, 1 da sistemare"), "{}", page.text());
    assert!(page.has("C’è già un’unione con questo nome, senza codice IPA"));
    import(&mut ada);
    let named = app.read(|conn| unioni::by_name(conn, "Unione Valle Serena"));
    assert_eq!(named.len(), 2, "two codes are two unioni");
    assert_eq!(
        app.read(|conn| unioni::by_name(conn, "Unione Terre del Salice"))
            .len(),
        1
    );

    // Livo is in the province of Como and in that of Trento.
    let text = "istat,name,province_code,population_2011\n013130,Livo,CO,190\n022106,Livo,TN,894\n";
    let page = bring(&mut ada, "comuni.csv", text.as_bytes());
    assert!(page.has("1 nuova, 1 cambiata"), "{}", page.text());
    assert!(
        page.has("Codice ISTAT: non indicato → 013130")
            && page.has("Abitanti del 2011: non indicato → 190")
    );
    import(&mut ada);
    let known = app.read(|conn| unioni::register::known_by_istat(conn, &["013130", "022106"]));
    assert_eq!(known["013130"].id, without_code);
    assert_ne!(known["022106"].id, without_code);
    let page = app.browser().visit("/unioni/1");
    assert!(
        page.has("190") && page.has("Abitanti: 2011, ISTAT"),
        "{}",
        page.text()
    );
}

/// A file of comuni of which every second line is broken in a way of its own.
fn half_broken() -> Vec<u8> {
    let long = "x".repeat(300);
    let lines = [
        "Codice Comune formato alfanumerico;Denominazione in italiano;Sigla automobilistica;Denominazione Regione;Popolazione legale 2011 (09/10/2011)",
        "001001;Agli\u{e8};TO;Piemonte;2.644",
        "1002;Airasca;TO",
        "001003;Ala di Stura;TO;Piemonte;462",
        "001001;Ancora Agli\u{e8};TO;Piemonte;1",
        "001006;Almese;TO;Piemonte;6303",
        &format!("001007;{long};TO;Piemonte;277"),
        "001008;=cmd|' /C calc'!A0;TO;Piemonte;16893",
        "00100;Andezeno;TO;Piemonte;1975",
        "001010;Andrate;TO;Piemonte;512",
        "001011;Angrogna;TO;Padania;871",
        "001012;\"Arignano\nin collina\";TO;Piemonte;1041",
        "=1+1;=cmd;TO;Piemonte;molti",
    ];
    let text = lines.join("\r\n");
    // Windows-1252 has one byte for each of these characters.
    text.chars().map(|c| c as u8).collect()
}

#[test]
fn a_file_with_half_its_lines_broken_tells_each_and_imports_the_rest() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = bring(&mut chiara, "C:\\Dati\\comuni.csv", &half_broken());
    assert!(page.has("5 nuove, 8 da sistemare"), "{}", page.text());
    let page = import(&mut chiara);
    assert_eq!(page.status, 200);
    for (line, reason) in [
        ("3", "La riga ha 3 celle, le intestazioni sono 5."),
        ("5", "È già alla riga 2: vale la prima."),
        ("7", "La denominazione ha più di 150 caratteri."),
        ("9", "«00100» non è il codice ISTAT di un comune"),
        ("11", "«Padania» non è una regione."),
        ("12", "Le virgolette di questa riga non vanno a coppie"),
        ("14", "non è"),
    ] {
        assert!(
            page.has(&format!("{line} {reason}")) || page.has(reason),
            "{line} {reason}\n{}",
            page.text()
        );
    }
    assert!(page.has("Nuove 5") && page.has("Da sistemare 8"));
    let address = page.links("righe-da-sistemare").remove(0);
    let file = chiara.visit(&address);
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(
        text.starts_with("\u{feff}Riga;Che cosa;Perché\r\n3;"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 9);
    assert!(
        text.contains("\r\n14;\"'=1+1, =cmd\";"),
        "no spreadsheet runs this: {text}"
    );
    let known = app.read(|conn| unioni::register::known_by_istat(conn, &["001001", "001012"]));
    assert_eq!(known["001001"].name, "Agliè");
    assert!(!known.contains_key("001012"));

    let page = bring(&mut chiara, "comuni.csv", &half_broken());
    assert!(
        page.has("Niente: è già tutto come nel file") && page.has("5 già uguali, 8 da sistemare"),
        "{}",
        page.text()
    );
    let before = app.read(unioni::bodies).len();
    import(&mut chiara);
    assert_eq!(app.read(unioni::bodies).len(), before);
}

#[test]
fn a_mark_that_is_not_closed_takes_no_other_line_along() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let text = "ipa_code,name,\"seat\nmunicipality\",seat_istat,province,region\n\
        uc_r1,\"Unione R1,,,CN,Piemonte\n\
        uc_r2,Unione R2,,,CN,Piemonte\n\
        uc_r3,\"Unione R3\",,,CN,Piemonte\n\
        uc_r4,Unione R4,,,CN,Piemonte\n\
        uc_r5,\"Unione R5,,,CN,Piemonte\n\
        uc_r6,Unione R6,,,CN,Piemonte\n";
    let page = bring(&mut chiara, "unioni.csv", text.as_bytes());
    assert!(page.has("4 nuove, 2 da sistemare"), "{}", page.text());
    let page = import(&mut chiara);
    assert!(
        page.has("Nuove 4") && page.has("forse mancano le virgolette di chiusura"),
        "{}",
        page.text()
    );
    let address = page.links("righe-da-sistemare").remove(0);
    let file = String::from_utf8(chiara.visit(&address).bytes).unwrap();
    assert_eq!(file.lines().count(), 3, "{file}");
    assert!(file.contains("\r\n3;") && file.contains("\r\n7;"), "{file}");
    for (name, known) in [(1, 0), (2, 1), (3, 1), (4, 1), (5, 0), (6, 1)] {
        let found = app.read(|conn| unioni::by_name(conn, &format!("Unione R{name}")));
        assert_eq!(found.len(), known, "{name}");
    }
}

#[test]
fn what_is_no_table_comes_back_with_what_to_do() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    for (bytes, sentence) in [
        (&b""[..], "Il file è vuoto"),
        (
            b"codice_ipa;denominazione\r\n",
            "ci sono solo le intestazioni",
        ),
        (
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
            "non è una tabella",
        ),
        (b"PK\x03\x04\x14\x00", "Questo è un foglio di calcolo"),
    ] {
        let page = bring(&mut chiara, "delibera.csv", bytes);
        assert_eq!(page.status, 422);
        assert!(
            page.has(sentence) && page.title().starts_with("Errore"),
            "{}",
            page.text()
        );
    }
    chiara.visit(LIST);
    let page = chiara.form("Guarda che cosa cambierebbe").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scegli il file da importare."));
    let page = bring(
        &mut chiara,
        "troppo.csv",
        &vec![b'a'; registers::LIMITS.bytes + 1],
    );
    assert_eq!(page.status, 413);
    assert!(chiara.visit(LIST).has("Ancora nessun file"));
}

#[test]
fn columns_with_names_of_their_own_are_told_by_hand() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let text = "Chiave\tCome si chiama\tGente\n001001\tAgliè\t2644\n";
    let page = bring(&mut chiara, "mio.tsv", text.as_bytes());
    assert!(
        page.has("Scegli la colonna per «Codice IPA».")
            && page.has("Colonna «Come si chiama» Agliè"),
        "the first rows help to choose: {}",
        page.text()
    );
    chiara
        .form("Aggiorna l’anteprima")
        .fill("registro", "comuni")
        .send();
    let form = chiara.form("Aggiorna l’anteprima");
    form.fill("colonna-istat", "0")
        .fill("colonna-name", "1")
        .fill("colonna-population", "2")
        .fill("data", "ieri")
        .send();
    assert_eq!(chiara.page.status, 422);
    assert!(chiara.page.has("Data dei dati: «ieri» non è una data."));
    let form = chiara.form("Aggiorna l’anteprima");
    assert_eq!(
        form.value("colonna-population"),
        "2",
        "what was chosen is still there"
    );
    let page = form.fill("data", "2023-12-31").send();
    assert!(
        page.has("1 nuova") && page.has("Agliè, 001001"),
        "{}",
        page.text()
    );
    import(&mut chiara);
    let known = app.read(|conn| unioni::register::known_by_istat(conn, &["001001"]));
    let people =
        app.read(|conn| unioni::register::people_on(conn, &[known["001001"].id], "2023-12-31"));
    assert_eq!(people[&known["001001"].id], 2_644);
}

#[test]
fn what_changes_is_seen_before_what_is_new() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let mut text = "ipa_code,name,seat_municipality,seat_istat,province,region\n".to_owned();
    for n in 1..=60 {
        text.push_str(&format!("nuova{n},Unione Nuova {n},,,,Lazio\n"));
    }
    text.push_str("uvs_,UNIONE VALLE SERENA,Alvito,060004,FR,Lazio\n");
    let page = bring(&mut chiara, "unions.csv", text.as_bytes());
    let shown = page.text();
    let changed = shown.find("Sede: non indicato → Alvito");
    let added = shown.find("Unione Nuova 1, nuova1");
    assert!(changed.is_some() && changed < added, "{shown}");
    assert!(page.has("Le prime 50 righe"), "{shown}");
}

#[test]
fn two_administrators_at_once_import_once() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut chiara, mut ada) = (app.browser_as(&cast.chiara), app.browser_as(&cast.ada));
    let page = bring(&mut chiara, "unions.csv", UNIONI.as_bytes());
    let address = page.address.clone();
    ada.visit(&address);
    // Ada says anew what the columns are: what Chiara saw is not what would be done.
    ada.form("Aggiorna l’anteprima")
        .fill("colonna-region", "")
        .send();
    let page = import(&mut chiara);
    assert_eq!(page.status, 409, "{}", page.text());
    chiara.visit(&address);
    ada.visit(&address);
    assert_eq!(import(&mut chiara).status, 200);
    let page = import(&mut ada);
    assert!(
        page.has("è già stata confermata") && page.has("Nuove 1"),
        "{}",
        page.text()
    );
    assert_eq!(
        app.read(|conn| unioni::by_name(conn, "Unione Dei Comuni del Sinello"))
            .len(),
        1
    );
    let confirmed = app.read(|conn| events::after(conn, 0, 1_000));
    let confirmed = confirmed
        .iter()
        .filter(|event| event.kind == EventKind::RegisterConfirmed);
    assert_eq!(confirmed.count(), 1);
    // The same form sent twice is one file.
    chiara.visit(LIST);
    let csrf = chiara.csrf();
    let token = chiara
        .form("Guarda che cosa cambierebbe")
        .value("form_token")
        .to_owned();
    assert!(!csrf.is_empty() && !token.is_empty());
    for _ in 0..2 {
        chiara.visit(LIST);
        let form = chiara
            .form("Guarda che cosa cambierebbe")
            .fill("form_token", &token);
        form.attach("file", "due.csv", UNIONI.as_bytes()).send();
    }
    assert_eq!(chiara.visit(LIST).text().matches("due.csv").count(), 1);
}

#[test]
fn a_long_file_goes_on_by_itself_and_files_are_thrown_away_after_a_day() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut ada = app.browser_as(&cast.ada);
    let rows: String = (1..=2_600)
        .map(|n| format!("{n:06},Comune {n},TO,Piemonte,{n}\n"))
        .collect();
    let text = format!("istat,name,province_code,region,population_2011\n{rows}");
    let page = bring(&mut ada, "comuni.csv", text.as_bytes());
    assert!(page.has("2.600 nuove"), "{}", page.text());
    let page = import(&mut ada);
    assert!(
        page.has("In corso: 2.000 su 2.600 righe."),
        "{}",
        page.text()
    );
    app.settle();
    let page = ada.visit(&page.address);
    assert!(
        page.has("Finita.") && page.has("Nuove 2600"),
        "{}",
        page.text()
    );
    let left = bring(&mut ada, "lasciato.csv", UNIONI.as_bytes()).address;
    app.clock.advance(Duration::hours(25));
    app.settle();
    // Her session ended as well.
    let mut ada = app.browser_as(&cast.ada);
    assert_eq!(ada.visit(&left).status, 404);
    // What was done is remembered, the file is not.
    assert!(ada.visit(&page.address).has("Nuove 2600"));
    assert!(app.read(registers::blob_hashes).is_empty());
}

#[test]
fn only_who_looks_after_the_whole_site_finds_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let address = bring(&mut chiara, "unions.csv", UNIONI.as_bytes()).address;
    assert!(
        chiara
            .visit("/redazione")
            .has("Importa dai registri pubblici")
    );
    for who in [&cast.marco, &cast.paola] {
        let mut browser = app.browser_as(who);
        assert_eq!(browser.visit(LIST).status, 404);
        assert_eq!(browser.visit(&address).status, 404);
    }
    chiara.visit(&address);
    let page = chiara.form("Butta via il file").send();
    assert!(page.has("non ha cambiato niente"));
    assert_eq!(chiara.visit(&address).status, 404);
}

const APPLICATIONS: &str = "codice_ipa,ente,tipologia_ente,comune,cod_comune,importo_finanziamento,avviso,data_invio_candidatura,data_finanziamento,codice_cup,decreto_finanziamento,stato_candidatura,data_stato_candidatura,misura\n\
c_a244,Comune di Alvito,Comuni,Alvito,060004,9506.14,1.3.1 ANNCSU,2025-07-07T08:45:08.000+0000,2025-08-13,C51J25001190006,Decreto n.90,A,2025-08-13,1.3.1\n\
c_l836,Comune di Vicalvi,Comuni,Vicalvi,060086,10172.0,1.3.1 PDND,2022-11-17T08:49:28.000+0000,2023-01-30,H51F22005980006,Decreto n.152,E,2024-05-16,1.3.1\n\
c_l836,Comune di Vicalvi,Comuni,Vicalvi,060086,23147.0,1.4.5 Notifiche,2022-09-15T07:10:32.000+0000,2023-01-03,H51F22005980007,Decreto n.131,Q,2024-05-16,1.4.5\n\
uvs_,Unione Valle Serena,Altri Enti,Alvito,060004,14000.0,1.4.4 SPID,2022-11-22T13:39:52.000+0000,2023-03-23,B61F23000190006,=cmd,R,2024-02-14,\n\
x_scuola,Istituto di Alvito,Scuole,Alvito,060004,100.0,1.4.4 SPID,2022-11-22T13:39:52.000+0000,2023-03-23,B61F23000190009,,A,,\n";

#[test]
fn applications_stand_on_the_page_of_the_unione_of_their_day() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    app.write(|tx| {
        let comune = |tx: &mut _, name: &str, istat: &str| {
            let new = NewComune {
                name: name.to_owned(),
                istat_code: Some(istat.to_owned()),
                ..NewComune::default()
            };
            unioni::add_comune(tx, &new)
        };
        let (alvito, vicalvi) = (
            comune(tx, "Alvito", "060004")?,
            comune(tx, "Vicalvi", "060086")?,
        );
        let date = |text: &str| text.parse().ok();
        unioni::join_comune(tx, cast.valle_serena, alvito, &NewAdesione::default())?;
        let later = NewAdesione {
            since: date("2022-10-01"),
            ..NewAdesione::default()
        };
        unioni::join_comune(tx, cast.valle_serena, vicalvi, &later)?;
        let before = NewAdesione {
            until: date("2022-09-30"),
            ..NewAdesione::default()
        };
        unioni::join_comune(tx, cast.terre_del_salice, vicalvi, &before)
    });
    assert!(
        app.browser()
            .visit("/unioni/1")
            .has("I dati di PA digitale 2026 non sono ancora stati caricati")
    );
    let mut chiara = app.browser_as(&cast.chiara);
    let page = bring(&mut chiara, "candidature.csv", APPLICATIONS.as_bytes());
    assert!(
        page.has("Scrivi di quale giorno sono i dati.") && !page.html.contains("Errore: "),
        "{}",
        page.text()
    );
    let page = chiara
        .form("Aggiorna l’anteprima")
        .fill("data", "2026-08-22")
        .send();
    assert!(
        page.has("4 nuove, 1 non riguarda gli enti del sito"),
        "{}",
        page.text()
    );
    import(&mut chiara);

    let mut visitor = app.browser();
    let page = visitor.visit("/unioni/1");
    assert!(
        page.has("Candidature a PA digitale 2026")
            && page.has("1.3.1 ANNCSU")
            && page.has("9.506,14 €"),
        "{}",
        page.text()
    );
    assert!(page.has("1 finanziata") && page.has("1 pagata") && page.has("1 rinuncia"));
    assert!(page.has("CC BY 4.0, dati del 22 agosto 2026"));
    assert!(
        !page.has("1.4.5 Notifiche"),
        "Vicalvi belonged to another unione then"
    );
    let page = visitor.visit("/unioni/2-unione-terre-del-salice");
    assert!(page.has("1.4.5 Notifiche") && !page.has("1.3.1 PDND"));
    assert!(
        page.has("1 con stato «Q», che la fonte non spiega"),
        "{}",
        page.text()
    );

    let page = visitor.visit("/unioni/1/candidature");
    assert!(
        page.has("17 novembre 2022")
            && page.has("H51F22005980006")
            && page.has("pagata, 16 maggio 2024"),
        "{}",
        page.text()
    );
    let text = String::from_utf8(visitor.visit("/unioni/1/candidature.csv").bytes).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(
        text.contains(";'=cmd;") && text.contains(";\"9506,14\";"),
        "{text}"
    );
    assert_eq!(visitor.visit("/unioni/999/candidature").status, 404);

    // What the register of calls tells of a call stands beside its applications.
    assert!(!page.has("Importo stanziato"), "{}", page.text());
    let calls = "titolo,misura,data_inizio_bando,data_fine_bando,stato,totale_importo_stanziato,soggetti_destinatari\n\
        1.3.1 ANNCSU,1.3.1 Piattaforma dati,2025-05-05,2025-09-30,TERMINATO,50000000.0,Comuni;Unioni di Comuni\n";
    bring(&mut chiara, "avvisi.csv", calls.as_bytes());
    let page = chiara
        .form("Aggiorna l’anteprima")
        .fill("data", "2026-08-22")
        .send();
    assert!(page.has("1 cambiata"), "{}", page.text());
    import(&mut chiara);
    let page = visitor.visit("/unioni/1/candidature");
    for told in [
        "1.3.1 Piattaforma dati",
        "terminato, secondo i dati del 22 agosto 2026",
        "50.000.000,00 €",
        "Comuni, Unioni di Comuni",
    ] {
        assert!(page.has(told), "{told}: {}", page.text());
    }

    // A newer file tells what changed, an older one takes nothing back.
    let newer = APPLICATIONS.replace("A,2025-08-13", "E,2026-10-01");
    bring(&mut chiara, "nuove.csv", newer.as_bytes());
    let page = chiara
        .form("Aggiorna l’anteprima")
        .fill("data", "2026-11-01")
        .send();
    assert!(
        page.has("1 cambiata, 3 già uguali") && page.has("Stato: finanziata → pagata"),
        "{}",
        page.text()
    );
    import(&mut chiara);
    bring(&mut chiara, "vecchie.csv", APPLICATIONS.as_bytes());
    let page = chiara
        .form("Aggiorna l’anteprima")
        .fill("data", "2026-08-22")
        .send();
    assert!(
        page.has("Niente: è già tutto come nel file"),
        "{}",
        page.text()
    );
}

#[test]
fn an_application_stands_under_the_unione_the_register_names_until_memberships_are_told() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (genola, alvito) = app.write(|tx| {
        let mut comune = |name: &str, istat: &str| {
            let new = NewComune {
                name: name.to_owned(),
                istat_code: Some(istat.to_owned()),
                ..NewComune::default()
            };
            unioni::add_comune(tx, &new)
        };
        Ok((comune("Genola", "004096")?, comune("Alvito", "060004")?))
    });
    let lines = APPLICATIONS.lines().enumerate().map(|(n, line)| match n {
        0 => format!("unione,{line}\n"),
        1 => format!("UNIONE VALLE SERENA,{line}\n"),
        _ => format!("Un’altra unione,{line}\n"),
    });
    let mut chiara = app.browser_as(&cast.chiara);
    bring(
        &mut chiara,
        "candidature.csv",
        lines.collect::<String>().as_bytes(),
    );
    chiara
        .form("Aggiorna l’anteprima")
        .fill("data", "2026-08-22")
        .send();
    import(&mut chiara);
    let mut visitor = app.browser();
    let page = visitor.visit("/unioni/1");
    assert!(
        page.has("1.3.1 ANNCSU")
            && page
                .has("stanno qui perché la fonte li mette sotto questa unione. Vale per Alvito."),
        "{}",
        page.text()
    );

    // Another Comune joins: of Alvito nobody told anything yet. Then it is told that it left before.
    app.write(|tx| unioni::join_comune(tx, cast.valle_serena, genola, &NewAdesione::default()));
    assert!(visitor.visit("/unioni/1").has("1.3.1 ANNCSU"));
    let left = NewAdesione {
        until: "2020".parse().ok(),
        ..NewAdesione::default()
    };
    app.write(|tx| unioni::join_comune(tx, cast.valle_serena, alvito, &left));
    let page = visitor.visit("/unioni/1");
    assert!(!page.has("1.3.1 ANNCSU"), "{}", page.text());
}

#[test]
fn the_command_does_what_the_page_does() {
    let data = std::env::temp_dir().join(format!("fra-unioni-reg-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&data).unwrap();
    let file = data.join("comuni.csv");
    std::fs::write(&file, half_broken()).unwrap();
    let path = file.to_string_lossy().into_owned();
    let run = |more: &[&str]| {
        let output = program(&data, &[&["register", "import", &path], more].concat(), &[]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let (code, printed, told) = run(&["--dry-run"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(printed.contains("Dry run, nothing was written. It would be: 5 added, 0 changed, 0 unchanged, 0 left out, 8 bad."), "{printed}");
    assert!(
        told.contains("line 3: 1002, Airasca: La riga ha 3 celle"),
        "{told}"
    );
    let (_, printed, _) = run(&[]);
    assert!(printed.contains("Imported: 5 added"), "{printed}");
    let (_, printed, _) = run(&[]);
    assert!(
        printed.contains("Imported: 0 added, 0 changed, 5 unchanged"),
        "{printed}"
    );
    let (code, _, told) = run(&["--kind", "unioni"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("--map COLUMN=ipa"), "{told}");
    let (code, _, told) = run(&["--map", "Pippo=istat"]);
    assert_eq!(code, Some(1), "{told}");
    let _ = std::fs::remove_dir_all(&data);
}

#[test]
fn the_true_files_are_taken_in_when_they_are_there() {
    let shared = option_env!("FRA_UNIONI_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let folder = shared.join("data");
    let file = |name: &str| std::fs::read(folder.join(name));
    let (Ok(unions), Ok(comuni), Ok(applications), Ok(calls)) = (
        file("unions.csv"),
        file("municipalities.csv"),
        file("candidature_due_unioni.csv"),
        file("avvisi_padigitale2026.csv"),
    ) else {
        return;
    };
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut ada = app.browser_as(&cast.ada);
    let page = bring(&mut ada, "unions.csv", &unions);
    assert!(
        page.has("101 nuove") && !page.has("da sistemare"),
        "{}",
        page.text()
    );
    import(&mut ada);
    let page = bring(&mut ada, "municipalities.csv", &comuni);
    assert!(
        page.has("7.904 nuove") && !page.has("da sistemare"),
        "{}",
        page.text()
    );
    let page = import(&mut ada);
    app.settle();
    assert!(ada.visit(&page.address).has("Nuove 7904"));
    for (name, bytes, found) in [
        ("candidature.csv", &applications, "35 nuove"),
        ("avvisi.csv", &calls, "57"),
    ] {
        bring(&mut ada, name, bytes);
        let page = ada
            .form("Aggiorna l’anteprima")
            .fill("data", "2026-08-22")
            .send();
        assert!(
            page.has(found) && !page.has("da sistemare"),
            "{}",
            page.text()
        );
        import(&mut ada);
    }
    // The files tell no membership, so what they say of an application's Unione counts.
    let page = app.browser().visit("/unioni?nome=fossanese");
    let address = page.links("-unione-del-fossanese").remove(0);
    let number = address.trim_start_matches("/unioni/").split('-').next();
    let page = app
        .browser()
        .visit(&format!("/unioni/{}/candidature", number.unwrap()));
    assert!(
        page.has("Genola") && page.has("la fonte li mette sotto questa unione"),
        "{}",
        page.text()
    );
    let imported = app.read(|conn| events::after(conn, 0, 20_000));
    let told = imported
        .iter()
        .filter(|event| event.subject.kind == SubjectKind::RegisterFile);
    assert!(
        told.count() > 20,
        "one event for each transaction that changed something"
    );
}
