//! The beginning of an act: letterhead, heading, number, date, object, up to the premises.

/// How many characters of the first pages can belong to it.
const HEAD_CHARS: usize = 6_000;
/// The most characters of an object.
const OBJECT_CHARS: usize = 150;

rule!(
    PREMISES,
    r"(?im)^[ \t]*(?:vist[oaie]\b|premess[oa]\b|richiamat[oaie]\b|considerato\b|ritenut[oa]\b|accertata\b|preso atto\b|dato atto\b|ravvisata\b|acquisit[oi]\b|tutto ciò premesso)"
);
rule!(
    OBJECT,
    r"(?ims)(?:\boggetto\s*:|^[ \t]*oggetto\s*[\-–])\s*(.+)"
);
rule!(
    AFTER_OBJECT,
    r"(?im)\n\s*\n|^[ \t]*(?:l['’] ?anno\b|addì\b|[^\n]{0,25}\blì\b|il giorno\b|registro\b|reg\. ?gen|n[.°º]|prot|nominativo\b|cup\b|cig\b|il (?:responsabile|dirigente|sindaco|presidente|segretario)|la giunta|il consiglio|data\b|seduta\b|vist[oaie]\b|premesso\b)"
);
rule!(
    ISSUER,
    r"(?im)^[ \t]*((?:comune|città|unione|unione montana|comunità montana|comunità collinare|provincia|città metropolitana|consorzio|libero consorzio)\s+(?:(?:di|dei|degli|delle|della|del|montana|dell['’])\s*)[\p{L}'’ .\-]{2,70}?)[ \t]*(?:\(|,|;|$|[ \t]{3,}|–|-[ \t]|\d)"
);

/// The beginning of a text, made even: one kind of blank and apostrophe, spaced letters drawn together.
pub struct Head {
    /// Up to the premises, at least the first lines.
    pub text: String,
    /// The first pages, premises and all: layouts in columns put the object after them.
    whole: String,
}

impl Head {
    pub fn of(pages: &[String]) -> Head {
        let mut whole = String::new();
        for page in pages.iter().take(3) {
            whole.push_str(&even(page, HEAD_CHARS * 2));
            whole.push('\n');
            if whole.len() > HEAD_CHARS {
                break;
            }
        }
        let end = PREMISES
            .find_iter(&whole)
            .map(|premise| premise.start())
            .find(|at| *at > 120)
            .unwrap_or(whole.len());
        let end = ceil_boundary(&whole, end.min(HEAD_CHARS));
        Head {
            text: whole[..end].to_owned(),
            whole,
        }
    }

    /// What it is about, as it says itself.
    pub fn object(&self) -> Option<String> {
        let after = OBJECT.captures(&self.whole)?.get(1)?.as_str();
        let end = AFTER_OBJECT
            .find_iter(after)
            .map(|end| end.start())
            .find(|at| *at > 3)
            .unwrap_or(after.len());
        let words: Vec<&str> = after[..end].split_whitespace().collect();
        let mut object = String::new();
        for word in words {
            if object.chars().count() + word.chars().count() + 1 > OBJECT_CHARS {
                object.push('…');
                break;
            }
            if !object.is_empty() {
                object.push(' ');
            }
            object.push_str(word);
        }
        let object = object.trim_end_matches(['.', ';', ',']).trim().to_owned();
        (object.chars().count() > 5).then_some(object)
    }

    /// The head with blanks in place of the object: what that cites is another act.
    pub fn without_object(&self) -> String {
        let Some(object) = OBJECT.captures(&self.text).and_then(|found| found.get(1)) else {
            return self.text.clone();
        };
        let end = AFTER_OBJECT
            .find_iter(object.as_str())
            .map(|end| end.start())
            .find(|at| *at > 3)
            .map_or(object.end(), |end| object.start() + end);
        let blank = " ".repeat(end - object.start());
        format!(
            "{}{blank}{}",
            &self.text[..object.start()],
            &self.text[end..]
        )
    }

    /// Who issued it: the first body that stands at the beginning of a line.
    pub fn issuer(&self) -> Option<String> {
        let found = ISSUER
            .captures(&self.text)
            .or_else(|| ISSUER.captures(&self.whole))?;
        let name = found
            .get(1)?
            .as_str()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        Some(if name.chars().any(char::is_lowercase) {
            name
        } else {
            in_small_letters(&name)
        })
    }
}

/// `COMUNE DI SAN GIORGIO` as `Comune di San Giorgio`.
fn in_small_letters(name: &str) -> String {
    const SMALL: [&str; 10] = [
        "di", "dei", "degli", "delle", "della", "del", "e", "in", "al", "la",
    ];
    name.to_lowercase()
        .split(' ')
        .enumerate()
        .map(|(at, word)| {
            if at > 0 && SMALL.contains(&word) {
                return word.to_owned();
            }
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(chars).collect()
            })
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn ceil_boundary(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

rule!(SPACED, r"(?:\b\p{L}[ \u{00A0}]){3,}\p{L}\b");

/// One kind of blank and apostrophe; `D E L I B E R A` drawn together. Words of spaced letters are told
/// apart by two blanks or more.
pub fn even(text: &str, limit_bytes: usize) -> String {
    let end = ceil_boundary(text, text.len().min(limit_bytes));
    let plain: String = text[..end]
        .chars()
        .map(|c| match c {
            '\u{00A0}' | '\u{2007}' | '\u{202F}' | '\t' => ' ',
            '\u{2018}' | '\u{2019}' | '`' | '\u{00B4}' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            '\u{2116}' => 'N',
            '\r' => '\n',
            other => other,
        })
        .collect();
    SPACED
        .replace_all(&plain, |found: &regex::Captures<'_>| {
            found[0]
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
        })
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        Head::of(&[text.to_owned()])
    }

    #[test]
    fn the_letterhead_names_the_body() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(head(text).issuer().as_deref(), expected, "{text}");
        };
        check(
            "COMUNE DI SAN GIORGIO DEL COLLE\n(Provincia di X)",
            Some("Comune di San Giorgio del Colle"),
        );
        check(
            "Unione dei Comuni Valle Serena\nVia Roma 1",
            Some("Unione dei Comuni Valle Serena"),
        );
        check("La giunta del comune di X", None);
    }

    #[test]
    fn the_object_ends_where_the_next_thing_begins() {
        let check = |text: &str, expected: &str| {
            assert_eq!(head(text).object().as_deref(), Some(expected), "{text}");
        };
        check(
            "OGGETTO: Nomina del\nresponsabile.\n\nL'anno duemila",
            "Nomina del responsabile",
        );
        check(
            "Oggetto - Acquisto di arredi\nCUP: X\n",
            "Acquisto di arredi",
        );
        check("O G G E T T O : Acquisto di arredi", "Acquisto di arredi");
    }

    #[test]
    fn spaced_letters_are_drawn_together() {
        assert_eq!(
            even("D E L I B E R A  D I  G I U N T A", 100),
            "DELIBERA  D I  GIUNTA"
        );
        assert_eq!(even("a e i", 100), "a e i");
    }
}
