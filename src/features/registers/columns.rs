//! What a register may tell, and in which column of a file it stands.

use crate::platform::web::address;

use super::Register;

/// Something a line of a register tells.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, in settings and on the command line.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Whether a line says nothing without it.
    pub required: bool,
    /// The headings it is known by, the surest first; one that ends with `*` begins that way.
    headings: &'static [&'static str],
}

const fn field(
    name: &'static str,
    label: &'static str,
    headings: &'static [&'static str],
) -> Field {
    Field {
        name,
        label,
        required: false,
        headings,
    }
}

const fn required(
    name: &'static str,
    label: &'static str,
    headings: &'static [&'static str],
) -> Field {
    Field {
        name,
        label,
        required: true,
        headings,
    }
}

/// The headings of `unions.csv`, and of the lists "enti" and "amministrazioni" of the IPA.
const UNIONI: &[Field] = &[
    required(
        "ipa",
        "Codice IPA",
        &[
            "codice_ipa",
            "ipa_code",
            "cod_amm",
            "codice_amministrazione",
            "ipa",
        ],
    ),
    required(
        "name",
        "Denominazione",
        &[
            "denominazione_ente",
            "denominazione",
            "name",
            "des_amm",
            "nome",
            "unione",
        ],
    ),
    field(
        "seat",
        "Comune della sede",
        &[
            "seat_municipality",
            "comune_sede",
            "comune_della_sede",
            "sede",
            "comune",
        ],
    ),
    field(
        "seat-istat",
        "Codice ISTAT della sede",
        &[
            "codice_comune_istat",
            "seat_istat",
            "codice_istat",
            "cod_istat",
        ],
    ),
    field(
        "province",
        "Sigla della provincia",
        &[
            "sigla_provincia",
            "sigla",
            "province_code",
            "provincia",
            "province",
        ],
    ),
    field(
        "region",
        "Regione",
        &["denominazione_regione", "regione", "region"],
    ),
    field(
        "website",
        "Sito",
        &["sito_istituzionale", "sito", "website", "sito_web"],
    ),
    field(
        "category",
        "Categoria IPA (solo L18, unioni di comuni)",
        &["codice_categoria"],
    ),
];

/// The headings of `municipalities.csv`, and of the "Elenco dei comuni italiani" of ISTAT over the
/// years.
const COMUNI: &[Field] = &[
    required(
        "istat",
        "Codice ISTAT",
        &[
            "codice_comune_formato_alfanumerico",
            "istat",
            "codice_istat",
            "codice_istat_comune",
            "codice_comune_istat",
            "cod_istat",
            "pro_com_t",
            "codice_comune",
            "codice_comune_formato_numerico",
        ],
    ),
    required(
        "name",
        "Denominazione",
        &[
            "denominazione_in_italiano",
            "denominazione",
            "denominazione_comune",
            "name",
            "comune",
            "nome",
        ],
    ),
    field(
        "province",
        "Sigla della provincia",
        &[
            "sigla_automobilistica",
            "province_code",
            "sigla_provincia",
            "sigla",
            "provincia",
        ],
    ),
    field(
        "region",
        "Regione",
        &["denominazione_regione", "regione", "region"],
    ),
    field(
        "cadastral",
        "Codice catastale",
        &[
            "codice_catastale_del_comune",
            "codice_catastale",
            "cadastral",
            "codice_belfiore",
            "belfiore",
        ],
    ),
    field(
        "population",
        "Abitanti",
        &[
            "popolazione_legale*",
            "popolazione_residente*",
            "popolazione*",
            "population*",
            "abitanti*",
            "residenti*",
        ],
    ),
];

/// The headings of `avvisi.csv` of the open data of PA digitale 2026.
const CALLS: &[Field] = &[
    required("title", "Titolo", &["titolo"]),
    field("measure", "Misura", &["misura"]),
    required("opens", "Primo giorno", &["data_inizio_bando"]),
    field("closes", "Ultimo giorno", &["data_fine_bando"]),
    field("state", "Stato", &["stato"]),
    field("funds", "Importo stanziato", &["totale_importo_stanziato"]),
    field("recipients", "Destinatari", &["soggetti_destinatari"]),
];

/// The headings of the files of applications of the open data of PA digitale 2026.
const APPLICATIONS: &[Field] = &[
    required("ipa", "Codice IPA dell’ente", &["codice_ipa"]),
    required("call", "Avviso", &["avviso"]),
    required("cup", "CUP", &["codice_cup", "cup"]),
    field("body", "Ente", &["ente"]),
    field(
        "unione",
        "Unione di cui fa parte l’ente",
        &["unione", "denominazione_unione"],
    ),
    field("kind", "Tipologia dell’ente", &["tipologia_ente"]),
    field("istat", "Codice ISTAT del comune", &["cod_comune"]),
    field("sent", "Inviata il", &["data_invio_candidatura"]),
    field("funded", "Finanziata il", &["data_finanziamento"]),
    field("amount", "Importo", &["importo_finanziamento"]),
    field("decree", "Decreto", &["decreto_finanziamento"]),
    field("state", "Stato", &["stato_candidatura"]),
    field("state-on", "Data dello stato", &["data_stato_candidatura"]),
    field("measure", "Misura", &["misura"]),
];

/// What a register may tell, in the order people read it.
pub fn fields(register: Register) -> &'static [Field] {
    match register {
        Register::Unioni => UNIONI,
        Register::Comuni => COMUNI,
        Register::Calls => CALLS,
        Register::Applications => APPLICATIONS,
    }
}

/// The column of each field of a register, as far as the headings tell it. No column is taken twice.
pub fn guess(register: Register, headings: &[String]) -> Vec<(&'static Field, Option<usize>)> {
    let keys: Vec<String> = headings.iter().map(|heading| key(heading)).collect();
    let mut taken = Vec::new();
    fields(register)
        .iter()
        .map(|field| {
            let column = field.headings.iter().find_map(|known| {
                keys.iter()
                    .enumerate()
                    .position(|(place, key)| is_known(key, known) && !taken.contains(&place))
            });
            taken.extend(column);
            (field, column)
        })
        .collect()
}

/// The register a file with these headings is of: the one of which most fields are there, and all that
/// are required.
pub fn guess_register(headings: &[String]) -> Option<Register> {
    let found = |register: Register| {
        let columns = guess(register, headings);
        let whole = columns
            .iter()
            .all(|(field, column)| column.is_some() || !field.required);
        whole.then(|| {
            columns
                .iter()
                .filter(|(_, column)| column.is_some())
                .count()
        })
    };
    // Of registers with as many fields the last counts: it is the narrowest.
    Register::ALL
        .iter()
        .copied()
        .filter_map(|register| Some((found(register)?, register)))
        .max_by_key(|(fields, _)| *fields)
        .map(|(_, register)| register)
}

fn is_known(key: &str, known: &str) -> bool {
    known
        .strip_suffix('*')
        .map_or(key == known, |beginning| key.starts_with(beginning))
}

/// A heading as it is compared: lower case, without accents, words joined by `_`.
fn key(heading: &str) -> String {
    address::sort_key(heading)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headings: &str) -> (Option<Register>, Vec<(&'static str, String)>) {
        let headings: Vec<String> = headings.split([',', ';']).map(str::to_owned).collect();
        let register = guess_register(&headings);
        let columns = register
            .map(|register| guess(register, &headings))
            .unwrap_or_default();
        let found = columns
            .into_iter()
            .filter_map(|(field, column)| Some((field.name, headings[column?].clone())))
            .collect();
        (register, found)
    }

    #[test]
    fn the_files_people_have_are_known_by_their_headings() {
        let (register, found) =
            guessed("ipa_code,name,seat_municipality,seat_istat,province,region");
        assert_eq!(register, Some(Register::Unioni));
        assert_eq!(found.len(), 6);
        let (register, found) =
            guessed("istat,name,province,province_code,region,population_2011,cadastral");
        assert_eq!(register, Some(Register::Comuni));
        assert!(found.contains(&("province", "province_code".to_owned())));
        assert!(found.contains(&("population", "population_2011".to_owned())));
        let istat = "Codice Regione;Codice Provincia (Storico)(1);Progressivo del Comune (2);Codice Comune formato alfanumerico;Denominazione (Italiana e straniera);Denominazione in italiano;Denominazione altra lingua;Ripartizione geografica;Denominazione Regione;Flag Comune capoluogo;Sigla automobilistica;Codice Comune formato numerico;Codice Catastale del comune;Popolazione legale 2011 (09/10/2011)";
        let (register, found) = guessed(istat);
        assert_eq!(register, Some(Register::Comuni));
        assert!(found.contains(&("istat", "Codice Comune formato alfanumerico".to_owned())));
        assert!(found.contains(&("name", "Denominazione in italiano".to_owned())));
        let ipa = "Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Tipologia;Codice_Categoria;Codice_comune_ISTAT;Codice_catastale_comune;CAP;Indirizzo;Sito_istituzionale";
        let (register, found) = guessed(ipa);
        assert_eq!(register, Some(Register::Unioni));
        assert_eq!(found.len(), 5);
        let (register, found) = guessed(
            "unione,codice_ipa,ente,tipologia_ente,comune,cod_comune,provincia,cod_provincia,regione,cod_regione,importo_finanziamento,avviso,data_invio_candidatura,data_finanziamento,codice_cup,numero_finestra_temporale,numero_di_protocollo,decreto_finanziamento,stato_candidatura,data_stato_candidatura,misura",
        );
        assert_eq!(register, Some(Register::Applications));
        assert_eq!(found.len(), fields(Register::Applications).len());
        let (register, _) = guessed(
            "titolo,misura,data_inizio_bando,data_fine_bando,stato,totale_importo_stanziato,totale_importo_misura,soggetti_destinatari",
        );
        assert_eq!(register, Some(Register::Calls));
        assert_eq!(guessed("pippo,pluto").0, None);
    }
}
