//! How long a published text may be relied on, by the calendar.

use chrono::{Duration, Months};

use super::Text;
use crate::platform::dates;
use crate::platform::db::When;
use crate::text_enum;

text_enum! {
    /// How old a published text is. The order of the words is the order of age: lists go by it.
    pub enum Freshness {
        /// Its day to be looked at again has not come.
        Current = "current",
        /// It has come.
        Due = "due",
        /// It has long come, and nobody has looked.
        Expired = "expired",
    }
}

/// The months after which a practice is looked at again.
const MONTHS: u32 = 12;
/// The same for one that hangs on a call, whose terms change.
const MONTHS_OF_A_CALL: u32 = 6;
/// The topic of calls and funding.
pub const FUNDING: &str = "finanziamenti";
/// Days after its day on which a practice that nobody looked at expires.
pub const GRACE_DAYS: i64 = 30;
/// Days before its day on which its people are told.
pub const NOTICE_DAYS: i64 = 14;

impl Freshness {
    /// How old a text is that was to be looked at again by then; one without a day stays current.
    pub fn at(review_by: Option<When>, now: When) -> Freshness {
        match review_by {
            Some(day) if day + Duration::days(GRACE_DAYS) <= now => Freshness::Expired,
            Some(day) if day <= now => Freshness::Due,
            _ => Freshness::Current,
        }
    }

    /// What a reader should know before it relies on the text; empty when there is nothing to say.
    pub fn warning(self, review_by: Option<When>) -> String {
        let day = review_by.map_or_else(String::new, |day| dates::day(day.0));
        match self {
            Freshness::Current => String::new(),
            Freshness::Due => format!(
                "Questa pratica è da ricontrollare: il suo controllo era previsto entro il {day}. Quello che leggi potrebbe non essere più aggiornato."
            ),
            Freshness::Expired => format!(
                "Questa pratica è scaduta: nessuno l’ha ricontrollata dopo il {day}. Resta qui perché può essere ancora utile, ma prima di usarla chiedi all’unione che cosa è cambiato."
            ),
        }
    }
}

/// Whether a text hangs on a call: it is filed under funding, or names the CUP of a project.
pub fn hangs_on_a_call(text: &Text, slugs: &[String]) -> bool {
    !text.content.spending.cup.is_empty() || slugs.iter().any(|slug| slug == FUNDING)
}

/// The day by which a text that was found true now is to be looked at again.
pub fn review_by(now: When, of_a_call: CallTie) -> When {
    let months = match of_a_call {
        CallTie::Tied => MONTHS_OF_A_CALL,
        CallTie::Free => MONTHS,
    };
    When(
        now.0
            .checked_add_months(Months::new(months))
            .unwrap_or(now.0),
    )
}

/// Whether a practice hangs on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallTie {
    /// It does: its terms change sooner.
    Tied,
    /// It does not.
    Free,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    fn at(year: i32, month: u32, day: u32) -> When {
        When(Utc.with_ymd_and_hms(year, month, day, 9, 0, 0).unwrap())
    }

    #[test]
    fn a_year_or_half_of_it_then_a_month_more() {
        let told = at(2026, 8, 31);
        assert_eq!(review_by(told, CallTie::Free), at(2027, 8, 31));
        // The last of a shorter month.
        assert_eq!(review_by(told, CallTie::Tied), at(2027, 2, 28));
        let day = Some(at(2027, 8, 31));
        for (now, expected) in [
            (at(2027, 8, 30), Freshness::Current),
            (at(2027, 8, 31), Freshness::Due),
            (at(2027, 9, 29), Freshness::Due),
            (at(2027, 9, 30), Freshness::Expired),
            (at(2030, 1, 1), Freshness::Expired),
        ] {
            assert_eq!(Freshness::at(day, now), expected, "{now:?}");
        }
        assert_eq!(Freshness::at(None, at(2099, 1, 1)), Freshness::Current);
    }

    #[test]
    fn the_order_of_the_words_is_the_order_of_age() {
        let words: Vec<&str> = Freshness::ALL.iter().map(|one| one.as_str()).collect();
        let mut sorted = words.clone();
        sorted.sort_unstable();
        assert_eq!(words, sorted);
    }

    #[test]
    fn a_call_is_a_topic_or_a_cup() {
        let mut text = Text::default();
        assert!(!hangs_on_a_call(&text, &["ict".into()]));
        assert!(hangs_on_a_call(&text, &["ict".into(), FUNDING.into()]));
        text.content.spending.cup = "J31C22000000006".into();
        assert!(hangs_on_a_call(&text, &[]));
    }
}
