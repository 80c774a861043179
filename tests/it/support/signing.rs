//! Makes throw-away authorities, certificates and signatures, byte by byte: what a signing program
//! writes, and what it should not.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use data_encoding::BASE64;
use ring::digest::{SHA256, SHA384, digest};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};

/// A key of 2,048 bits that signs nothing but the files of these tests: ring makes none of this sort.
const RSA_KEY: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDcMEDYRhvnzrfU6gVmHJYBqXy7pVnN3NNJnejw01X2XUyp\
    HS7naR0lyFo9BUbOLHigDATL1ygMMBUHJzwWj3d4omnx9icaM5vv4sb0pFlCJdV7WLJ6HxZcdUVVCU7XDS7gcDLfO1njL53Y\
    ublc2YOM3RwOKvcdnPnGW++cGWpqLnqPODWadUrHXydV1J8E10d9cbyRGa/sWXE3fVgVhH010VMh8N39LCekAJJjnpl450tz\
    hwV8Enir7irOCrM6n2GFrHpytnLVkeyCzD3Z3DbWD4WVUWXClpFh54rogIy8YKjosc7OCRK39vePw+hTe+gBM7jp9BZDVb0o\
    eWqEbck9AgMBAAECggEAA8Xj5pDU+5TkO4bDDuvgeijQVVrQ/iERkcpd6nqEl5MjtCYm3ppDgJk9SpxjiTbj3kI2dtO6APN1\
    +MhoVC6jKnMGA7pnEyDdRDALnreOO/7v+IwditArjuwHgxyEuFSmf/wMMx0OPkFboBIWpguoIGrNh0SfNWeyM/7xTSh2VVls\
    ZXcMheYxWgbgCWWqgaRZHVTsx1WJAsMh/vc2rqM2gSP95kZJNxRDj3zKWoyg4FR43e+GZ/VLwrJzXOCkHM3pcSUa6Hp20/Dq\
    tOC2gdpXyEL5UHHAo4CSDscgW9japRikNillzxHebw5Vxdywrw+0zGOtxwFIuvYr+ZLPu9wDlQKBgQD3XuizdfZINmsCmtPH\
    u343CromHSCuI7BwZPlNzEZZrT5xsw1KvUYCPqrmTU+eH3o5LzJxiIrvgFLXRG3cMZSHRJXONAzVOWDbekU4OTn/9qrX50q5\
    W7zrQJeOm+MT5ssz3/TiDQHCcbsIpTZ9VaW12vivz4CqHM5Ph4Qxi6liCwKBgQDj3ple0goCScc4gEHU78rfSBRXtGn/NV1g\
    FmZ8TOn9J84kKjsAIbLv4biktwZkrTx4h0LyceM9fSsn7BdB2O/lo6u/Qq5VQRDGw9DLI/kmjLL3Nz5G5rBCqOg7c1HnonSP\
    hb/lH+8I8JLTSbwGhHj97Kz6W6I2+shpWwXLK26W1wKBgEYJRgMBY/BAD/4Vzd4f1HVLATcnSghjrGG2BOuk6UochbB1TE8b\
    1YVvLr2zp9YR/W3RUgvY59U1VL8D7cLI+s9teKiADh4Ud7rMHGr1sNkqgmZMYtimA4/ror1Kn3kT//Y480FJA3WE87pX5FyJ\
    8jfRvlUwf7IqI7Nan+/TJerPAoGAA9sfc0hQnQtMkLsy4fyQzUh196n45TWs99RJNa9DgmIrDdedGfp4AbErI7ZpKEj6Lfvz\
    +RBOTRsSIOHQ3u9h19v2Kw1gz9aDByoHHXjlXW6iFKbdqet7bhVXoLHp3+aS3F7iCWmJ7PfNNEAaK24QchOQNchZLV7/BzFg\
    HrkEbQ8CgYEA4Ls96KvuUKAEClt3xU3td8yRjxpJs2ymSUJ47OoTr3sTR9cZpvo1t3BNQ0Ig/4txBJEV2tCC+pj9wN4wb5g6\
    76f+Zo8WVjpbB91sotWKqVeBOu/+KzMkmpvkvuja8LJ9BHTxU/5as3myp2ZS54MiAW0PNNxCna5u15IVhZFGqKw=";

const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const STAMP_INFO: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
const PKCS9: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09";
const HASH: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02";
const PKCS1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";
const ECDSA_WITH: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03";

/// An element in DER.
pub fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut out = vec![tag];
    match body.len() {
        short @ 0..0x80 => out.push(short as u8),
        long => {
            let length = long.to_be_bytes();
            let zeros = length.iter().take_while(|byte| **byte == 0).count();
            out.push(0x80 | (length.len() - zeros) as u8);
            out.extend(&length[zeros..]);
        }
    }
    out.extend(body);
    out
}

/// An element without a length, in BER.
fn endless(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

fn set(parts: &[&[u8]]) -> Vec<u8> {
    element(0x31, parts)
}

fn oid(start: &[u8], end: &[u8]) -> Vec<u8> {
    element(0x06, &[start, end])
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], bytes])
}

fn time(at: DateTime<Utc>) -> Vec<u8> {
    element(0x17, &[at.format("%y%m%d%H%M%SZ").to_string().as_bytes()])
}

/// A day of October 2026, at nine in the morning, UTC.
pub fn october(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, day, 9, 0, 0).unwrap()
}

/// How signatures are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    P256,
    P384,
    Rsa,
    RsaPss,
    /// With a number that stands for no algorithm.
    Odd,
}

enum Key {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// Who can sign: a key and its certificate.
pub struct Holder {
    way: Way,
    key: Key,
    name: Vec<u8>,
    pub certificate: Vec<u8>,
    /// The certificates that go along with a signature.
    pub along: Vec<Vec<u8>>,
}

/// What a certificate is to say.
pub struct Wanted<'a> {
    pub way: Way,
    /// Parts of the name: the last byte of 2.5.4.x, and the text.
    pub name: &'a [(u8, &'a str)],
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub is_authority: bool,
    /// Key usage as bits with the number of those that are none before them, where it is not what
    /// an authority, or who signs, has.
    pub usage: Option<&'a [u8; 2]>,
    /// Extended key usage: the last numbers of 1.3.6.1.5.5.7.3, and whether it is critical.
    pub extended: (&'a [u8], bool),
}

impl Default for Wanted<'_> {
    fn default() -> Self {
        Self {
            way: Way::P256,
            name: &[
                (3, "ROSSI MARIO"),
                (42, "MARIO"),
                (4, "ROSSI"),
                (5, "TINIT-RSSMRA80A01H501U"),
                (10, "Unione Terre del Salice"),
            ],
            from: october(1) - TimeDelta::days(365),
            until: october(1) + TimeDelta::days(730),
            is_authority: false,
            usage: None,
            extended: (&[], false),
        }
    }
}

/// To stamp times.
pub const STAMPING: &[u8] = &[8];

/// Who stamps times and does nothing else.
pub fn stamper(name: &str, authority: Option<&Holder>) -> Holder {
    let wanted = Wanted {
        name: &[(3, name)],
        usage: Some(b"\x07\x80"),
        extended: (STAMPING, true),
        ..Wanted::default()
    };
    Holder::new(&wanted, authority)
}

/// An authority that nobody is above.
pub fn authority(name: &str) -> Holder {
    let wanted = Wanted {
        name: &[(3, name)],
        is_authority: true,
        ..Wanted::default()
    };
    Holder::new(&wanted, None)
}

impl Holder {
    /// Makes a key and a certificate for it, issued by `authority` or by itself.
    pub fn new(wanted: &Wanted<'_>, authority: Option<&Holder>) -> Self {
        let rng = SystemRandom::new();
        let algorithm = match wanted.way {
            Way::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
            _ => &ECDSA_P256_SHA256_ASN1_SIGNING,
        };
        let key = match wanted.way {
            Way::Rsa | Way::RsaPss => {
                let der = BASE64.decode(RSA_KEY.as_bytes()).unwrap();
                Key::Rsa(RsaKeyPair::from_pkcs8(&der).unwrap())
            }
            _ => {
                let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &rng).unwrap();
                Key::Ec(EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &rng).unwrap())
            }
        };
        let parts: Vec<Vec<u8>> = wanted
            .name
            .iter()
            .map(|(sort, text)| {
                let value = element(0x0c, &[text.as_bytes()]);
                set(&[&sequence(&[&oid(b"\x55\x04", &[*sort]), &value])])
            })
            .collect();
        let name = sequence(&[&parts.concat()]);
        let mut holder = Self {
            way: wanted.way,
            key,
            name,
            certificate: Vec::new(),
            along: Vec::new(),
        };
        let issuer = authority.unwrap_or(&holder);
        let certificate = holder.certified(wanted, issuer);
        holder.along = authority.map_or_else(Vec::new, |issuer| {
            let mut along = issuer.along.clone();
            along.push(issuer.certificate.clone());
            along
        });
        holder.certificate = certificate;
        holder
    }

    fn certified(&self, wanted: &Wanted<'_>, issuer: &Holder) -> Vec<u8> {
        let true_ = element(0x01, &[&[0xff]]);
        let extension = |end: u8, critical: &[u8], value: &[u8]| {
            sequence(&[
                &oid(b"\x55\x1d", &[end]),
                critical,
                &element(0x04, &[value]),
            ])
        };
        // Key usage: to sign certificates, or to be bound by a signature.
        let usage = wanted.usage.unwrap_or(if wanted.is_authority {
            b"\x02\x04"
        } else {
            b"\x06\x40"
        });
        let usage = element(0x03, &[usage]);
        let mut extensions = extension(15, &true_, &usage);
        if wanted.is_authority {
            extensions.extend(extension(19, &true_, &sequence(&[&true_])));
        }
        let (uses, is_critical) = wanted.extended;
        if !uses.is_empty() {
            let critical: &[u8] = if is_critical { &true_ } else { &[] };
            let uses: Vec<Vec<u8>> = uses
                .iter()
                .map(|one| oid(b"\x2b\x06\x01\x05\x05\x07\x03", &[*one]))
                .collect();
            extensions.extend(extension(37, critical, &sequence(&[&uses.concat()])));
        }
        let signed = sequence(&[
            &element(0xa0, &[&element(0x02, &[&[2]])]),
            &element(
                0x02,
                &[&digest(&SHA256, self.public()).as_ref()[..8]
                    .iter()
                    .map(|byte| byte & 0x7f | 1)
                    .collect::<Vec<_>>()],
            ),
            &issuer.method(),
            &issuer.name,
            &sequence(&[&time(wanted.from), &time(wanted.until)]),
            &self.name,
            &self.public_info(),
            &element(0xa3, &[&sequence(&[&extensions])]),
        ]);
        let signature = issuer.sign(&signed);
        sequence(&[&signed, &issuer.method(), &bits(&signature)])
    }

    fn public(&self) -> &[u8] {
        match &self.key {
            Key::Ec(key) => key.public_key().as_ref(),
            Key::Rsa(key) => key.public_key().as_ref(),
        }
    }

    fn public_info(&self) -> Vec<u8> {
        let algorithm = match self.way {
            Way::Rsa | Way::RsaPss => sequence(&[&oid(PKCS1, &[1]), &[5, 0]]),
            way => {
                let curve: &[u8] = if way == Way::P384 {
                    b"\x2b\x81\x04\x00\x22"
                } else {
                    b"\x2a\x86\x48\xce\x3d\x03\x01\x07"
                };
                sequence(&[&oid(b"\x2a\x86\x48\xce\x3d\x02\x01", b""), &oid(curve, b"")])
            }
        };
        sequence(&[&algorithm, &bits(self.public())])
    }

    fn hash(&self) -> Vec<u8> {
        sequence(&[&oid(HASH, &[if self.way == Way::P384 { 2 } else { 1 }])])
    }

    fn digest(&self, content: &[u8]) -> Vec<u8> {
        let sort = if self.way == Way::P384 {
            &SHA384
        } else {
            &SHA256
        };
        digest(sort, content).as_ref().to_vec()
    }

    fn method(&self) -> Vec<u8> {
        match self.way {
            Way::P256 => sequence(&[&oid(ECDSA_WITH, &[2])]),
            Way::P384 => sequence(&[&oid(ECDSA_WITH, &[3])]),
            Way::Rsa => sequence(&[&oid(PKCS1, &[11]), &[5, 0]]),
            Way::Odd => sequence(&[&oid(ECDSA_WITH, &[99])]),
            Way::RsaPss => {
                let hash = self.hash();
                let mask = sequence(&[&oid(PKCS1, &[8]), &hash]);
                sequence(&[
                    &oid(PKCS1, &[10]),
                    &sequence(&[
                        &element(0xa0, &[&hash]),
                        &element(0xa1, &[&mask]),
                        &element(0xa2, &[&element(0x02, &[&[32]])]),
                    ]),
                ])
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let rng = SystemRandom::new();
        match &self.key {
            Key::Ec(key) => key.sign(&rng, message).unwrap().as_ref().to_vec(),
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                if self.way == Way::RsaPss {
                    key.sign(&RSA_PSS_SHA256, &rng, message, &mut signature)
                } else {
                    key.sign(&RSA_PKCS1_SHA256, &rng, message, &mut signature)
                }
                .unwrap();
                signature
            }
        }
    }

    /// Issuer and number of its own certificate.
    fn own_id(&self) -> Vec<u8> {
        let find = |skip: usize| {
            // The parts of the signed part: version, number, method, issuer.
            let mut rest = inside(inside(&self.certificate));
            for _ in 0..skip {
                rest = &rest[length(rest)..];
            }
            rest[..length(rest)].to_vec()
        };
        sequence(&[&find(3), &find(1)])
    }

    /// A `SignerInfo` over `content`.
    fn info(&self, content: &[u8], content_type: &[u8], stamp: Option<&Holder>) -> Vec<u8> {
        let attribute =
            |start: &[u8], end: &[u8], value: &[u8]| sequence(&[&oid(start, end), &set(&[value])]);
        let id = sequence(&[&element(
            0x04,
            &[digest(&SHA256, &self.certificate).as_ref()],
        )]);
        let attributes = [
            attribute(PKCS9, &[3], &oid(content_type, b"")),
            attribute(PKCS9, &[5], &time(october(14))),
            attribute(PKCS9, &[4], &element(0x04, &[&self.digest(content)])),
            attribute(PKCS9, &[16, 2, 47], &sequence(&[&sequence(&[&id])])),
        ]
        .concat();
        let signature = self.sign(&set(&[&attributes]));
        let unsigned = stamp.map_or_else(Vec::new, |authority| {
            let token = time_stamp(&signature, authority);
            element(0xa1, &[&attribute(PKCS9, &[16, 2, 14], &token)])
        });
        sequence(&[
            &element(0x02, &[&[1]]),
            &self.own_id(),
            &self.hash(),
            &element(0xa0, &[&attributes]),
            &self.method(),
            &element(0x04, &[&signature]),
            &unsigned,
        ])
    }
}

fn length(bytes: &[u8]) -> usize {
    bytes.len() - after(bytes).1.len()
}

fn inside(bytes: &[u8]) -> &[u8] {
    after(bytes).0
}

/// What is inside the first element, and what follows it.
fn after(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (count, start) = match bytes[1] {
        short @ 0..0x80 => (usize::from(short), 2),
        long => {
            let digits = usize::from(long & 0x7f);
            let count = bytes[2..2 + digits]
                .iter()
                .fold(0, |count, digit| count << 8 | usize::from(*digit));
            (count, 2 + digits)
        }
    };
    bytes[start..].split_at(count)
}

/// How an envelope is to be made.
#[derive(Clone, Copy, Default)]
pub struct Envelope<'a> {
    /// Without the document.
    pub is_detached: bool,
    /// In BER, without lengths, the document in pieces.
    pub is_endless: bool,
    /// Who stamps the time on each signature.
    pub stamp: Option<&'a Holder>,
}

/// A document in an envelope, signed by each of `signers`.
pub fn p7m(content: &[u8], signers: &[&Holder]) -> Vec<u8> {
    enveloped(content, signers, Envelope::default())
}

/// A document in an envelope made as told.
pub fn enveloped(content: &[u8], signers: &[&Holder], how: Envelope<'_>) -> Vec<u8> {
    envelope(content, DATA, signers, how)
}

fn envelope(
    content: &[u8],
    content_type: &[u8],
    signers: &[&Holder],
    how: Envelope<'_>,
) -> Vec<u8> {
    let frame = if how.is_endless { endless } else { element };
    let inner = match (how.is_detached, how.is_endless) {
        (true, _) => Vec::new(),
        (false, false) => element(0xa0, &[&element(0x04, &[content])]),
        (false, true) => {
            let pieces: Vec<Vec<u8>> = content
                .chunks(1000)
                .map(|piece| element(0x04, &[piece]))
                .collect();
            endless(0xa0, &[&endless(0x24, &[&pieces.concat()])])
        }
    };
    let hashes: Vec<Vec<u8>> = signers.iter().map(|signer| signer.hash()).collect();
    let certificates: Vec<Vec<u8>> = signers
        .iter()
        .flat_map(|signer| std::iter::once(&signer.certificate).chain(&signer.along))
        .cloned()
        .collect();
    let infos: Vec<Vec<u8>> = signers
        .iter()
        .map(|signer| signer.info(content, content_type, how.stamp))
        .collect();
    let data = frame(
        0x30,
        &[
            &element(0x02, &[&[1]]),
            &set(&[&hashes.concat()]),
            &frame(0x30, &[&oid(content_type, b""), &inner]),
            &element(0xa0, &[&certificates.concat()]),
            &set(&[&infos.concat()]),
        ],
    );
    frame(0x30, &[&oid(SIGNED_DATA, b""), &frame(0xa0, &[&data])])
}

/// A stamp of the 14th of October on `stamped`.
pub fn time_stamp(stamped: &[u8], authority: &Holder) -> Vec<u8> {
    let imprint = digest(&SHA256, stamped);
    let at = october(14).format("%Y%m%d%H%M%SZ").to_string();
    let info = sequence(&[
        &element(0x02, &[&[1]]),
        &oid(b"\x2a\x03\x04", b""),
        &sequence(&[
            &sequence(&[&oid(HASH, &[1]), &[5, 0]]),
            &element(0x04, &[imprint.as_ref()]),
        ]),
        &element(0x02, &[&[7]]),
        &element(0x18, &[at.as_bytes()]),
    ]);
    envelope(&info, STAMP_INFO, &[authority], Envelope::default())
}

/// Bytes in base64, in lines, as some signing programs write an envelope.
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    let text = BASE64.encode(bytes);
    let lines: Vec<&[u8]> = text.as_bytes().chunks(64).collect();
    [lines.join(&b"\r\n"[..]), b"\r\n".to_vec()].concat()
}

/// Bytes as PEM.
pub fn pem(bytes: &[u8], label: &str) -> String {
    let lines = String::from_utf8(base64(bytes)).unwrap();
    format!("-----BEGIN {label}-----\r\n{lines}-----END {label}-----\r\n")
}

/// A PDF with one more signature, or with a stamp on all of it; what was there before stays.
pub fn pades(pdf: &[u8], signer: &Holder, sub_filter: &str) -> Vec<u8> {
    pades_of(pdf, sub_filter, |covered| {
        if sub_filter == "ETSI.RFC3161" {
            return time_stamp(covered, signer);
        }
        let how = Envelope {
            is_detached: true,
            ..Envelope::default()
        };
        enveloped(covered, &[signer], how)
    })
}

/// The same with whatever `make` makes of what it covers.
pub fn pades_of(pdf: &[u8], sub_filter: &str, make: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    const DIGITS: usize = 16_384;
    let before = format!(
        "\n9001 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/{sub_filter}\
         /M(D:20261014110200+02'00')/ByteRange [0 1111111111 2222222222 3333333333]/Contents "
    );
    let after = b">>\nendobj\n%%EOF\n";
    let first = pdf.len() + before.len();
    let second = first + DIGITS + 2;
    let before = before
        .replace("1111111111", &format!("{first:<10}"))
        .replace("2222222222", &format!("{second:<10}"))
        .replace("3333333333", &format!("{:<10}", after.len()));
    let covered = [pdf, before.as_bytes(), after].concat();
    let signature = make(&covered);
    let mut digits = data_encoding::HEXLOWER.encode(&signature);
    assert!(digits.len() <= DIGITS);
    digits.extend(std::iter::repeat_n('0', DIGITS - digits.len()));
    [pdf, before.as_bytes(), b"<", digits.as_bytes(), b">", after].concat()
}
