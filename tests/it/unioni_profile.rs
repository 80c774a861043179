//! The whole profile: form and activity, who confers what, software, RTD, factors; and what of its
//! Comuni cannot be true.

use fra_unioni::features::unioni::{
    self, BodyKind, NewAdesione, NewBody, NewComune, SharedFunction,
};
use fra_unioni::platform::actor::BodyId;
use fra_unioni::platform::error::{Error, Refusal, Result};

use crate::support::{Cast, TestApp};

fn comune(
    app: &TestApp,
    unione: BodyId,
    name: &str,
    code: &str,
    since: &str,
    until: &str,
) -> Result<()> {
    app.app.write_now(|tx| {
        let comune = unioni::add_comune(
            tx,
            &NewComune {
                name: name.to_owned(),
                istat_code: (!code.is_empty()).then(|| code.to_owned()),
                region: Some("Lazio".to_owned()),
                ..NewComune::default()
            },
        )?;
        let new = NewAdesione {
            since: since.parse().ok(),
            until: until.parse().ok(),
            ..NewAdesione::default()
        };
        unioni::join_comune(tx, unione, comune, &new)
    })
}

#[test]
fn the_manager_tells_the_whole_profile_and_everybody_reads_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    comune(&app, cast.valle_serena, "Alvito", "060004", "2006", "").unwrap();
    comune(&app, cast.valle_serena, "Vicalvi", "060086", "2006", "").unwrap();
    let mut paola = app.browser_as(&cast.paola);
    let page = paola.visit("/unioni/1");
    assert!(
        page.has("Manca quanti abitanti hanno i comuni."),
        "{}",
        page.text()
    );
    let numbers: Vec<i64> = app.read(|conn| {
        let unione = unioni::find(conn, 1)?;
        let profile = unioni::profile(conn, unione)?;
        Ok(profile.members().map(|member| member.number).collect())
    });
    paola.visit("/unioni/1/modifica?apri=funzioni");
    paola.form("Aggiungi una funzione").send();
    paola.form("Aggiungi un software").send();
    let page = paola
        .form("Salva il profilo")
        .fill("forma", "unione_montana")
        .fill("attivita", "stalled")
        .fill("attivita_parole", "in attesa del nuovo statuto")
        .fill("zona", "mountain")
        .fill("sede_comune", &numbers[0].to_string())
        .fill("sede", "piazza Marconi 3")
        .fill("rtd", "Ufficio sistemi informativi")
        .fill("rtd_dal", "05/2020")
        .fill("rtd_associato", "si")
        .fill("fattore-size", "no")
        .fill("comune-1-al", "2019")
        .fill("comune-1-motivo", "Voleva un bilancio suo")
        .fill("comune-0-atto", "Delibera n. 12 del 2006")
        .fill("funzione-0-nome", "Rete telematica")
        .fill("funzione-0-modello", "central")
        .fill("funzione-0-dal", "2018")
        .tick("funzione-0-comuni", &numbers[0].to_string())
        .fill("funzione-0-atto", "Convenzione rep. 4")
        .fill("software-0-area", "protocollo")
        .fill("software-0-nome", "Carteggio")
        .send();
    assert!(page.has("Profilo salvato."), "{}", page.text());
    let page = app.browser().visit("/unioni/1");
    for said in [
        "Forma giuridica unione montana",
        "in stasi (in attesa del nuovo statuto)",
        "Zona montagna",
        "Sede Alvito, piazza Marconi 3",
        "RTD Ufficio sistemi informativi",
        "Nominato dal maggio 2020",
        "In forma associata sì",
        "Una dimensione sufficiente no",
        "Un ente che fa da guida non indicato",
        "Motivo: Voleva un bilancio suo",
        "Atto: Delibera n. 12 del 2006",
        "Conferita da tutti i comuni di oggi",
        "Modello accentrato",
        "Convenzione rep. 4",
        "Protocollo Carteggio non indicato",
    ] {
        assert!(page.has(said), "{said}: {}", page.text());
    }
    assert!(!page.has("Il tuo profilo"));
    // What is saved comes back as it was, and saving it again changes nothing of it.
    paola.visit("/unioni/1/modifica");
    let again = paola.form("Salva il profilo").send();
    assert!(
        again.has("Conferita da tutti i comuni di oggi") && again.has("Voleva un bilancio suo")
    );
}

#[test]
fn a_function_that_is_over_says_until_when() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    app.write(|tx| {
        let over = SharedFunction {
            name: "Polizia locale".to_owned(),
            since: "2010-05".parse().ok(),
            until: "2015-08".parse().ok(),
            ..SharedFunction::default()
        };
        unioni::add_shared_function(tx, cast.valle_serena, &over)
    });
    let page = app.browser().visit("/unioni/1");
    assert!(
        page.has("da maggio 2010 fino ad agosto 2015"),
        "{}",
        page.text()
    );
}

#[test]
fn a_comune_is_in_one_unione_at_a_time() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    comune(
        &app,
        cast.terre_del_salice,
        "Alvito",
        "060004",
        "2010",
        "2018-06-30",
    )
    .unwrap();
    let again = comune(&app, cast.valle_serena, "Alvito", "060004", "2015", "");
    assert!(matches!(again, Err(Error::Refused(Refusal::WrongState))));
    let to_come = comune(&app, cast.valle_serena, "Atina", "060011", "2027", "");
    assert!(matches!(to_come, Err(Error::Refused(Refusal::WrongState))));
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/unioni/1/modifica");
    paola.form("Aggiungi un comune").send();
    let page = paola
        .form("Salva il profilo")
        .fill("comune-0-nome", "Alvito")
        .fill("comune-0-istat", "060004")
        .fill("comune-0-dal", "2015")
        .send();
    assert_eq!(page.status, 422);
    assert!(
        page.has("In quel periodo Alvito faceva parte di Unione Terre del Salice"),
        "{}",
        page.text()
    );
    assert_eq!(paola.form("Salva il profilo").value("comune-0-dal"), "2015");
    // That one ends on the day the other begins is fine.
    let page = paola
        .form("Salva il profilo")
        .fill("comune-0-dal", "30/06/2018")
        .send();
    assert!(page.has("Profilo salvato."), "{}", page.text());
}

#[test]
fn what_cannot_be_true_of_the_comuni_is_said_where_it_stands() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    comune(&app, cast.valle_serena, "Alvito", "060004", "2006", "2010").unwrap();
    comune(&app, cast.terre_del_salice, "Vicalvi", "060086", "", "").unwrap();
    let number = app.read(|conn| {
        let unione = unioni::find(conn, 1)?;
        Ok(unioni::profile(conn, unione)?.adesioni[0]
            .number
            .to_string())
    });
    let mut paola = app.browser_as(&cast.paola);
    let mut mended = |fields: &[(&str, &str)], sentence: &str| {
        paola.visit("/unioni/1/modifica");
        paola.form("Aggiungi un comune").send();
        paola.form("Aggiungi una funzione").send();
        paola.form("Aggiungi un numero di abitanti").send();
        let mut form = paola.form("Salva il profilo");
        for (name, value) in fields {
            form = if name.ends_with("-comuni") {
                form.tick(name, value)
            } else {
                form.fill(name, value)
            };
        }
        let page = form.send();
        assert_eq!(page.status, 422, "{fields:?}: {}", page.text());
        assert!(page.has(sentence), "{sentence}: {}", page.text());
    };
    mended(
        &[("comune-1-nome", "Unione Valle Serena")],
        "Un’unione non può far parte di se stessa",
    );
    mended(
        &[("comune-1-nome", "Atina"), ("comune-1-istat", "060004")],
        "Questo è il codice ISTAT di Alvito",
    );
    mended(
        &[
            ("comune-1-nome", "Alvito"),
            ("comune-1-istat", "060004"),
            ("comune-1-dal", "2008"),
        ],
        "Alvito è scritto due volte per lo stesso periodo",
    );
    mended(
        &[
            ("comune-1-nome", "Atina"),
            ("comune-1-dal", "2010"),
            ("comune-1-al", "05/2009"),
        ],
        "La fine viene prima dell’inizio",
    );
    for field in [
        "comune-0-dal",
        "comune-0-al",
        "funzione-0-dal",
        "funzione-0-al",
    ] {
        mended(
            &[("funzione-0-nome", "SUAP"), (field, "24/11/2026")],
            "Questa data deve ancora venire",
        );
    }
    mended(
        &[("comune-1-nome", "Atina"), ("comune-1-dal", "9999")],
        "scrivine uno fra il 1800 e il 2100",
    );
    mended(
        &[("comune-1-nome", "Atina"), ("comune-1-dal", "0000")],
        "Questa data non esiste",
    );
    mended(
        &[("comune-1-nome", "Atina"), ("comune-1-motivo", "Lite")],
        "scrivi anche quando",
    );
    mended(
        &[
            ("popolazione-0-abitanti", "-5"),
            ("popolazione-0-data", "2020"),
            ("popolazione-0-chi", "ISTAT"),
        ],
        "quanti sono gli abitanti con un numero",
    );
    mended(
        &[
            ("funzione-0-nome", "SUAP"),
            ("funzione-0-dal", "2015"),
            ("funzione-0-comuni", &number),
        ],
        "Alvito non faceva parte dell’unione in quel periodo",
    );
    mended(&[("forma", "monarchia")], "Scegli una voce dell’elenco");
    // A homonym with another code is another Comune.
    paola.visit("/unioni/1/modifica");
    paola.form("Aggiungi un comune").send();
    let page = paola
        .form("Salva il profilo")
        .fill("comune-1-nome", "Vicalvi")
        .fill("comune-1-istat", "099999")
        .send();
    assert!(page.has("Profilo salvato."), "{}", page.text());
    let codes: Vec<Option<String>> = app.read(|conn| {
        let unione = unioni::find(conn, 1)?;
        let profile = unioni::profile(conn, unione)?;
        Ok(profile
            .members()
            .map(|member| member.istat_code.clone())
            .collect())
    });
    assert_eq!(codes, [Some("099999".to_owned())]);
}

#[test]
fn unioni_of_one_name_are_told_apart_by_their_code() {
    let app = TestApp::start();
    Cast::of(&app);
    let ids: Vec<BodyId> = ["uno_", "due_"]
        .iter()
        .map(|code| {
            app.write(|tx| {
                unioni::add(
                    tx,
                    &NewBody {
                        kind: BodyKind::Unione,
                        name: "Unione della Valle".to_owned(),
                        ipa_code: Some((*code).to_owned()),
                        region: Some("Lazio".to_owned()),
                        province: None,
                        example: true,
                    },
                )
            })
        })
        .collect();
    let found = app.read(|conn| unioni::by_ipa_code(conn, "DUE_"));
    assert_eq!(found.map(|brief| brief.id), Some(ids[1]));
}

#[test]
fn addresses_lead_to_one_page_or_to_none() {
    let app = TestApp::start();
    Cast::of(&app);
    let mut visitor = app.browser();
    let page = visitor.request("GET", "/unioni/1-un-altro-nome", &[], None);
    assert_eq!(page.status, 301);
    assert_eq!(
        page.header("location"),
        Some("/unioni/1-unione-valle-serena")
    );
    for unknown in ["/unioni/99", "/unioni/0", "/unioni/nessuna", "/unioni/1x"] {
        assert_eq!(visitor.visit(unknown).status, 404, "{unknown}");
    }
}
