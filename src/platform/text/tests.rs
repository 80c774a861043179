use proptest::prelude::*;

use super::{capitalised, excerpt, to_html, to_plain};

const REL: &str = "rel=\"nofollow ugc noopener\"";

fn check(text: &str, expect: &str) {
    assert_eq!(to_html(text), expect.replace("REL", REL), "{text:?}");
}

#[test]
fn paragraphs_and_line_breaks() {
    check("", "");
    check(" \n\n \n", "");
    check("uno", "<p>uno</p>");
    check("uno\ndue\n\ntre", "<p>uno<br>due</p><p>tre</p>");
    check(
        "uno\r\ndue\r\n\r\n\r\ntre\rquattro",
        "<p>uno<br>due</p><p>tre<br>quattro</p>",
    );
}

#[test]
fn lists() {
    check(
        "- uno\n-due\n\n- tre",
        "<ul><li>uno</li><li>due</li><li>tre</li></ul>",
    );
    check("1. uno\n2. due", "<ol><li>uno</li><li>due</li></ol>");
    check(
        "1. uno\n\n2. due\n\nfine",
        "<ol><li>uno</li><li>due</li></ol><p>fine</p>",
    );
    check("3. tre", "<ol start=\"3\"><li>tre</li></ol>");
    check(
        "Serve:\n- uno\n  ancora\nfine",
        "<p>Serve:</p><ul><li>uno<br>ancora</li></ul><p>fine</p>",
    );
    check(
        "- uno\n1. due",
        "<ul><li>uno</li></ul><ol><li>due</li></ol>",
    );
    check("10.200 abitanti", "<p>10.200 abitanti</p>");
    check("2006. Poi nulla", "<p>2006. Poi nulla</p>");
    check("-5 gradi\n---\n-", "<p>-5 gradi<br>---<br>-</p>");
}

#[test]
fn bold() {
    check(
        "**uno** e **due**",
        "<p><strong>uno</strong> e <strong>due</strong></p>",
    );
    check("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>");
    check("** uno **due**", "<p>** uno <strong>due</strong></p>");
    check("****", "<p>****</p>");
    check("**mai chiuso", "<p>**mai chiuso</p>");
    check("**<b>**", "<p><strong>&lt;b&gt;</strong></p>");
}

#[test]
fn links() {
    check(
        "Vedi https://a.it/x?y=1&z=\"2.",
        "<p>Vedi <a href=\"https://a.it/x?y=1&amp;z=\" REL>https://a.it/x?y=1&amp;z=</a>&quot;2.</p>",
    );
    for (text, link, after) in [
        ("https://a.it.", "https://a.it", "."),
        ("https://a.it/x!?…", "https://a.it/x", "!?…"),
        ("https://a.it/x_(y)", "https://a.it/x_(y)", ""),
        ("https://a.it/x)", "https://a.it/x", ")"),
        ("https://a.it/x_(y)).", "https://a.it/x_(y)", ")."),
        ("http://a.it»", "http://a.it", "»"),
        ("HTTPS://A.it/", "HTTPS://A.it/", ""),
        ("https://a.it/perché, poi", "https://a.it/perché", ", poi"),
    ] {
        check(
            text,
            &format!("<p><a href=\"{link}\" REL>{link}</a>{after}</p>"),
        );
    }
    check(
        "**https://a.it**",
        "<p><strong><a href=\"https://a.it\" REL>https://a.it</a></strong></p>",
    );
    for text in [
        "javascript:alert(1)",
        "javascript://a.it",
        "ftp://a.it",
        "https://",
        "https:// a",
        "http://.",
        "xhttp://a.it",
        "data:text/html,x",
        "://",
        "www.a.it",
        "http:///x",
    ] {
        check(text, &format!("<p>{text}</p>"));
    }
}

#[test]
fn nothing_typed_becomes_markup() {
    check(
        "<script>alert('x')</script> & <img src=x onerror=\"y\">",
        "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &lt;img src=x onerror=&quot;y&quot;&gt;</p>",
    );
    check(
        "https://a.it/'onclick='x",
        "<p><a href=\"https://a.it/&#39;onclick=&#39;x\" REL>https://a.it/&#39;onclick=&#39;x</a></p>",
    );
    check("a\u{202E}b\u{2066}c\u{0}\u{7f}d\u{85}e", "<p>abcde</p>");
    check("👩‍🔧 שלום €", "<p>👩‍🔧 שלום €</p>");
    let nested = "(".repeat(10_000) + &"[".repeat(10_000);
    check(&nested, &format!("<p>{nested}</p>"));
    let link = format!("https://a.it/{}", ")".repeat(10_000));
    check(
        &link,
        &format!(
            "<p><a href=\"https://a.it/\" REL>https://a.it/</a>{}</p>",
            ")".repeat(10_000)
        ),
    );
}

#[test]
fn plain_text_keeps_lists_and_drops_stars() {
    let typed = "**Serve**:\r\n-uno\r\n  ancora\r\n\r\n2. due https://a.it.\n\n\u{202E}";
    assert_eq!(
        to_plain(typed),
        "Serve:\n- uno\n  ancora\n\n2. due https://a.it."
    );
}

#[test]
fn excerpts_end_at_a_word() {
    for (text, max, expect) in [
        ("uno due tre", 11, "uno due tre"),
        ("uno due tre", 10, "uno due…"),
        ("uno due tre", 8, "uno due…"),
        ("uno due tre", 7, "uno…"),
        ("uno, due", 6, "uno…"),
        ("- **uno**\n\n- due\n\n\n", 20, "uno due"),
        ("precipitevolissimevolmente", 10, "precipite…"),
        ("èèèèè ééééé", 6, "èèèèè…"),
        ("uno due", 1, "…"),
        ("uno due", 0, ""),
        ("", 5, ""),
    ] {
        assert_eq!(excerpt(text, max), expect, "{text:?} {max}");
    }
}

/// Walks over the output: only the tags of the grammar, each closed, no stray bracket or quote. Gives the text back.
fn text_of(html: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '"', '\'']) {
        text.push_str(&rest[..at]);
        let tag_end = rest[at..].find('>').ok_or("no end of tag")? + at;
        let tag = rest[at..].strip_prefix('<').ok_or("stray mark")?;
        let tag = &tag[..tag_end - at - 1];
        match tag {
            "br" => {}
            "p" | "ul" | "ol" | "li" | "strong" => open.push(tag),
            _ if tag.starts_with('/') => {
                if open.pop() != Some(&tag[1..]) {
                    return Err(format!("{tag} closes nothing"));
                }
            }
            _ if tag.starts_with("ol start=\"") => {
                let number = tag["ol start=\"".len()..].trim_end_matches('"');
                number.parse::<u32>().map_err(|_| "start is no number")?;
                open.push("ol");
            }
            _ => {
                let address = tag
                    .strip_prefix("a href=\"")
                    .and_then(|rest| rest.strip_suffix(&format!("\" {REL}")))
                    .ok_or_else(|| format!("foreign tag {tag}"))?;
                let lower = address.to_ascii_lowercase();
                let web = lower.starts_with("http://") || lower.starts_with("https://");
                if !web || address.contains(['"', '\'', '<', ' ']) {
                    return Err(format!("foreign address {address}"));
                }
                open.push("a");
            }
        }
        rest = &rest[tag_end + 1..];
    }
    text.push_str(rest);
    if open.is_empty() {
        Ok(text)
    } else {
        Err(format!("left open: {open:?}"))
    }
}

/// Texts made of what the grammar and HTML care about, mixed with anything.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        3 => "\\PC{0,6}",
        1 => any::<String>(),
        4 => proptest::sample::select(vec![
            "**", "*", "\n", "\r\n", "\n\n", "- ", "-", "1. ", "12. ", "http://", "https://a.it/", "HTTP://x", "://", "<", ">", "\"",
            "'", "&", "<script>", "</p>", " ", "(", ")", "[", "]", ".", "\u{202E}", "\u{2066}", "\u{0}", "è", "👩‍🔧", "&lt;", "  ",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_sentence_begins_with_a_capital() {
    assert_eq!(capitalised("un’altra funzione"), "Un’altra funzione");
    assert_eq!(capitalised("è già così"), "È già così");
    assert_eq!(capitalised(""), "");
}

proptest! {
    #[test]
    fn only_tags_of_the_grammar_come_out(text in nasty()) {
        let html = to_html(&text);
        let shown = text_of(&html).map_err(|fault| TestCaseError::fail(format!("{fault}: {html}")))?;
        prop_assert!(!shown.chars().any(super::is_bidi_control));
        let unescaped = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        prop_assert_eq!(letters(&unescaped), letters(&text));
    }

    #[test]
    fn excerpts_are_short_enough(text in nasty(), max in 0_usize..60) {
        let cut = excerpt(&text, max);
        prop_assert!(cut.chars().count() <= max);
        prop_assert!(!cut.contains(['\n', '\r']) && cut.trim() == cut);
    }
}
