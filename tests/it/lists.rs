//! Lists that fill more than a page.

use fra_unioni::features::documents::Reach;
use fra_unioni::features::subscriptions::Frequency;

use crate::notifications::{ask, follow_ict, share};
use crate::statements::publish_practice;
use crate::support::{Cast, TestApp};

/// Every list shows its last page to who asks for one beyond the end, and its first to who asks for
/// none.
#[test]
fn every_number_leads_to_a_page_of_the_list() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.bruno, Frequency::Never);
    for n in 0..26 {
        publish_practice(&app, &cast, &format!("Pratica numero {n}"));
        share(
            &app,
            &cast,
            &cast.chiara,
            Reach::Members,
            &format!("Guida {n}"),
        );
        ask(
            &app,
            &cast,
            &cast.marco,
            &format!("Chi firma gli atti? {n}"),
        );
    }
    app.settle();

    let mut bruno = app.browser_as(&cast.bruno);
    let shown = |n: usize| {
        format!(r#"aria-current="page"><span class="visually-hidden">Pagina </span>{n}</a>"#)
    };
    for (list, last) in [
        ("/pratiche", 2),
        ("/documenti", 2),
        ("/domande", 2),
        ("/notifiche", 3),
    ] {
        let asked = [
            ("99", last),
            ("99999999999999999999", last),
            ("2", 2),
            ("1", 1),
            ("0", 1),
            ("-1", 1),
            ("abc", 1),
        ];
        for (number, page) in asked {
            let found = bruno.visit(&format!("{list}?pagina={number}"));
            assert_eq!(found.status, 200, "{list} {number}");
            assert!(found.html.contains(&shown(page)), "{list} {number}");
        }
    }
}
