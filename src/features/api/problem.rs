//! Bad input, told in the manner of RFC 9457.

/// A parameter that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name.
    pub name: &'static str,
    /// A whole Italian sentence saying what to do.
    pub detail: String,
}

impl BadParameter {
    /// A fault of the parameter `name`.
    pub fn new(name: &'static str, detail: impl Into<String>) -> BadParameter {
        BadParameter {
            name,
            detail: detail.into(),
        }
    }

    /// The body of the answer, `application/problem+json`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "type": "about:blank",
            "status": 400,
            "title": "Richiesta non valida",
            "detail": self.detail,
            "parameter": self.name,
        })
    }
}
