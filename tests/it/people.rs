//! Signing in and out.

use fra_unioni::features::people::{self, Password};

use crate::support::{Cast, TestApp};

const PASSWORD: &str = "quattro gatti sul tetto";

#[test]
fn marco_signs_in_and_out() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let hash = Password::choose(PASSWORD).unwrap().hash().unwrap();
    app.write(|tx| people::set_password(tx, cast.marco.id, &hash));

    let mut marco = app.browser();
    marco.visit("/accedi");
    let wrong = marco
        .form("Accedi")
        .fill("email", &cast.marco.email)
        .fill("password", "quattro cani sul tetto")
        .send();
    assert_eq!(wrong.status, 422);
    assert!(wrong.title().starts_with("Errore: "));
    assert!(wrong.has("E-mail o password non corrette"));
    assert!(wrong.html.contains(&cast.marco.email));

    marco
        .form("Accedi")
        .fill("email", " MARCO.Ferri@Esempio.example ")
        .fill("password", PASSWORD)
        .send();
    assert!(marco.cookie("sessione").is_some());
    let page = marco.visit("/accedi");
    assert_eq!(page.address, "/");
    assert!(
        page.has("Marco Ferri"),
        "the header names who is signed in, whatever the page"
    );

    marco.form("Esci").send();
    assert_eq!(marco.cookie("sessione"), None);
}

#[test]
fn a_form_that_does_not_come_from_our_pages_is_refused() {
    let app = TestApp::start();
    let mut stranger = app.browser();
    let page = stranger.post("/accedi", &[("email", "a@b.example"), ("password", "x")]);
    assert_eq!(page.status, 403);
    assert!(page.has("Il modulo è scaduto"));
}
