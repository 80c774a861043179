//! How Italian text becomes terms.
//!
//! Words are split at anything that is not a letter or a digit, at every kind of apostrophe too; elided
//! articles and prepositions (`l'`, `dell’`, `un'`) vanish; dotted acronyms are joined (`S.U.A.P.` is `suap`);
//! letters are lower-cased and lose their accents. That is the **exact** field, which keeps every word so that
//! quoted phrases can be literal. The **stemmed** field also leaves stop words out, without holes in the
//! positions ("responsabile della transizione" and "responsabile transizione" are the same phrase), and stems
//! what is left: folding comes first, for Snowball then gives `attività`, `attivita` and `ATTIVITA'` one stem.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use tantivy::Index;
use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};

/// Raised whenever this file changes the terms of the same text: an index of another number is rebuilt.
pub const VERSION: u32 = 1;

/// Name under which the analyser of the stemmed fields is registered.
pub const STEMMED: &str = "it";
/// Name under which the analyser of the exact field is registered.
pub const EXACT: &str = "it_exact";

/// A longer word is a hash or a broken line, not something a person looks for.
const LONGEST_WORD_BYTES: usize = 80;

/// Articles, prepositions and pronouns that lose their last vowel before another word.
const ELIDED: &[&str] = &[
    "l", "d", "c", "m", "t", "s", "v", "n", "un", "all", "dall", "dell", "nell", "sull", "coll",
    "pell", "gl", "agl", "dagl", "degl", "negl", "sugl", "quell", "quest", "bell", "sant", "cos",
    "com", "dov", "anch", "senz", "tutt",
];

static STOP_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    include_str!("../../../search-index/lexicon/stopwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| words(line).into_iter().map(|word| word.text))
        .collect()
});

/// The stop words as the file gives them; part of what an index was built with.
pub fn stop_words_text() -> &'static str {
    include_str!("../../../search-index/lexicon/stopwords.txt")
}

/// True for a folded word that says nothing of the subject.
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.contains(folded)
}

/// One word of a text: what it is compared by, and where it stands (byte offsets).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without accents.
    pub text: String,
    /// First byte of the word in the text.
    pub from: usize,
    /// The byte after the last one.
    pub to: usize,
}

/// Every word of a text, stop words included, elided articles left out.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut folded = String::new();
    while let Some((from, to)) = next_word(text, &mut at, &mut folded) {
        found.push(Word {
            text: folded.clone(),
            from,
            to,
        });
    }
    found
}

thread_local! {
    /// Making a stemmer costs more than using it, and a snippet stems many words.
    static STEMMER: RefCell<TextAnalyzer> = RefCell::new(
        TextAnalyzer::builder(Whole::default())
            .filter(Stemmer::new(Language::Italian))
            .build(),
    );
}

/// The stem of a folded word.
pub fn stem(folded: &str) -> String {
    STEMMER.with_borrow_mut(|analyser| {
        let mut stream = analyser.token_stream(folded);
        if stream.advance() {
            std::mem::take(&mut stream.token_mut().text)
        } else {
            folded.to_owned()
        }
    })
}

/// The stems of the words of a text that are not stop words, in order.
pub fn stems(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .filter(|word| !is_stop_word(&word.text))
        .map(|word| stem(&word.text))
        .collect()
}

/// Tells an index the analysers its schema names.
pub fn register(index: &Index) {
    index.tokenizers().register(STEMMED, stemmed());
    index.tokenizers().register(
        EXACT,
        TextAnalyzer::from(Italian {
            stop_words: StopWords::Kept,
            token: Token::default(),
        }),
    );
}

fn stemmed() -> TextAnalyzer {
    TextAnalyzer::builder(Italian {
        stop_words: StopWords::Dropped,
        token: Token::default(),
    })
    .filter(Stemmer::new(Language::Italian))
    .build()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StopWords {
    Kept,
    Dropped,
}

/// The tokenizer of both fields.
#[derive(Clone)]
struct Italian {
    stop_words: StopWords,
    token: Token,
}

struct ItalianStream<'a> {
    text: &'a str,
    at: usize,
    stop_words: StopWords,
    token: &'a mut Token,
}

impl Tokenizer for Italian {
    type TokenStream<'a> = ItalianStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ItalianStream<'a> {
        self.token.reset();
        ItalianStream {
            text,
            at: 0,
            stop_words: self.stop_words,
            token: &mut self.token,
        }
    }
}

impl TokenStream for ItalianStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some((from, to)) = next_word(self.text, &mut self.at, &mut self.token.text) {
            if self.stop_words == StopWords::Dropped && is_stop_word(&self.token.text) {
                continue;
            }
            self.token.offset_from = from;
            self.token.offset_to = to;
            self.token.position = self.token.position.wrapping_add(1);
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Takes its text for one token; lets the stemmer be applied to a word already split.
#[derive(Clone, Default)]
struct Whole {
    token: Token,
}

struct WholeStream<'a> {
    token: &'a mut Token,
    given: bool,
}

impl Tokenizer for Whole {
    type TokenStream<'a> = WholeStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WholeStream<'a> {
        self.token.reset();
        self.token.text.push_str(text);
        WholeStream {
            token: &mut self.token,
            given: false,
        }
    }
}

impl TokenStream for WholeStream<'_> {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.given, true)
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Reads the next word from byte `at` on, folds it into `folded` and moves `at` behind it.
fn next_word(text: &str, at: &mut usize, folded: &mut String) -> Option<(usize, usize)> {
    loop {
        let from = *at + text[*at..].find(char::is_alphanumeric)?;
        if let Some(to) = dotted_acronym(text, from) {
            *at = to;
            fold(&text[from..to], folded);
            folded.retain(|letter| letter != '.');
            return Some((from, to));
        }
        let to = text[from..]
            .find(|c| !belongs_to_word(c))
            .map_or(text.len(), |length| from + length);
        *at = to;
        fold(&text[from..to], folded);
        if let Some(behind) = behind_apostrophe(text, to)
            && ELIDED.contains(&folded.as_str())
        {
            *at = behind;
        } else if !folded.is_empty() && folded.len() <= LONGEST_WORD_BYTES {
            return Some((from, to));
        }
    }
}

/// Combining accents (PDF files are full of them) and soft hyphens do not end a word.
fn belongs_to_word(c: char) -> bool {
    c.is_alphanumeric() || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '′')
}

/// The byte behind an apostrophe at `at` that a word follows, be it after a space that should not be there.
fn behind_apostrophe(text: &str, at: usize) -> Option<usize> {
    let mut rest = text[at..].chars();
    let apostrophe = rest.next().filter(|c| is_apostrophe(*c))?;
    let next = rest
        .next()
        .map(|c| if c == ' ' { rest.next() } else { Some(c) })?;
    next.filter(|c| c.is_alphanumeric())
        .map(|_| at + apostrophe.len_utf8())
}

/// The end of `A.N.C.I.` or `S.U.A.P` beginning at `from`: single letters between dots, two at least.
/// `d.lgs.` is none.
fn dotted_acronym(text: &str, from: usize) -> Option<usize> {
    let mut letters = 0;
    let mut end = from;
    let mut rest = text[from..].chars().peekable();
    while let Some(letter) = rest.next_if(|c| c.is_alphabetic()) {
        letters += 1;
        end += letter.len_utf8();
        match rest.peek() {
            Some('.') => {
                rest.next();
                if rest.peek().is_some_and(|c| c.is_alphabetic()) {
                    end += 1;
                }
            }
            Some(c) if belongs_to_word(*c) => return None,
            _ => break,
        }
    }
    (letters >= 2).then_some(end)
}

/// Writes a word in lower case, without accents, ligatures and invisible characters. Only Latin letters are
/// touched: other scripts keep theirs.
fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
        folded.make_ascii_lowercase();
        return;
    }
    for c in word.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else if is_invisible(c) {
            continue;
        } else if matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}')
            && let Some(ascii) = deunicode::deunicode_char(c)
        {
            folded.extend(
                ascii
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|c| c.to_ascii_lowercase()),
            );
        } else {
            folded.extend(c.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_words(text: &str, expect: &str) {
        let found: Vec<_> = words(text).into_iter().map(|word| word.text).collect();
        assert_eq!(found.join(" "), expect, "words of {text:?}");
    }

    #[test]
    fn words_are_split_and_folded() {
        check_words(
            "L'esperienza dell’Unione dei Comuni",
            "esperienza unione dei comuni",
        );
        check_words(
            "all' Albo, nell‘ente, un`idea, c'è, quest'anno, Sant'Albano",
            "albo ente idea e anno albano",
        );
        check_words(
            "ATTIVITA' attività attivita\u{300} attivita",
            "attivita attivita attivita attivita",
        );
        check_words(
            "S.U.A.P. e A.N.C.I, d.lgs. 267/2000. A. Rossi",
            "suap e anci d lgs 267 2000 a rossi",
        );
        check_words("S.U.A.P.E", "suape");
        check_words(
            "gestione-associata CUP_J31B21006210001 1.4.3",
            "gestione associata cup j31b21006210001 1 4 3",
        );
        check_words("ﬁrma eﬃcace Straße œuvre", "firma efficace strasse oeuvre");
        check_words("e\u{ad}sempio «citta\u{300}»", "esempio citta");
        check_words("Ελλάδα عربى 北京 🙂", "ελλάδα عربى 北京");
        check_words("po' l'", "po l");
        check_words("", "");
        check_words(&"x".repeat(500), "");
    }

    #[test]
    fn offsets_cover_the_word_only() {
        let text = "dell’Unità S.U.A.P.";
        let found: Vec<_> = words(text)
            .into_iter()
            .map(|word| &text[word.from..word.to])
            .collect();
        assert_eq!(found, ["Unità", "S.U.A.P"]);
    }

    fn check_same_stem(forms: &str) {
        let found: HashSet<_> = words(forms)
            .into_iter()
            .map(|word| stem(&word.text))
            .collect();
        assert_eq!(found.len(), 1, "stems of {forms:?}: {found:?}");
    }

    #[test]
    fn forms_of_a_word_share_their_stem() {
        check_same_stem("attività attivita ATTIVITA'");
        check_same_stem("appalto appalti");
        check_same_stem("visita visite");
        check_same_stem("convenzione convenzioni");
        check_same_stem("deliberazione deliberazioni");
    }

    #[test]
    fn stop_words_leave_no_hole() {
        assert_eq!(
            stems("responsabile della transizione"),
            stems("responsabile transizione")
        );
        assert_eq!(stems("perché è così, più o meno"), Vec::<String>::new());
        let mut analyser = stemmed();
        let mut positions = Vec::new();
        analyser
            .token_stream("ufficio per la transizione")
            .process(&mut |token| positions.push(token.position));
        assert_eq!(positions, [0, 1]);
    }

    #[test]
    fn acronyms_are_no_stop_words() {
        for acronym in ["io", "sua", "sue", "stato", "ente"] {
            assert!(!is_stop_word(acronym), "{acronym}");
        }
    }
}
