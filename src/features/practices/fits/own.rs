//! What is known of the Unione of who reads, as far as conditions look at it.

use crate::features::unioni::Factor;
use crate::features::unioni::directory::Listed;

/// The Unione of who reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// How many people live there, if known.
    pub people: Option<i64>,
    /// What it does for its Comuni today.
    pub functions: Vec<String>,
    /// What it says of the enabling factors, and whether each is there.
    pub factors: Vec<(Factor, bool)>,
}

impl Own {
    /// An Unione as the directory has it.
    pub fn of(listed: &Listed) -> Own {
        Own {
            people: listed.inhabitants.people(),
            functions: listed
                .functions
                .iter()
                .map(|(name, _)| name.clone())
                .collect(),
            factors: listed
                .factors
                .iter()
                .map(|(factor, there)| (*factor, *there))
                .collect(),
        }
    }

    /// Whether an enabling factor is there, if that was said.
    pub fn factor(&self, factor: Factor) -> Option<bool> {
        let told = self.factors.iter().find(|(one, _)| *one == factor);
        told.map(|(_, there)| *there)
    }
}
