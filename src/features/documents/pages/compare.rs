//! Two versions of a document, word by word.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::file::version_of;
use crate::features::documents::{self, Document, Version, VersionId, store};
use crate::features::people::Visit;
use crate::platform::app::off_the_async_threads;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::text::diff::{AROUND, Change, diff, shortened};
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;

/// The most characters of each text that are compared.
const COMPARED_CHARS: usize = 200_000;

#[derive(Template)]
#[template(path = "documents/compare.html")]
struct ComparePage {
    frame: Frame,
    title: String,
    url: String,
    older: i32,
    newer: i32,
    older_day: String,
    newer_day: String,
    /// Whether one of the two has no text to be compared.
    is_silent: bool,
    /// Whether one of them is longer than what is compared.
    is_cut: bool,
    removed: usize,
    added: usize,
    pieces: Vec<PieceView>,
}

/// Some words, and the element that marks them: `del`, `ins` or none.
struct PieceView {
    mark: &'static str,
    words: &'static str,
    text: String,
}

/// Two versions that are compared.
struct Compared {
    document: Document,
    older: Version,
    newer: Version,
    is_silent: bool,
    is_cut: bool,
}

/// `GET /documenti/{n}/confronto?da=&a=`
///
/// # Errors
/// Those of [`documents::find`]; not found when the reader may not read one of the two; when
/// there were too many searches.
pub async fn compare_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let query = visit.query();
    let older: Option<i32> = query.text("da").parse().ok();
    let newer: Option<i32> = query.text("a").parse().ok();
    visit.count(Counted::Search)?;
    let _turn = visit.app.turn_at_long_texts().await?;
    let (compared, old, new) = visit
        .read(move |conn, reader| {
            let document = documents::find(conn, reader, number)?;
            let older = version_of(conn, reader, &document, older)?;
            let newer = version_of(conn, reader, &document, newer)?;
            let (old, old_cut) = text_of(conn, older.id)?;
            let (new, new_cut) = text_of(conn, newer.id)?;
            let compared = Compared {
                is_silent: old.trim().is_empty() || new.trim().is_empty(),
                is_cut: old_cut || new_cut,
                document,
                older,
                newer,
            };
            Ok((compared, old, new))
        })
        .await?;
    // Long texts take a while: not on the async threads, and with no connection held.
    let pieces = off_the_async_threads(move || Ok(pieces(&old, &new))).await?;
    let Compared {
        document,
        older,
        newer,
        is_silent,
        is_cut,
    } = compared;
    let count = |mark: &str| pieces.iter().filter(|piece| piece.mark == mark).count();
    let day = |version: &Version| dates::day(version.created_at.0);
    let page = ComparePage {
        frame: visit.frame().section("documenti"),
        url: document.url(),
        title: document.title,
        older: older.ordinal,
        newer: newer.ordinal,
        older_day: day(&older),
        newer_day: day(&newer),
        is_silent,
        is_cut,
        removed: count("del"),
        added: count("ins"),
        pieces,
    };
    visit.page(&page)
}

/// The beginning of the text of a version, and whether there is more.
fn text_of(conn: &mut Conn, version: VersionId) -> Result<(String, bool)> {
    let chars = store::list_page_chars(conn, version)?;
    let mut room = COMPARED_CHARS;
    let pages = chars
        .iter()
        .take_while(|chars| {
            let fits = room > 0;
            room = room.saturating_sub(**chars);
            fits
        })
        .count();
    let last = i32::try_from(pages).unwrap_or(i32::MAX);
    let texts: Vec<String> = store::list_pages(conn, version, 1, last)?
        .into_iter()
        .map(|(_, text, _)| text)
        .collect();
    let whole = texts.join("\n\n");
    let shown: String = whole.chars().take(COMPARED_CHARS).collect();
    let is_cut = pages < chars.len() || shown.len() < whole.len();
    Ok((shown, is_cut))
}

fn pieces(old: &str, new: &str) -> Vec<PieceView> {
    let pieces = diff(old, new);
    let last = pieces.len().saturating_sub(1);
    pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| {
            let (mark, words) = match piece.change {
                Change::Same => ("", ""),
                Change::Removed => ("del", "tolto"),
                Change::Added => ("ins", "aggiunto"),
            };
            let text = if piece.change == Change::Same {
                let before = if at == 0 { 0 } else { AROUND };
                let after = if at == last { 0 } else { AROUND };
                shortened(piece.text, before, after)
            } else {
                piece.text.to_owned()
            };
            PieceView { mark, words, text }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn what_was_taken_away_and_added_is_said_in_words() {
        let told: Vec<String> = pieces("Costa 38.000 euro.", "Costa 40.000 euro.")
            .into_iter()
            .map(|piece| format!("{}{}", piece.words, piece.text))
            .collect();
        assert_eq!(told, ["Costa ", "tolto38.000", "aggiunto40.000", " euro."]);
    }
}
