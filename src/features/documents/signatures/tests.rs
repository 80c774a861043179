use chrono::{Duration, TimeZone, Utc};

use super::*;

fn day() -> When {
    When::from(Utc.with_ymd_and_hms(2026, 10, 14, 9, 0, 0).unwrap())
}

fn signature(name: &str) -> Signature {
    Signature {
        format: SignatureFormat::Cades,
        verdict: Verdict::Intact,
        doubt: None,
        name: name.to_owned(),
        fiscal_code: String::new(),
        organisation: String::new(),
        issuer: String::new(),
        algorithm: String::new(),
        signed_at: Some(day()),
        stamped_at: None,
        stamped_by: String::new(),
        is_stamp_trusted: false,
        valid_from: Some(day() - Duration::days(10)),
        valid_until: Some(day() + Duration::days(10)),
        is_trusted: false,
        covers_all: true,
    }
}

fn seal(signatures: Vec<Signature>) -> Seal {
    Seal {
        place: SealPlace::Inside,
        is_added_to: false,
        checked_at: day(),
        content: None,
        signatures,
    }
}

#[test]
fn the_worst_counts() {
    let trusted = Signature {
        is_trusted: true,
        ..signature("Anna")
    };
    let expired = Signature {
        valid_until: Some(day() - Duration::days(1)),
        ..trusted.clone()
    };
    let altered = Signature {
        verdict: Verdict::Altered,
        ..trusted.clone()
    };
    let check = |signatures: &[&Signature], expected| {
        let signatures = signatures.iter().map(|one| (*one).clone()).collect();
        assert_eq!(seal(signatures).standing(), expected);
    };
    check(&[&trusted], Standing::Valid);
    check(&[&trusted, &signature("Bruno")], Standing::Unvouched);
    check(&[&expired, &signature("Bruno")], Standing::Expired);
    check(&[&trusted, &altered, &expired], Standing::Altered);
    check(&[], Standing::Unknown);
    let added = Seal {
        is_added_to: true,
        ..seal(vec![trusted.clone()])
    };
    assert_eq!(added.standing(), Standing::Altered);
}

/// What reaches over the end of a PDF counts only if it holds, and a stamp only if it is trusted.
#[test]
fn a_signature_says_nothing_of_what_it_does_not_cover() {
    let first = Signature {
        format: SignatureFormat::Pades,
        is_trusted: true,
        covers_all: false,
        ..signature("Anna")
    };
    let second = Signature {
        covers_all: true,
        name: "Bruno".to_owned(),
        ..first.clone()
    };
    let unread = Signature {
        verdict: Verdict::Unchecked,
        doubt: Some(Doubt::Malformed),
        ..second.clone()
    };
    let stamp = Signature {
        doubt: Some(Doubt::OnlyStamp),
        name: String::new(),
        is_trusted: false,
        ..second.clone()
    };
    let trusted_stamp = Signature {
        is_stamp_trusted: true,
        ..stamp.clone()
    };
    let check = |signatures: &[&Signature], expected| {
        let signatures = signatures.iter().map(|one| (*one).clone()).collect();
        let seal = seal(signatures);
        assert_eq!(seal.standing(), expected);
        if expected == Standing::Altered {
            assert_eq!(seal.standing_of(&first), Standing::Altered);
        }
    };
    check(&[&second], Standing::Valid);
    check(&[&first, &second], Standing::Valid);
    check(&[&first, &trusted_stamp], Standing::Valid);
    check(&[&first], Standing::Altered);
    check(&[&first, &unread], Standing::Altered);
    check(&[&first, &stamp], Standing::Altered);
    // A stamp says nothing against a signature that covers it.
    check(&[&stamp, &second], Standing::Valid);
    assert_eq!(seal(vec![first, trusted_stamp]).words(), "firmato da Anna");
}

#[test]
fn a_trusted_stamp_outlives_the_certificate() {
    let stamped = Signature {
        is_trusted: true,
        valid_until: Some(day() - Duration::days(1)),
        stamped_at: Some(day() - Duration::days(5)),
        ..signature("Anna")
    };
    assert_eq!(stamped.standing(day()), Standing::Expired);
    let trusted = Signature {
        is_stamp_trusted: true,
        ..stamped
    };
    assert_eq!(trusted.standing(day()), Standing::Valid);
}

#[test]
fn lists_name_who_signed() {
    let check = |names: &[&str], expected: &str| {
        let signatures = names.iter().map(|name| signature(name)).collect();
        assert_eq!(seal(signatures).words(), expected);
    };
    check(&["Anna"], "firmato da Anna");
    check(&["Anna", "Anna"], "firmato da Anna");
    check(&["Anna", "Bruno"], "firmato da Anna e Bruno");
    check(&["Anna", "Bruno", "Carla"], "firmato da Anna e altri 2");
    check(&[""], "firmato");
    check(&[], "firma non controllata");
}

#[test]
fn envelopes_lend_their_names() {
    let check = |name: &str, expected: &str| assert_eq!(name_inside(name), expected);
    check("delibera 12.pdf.p7m", "delibera 12.pdf");
    check("delibera.PDF.P7M.p7m", "delibera.PDF");
    check("delibera.p7m", "delibera");
    check("delibera", "delibera");
    check(".p7m", ".p7m");
}
