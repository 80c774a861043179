//! Passwords: argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane).

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};

use crate::platform::error::{Error, Result};

/// The fewest characters of a password; there are no other rules of composition (NIST SP 800-63B).
pub const LEAST: usize = 12;
/// The most characters of a password, so that hashing cannot be made to take for ever.
pub const MOST: usize = 200;

/// Passwords that are tried first by whoever guesses; compared in lower case.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "password1234",
    "passwordpassword",
    "qwertyuiop12",
    "qwertyuiopas",
    "unionedeicomuni",
    "comunecomune",
    "cambiami1234",
    "benvenuto123",
    "amministratore",
    "administrator",
    "111111111111",
    "000000000000",
    "aaaaaaaaaaaa",
    "iloveyou1234",
    "juventusjuventus",
    "forzajuventus",
    "password12345",
    "password123456",
    "fraunionifraunioni",
    "fraunioni1234",
];

/// A password somebody chose, good enough to be kept.
pub struct Password(String);

impl Password {
    /// Checks a chosen password.
    ///
    /// # Errors
    /// An Italian sentence saying what to do.
    pub fn choose(text: &str) -> std::result::Result<Password, String> {
        let length = text.chars().count();
        if length < LEAST {
            return Err(format!(
                "Scegli una password di almeno {LEAST} caratteri: tre o quattro parole vanno benissimo"
            ));
        }
        if length > MOST {
            return Err(format!(
                "Scegli una password di al massimo {MOST} caratteri"
            ));
        }
        let lower = text.to_lowercase();
        let few = {
            let mut seen: Vec<char> = lower.chars().collect();
            seen.sort_unstable();
            seen.dedup();
            seen.len() < 4
        };
        if few || COMMON.contains(&lower.as_str()) {
            return Err("Questa password è tra le prime che si provano: scegline un’altra".into());
        }
        Ok(Password(text.to_owned()))
    }

    /// Hashes it with a fresh salt. Takes tens of milliseconds: call it off the async threads.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn hash(&self) -> Result<String> {
        Argon2::default()
            .hash_password(self.0.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|e| Error::Bug(anyhow::anyhow!("a password cannot be hashed: {e}")))
    }
}

/// Whether `text` is the password of this hash. Without a hash it takes as long and says no, so
/// that nobody learns from the time whether an account exists.
pub fn matches(text: &str, hash: Option<&str>) -> bool {
    let known = hash.unwrap_or(STAND_IN);
    let right = PasswordHash::new(known).is_ok_and(|hash| {
        text.chars().count() <= MOST
            && Argon2::default()
                .verify_password(text.as_bytes(), &hash)
                .is_ok()
    });
    right && hash.is_some()
}

/// A real hash of a password nobody knows, with today's parameters.
const STAND_IN: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzdGFuZC1pbiBzYWx0$RdescudvJCsgt3ub+b2jWdTwREFm+xO7Y4tGlFp0q4k";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_password_is_kept_and_known_again() {
        let hash = Password::choose("quattro gatti sul tetto")
            .unwrap()
            .hash()
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(matches("quattro gatti sul tetto", Some(&hash)));
        assert!(!matches("quattro gatti sul Tetto", Some(&hash)));
        assert!(!matches("quattro gatti sul tetto", None));
    }

    #[test]
    fn bad_passwords_are_told() {
        for bad in [
            "",
            "breve",
            "aaaaaaaaaaaaaaaa",
            "Passwordpassword",
            &"x1y2".repeat(51),
        ] {
            assert!(Password::choose(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_stand_in_is_a_hash_of_todays_form() {
        assert!(PasswordHash::new(STAND_IN).is_ok());
    }
}
