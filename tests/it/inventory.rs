//! What is already there in the Comuni: Paola writes it down, Marco reads it, others see nothing of it
//! until she says so.

use fra_unioni::features::unioni::{self, NewAdesione, NewComune};
use fra_unioni::platform::actor::BodyId;
use fra_unioni::platform::subject::{Subject, SubjectKind};

use crate::support::{Cast, TestApp};

const URL: &str = "/unioni/1/inventario";

/// Comuni of the Unione Valle Serena; answers their numbers.
fn comuni(app: &TestApp, unione: BodyId, named: &[(&str, &str)]) -> Vec<i64> {
    app.write(|tx| {
        for (name, code) in named {
            let comune = unioni::add_comune(
                tx,
                &NewComune {
                    name: (*name).to_owned(),
                    istat_code: Some((*code).to_owned()),
                    region: Some("Lazio".to_owned()),
                    ..NewComune::default()
                },
            )?;
            unioni::join_comune(tx, unione, comune, &NewAdesione::default())?;
        }
        let unione = unioni::find(tx, 1)?;
        let profile = unioni::profile(tx, unione)?;
        Ok(profile.members().map(|member| member.number).collect())
    })
}

fn start() -> (TestApp, Cast, Vec<i64>) {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let numbers = comuni(
        &app,
        cast.valle_serena,
        &[("Alvito", "060004"), ("Vicalvi", "060086")],
    );
    (app, cast, numbers)
}

#[test]
fn the_manager_writes_it_row_by_row_and_the_referente_reads() {
    let (app, cast, numbers) = start();
    let mut paola = app.browser_as(&cast.paola);
    let page = paola.visit(URL);
    assert!(
        page.has("Nessuno ha ancora indicato il software"),
        "{}",
        page.text()
    );
    paola.visit(&format!("{URL}/comuni/{}", numbers[0]));
    let page = paola
        .form("Aggiungi un software")
        .fill("connessione", "fibra")
        .fill("mbit", "1.000")
        .fill("posti", "0,5")
        .fill("software-0-area", "protocollo")
        .fill("software-0-nome", "Carteggio")
        .fill("software-0-fine", "03/2027")
        .send();
    assert_eq!(page.status, 200);
    let page = paola
        .form("Salva quello che c’è")
        .fill("software-1-area", "altro")
        .fill("software-1-nome", "Cipressi")
        .fill("software-1-fine", "9999")
        .fill("addetti", "-2")
        .send();
    assert_eq!(page.status, 422);
    for fault in [
        "scrivi a che cosa serve",
        "fra il 1800 e il 2100",
        "Scrivi un numero intero",
    ] {
        assert!(page.has(fault), "{fault}: {}", page.text());
    }
    let page = paola
        .form("Salva quello che c’è")
        .fill("software-1-altra", "Cimiteri")
        .fill("software-1-fine", "2026")
        .fill("addetti", "1")
        .send();
    assert!(
        page.has("Salvato quello che c’è a Alvito."),
        "{}",
        page.text()
    );
    let mut marco = app.browser_as(&cast.marco);
    assert!(
        marco
            .visit("/unioni/1")
            .has("Quello che c’è già nei comuni")
    );
    let page = marco.visit(URL);
    for said in [
        "Protocollo indicato per un solo comune Carteggio non indicato",
        "Cimiteri",
        "fibra fino in ufficio (FTTH) 1.000 Mbit/s 1 persona 0,5",
        "Gennaio–marzo 2027",
        "fino a marzo 2027",
        "Quando finisce ogni contratto",
        "Alvito: Protocollo, Carteggio, fino a marzo 2027.",
        "indicate per 1 comune su 2",
    ] {
        assert!(page.has(said), "{said}: {}", page.text());
    }
    assert!(!page.has("Chi può vederlo") && !page.has("Carica una tabella"));
    assert_eq!(
        marco.visit(&format!("{URL}/comuni/{}", numbers[0])).status,
        403
    );
    assert_eq!(marco.visit(&format!("{URL}/tabella")).status, 403);
}

#[test]
fn nobody_else_sees_it_until_the_unione_says_so() {
    let (app, cast, numbers) = start();
    let mut paola = app.browser_as(&cast.paola);
    paola.visit(&format!("{URL}/comuni/{}", numbers[0]));
    paola
        .form("Salva quello che c’è")
        .fill("software-0-area", "protocollo")
        .fill("software-0-nome", "Carteggiosegreto")
        .send();
    app.settle();
    let paths = [
        URL.to_owned(),
        format!("{URL}.csv"),
        format!("{URL}/tabella"),
        format!("{URL}/modello.csv"),
        format!("{URL}/comuni/{}", numbers[0]),
    ];
    for who in [&cast.bruno, &cast.chiara] {
        let mut other = app.browser_as(who);
        for path in &paths {
            assert_eq!(other.visit(path).status, 404, "{path}");
        }
        for path in ["/unioni/1", "/unioni", "/", "/cerca?q=Carteggiosegreto"] {
            let page = other.visit(path);
            assert!(
                !page.has("Carteggiosegreto Alvito") && !page.has("Quello che c’è già"),
                "{path}"
            );
        }
        other.visit("/unioni");
        let csrf = other.csrf();
        let reach = [("csrf", csrf.as_str()), ("visibilita", "public")];
        assert_eq!(other.post(&format!("{URL}/visibilita"), &reach).status, 404);
    }
    assert_eq!(app.browser().visit(URL).status, 404);
    // Told to nobody, and not in the index.
    assert_eq!(app.letters().len(), 0);
    let found = app.browser().visit("/cerca?q=Carteggiosegreto");
    assert!(found.links("/unioni/1-").is_empty(), "{}", found.text());

    paola.visit(URL);
    let page = paola
        .form("Salva chi può vederlo")
        .fill("visibilita", "members")
        .send();
    assert!(
        page.has("Adesso lo vede: chi è iscritto al sito"),
        "{}",
        page.text()
    );
    for who in [&cast.bruno, &cast.chiara] {
        let mut other = app.browser_as(who);
        assert!(other.visit(URL).has("Carteggiosegreto"));
        assert_eq!(other.visit(&paths[4]).status, 403);
    }
    assert_eq!(app.browser().visit(URL).status, 404);
    assert_eq!(app.browser().visit(&paths[1]).status, 404);

    paola.visit(URL);
    paola
        .form("Salva chi può vederlo")
        .fill("visibilita", "public")
        .send();
    assert!(app.browser().visit(URL).has("Carteggiosegreto"));
    let table = app.browser().visit(&paths[1]);
    assert!(table.html.starts_with("\u{feff}Comune;Codice ISTAT;Area"));
    let changes = app.read(|conn| {
        fra_unioni::platform::events::of(
            conn,
            Subject::new(SubjectKind::Unione, cast.valle_serena),
            10,
        )
    });
    assert_eq!(changes[0].actor, Some(cast.paola.id));
}

#[test]
fn what_everybody_may_see_counts_among_what_is_alike() {
    let (app, cast, numbers) = start();
    comuni(
        &app,
        cast.terre_del_salice,
        &[("Atina", "060011"), ("Casalvieri", "060020")],
    );
    app.write(|tx| {
        let software = unioni::Software {
            area: unioni::Area::Taxes,
            name: "gettito".to_owned(),
            supplier: String::new(),
        };
        unioni::set_software(tx, cast.terre_del_salice, &[software])
    });
    let mut paola = app.browser_as(&cast.paola);
    paola.visit(&format!("{URL}/comuni/{}", numbers[0]));
    paola
        .form("Salva quello che c’è")
        .fill("software-0-area", "tributi")
        .fill("software-0-nome", "Gettito")
        .send();
    for (reach, counts) in [("own", false), ("members", false), ("public", true)] {
        paola.visit(URL);
        paola
            .form("Salva chi può vederlo")
            .fill("visibilita", reach)
            .send();
        for who in [&cast.paola, &cast.bruno] {
            let page = app.browser_as(who).visit("/unioni");
            assert!(page.has("stesso numero di comuni"), "{}", page.text());
            assert_eq!(
                page.has("stesso software per: tributi"),
                counts,
                "{reach}: {}",
                page.text()
            );
        }
    }
    // What a Comune of yesterday used counts no longer.
    paola.visit("/unioni/1/modifica");
    paola
        .form("Salva il profilo")
        .fill("comune-0-al", "2020")
        .send();
    let page = app.browser_as(&cast.bruno).visit("/unioni");
    assert!(page.has("quasi lo stesso numero di comuni"));
    assert!(!page.has("stesso software"), "{}", page.text());
}

#[test]
fn a_table_half_broken_is_shown_first_and_taken_in_once() {
    let (app, cast, _) = start();
    let mut paola = app.browser_as(&cast.paola);
    let model = paola.visit(&format!("{URL}/modello.csv"));
    assert!(model.html.contains("Alvito;060004;"), "{}", model.html);
    // As an Italian spreadsheet program writes it: semicolons, Windows-1252.
    let table = b"Comune;Area;Software;Fornitore;Fine contratto\r\n\
        Alvito;Protocollo;Qualit\xe0;Ditta;30/06/2027\r\n\
        Atina;Protocollo;Altro;;\r\n\
        060086;Tributi;Gettito;;\r\n\
        Vicalvi;contabilit\xe0;Conti;;2028\r\n\
        Vicalvi;Oroscopo;Stelle;;\r\n\
        Alvito;Tributi;\"Imposta;;\r\n\
        Alvito;Atti;\"Delibere\";;\r\n";
    for round in 0..2 {
        paola.visit(&format!("{URL}/tabella"));
        let page = paola
            .form("Guarda che cosa cambia")
            .attach("file", "inventario.csv", table)
            .send();
        assert_eq!(page.status, 200);
        for said in [
            "Riga 3. Atina non è un comune di oggi dell’unione.",
            "Riga 4.",
            "Riga 6. L’area «Oroscopo» non è nell’elenco",
            "Riga 7. Le virgolette di questa riga non vanno a coppie",
        ] {
            assert!(page.has(said), "{said}: {}", page.text());
        }
        if round == 0 {
            assert!(page.has("3 software in più"), "{}", page.text());
            assert!(
                page.has("Conti") && page.has("fornitore non indicato, contratto fino al 2028"),
                "{}",
                page.text()
            );
            assert!(!app.browser_as(&cast.marco).visit(URL).has("Qualità"));
            let page = paola.form("Salva le righe che si leggono").send();
            assert!(page.has("Tabella presa") && page.has("Qualità") && page.has("Conti"));
        } else {
            assert!(page.has("Non c’è niente da salvare."), "{}", page.text());
        }
    }
    // What was downloaded, pasted again, changes nothing; what is no table says what to do.
    let table = paola.visit(&format!("{URL}.csv"));
    paola.visit(&format!("{URL}/tabella"));
    let page = paola
        .form("Guarda che cosa cambia")
        .fill("testo", table.html.trim_start_matches('\u{feff}'))
        .send();
    assert!(page.has("Non c’è niente da salvare."), "{}", page.text());
    paola.visit(&format!("{URL}/tabella"));
    let page = paola
        .form("Guarda che cosa cambia")
        .fill("testo", "nome;cognome\nPaola;Riva")
        .send();
    assert_eq!(page.status, 422);
    assert!(
        page.has("ci vogliono le intestazioni del modello"),
        "{}",
        page.text()
    );
    paola.visit(&format!("{URL}/tabella"));
    let page = paola.form("Guarda che cosa cambia").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scegli un file CSV"));
}

#[test]
fn of_two_who_write_the_second_is_told_and_loses_nothing() {
    let (app, cast, numbers) = start();
    let (mut paola, mut ada) = (app.browser_as(&cast.paola), app.browser_as(&cast.ada));
    let path = format!("{URL}/comuni/{}", numbers[0]);
    paola.visit(&path);
    ada.visit(&path);
    paola.form("Salva quello che c’è").fill("mbit", "30").send();
    let page = ada.form("Salva quello che c’è").fill("mbit", "100").send();
    assert_eq!(page.status, 409);
    assert!(page.has("Qualcuno ha salvato prima di te") && page.has("Mbit/s: 30"));
    assert_eq!(ada.form("Salva quello che c’è").value("mbit"), "100");
    assert!(ada.form("Salva quello che c’è").send().has("100 Mbit/s"));
}

#[test]
fn a_comune_that_joins_another_unione_takes_nothing_along() {
    let (app, cast, numbers) = start();
    let mut paola = app.browser_as(&cast.paola);
    paola.visit(&format!("{URL}/comuni/{}", numbers[0]));
    paola.form("Salva quello che c’è").fill("mbit", "30").send();
    paola.visit("/unioni/1/modifica");
    paola
        .form("Salva il profilo")
        .fill("comune-0-al", "2020")
        .send();
    app.write(|tx| {
        let alvito = unioni::add_comune(
            tx,
            &NewComune {
                name: "Alvito".to_owned(),
                istat_code: Some("060004".to_owned()),
                ..NewComune::default()
            },
        )?;
        let since = NewAdesione {
            since: "2021".parse().ok(),
            ..NewAdesione::default()
        };
        unioni::join_comune(tx, cast.terre_del_salice, alvito, &since)
    });
    let page = app.browser_as(&cast.lucia).visit("/unioni/2/inventario");
    assert!(
        page.has("Alvito") && !page.has("30 Mbit/s"),
        "{}",
        page.text()
    );
    assert!(!app.browser_as(&cast.marco).visit(URL).has("Alvito"));
}
