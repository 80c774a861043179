//! Acts as ten offices write them, made up with a fixed seed: letterheads, protocols, general registers,
//! proposals and laws that are cited, codes broken by lines, letters set apart.

/// What the text of an act is to be understood as.
pub struct Made {
    pub layout: usize,
    pub pages: Vec<String>,
    pub kind: &'static str,
    pub number: String,
    /// As it is stored: `2026-03-12`.
    pub date: String,
    /// Number with its zeros, and year; empty when the act names none.
    pub protocol: String,
    pub cups: Vec<String>,
    pub cigs: Vec<String>,
}

pub const LAYOUTS: usize = 10;

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

const BODIES: [&str; 6] = [
    "COMUNE DI ROCCA SERENA",
    "Unione dei Comuni Valle Serena",
    "COMUNE DI BORGO SAN MARCO",
    "Unione Montana Alta Valle",
    "Comune di Pieve del Colle",
    "UNIONE DI COMUNI TERRE DEL SALICE",
];

const OBJECTS: [&str; 6] = [
    "Approvazione dello schema di convenzione per la gestione associata della polizia locale",
    "Affidamento diretto della fornitura di arredi per gli uffici",
    "Variazione al bilancio di previsione 2026/2028, ai sensi dell’art. 175 del TUEL",
    "Presa d’atto del verbale n. 3 del 02/02/2025 e nomina del responsabile",
    "Regolamentazione della circolazione in via Roma nei giorni 14 e 15 agosto 2026",
    "Adesione all’avviso pubblico del 10 gennaio 2026 per i servizi digitali",
];

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // xorshift64*, Vigna 2016.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn yes(&mut self, in_ten: u64) -> bool {
        self.below(10) < in_ten
    }

    fn cup(&mut self) -> String {
        let letter = |n: u64| char::from(b'A' + u8::try_from(n).unwrap());
        let (first, second) = (letter(self.below(26)), letter(self.below(26)));
        format!(
            "{first}{:02}{second}{:011}",
            self.below(100),
            self.below(99_999_999_999)
        )
    }

    fn cig(&mut self) -> String {
        match self.below(3) {
            0 => {
                let number = 1 + self.below(9_999_998);
                format!("{number:07}{:03X}", number * 211 % 4091)
            }
            1 => {
                let number = 1 + self.below(0x0FFF_FFFE);
                format!("Z{:02X}{number:07X}", number * 211 % 251)
            }
            _ => format!("B{:04}{:05X}", self.below(10_000), self.below(0xF_FFFF)),
        }
    }

    /// A code as scans and narrow columns break it.
    fn broken(&mut self, code: &str) -> String {
        match self.below(5) {
            0 => format!("{}\n{}", &code[..6], &code[6..]),
            1 => format!("{} {}", &code[..4], &code[4..]),
            2 => code.to_lowercase(),
            _ => code.to_owned(),
        }
    }
}

fn in_words(n: u64) -> String {
    const SMALL: [&str; 20] = [
        "",
        "uno",
        "due",
        "tre",
        "quattro",
        "cinque",
        "sei",
        "sette",
        "otto",
        "nove",
        "dieci",
        "undici",
        "dodici",
        "tredici",
        "quattordici",
        "quindici",
        "sedici",
        "diciassette",
        "diciotto",
        "diciannove",
    ];
    let small = |n: u64| SMALL[usize::try_from(n).unwrap()];
    match n {
        0..20 => small(n).to_owned(),
        21 => "ventuno".to_owned(),
        28 => "ventotto".to_owned(),
        20..=29 => format!("venti{}", small(n - 20)),
        31 => "trentuno".to_owned(),
        _ => format!("trenta{}", small(n - 30)),
    }
}

fn spaced(word: &str) -> String {
    word.chars()
        .map(|c| format!("{c} "))
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// So many acts, always the same.
pub fn made(count: usize) -> Vec<Made> {
    let mut dice = Dice(0x5EED_2026);
    (0..count).map(|at| one(&mut dice, at % LAYOUTS)).collect()
}

fn one(dice: &mut Dice, layout: usize) -> Made {
    let (year, month, day) = (2018 + dice.below(9), 1 + dice.below(12), 1 + dice.below(28));
    let number = 1 + dice.below(900);
    let name = MONTHS[usize::try_from(month - 1).unwrap()];
    let figures = match dice.below(4) {
        0 => format!("{day:02}.{month:02}.{year}"),
        1 => format!("{day:02}-{month:02}-{year}"),
        _ => format!("{day:02}/{month:02}/{year}"),
    };
    let named = format!("{day} {name} {year}");
    let date = if dice.yes(6) {
        figures.clone()
    } else {
        named.clone()
    };
    let body = dice.one(&BODIES);
    let object = dice.one(&OBJECTS);
    let protocol = 1 + dice.below(60_000);
    let has_protocol = dice.yes(7);
    let protocol_line = if has_protocol {
        match dice.below(4) {
            0 => format!("Prot. n. {protocol:07} del {figures}\n"),
            1 => format!("Prot. N° {protocol}/{year}\n"),
            2 => format!("Protocollo generale n. {protocol:07} del {named}\n"),
            _ => format!("PROT. {protocol:07}/{year}\n"),
        }
    } else {
        String::new()
    };
    let cups: Vec<String> = (0..dice.below(3)).map(|_| dice.cup()).collect();
    let cigs: Vec<String> = (0..dice.below(3)).map(|_| dice.cig()).collect();
    let mut codes = String::new();
    for cup in &cups {
        let label = dice.one(&[
            "CUP: ",
            "CUP ",
            "C.U.P. n. ",
            "codice unico di progetto (CUP) ",
        ]);
        codes.push_str(&format!("{label}{}\n", dice.broken(cup)));
    }
    for cig in &cigs {
        let label = dice.one(&["CIG: ", "CIG ", "C.I.G. n. ", "Smart CIG: ", "CIG n° "]);
        codes.push_str(&format!("{label}{}\n", dice.broken(cig)));
    }
    if cigs.is_empty() && dice.yes(5) {
        codes.push_str("CIG: da acquisire con separato atto\n");
    }
    let letterhead = format!(
        "{body}\nProvincia di Frosinone\nPiazza Municipio n. {}, 03041 – tel. 0776.{:06}\nPEC: protocollo@pec.example.it\n",
        1 + dice.below(90),
        dice.below(999_999)
    );
    let cited = format!(
        "Vista la nota acquisita al prot. n. {:07} del 0{}/01/{year};\nVisto il D.Lgs. 18 agosto 2000, n. 267 e la Legge n. 136 del 13/08/2010;\nRichiamata la deliberazione della Giunta n. {} del 05/05/2017;\n",
        dice.below(60_000),
        1 + dice.below(9),
        1 + dice.below(300)
    );
    let sitting = format!(
        "L’anno duemila{} il giorno {} del mese di {name} alle ore {}:30, nella sede dell’ente, si è riunito l’organo.\n",
        in_words(year - 2000),
        in_words(day),
        9 + dice.below(10)
    );
    let sector = 1 + dice.below(200);
    let (kind, head) = match layout {
        0 => (
            "delibera_giunta",
            format!(
                "COPIA\n{letterhead}{protocol_line}DELIBERAZIONE DELLA GIUNTA\nN. {number} del {date}\n\nOGGETTO: {object}\n\n{sitting}"
            ),
        ),
        1 => (
            "delibera_consiglio",
            format!(
                "{letterhead}VERBALE DI DELIBERAZIONE DEL CONSIGLIO\nNumero {number}   Data {date}\nOGGETTO: {object}\n{protocol_line}\n{sitting}"
            ),
        ),
        2 => (
            "determina",
            format!(
                "{letterhead}{protocol_line}AREA TECNICA\nDETERMINAZIONE DEL RESPONSABILE DEL SERVIZIO\nN. {sector} DEL {date}\nRegistro Generale N. {number} DEL {date}\nOGGETTO: {object}\n\n"
            ),
        ),
        3 => (
            "determina",
            format!(
                "{letterhead}SETTORE II – SERVIZI FINANZIARI\nDetermina n. {sector} del settore\nReg. Gen. n. {number} del {figures}\n{protocol_line}Oggetto: {object}\n\n"
            ),
        ),
        4 => (
            "decreto",
            format!(
                "{letterhead}{protocol_line}DECRETO DEL SINDACO N. {number} DEL {date}\nOggetto: {object}.\n\nIL SINDACO\n"
            ),
        ),
        5 => (
            "ordinanza",
            format!(
                "{protocol_line}{letterhead}POLIZIA LOCALE\nORDINANZA N. {number}/{year}\nOGGETTO: {object}\nlì, {named}\n\n"
            ),
        ),
        6 => (
            "delibera_giunta",
            format!(
                "{letterhead}{}  {}\n{}\nN. {number} Reg. Delib.\n{protocol_line}{}: {object}\n\n{sitting}",
                spaced("DELIBERAZIONE"),
                spaced("DELLA"),
                spaced("GIUNTA"),
                "OGGETTO"
            ),
        ),
        7 => (
            "delibera_consiglio",
            format!(
                "ESTRATTO DAL REGISTRO DELLE DELIBERAZIONI\n{letterhead}{protocol_line}Deliberazione del Consiglio n° {number}\nSeduta del {date}\nOggetto: {object}\n\n"
            ),
        ),
        8 => (
            "delibera_giunta",
            format!(
                "{protocol_line}{letterhead}Proposta n. {sector} del 01/01/{year}\nDELIBERA DI GIUNTA NR. {number:04} DEL {date}\nOGGETTO: {object}\nPubblicata all’albo n. {} dal 30/12/{year}\n\n",
                1 + dice.below(2_000)
            ),
        ),
        _ => (
            "determina",
            format!(
                "ORIGINALE\n{letterhead}Proposta n. {sector} del 02/01/{year}\n{protocol_line}DETERMINAZIONE N. {number}\ndel {date}\nOGGETTO: {object}\n\nIL DIRIGENTE\n"
            ),
        ),
    };
    let second = format!(
        "Ritenuto di provvedere entro il 31/12/{year};\nconsiderato che il contratto n. 12 del 03/03/2016 è scaduto;\nDELIBERA\ndi approvare quanto in premessa.\nPubblicato all’albo pretorio il 28/12/{year}, n. 99.\n"
    );
    Made {
        layout,
        pages: vec![format!("{head}{codes}{cited}"), second],
        kind,
        number: number.to_string(),
        date: format!("{year}-{month:02}-{day:02}"),
        protocol: if has_protocol {
            format!("{protocol:07}/{year}")
        } else {
            String::new()
        },
        cups,
        cigs,
    }
}
