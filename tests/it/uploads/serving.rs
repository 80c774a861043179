//! How a file leaves: its headers, its ranges, its name.

use fra_unioni::platform::web::respond;
use proptest::prelude::*;

use super::*;

/// Reads what RFC 6266 says of a header: the quoted name, and the exact one.
fn parsed(header: &str) -> Option<(String, String)> {
    let rest = header.strip_prefix("attachment; filename=\"")?;
    let (ascii, rest) = rest.split_once('"')?;
    let encoded = rest.strip_prefix("; filename*=UTF-8''")?;
    let (mut bytes, mut at) = (Vec::new(), 0);
    let encoded = encoded.as_bytes();
    while at < encoded.len() {
        if encoded[at] == b'%' {
            let hex = std::str::from_utf8(encoded.get(at + 1..at + 3)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            at += 3;
        } else {
            bytes.push(encoded[at]);
            at += 1;
        }
    }
    Some((ascii.to_owned(), String::from_utf8(bytes).ok()?))
}

proptest! {
    #[test]
    fn every_name_is_told_exactly(name in ".{0,300}") {
        let header = respond::attachment(&name);
        prop_assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header}");
        prop_assert_eq!(header.matches('"').count(), 2);
        let (ascii, exact) = parsed(&header).unwrap();
        prop_assert_eq!(exact, name);
        prop_assert!(!ascii.contains(['\\', '%', '"']));
    }

    #[test]
    fn every_kept_name_is_one_of_a_file(name in "(?s).{0,300}") {
        let clean = documents::clean_file_name(&name);
        prop_assert!((1..=120).contains(&clean.chars().count()));
        prop_assert!(!clean.contains(['/', '\\', '"', '\0', '\r', '\n']) && !clean.starts_with('.'));
        let turns = clean.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        prop_assert!(!turns);
    }
}

#[test]
fn names_made_to_harm_reach_no_header() {
    for name in [
        "a\r\nSet-Cookie: x=1.pdf",
        "a\"; filename=\"b.exe",
        "a\\\".pdf",
        "a\0.pdf",
        "\u{202e}fdp.exe",
        "è".repeat(300).as_str(),
        "",
    ] {
        let header = respond::attachment(name);
        let (_, exact) = parsed(&header).unwrap();
        assert_eq!(exact, name);
    }
}

#[test]
fn parts_of_a_file_and_what_has_not_changed() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(
        &mut marco,
        &[("titolo", "Dieci")],
        &[("dieci.txt", b"0123456789")],
    );
    let path = format!("{}/file", acts(&page));
    let whole = marco.visit(&path);
    let tag = whole.header("etag").unwrap().to_owned();
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    let mut ask =
        |method: &str, headers: &[(&str, &str)]| marco.request(method, &path, headers, None);

    let part = ask("GET", &[("range", "bytes=2-4")]);
    assert_eq!((part.status, part.bytes.as_slice()), (206, &b"234"[..]));
    assert_eq!(part.header("content-range"), Some("bytes 2-4/10"));
    assert_eq!(part.header("content-length"), Some("3"));
    let end = ask("GET", &[("range", "bytes=-3")]);
    assert_eq!((end.status, end.bytes.as_slice()), (206, &b"789"[..]));
    let beyond = ask("GET", &[("range", "bytes=10-")]);
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (416, Some("bytes */10"))
    );
    for whole in [
        ask("GET", &[("range", "bytes=0-1,4-5")]),
        ask("GET", &[("range", "bytes=2-4"), ("if-range", "\"altro\"")]),
        ask(
            "GET",
            &[
                ("range", "bytes=2-4"),
                ("if-range", "Mon, 30 Nov 2026 09:00:00 GMT"),
            ],
        ),
    ] {
        assert_eq!((whole.status, whole.bytes.len()), (200, 10));
    }
    let same = ask("GET", &[("range", "bytes=2-4"), ("if-range", &tag)]);
    assert_eq!(same.status, 206);

    for known in [tag.as_str(), "*", &format!("\"x\", W/{tag}")] {
        let unchanged = ask("GET", &[("if-none-match", known)]);
        assert_eq!(
            (unchanged.status, unchanged.bytes.len()),
            (304, 0),
            "{known}"
        );
        assert_eq!(unchanged.header("etag"), Some(tag.as_str()));
    }
    assert_eq!(ask("GET", &[("if-none-match", "\"x\"")]).status, 200);

    let head = ask("HEAD", &[("range", "bytes=2-4")]);
    assert_eq!(
        (head.status, head.bytes.len()),
        (200, 0),
        "a head has no ranges"
    );
    assert_eq!(head.header("content-length"), Some("10"));
    assert_eq!(head.header("etag"), Some(tag.as_str()));
}

#[test]
fn what_a_browser_could_run_is_never_sent_as_such() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let script = "<script>alert(1)</script>";
    for (name, bytes) in [
        ("pagina.html", format!("<!DOCTYPE html>{script}")),
        (
            "disegno.svg",
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{script}</svg>"),
        ),
        ("doppio.gif", format!("GIF89a/*{script}*/=1")),
        ("finto.pdf", format!("%PDF-1.4\n{script}")),
        ("testo.txt", format!("ciao {script}")),
    ] {
        let page = share(&mut marco, &[("titolo", name)], &[(name, bytes.as_bytes())]);
        let file = marco.visit(&format!("{}/file", acts(&page)));
        let media_type = file.header("content-type").unwrap();
        for active in ["html", "svg", "xml", "javascript"] {
            assert!(!media_type.contains(active), "{name}: {media_type}");
        }
        assert!(
            file.header("content-disposition")
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
        let policy = file.header("content-security-policy").unwrap();
        assert!(policy.starts_with("sandbox;") && policy.contains("default-src 'none'"));
    }
}
