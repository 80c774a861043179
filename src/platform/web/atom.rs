//! Feeds: what is new, for programs that read news (Atom, RFC 4287). They tell what everybody may read, whoever asks.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::respond;
use crate::platform::dates;
use crate::platform::db::When;
use crate::platform::error::Result;

/// A feed.
#[derive(Template)]
#[template(path = "feed.xml")]
pub struct Feed {
    title: String,
    site: String,
    page: String,
    own: String,
    updated: String,
    entries: Vec<Entry>,
}

/// One piece of news in it.
pub struct Entry {
    /// What it is called.
    pub title: String,
    /// Its address on this site, from the first slash; the same for ever.
    pub id: String,
    /// The address of its page, from the first slash.
    pub path: String,
    /// The body it comes from.
    pub author: String,
    /// Names of topics.
    pub topics: Vec<String>,
    /// When it was published first.
    pub published_at: When,
    /// When it last changed.
    pub updated_at: When,
    /// The text, as HTML.
    pub html: String,
}

impl Entry {
    fn published(&self) -> String {
        dates::machine(self.published_at.0)
    }

    fn updated(&self) -> String {
        dates::machine(self.updated_at.0)
    }

    /// Without what XML cannot hold.
    fn clean(mut self) -> Entry {
        for text in [&mut self.title, &mut self.author, &mut self.html] {
            text.retain(is_xml);
        }
        self
    }
}

impl Feed {
    /// A feed of `page`, with its own address `own`, both from the first slash.
    pub fn new(site: &str, title: &str, page: &str, own: &str, entries: Vec<Entry>) -> Feed {
        // A feed without news has no time either; it must name one (RFC 4287, 4.1.1).
        let updated = entries.iter().map(|entry| entry.updated_at.0).max();
        Feed {
            title: title.chars().filter(|c| is_xml(*c)).collect(),
            site: site.to_owned(),
            page: page.to_owned(),
            own: own.to_owned(),
            updated: dates::machine(updated.unwrap_or_default()),
            entries: entries.into_iter().map(Entry::clean).collect(),
        }
    }

    /// The answer: readers keep it and ask again with its tag.
    ///
    /// # Errors
    /// A bug when the template cannot be rendered.
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse> {
        Ok(respond::public_body(
            request,
            "application/atom+xml; charset=utf-8",
            respond::render(self)?,
        ))
    }
}

/// Whether XML 1.0 may hold this character (production 2, `Char`).
fn is_xml(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_leaves_its_element() {
        let at = When(chrono::DateTime::UNIX_EPOCH);
        let entry = Entry {
            title: "A & B <\u{b}script> \"x\"".to_owned(),
            id: "/domande/1".to_owned(),
            path: "/domande/1-a".to_owned(),
            author: "Unione & C.".to_owned(),
            topics: vec!["ICT".to_owned()],
            published_at: at,
            updated_at: at,
            html: "<p>\u{0}]]></p>".to_owned(),
        };
        let feed = Feed::new(
            "https://x.it",
            "Domande",
            "/domande",
            "/domande/feed.xml",
            vec![entry],
        );
        let xml = feed.render().unwrap();
        assert!(!xml.contains(['\u{b}', '\0']), "{xml}");
        assert!(!xml.contains("<script>") && !xml.contains("]]>"), "{xml}");
        assert!(xml.contains("https://x.it/domande/1"), "{xml}");
    }
}
