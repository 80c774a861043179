//! Signed files: who signed is told, and no byte is changed without being found out.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::TimeDelta;
use data_encoding::BASE64;
use fra_unioni::platform::signed::chain::{Asked, Purpose};
use fra_unioni::platform::signed::{
    Malformed, Place, Reason, Report, Signature, Verdict, chain, examine, is_envelope,
    with_document,
};

use crate::support::signing::{
    Envelope, Holder, STAMPING, Wanted, Way, authority, base64, enveloped, october, p7m, pades,
    pades_of, pem,
};

const DOCUMENT: &[u8] = b"Convenzione per la gestione associata dei servizi ICT";

fn holder(way: Way) -> Holder {
    let wanted = Wanted {
        way,
        ..Wanted::default()
    };
    Holder::new(&wanted, None)
}

fn only(file: &[u8]) -> (Signature, Report) {
    let report = examine(file).unwrap();
    assert_eq!(report.signatures.len(), 1, "{report:?}");
    (report.signatures[0].clone(), report)
}

fn inside(file: &[u8]) -> (Option<Vec<u8>>, Place) {
    with_document(file, |document, place| {
        (document.map(<[u8]>::to_vec), place)
    })
    .unwrap()
}

/// In every way of writing it the same envelope says the same.
#[test]
fn who_signed_is_told_however_the_envelope_is_written() {
    let mario = holder(Way::P256);
    let der = p7m(DOCUMENT, &[&mario]);
    let endless = enveloped(
        DOCUMENT,
        &[&mario],
        Envelope {
            is_endless: true,
            ..Envelope::default()
        },
    );
    let mut padded = der.clone();
    padded.extend(b"\0\0\r\n");
    for (how, file) in [
        ("der", der.clone()),
        ("padded", padded),
        ("base64", base64(&der)),
        ("base64 in one line", BASE64.encode(&der).into_bytes()),
        ("endless in base64", base64(&endless)),
        ("endless", endless),
        ("pem", pem(&der, "PKCS7").into_bytes()),
    ] {
        assert!(is_envelope(&file), "{how}");
        let (signature, report) = only(&file);
        assert_eq!(signature.verdict, Verdict::Intact, "{how}");
        assert_eq!(signature.name, "MARIO ROSSI");
        assert_eq!(signature.fiscal_code, "RSSMRA80A01H501U");
        assert_eq!(signature.organisation, "Unione Terre del Salice");
        assert_eq!(signature.signed_at, Some(october(14)));
        assert_eq!(report.place, Place::Inside);
        assert_eq!(inside(&file), (Some(DOCUMENT.to_vec()), Place::Inside));
    }
}

#[test]
fn the_ways_of_signing_that_are_in_use_are_checked() {
    for (way, words) in [
        (Way::P256, "ECDSA P-256, SHA-256"),
        (Way::P384, "ECDSA P-384, SHA-384"),
        (Way::Rsa, "RSA 2048 bit, SHA-256"),
        (Way::RsaPss, "RSA-PSS 2048 bit, SHA-256"),
    ] {
        let (signature, _) = only(&p7m(DOCUMENT, &[&holder(way)]));
        assert_eq!(signature.verdict, Verdict::Intact, "{way:?}");
        assert_eq!(signature.algorithm, words);
    }
    let (signature, _) = only(&p7m(DOCUMENT, &[&holder(Way::Odd)]));
    let reason = Reason::Algorithm;
    assert_eq!(signature.verdict, Verdict::Unchecked { reason });
    assert_eq!(signature.name, "MARIO ROSSI");
}

/// Whichever byte is changed: the signature does not hold any more, or is no signature, or the
/// document inside is still the same.
#[test]
fn a_changed_byte_is_found() {
    for way in [Way::P256, Way::Rsa] {
        let file = p7m(DOCUMENT, &[&holder(way)]);
        let mut found = 0;
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x01;
            let Ok(report) = examine(&changed) else {
                continue;
            };
            let is_intact = report
                .signatures
                .iter()
                .any(|signature| signature.verdict == Verdict::Intact);
            if report
                .signatures
                .iter()
                .any(|signature| signature.verdict == Verdict::Altered)
            {
                found += 1;
            }
            if is_intact {
                assert_eq!(inside(&changed).0.as_deref(), Some(DOCUMENT), "byte {at}");
                assert_eq!(report.signatures[0].name, "MARIO ROSSI", "byte {at}");
            }
        }
        // Of the document, the attributes, the signature and the certificate.
        assert!(found > DOCUMENT.len() + 300, "{way:?}: {found}");
    }
}

#[test]
fn the_document_the_attributes_and_the_certificate_are_guarded() {
    let mario = holder(Way::Rsa);
    let file = p7m(DOCUMENT, &[&mario]);
    let place = |part: &[u8]| {
        let found = file.windows(part.len()).position(|window| window == part);
        found.unwrap()
    };
    for at in [
        place(DOCUMENT),
        // The signing time, among the attributes.
        place(b"261014090000Z"),
        // A letter of the name, which the certificate of nobody above guards here.
        place(b"ROSSI MARIO"),
        file.len() - 1,
    ] {
        let mut changed = file.clone();
        changed[at] ^= 0x02;
        assert_eq!(only(&changed).0.verdict, Verdict::Altered, "byte {at}");
    }
}

#[test]
fn envelopes_are_opened_five_times() {
    let mario = holder(Way::P256);
    let mut file = DOCUMENT.to_vec();
    for layers in 1..=6 {
        // One of them as text.
        file = p7m(&file, &[&mario]);
        if layers == 2 {
            file = base64(&file);
        }
        let report = examine(&file).unwrap();
        if layers <= 5 {
            assert_eq!(report.place, Place::Inside);
            assert_eq!(report.signatures.len(), layers);
            assert_eq!(inside(&file).0.as_deref(), Some(DOCUMENT));
        } else {
            assert_eq!(report.place, Place::TooDeep);
            assert_eq!(inside(&file), (None, Place::TooDeep));
        }
    }
}

#[test]
fn a_signature_apart_from_its_document_is_told_as_such() {
    let how = Envelope {
        is_detached: true,
        ..Envelope::default()
    };
    let file = enveloped(DOCUMENT, &[&holder(Way::P256)], how);
    let (signature, report) = only(&file);
    let reason = Reason::Detached;
    assert_eq!(report.place, Place::Elsewhere);
    assert_eq!(signature.verdict, Verdict::Unchecked { reason });
    assert_eq!(signature.name, "MARIO ROSSI");
}

#[test]
fn what_is_cut_or_rubbish_is_no_signature_and_harms_nobody() {
    let file = p7m(DOCUMENT, &[&holder(Way::P256)]);
    for end in 0..file.len() {
        match examine(&file[..end]) {
            Err(Malformed) => {}
            // Too short to be told from any other file.
            Ok(report) => assert!(report.signatures.is_empty() && end < 32, "{end}"),
        }
        let text = base64(&file);
        let _ = examine(&text[..end]);
    }
    // A megabyte that begins like an envelope, of bytes that follow no rule.
    let mut state = 7u32;
    let mut rubbish = file[..24].to_vec();
    rubbish.extend((0..1_000_000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    }));
    assert!(examine(&rubbish).is_err());
    rubbish[..24].fill(b'x');
    assert!(examine(&rubbish).unwrap().signatures.is_empty());
    let endless = [&file[..19], &b"\x30\x80".repeat(500_000)].concat();
    assert!(examine(&endless).is_err());
}

fn trusted(file: &[u8], bundle: &[&Holder], day: u32) -> bool {
    let report = examine(file).unwrap();
    let bundle = bundle
        .iter()
        .map(|holder| pem(&holder.certificate, "CERTIFICATE"))
        .collect();
    let question = chain::Question {
        bundle,
        certificates: report.certificates.clone(),
        asked: vec![Asked {
            certificate: report.signatures[0].certificate.clone(),
            moment: october(day),
            purpose: Purpose::Sign,
        }],
    };
    chain::answer(&question)[0]
}

/// Who may sign stamps no time, and who stamps signs nothing for anybody (RFC 3161 section 2.3).
#[test]
fn a_certificate_is_trusted_for_what_it_is_for() {
    let root = authority("Certificatore di prova");
    let check = |usage: Option<&[u8; 2]>, extended, expected: (bool, bool)| {
        let wanted = Wanted {
            usage,
            extended,
            ..Wanted::default()
        };
        let holder = Holder::new(&wanted, Some(&root));
        let own = pem(&holder.certificate, "CERTIFICATE");
        // Whether the bundle holds the authority or the certificate itself.
        for bundle in [pem(&root.certificate, "CERTIFICATE"), own] {
            let asked = [Purpose::Sign, Purpose::Stamp].map(|purpose| Asked {
                certificate: BASE64.encode(&holder.certificate),
                moment: october(14),
                purpose,
            });
            let question = chain::Question {
                bundle,
                certificates: Vec::new(),
                asked: asked.to_vec(),
            };
            let answer = chain::answer(&question);
            assert_eq!((answer[0], answer[1]), expected, "{usage:?} {extended:?}");
        }
    };
    check(None, (&[], false), (true, false));
    // To sign, to encipher keys, to sign certificates.
    check(Some(b"\x07\x80"), (&[], false), (true, false));
    check(Some(b"\x05\x20"), (&[], false), (false, false));
    check(Some(b"\x02\x04"), (&[], false), (false, false));
    check(None, (STAMPING, true), (true, true));
    check(None, (STAMPING, false), (true, false));
    // For mail, and for mail too.
    check(None, (&[4], true), (true, false));
    check(None, (&[8, 4], true), (true, false));
}

#[test]
fn trust_is_a_chain_to_the_bundle() {
    let root = authority("Certificatore di prova");
    let middle = Holder::new(
        &Wanted {
            name: &[(3, "Certificatore di mezzo")],
            is_authority: true,
            until: october(20),
            ..Wanted::default()
        },
        Some(&root),
    );
    let mario = Holder::new(&Wanted::default(), Some(&middle));
    let file = p7m(DOCUMENT, &[&mario]);
    assert!(trusted(&file, &[&root], 14));
    assert!(trusted(&file, &[&middle], 14));
    assert!(!trusted(&file, &[], 14));
    // Another authority of the same name is another authority.
    assert!(!trusted(&file, &[&authority("Certificatore di prova")], 14));
    // The one in the middle holds no longer.
    assert!(!trusted(&file, &[&root], 21));
    // Without the one in the middle there is no way up.
    let mut alone = Holder::new(&Wanted::default(), Some(&middle));
    alone.along.clear();
    let file = p7m(DOCUMENT, &[&alone]);
    assert!(!trusted(&file, &[&root], 14));
    assert!(trusted(&file, &[&root, &middle], 14));
    // Who is no authority issues nothing.
    let forged = Holder::new(&Wanted::default(), Some(&mario));
    assert!(!trusted(&p7m(DOCUMENT, &[&forged]), &[&root], 14));
    // Who vouches for itself is trusted by nobody.
    let own = p7m(DOCUMENT, &[&holder(Way::P256)]);
    assert!(!trusted(&own, &[&root], 14));
}

#[test]
fn a_certificate_says_until_when_and_a_stamp_says_when() {
    let stamper = authority("Marche temporali di prova");
    let expired = Holder::new(
        &Wanted {
            until: october(14) - TimeDelta::days(1),
            ..Wanted::default()
        },
        None,
    );
    let how = Envelope {
        stamp: Some(&stamper),
        ..Envelope::default()
    };
    let (signature, _) = only(&enveloped(DOCUMENT, &[&expired], how));
    assert_eq!(signature.verdict, Verdict::Intact);
    assert_eq!(signature.valid_until, Some(october(13)));
    let stamp = signature.stamp.unwrap();
    assert_eq!(stamp.at, october(14));
    assert_eq!(stamp.authority, "Marche temporali di prova");
}

#[test]
fn a_pdf_carries_its_signatures() {
    let pdf = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n";
    let (mario, anna) = (
        holder(Way::Rsa),
        Holder::new(
            &Wanted {
                name: &[(3, "Bianchi Anna")],
                ..Wanted::default()
            },
            None,
        ),
    );
    assert!(examine(pdf).unwrap().signatures.is_empty());
    let once = pades(pdf, &mario, "ETSI.CAdES.detached");
    let (signature, report) = only(&once);
    assert_eq!(signature.verdict, Verdict::Intact);
    assert_eq!(signature.name, "MARIO ROSSI");
    assert!(!report.is_added_to && signature.covers_all);
    assert_eq!(report.place, Place::Here);

    let twice = pades(&once, &anna, "adbe.pkcs7.detached");
    let report = examine(&twice).unwrap();
    let told: Vec<(&str, Verdict, bool)> = report
        .signatures
        .iter()
        .map(|one| (one.name.as_str(), one.verdict, one.covers_all))
        .collect();
    assert_eq!(
        told,
        [
            ("MARIO ROSSI", Verdict::Intact, false),
            ("Bianchi Anna", Verdict::Intact, true)
        ]
    );
    assert!(!report.is_added_to);

    // Something was added that nobody signed; a stamp on all of it covers it only for who trusts it.
    let more = [&twice[..], b"5 0 obj\n<</Type/Page>>\nendobj\n%%EOF\n"].concat();
    assert!(examine(&more).unwrap().is_added_to);
    let stamped = pades(&more, &anna, "ETSI.RFC3161");
    let report = examine(&stamped).unwrap();
    assert!(report.is_added_to);
    assert_eq!(report.signatures.len(), 3);
    let stamp = &report.signatures[2];
    assert!(stamp.is_stamp && stamp.covers_all && stamp.stamp.is_some());
    assert!(!report.signatures[1].covers_all);

    // A changed byte, before the signature and after it.
    for at in [20, once.len() - 3] {
        let mut changed = once.clone();
        changed[at] ^= 0x01;
        assert_eq!(only(&changed).0.verdict, Verdict::Altered, "byte {at}");
    }
    // Whoever leaves out more than the signature covers nothing.
    let text = String::from_utf8_lossy(&once).replace("/ByteRange [0 ", "/ByteRange [9 ");
    let (signature, _) = only(text.as_bytes());
    let reason = Reason::Malformed;
    assert_eq!(signature.verdict, Verdict::Unchecked { reason });
    // A signed PDF in an envelope has both.
    let both = examine(&p7m(&once, &[&anna])).unwrap();
    assert_eq!(both.signatures.len(), 2);
    assert_eq!(both.place, Place::Inside);
}

/// Whoever changes a signed PDF can add what looks like a signature over all of it.
#[test]
fn only_a_signature_that_holds_covers_a_pdf() {
    let pdf = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n";
    let mario = holder(Way::P256);
    let once = pades(pdf, &mario, "ETSI.CAdES.detached");
    let more = [&once[..], b"5 0 obj\n<</Type/Page>>\nendobj\n%%EOF\n"].concat();
    let how = Envelope {
        is_detached: true,
        ..Envelope::default()
    };
    for (what, make) in [
        (
            "by nobody",
            &(|covered: &[u8]| enveloped(covered, &[], how)) as &dyn Fn(&[u8]) -> Vec<u8>,
        ),
        ("of something else", &|_| {
            enveloped(DOCUMENT, &[&mario], how)
        }),
        ("no envelope", &|_| b"0123".to_vec()),
    ] {
        let report = examine(&pades_of(&more, "ETSI.CAdES.detached", make)).unwrap();
        let verdicts: Vec<Verdict> = report.signatures.iter().map(|one| one.verdict).collect();
        assert_eq!(verdicts.len(), 2, "{what}");
        assert_eq!(verdicts[0], Verdict::Intact, "{what}");
        assert_ne!(verdicts[1], Verdict::Intact, "{what}");
        assert!(report.is_added_to, "{what}");
        assert!(!report.signatures[0].covers_all, "{what}");
    }

    // More signatures than are looked at leave a doubt.
    let mut many = pdf.to_vec();
    for _ in 0..33 {
        many = pades(&many, &mario, "ETSI.CAdES.detached");
    }
    let report = examine(&many).unwrap();
    let reason = Reason::TooMany;
    assert_eq!(report.signatures.len(), 33);
    assert_eq!(report.signatures[32].verdict, Verdict::Unchecked { reason });
    let many = vec![&mario; 65];
    let report = examine(&p7m(DOCUMENT, &many)).unwrap();
    assert_eq!(report.signatures[64].verdict, Verdict::Unchecked { reason });
}

/// The signed deeds of public bodies, where they are at hand, hold the deeds that stand beside them.
#[test]
fn real_envelopes_hold_the_documents_beside_them() {
    let shared = option_env!("FRA_UNIONI_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        std::path::PathBuf::from,
    );
    let Ok(files) = std::fs::read_dir(shared.join("data/files")) else {
        return;
    };
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "p7m") {
            continue;
        }
        let envelope = std::fs::read(&path).unwrap();
        let (signature, _) = only(&envelope);
        assert_eq!(signature.verdict, Verdict::Intact, "{}", path.display());
        let beside = std::fs::read(path.with_extension("")).unwrap();
        assert!(inside(&envelope).0 == Some(beside), "{}", path.display());
    }
}
