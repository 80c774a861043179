//! What a program asks, read strictly: a parameter that is not understood is refused, not guessed.

use super::problem::BadParameter;
use crate::features::content;
use crate::features::searches::DEEPEST_HIT;
use crate::features::topics::Topic;
use crate::platform::search::SearchRequest;
use crate::platform::web::fields::Fields;

/// Results in one answer, unless told otherwise.
const LIMIT: usize = 20;
/// And at most.
const MOST: usize = 100;

/// Reads the parameters of `GET /api/v1/search`.
///
/// # Errors
/// The first parameter that cannot be used.
pub fn search_request(fields: &Fields, known: &[Topic]) -> Result<SearchRequest, BadParameter> {
    let text = fields.text("q");
    if text.is_empty() {
        return Err(BadParameter::new(
            "q",
            "Indica nel parametro q le parole da cercare.",
        ));
    }
    let kinds = values(fields, "kind");
    if let Some(unknown) = kinds.iter().find(|kind| {
        !content::INDEXED
            .iter()
            .any(|indexed| indexed.as_str() == kind.as_str())
    }) {
        return Err(BadParameter::new(
            "kind",
            format!(
                "Il parametro kind può valere practice, document, question o unione, non «{unknown}»."
            ),
        ));
    }
    let topics = values(fields, "topic");
    if let Some(unknown) = topics
        .iter()
        .find(|slug| !known.iter().any(|topic| topic.slug == **slug))
    {
        return Err(BadParameter::new(
            "topic",
            format!(
                "Il parametro topic vale il nome breve di un argomento, per esempio ict: «{unknown}» non è tra questi."
            ),
        ));
    }
    let limit = number(fields, "limit", LIMIT, MOST)?;
    let page = number(fields, "page", 1, usize::MAX)?;
    if (page - 1).saturating_mul(limit) >= DEEPEST_HIT {
        return Err(BadParameter::new(
            "page",
            format!(
                "Si possono leggere i primi {DEEPEST_HIT} risultati: per i successivi restringi la ricerca."
            ),
        ));
    }
    let prefix = match fields.text("prefix") {
        "" | "false" => false,
        "true" => true,
        _ => {
            return Err(BadParameter::new(
                "prefix",
                "Il parametro prefix vale true o false.",
            ));
        }
    };
    // Blanks at the end say that the last word is finished.
    let typed = if prefix { fields.raw("q") } else { text };
    Ok(SearchRequest {
        prefix,
        kinds,
        topics,
        limit,
        page,
        ..SearchRequest::new(typed)
    })
}

/// The values of a parameter given several times, or once with commas.
fn values(fields: &Fields, name: &str) -> Vec<String> {
    fields
        .all(name)
        .flat_map(|given| given.split(','))
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
        .collect()
}

fn number(
    fields: &Fields,
    name: &'static str,
    otherwise: usize,
    most: usize,
) -> Result<usize, BadParameter> {
    match fields.text(name) {
        "" => Ok(otherwise),
        text => match text.parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ if most == usize::MAX => Err(BadParameter::new(
                name,
                format!("Il parametro {name} è un numero intero da 1 in su."),
            )),
            _ => Err(BadParameter::new(
                name,
                format!("Il parametro {name} è un numero intero da 1 a {most}."),
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<SearchRequest, &'static str> {
        let fields = Fields::from_urlencoded(query.as_bytes(), "/api/v1/search");
        search_request(&fields, &[]).map_err(|fault| fault.name)
    }

    #[test]
    fn good_parameters_are_taken() {
        let request =
            read("q=statuto&kind=document,question&kind=practice&limit=100&page=2&prefix=true")
                .unwrap();
        assert_eq!(request.kinds, ["document", "question", "practice"]);
        assert_eq!(
            (request.limit, request.page, request.prefix),
            (100, 2, true)
        );
        assert_eq!(read("q=a").unwrap(), SearchRequest::new("a"));
        assert_eq!(read("q=conv+&prefix=true").unwrap().text, "conv ");
    }

    #[test]
    fn bad_parameters_are_named() {
        for (query, name) in [
            ("", "q"),
            ("q=%20", "q"),
            ("q=a&kind=person", "kind"),
            ("q=a&kind=document,x", "kind"),
            ("q=a&topic=nessuno", "topic"),
            ("q=a&limit=0", "limit"),
            ("q=a&limit=101", "limit"),
            ("q=a&limit=dieci", "limit"),
            ("q=a&page=0", "page"),
            ("q=a&page=-1", "page"),
            ("q=a&page=99999999999999999999", "page"),
            ("q=a&page=501", "page"),
            ("q=a&prefix=yes", "prefix"),
        ] {
            assert_eq!(read(query).unwrap_err(), name, "{query}");
        }
    }
}
