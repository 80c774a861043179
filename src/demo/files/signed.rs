//! Signed envelopes (CAdES, RFC 5652 and ETSI EN 319 122-1) with certificates that are made up on the spot:
//! nobody keeps their keys, and no authority of the world stands behind them.

use anyhow::{Result, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNING_TIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";
const SIGNING_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
const SHA_256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const ECDSA_WITH_SHA_256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
const PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
const P_256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";

// Parts of a name: the last number of 2.5.4.x.
const COMMON_NAME: u8 = 3;
const FAMILY_NAME: u8 = 4;
const SERIAL_NUMBER: u8 = 5;
const ORGANISATION: u8 = 10;
const GIVEN_NAME: u8 = 42;

/// Who signs, and when.
pub struct Signing<'a> {
    /// Given name.
    pub name: &'a str,
    /// Family name.
    pub surname: &'a str,
    /// Fiscal code.
    pub fiscal_code: &'a str,
    /// The body it signs for.
    pub organisation: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// `content` in an envelope.
///
/// # Errors
/// When the system has no random numbers.
pub fn p7m(content: &[u8], signing: &Signing<'_>) -> Result<Vec<u8>> {
    let authority = Key::new(&[(COMMON_NAME, "Certificatore di esempio")])?;
    let full = format!("{} {}", signing.surname, signing.name).to_uppercase();
    let code = format!("TINIT-{}", signing.fiscal_code);
    let signer = Key::new(&[
        (COMMON_NAME, &full),
        (GIVEN_NAME, &signing.name.to_uppercase()),
        (FAMILY_NAME, &signing.surname.to_uppercase()),
        (SERIAL_NUMBER, &code),
        (ORGANISATION, signing.organisation),
    ])?;
    let number = element(0x02, &[&[1]]);
    let certificate = certificate(&signer, &authority, &number, signing.at)?;
    let attributes = [
        attribute(CONTENT_TYPE, &oid(DATA)),
        attribute(SIGNING_TIME, &time(signing.at)),
        attribute(MESSAGE_DIGEST, &hashed(content)),
        attribute(
            SIGNING_CERTIFICATE,
            &sequence(&[&sequence(&[&sequence(&[&hashed(&certificate)])])]),
        ),
    ]
    .concat();
    // What is signed is the set, not the field of the envelope it stands in (RFC 5652, 5.4).
    let signature = signer.sign(&set(&[&attributes]))?;
    let info = sequence(&[
        &element(0x02, &[&[1]]),
        &sequence(&[&authority.name, &number]),
        &sequence(&[&oid(SHA_256)]),
        &element(0xa0, &[&attributes]),
        &sequence(&[&oid(ECDSA_WITH_SHA_256)]),
        &element(0x04, &[&signature]),
    ]);
    let data = sequence(&[
        &element(0x02, &[&[1]]),
        &set(&[&sequence(&[&oid(SHA_256)])]),
        &sequence(&[&oid(DATA), &element(0xa0, &[&element(0x04, &[content])])]),
        &element(0xa0, &[&certificate]),
        &set(&[&info]),
    ]);
    Ok(sequence(&[&oid(SIGNED_DATA), &element(0xa0, &[&data])]))
}

/// A key with the name it goes by.
struct Key {
    pair: EcdsaKeyPair,
    rng: SystemRandom,
    name: Vec<u8>,
}

impl Key {
    fn new(name: &[(u8, &str)]) -> Result<Key> {
        let rng = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let secret = EcdsaKeyPair::generate_pkcs8(algorithm, &rng)
            .map_err(|_| anyhow!("no random numbers for a key"))?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, secret.as_ref(), &rng)
            .map_err(|e| anyhow!("a new key is refused: {e}"))?;
        let parts: Vec<Vec<u8>> = name
            .iter()
            .map(|(sort, text)| {
                let value = element(0x0c, &[text.as_bytes()]);
                set(&[&sequence(&[&oid(&[0x55, 0x04, *sort]), &value])])
            })
            .collect();
        let name = sequence(&[&parts.concat()]);
        Ok(Key { pair, rng, name })
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let signature = self.pair.sign(&self.rng, message);
        Ok(signature
            .map_err(|_| anyhow!("no random numbers for a signature"))?
            .as_ref()
            .to_vec())
    }
}

/// A certificate for signing documents (RFC 5280), valid from a year before that instant for three years.
fn certificate(signer: &Key, authority: &Key, number: &[u8], at: DateTime<Utc>) -> Result<Vec<u8>> {
    let method = sequence(&[&oid(ECDSA_WITH_SHA_256)]);
    let valid = [
        time(at - TimeDelta::days(365)),
        time(at + TimeDelta::days(730)),
    ];
    let key = sequence(&[
        &sequence(&[&oid(PUBLIC_KEY), &oid(P_256)]),
        &bits(signer.pair.public_key().as_ref()),
    ]);
    // Critical, and for nothing but what binds who signs ("non repudiation").
    let usage = sequence(&[
        &oid(KEY_USAGE),
        &element(0x01, &[&[0xff]]),
        &element(0x04, &[&element(0x03, &[&[6, 0x40]])]),
    ]);
    let said = sequence(&[
        &element(0xa0, &[&element(0x02, &[&[2]])]),
        number,
        &method,
        &authority.name,
        &sequence(&[&valid.concat()]),
        &signer.name,
        &key,
        &element(0xa3, &[&sequence(&[&usage])]),
    ]);
    let signature = authority.sign(&said)?;
    Ok(sequence(&[&said, &method, &bits(&signature)]))
}

/// An element in DER (X.690, 8.1): tag, length, content.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let length = body.len().to_be_bytes();
    let digits = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut out = vec![tag];
    match digits {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        digits => {
            out.push(0x80 | digits.len().to_be_bytes()[size_of::<usize>() - 1]);
            out.extend(digits);
        }
    }
    out.extend(body);
    out
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

fn set(parts: &[&[u8]]) -> Vec<u8> {
    element(0x31, parts)
}

fn oid(bytes: &[u8]) -> Vec<u8> {
    element(0x06, &[bytes])
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], bytes])
}

fn time(at: DateTime<Utc>) -> Vec<u8> {
    element(0x17, &[at.format("%y%m%d%H%M%SZ").to_string().as_bytes()])
}

fn attribute(sort: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(sort), &set(&[value])])
}

fn hashed(bytes: &[u8]) -> Vec<u8> {
    element(0x04, &[digest(&SHA256, bytes).as_ref()])
}
