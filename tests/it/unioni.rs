//! Unioni: the list, the profile, changing it.

use fra_unioni::features::people;
use fra_unioni::features::questions::{self, NewQuestion};
use fra_unioni::features::unioni::{
    self, BodyKind, Facts, NewAdesione, NewBody, NewComune, Population, SharedFunction,
};
use fra_unioni::platform::actor::BodyId;
use fra_unioni::platform::audience::Token;
use fra_unioni::platform::subject::SubjectKind;

use crate::support::browser::Page;
use crate::support::cast::Person;
use crate::support::{Cast, TestApp};

/// Has somebody ask a question for its Unione; answers its address.
pub fn asked(app: &TestApp, cast: &Cast, who: &Person, unione: BodyId, title: &str) -> String {
    let actor = app
        .read(|conn| people::actors(conn, &[who.id]))
        .remove(&who.id)
        .expect("somebody who may sign in");
    app.write(|tx| {
        questions::ask(
            tx,
            &actor,
            &NewQuestion {
                title: title.to_owned(),
                body: "Da noi ci sono cinque comuni e nessun tecnico.".to_owned(),
                topics: vec![cast.ict],
                audience: Token::Public,
                unione: Some(unione),
                about: None,
            },
        )
    })
}

fn join(app: &TestApp, unione: BodyId, comune: &str, people: Option<i64>) {
    app.write(|tx| {
        let comune = unioni::add_comune(
            tx,
            &NewComune {
                name: comune.to_owned(),
                ..NewComune::default()
            },
        )?;
        unioni::join_comune(
            tx,
            unione,
            comune,
            &NewAdesione {
                since: "2006-05".parse().ok(),
                source: "Statuto".to_owned(),
                ..NewAdesione::default()
            },
        )?;
        if let Some(people) = people {
            unioni::add_population(tx, comune, &population(people, "2021"))?;
        }
        Ok(())
    });
}

fn population(people: i64, counted: &str) -> Population {
    Population {
        people,
        counted: counted.parse().expect("a date"),
        source: "ISTAT".to_owned(),
    }
}

#[test]
fn a_profile_says_what_is_known_and_what_is_not() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    join(&app, cast.valle_serena, "Alvito", Some(2_852));
    join(&app, cast.valle_serena, "Vicalvi", None);
    app.write(|tx| {
        unioni::add_shared_function(
            tx,
            cast.valle_serena,
            &SharedFunction {
                name: "Servizi ICT".to_owned(),
                topic: Some(cast.ict),
                since: "2018".parse().ok(),
                source: "Delibera".to_owned(),
                ..SharedFunction::default()
            },
        )
    });
    asked(
        &app,
        &cast,
        &cast.marco,
        cast.valle_serena,
        "Chi firma gli atti?",
    );
    let mut visitor = app.browser();
    let page = visitor.visit("/unioni/1-unione-valle-serena");
    assert_eq!(page.status, 200);
    assert!(page.has("Unione Valle Serena") && page.has("Lazio"));
    assert!(
        page.has("Alvito") && page.has("maggio 2006"),
        "{}",
        page.text()
    );
    assert!(page.has("somma dove è indicata, 1 comune su 2, dati del 2021"));
    assert!(page.has("Sede non indicato"), "{}", page.text());
    assert!(page.has("Servizi ICT") && page.has("dal 2018"));
    assert!(page.has("Chi firma gli atti?"));
    assert!(!page.has("Modifica il profilo") && !page.has("Segui l’unione"));

    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit("/unioni/1");
    assert_eq!(page.address, "/unioni/1-unione-valle-serena");
    assert!(page.has("Segui l’unione") && !page.has("Modifica il profilo"));
    marco.form("Segui").send();
    assert!(marco.visit("/unioni/1").has("Smetti di seguire"));
}

#[test]
fn names_of_mentori_are_for_members_only() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let url = "/unioni/2-unione-terre-del-salice";
    let seen = app.browser().visit(url);
    assert!(seen.has("Responsabile CED") && !seen.has("Lucia Bassi"));
    assert!(app.browser_as(&cast.marco).visit(url).has("Lucia Bassi"));
}

#[test]
fn the_list_is_narrowed_by_region_size_and_name() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    join(&app, cast.valle_serena, "Alvito", Some(2_852));
    app.write(|tx| {
        unioni::add_population(tx, cast.terre_del_salice, &population(10_200, "2022-12-31"))
    });
    let mut visitor = app.browser();
    let page = visitor.visit("/unioni");
    assert!(page.has("2 unioni") && page.has("10.200") && page.has("2.852"));
    let only = |page: &Page, name: &str| {
        page.links("/unioni/1-").is_empty() == (name != "serena")
            && page.links("/unioni/2-").is_empty() == (name != "salice")
    };
    for (query, name) in [
        ("regione=Lazio", "serena"),
        ("abitanti=fino-15", "salice"),
        ("abitanti=fino-5&abitanti=oltre-50", "serena"),
        ("nome=del+SALICE", "salice"),
        ("regione=Lazio&regione=Marche", "serena"),
    ] {
        let page = visitor.visit(&format!("/unioni?{query}"));
        assert!(only(&page, name), "{query}: {}", page.text());
        assert!(page.has("Togli tutti i filtri"));
    }
    let nothing = visitor.visit("/unioni?regione=Marche&nome=%3Cscript%3E");
    assert_eq!(nothing.status, 200);
    assert!(nothing.has("Nessuna unione con questi filtri"));
    assert!(!nothing.html.contains("<script>"));
    // A profile that changes is found as it is now.
    app.write(|tx| unioni::add_population(tx, cast.valle_serena, &population(51_000, "2023")));
    assert!(only(&visitor.visit("/unioni?abitanti=oltre-50"), "serena"));
}

#[test]
fn many_unioni_stand_on_several_pages() {
    let app = TestApp::start();
    app.write(|tx| {
        for n in 0..30 {
            unioni::add(tx, &unione(&format!("Unione numero {n:02}")))?;
        }
        Ok(())
    });
    let mut visitor = app.browser();
    let page = visitor.visit("/unioni");
    assert!(page.has("30 unioni, pagina 1 di 2") && page.has("Unione numero 24"));
    assert!(!page.has("Unione numero 25"));
    let page = visitor.visit("/unioni?pagina=2");
    assert!(page.has("Unione numero 25") && !page.has("Unione numero 24"));
    assert!(
        visitor
            .visit("/unioni?pagina=99999")
            .has("Unione numero 29")
    );
}

fn unione(name: &str) -> NewBody {
    NewBody {
        kind: BodyKind::Unione,
        name: name.to_owned(),
        ipa_code: None,
        region: None,
        province: None,
        example: true,
    }
}

#[test]
fn only_those_who_answer_for_it_change_a_profile() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let status = |who: &Person, path: &str| app.browser_as(who).visit(path).status;
    for path in ["/unioni/1/modifica", "/unioni/2/modifica"] {
        assert_eq!(status(&cast.marco, path), 403);
        assert_eq!(status(&cast.chiara, path), 200);
        assert_eq!(status(&cast.ada, path), 200);
    }
    assert_eq!(status(&cast.paola, "/unioni/1/modifica"), 200);
    assert_eq!(status(&cast.paola, "/unioni/2/modifica"), 403);
    assert_eq!(status(&cast.paola, "/unioni/99/modifica"), 404);
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/unioni/1/modifica");
    let csrf = paola.csrf();
    let forged = paola.post(
        "/unioni/2/modifica",
        &[("csrf", &csrf), ("nome", "Mia"), ("lock_version", "1")],
    );
    assert_eq!(forged.status, 403);
    assert!(app.browser().visit("/unioni/2").has("Terre del Salice"));
}

#[test]
fn the_manager_fills_the_profile_row_by_row() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/unioni/1/modifica");
    let page = paola
        .form("Aggiungi un comune")
        .fill("sede", "Alvito, piazza Marconi 3")
        .send();
    assert_eq!(page.status, 200);
    assert!(page.has("Nuovo comune"));
    assert_eq!(
        paola.form("Salva il profilo").value("sede"),
        "Alvito, piazza Marconi 3",
        "what was typed is still there"
    );
    paola
        .form("Aggiungi una funzione")
        .fill("comune-0-nome", "Alvito")
        .fill("comune-0-istat", "060004")
        .fill("comune-0-dal", "05/2006")
        .fill("comune-0-abitanti", "2.852")
        .fill("comune-0-data", "2011")
        .fill("comune-0-chi", "ISTAT")
        .send();
    let page = paola
        .form("Salva il profilo")
        .fill("funzione-0-nome", "Rete telematica")
        .fill("funzione-0-argomento", "ict")
        .fill("fondata", "31/05/2006")
        .fill("sito", "https://www.valleserena.example")
        .fill("altri_nomi", "Unione della Valle\nValle Serena e dintorni")
        .send();
    assert_eq!(page.address, "/unioni/1-unione-valle-serena");
    assert!(page.has("Profilo salvato."));
    for said in [
        "Alvito, piazza Marconi 3",
        "31 maggio 2006",
        "maggio 2006",
        "2.852",
        "Rete telematica",
        "https://www.valleserena.example",
        "Valle Serena e dintorni",
    ] {
        assert!(page.has(said), "{said}: {}", page.text());
    }
    app.settle();
    let changes = app.read(|conn| {
        fra_unioni::platform::events::of(
            conn,
            fra_unioni::platform::subject::Subject::new(SubjectKind::Unione, cast.valle_serena),
            10,
        )
    });
    assert_eq!(changes[0].actor, Some(cast.paola.id));
    // A row is taken away, and saved so.
    paola.visit("/unioni/1/modifica");
    assert_eq!(
        paola.form("Salva il profilo").value("comune-0-dal"),
        "05/2006"
    );
    let page = paola.form("Togli il comune Alvito").send();
    assert_eq!(page.status, 200);
    assert!(
        paola
            .form("Salva il profilo")
            .send()
            .has("Profilo salvato.")
    );
    assert!(!paola.visit("/unioni/1").has("2.852"));
}

#[test]
fn what_cannot_be_saved_comes_back_with_what_to_do() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/unioni/1/modifica");
    paola.form("Aggiungi un comune").send();
    let long = "a".repeat(300);
    let page = paola
        .form("Salva il profilo")
        .fill("nome", &long)
        .fill("provincia", "Frosinone")
        .fill("sito", "javascript:alert(1)")
        .fill("regione", "Atlantide")
        .fill("fondata", "ieri")
        .fill("codice_ipa", "uts_")
        .fill("comune-0-dal", "2010")
        .fill("comune-0-al", "2006")
        .fill("comune-0-abitanti", "molti")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.title().starts_with("Errore: "));
    for fault in [
        "al massimo 150 caratteri",
        "due lettere della sigla",
        "l’indirizzo del sito per intero",
        "Scegli la regione dall’elenco",
        "Scrivi la data come 2006, 05/2006 o 31/05/2006",
        "Scrivi il nome del comune",
        "La fine viene prima dell’inizio",
        "con un numero, per esempio 2.852",
        "a quale data si riferisce",
        "da dove viene il numero",
    ] {
        assert!(page.has(fault), "{fault}: {}", page.text());
    }
    assert_eq!(paola.form("Salva il profilo").value("nome"), long);
    // A codice IPA of somebody else's is a fault of its field.
    paola.visit("/unioni/1/modifica");
    let page = paola
        .form("Salva il profilo")
        .fill("codice_ipa", "UTS_")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Un altro ente ha già questo codice IPA"));
}

#[test]
fn of_two_editors_the_second_is_told_and_loses_nothing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut paola, mut chiara) = (app.browser_as(&cast.paola), app.browser_as(&cast.chiara));
    paola.visit("/unioni/1/modifica");
    chiara.visit("/unioni/1/modifica");
    paola
        .form("Salva il profilo")
        .fill("sede", "Alvito")
        .fill("contatti", "protocollo@valleserena.example")
        .send();
    let page = chiara
        .form("Salva il profilo")
        .fill("sede", "Vicalvi")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("Qualcuno ha salvato prima di te"));
    assert!(page.has("Alvito") && page.has("protocollo@valleserena.example"));
    assert_eq!(chiara.form("Salva il profilo").value("sede"), "Vicalvi");
    assert!(app.browser().visit("/unioni/1").has("Sede Alvito"));
    let page = chiara
        .form("Salva il profilo")
        .fill("contatti", "protocollo@valleserena.example")
        .send();
    assert!(page.has("Profilo salvato.") && page.has("Sede Vicalvi"));
}

#[test]
fn the_same_form_twice_has_one_effect() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/unioni/1/modifica");
    let form = paola.form("Salva il profilo").fill("sede", "Alvito");
    let again: Vec<(String, String)> = ["csrf", "form_token", "lock_version", "nome", "regione"]
        .iter()
        .map(|name| ((*name).to_owned(), form.value(name).to_owned()))
        .chain([("sede".to_owned(), "Alvito".to_owned())])
        .collect();
    drop(form);
    let fields: Vec<(&str, &str)> = again
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for _ in 0..2 {
        let page = paola.post("/unioni/1/modifica", &fields);
        assert_eq!(
            (page.status, page.address.as_str()),
            (200, "/unioni/1-unione-valle-serena")
        );
    }
    let version = app.read(|conn| unioni::find(conn, 1)).lock_version;
    assert_eq!(version, 2);
}

#[test]
fn html_and_long_names_do_no_harm_anywhere() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> אבג 🏔";
    let long = format!("Unione {}", "dellevallichenonfinisconomai".repeat(11));
    app.write(|tx| {
        let id = unioni::add(tx, &unione(&long[..300]))?;
        unioni::describe(
            tx,
            id,
            &Facts {
                name: long[..300].to_owned(),
                other_names: hostile.to_owned(),
                region: hostile.to_owned(),
                province: hostile.to_owned(),
                seat: hostile.to_owned(),
                website: format!("https://x.example/{hostile}"),
                legal_form_words: hostile.to_owned(),
                activity_words: hostile.to_owned(),
                rtd: hostile.to_owned(),
                description: hostile.to_owned(),
                contacts: hostile.to_owned(),
                source: hostile.to_owned(),
                ..Facts::default()
            },
        )?;
        let comune = unioni::add_comune(
            tx,
            &NewComune {
                name: hostile.to_owned(),
                ..NewComune::default()
            },
        )?;
        unioni::join_comune(
            tx,
            id,
            comune,
            &NewAdesione {
                until: "2018".parse().ok(),
                source: hostile.to_owned(),
                act: hostile.to_owned(),
                leaving_reason: hostile.to_owned(),
                ..NewAdesione::default()
            },
        )?;
        unioni::add_shared_function(
            tx,
            id,
            &SharedFunction {
                name: hostile.to_owned(),
                source: hostile.to_owned(),
                deed: hostile.to_owned(),
                comuni: vec![comune],
                ..SharedFunction::default()
            },
        )
    });
    app.settle();
    let mut chiara = app.browser_as(&cast.chiara);
    for path in ["/unioni", "/unioni/3", "/unioni/3/modifica", "/"] {
        let page = chiara.visit(path);
        assert_eq!(page.status, 200, "{path}");
        for mark in ["<script>alert", "<img src=x", "\"'><"] {
            assert!(!page.html.contains(mark), "{path} lets {mark} through");
        }
    }
    chiara.visit("/unioni/3/modifica");
    let saved = chiara
        .form("Salva il profilo")
        .fill("sede", "Sede")
        .fill("sito", "")
        .send();
    assert!(saved.has("Profilo salvato."), "{}", saved.text());
}

#[test]
fn an_unione_is_found_by_its_comuni_and_its_functions() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    join(&app, cast.valle_serena, "Settefrati", None);
    let entries = app.read(|conn| unioni::entries(conn, cast.valle_serena.0));
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].title, "Unione Valle Serena");
    assert!(entries[0].body.contains("Settefrati"));
    assert_eq!(entries[0].audience, ["public"]);
    let ids = app.read(|conn| unioni::ids_after(conn, None, 10));
    assert_eq!(ids.len(), 2, "the team is no Unione");
    let rest = app.read(|conn| unioni::ids_after(conn, Some(ids[0]), 10));
    assert_eq!(rest, ids[1..]);
}
