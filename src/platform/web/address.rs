//! Addresses of pages: a number for each kind and a slug that only decorates.

use crate::platform::error::{Error, Result};

/// `/domande/118-chi-firma-gli-atti`: the last segment of an address, from number and title.
pub fn segment(number: i64, title: &str) -> String {
    let slug = slug(title);
    if slug.is_empty() {
        number.to_string()
    } else {
        format!("{number}-{slug}")
    }
}

/// The number an address segment begins with.
///
/// # Errors
/// [`Error::NotFound`] when it begins with none.
pub fn number(segment: &str) -> Result<i64> {
    let digits = segment
        .split_once('-')
        .map_or(segment, |(digits, _)| digits);
    match digits.parse::<i64>() {
        // "+5" and "007" are not how we write numbers: one thing has one address.
        Ok(number) if number > 0 && digits == number.to_string() => Ok(number),
        _ => Err(Error::NotFound),
    }
}

/// Lower-case ASCII words joined by hyphens, at most 60 characters, cut at a word.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for word in deunicode::deunicode(title)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let room = 60usize.saturating_sub(slug.len() + usize::from(!slug.is_empty()));
        if word.len() > room {
            if slug.is_empty() {
                slug.push_str(&word.to_ascii_lowercase()[..60]);
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug
}

/// A key by which titles and names sort and compare alike on both engines: lower case, no accents.
pub fn sort_key(text: &str) -> String {
    deunicode::deunicode(text)
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether an address given by a form or a query leads to a page of ours: a path, never another site.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t', '\0'])
        && !path.chars().any(char::is_control)
}

/// Escapes a text for use as a value in a query string.
pub fn query_value(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                escaped.push(char::from(byte))
            }
            b' ' => escaped.push('+'),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for (title, expected) in [
            ("Chi firma gli atti?", "chi-firma-gli-atti"),
            (
                "Attività dell’Unione — perché",
                "attivita-dell-unione-perche",
            ),
            ("  ", ""),
            ("🚒🚒", "fire-engine-fire-engine"),
            ("<script>alert(1)</script>", "script-alert-1-script"),
        ] {
            assert_eq!(slug(title), expected, "{title:?}");
        }
        assert!(slug(&"parola ".repeat(50)).len() <= 60);
        assert_eq!(slug(&"x".repeat(300)).len(), 60);
    }

    #[test]
    fn numbers() {
        for (given, expected) in [
            ("118-chi-firma", Some(118)),
            ("118", Some(118)),
            ("0", None),
            ("-1", None),
            ("+5", None),
            ("007-x", None),
            ("x", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(number(given).ok(), expected, "{given:?}");
        }
    }

    #[test]
    fn only_paths_of_ours_are_local() {
        for path in ["/", "/domande?x=1", "/a//b"] {
            assert!(is_local(path), "{path:?}");
        }
        for path in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nb",
            "domande",
        ] {
            assert!(!is_local(path), "{path:?}");
        }
    }
}
