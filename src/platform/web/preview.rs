//! What a public page says of itself to search engines and to those who paste its address somewhere:
//! its canonical address, OpenGraph and schema.org as JSON-LD. Pages that are not for everybody say nothing.

use serde_json::Value;

/// How long a description is read before it is cut, in characters.
const DESCRIPTION_CHARS: usize = 200;

/// A public page in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Its title.
    pub title: String,
    /// Two lines of it.
    pub description: String,
    /// Its one address, with scheme and host.
    pub url: String,
    /// What OpenGraph calls the kind of page (`og:type`).
    pub kind: &'static str,
    json_ld: String,
}

impl Preview {
    /// A page and what it is about, as schema.org says it.
    pub fn new(
        kind: &'static str,
        url: String,
        title: &str,
        description: &str,
        about: &Value,
    ) -> Preview {
        Preview {
            kind,
            url,
            title: title.to_owned(),
            description: crate::platform::text::excerpt(description, DESCRIPTION_CHARS),
            json_ld: inside_script(about),
        }
    }

    /// What stands between the tags of the script element. Such an element holds data and is never
    /// run, so that the CSP says nothing about it (HTML, "prepare the script element").
    pub fn json_ld(&self) -> &str {
        &self.json_ld
    }
}

/// JSON in which nothing can end the script element or open a comment in it.
fn inside_script(value: &Value) -> String {
    let mut safe = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_leaves_the_script() {
        let about =
            json!({ "name": "</script><script>alert(1)</script><!-- & \u{2028}", "si": "«sì»" });
        let preview = Preview::new("article", String::new(), "", "", &about);
        let safe = preview.json_ld();
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
        assert_eq!(serde_json::from_str::<Value>(safe).unwrap(), about);
    }
}
