//! What the page of a practice says of itself to machines.

use serde_json::{Value, json};

use crate::features::practices::{Practice, Version};
use crate::features::topics::Tag;
use crate::features::unioni::Brief;
use crate::platform::audience::{self, Token};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::preview::Preview;

/// The published text of a practice, when everybody may read it; nothing of a draft.
///
/// # Errors
/// When the database refuses.
pub fn preview(
    conn: &mut Conn,
    site: &str,
    practice: &Practice,
    version: &Version,
    unione: Option<&Brief>,
    topics: &[Tag],
) -> Result<Option<Preview>> {
    let is_public = practice.published_version == Some(version.id)
        && audience::of(conn, practice.subject())?.contains(&Token::Public.to_string());
    if !is_public {
        return Ok(None);
    }
    let url = format!("{site}{}", practice.url());
    let about = article(site, &url, practice, version, unione, topics);
    Ok(Some(Preview::new(
        "article",
        url,
        &version.text.title,
        &version.text.summary,
        &about,
    )))
}

/// An `Article` of schema.org, the type that search engines describe; who wrote it is the Unione.
fn article(
    site: &str,
    url: &str,
    practice: &Practice,
    version: &Version,
    unione: Option<&Brief>,
    topics: &[Tag],
) -> Value {
    let published_at = version.published_at.unwrap_or(version.updated_at);
    let topics: Vec<Value> = topics
        .iter()
        .map(|topic| {
            json!({
                "@type": "Thing",
                "name": topic.name,
                "url": format!("{site}/argomenti/{}", topic.segment),
            })
        })
        .collect();
    let publisher = json!({ "@type": "Organization", "name": "Fra Unioni", "url": site });
    let author = unione.map_or_else(
        || publisher.clone(),
        |unione| {
            json!({
                "@type": "GovernmentOrganization",
                "name": unione.name,
                "url": format!("{site}{}", unione.url()),
            })
        },
    );
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": version.text.title,
        "inLanguage": "it",
        "isAccessibleForFree": true,
        "version": version.ordinal,
        "dateModified": dates::machine(published_at.0),
        "author": author,
        "publisher": publisher,
        "about": topics,
    });
    let known = [
        (
            "description",
            Some(version.text.summary.clone()).filter(|summary| !summary.is_empty()),
        ),
        // The date of the first version is not kept with the later ones.
        (
            "datePublished",
            (version.ordinal == 1).then(|| dates::machine(published_at.0)),
        ),
        ("license", practice.licence.clone()),
        ("isBasedOn", practice.source_url.clone()),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            article[name] = value.into();
        }
    }
    article
}
