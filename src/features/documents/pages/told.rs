//! What is said once a document was handed in or changed: what will become of it.

use crate::features::documents::{self, DocumentState, Twin, store};
use crate::features::people::Visit;
use crate::platform::error::Result;

/// The sentences to choose from.
#[derive(Clone, Copy)]
pub struct Sentences {
    /// It is where it was meant to go.
    pub done: &'static str,
    /// It goes out by itself once its text was understood.
    pub by_itself: &'static str,
    /// A facilitatore looks at it first.
    pub reviewed: &'static str,
}

/// The sentence that is true of a document as it stands now.
pub async fn told(visit: &Visit, number: i64, sentences: Sentences) -> Result<&'static str> {
    visit
        .read(move |conn, actor| {
            let waiting = store::find_visible(conn, actor, number)?
                .filter(|row| row.state == DocumentState::InReview);
            let Some(row) = waiting else {
                return Ok(sentences.done);
            };
            Ok(match documents::held_by(conn, row.id)? {
                Some(_) => sentences.by_itself,
                None => sentences.reviewed,
            })
        })
        .await
}

/// A sentence, and that the file is in another document too.
pub fn with_twin(sentence: &str, twin: Option<Twin>) -> String {
    match twin {
        Some(twin) => format!(
            "{sentence} Questo file c’era già: è anche nel documento n. {}, «{}».",
            twin.number, twin.title
        ),
        None => sentence.to_owned(),
    }
}
