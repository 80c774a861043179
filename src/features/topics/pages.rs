//! `/argomenti`

use actix_web::HttpResponse;
use askama::Template;

use super::{Count, Topic};
use crate::features::people::Visit;
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "topics/index.html")]
struct IndexPage {
    frame: Frame,
    roots: Vec<Root>,
}

/// A root topic and those below it.
struct Root {
    topic: Topic,
    signals: Vec<String>,
    children: Vec<Child>,
}

/// A topic below a root.
struct Child {
    topic: Topic,
    total: i64,
}

/// What there is, in words: only the kinds of which there is something.
fn signals(count: Count) -> Vec<String> {
    [
        (count.practices, "pratica", "pratiche"),
        (count.documents, "documento", "documenti"),
        (count.questions, "domanda", "domande"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| dates::count(count, one, many))
    .collect()
}

/// `GET /argomenti`
///
/// # Errors
/// When the database refuses.
pub async fn index_page(visit: Visit) -> Result<HttpResponse> {
    let (app, frame) = (visit.app.clone(), visit.frame().section("argomenti"));
    let page = visit
        .read(move |conn, actor| {
            let counts = super::counts(&app.kept, conn, actor)?;
            let roots = counts
                .topics()
                .iter()
                .filter(|topic| topic.parent.is_none())
                .map(|root| Root {
                    signals: signals(counts.of(root.id)),
                    children: counts
                        .topics()
                        .iter()
                        .filter(|topic| topic.parent == Some(root.id))
                        .map(|child| Child {
                            total: counts.of(child.id).total(),
                            topic: child.clone(),
                        })
                        .collect(),
                    topic: root.clone(),
                })
                .collect();
            Ok(IndexPage { frame, roots })
        })
        .await?;
    visit.page(&page)
}
