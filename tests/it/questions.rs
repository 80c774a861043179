//! Questions, their answers and comments, as people live them.

use fra_unioni::features::people;
use fra_unioni::features::questions::{
    self, ImportedAnswer, ImportedQuestion, insert_imported, update_imported,
};
use fra_unioni::features::topics;
use fra_unioni::platform::audience::Token;
use fra_unioni::platform::events::{self, EventKind};
use fra_unioni::platform::subject::{Subject, SubjectKind};

use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

mod reading;

const TITLE: &str = "Chi firma gli atti se l’RTD è uno solo?";
const BODY: &str =
    "Stiamo per nominare un solo responsabile presso l’Unione. I segretari chiedono chi firma.";

/// Asks a question and answers its page.
fn ask(browser: &mut Browser, title: &str, body: &str) -> Page {
    ask_for(browser, title, body, "public")
}

fn ask_for(browser: &mut Browser, title: &str, body: &str, audience: &str) -> Page {
    browser.visit("/domande/nuova");
    let page = browser
        .form("Pubblica la domanda")
        .fill("titolo", title)
        .fill("contesto", body)
        .tick("argomenti", "ict")
        .fill("a_chi", audience)
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.address.starts_with("/domande/"), "{}", page.address);
    page
}

fn answer(browser: &mut Browser, question: &str, body: &str) -> Page {
    browser.visit(question);
    let page = browser
        .form("Pubblica la risposta")
        .fill("risposta", body)
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// The ids of the answers on a page, in its order.
fn answers_of(page: &Page) -> Vec<String> {
    page.html
        .split("id=\"risposta-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| id.len() == 36)
        .map(str::to_owned)
        .collect()
}

fn number_of(address: &str) -> String {
    let segment = address.trim_start_matches("/domande/");
    segment.split('-').next().unwrap().to_owned()
}

fn kinds(app: &TestApp) -> Vec<EventKind> {
    app.read(|conn| events::after(conn, 0, 1000))
        .into_iter()
        .filter(|event| event.subject.kind == SubjectKind::Question)
        .map(|event| event.kind)
        .collect()
}

#[test]
fn a_question_is_asked_answered_and_solved() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut lucia) = (app.browser_as(&cast.marco), app.browser_as(&cast.lucia));
    let page = ask(&mut marco, TITLE, BODY);
    assert!(page.has("In attesa") && page.has("Ancora nessuna risposta."));
    assert!(page.has("Unione Valle Serena") && page.has("Marco Ferri (tu)"));
    let question = page.address;

    let page = answer(
        &mut lucia,
        &question,
        "Noi abbiamo fatto così:\n- una delibera\n- una presa d’atto",
    );
    assert!(page.has("1 risposta") && page.has("Con risposte") && page.has("Mentore"));
    assert!(page.html.contains("<ul><li>una delibera</li>"));
    answer(&mut lucia, &question, "E poi aggiornate l’Indice PA.");

    app.settle();
    let letters = app.letters();
    let told: Vec<_> = letters
        .iter()
        .filter(|letter| letter.to.contains(&cast.marco.email))
        .collect();
    assert!(!told.is_empty(), "Marco is written to");

    marco.visit(&question);
    let page = marco.form("Questa mi ha risolto").send();
    assert!(page.has("Ha risolto: lo ha detto chi ha chiesto") && page.has("Risolta"));
    let page = marco.form("Questa mi ha risolto").send();
    assert!(page.has("2 risposte, 2 hanno risolto"), "{}", page.text());
    let page = marco.form("Togli «Ha risolto»").send();
    assert!(page.has("2 risposte, una ha risolto"));
    // A late answer is still welcome.
    let page = answer(&mut lucia, &question, "Un anno dopo: funziona ancora.");
    assert!(page.has("3 risposte"));
    assert!(page.text().contains("Ha risolto"));
    assert_eq!(
        kinds(&app),
        [
            EventKind::QuestionAsked,
            EventKind::QuestionAnswered,
            EventKind::QuestionAnswered,
            EventKind::AnswerMarkedSolving,
            EventKind::AnswerMarkedSolving,
            EventKind::AnswerUnmarkedSolving,
            EventKind::QuestionAnswered,
        ]
    );
}

#[test]
fn solving_answers_come_first_and_a_facilitatore_may_say_so() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    let mut lucia = app.browser_as(&cast.lucia);
    answer(&mut lucia, &question, "Prima risposta");
    app.clock.advance(chrono::Duration::hours(1));
    let page = answer(&mut lucia, &question, "Seconda risposta");
    let order = answers_of(&page);
    assert_eq!(order.len(), 2);

    let mut bruno = app.browser_as(&cast.bruno);
    let page = bruno.visit(&question);
    assert!(!page.has("Questa mi ha risolto") && !page.has("Segna che ha risolto"));
    let csrf = bruno.csrf();
    let act = format!(
        "/domande/{}/risposte/{}/soluzione",
        number_of(&question),
        order[1]
    );
    let page = bruno.post(&act, &[("csrf", &csrf), ("segno", "si")]);
    assert_eq!(page.status, 403);

    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&question);
    let csrf = chiara.csrf();
    let page = chiara.post(&act, &[("csrf", &csrf), ("segno", "si")]);
    assert!(
        page.has("Ha risolto: lo ha detto un facilitatore"),
        "{}",
        page.text()
    );
    assert_eq!(answers_of(&page), [order[1].clone(), order[0].clone()]);
    // Saying it again says nothing new.
    chiara.post(&act, &[("csrf", &csrf), ("segno", "si")]);
    assert!(chiara.page.has("2 risposte, una ha risolto"));
    let page = chiara.post(&act, &[("csrf", &csrf), ("segno", "forse")]);
    assert_eq!(page.status, 400);
}

#[test]
fn useful_is_on_and_off_and_not_for_oneself() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    let mut lucia = app.browser_as(&cast.lucia);
    let page = answer(&mut lucia, &question, "Noi abbiamo fatto così.");
    let act = format!(
        "/domande/{}/risposte/{}/utile",
        number_of(&question),
        answers_of(&page)[0]
    );
    let csrf = lucia.csrf();
    assert_eq!(lucia.post(&act, &[("csrf", &csrf)]).status, 403);

    marco.visit(&question);
    let page = marco.form("Utile (0)").send();
    assert!(page.html.contains("aria-pressed=\"true\"") && page.has("Utile (1)"));
    let page = marco.form("Utile (1)").send();
    assert!(page.html.contains("aria-pressed=\"false\"") && page.has("Utile (0)"));
    let mut visitor = app.browser();
    assert!(visitor.visit(&question).has("Utile (0)"));
    assert_eq!(visitor.page.links("/accedi?ritorno=").len(), 1);
}

#[test]
fn the_same_answer_sent_twice_is_one() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    let mut lucia = app.browser_as(&cast.lucia);
    lucia.visit(&question);
    let form = lucia
        .form("Pubblica la risposta")
        .fill("risposta", "Una volta sola.");
    let token = form.value("form_token").to_owned();
    form.send();
    let csrf = lucia.csrf();
    let fields = [
        ("csrf", csrf.as_str()),
        ("form_token", token.as_str()),
        ("risposta", "Una volta sola."),
    ];
    let page = lucia.post(
        &format!("/domande/{}/risposte", number_of(&question)),
        &fields,
    );
    assert_eq!(page.status, 200);
    assert!(page.has("1 risposta"));
    assert_eq!(answers_of(&page).len(), 1);

    lucia.visit("/domande/nuova");
    let csrf = lucia.csrf();
    let token = lucia
        .form("Pubblica la domanda")
        .value("form_token")
        .to_owned();
    let fields = [
        ("csrf", csrf.as_str()),
        ("form_token", token.as_str()),
        ("titolo", "Come si nomina il DPO in unione?"),
        ("contesto", BODY),
        ("argomenti", "ict"),
        ("a_chi", "public"),
    ];
    let first = lucia.post("/domande/nuova", &fields).address;
    let second = lucia.post("/domande/nuova", &fields).address;
    assert_eq!(first, second);
}

#[test]
fn strange_texts_stay_texts() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let strange = "<script>alert(1)</script> 🚒🚒 שלום \"'&lt; </textarea><b>x</b>";
    let page = ask(&mut marco, strange, &format!("{strange} {strange}"));
    assert!(!page.html.contains("<script>alert") && !page.html.contains("<b>x</b>"));
    assert!(page.has("<script>alert(1)</script> 🚒🚒"));
    let question = page.address;
    let page = answer(&mut marco, &question, strange);
    assert!(!page.html.contains("<script>alert") && !page.html.contains("<b>x</b>"));
    let page = marco
        .form("Pubblica il commento")
        .fill("commento", strange)
        .send();
    assert!(!page.html.contains("<script>alert") && !page.html.contains("<b>x</b>"));
    let page = marco.visit("/domande");
    assert!(!page.html.contains("<script>alert") && page.has("🚒"));
    marco.visit(&format!("/domande/{}/modifica", number_of(&question)));
    assert_eq!(marco.form("Salva le modifiche").value("titolo"), strange);
    let page = marco.visit(&format!(
        "/domande/nuova?titolo={}",
        "%3Cscript%3Ealert(1)%3C/script%3E%22"
    ));
    assert!(!page.html.contains("<script>alert"));
    assert_eq!(
        marco.form("Pubblica la domanda").value("titolo"),
        "<script>alert(1)</script>\""
    );
    // A title of signs alone has no slug, and an address all the same.
    let page = ask(&mut marco, "؟؟؟؟؟؟؟؟؟؟؟؟", BODY);
    assert_eq!(marco.visit(&page.address).status, 200);
}

#[test]
fn what_is_to_be_mended_comes_back_filled() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/domande/nuova");
    let page = marco.form("Pubblica la domanda").send();
    assert_eq!(page.status, 422);
    assert!(page.title().starts_with("Errore: ") && page.has("Ci sono 3 cose da sistemare"));
    let long = "è".repeat(300);
    let page = marco
        .form("Pubblica la domanda")
        .fill("titolo", &long)
        .fill("contesto", "Siamo partiti.")
        .tick("argomenti", "ict")
        .tick("argomenti", "che-non-esiste")
        .fill("a_chi", "tutti-quanti")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("ora ha 300 caratteri") && page.has("almeno 30 caratteri"));
    assert!(page.has("Scegli gli argomenti fra quelli dell’elenco"));
    let form = marco.form("Pubblica la domanda");
    assert_eq!(form.value("titolo"), long);
    assert_eq!(form.value("contesto"), "Siamo partiti.");
    assert_eq!(form.value("argomenti"), "ict");
    let page = form
        .fill("titolo", TITLE)
        .fill("contesto", BODY)
        .fill("unione", &cast.terre_del_salice.to_string())
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scegli una delle unioni a cui appartieni"));
    assert!(kinds(&app).is_empty());

    let question = ask(&mut marco, TITLE, BODY).address;
    let page = marco
        .form("Pubblica la risposta")
        .fill("risposta", " \n ")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scrivi la tua risposta"));
    marco.visit(&question);
    let long = "a".repeat(20_001);
    let page = marco
        .form("Pubblica il commento")
        .fill("commento", &long)
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("al massimo 20.000 caratteri"));
    assert_eq!(marco.form("Pubblica il commento").value("commento"), long);
    marco.visit(&format!("/domande/{}/modifica", number_of(&question)));
    let page = marco
        .form("Salva le modifiche")
        .fill("titolo", "Corta")
        .send();
    assert_eq!(page.status, 422);
    assert_eq!(marco.form("Salva le modifiche").value("titolo"), "Corta");
}

#[test]
fn a_preview_publishes_nothing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/domande/nuova?titolo=Chi+firma+gli+atti%3F");
    let page = marco
        .form("Anteprima")
        .fill("contesto", "Due cose:\n- una\n- due")
        .tick("argomenti", "ict")
        .send();
    assert_eq!(page.status, 200);
    assert!(page.has("Non è ancora pubblicata.") && page.html.contains("<li>una</li>"));
    assert_eq!(
        marco.form("Pubblica la domanda").value("titolo"),
        "Chi firma gli atti?"
    );
    assert!(kinds(&app).is_empty());
}

#[test]
fn what_is_alike_is_shown_once_before_publishing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let first = ask(&mut marco, TITLE, BODY).address;
    app.settle();
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/domande/nuova");
    let page = bruno
        .form("Pubblica la domanda")
        .fill("titolo", "Chi firma gli atti con un RTD unico?")
        .fill("contesto", BODY)
        .tick("argomenti", "ict")
        .send();
    assert!(
        page.has("Forse qualcuno ha già risposto"),
        "{}",
        page.text()
    );
    assert!(page.links("/domande/").contains(&first));
    let page = bruno.form("Pubblica lo stesso").send();
    assert!(page.has("Domanda pubblicata") && page.address != first);
    app.settle();
    assert!(bruno.visit(&page.address).has("Domande simili"));
    let page = ask(&mut bruno, "Come si paga la mensa scolastica online?", BODY);
    assert!(page.has("Domanda pubblicata"));
}

#[test]
fn two_who_edit_at_once_lose_nothing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    let edit = format!("/domande/{}/modifica", number_of(&question));
    let mut chiara = app.browser_as(&cast.chiara);
    marco.visit(&edit);
    chiara.visit(&edit);
    let theirs = format!("{BODY} Lo dice la facilitatrice.");
    let page = chiara
        .form("Salva le modifiche")
        .fill("contesto", &theirs)
        .send();
    assert!(page.has("Domanda modificata.") && page.has("modificata il"));
    let own = format!("{BODY} Lo dice Marco.");
    let page = marco
        .form("Salva le modifiche")
        .fill("contesto", &own)
        .send();
    assert_eq!(page.status, 409);
    assert!(
        page.has("Lo dice la facilitatrice.") && page.has("qualcuno ha salvato un altro testo")
    );
    let form = marco.form("Salva le modifiche");
    assert_eq!(form.value("contesto"), own);
    let page = form.send();
    assert!(page.has("Lo dice Marco.") && page.has("Domanda modificata."));

    let mut bruno = app.browser_as(&cast.bruno);
    assert_eq!(bruno.visit(&edit).status, 403);
}

#[test]
fn an_answer_is_edited_by_its_author_alone() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    let (mut lucia, mut window) = (app.browser_as(&cast.lucia), app.browser_as(&cast.lucia));
    let page = answer(&mut lucia, &question, "Noi abbiamo fatto così.");
    let edit = format!(
        "/domande/{}/risposte/{}/modifica",
        number_of(&question),
        answers_of(&page)[0]
    );
    assert_eq!(marco.visit(&edit).status, 403);
    lucia.visit(&edit);
    window.visit(&edit);
    let page = lucia
        .form("Salva le modifiche")
        .fill("risposta", "Noi abbiamo fatto meglio.")
        .send();
    assert!(page.has("Noi abbiamo fatto meglio.") && page.has("modificata il"));
    let page = window
        .form("Salva le modifiche")
        .fill("risposta", "Noi abbiamo fatto altro.")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("Noi abbiamo fatto meglio."));
    assert_eq!(
        window.form("Salva le modifiche").value("risposta"),
        "Noi abbiamo fatto altro."
    );
    // The same words again are no conflict: a button pressed twice.
    let page = window.form("Salva le modifiche").send();
    assert_eq!(page.status, 200);
}

#[test]
fn members_only_does_not_exist_for_visitors() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask_for(&mut marco, TITLE, BODY, "members").address;
    let page = marco.visit(&question);
    assert!(page.has("Solo per gli iscritti"));
    let mut visitor = app.browser();
    assert_eq!(visitor.visit(&question).status, 404);
    assert_eq!(
        visitor
            .visit(&format!("/domande/{}", number_of(&question)))
            .status,
        404
    );
    let page = visitor.visit("/domande");
    assert!(page.has("Ancora nessuna domanda.") && page.has("Senza risposta (0)"));
    let mut lucia = app.browser_as(&cast.lucia);
    let page = lucia.visit("/domande?vista=senza-risposta");
    assert!(page.has("Senza risposta (1)") && page.has(TITLE));
    answer(&mut lucia, &question, "Si può, sì.");
    let page = lucia.visit("/domande?vista=senza-risposta");
    assert!(page.has("Tutte le domande hanno una risposta. Grazie."));
    app.settle();
    let visible = app.app.index.search(
        &fra_unioni::platform::search::SearchRequest::new("firma atti"),
        &["public".to_owned()],
    );
    assert_eq!(visible.unwrap().total, 0);
}

#[test]
fn visitors_read_offices_not_names() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    answer(
        &mut app.browser_as(&cast.lucia),
        &question,
        "Noi abbiamo fatto così.",
    );
    let mut visitor = app.browser();
    let page = visitor.visit(&question);
    assert!(page.has("Segretario") && page.has("Responsabile CED"));
    assert!(!page.has("Marco") && !page.has("Bassi"));
    assert!(page.header("etag").is_some());
}

#[test]
fn one_address_for_each_question() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    let number = number_of(&question);
    let page = marco.request(
        "GET",
        &format!("/domande/{number}-altro?pagina=1"),
        &[],
        None,
    );
    assert_eq!(page.status, 301);
    assert_eq!(
        page.header("location"),
        Some(format!("{question}?pagina=1").as_str())
    );
    for wrong in [
        "/domande/0",
        "/domande/x",
        "/domande/007",
        "/domande/99999999999999999999",
        "/domande/424242",
    ] {
        assert_eq!(marco.visit(wrong).status, 404, "{wrong}");
    }
}

#[test]
fn forged_ids_are_not_found() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let first = ask(&mut marco, TITLE, BODY).address;
    let page = answer(&mut marco, &first, "Mi rispondo da solo.");
    let foreign = answers_of(&page)[0].clone();
    let second = ask(&mut marco, "Come si paga la mensa scolastica online?", BODY).address;
    let csrf = marco.csrf();
    let number = number_of(&second);
    for (path, field) in [
        (
            format!("/domande/{number}/risposte/{foreign}/soluzione"),
            ("segno", "si"),
        ),
        (
            format!("/domande/{number}/risposte/{foreign}/utile"),
            ("", ""),
        ),
        (
            format!("/domande/{number}/risposte/{foreign}/modifica"),
            ("risposta", "altro testo"),
        ),
        (
            format!("/domande/{number}/risposte/non-un-id/utile"),
            ("", ""),
        ),
    ] {
        let page = marco.post(&path, &[("csrf", &csrf), field]);
        assert_eq!(page.status, 404, "{path}");
    }
    let page = marco.post(
        &format!("/domande/{number}/commenti"),
        &[
            ("csrf", &csrf),
            ("su", &foreign),
            ("commento", "fuori posto"),
        ],
    );
    assert_eq!(page.status, 404);
    for wrong in ["pratica:999", "documento:1", "unione:1", "boh"] {
        assert_eq!(
            marco.visit(&format!("/domande/nuova?su={wrong}")).status,
            404,
            "{wrong}"
        );
    }
}

#[test]
fn comments_mention_people() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let question = ask(&mut marco, TITLE, BODY).address;
    let page = marco
        .form("Pubblica il commento")
        .fill("commento", "@lucia-bassi tu che ne dici? E @nessuno-qui?")
        .send();
    assert!(page.has("Commento pubblicato.") && page.has("tu che ne dici?"));
    let event = app
        .read(|conn| events::after(conn, 0, 1000))
        .into_iter()
        .find(|event| event.kind == EventKind::CommentPosted)
        .unwrap();
    assert_eq!(
        event.particulars["mentions"],
        serde_json::json!([cast.lucia.id])
    );
    let reader = app.read(|conn| people::actors(conn, &[cast.lucia.id]));
    let told = app
        .read(|conn| questions::told(conn, &reader[&cast.lucia.id], &[&event]))
        .remove(&event.seq)
        .unwrap();
    assert_eq!(told.sentence, "Marco Ferri ti nomina in un commento");
    assert!(told.url.starts_with(&format!("{question}#commento-")));
    assert!(told.body.contains("tu che ne dici?"));

    // Members read the name; visitors, who are told offices only, neither read it nor find it.
    assert!(marco.visit(&question).has("@lucia-bassi"));
    app.settle();
    let mut visitor = app.browser();
    let page = visitor.visit(&question);
    assert!(page.has("[nome riservato] tu che ne dici?") && !page.has("lucia"));

    let mut lucia = app.browser_as(&cast.lucia);
    answer(&mut lucia, &question, "Eccomi, con @marco-ferri.");
    app.settle();
    for name in ["bassi", "ferri", "@marco-ferri"] {
        let found = visitor.visit(&format!("/api/v1/search?q={name}"));
        assert!(found.html.contains("\"total\":0"), "{name}: {}", found.html);
    }
    let page = lucia
        .form("Pubblica il commento")
        .fill("commento", "Sotto la domanda")
        .send();
    assert!(page.has("Sotto la domanda"));
}

#[test]
fn a_facilitatore_gives_a_question_to_somebody() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = ask(&mut marco, TITLE, BODY);
    assert!(!page.has("Affida la domanda"));
    let question = page.address;
    let act = format!("/domande/{}/incarico", number_of(&question));
    let csrf = marco.csrf();
    let page = marco.post(
        &act,
        &[("csrf", &csrf), ("persona", &cast.lucia.id.to_string())],
    );
    assert_eq!(page.status, 403);

    let mut chiara = app.browser_as(&cast.chiara);
    let page = chiara.visit(&question);
    assert!(page.has("Lucia Bassi (mentore)"));
    let page = chiara.form("Affida la domanda").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scegli a chi affidare la domanda"));
    let page = chiara
        .form("Affida la domanda")
        .fill("nome", "@chi-sa")
        .send();
    assert_eq!(page.status, 422);
    let page = chiara
        .form("Affida la domanda")
        .fill("nome", "")
        .fill("persona", &cast.lucia.id.to_string())
        .send();
    assert!(
        page.has("È affidata a: LB Lucia Bassi") || page.has("Lucia Bassi"),
        "{}",
        page.text()
    );
    let actor = app.read(|conn| people::actors(conn, &[cast.lucia.id, cast.marco.id]));
    let waiting = app.read(|conn| questions::waiting_for(conn, &actor[&cast.lucia.id]));
    assert_eq!(waiting.len(), 1);
    assert!(
        waiting[0]
            .sentence
            .contains("Ti è stata affidata la domanda")
    );
    let unanswered = app.read(|conn| questions::unanswered(conn, &actor[&cast.lucia.id], 10));
    assert_eq!(unanswered.len(), 1);
    assert_eq!(
        unanswered[0].assigned_to.as_ref().unwrap().name,
        "Lucia Bassi"
    );
    assert_eq!(unanswered[0].mentors.len(), 1);

    answer(&mut app.browser_as(&cast.lucia), &question, "Ci penso io.");
    let waiting = app.read(|conn| questions::waiting_for(conn, &actor[&cast.lucia.id]));
    assert!(waiting.is_empty());
    let waiting = app.read(|conn| questions::waiting_for(conn, &actor[&cast.marco.id]));
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].sentence.contains("ha 1 risposta: ti è servita?"));
    assert!(
        app.read(|conn| questions::unanswered(conn, &actor[&cast.lucia.id], 10))
            .is_empty()
    );
}

#[test]
fn the_list_has_views_topics_and_pages() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (personale, author) = app.write(|tx| {
        let all = topics::all(tx)?;
        let other = all
            .iter()
            .find(|topic| topic.slug != "ict")
            .cloned()
            .unwrap();
        Ok((other, people::system_author(tx)?))
    });
    app.write(|tx| {
        for n in 0..30 {
            insert_imported(
                tx,
                &ImportedQuestion {
                    title: format!("Domanda importata numero {n}"),
                    body: BODY.into(),
                    topics: vec![if n == 0 { personale.id } else { cast.ict }],
                    unione: Some(cast.valle_serena),
                    audience: Token::Public,
                    author,
                    source_url: None,
                    licence: None,
                    asked_at: tx.now() - chrono::Duration::days(n),
                    answers: Vec::new(),
                },
            )?;
        }
        Ok(())
    });
    let mut visitor = app.browser();
    let page = visitor.visit("/domande");
    assert!(page.has("30 domande") && page.has("Domanda importata numero 24"));
    assert!(!page.has("Domanda importata numero 25"));
    assert!(page.has("Unione Valle Serena, Lazio") && page.has("In attesa"));
    let page = visitor.visit("/domande?pagina=2");
    assert!(page.has("Domanda importata numero 29") && page.title().contains("pagina 2"));
    let page = visitor.visit(&format!("/domande?argomento={}", personale.slug));
    assert!(page.has("1 domanda") && page.has("Domanda importata numero 0"));
    let page = visitor.visit("/domande?vista=risolte&argomento=ict");
    assert!(page.has("Ancora nessuna domanda risolta."));
    for strange in [
        "/domande?pagina=-1",
        "/domande?pagina=99999999999999999999",
        "/domande?argomento=%00%ff&vista=x",
    ] {
        assert_eq!(visitor.visit(strange).status, 200, "{strange}");
    }
}

#[test]
fn an_import_changes_what_it_brought_and_keeps_what_people_added() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let at = fra_unioni::platform::db::When(crate::support::app::beginning());
    let imported = |answers: &[(&str, bool)], author| ImportedQuestion {
        title: "Domanda ".repeat(120),
        body: BODY.into(),
        topics: vec![cast.ict],
        unione: None,
        audience: Token::Public,
        author,
        source_url: Some("https://example.org/d/1".into()),
        licence: Some("CC BY 4.0".into()),
        asked_at: at,
        answers: answers
            .iter()
            .enumerate()
            .map(|(n, (body, solved))| ImportedAnswer {
                body: (*body).to_owned(),
                solved: *solved,
                answered_at: at + chrono::Duration::minutes(n as i64),
            })
            .collect(),
    };
    let author = app.write(people::system_author);
    let id =
        app.write(|tx| insert_imported(tx, &imported(&[("u\0no", true), ("due", false)], author)));
    let mut marco = app.browser_as(&cast.marco);
    let question = marco.visit("/domande").links("/domande/1")[0].clone();
    let page = marco.visit(&question);
    assert!(page.has("2 risposte, una ha risolto") && page.has("CC BY 4.0"));
    answer(&mut marco, &question, "La mia, di persona");
    app.write(|tx| update_imported(tx, id, &imported(&[("uno bis", false)], author)));
    let page = marco.visit(&question);
    assert!(page.has("uno bis") && page.has("La mia, di persona") && !page.has("due bis"));
    assert!(page.has("2 risposte") && page.has("Con risposte"));
    let entries = app.read(|conn| questions::entries(conn, id.into()));
    assert_eq!(entries.len(), 1);
    assert!(entries[0].body.contains("La mia, di persona"));
    assert_eq!(entries[0].topics, ["ict"]);
    let bearings = app
        .read(|conn| questions::bearings(conn, id.into()))
        .unwrap();
    assert!(bearings.involved.contains(&cast.marco.id));
    assert_eq!(
        app.read(|conn| questions::ids_after(conn, None, 10)),
        [uuid::Uuid::from(id)]
    );
    let subject = Subject::new(SubjectKind::Question, id);
    assert!(app.read(|conn| events::of(conn, subject, 10)).len() == 1);
}
