//! Which topics a text is about, by the words that belong to each. The slugs are those every
//! installation begins with (`topics/roots.toml`).

/// Beginnings of words, small and without accents; those of two words stand with one blank.
const WORDS: &[(&str, &[&str])] = &[
    (
        "ict",
        &[
            "transizione digitale",
            "informatic",
            "cloud",
            "cybersicurezza",
            "software",
            "pagopa",
            "spid",
            "pdnd",
            "digitalizzazione",
            "banda larga",
        ],
    ),
    (
        "personale",
        &[
            "assunzion",
            "fabbisogno di personale",
            "concorso pubblico",
            "mobilita volontaria",
            "dipendenti",
            "comando di personale",
            "contrattazione",
            "piao",
        ],
    ),
    (
        "bilancio-tributi",
        &[
            "bilancio",
            "tributi",
            "imu",
            "tari",
            "riscossione",
            "accertament",
            "rendiconto",
            "variazione di bilancio",
            "contabilita",
            "dup",
        ],
    ),
    (
        "cuc-appalti",
        &[
            "centrale di committenza",
            "stazione appaltante",
            "appalt",
            "gara",
            "capitolato",
            "affidamento diretto",
            "mepa",
            "procedura negoziata",
        ],
    ),
    (
        "polizia-locale",
        &[
            "polizia locale",
            "polizia municipale",
            "circolazione stradale",
            "codice della strada",
            "videosorveglianza",
            "sanzioni amministrative",
            "divieto di sosta",
        ],
    ),
    (
        "protezione-civile",
        &[
            "protezione civile",
            "emergenz",
            "allerta",
            "calamita",
            "volontari",
        ],
    ),
    (
        "suap-commercio",
        &[
            "suap",
            "attivita produttive",
            "commercio",
            "mercato settimanale",
            "pubblici esercizi",
            "distretto del commercio",
            "imprese",
        ],
    ),
    (
        "urbanistica-edilizia",
        &[
            "urbanistic",
            "edilizi",
            "piano regolatore",
            "permesso di costruire",
            "oneri concessori",
            "paesaggistic",
            "oneri di urbanizzazione",
        ],
    ),
    (
        "servizi-sociali",
        &[
            "servizi sociali",
            "assistenza domiciliare",
            "minori",
            "anziani",
            "disabil",
            "ambito territoriale sociale",
            "fragilita",
        ],
    ),
    (
        "scuola",
        &["scuola", "scolastic", "mensa", "asilo nido", "refezione"],
    ),
    (
        "rifiuti-ambiente",
        &[
            "rifiuti",
            "raccolta differenziata",
            "igiene urbana",
            "riqualificazione energetica",
            "comunita energetic",
            "idrico",
            "conto termico",
            "ambientale",
        ],
    ),
    (
        "demografici-statistica",
        &[
            "anagraf",
            "stato civile",
            "elettoral",
            "carta d'identita",
            "censiment",
            "statistic",
        ],
    ),
    (
        "trasporti",
        &[
            "trasporto pubblico",
            "mobilita sostenibile",
            "pista ciclabile",
            "sosta a pagamento",
            "autobus",
        ],
    ),
    (
        "cultura-turismo",
        &[
            "bibliotec",
            "museo",
            "turism",
            "sport",
            "manifestazion",
            "patrocinio",
            "cultural",
        ],
    ),
    (
        "lavori-patrimonio",
        &[
            "lavori pubblici",
            "manutenzione straordinaria",
            "illuminazione pubblica",
            "cimiter",
            "patrimonio immobiliare",
            "strade comunali",
            "opere pubbliche",
        ],
    ),
    (
        "governance-unione",
        &[
            "unione dei comuni",
            "conferimento delle funzioni",
            "gestione associata",
            "statuto dell'unione",
            "recesso",
            "riparto delle spese",
        ],
    ),
    (
        "finanziamenti",
        &[
            "pnrr",
            "finanziament",
            "fondi europei",
            "fesr",
            "avviso pubblico",
            "rendicontazione",
            "candidatura",
            "contributo regionale",
        ],
    ),
    (
        "trasparenza-privacy",
        &[
            "trasparenza",
            "anticorruzione",
            "protezione dei dati",
            "accesso civico",
            "privacy",
            "rpct",
        ],
    ),
];

/// How often its words must stand in a text of a thousand words, in tenths, for a topic to be suggested.
const LEAST: usize = 20;
/// How often at least, however short the text.
const LEAST_TIMES: usize = 3;
/// The most topics that are suggested.
const MOST: usize = 3;

/// The slugs of the likeliest topics, the likeliest first.
pub fn topics_of(text: &str) -> Vec<String> {
    let plain = plain(text);
    let words = plain.split(' ').count().max(200);
    let mut scored: Vec<(usize, &str)> = WORDS
        .iter()
        .map(|(slug, beginnings)| {
            let times = beginnings
                .iter()
                .map(|beginning| plain.matches(&format!(" {beginning}")).count())
                .sum::<usize>();
            (times, *slug)
        })
        .filter(|(times, _)| *times >= LEAST_TIMES && times * 10_000 / words >= LEAST)
        .collect();
    scored.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let best = scored.first().map_or(0, |(times, _)| *times);
    scored
        .into_iter()
        .filter(|(times, _)| times * 3 >= best)
        .take(MOST)
        .map(|(_, slug)| slug.to_owned())
        .collect()
}

/// Small letters without accents, one blank between words and before the first.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 1);
    plain.push(' ');
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'à' => 'a',
            'è' | 'é' => 'e',
            'ì' => 'i',
            'ò' => 'o',
            'ù' => 'u',
            '\u{2019}' => '\'',
            c if c.is_alphanumeric() || c == '\'' => c,
            _ => ' ',
        };
        if c != ' ' || !plain.ends_with(' ') {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::topics_of;

    #[test]
    fn topics_are_told_by_their_words() {
        let text = "Polizia municipale. La circolazione stradale è vietata. Il codice della strada prevede il divieto di sosta.";
        assert_eq!(topics_of(text), ["polizia-locale"]);
        assert!(topics_of("Buongiorno a tutti.").is_empty());
    }
}
