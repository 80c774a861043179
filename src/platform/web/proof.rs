//! How a change proves that it comes from one of our pages, and how a link of a mail proves that
//! we wrote it: HMAC-SHA-256 under the installation's secret.

use actix_web::HttpRequest;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::platform::error::{Error, Result};
use crate::platform::installation::Installation;

impl Installation {
    /// A seal on `text` for one purpose; nobody without the secret can make it.
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        let mut block = [0; 64];
        block[..self.secret.len()].copy_from_slice(&self.secret);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        data_encoding::BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
    }

    /// Whether `seal` was made by us on `text` for this purpose.
    pub fn is_sealed(&self, purpose: &str, text: &str, seal: &str) -> bool {
        self.seal(purpose, text)
            .as_bytes()
            .ct_eq(seal.as_bytes())
            .into()
    }
}

/// What is kept of a secret given to somebody: its SHA-256 in hexadecimal.
pub fn fingerprint(secret: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}

/// Refuses a change that a browser says comes from another site (`Sec-Fetch-Site`, else `Origin`).
///
/// # Errors
/// [`Error::ForeignForm`].
pub fn same_site(request: &HttpRequest) -> Result<()> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    match (header("sec-fetch-site"), header("origin")) {
        (Some("same-origin" | "none"), _) => Ok(()),
        (Some(_), _) => Err(Error::ForeignForm),
        (None, Some(origin)) => {
            let host = header("host").unwrap_or_default();
            let named = origin.split_once("://").map_or("", |(_, host)| host);
            if named == host {
                Ok(())
            } else {
                Err(Error::ForeignForm)
            }
        }
        // Old browsers and programs say neither; the token in the form still has to be right.
        (None, None) => Ok(()),
    }
}
