//! The history of a practice: every published edit is a version that can be read, compared, gone back to.

use std::collections::BTreeMap;

use fra_unioni::features::content;
use fra_unioni::features::practices::compare::{SectionChange, compare};
use fra_unioni::features::practices::content::{
    Benefit, Evidence, Obstacle, ObstacleKind, Phase, PhaseKind, PracticeContent,
};
use fra_unioni::features::practices::telling::Names;
use fra_unioni::features::practices::versions::{self, Sight};
use fra_unioni::features::practices::{
    self, ImportedPractice, NewPractice, Practice, PracticeState, Text, insert_imported,
    update_imported,
};
use fra_unioni::platform::actor::{Actor, TopicId};
use fra_unioni::platform::audience::Token;
use fra_unioni::platform::error::{Error, Refusal};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::practices::actor;
use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

const TITLE: &str = "Mettere insieme la polizia locale";

/// A text with all that is asked before sending.
fn text(topic: TopicId, lessons: &str) -> Text {
    let phase = |key, title: &str| Phase {
        key,
        title: title.into(),
        what: "Tre comuni firmano.".into(),
        ..Phase::of(PhaseKind::Survey)
    };
    Text {
        title: TITLE.into(),
        summary: "Quattro comuni, un solo comando.".into(),
        content: PracticeContent {
            topics: vec![topic],
            phases: vec![phase(1, "Si parte"), phase(2, "Si firma")],
            organisation: "Un comandante, quattro presidi.".into(),
            obstacles: vec![Obstacle {
                what: "I sindaci temevano di perdere il loro vigile.".into(),
                ..Obstacle::of(ObstacleKind::Political)
            }],
            benefits: vec![Benefit {
                what: "Pattuglie anche la sera.".into(),
                ..Benefit::of(Evidence::Perceived)
            }],
            lessons: lessons.into(),
            contacts: "Comando della polizia locale".into(),
            ..PracticeContent::default()
        },
    }
}

/// A practice whose story is told by these people.
struct Story<'a> {
    app: &'a TestApp,
    cast: &'a Cast,
    marco: Actor,
    chiara: Actor,
    number: i64,
}

impl<'a> Story<'a> {
    /// A draft that says nothing yet.
    fn begin(app: &'a TestApp, cast: &'a Cast) -> Story<'a> {
        let (marco, chiara) = (actor(app, &cast.marco), actor(app, &cast.chiara));
        let new = NewPractice {
            unione: cast.valle_serena,
            title: TITLE.into(),
            summary: String::new(),
            topics: vec![cast.ict],
        };
        let number = app.write(|tx| practices::draft(tx, &marco, new)).number;
        Story {
            app,
            cast,
            marco,
            chiara,
            number,
        }
    }

    /// A practice that was published with these lessons, one after the other.
    fn published(app: &'a TestApp, cast: &'a Cast, lessons: &[&str]) -> Story<'a> {
        let story = Story::begin(app, cast);
        for (at, lessons) in lessons.iter().enumerate() {
            story.edit(lessons);
            story.send(&format!("Lezioni riscritte, volta {at}"));
            story.publish();
        }
        story
    }

    fn practice(&self) -> Practice {
        self.app
            .read(|conn| practices::find(conn, &self.marco, self.number))
    }

    fn edit(&self, lessons: &str) {
        let seen = self.practice().lock_version;
        let text = text(self.cast.ict, lessons);
        self.app
            .write(|tx| practices::save(tx, &self.marco, self.number, seen, &text));
    }

    fn send(&self, note: &str) {
        let is_public = self.practice().published_version.is_some();
        self.app.write(|tx| {
            if is_public {
                versions::note_change(tx, &self.marco, self.number, note)?;
            }
            practices::submit(tx, &self.marco, self.number, None)
        });
    }

    fn publish(&self) {
        self.app
            .write(|tx| practices::publish(tx, &self.chiara, self.number, None));
    }

    fn lessons_of(&self, ordinal: i32) -> String {
        let practice = self.practice();
        let found = self
            .app
            .read(|conn| versions::find(conn, &practice, Sight::Everything, ordinal));
        found.text.content.lessons
    }

    fn at(&self, rest: &str) -> String {
        format!("/pratiche/{}{rest}", self.number)
    }
}

fn status(app: &TestApp, path: &str) -> u16 {
    app.browser().visit(path).status
}

fn element(page: &Page, css: &str, attribute: &str) -> String {
    let document = scraper::Html::parse_document(&page.html);
    let selector = scraper::Selector::parse(css).unwrap();
    let found = document.select(&selector).next();
    found
        .and_then(|one| one.value().attr(attribute))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_new_version_says_what_it_changes_and_the_old_one_keeps_its_address() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let story = Story::published(&app, &cast, &["Partite dai turni."]);
    let mut visitor = app.browser();
    let page = visitor.visit(&story.at(""));
    assert!(!page.has("Che cosa è cambiato"), "{}", page.text());
    assert!(page.has(&story.at("/versioni/1")), "the citation names it");

    // Whoever sends it again says what is new.
    story.edit("Partite dai turni e dalle divise.");
    let mut marco = app.browser_as(&cast.marco);
    marco.visit(&story.at("/modifica/rivedi"));
    let page = marco.form("Invia la pratica").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scrivi che cosa cambia in questa versione"));
    let page = marco
        .form("Invia la pratica")
        .fill("cambiamento", &"parola ".repeat(60))
        .send();
    assert_eq!(page.status, 422);
    assert_eq!(
        marco.form("Invia la pratica").value("cambiamento").trim(),
        "parola ".repeat(60).trim()
    );
    let page = marco
        .form("Invia la pratica")
        .fill("cambiamento", "Aggiunte le <divise>")
        .send();
    assert!(page.has("Pratica inviata."), "{}", page.text());
    story.publish();

    let page = visitor.visit(&story.at(""));
    assert!(page.has("Versione 2, pubblicata il"), "{}", page.text());
    assert!(page.has("Novità di questa versione: «Aggiunte le <divise>»."));
    assert_eq!(page.links("/versioni/confronto").len(), 1);
    let page = visitor.visit(&page.links("/versioni/confronto")[0]);
    assert_eq!(page.status, 200);
    assert!(
        page.has("È cambiata una parte su 13: Lezioni apprese : 1 voce cambiata"),
        "{}",
        page.text()
    );

    let page = visitor.visit(&story.at("/versioni"));
    assert!(
        page.has("2 versioni") && page.has("Prima versione") && page.has("Aggiunte le <divise>")
    );
    assert!(!page.has("Ripristina la versione") && !page.has("Bozza"));

    // The old one, under its own address.
    let page = visitor.visit(&story.at("/versioni/1"));
    assert_eq!(page.status, 200);
    assert!(
        page.has("Stai leggendo la versione 1. Vai alla 2"),
        "{}",
        page.text()
    );
    assert!(page.has("Partite dai turni.") && !page.has("divise."));
    let cited = story.at("/versioni/1");
    assert!(
        page.text()
            .contains("versione 1, Fra Unioni, 23 novembre 2026. http")
    );
    assert!(page.text().contains(&format!("{cited} Copia la citazione")));
    assert!(element(&page, "link[rel=canonical]", "href").ends_with(&story.practice().url()));
    let page = visitor.visit(&story.at("/versioni/2"));
    assert!(!page.has("Stai leggendo") && page.has("dalle divise."));
    for none in [
        "/versioni/0",
        "/versioni/3",
        "/versioni/x",
        "/versioni/99999999999999999999",
        "/versioni/1/ripristino/x",
    ] {
        assert_eq!(status(&app, &story.at(none)), 404, "{none}");
    }
}

#[test]
fn what_differs_is_told_in_words() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let story = Story::published(
        &app,
        &cast,
        &["Partite dai turni.", "Partite dalle divise."],
    );
    let mut visitor = app.browser();
    let page = visitor.visit(&story.at("/versioni"));
    assert_eq!(page.status, 200);
    let page = visitor.form("Confronta").send();
    assert!(page.address.contains("da=1") && page.address.contains("a=2"));
    assert!(
        page.has("Partite [tolto: dai turni ] [aggiunto: dalle divise ] ."),
        "{}",
        page.text()
    );
    assert!(page.html.contains("<del>") && page.html.contains("<ins>"));
    // Only what changed, unless one asks for everything.
    assert!(!page.has("Un comandante, quattro presidi."));
    let page = visitor.visit(&story.at("/versioni/confronto?da=1&a=2&mostra=tutto"));
    assert!(page.has("Un comandante, quattro presidi.") && page.has("Fase «Si parte»: come prima"));
    let page = visitor.visit(&story.at("/versioni/confronto?da=1&a=2&vista=accanto"));
    assert!(page.has("Versione 1 Partite [tolto: dai turni ] . Versione 2 Partite [aggiunto: dalle divise ] ."), "{}", page.text());
    // The other way round it is what going back would bring.
    let page = visitor.visit(&story.at("/versioni/confronto?da=2&a=1"));
    assert!(page.has("[tolto: dalle divise ] [aggiunto: dai turni ]"));

    for (query, said) in [
        ("", "Scegli le due versioni da confrontare"),
        ("?da=1", "Scegli le due versioni da confrontare"),
        ("?da=uno&a=2", "Scegli le due versioni da confrontare"),
        ("?da=2&a=2", "Hai scelto due volte la stessa versione"),
    ] {
        let page = visitor.visit(&story.at(&format!("/versioni/confronto{query}")));
        assert_eq!(page.status, 422, "{query}");
        assert!(
            page.has(said) && page.title().starts_with("Errore: "),
            "{query}: {}",
            page.text()
        );
    }
    assert_eq!(status(&app, &story.at("/versioni/confronto?da=1&a=9")), 404);
    assert_eq!(
        status(&app, "/pratiche/999/versioni/confronto?da=1&a=2"),
        404
    );
}

#[test]
fn what_was_never_published_is_for_those_who_may_read_the_draft() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let story = Story::published(&app, &cast, &["Partite dai turni."]);
    story.edit("Segretissimo.");
    let paths = ["/versioni/2", "/versioni/confronto?da=1&a=2"];
    let strangers = [Some(&cast.bruno), Some(&cast.chiara), None];
    for stranger in strangers {
        let mut stranger = stranger.map_or_else(|| app.browser(), |one| app.browser_as(one));
        for path in paths {
            assert_eq!(stranger.visit(&story.at(path)).status, 404, "{path}");
        }
        let page = stranger.visit(&story.at("/versioni"));
        assert!(
            page.has("1 versione.") && !page.has("Versione 2"),
            "{}",
            page.text()
        );
    }
    let mut paola = app.browser_as(&cast.paola);
    assert!(
        paola
            .visit(&story.at("/versioni/2"))
            .has("Stai leggendo la bozza.")
    );
    assert!(
        paola
            .visit(&story.at(paths[1]))
            .has("[aggiunto: Segretissimo ]")
    );
    assert!(paola.visit(&story.at("/versioni")).has("Bozza in corso"));
    let page = paola.visit(&story.at("?bozza=1"));
    assert_eq!(page.links("confronto?da=1&a=2").len(), 1, "{}", page.text());

    // The index knows the published text alone, before and after going back.
    app.write(|tx| {
        versions::restore(tx, &story.marco, story.number, None, 1, Some(2))
            .map_err(|error| {
                assert!(matches!(error, Error::Refused(Refusal::AlreadyDone)));
                error
            })
            .or_else(|_| practices::find(tx, &story.marco, story.number))
    });
    let entries = app.read(|conn| content::entries(conn, story.practice().subject()));
    assert_eq!(entries.len(), 1);
    assert!(
        entries[0].body.contains("Partite dai turni.") && !entries[0].body.contains("Segretissimo")
    );

    // Who reviews it may read it then.
    story.send("Lezioni riscritte");
    let mut chiara = app.browser_as(&cast.chiara);
    assert_eq!(chiara.visit(&story.at(paths[1])).status, 200);
    assert_eq!(status(&app, &story.at(paths[1])), 404);
}

#[test]
fn going_back_makes_a_draft_that_says_what_the_old_version_said() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let story = Story::published(&app, &cast, &["Uno.", "Due."]);
    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit(&story.at("/versioni"));
    let page = marco.visit(&page.links("/ripristino")[0]);
    assert_eq!(page.address, story.at("/versioni/1/ripristino"));
    assert!(!page.has("C’è già una bozza"));
    let page = marco.form("Ripristina la versione 1").send();
    assert!(
        page.has("La bozza dice di nuovo quello che diceva la versione 1."),
        "{}",
        page.text()
    );
    assert_eq!(page.address, story.at("/modifica/rivedi"));
    assert_eq!(
        marco.form("Invia la pratica").value("cambiamento").trim(),
        "Ripristina la versione 1"
    );
    assert_eq!(story.lessons_of(3), "Uno.");
    assert!(
        app.browser().visit(&story.at("")).has("Due."),
        "the public text waits"
    );
    marco.form("Invia la pratica").send();
    story.publish();
    let page = app.browser().visit(&story.at(""));
    assert!(
        page.has("Uno.")
            && page.has("Versione 3, pubblicata")
            && page.has("Ripristina la versione 1")
    );
    assert_eq!(
        (story.lessons_of(1), story.lessons_of(2)),
        ("Uno.".into(), "Due.".into())
    );

    // Going back to what everybody reads is nothing to be done.
    assert_eq!(marco.visit(&story.at("/versioni/3/ripristino")).status, 409);
}

#[test]
fn a_draft_in_the_way_is_shown_before_it_is_put_aside() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let story = Story::published(&app, &cast, &["Uno.", "Due."]);
    let path = story.at("/versioni/1/ripristino");
    let mut marco = app.browser_as(&cast.marco);
    let mut early = app.browser_as(&cast.paola);
    early.visit(&path);
    story.edit("Tre, appena scritta.");

    // Paola's page is from before the draft: she is shown it instead.
    let page = early.form("Ripristina la versione 1").send();
    assert_eq!(page.status, 409);
    assert!(
        page.has("Qualcuno ha cambiato la pratica") && page.has("[aggiunto: Tre, appena scritta ]"),
        "{}",
        page.text()
    );
    assert_eq!(
        story.practice().draft_version.map(|_| story.lessons_of(3)),
        Some("Tre, appena scritta.".into())
    );

    let page = marco.visit(&path);
    assert!(page.has("C’è già una bozza in corso: la versione 3, di Marco Ferri"));
    assert!(page.has("[aggiunto: Tre, appena scritta ]"));
    let form = |browser: &mut Browser| browser.form("Metti da parte la bozza e ripristina").send();
    let page = form(&mut marco);
    assert_eq!(
        page.address,
        story.at("/modifica/rivedi"),
        "{}",
        page.text()
    );
    assert_eq!(story.lessons_of(4), "Uno.");
    // Paola decides on the draft she saw, which is gone meanwhile.
    let page = form(&mut early);
    assert_eq!(page.status, 409);
    assert!(page.has("la versione 4, di Marco Ferri"), "{}", page.text());

    // What was put aside is still there for its people, and for nobody else.
    let page = marco.visit(&story.at("/versioni/3"));
    assert!(
        page.has("una bozza messa da parte e mai pubblicata") && page.has("Tre, appena scritta."),
        "{}",
        page.text()
    );
    assert!(!page.has("Rivedi questa pratica") && page.has("Ripristinala"));
    assert_eq!(status(&app, &story.at("/versioni/3")), 404);
    story.send("Come prima");
    story.publish();
    let page = app.browser().visit(&story.at("/versioni"));
    assert!(
        page.has("3 versioni") && page.has("I numeri che mancano sono di bozze mai pubblicate."),
        "{}",
        page.text()
    );
    // And can itself be gone back to.
    let page = marco.visit(&story.at("/versioni/3/ripristino"));
    assert_eq!(page.status, 200);
    marco.form("Ripristina la versione 3").send();
    assert_eq!(story.lessons_of(5), "Tre, appena scritta.");
}

#[test]
fn only_who_may_write_goes_back_and_only_when_it_is_their_turn() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let story = Story::published(&app, &cast, &["Uno.", "Due."]);
    let path = story.at("/versioni/1/ripristino");
    let page = app.browser().visit(&path);
    assert!(page.address.starts_with("/accedi"));
    let mut bruno = app.browser_as(&cast.bruno);
    assert_eq!(bruno.visit(&path).status, 403);
    bruno.visit("/profilo");
    let csrf = bruno.csrf();
    assert_eq!(bruno.post(&path, &[("csrf", &csrf)]).status, 403);
    let mut marco = app.browser_as(&cast.marco);
    assert_eq!(marco.visit(&story.at("/versioni/9/ripristino")).status, 404);

    // While it is in review nobody writes on it.
    story.edit("Tre.");
    let page = bruno.post(&story.at("/invio"), &[("csrf", &csrf)]);
    assert_eq!(page.status, 403);
    assert!(!page.has("Tre."));
    marco.visit(&path);
    story.send("Tre");
    let page = marco.form("Metti da parte la bozza e ripristina").send();
    assert_eq!(page.status, 409);
    assert_eq!(marco.visit(&path).status, 409);
    let page = marco.visit(&story.at("/versioni"));
    assert!(
        page.has("Adesso non si può ripristinare una versione")
            && page.links("/ripristino").is_empty()
    );
    assert_eq!(story.practice().state, PracticeState::InReview);

    // An archived one is read as before, and stays as it is.
    story.publish();
    app.write(|tx| practices::archive(tx, &story.chiara, story.number, None));
    let page = app.browser().visit(&story.at("/versioni/1"));
    assert!(page.has("Uno.") && page.has("Questa pratica è archiviata"));
    assert_eq!(marco.visit(&path).status, 409);
}

#[test]
fn a_long_history_is_read_a_page_at_a_time() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let imported = |n: i32| ImportedPractice {
        sections: Default::default(),
        title: TITLE.into(),
        summary: String::new(),
        body: format!("Testo {n}."),
        topics: Vec::new(),
        unione: Some(cast.valle_serena),
        audience: Token::Public,
        published_at: None,
        source_url: None,
        licence: None,
        author: cast.marco.id,
    };
    app.write(|tx| {
        let id = insert_imported(tx, &imported(1))?;
        (2..=120).try_for_each(|n| update_imported(tx, id, &imported(n)))
    });
    let mut visitor = app.browser();
    let page = visitor.visit("/pratiche/1/versioni");
    assert!(
        page.has("120 versioni") && page.has("Versione 71") && !page.has("Versione 70 "),
        "{}",
        page.text()
    );
    assert!(page.has("Aggiornata con un’importazione"));
    // Also the oldest can be compared with what everybody reads.
    let page = visitor.visit("/pratiche/1/versioni?pagina=3");
    assert!(
        page.has("Versione 1 ") && page.has("Versione 120"),
        "{}",
        page.text()
    );
    let page = visitor.form("Confronta").fill("da", "1").send();
    assert!(
        page.has("Testo [tolto: 1 ] [aggiunto: 120 ]"),
        "{}",
        page.text()
    );
}

/// What somebody tries to do to a practice.
#[derive(Debug, Clone)]
enum Attempt {
    Edit(u8),
    Send,
    SendBack,
    Publish,
    /// Going back to one of the versions there are, putting the draft aside or not.
    Restore(prop::sample::Index, bool),
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let one = prop_oneof![
        3 => any::<u8>().prop_map(Attempt::Edit),
        3 => Just(Attempt::Send),
        1 => Just(Attempt::SendBack),
        3 => Just(Attempt::Publish),
        3 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(at, aside)| Attempt::Restore(at, aside)),
    ];
    proptest::collection::vec(one, 1..24)
}

/// Every version there is, by its number: its text, and whether it was published.
fn history(story: &Story<'_>) -> BTreeMap<i32, (Text, bool)> {
    let practice = story.practice();
    story.app.read(|conn| {
        let entries = versions::list(conn, &practice, Sight::Everything, 1000, 0)?;
        entries
            .iter()
            .map(|entry| {
                let version = versions::find(conn, &practice, Sight::Everything, entry.ordinal)?;
                Ok((entry.ordinal, (version.text, entry.published_at.is_some())))
            })
            .collect()
    })
}

fn draft_number(story: &Story<'_>) -> Option<i32> {
    let draft = story.practice().draft_version?;
    Some(
        story
            .app
            .read(|conn| practices::version(conn, draft))
            .ordinal,
    )
}

/// Tries it; what is refused must be refused for a reason of the rules.
fn attempt(story: &Story<'_>, attempt: &Attempt, known: &BTreeMap<i32, (Text, bool)>) -> bool {
    let number = story.number;
    let seen = story.practice().lock_version;
    let draft = draft_number(story);
    let done = story.app.app.write_now(|tx| match attempt {
        Attempt::Edit(n) => {
            let text = text(story.cast.ict, &format!("Lezione {n}."));
            practices::save(tx, &story.marco, number, seen, &text)
        }
        Attempt::Send => {
            versions::note_change(tx, &story.marco, number, "Una nota")?;
            practices::submit(tx, &story.marco, number, Some(seen))
        }
        Attempt::SendBack => {
            practices::send_back(tx, &story.chiara, number, Some(seen), "Da rifare")
        }
        Attempt::Publish => practices::publish(tx, &story.chiara, number, Some(seen)),
        Attempt::Restore(at, aside) => {
            let ordinals: Vec<i32> = known.keys().copied().collect();
            let put_aside = draft.filter(|_| *aside);
            versions::restore(
                tx,
                &story.marco,
                number,
                Some(seen),
                *at.get(&ordinals),
                put_aside,
            )
        }
    });
    match done {
        Ok(_) => true,
        Err(Error::Refused(_) | Error::NotFound) => false,
        Err(error) => panic!("{attempt:?}: {error:?}"),
    }
}

#[test]
fn any_sequence_of_edits_refusals_and_goings_back_leaves_a_readable_history() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new(config);
    let held = runner.run(&attempts(), |attempts| {
        let story = Story::begin(&app, &cast);
        let mut known = history(&story);
        for tried in &attempts {
            let before = draft_number(&story);
            let done = attempt(&story, tried, &known);
            let now = history(&story);
            // Nothing disappears, and what was published or put aside stays as it was.
            for (ordinal, (text, published)) in &known {
                let (text_now, published_now) = now.get(ordinal).expect("no version is lost");
                prop_assert!(published_now >= published, "{ordinal} after {tried:?}");
                if !done || before != Some(*ordinal) {
                    prop_assert_eq!(text_now, text, "{} after {:?}", ordinal, tried);
                    prop_assert_eq!(published_now, published);
                }
            }
            let fresh: Vec<i32> = now
                .keys()
                .filter(|key| !known.contains_key(key))
                .copied()
                .collect();
            match tried {
                Attempt::Restore(at, _) if done => {
                    let ordinals: Vec<i32> = known.keys().copied().collect();
                    prop_assert_eq!(&now[&fresh[0]].0, &known[at.get(&ordinals)].0);
                    prop_assert_eq!(draft_number(&story), Some(fresh[0]));
                }
                Attempt::Edit(_) if done => prop_assert!(fresh.len() <= 1),
                _ => prop_assert!(fresh.is_empty(), "{:?}", tried),
            }
            known = now;
        }
        // Numbered in order, the last published one is what everybody reads.
        let ordinals: Vec<i32> = known.keys().copied().collect();
        let expected: Vec<i32> = (1..=i32::try_from(known.len()).unwrap()).collect();
        prop_assert_eq!(ordinals, expected);
        let practice = story.practice();
        let last = known.iter().rev().find(|(_, (_, published))| *published);
        let read = practice
            .published_version
            .map(|id| app.read(|conn| practices::version(conn, id)).ordinal);
        prop_assert_eq!(read, last.map(|(ordinal, _)| *ordinal));
        let public = app.read(|conn| versions::list(conn, &practice, Sight::Published, 1000, 0));
        prop_assert_eq!(
            public.len(),
            known.values().filter(|(_, published)| *published).count()
        );
        // Each can be compared with each.
        for (old, _) in known.values() {
            for (new, _) in known.values() {
                let changed = compare(old, new, &Names::default())
                    .iter()
                    .any(SectionChange::is_changed);
                prop_assert_eq!(changed, old != new);
            }
        }
        Ok(())
    });
    held.unwrap();
}
