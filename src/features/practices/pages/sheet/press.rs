//! The buttons of the editor.

/// What a button of the editor asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// Save and go on to the next page.
    Continue,
    /// Save and stay.
    Keep,
    /// One row more.
    Add,
    /// This row away, from 0.
    Remove(usize),
    /// The row that was taken away, back where it stood.
    PutBack,
    /// This row before the one above it.
    Up(usize),
    /// This row after the one below it.
    Down(usize),
    /// Save, and look for documents.
    Search,
    /// The chosen documents become rows.
    Attach,
}

impl Press {
    /// Reads the value of the pressed button; whatever is not known keeps the draft.
    pub fn read(text: &str) -> Press {
        let row = |number: &str| number.parse::<usize>().ok()?.checked_sub(1);
        let (verb, number) = text.split_once('-').unwrap_or((text, ""));
        match (verb, row(number)) {
            ("avanti", _) => Press::Continue,
            ("aggiungi", _) => Press::Add,
            ("cerca", _) => Press::Search,
            ("allega", _) => Press::Attach,
            ("rimetti", _) => Press::PutBack,
            ("togli", Some(row)) => Press::Remove(row),
            ("su", Some(row)) => Press::Up(row),
            ("giu", Some(row)) => Press::Down(row),
            _ => Press::Keep,
        }
    }
}
