//! Which signatures can be checked, and checking one.

use ring::digest;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use super::asn1::{self, Element, Malformed, Reader, context};

/// A hash that is still safe: SHA-1 and MD5 are not, so that what they vouch for is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By its identifier in DER, without tag and length.
    pub fn of(oid: &[u8]) -> Option<Self> {
        // 2.16.840.1.101.3.4.2.
        match oid.strip_prefix(b"\x60\x86\x48\x01\x65\x03\x04\x02")? {
            [1] => Some(Self::Sha256),
            [2] => Some(Self::Sha384),
            [3] => Some(Self::Sha512),
            _ => None,
        }
    }

    pub fn digest(self, parts: &[&[u8]]) -> digest::Digest {
        let mut context = digest::Context::new(match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        });
        for part in parts {
            context.update(part);
        }
        context.finish()
    }

    fn bytes(self) -> u64 {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}

/// A public key, as a certificate holds it.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// With its length in bits.
    Rsa(&'a [u8], usize),
    P256(&'a [u8]),
    P384(&'a [u8]),
    /// Of a sort that is not checked.
    Other,
}

impl<'a> Key<'a> {
    /// Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
    pub fn read(info: Element<'a>) -> Result<Self, Malformed> {
        const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
        const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
        const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
        const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
        let mut info = info.tagged(asn1::SEQUENCE)?.inside();
        let mut algorithm = info.one(asn1::SEQUENCE)?.inside();
        let oid = algorithm.one(asn1::OID)?.body;
        let key = info.any()?.bits()?;
        Ok(if oid == RSA {
            rsa(key)?
        } else if oid == EC {
            match algorithm.maybe(asn1::OID)?.map(|curve| curve.body) {
                // Points written out in full; others are not read.
                Some(P256) if key.first() == Some(&4) => Self::P256(key),
                Some(P384) if key.first() == Some(&4) => Self::P384(key),
                _ => Self::Other,
            }
        } else {
            Self::Other
        })
    }
}

fn rsa(bytes: &[u8]) -> Result<Key<'_>, Malformed> {
    /// Of the public exponent; larger ones are not read.
    const MOST_EXPONENT_BYTES: usize = 4;
    let mut key = Reader::new(bytes).one(asn1::SEQUENCE)?.inside();
    let modulus = key.one(asn1::INTEGER)?.body;
    let exponent = key.one(asn1::INTEGER)?.body;
    if exponent.len() > MOST_EXPONENT_BYTES {
        return Ok(Key::Other);
    }
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let significant = &modulus[zeros..];
    let unused = significant
        .first()
        .map_or(0, |first| first.leading_zeros() as usize);
    Ok(Key::Rsa(bytes, significant.len() * 8 - unused))
}

/// How a signature is made, besides its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Rsa,
    RsaPss,
    Ecdsa,
}

/// What a signature says of how it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    scheme: Scheme,
    hash: Hash,
}

impl Method {
    /// Reads an AlgorithmIdentifier; `digest` is the hash that stands beside it, for those that name
    /// none. `None` for what is not checked.
    pub fn read(identifier: Element<'_>, digest: Option<Hash>) -> Result<Option<Self>, Malformed> {
        const PKCS1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";
        const EC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
        const ECDSA: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03";
        let mut identifier = identifier.tagged(asn1::SEQUENCE)?.inside();
        let oid = identifier.one(asn1::OID)?.body;
        let (scheme, hash) = if let Some(number) = oid.strip_prefix(PKCS1) {
            match number {
                [1] => (Scheme::Rsa, digest),
                [10] => (Scheme::RsaPss, pss_hash(identifier.next()?)?),
                [11] => (Scheme::Rsa, Some(Hash::Sha256)),
                [12] => (Scheme::Rsa, Some(Hash::Sha384)),
                [13] => (Scheme::Rsa, Some(Hash::Sha512)),
                _ => return Ok(None),
            }
        } else if oid == EC_KEY {
            (Scheme::Ecdsa, digest)
        } else if let Some(number) = oid.strip_prefix(ECDSA) {
            match number {
                [2] => (Scheme::Ecdsa, Some(Hash::Sha256)),
                [3] => (Scheme::Ecdsa, Some(Hash::Sha384)),
                [4] => (Scheme::Ecdsa, Some(Hash::Sha512)),
                _ => return Ok(None),
            }
        } else {
            return Ok(None);
        };
        Ok(hash.map(|hash| Self { scheme, hash }))
    }

    /// "RSA 2048 bit, SHA-256".
    pub fn words(self, key: Key<'_>) -> String {
        let hash = self.hash.name();
        match (key, self.scheme) {
            (Key::Rsa(_, bits), Scheme::RsaPss) => format!("RSA-PSS {bits} bit, {hash}"),
            (Key::Rsa(_, bits), _) => format!("RSA {bits} bit, {hash}"),
            (Key::P256(_), _) => format!("ECDSA P-256, {hash}"),
            (Key::P384(_), _) => format!("ECDSA P-384, {hash}"),
            (Key::Other, _) => hash.to_owned(),
        }
    }

    /// Whether `signature` is that of `key` over `message`; `None` if such a one is not checked: an
    /// RSA key below 2,048 or above 8,192 bits, a curve besides P-256 and P-384.
    pub fn verify(self, key: Key<'_>, message: &[u8], signature: &[u8]) -> Option<bool> {
        use Hash::{Sha256, Sha384, Sha512};
        let (algorithm, key): (&'static dyn VerificationAlgorithm, _) =
            match (self.scheme, key, self.hash) {
                (Scheme::Rsa | Scheme::RsaPss, Key::Rsa(_, bits), _)
                    if !(2048..=8192).contains(&bits) =>
                {
                    return None;
                }
                (Scheme::Rsa, Key::Rsa(key, _), hash) => (
                    match hash {
                        Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
                        Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                        Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
                    },
                    key,
                ),
                (Scheme::RsaPss, Key::Rsa(key, _), hash) => (
                    match hash {
                        Sha256 => &signature::RSA_PSS_2048_8192_SHA256,
                        Sha384 => &signature::RSA_PSS_2048_8192_SHA384,
                        Sha512 => &signature::RSA_PSS_2048_8192_SHA512,
                    },
                    key,
                ),
                (Scheme::Ecdsa, Key::P256(key), Sha256) => {
                    (&signature::ECDSA_P256_SHA256_ASN1, key)
                }
                (Scheme::Ecdsa, Key::P256(key), Sha384) => {
                    (&signature::ECDSA_P256_SHA384_ASN1, key)
                }
                (Scheme::Ecdsa, Key::P384(key), Sha256) => {
                    (&signature::ECDSA_P384_SHA256_ASN1, key)
                }
                (Scheme::Ecdsa, Key::P384(key), Sha384) => {
                    (&signature::ECDSA_P384_SHA384_ASN1, key)
                }
                _ => return None,
            };
        let key = UnparsedPublicKey::new(algorithm, key);
        Some(key.verify(message, signature).is_ok())
    }
}

/// The hash of RSASSA-PSS parameters (RFC 4055 section 3.1), if they are the usual ones: the same
/// hash inside, and a salt as long as it.
fn pss_hash(parameters: Option<Element<'_>>) -> Result<Option<Hash>, Malformed> {
    let Some(parameters) = parameters else {
        return Ok(None);
    };
    let mut parameters = parameters.tagged(asn1::SEQUENCE)?.inside();
    let named = |element: Option<Element<'_>>| -> Result<Option<Hash>, Malformed> {
        let Some(element) = element else {
            return Ok(None);
        };
        let mut identifier = element.inside().one(asn1::SEQUENCE)?.inside();
        Ok(Hash::of(identifier.one(asn1::OID)?.body))
    };
    let hash = named(parameters.maybe(context(0))?)?;
    let inner = match parameters.maybe(context(1))? {
        Some(mask) => {
            let mut mask = mask.inside().one(asn1::SEQUENCE)?.inside();
            mask.one(asn1::OID)?;
            let mut identifier = mask.one(asn1::SEQUENCE)?.inside();
            Hash::of(identifier.one(asn1::OID)?.body)
        }
        None => None,
    };
    let salt_bytes = match parameters.maybe(context(2))? {
        Some(salt) => salt.inside().any()?.number()?,
        None => 20,
    };
    Ok(hash.filter(|hash| inner == Some(*hash) && salt_bytes == hash.bytes()))
}
