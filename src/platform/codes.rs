//! Codes that the law gives to things: what each looks like, in one place. Whoever reads one says in its
//! own words what is wrong with it.

/// What keeps a text from being a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has so many characters, and should have others.
    Length(usize),
    /// It has other characters than a code of its kind may have.
    Sign,
    /// Its characters do not fit its check characters: one of them was mistyped.
    Check,
}

/// The characters of a CUP.
pub const CUP_LENGTH: usize = 15;

/// A CUP (codice unico di progetto, law 3/2003, art. 11): 15 letters and digits. People write it with
/// blanks and in small letters; it is kept without them, in capitals.
///
/// # Errors
/// What keeps it from being one.
pub fn cup(typed: &str) -> Result<String, Fault> {
    let code = compact(typed);
    match code.chars().count() {
        CUP_LENGTH if code.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Ok(code),
        CUP_LENGTH => Err(Fault::Sign),
        many => Err(Fault::Length(many)),
    }
}

/// The characters of a CIG.
pub const CIG_LENGTH: usize = 10;

/// A CIG (codice identificativo di gara, law 136/2010, art. 3), kept without blanks and in capitals. What
/// can be checked depends on its age: seven decimal digits are followed by a check of three (the number
/// times 211, modulo 4091, in hexadecimal); a smart CIG begins with X, Y or Z and two check digits (the
/// other seven in hexadecimal times 211, modulo 251); those of the platform for digital contracts, which
/// begin with A to W, have no check that is published, and hexadecimal digits after the first.
///
/// # Errors
/// What keeps it from being one.
pub fn cig(typed: &str) -> Result<String, Fault> {
    let code = compact(typed);
    match code.chars().count() {
        CIG_LENGTH => {}
        many => return Err(Fault::Length(many)),
    }
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !code.is_ascii() || !is_hex(&code[1..]) {
        return Err(Fault::Sign);
    }
    let hex = |text: &str| u64::from_str_radix(text, 16).unwrap_or(u64::MAX);
    let first = code.as_bytes()[0];
    let fits = if matches!(first, b'X' | b'Y' | b'Z') {
        hex(&code[3..]) != 0 && hex(&code[3..]) * 211 % 251 == hex(&code[1..3])
    } else if first.is_ascii_alphabetic() {
        true
    } else {
        match code[..7].parse::<u64>() {
            Ok(number) => number != 0 && number * 211 % 4091 == hex(&code[7..]),
            Err(_) => return Err(Fault::Sign),
        }
    };
    if fits { Ok(code) } else { Err(Fault::Check) }
}

/// Without blanks, in capitals.
fn compact(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

/// What a digit of a fiscal code becomes where two people would have the same (omocodia).
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";

/// What a character counts at an odd place of a fiscal code: 0 to 9 and A to J alike, then K to Z
/// (DM 23/12/1976).
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// Whether 16 characters are the fiscal code of a person (DM 23/12/1976): six letters, a date of birth
/// that can be, the place of birth, and the right check character. Digits may be letters (omocodia).
pub fn is_fiscal_code(text: &str) -> bool {
    let code = text.to_ascii_uppercase().into_bytes();
    if code.len() != 16 || !code.is_ascii() {
        return false;
    }
    let digit = |at: usize| -> Option<u32> {
        let byte = code[at];
        if byte.is_ascii_digit() {
            return Some(u32::from(byte - b'0'));
        }
        let letter = OMOCODIA.iter().position(|one| *one == byte)?;
        u32::try_from(letter).ok()
    };
    let letters = (0..6).chain([8, 11]);
    let (Some(tens), Some(units)) = (digit(9), digit(10)) else {
        return false;
    };
    let day = tens * 10 + units;
    let has_form = letters.into_iter().all(|at| code[at].is_ascii_uppercase())
        && b"ABCDEHLMPRST".contains(&code[8])
        && [6, 7, 12, 13, 14].into_iter().all(|at| digit(at).is_some())
        && ((1..=31).contains(&day) || (41..=71).contains(&day));
    if !has_form {
        return false;
    }
    let value = |byte: u8| {
        let base = if byte.is_ascii_digit() { b'0' } else { b'A' };
        byte.wrapping_sub(base)
    };
    let sum: u32 = code[..15]
        .iter()
        .enumerate()
        .map(|(at, byte)| match (at % 2, value(*byte)) {
            // Places are counted from one: the first is odd.
            (0, value) => ODD.get(usize::from(value)).copied().unwrap_or(0),
            (_, value) => u32::from(value),
        })
        .sum();
    u32::from(value(code[15])) == sum % 26 && code[15].is_ascii_uppercase()
}

/// Whether a text without blanks is an IBAN (ISO 13616): country, two check digits, up to 30 characters;
/// modulo 97 it leaves one. An Italian one has 27 characters.
pub fn is_iban(text: &str) -> bool {
    let code = text.to_ascii_uppercase();
    let well_formed = code.is_ascii()
        && (15..=34).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && code.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && code
            .bytes()
            .skip(2)
            .take(2)
            .all(|byte| byte.is_ascii_digit())
        && (!code.starts_with("IT") || code.len() == 27);
    well_formed
        && code[4..]
            .bytes()
            .chain(code[..4].bytes())
            .fold(0, |rest: u32, byte| {
                if byte.is_ascii_digit() {
                    (rest * 10 + u32::from(byte - b'0')) % 97
                } else {
                    (rest * 100 + u32::from(byte - b'A') + 10) % 97
                }
            })
            == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cup_has_fifteen_letters_and_digits() {
        for typed in ["B51B21005740007", "b51b21005740007", " b51b 2100 5740 007"] {
            assert_eq!(cup(typed), Ok("B51B21005740007".to_owned()), "{typed}");
        }
        for (typed, fault) in [
            ("", Fault::Length(0)),
            ("B51B2100574000", Fault::Length(14)),
            ("B51B2100574000-", Fault::Sign),
            ("B51B2100574000è", Fault::Sign),
        ] {
            assert_eq!(cup(typed), Err(fault), "{typed}");
        }
    }

    #[test]
    fn a_cig_is_checked_as_far_as_it_can_be() {
        // 1234567 × 211 modulo 4091 is 2503, 0x9C7… reckoned here so that no real tender is named.
        let of = |number: u64| format!("{number:07}{:03X}", number * 211 % 4091);
        let smart = |number: u64| format!("Z{:02X}{number:07X}", number * 211 % 251);
        for typed in [
            of(1_234_567),
            of(42),
            smart(0x1A2_B3C4),
            "B1A2C3D4E5".to_owned(),
        ] {
            assert_eq!(cig(&typed.to_lowercase()), Ok(typed));
        }
        let mistyped = of(1_234_567).replacen('3', "8", 1);
        assert_eq!(cig(&mistyped), Err(Fault::Check));
        assert_eq!(cig("B1A2C3D4E"), Err(Fault::Length(9)));
        assert_eq!(cig("B1A2C3D4EZ"), Err(Fault::Sign));
        assert_eq!(cig("DA ACQUISIRE"), Err(Fault::Length(11)));
        assert_eq!(cig("0000000000"), Err(Fault::Check));
    }

    #[test]
    fn fiscal_codes_have_their_check_character() {
        // The example of the Agenzia delle Entrate, and the same with letters for its last digits.
        for good in ["MRTMTT25D09F205Z", "mrtmtt25d09f205z"] {
            assert!(is_fiscal_code(good), "{good}");
        }
        let omocode = (b'A'..=b'Z')
            .map(|check| format!("MRTMTT25D09F20R{}", char::from(check)))
            .filter(|code| is_fiscal_code(code))
            .count();
        assert_eq!(omocode, 1);
        for bad in [
            "MRTMTT25D09F205A",
            "MRTMTT25D49F205Z",
            "MRTMTT25F09F205Z",
            "MRTMTT25D09F205",
            "00248800641",
            "àààààààà",
        ] {
            assert!(!is_fiscal_code(bad), "{bad}");
        }
    }

    #[test]
    fn ibans_leave_one() {
        for good in [
            "IT60X0542811101000000123456",
            "it60x0542811101000000123456",
            "DE89370400440532013000",
        ] {
            assert!(is_iban(good), "{good}");
        }
        for bad in [
            "IT60X0542811101000000123457",
            "IT60X054281110100000012345",
            "IT60",
            "",
            "é",
        ] {
            assert!(!is_iban(bad), "{bad}");
        }
    }
}
