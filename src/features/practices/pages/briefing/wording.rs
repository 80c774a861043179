//! Small words of the scheda: what is unknown, sentences.

/// What is told, or else what is known.
pub fn told_or(told: &str, known: Option<String>) -> Option<String> {
    if told.is_empty() {
        known
    } else {
        Some(told.to_owned())
    }
}

/// The text, or what stands for one that is empty.
pub fn or(text: String, unknown: &str) -> String {
    if text.is_empty() {
        unknown.to_owned()
    } else {
        text
    }
}

/// Adds one sentence more; nothing when there is none.
pub fn add_sentence(told: &mut String, part: &str) {
    if part.is_empty() {
        return;
    }
    if !told.is_empty() {
        told.push(' ');
    }
    told.push_str(&sentence(part.trim()));
}

/// With a full stop, unless it ends with a mark.
pub fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', '!', '?', '…', ')']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Without the full stop, to go on in the same sentence.
pub fn without_stop(text: &str) -> &str {
    text.trim_end_matches('.')
}
