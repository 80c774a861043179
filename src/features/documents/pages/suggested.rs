//! What the text suggests, beside the fields of the form: taken one by one or all together, and never
//! without somebody saying so.

use crate::features::documents::Protocol;
use crate::features::documents::suggest::Suggestions;
use crate::features::topics;
use crate::platform::dates::PartialDate;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::fields::Fields;

/// The value of the button that takes all.
const ALL: &str = "tutto";

/// One suggestion.
pub struct Chip {
    /// The group of fields it fills, by the name of the first.
    pub field: &'static str,
    /// What people read.
    pub words: String,
    /// What "Usa" is about, read aloud.
    pub about: &'static str,
    /// The fields it fills, with their values.
    pub fills: Vec<(String, String)>,
}

impl Chip {
    /// The fields and values for the script that fills them without a round trip: one to a line, name and
    /// value parted by the first equals sign.
    pub fn script(&self) -> String {
        self.fills
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Whether it belongs beside the field of this name.
    pub fn is_for(&self, field: &str) -> bool {
        self.field == field
    }

    fn is_taken(&self, fields: &Fields) -> bool {
        self.fills
            .iter()
            .all(|(name, value)| fields.all(name).any(|one| one.trim() == value))
    }
}

/// What the text suggests and the form does not say already.
pub fn chips(conn: &mut Conn, suggested: &Suggestions, fields: &Fields) -> Result<Vec<Chip>> {
    let (known, _) = topics::by_slugs(conn, &suggested.topics)?;
    let all = topics::all(conn)?;
    let topics: Vec<(String, String)> = all
        .iter()
        .filter(|topic| known.contains(&topic.id))
        .map(|topic| (topic.slug.clone(), topic.name.clone()))
        .collect();
    let mut chips = all_chips(suggested, &topics);
    chips.retain(|chip| !chip.is_taken(fields));
    Ok(chips)
}

fn all_chips(suggested: &Suggestions, topics: &[(String, String)]) -> Vec<Chip> {
    let one = |field: &'static str, about: &'static str, words: String, value: String| Chip {
        field,
        words,
        about,
        fills: vec![(field.to_owned(), value)],
    };
    let mut chips = Vec::new();
    if let Some(title) = &suggested.title {
        chips.push(one("titolo", "come titolo", title.clone(), title.clone()));
    }
    if let Some(kind) = suggested.kind {
        let (words, value) = (kind.label().to_owned(), kind.to_string());
        chips.push(one("tipo", "come tipo", words, value));
    }
    if let Some(issuer) = &suggested.issuer {
        chips.push(one("ente", "come ente", issuer.clone(), issuer.clone()));
    }
    if let Some(number) = &suggested.number {
        let words = format!("n. {number}");
        chips.push(one("atto_numero", "come numero", words, number.clone()));
    }
    if let Some(date) = suggested.date {
        let words = date.to_string();
        chips.push(one(
            "atto_data",
            "come data",
            words,
            PartialDate::typed(date),
        ));
    }
    if let Some(Protocol { area, year, number }) = &suggested.protocol {
        let mut fills = vec![
            ("prot_numero".to_owned(), number.clone()),
            ("prot_anno".to_owned(), year.to_string()),
        ];
        if !area.is_empty() {
            fills.push(("prot_registro".to_owned(), area.clone()));
        }
        chips.push(Chip {
            field: "prot_numero",
            words: format!("{number}/{year} {area}").trim().to_owned(),
            about: "come protocollo",
            fills,
        });
    }
    for (field, about, codes) in [
        ("cup", "come CUP", &suggested.cups),
        ("cig", "come CIG", &suggested.cigs),
    ] {
        if !codes.is_empty() {
            let codes = codes.join(", ");
            chips.push(one(field, about, codes.clone(), codes));
        }
    }
    if !topics.is_empty() {
        let names: Vec<&str> = topics.iter().map(|(_, name)| name.as_str()).collect();
        chips.push(Chip {
            field: "argomenti",
            words: names.join(", "),
            about: "come argomenti",
            fills: topics
                .iter()
                .map(|(slug, _)| ("argomenti".to_owned(), slug.clone()))
                .collect(),
        });
    }
    chips
}

/// The form with what was asked for filled in. Topics are added; what else the field said gives way, save
/// that taking all fills only what is empty.
pub fn used(fields: &Fields, chips: &[Chip], path: &str) -> Fields {
    let asked = fields.text("usa").to_owned();
    let mut pairs: Vec<(String, String)> = fields
        .pairs()
        .iter()
        .filter(|(name, _)| name != "usa")
        .cloned()
        .collect();
    for chip in chips {
        let takes_all = asked == ALL;
        if !takes_all && chip.field != asked {
            continue;
        }
        for (name, value) in &chip.fills {
            let is_list = name == "argomenti";
            if takes_all && !is_list && !fields.text(name).is_empty() {
                continue;
            }
            pairs.retain(|(other, said)| other != name || (is_list && said != value));
            pairs.push((name.clone(), value.clone()));
        }
    }
    Fields::from_pairs(pairs, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::documents::DocumentKind;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields::from_pairs(pairs.collect(), "")
    }

    #[test]
    fn what_is_asked_for_is_filled_in() {
        let suggested = Suggestions {
            kind: Some(DocumentKind::Determina),
            number: Some("34".to_owned()),
            ..Suggestions::default()
        };
        let chips = all_chips(&suggested, &[("ict".to_owned(), "ICT".to_owned())]);
        let one = used(&fields(&[("tipo", "piano"), ("usa", "tipo")]), &chips, "");
        assert_eq!(
            (one.text("tipo"), one.text("atto_numero")),
            ("determina", "")
        );
        assert!(!one.has("usa"));
        // All together never take away what somebody wrote.
        let all = used(
            &fields(&[("tipo", "piano"), ("argomenti", "scuola"), ("usa", "tutto")]),
            &chips,
            "",
        );
        assert_eq!((all.text("tipo"), all.text("atto_numero")), ("piano", "34"));
        assert_eq!(all.all("argomenti").collect::<Vec<_>>(), ["scuola", "ict"]);
    }
}
