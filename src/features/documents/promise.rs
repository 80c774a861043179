//! A document that is promised before there is a file.
//!
//! It has its page and is followed from the day it is promised; in the place of a file it has a
//! version 0 without one, that no list of versions shows. Its first file is version 1.

use chrono::NaiveDate;

use super::readers::given_to;
use super::share::{Coming, hand_in, record};
use super::{Document, DocumentId, DocumentState, NewDocument, policy, store};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::{Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::events::EventKind;

/// That a document was promised, by its Unione, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// The day by which it was to come, in Italy.
    pub expected_on: NaiveDate,
    /// When the file came that was the first to go out to those it is for.
    pub arrived_at: Option<When>,
}

impl Promise {
    /// As the columns keep it: the day as `2026-12-31`.
    pub(super) fn stored(expected_on: &str, arrived_at: Option<When>) -> Option<Promise> {
        Some(Promise {
            expected_on: expected_on.parse().ok()?,
            arrived_at,
        })
    }

    /// "Promesso da Unione Terre del Salice entro il 31 dicembre 2026, non ancora arrivato".
    pub fn words(&self, by: Option<&str>) -> String {
        let by = by.map(|by| format!(" da {by}")).unwrap_or_default();
        let until = dates::written(self.expected_on);
        let came = match self.arrived_at {
            None => "non ancora arrivato",
            Some(at) if dates::in_rome(at.0) <= self.expected_on => "arrivato in tempo",
            Some(_) => "arrivato in ritardo",
        };
        format!("Promesso{by} entro il {until}, {came}")
    }
}

/// Writes down that a document is promised; `new` has no file. From now on it has its page and can
/// be followed.
///
/// # Errors
/// [`Error::Forbidden`] unless a facilitatore does; those of [`share`](super::share()).
pub fn promise(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: NewDocument,
    expected_on: NaiveDate,
) -> Result<DocumentId> {
    if !policy::may_promise(actor) {
        return Err(Error::Forbidden(
            "Un documento che deve ancora arrivare lo annuncia un facilitatore.",
        ));
    }
    let document = hand_in(
        tx,
        actor,
        NewDocument { file: None, ..new },
        Coming::Promised,
    )?;
    let promise = Promise {
        expected_on,
        arrived_at: None,
    };
    store::set_expected(tx, document.id, &promise)?;
    record(tx, actor, EventKind::DocumentPromised, &document)?;
    Ok(document.id)
}

/// Writes down that the file of a promised document has come, once those it is for read it: by the day
/// it was handed in, however long it waited after that. Answers whether it is so by this change.
pub(super) fn keep(tx: &mut Tx<'_>, document: &Document) -> Result<bool> {
    let Some(promise) = document.promise.filter(|_| document.is_awaited()) else {
        return Ok(false);
    };
    let is_shared = document.state == DocumentState::Shared && document.review_note.is_none();
    if document.published.is_none() && !is_shared {
        return Ok(false);
    }
    let (given, _) = given_to(document);
    let version = store::find_version(tx, given)?;
    if version.ordinal == 0 {
        return Ok(false);
    }
    let kept = Promise {
        arrived_at: Some(version.created_at),
        ..promise
    };
    store::set_expected(tx, document.id, &kept)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;

    #[test]
    fn a_promise_says_what_came_of_it() {
        let promise = |arrived_at| Promise::stored("2026-12-31", arrived_at).unwrap();
        let at = |month, day| {
            let at = Utc.with_ymd_and_hms(2026, month, day, 22, 30, 0).unwrap();
            Some(When::from(at))
        };
        let words = |arrived_at| promise(arrived_at).words(Some("Unione Alta Valle"));
        assert_eq!(
            words(None),
            "Promesso da Unione Alta Valle entro il 31 dicembre 2026, non ancora arrivato"
        );
        assert!(words(at(12, 31)).ends_with("arrivato in tempo"));
        // Half past ten in the evening of Greenwich is the next day in Italy.
        let late = Utc.with_ymd_and_hms(2026, 12, 31, 23, 30, 0).unwrap();
        assert!(words(Some(When::from(late))).ends_with("arrivato in ritardo"));
        assert!(Promise::stored("domani", None).is_none());
    }
}
