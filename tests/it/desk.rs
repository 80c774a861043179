//! What waits for facilitators, however much waits for others.

use fra_unioni::features::documents::{self, DocumentKind, NewDocument, Reach};
use fra_unioni::features::people::{self, NewPerson, PersonState};
use fra_unioni::features::practices::{self, NewPractice, Text};
use fra_unioni::features::topics;
use fra_unioni::features::unioni::{self, BodyKind, NewBody};
use fra_unioni::platform::actor::{BodyId, OfficeKind, Scope, TopicId};
use fra_unioni::platform::db::Tx;
use fra_unioni::platform::error::Result;
use serde_json::json;

use crate::notifications::{actor, ask};
use crate::practices::actor as reader;
use crate::support::cast::Person;
use crate::support::{Cast, TestApp};

/// Adds the Unione Terra di Lavoro, in Campania.
fn terra_di_lavoro(app: &TestApp) -> BodyId {
    app.write(|tx| {
        unioni::add(
            tx,
            &NewBody {
                kind: BodyKind::Unione,
                name: "Unione Terra di Lavoro".into(),
                ipa_code: Some("utl_".into()),
                region: Some("Campania".into()),
                province: None,
                example: true,
            },
        )
    })
}

/// Adds somebody who works at a body and holds an office there.
fn somebody(app: &TestApp, name: &str, body: BodyId, kind: OfficeKind, scope: &Scope) -> Person {
    let email = format!("{}@esempio.example", name.to_lowercase());
    let id = app.write(|tx| {
        let id = people::add(
            tx,
            &NewPerson {
                given_name: name.into(),
                family_name: "Greco".into(),
                email: email.clone(),
                state: PersonState::Active,
                admin: false,
            },
        )?;
        let membership = people::join(tx, id, body, "")?;
        people::grant(tx, membership, kind, scope)?;
        Ok(id)
    });
    Person { id, email }
}

/// Imma facilitates Campania, where Carmine is a referente.
fn campania(app: &TestApp) -> (Person, Person) {
    let unione = terra_di_lavoro(app);
    let region = Scope::Region("Campania".into());
    (
        somebody(app, "Imma", unione, OfficeKind::Facilitatore, &region),
        somebody(app, "Carmine", unione, OfficeKind::Referente, &Scope::Site),
    )
}

/// Hands in a document for everybody, from the person's own Unione.
fn propose_document(tx: &mut Tx<'_>, who: &Person, topic: TopicId, title: &str) -> Result<()> {
    let actor = actor(tx, who);
    let new = NewDocument {
        title: title.to_owned(),
        description: "Lo schema che abbiamo usato noi.".to_owned(),
        kind: DocumentKind::ALL[0],
        topics: vec![topic],
        unione: actor.unioni().next(),
        reach: Reach::Public,
        named: Vec::new(),
        file: None,
        given_text: Some(vec!["Articolo uno.".to_owned()]),
        source_url: None,
        licence: None,
        deed: documents::Deed::default(),
    };
    documents::share(tx, &actor, new).map(|_| ())
}

/// A text of which nothing is missing.
fn whole(title: &str, topic: TopicId) -> Text {
    let content = json!({
        "topics": [topic],
        "phases": [{ "kind": "survey", "title": "Si parte" }, { "kind": "rollout", "title": "Si va" }],
        "organisation": "Un comandante, quattro presidi.",
        "obstacles": [{ "what": "I sindaci temevano.", "kind": "political", "outcome": "open" }],
        "benefits": [{ "what": "Pattuglie anche la sera.", "evidence": "perceived" }],
        "lessons": "Partite dai turni.",
        "contacts": "Comando della polizia locale",
    });
    Text {
        title: title.to_owned(),
        summary: "Quattro comuni, un solo comando.".to_owned(),
        content: serde_json::from_value(content).unwrap(),
    }
}

/// Tells a practice of the person's own Unione and sends it to be reviewed; answers its number.
pub fn propose_practice(tx: &mut Tx<'_>, who: &Person, topic: TopicId, title: &str) -> Result<i64> {
    let actor = actor(tx, who);
    let text = whole(title, topic);
    let new = NewPractice {
        unione: actor.unioni().next().unwrap(),
        title: title.to_owned(),
        summary: text.summary.clone(),
        topics: vec![topic],
    };
    let begun = practices::draft(tx, &actor, new)?;
    let saved = practices::save(tx, &actor, begun.number, begun.lock_version, &text)?;
    practices::submit(tx, &actor, saved.number, None)?;
    Ok(saved.number)
}

#[test]
fn what_waits_in_one_region_is_found_behind_much_of_another() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (imma, carmine) = campania(&app);
    app.write(|tx| {
        for n in 0..=100 {
            propose_document(tx, &cast.marco, cast.ict, &format!("Atto {n}"))?;
        }
        for n in 0..=200 {
            propose_practice(tx, &cast.marco, cast.ict, &format!("Pratica {n}"))?;
        }
        Ok(())
    });
    app.clock.advance(chrono::Duration::hours(1));
    app.write(|tx| {
        propose_document(tx, &carmine, cast.ict, "Statuto di Terra di Lavoro")?;
        propose_practice(tx, &carmine, cast.ict, "Il SUAP di Terra di Lavoro")
    });

    let mut imma = app.browser_as(&imma);
    let desk = imma.visit("/redazione");
    assert!(
        desk.has("nessuna da più di tre giorni lavorativi 2 Da rivedere"),
        "{}",
        desk.text()
    );
    assert!(desk.has("Statuto di Terra di Lavoro") && desk.has("Il SUAP di Terra di Lavoro"));
    assert!(!desk.has("Atto 0") && !desk.has("Pratica 0"));
    let home = imma.visit("/");
    assert!(
        home.has("«Il SUAP di Terra di Lavoro» aspetta di essere riletta e pubblicata"),
        "{}",
        home.text()
    );
}

/// A published practice is filed as everybody reads it, its new draft as it is to be.
#[test]
fn a_new_draft_waits_for_who_facilitates_either_topic() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let roots = app.read(topics::all);
    let facilitatore_of = |name: &str, slug: &str| {
        let topic = roots.iter().find(|topic| topic.slug == slug).unwrap();
        let scope = Scope::Topic {
            id: topic.id,
            within: vec![topic.id],
            slug: topic.slug.clone(),
        };
        let office = OfficeKind::Facilitatore;
        somebody(&app, name, cast.terre_del_salice, office, &scope)
    };
    let [other, third] = ["polizia-locale", "personale"];
    let people = [
        facilitatore_of("Imma", "ict"),
        facilitatore_of("Olga", other),
        facilitatore_of("Tea", third),
    ];
    let other = roots.iter().find(|topic| topic.slug == other).unwrap().id;
    app.write(|tx| {
        let number = propose_practice(tx, &cast.marco, cast.ict, "Un solo comando")?;
        let chiara = actor(tx, &cast.chiara);
        let practice = practices::publish(tx, &chiara, number, None)?;
        let marco = actor(tx, &cast.marco);
        let text = whole("Un solo comando, di notte", other);
        practices::save(tx, &marco, number, practice.lock_version, &text)?;
        practices::versions::note_change(tx, &marco, number, "Anche di notte")?;
        practices::submit(tx, &marco, number, None)
    });

    let queue = |person: &Person| {
        let reader = reader(&app, person);
        let queue = app.read(|conn| practices::review_queue(conn, &reader, 1));
        let home = app.read(|conn| practices::waiting_for(conn, &reader));
        (queue.len(), home.len())
    };
    assert_eq!(people.each_ref().map(queue), [(1, 1), (1, 1), (0, 0)]);
}

#[test]
fn a_tile_counts_what_the_page_cuts() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    app.write(|tx| {
        for n in 0..30 {
            propose_document(tx, &cast.marco, cast.ict, &format!("Atto {n}"))?;
            propose_practice(tx, &cast.marco, cast.ict, &format!("Pratica {n}"))?;
        }
        Ok(())
    });
    for n in 0..55 {
        ask(&app, &cast, &cast.bruno, &format!("Domanda antica {n}"));
    }
    app.clock.advance(chrono::Duration::days(4));
    for n in 0..5 {
        ask(&app, &cast, &cast.bruno, &format!("Domanda nuova {n}"));
    }

    let mut chiara = app.browser_as(&cast.chiara);
    let desk = chiara.visit("/redazione");
    assert!(
        desk.has("60 Domande senza risposta 55 da più di tre giorni lavorativi"),
        "{}",
        desk.text()
    );
    assert!(desk.has("60 Da rivedere"));
    assert!(desk.has(
        "55 domande senza risposta da più di 3 giorni lavorativi, poi 60 contenuti da rivedere"
    ));
    assert_eq!(desk.html.matches("Rivedi<span").count(), 50);
    assert!(desk.has("Qui ci sono i 50 contenuti che aspettano da più tempo, su 60"));
    assert_eq!(desk.html.matches(">Domanda antica ").count(), 50);
    assert!(desk.has("Qui ci sono le 50 domande che aspettano da più tempo, su 60"));
    let all = chiara.visit("/domande?vista=senza-risposta");
    assert!(all.has("60 domande"));

    // Who has no more than the page shows is told of no cut.
    let terra = terra_di_lavoro(&app);
    let region = Scope::Region("Campania".into());
    let imma = somebody(&app, "Imma", terra, OfficeKind::Facilitatore, &region);
    let desk = app.browser_as(&imma).visit("/redazione");
    assert!(
        desk.has("55 da più di tre giorni lavorativi 0 Da rivedere") && !desk.has("Qui ci sono i")
    );
}
