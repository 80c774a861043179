//! Codes that the law gives to things: what each looks like, in one place. Whoever reads one says in its
//! own words what is wrong with it.

/// What keeps a text from being a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has so many characters, and should have others.
    Length(usize),
    /// It has other characters than letters and digits.
    Sign,
}

/// The characters of a CUP.
pub const CUP_LENGTH: usize = 15;

/// A CUP (codice unico di progetto, law 3/2003, art. 11): 15 letters and digits. People write it with
/// blanks and in small letters; it is kept without them, in capitals.
///
/// # Errors
/// What keeps it from being one.
pub fn cup(typed: &str) -> Result<String, Fault> {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    match code.chars().count() {
        CUP_LENGTH if code.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Ok(code),
        CUP_LENGTH => Err(Fault::Sign),
        many => Err(Fault::Length(many)),
    }
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
}
