//! Writing a practice: every section, bad input, documents, the interview.

use crate::practices::{TITLE, begin, complete, section};
use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

/// Saves one page of the editor.
pub fn write(browser: &mut Browser, number: &str, name: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = section(browser, number, name).form("Salva la bozza");
    for (field, value) in fields {
        form = form.fill(field, value);
    }
    form.send()
}

/// Sends the page in the browser as it saves itself, with some fields typed; the page stays as it is.
pub fn autosave(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let shown = browser.page.clone();
    let mut sent = vec![("csrf", browser.csrf())];
    let form = browser.form("Salva la bozza");
    for name in ["form_token", "visto"] {
        sent.push((name, form.value(name).to_owned()));
    }
    let sent: Vec<(&str, &str)> = sent
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain(fields.iter().copied())
        .collect();
    let answer = browser.post(&format!("{path}/bozza"), &sent);
    browser.page = shown;
    answer
}

#[test]
fn rows_are_added_moved_and_taken_away_without_a_script() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    let page = section(&mut marco, &number, "percorso")
        .form("Aggiungi una fase")
        .fill("fase-1-titolo", "uno")
        .fill("fase-2-titolo", "due")
        .send();
    assert_eq!(page.status, 200);
    assert!(page.has("Fase 3"), "{}", page.text());
    marco
        .form("Salva la bozza")
        .fill("fase-3-titolo", "tre")
        .send();
    let press = |marco: &mut Browser, act: &str| -> Vec<String> {
        marco.form("Salva la bozza").fill("azione", act).send();
        let form = marco.form("Salva la bozza");
        (1..=4)
            .map(|n| form.value(&format!("fase-{n}-titolo")).to_owned())
            .filter(|title| !title.is_empty())
            .collect()
    };
    assert_eq!(press(&mut marco, "su-3"), ["uno", "tre", "due"]);
    assert_eq!(press(&mut marco, "giu-1"), ["tre", "uno", "due"]);
    assert_eq!(press(&mut marco, "togli-2"), ["tre", "due"]);
    assert_eq!(press(&mut marco, "togli-99"), ["tre", "due"]);

    // What is wrong is not lost either, and is said in words.
    let page = marco
        .form("Aggiungi una fase")
        .fill("fase-1-dal", "maggio")
        .fill("fase-2-dal", "2011")
        .fill("fase-2-al", "2010")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Fase 1: scrivi la data come 2006, 05/2006 o 31/05/2006"));
    assert!(page.has("Fase 2: la fine viene prima dell’inizio"));
    assert_eq!(marco.form("Salva la bozza").value("fase-1-dal"), "maggio");
    let page = marco
        .form("Salva la bozza")
        .fill("fase-1-dal", "30/02/2010")
        .send();
    assert!(page.has("Fase 1: questa data non esiste nel calendario"));
    let page = marco
        .form("Salva la bozza")
        .fill("fase-1-dal", "maggio 2006")
        .fill("fase-2-al", "30 settembre 2011")
        .send();
    assert!(page.has("Bozza salvata."), "{}", page.text());
    let form = marco.form("Salva la bozza");
    assert_eq!(form.value("fase-1-dal"), "05/2006");
    assert_eq!(form.value("fase-2-al"), "30/09/2011");
}

#[test]
fn a_phase_taken_away_comes_back_with_what_named_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    complete(&mut marco, &number);
    let phase_of_the_obstacle = || {
        let mut other = app.browser_as(&cast.marco);
        let form = section(&mut other, &number, "ostacoli").form("Salva la bozza");
        form.value("ostacolo-1-fase").to_owned()
    };
    write(&mut marco, &number, "ostacoli", &[("ostacolo-1-fase", "2")]);
    assert_eq!(phase_of_the_obstacle(), "2");
    let page = section(&mut marco, &number, "percorso")
        .form("Togli la fase 2")
        .send();
    assert!(
        page.has("Fase «Ci si ferma» tolta.")
            && page.has("Resta senza fase: l’ostacolo «I sindaci temevano"),
        "{}",
        page.text()
    );
    assert_eq!(phase_of_the_obstacle(), "");
    // What is typed meanwhile is not lost either.
    let page = marco
        .form("Annulla")
        .fill("fase-1-chi", "Il segretario")
        .send();
    assert!(page.has("è di nuovo al suo posto"), "{}", page.text());
    let form = marco.form("Salva la bozza");
    for (field, value) in [
        ("fase-1-chi", "Il segretario"),
        ("fase-2-titolo", "Ci si ferma"),
        ("fase-2-tipo", "stall"),
        ("fase-2-causa", "lack_of_staff"),
    ] {
        assert_eq!(form.value(field), value, "{field}");
    }
    assert_eq!(phase_of_the_obstacle(), "2");

    // A row of another page comes back the same way; one in which nothing was typed is not offered.
    let page = section(&mut marco, &number, "vantaggi")
        .form("Togli il vantaggio 1")
        .send();
    assert!(
        page.has("Vantaggio «Pattuglie anche la sera.» tolto."),
        "{}",
        page.text()
    );
    marco.form("Annulla").send();
    let form = marco.form("Aggiungi un vantaggio");
    assert_eq!(form.value("vantaggio-1-testo"), "Pattuglie anche la sera.");
    form.send();
    let page = marco.form("Togli il vantaggio 2").send();
    assert!(!page.has("tolto."), "{}", page.text());
}

#[test]
fn who_writes_sees_what_a_machine_notices_before_sending() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    complete(&mut marco, &number);
    let page = section(&mut marco, &number, "rivedi").page.clone();
    assert!(!page.has("Controlli automatici"), "{}", page.text());
    let told = "Telefonare al 333 1234567 la mattina.";
    write(&mut marco, &number, "contesto", &[("contesto", told)]);
    let page = section(&mut marco, &number, "rivedi").page.clone();
    assert!(
        page.has("Possibili dati personali") && page.has("sembra un numero di cellulare"),
        "{}",
        page.text()
    );
}

#[test]
fn what_cannot_be_is_refused_in_words_and_given_back() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    let long = "x".repeat(100_000);
    for (name, fields, sentence) in [
        (
            "contesto",
            vec![("contesto", long.as_str())],
            "può avere al massimo 20.000 caratteri: adesso ne ha 100.000",
        ),
        (
            "percorso",
            vec![("fase-1-titolo", "a"), ("fase-1-dal", "0")],
            "Fase 1: scrivi la data come 2006",
        ),
        (
            "percorso",
            vec![("fase-1-titolo", "a"), ("fase-1-dal", "9999")],
            "Fase 1: controlla l’anno: può andare dal 1900 al 2041",
        ),
        (
            "percorso",
            vec![("fase-1-dal", "2010"), ("fase-1-al", "2009")],
            "Fase 1: la fine viene prima dell’inizio",
        ),
        (
            "percorso",
            vec![
                ("fase-1-tipo", "stall"),
                ("fase-1-dal", "2006"),
                ("fase-1-al", "2009"),
                ("fase-2-tipo", "stall"),
                ("fase-2-dal", "2008"),
            ],
            "Bozza salvata.",
        ),
        (
            "percorso",
            vec![("fase-2-al", "2011")],
            "Fase 2: questa stasi si sovrappone a quella della fase 1",
        ),
        (
            "costi",
            vec![("avvio-da", "circa 38 mila")],
            "Per cominciare, da: scrivi la cifra in numeri, per esempio 38.000",
        ),
        (
            "costi",
            vec![("ore-da", "9"), ("ore-a", "4")],
            "Ore di lavoro: il massimo è più piccolo del minimo",
        ),
        (
            "costi",
            vec![("cup", "B51B2100574000")],
            "il CUP ha 15 caratteri: adesso ne ha 14",
        ),
        (
            "trasferibilita",
            vec![("taglia-da", "tanti")],
            "scrivi la cifra in numeri",
        ),
        (
            "in-breve",
            vec![("titolo", "")],
            "Scrivi il titolo: anche una bozza ne ha uno",
        ),
    ] {
        let page = write(&mut marco, &number, name, &fields);
        assert!(page.has(sentence), "{name} {sentence}: {}", page.text());
        if sentence == "Bozza salvata." {
            continue;
        }
        assert_eq!(page.status, 422, "{name}");
        assert!(page.title().starts_with("Errore: "));
        let form = marco.form("Salva la bozza");
        for (field, value) in fields {
            assert_eq!(form.value(field), value, "{name}");
        }
    }
    let page = write(
        &mut marco,
        &number,
        "percorso",
        &[
            ("fase-1-al", "2007"),
            ("fase-2-tipo", "rollout"),
            ("fase-2-dal", "2014"),
        ],
    );
    assert!(
        page.has("Che cos’è successo tra il 2007 e il 2014?"),
        "{}",
        page.text()
    );
}

#[test]
fn a_figure_without_its_proof_is_not_published_and_a_document_proves_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    complete(&mut marco, &number);
    write(
        &mut marco,
        &number,
        "vantaggi",
        &[("vantaggio-1-prova", "measured")],
    );
    let page = section(&mut marco, &number, "rivedi").page.clone();
    assert!(
        page.has("Vantaggio 1: hai scritto «misurato», quindi indica la fonte o il documento"),
        "{}",
        page.text()
    );
    assert_eq!(
        page.links(&format!(
            "/pratiche/{number}/modifica/vantaggi#vantaggio-1-fonte"
        ))
        .len(),
        1
    );
    assert_eq!(marco.form("Invia la pratica").send().status, 422);

    // A document of the Unione is attached, by its title, and proves the benefit.
    marco.visit("/documenti/nuovo");
    let page = marco
        .form("Carica il documento")
        .fill("titolo", "Registro degli interventi")
        .fill("tipo", "documento_di_supporto")
        .tick("argomenti", "ict")
        .tick("visibilita", "own")
        .attach("file", "registro.txt", b"Interventi del 2023")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    let address = page.address.clone();
    let id = {
        let page = section(&mut marco, &number, "documenti").page.clone();
        assert!(page.has("Registro degli interventi"), "{}", page.text());
        let page = marco
            .form("Cerca tra i documenti")
            .fill("cerca", &address)
            .fill("azione", "cerca")
            .send();
        assert!(page.has("Registro degli interventi"), "{}", page.text());
        page.html
            .split("name=\"scelti\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("offered")
            .to_owned()
    };
    let page = marco
        .form("Aggiungi i documenti scelti")
        .tick("scelti", &id)
        .fill("azione", "allega")
        .send();
    assert!(
        page.has("Documento 1") && page.has("Registro degli interventi"),
        "{}",
        page.text()
    );
    write(
        &mut marco,
        &number,
        "documenti",
        &[("documento-1-nota", "Gli interventi, mese per mese")],
    );
    write(
        &mut marco,
        &number,
        "vantaggi",
        &[("vantaggio-1-documento", &id)],
    );
    let page = section(&mut marco, &number, "rivedi").page.clone();
    assert!(page.has("C’è tutto quello che serve."), "{}", page.text());

    // Nobody attaches what they may not see.
    let page = write(
        &mut marco,
        &number,
        "documenti",
        &[("documento-1-id", "018f0000-0000-7000-8000-000000000000")],
    );
    assert_eq!(page.status, 422);
    assert!(page.has("questo documento non c’è, o non lo puoi vedere"));
}

#[test]
fn an_interview_becomes_sections() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit("/pratiche/nuova");
    let unione = app.read(|conn| {
        let briefs = fra_unioni::features::unioni::briefs(conn, &[cast.valle_serena])?;
        Ok(briefs[&cast.valle_serena].number.to_string())
    });
    let page = chiara
        .form("Comincia dall’intervista")
        .fill("unione", &unione)
        .fill("titolo", TITLE)
        .fill("riassunto", "Un solo comando.")
        .tick("argomenti", "ict")
        .fill("azione", "intervista")
        .send();
    assert!(page.address.ends_with("/intervista"), "{}", page.address);
    for n in 1..=9 {
        assert!(page.has(&format!("{n}. ")), "question {n}");
    }
    let number = page.address.split('/').nth(2).unwrap().to_owned();
    let path = format!("/pratiche/{number}/intervista");
    // What does not read is kept as it is, with all the rest, and listed.
    let free = [
        ("contesto", "Cinque comuni."),
        ("fasi", "2006 si parte\nA un certo punto ci siamo fermati"),
        ("ostacoli", "nessun tecnico"),
        ("vantaggi", "ci si conosce"),
    ];
    let answer = autosave(&mut chiara, &path, &free);
    assert_eq!(answer.status, 200, "{}", answer.html);
    assert!(
        answer.html.contains("4 righe sono da sistemare."),
        "{}",
        answer.html
    );
    let page = chiara.visit(&path);
    assert!(page.has("Righe da sistemare"), "{}", page.text());
    for (name, value) in free {
        assert_eq!(chiara.form("Salva la bozza").value(name), value);
        for line in value.lines().filter(|_| name != "contesto") {
            assert!(page.has(&format!("«{line}»: ")), "{line}: {}", page.text());
        }
    }
    let page = chiara.visit(&format!("/pratiche/{number}/modifica/rivedi"));
    for missing in [
        "Fase 2: scegli il tipo di fase.",
        "Ostacolo 1: scegli il tipo di ostacolo.",
        "Vantaggio 1: scegli come lo sapete.",
    ] {
        assert!(page.has(missing), "{missing}: {}", page.text());
    }
    chiara.visit(&path);
    let answers = [
        ("contesto", "Cinque comuni, nessun tecnico."),
        (
            "fasi",
            "2006–2009 progettazione: si parte\n2009–2014 stasi: manca il personale\n2014–oggi gestione: in esercizio",
        ),
        ("organizzazione", "Un ufficio unico."),
        (
            "ostacoli",
            "personale: nessun tecnico -> uno con i vicini (risolto)",
        ),
        ("vantaggi", "percepito: ci si conosce"),
        (
            "costi",
            "Per cominciare 38.000 euro. Ogni anno: non disponibile",
        ),
        ("fate", "Partite dai contratti."),
    ];
    let answer = autosave(&mut chiara, &path, &answers);
    assert_eq!(answer.status, 200, "{}", answer.html);
    let mut form = chiara.form("Controlla e invia per conferma");
    for (name, value) in answers {
        form = form.fill(name, value);
    }
    let page = form.fill("azione", "avanti").send();
    assert!(
        page.address.ends_with("/modifica/rivedi"),
        "{}",
        page.address
    );
    assert!(
        page.has("Scrivi a quale ufficio si può chiedere."),
        "{}",
        page.text()
    );
    assert!(!page.has("almeno due fasi") && !page.has("scegli il tipo"));
    section(&mut chiara, &number, "percorso");
    let form = chiara.form("Salva la bozza");
    assert_eq!(form.value("fase-2-tipo"), "stall");
    assert_eq!(form.value("fase-3-continua"), "on");
    section(&mut chiara, &number, "ostacoli");
    assert_eq!(
        chiara.form("Salva la bozza").value("ostacolo-1-esito"),
        "solved"
    );

    // A figure that nobody has is ticked as such.
    section(&mut chiara, &number, "costi");
    let form = chiara.form("Salva la bozza");
    assert_eq!((form.value("avvio-nd"), form.value("annuo-nd")), ("", "on"));

    // What the editor adds is not lost by opening the interview again.
    write(
        &mut chiara,
        &number,
        "percorso",
        &[("fase-1-chi", "Segretario")],
    );
    chiara.visit(&path);
    chiara
        .form("Salva la bozza")
        .fill("contesto", "Cinque comuni.")
        .send();
    section(&mut chiara, &number, "percorso");
    assert_eq!(
        chiara.form("Salva la bozza").value("fase-1-chi"),
        "Segretario"
    );
    assert_eq!(app.browser_as(&cast.bruno).visit(&path).status, 404);
}

#[test]
fn the_telephone_takes_down_what_cannot_be_and_nobody_publishes_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    complete(&mut marco, &number);
    let path = format!("/pratiche/{number}/intervista");
    marco.visit(&path);
    let page = marco
        .form("Controlla e invia")
        .fill(
            "fasi",
            "2010–2006 progettazione: al contrario\n2006–2010 stasi: prima sosta\n2008–2012 stasi: seconda sosta",
        )
        .fill("azione", "bozza")
        .send();
    for listed in [
        "«2010–2006 progettazione: al contrario»: la fine viene prima dell’inizio",
        "«2008–2012 stasi: seconda sosta»: questa stasi si sovrappone",
    ] {
        assert!(page.has(listed), "{listed}: {}", page.text());
    }
    let page = marco.visit(&format!("/pratiche/{number}/modifica/rivedi"));
    for missing in [
        "Fase 1: la fine viene prima dell’inizio",
        "Fase 3: questa stasi",
    ] {
        assert!(page.has(missing), "{missing}: {}", page.text());
    }
    assert_eq!(marco.form("Invia la pratica").send().status, 422);

    // More lines than the path has room for, and a line longer than an obstacle may be.
    marco.visit(&path);
    let lines: Vec<String> = (0..200)
        .map(|n| format!("2006 gestione: fase {n}"))
        .collect();
    let page = marco
        .form("Controlla e invia")
        .fill("fasi", &lines.join("\n"))
        .fill("ostacoli", &format!("politico: {}", "x".repeat(6_000)))
        .send();
    assert_eq!(page.status, 422);
    assert!(
        page.has("al massimo 60 fasi: adesso ce ne sono 200"),
        "{}",
        page.text()
    );
    assert!(page.has("Ostacolo 1: «Che cosa vi ha fermato» può avere al massimo 5.000 caratteri"));
    assert_eq!(
        marco.form("Controlla e invia").value("fasi"),
        lines.join("\n")
    );
}

#[test]
fn a_new_row_claims_nothing_that_nobody_has_said() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    for (name, choice, first) in [
        ("percorso", "fase-1-tipo", ""),
        ("ostacoli", "ostacolo-1-tipo", ""),
        ("ostacoli", "ostacolo-1-esito", "unknown"),
        ("vantaggi", "vantaggio-1-prova", ""),
    ] {
        section(&mut marco, &number, name);
        assert_eq!(
            marco.form("Salva la bozza").value(choice),
            first,
            "{choice}"
        );
    }
    for (name, field, missing) in [
        (
            "percorso",
            "fase-1-titolo",
            "Fase 1: scegli il tipo di fase.",
        ),
        (
            "ostacoli",
            "ostacolo-1-testo",
            "Ostacolo 1: scegli il tipo di ostacolo.",
        ),
        (
            "vantaggi",
            "vantaggio-1-testo",
            "Vantaggio 1: scegli come lo sapete.",
        ),
    ] {
        let page = write(&mut marco, &number, name, &[(field, "x")]);
        assert!(page.has("Bozza salvata."), "{}", page.text());
        let page = section(&mut marco, &number, "rivedi").page.clone();
        assert!(page.has(missing), "{missing}: {}", page.text());
    }
}

#[test]
fn whatever_is_typed_is_shown_as_it_was_typed() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let nasty = "<script>alert('x')</script> 🚒 dritto & \"ecco\" שלום";
    let long = "à".repeat(150);
    marco.visit("/pratiche/nuova");
    let page = marco
        .form("Comincia a raccontare")
        .fill("titolo", &"à".repeat(300))
        .fill("riassunto", &"x".repeat(301))
        .tick("argomenti", "inventato")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Il titolo può avere al massimo 150 caratteri: adesso ne ha 300"));
    assert!(page.has("La pratica in breve può avere al massimo 300 caratteri"));
    assert!(page.has("Scegli gli argomenti tra quelli dell’elenco"));
    let number = begin(&mut marco, "", nasty);
    complete(&mut marco, &number);
    let fields: &[(&str, &[&str])] = &[
        (
            "in-breve",
            &[
                "titolo",
                "riassunto",
                "comuni",
                "persone",
                "forma",
                "fondi",
                "risparmio",
            ],
        ),
        ("contesto", &["contesto"]),
        (
            "percorso",
            &[
                "fase-1-titolo",
                "fase-1-testo",
                "fase-1-chi",
                "fase-2-testo",
                "fase-2-sostegno",
            ],
        ),
        ("organizzazione", &["organizzazione"]),
        ("soluzioni", &["scelte"]),
        ("ostacoli", &["ostacolo-1-testo", "ostacolo-1-soluzione"]),
        (
            "vantaggi",
            &[
                "vantaggio-1-testo",
                "vantaggio-1-prima",
                "vantaggio-1-dopo",
                "vantaggio-1-fonte",
            ],
        ),
        ("costi", &["avvio-nota", "annuo-nota", "costi"]),
        ("lezioni", &["fate", "non-fate", "chiedete", "lezioni"]),
        (
            "trasferibilita",
            &["tempo", "cosi", "adattare", "non-copiare", "trasferibilita"],
        ),
        ("contatti", &["contatti"]),
        ("fonti", &["fonti", "avvertenza"]),
    ];
    for (name, fields) in fields {
        section(&mut marco, &number, name);
        let mut form = marco.form("Salva la bozza");
        for field in *fields {
            form = form.fill(field, nasty);
        }
        let page = form.send();
        assert_eq!(page.status, 200, "{name}: {}", page.text());
        assert!(!page.html.contains("<script>alert"), "{name}");
        let form = marco.form("Salva la bozza");
        for field in *fields {
            assert_eq!(form.value(field), nasty, "{name} {field}");
        }
    }
    marco.visit(&format!("/pratiche/{number}/modifica/rivedi"));
    marco.form("Invia la pratica").send();
    let mut chiara = app.browser_as(&cast.chiara);
    let page = chiara.visit(&format!("/pratiche/{number}/revisione"));
    assert!(page.has(nasty), "{}", page.text());
    assert!(!page.html.contains("<script>alert"));
    let page = chiara.form("Pubblica").send();
    assert_eq!(page.status, 200);
    assert!(page.has("<script>alert('x')</script> 🚒"));
    assert!(!page.html.contains("<script>alert"));
    assert!(
        !app.browser()
            .visit("/pratiche")
            .html
            .contains("<script>alert")
    );
    let number = begin(&mut marco, "", &long);
    assert!(marco.visit(&format!("/pratiche/{number}")).has(&long));

    // Values no page offers.
    let page = section(&mut marco, &number, "ostacoli")
        .form("Salva la bozza")
        .fill("ostacolo-1-testo", "x")
        .fill("ostacolo-1-tipo", "magia")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("scegli una voce dell’elenco"));
}
