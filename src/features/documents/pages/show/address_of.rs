//! The address of a document's page as it is read: which version, and the words looked for.

use crate::platform::web::address::query_value;

/// What of the address stays the same from link to link.
pub struct AddressOf {
    url: String,
    kept: Vec<String>,
}

impl AddressOf {
    /// The page of a version; `None` for the one that is read anyhow. `query` are the words looked
    /// for in the text, empty for none.
    pub fn new(url: String, version: Option<i32>, query: &str) -> AddressOf {
        let mut kept = Vec::new();
        kept.extend(version.map(|ordinal| format!("versione={ordinal}")));
        if !query.is_empty() {
            kept.push(format!("q={}", query_value(query)));
        }
        AddressOf { url, kept }
    }

    /// The same page with one more parameter, at an anchor.
    pub fn with(&self, parameter: &str, anchor: &str) -> String {
        let mut all: Vec<&str> = self.kept.iter().map(String::as_str).collect();
        all.push(parameter);
        format!("{}?{}#{anchor}", self.url, all.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::AddressOf;

    #[test]
    fn version_and_words_go_along() {
        let here = AddressOf::new("/documenti/3-atto".to_owned(), Some(2), "ufficio unico");
        let link = here.with("parte=2", "testo");
        assert!(
            link.starts_with("/documenti/3-atto?versione=2&q=ufficio"),
            "{link}"
        );
        assert!(link.ends_with("&parte=2#testo"), "{link}");
        let plain = AddressOf::new("/documenti/3-atto".to_owned(), None, "");
        assert_eq!(
            plain.with("parte=2", "testo"),
            "/documenti/3-atto?parte=2#testo"
        );
    }
}
