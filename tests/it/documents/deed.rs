//! What a document says of itself as an act: written, suggested, found, replaced, reminded of.

use fra_unioni::demo::files;
use fra_unioni::features::documents;

use super::deeds::made;
use super::{TITLE, acts, begun, found, member, pdf, share};
use crate::support::browser::{Browser, Form, Page};
use crate::support::{Cast, TestApp};

fn edit<'a>(browser: &'a mut Browser, page: &Page) -> Form<'a> {
    browser.visit(&format!("{}/modifica", acts(page)));
    browser.form("Salva le modifiche")
}

#[test]
fn an_act_is_written_down_checked_and_found() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let faulty = begun(&mut marco, TITLE, "own")
        .fill("atto_data", "ieri")
        .fill("cup", "B51B2100574000")
        .fill("cig", "12345678AB")
        .fill("prot_numero", "12")
        .fill("avviso", "Avviso che non c’è")
        .fill("sostituisce", "/documenti/999")
        .fill("valido_dal", "2027")
        .fill("valido_al", "2026")
        .attach("file", "a.pdf", &pdf())
        .send();
    assert_eq!(faulty.status, 422);
    for words in [
        "Scrivi la data come 12/03/2026",
        "un CUP ha 15 caratteri, questo ne ha 14",
        "i caratteri di controllo non tornano",
        "Scrivi di quale ente o AOO è il protocollo",
        "Scrivi l’anno del protocollo",
        "Non conosciamo l’avviso",
        "Scrivi l’indirizzo di un documento che c’è",
        "La validità finisce prima di cominciare",
    ] {
        assert!(faulty.has(words), "{words}: {}", faulty.text());
    }
    let page = begun(&mut marco, TITLE, "own")
        .fill("ente", "Unione Valle Serena")
        .fill("atto_numero", "34")
        .fill("atto_data", "03/2026")
        .fill("prot_numero", "1234")
        .fill("prot_anno", "2026")
        .fill("cup", "b51b 21005740007, J54J25000990006")
        .fill("cig", "B1A2C3D4E5")
        .fill("licenza", "cc by 4.0")
        .fill("valido_al", "2028")
        .fill("riferito_a", "Avviso 1.4.3")
        .attach("file", "a.pdf", &pdf())
        .send();
    for words in [
        "n. 34 di marzo 2026",
        "Unione Valle Serena n. 0001234/2026",
        "B51B21005740007",
        "J54J25000990006",
        "B1A2C3D4E5",
        "CC BY 4.0",
        "fino al 2028",
        "Avviso 1.4.3",
        "Atto normativo",
    ] {
        assert!(page.has(words), "{words}: {}", page.text());
    }
    app.settle();
    let own = vec![format!("unione:{}", cast.valle_serena)];
    for words in [
        "B51B21005740007",
        "B1A2C3D4E5",
        "0001234/2026",
        "regolamento 34/2026",
    ] {
        assert_eq!(found(&app, &own, words).len(), 1, "{words}");
    }
    assert!(found(&app, &member(), "B51B21005740007").is_empty());

    // The same protocol is the same document; the same number of another year is not.
    let again = begun(&mut marco, "Altro", "own")
        .fill("ente", "UNIONE VALLE SERENA")
        .fill("prot_numero", "0001234")
        .fill("prot_anno", "2026")
        .attach("file", "a.pdf", &pdf())
        .send();
    assert_eq!(again.status, 422);
    assert!(again.has("Questo protocollo è già di"), "{}", again.text());
    let mended = marco
        .form("Carica il documento")
        .fill("prot_anno", "2025")
        .send();
    assert_eq!(mended.status, 200, "{}", mended.text());
    // Saved again as it is, nothing is lost.
    let kept = edit(&mut marco, &page).send();
    assert!(kept.has("n. 34 di marzo 2026") && kept.has("J54J25000990006"));
}

#[test]
fn the_text_suggests_and_a_person_confirms() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let act = &made(1)[0];
    let lines: Vec<&str> = act.pages.iter().flat_map(|page| page.lines()).collect();
    let page = begun(&mut marco, "Un atto", "own")
        .attach("file", "a.pdf", &files::pdf("Atto", &lines).unwrap())
        .send();
    app.settle();
    assert!(
        marco
            .visit(&page.address)
            .has("Dal testo abbiamo capito alcuni dati dell’atto")
    );
    let form = edit(&mut marco, &page);
    assert_eq!(
        form.value("atto_numero"),
        "",
        "nothing is taken without a word"
    );
    let used = marco.form("Usa tutto quello che manca").send();
    assert_eq!(used.status, 200);
    let form = marco.form("Salva le modifiche");
    assert_eq!(form.value("atto_numero"), act.number);
    assert_eq!(form.value("titolo"), "Un atto", "what somebody wrote stays");
    let saved = form.send();
    assert!(
        saved.has(&format!("n. {} ", act.number)),
        "{}",
        saved.text()
    );
    assert!(!saved.has("Dal testo abbiamo capito"));
}

#[test]
fn one_takes_the_place_of_another() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut bruno) = (app.browser_as(&cast.marco), app.browser_as(&cast.bruno));
    let old = share(&mut marco, "Regolamento vecchio", "own", "a.pdf", &pdf());
    let new = share(&mut marco, "Regolamento nuovo", "own", "a.pdf", &pdf());
    let page = edit(&mut marco, &new)
        .fill("sostituisce", &old.address)
        .send();
    assert!(
        page.has("Sostituisce") && page.has("Regolamento vecchio"),
        "{}",
        page.text()
    );
    let circle = edit(&mut marco, &old)
        .fill("sostituisce", &new.address)
        .send();
    assert_eq!(circle.status, 422);
    assert!(
        circle.has("non può sostituire sé stesso"),
        "{}",
        circle.text()
    );
    // What others shared is theirs to say.
    let theirs = begun(&mut bruno, "Di Bruno", "own")
        .fill("sostituisce", &old.address)
        .attach("file", "a.pdf", &pdf())
        .send();
    assert_eq!(theirs.status, 422);
    assert!(theirs.has("Scrivi l’indirizzo di un documento che c’è"));
}

#[test]
fn a_successor_is_told_of_once_it_reaches_whoever_reads_the_older_one() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara, mut bruno) = (
        app.browser_as(&cast.marco),
        app.browser_as(&cast.chiara),
        app.browser_as(&cast.bruno),
    );
    let publish = |chiara: &mut Browser, address: &str| {
        chiara.visit(address);
        let page = chiara.form("Pubblica il documento").send();
        assert!(page.has("Documento pubblicato."), "{}", page.text());
        app.settle();
    };
    let old = share(&mut marco, "Regolamento vecchio", "public", "a.pdf", &pdf());
    app.settle();
    publish(&mut chiara, &old.address);
    bruno.visit(&old.address);
    bruno.form("Segui").send();
    let is_stale = || {
        let entries = app.read(|conn| {
            let ids = documents::ids_after(conn, None, 10)?;
            documents::entries(conn, ids[0])
        });
        entries.iter().any(|entry| entry.is_stale)
    };
    const TOLD: &str = "ha sostituito un documento";

    // What only his Unione reads is a matter of his Unione.
    let new = begun(&mut marco, "Regolamento nuovo", "own")
        .fill("sostituisce", &old.address)
        .attach("file", "a.pdf", &pdf())
        .send();
    assert_eq!(new.status, 200, "{}", new.text());
    app.settle();
    assert!(!is_stale());
    assert!(!bruno.visit("/notifiche").has(TOLD));
    // For members, and waiting for everybody: visitors would still be left with the old one.
    for reach in ["members", "public"] {
        edit(&mut marco, &new)
            .untick("visibilita")
            .tick("visibilita", reach)
            .send();
        app.settle();
        assert!(
            !is_stale() && !bruno.visit("/notifiche").has(TOLD),
            "{reach}"
        );
        if reach == "members" {
            publish(&mut chiara, &new.address);
            assert!(!is_stale() && !bruno.visit("/notifiche").has(TOLD));
        }
    }
    publish(&mut chiara, &new.address);
    assert!(is_stale());
    let told = bruno.visit("/notifiche");
    assert!(
        told.has(TOLD) && told.has("Regolamento vecchio"),
        "{}",
        told.text()
    );

    // Withdrawn, it leaves the place it took.
    marco.visit(&format!("{}/ritiro", acts(&new)));
    marco.form("Ritira il documento").send();
    app.settle();
    assert!(!is_stale());
}

#[test]
fn the_author_is_reminded_once() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    begun(&mut marco, TITLE, "own")
        .fill("revisione_entro", "2026-12-01")
        .attach("file", "a.pdf", &pdf())
        .send();
    app.settle();
    app.letters();
    app.clock.advance(chrono::Duration::days(7));
    app.settle();
    assert_eq!(app.letters().len(), 0);
    for expected in [1, 0] {
        app.clock.advance(chrono::Duration::days(2));
        app.settle();
        let letters = app.letters();
        assert_eq!(letters.len(), expected);
        assert!(
            letters
                .iter()
                .all(|letter| letter.text.contains("giorno di ricontrollare"))
        );
    }
}
