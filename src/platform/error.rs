//! The one error of the application and the closed list of its refusals.

use std::time::Duration;

/// What every fallible function of the features returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request did not get what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Only for people who are signed in.
    #[error("login needed")]
    LoginNeeded,
    /// Absent, or not to be seen by this reader: the two are told apart nowhere.
    #[error("not found")]
    NotFound,
    /// May be seen, but this act on it is somebody else's; says, in Italian, whose.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// A rule says no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Too many requests of one kind; try again after the wait.
    #[error("too many requests")]
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
    /// The body is larger than the limit, in bytes.
    #[error("body over {limit_bytes} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit_bytes: u64,
    },
    /// What was sent cannot be read at all; says, in Italian, what to do.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// The form does not prove that it comes from one of our pages.
    #[error("the form does not prove its origin")]
    ForeignForm,
    /// The address is there, but not for this method; holds those it is there for.
    #[error("wrong method, not one of {0}")]
    WrongMethod(String),
    /// A part we stand on does not answer now.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Whatever is not recognised.
    #[error(transparent)]
    Bug(#[from] anyhow::Error),
}

/// The "no"s of the rules, each with its Italian sentence in `platform/web/error_page.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The single-use link has been used, has expired or was never given.
    LinkSpent,
    /// Somebody did it before: nothing is left to be done.
    AlreadyDone,
    /// Somebody changed the thing after the actor saw it: nothing is overwritten unseen.
    ChangedMeanwhile,
    /// The same form came again with another content.
    FormReused,
    /// The state of the thing does not allow this act now.
    WrongState,
    /// The document has been withdrawn.
    Withdrawn,
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Error {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        match error {
            Diesel::NotFound => Error::NotFound,
            Diesel::DatabaseError(DatabaseErrorKind::ClosedConnection, info) => {
                Error::Unavailable(info.message().to_owned())
            }
            other => Error::Bug(other.into()),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::Bug(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Bug(error.into())
    }
}

/// Whether the database refused because a unique value stands there already.
pub fn is_taken(error: &Error) -> bool {
    use diesel::result::{DatabaseErrorKind, Error as Diesel};
    matches!(error, Error::Bug(bug) if matches!(
        bug.downcast_ref::<Diesel>(),
        Some(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
    ))
}
