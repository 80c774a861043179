//! The fields in which people say who they are: the same on the profile and in the first steps.

use super::{Account, MembershipId, Profile};
use crate::platform::web::fields::{Faults, Fields, length};

/// The most characters of a name.
const NAME_MOST: usize = 80;
/// The most characters of a job title.
pub const JOB_MOST: usize = 120;
/// The most characters of what people say about themselves.
pub const ABOUT_MOST: usize = 2_000;

/// A job title as a field of a form.
#[derive(Debug, Clone)]
pub struct JobField {
    /// The name of the field.
    pub field: String,
    /// What people read beside it.
    pub label: String,
    /// What stands in it.
    pub value: String,
}

fn field_of(membership: MembershipId) -> String {
    format!("qualifica-{membership}")
}

/// The fields for the job titles of an account, with what was written if it is shown again.
pub fn jobs(account: &Account, written: Option<&Profile>) -> Vec<JobField> {
    let written_of = |membership: MembershipId| {
        let (_, title) = written?
            .job_titles
            .iter()
            .find(|(known, _)| *known == membership)?;
        Some(title.clone())
    };
    account
        .bodies
        .iter()
        .map(|body| JobField {
            field: field_of(body.membership),
            label: format!("La tua qualifica: {}", body.body),
            value: written_of(body.membership).unwrap_or_else(|| body.job_title.clone()),
        })
        .collect()
}

/// Reads what a person says about itself, and what is to be mended in it.
pub fn read(fields: &Fields, account: &Account) -> (Profile, Faults) {
    let mut faults = Faults::default();
    let profile = Profile {
        given_name: fields.text("nome").to_owned(),
        family_name: fields.text("cognome").to_owned(),
        about: fields.text("presentazione").to_owned(),
        job_titles: account
            .bodies
            .iter()
            .filter(|body| fields.has(&field_of(body.membership)))
            .map(|body| {
                let title = fields.text(&field_of(body.membership)).to_owned();
                (body.membership, title)
            })
            .collect(),
        lock_version: fields.text("lock_version").parse().unwrap_or(0),
    };
    check_names(&mut faults, &profile.given_name, &profile.family_name);
    for (membership, title) in &profile.job_titles {
        check_job_title(&mut faults, &field_of(*membership), title);
    }
    faults.unless(
        length(&profile.about) <= ABOUT_MOST,
        "presentazione",
        "Scrivi al massimo 2.000 caratteri",
    );
    (profile, faults)
}

/// Finds the faults of a given and a family name.
pub fn check_names(faults: &mut Faults, given: &str, family: &str) {
    for (field, value, empty) in [
        ("nome", given, "Scrivi il nome"),
        ("cognome", family, "Scrivi il cognome"),
    ] {
        faults.unless(!value.is_empty(), field, empty);
        faults.unless(
            length(value) <= NAME_MOST,
            field,
            format!("Scrivi al massimo {NAME_MOST} caratteri"),
        );
    }
}

/// Finds the faults of a job title.
pub fn check_job_title(faults: &mut Faults, field: &str, title: &str) {
    faults.unless(
        !title.is_empty(),
        field,
        "Scrivi la qualifica, per esempio «Responsabile servizi informatici»",
    );
    faults.unless(
        length(title) <= JOB_MOST,
        field,
        format!("Scrivi al massimo {JOB_MOST} caratteri"),
    );
}
