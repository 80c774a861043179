//! The macros of `templates/ui` held to what the pages rely on: nothing inline, everything escaped, every
//! reference inside a page leads to an element of that page.

use std::collections::HashMap;

use askama::Template;

use super::fields::Fault;
use super::frame::{Badge, Frame};

struct Choice {
    value: &'static str,
    label: &'static str,
    chosen: bool,
    count: u64,
}

struct Topic {
    segment: &'static str,
    name: &'static str,
}

struct Card {
    url: &'static str,
    title: &'static str,
    signals: Vec<&'static str>,
}

struct View {
    url: &'static str,
    text: &'static str,
    count: &'static str,
    current: bool,
}

struct Filter {
    url: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "ui/every_piece.html")]
struct EveryPiece {
    frame: Frame,
    faults: Vec<Fault>,
    choices: Vec<Choice>,
    topics: Vec<Topic>,
    cards: Vec<Card>,
    views: Vec<View>,
    filters: Vec<Filter>,
    title: String,
    page: usize,
}

/// Text that a person might write and a careless template would take for mark-up.
const HOSTILE: &str = "\"><script>alert(1)</script><b style=x>'&";

fn page(person: Option<Badge>, faulty: &[&str]) -> String {
    let choice = |value, label, chosen| Choice {
        value,
        label,
        chosen,
        count: 12,
    };
    let frame = Frame {
        flash: person.as_ref().map(|_| HOSTILE.to_owned()),
        person,
        csrf: "csrf".to_owned(),
        demo: true,
        post_office: true,
        section: "domande",
        query: HOSTILE.to_owned(),
        owner: HOSTILE.to_owned(),
        accessibility_url: Some("https://form.agid.gov.it/view/esempio".to_owned()),
    };
    let page = EveryPiece {
        frame,
        faults: faulty
            .iter()
            .map(|field| Fault {
                field: (*field).to_owned(),
                message: HOSTILE.to_owned(),
            })
            .collect(),
        choices: vec![
            choice("a", "A tutte le unioni", false),
            choice("b", "Solo ai facilitatori", true),
        ],
        topics: vec![Topic {
            segment: "servizi-ict",
            name: "Servizi ICT",
        }],
        cards: vec![Card {
            url: "/documenti/1",
            title: HOSTILE,
            signals: vec!["Convenzione", HOSTILE],
        }],
        views: vec![
            View {
                url: "/domande",
                text: "Tutte",
                count: "",
                current: true,
            },
            View {
                url: "/domande?vista=aperte",
                text: "Senza risposta",
                count: "5",
                current: false,
            },
        ],
        filters: vec![Filter {
            url: "/cerca?q=x",
            label: "Servizi ICT",
        }],
        title: HOSTILE.to_owned(),
        page: 5,
    };
    page.render().unwrap()
}

fn member() -> Badge {
    Badge {
        id: HOSTILE.to_owned(),
        name: HOSTILE.to_owned(),
        initials: "PF".to_owned(),
        unread: 3,
        desk: true,
        admin: false,
        own_unione: Some("/unioni/3".to_owned()),
    }
}

/// Values of an attribute, in the order of the page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_reference_leads_somewhere() {
    for html in [
        page(None, &[]),
        page(
            Some(member()),
            &["titolo", "contesto", "temi", "resta", "password", "file"],
        ),
    ] {
        let mut ids: HashMap<&str, usize> = HashMap::new();
        for id in values(&html, "id") {
            *ids.entry(id).or_default() += 1;
        }
        assert_eq!(
            ids.iter().find(|(_, times)| **times > 1),
            None,
            "an id stands twice"
        );
        for attribute in [
            "for",
            "aria-describedby",
            "aria-labelledby",
            "data-counter",
            "data-copy",
            "data-reveal",
        ] {
            for value in values(&html, attribute) {
                assert!(!value.trim().is_empty(), "an empty {attribute}");
                for id in value.split_whitespace() {
                    assert!(
                        ids.contains_key(id),
                        "{attribute} names {id}, which is not there"
                    );
                }
            }
        }
        for fragment in values(&html, "href")
            .iter()
            .filter_map(|href| href.strip_prefix('#'))
        {
            assert!(
                ids.contains_key(fragment),
                "a link leads to #{fragment}, which is not there"
            );
        }
    }
}

#[test]
fn what_people_write_is_escaped_and_nothing_is_inline() {
    let html = page(Some(member()), &["titolo", "file"]);
    assert!(
        !html.contains("<script>"),
        "the text of a person became mark-up"
    );
    assert!(
        !html.contains("<b style"),
        "the text of a person became mark-up"
    );
    assert_eq!(
        html.matches("<script").count(),
        1,
        "one script, from a file"
    );
    for inline in [" style=", " onclick=", " onsubmit=", "<style"] {
        let written: usize = html.matches(inline).count();
        let by_hostile_text = html.matches(&format!("b{inline}x&#62;")).count();
        assert_eq!(written, by_hostile_text, "{inline}");
    }
}

#[test]
fn a_field_in_error_says_so_once() {
    let sound = page(None, &[]);
    assert!(!sound.contains("aria-invalid") && !sound.contains("data-error-summary"));
    // Two faults of one field: the summary lists both, the field shows the first.
    let faulty = page(None, &["titolo", "titolo", "temi"]);
    assert!(faulty.contains("Ci sono 3 cose da sistemare"));
    assert_eq!(faulty.matches("aria-invalid=\"true\"").count(), 1);
    assert_eq!(faulty.matches("id=\"titolo-errore\"").count(), 1);
    assert!(faulty.contains("aria-describedby=\"titolo-aiuto titolo-errore titolo-conta\""));
    assert!(page(None, &["titolo"]).contains("C’è una cosa da sistemare"));
}

#[test]
fn pages_of_a_list_are_few() {
    let html = page(None, &[]);
    for shown in [
        "pagina=1\"",
        "pagina=4\"",
        "pagina=5\"",
        "pagina=6\"",
        "pagina=12\"",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    for hidden in ["pagina=2\"", "pagina=8\"", "pagina=13\""] {
        assert!(!html.contains(hidden), "{hidden}");
    }
    assert_eq!(html.matches("aria-hidden=\"true\">…").count(), 2);
}
