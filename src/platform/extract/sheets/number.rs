//! Numbers as the format of their cell shows them, in Italian (ECMA-376 part 1, section 18.8.31).

/// How many significant digits a number has that no format rounds.
const SIGNIFICANT: i32 = 12;
/// The most decimals a format is granted.
const MAX_DECIMALS: usize = 15;

/// A number as a cell with this format code shows it; without a format as it is, with a comma.
pub fn shown(value: f64, format: &str) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if format.is_empty() || format.eq_ignore_ascii_case("general") || value.abs() >= 1e15 {
        return plain(value);
    }
    let sections = sections(format);
    let negative = sections.get(1).filter(|_| value < 0.0);
    let zero = sections.get(2).filter(|_| value == 0.0);
    let has_own = negative.is_some();
    let Some(section) = zero.or(negative).or(sections.first()) else {
        return plain(value);
    };
    match Pattern::of(section) {
        Some(pattern) => {
            let sign = if value < 0.0 && !has_own { "-" } else { "" };
            let text = pattern.write(value.abs());
            // What rounds to nothing has no sign.
            let sign = if text.chars().any(|c| ('1'..='9').contains(&c)) {
                sign
            } else {
                ""
            };
            format!("{sign}{}", text.trim())
        }
        None => plain(value),
    }
}

/// The shortest way to write the number, rounded to what a person would read.
fn plain(value: f64) -> String {
    let rounded = if value == 0.0 || value.fract() == 0.0 {
        value
    } else {
        let places = SIGNIFICANT - 1 - value.abs().log10().floor() as i32;
        let scale = 10_f64.powi(places.clamp(-300, 300));
        let rounded = (value * scale).round() / scale;
        if rounded.is_finite() { rounded } else { value }
    };
    if rounded != 0.0 && (rounded.abs() >= 1e21 || rounded.abs() < 1e-9) {
        return format!("{rounded:E}").replace('.', ",");
    }
    let text = format!("{rounded}").replace('.', ",");
    if text == "-0" { "0".to_owned() } else { text }
}

/// The sections of a format: positive, negative, zero, text.
fn sections(format: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for letter in format.chars() {
        if letter == ';' && !quoted && !escaped {
            sections.push(String::new());
            continue;
        }
        quoted ^= letter == '"' && !escaped;
        escaped = !escaped && !quoted && letter == '\\';
        if let Some(section) = sections.last_mut() {
            section.push(letter);
        }
    }
    sections
}

/// One section, understood.
#[derive(Debug, Default)]
struct Pattern {
    before: String,
    after: String,
    has_digits: bool,
    min_whole: usize,
    min_decimals: usize,
    max_decimals: usize,
    groups: bool,
    percent: bool,
    thousandths: i32,
}

impl Pattern {
    /// `None` for what is shown as the number is: fractions, powers of ten, text.
    fn of(section: &str) -> Option<Self> {
        let mut pattern = Self::default();
        let mut letters = section.chars().peekable();
        let (mut in_decimals, mut commas) = (false, 0);
        while let Some(letter) = letters.next() {
            match letter {
                '"' => {
                    let words: String = letters.by_ref().take_while(|c| *c != '"').collect();
                    pattern.literal(&words);
                }
                '\\' => {
                    let next = letters.next()?;
                    pattern.literal(next.encode_utf8(&mut [0; 4]));
                }
                '_' => {
                    letters.next();
                    pattern.literal(" ");
                }
                '*' => {
                    letters.next();
                }
                '[' => {
                    let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                    // A currency: [$€-410].
                    if let Some(money) = inside.strip_prefix('$') {
                        pattern.literal(money.split('-').next().unwrap_or_default());
                    }
                }
                '0' | '#' | '?' => {
                    pattern.has_digits = true;
                    if in_decimals {
                        pattern.max_decimals += 1;
                        pattern.min_decimals += usize::from(letter == '0');
                    } else {
                        pattern.groups |= commas > 0;
                        pattern.min_whole += usize::from(letter == '0');
                    }
                    commas = 0;
                }
                '.' if pattern.has_digits || letters.peek().is_some_and(|c| "0#?".contains(*c)) => {
                    in_decimals = true;
                }
                ',' if pattern.has_digits => commas += 1,
                '%' => {
                    pattern.percent = true;
                    pattern.literal("%");
                }
                '@' | '/' | 'E' | 'e' => return None,
                'G' | 'g' => return None,
                other => pattern.literal(other.encode_utf8(&mut [0; 4])),
            }
        }
        // Commas after the last digit divide by a thousand each.
        pattern.thousandths = commas.min(5);
        pattern.max_decimals = pattern.max_decimals.min(MAX_DECIMALS);
        pattern.min_decimals = pattern.min_decimals.min(pattern.max_decimals);
        pattern.min_whole = pattern.min_whole.min(30);
        Some(pattern)
    }

    fn literal(&mut self, words: &str) {
        if self.has_digits {
            self.after.push_str(words);
        } else {
            self.before.push_str(words);
        }
    }

    fn write(&self, value: f64) -> String {
        if !self.has_digits {
            return format!("{}{}", self.before, self.after);
        }
        let scaled =
            if self.percent { value * 100.0 } else { value } / 1000_f64.powi(self.thousandths);
        // Away from zero at the half, as people round; what binary fractions lose is given back.
        let scale = 10_f64.powi(self.max_decimals as i32);
        let rounded = (scaled * scale * (1.0 + f64::EPSILON)).round() / scale;
        let written = format!("{rounded:.*}", self.max_decimals);
        let (whole, decimals) = written.split_once('.').unwrap_or((&written, ""));
        let whole = if whole == "0" { "" } else { whole };
        let whole = format!("{whole:0>width$}", width = self.min_whole);
        let mut decimals = decimals.to_owned();
        while decimals.len() > self.min_decimals && decimals.ends_with('0') {
            decimals.pop();
        }
        let mut digits = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if self.groups && place > 0 && (whole.len() - place).is_multiple_of(3) {
                digits.push('.');
            }
            digits.push(digit);
        }
        if digits.is_empty() && decimals.is_empty() {
            digits.push('0');
        }
        if !decimals.is_empty() {
            digits.push(',');
            digits.push_str(&decimals);
        }
        format!("{}{digits}{}", self.before, self.after)
    }
}

/// Which parts of a date a format shows.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of a date")]
pub struct DateParts {
    pub day: bool,
    pub month: bool,
    pub year: bool,
    pub time: bool,
}

impl DateParts {
    /// Of a format code; none when it is not one of a date.
    pub fn of(format: &str) -> Self {
        let mut parts = Self::default();
        let mut letters = format.chars();
        let mut runs: Vec<(char, usize)> = Vec::new();
        while let Some(letter) = letters.next() {
            match letter.to_ascii_lowercase() {
                '"' => {
                    letters.by_ref().take_while(|c| *c != '"').count();
                }
                '[' => {
                    letters.by_ref().take_while(|c| *c != ']').count();
                }
                '\\' | '_' | '*' => {
                    letters.next();
                }
                ';' => break,
                letter @ ('d' | 'm' | 'y' | 'h' | 's') => match runs.last_mut() {
                    Some((last, count)) if *last == letter => *count += 1,
                    _ => runs.push((letter, 1)),
                },
                _ => {}
            }
        }
        for (place, (letter, _)) in runs.iter().enumerate() {
            let beside = |place: Option<usize>, other| {
                place
                    .and_then(|place| runs.get(place))
                    .is_some_and(|(letter, _)| *letter == other)
            };
            match letter {
                'd' => parts.day = true,
                'y' => parts.year = true,
                // After hours and before seconds it is minutes.
                'm' if beside(place.checked_sub(1), 'h') || beside(Some(place + 1), 's') => {
                    parts.time = true;
                }
                'm' => parts.month = true,
                _ => parts.time = true,
            }
        }
        parts
    }

    /// Whether the format shows any.
    pub fn is_known(&self) -> bool {
        self.day || self.month || self.year || self.time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_format_a_number_is_as_it_is() {
        for (value, expect) in [
            (0.0, "0"),
            (-0.0, "0"),
            (2026.0, "2026"),
            (1234.5, "1234,5"),
            (0.1 + 0.2, "0,3"),
            (-1.0 / 3.0, "-0,333333333333"),
            (1e300, "1E300"),
            (f64::NAN, ""),
        ] {
            assert_eq!(shown(value, "General"), expect, "{value}");
            assert_eq!(shown(value, ""), expect, "{value}");
        }
    }

    #[test]
    fn the_format_decides() {
        for (value, format, expect) in [
            (1234.5, "#,##0.00", "1.234,50"),
            (1_234_567.0, "#,##0", "1.234.567"),
            (999.0, "#,##0", "999"),
            (1234.5, "0.00", "1234,50"),
            (1.005, "0.00", "1,01"),
            (-1234.5, "#,##0.00", "-1.234,50"),
            (-1234.5, "#,##0.00;(#,##0.00)", "(1.234,50)"),
            (-0.001, "0.00", "0,00"),
            (0.0, "0.00;-0.00;\"-\"", "-"),
            (0.125, "0.0%", "12,5%"),
            (0.5, "#.##", ",5"),
            (83048.0, "000000", "083048"),
            (12.0, "\"n. \"0", "n. 12"),
            (1234.5, "[$€-410] #,##0.00", "€ 1.234,50"),
            (1234.5, "#,##0.00\\ \"€\"", "1.234,50 €"),
            (
                1234.5,
                "_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-",
                "1.234,50",
            ),
            (-5.0, "_-* #,##0.00_-;\\-* #,##0.00_-", "-5,00"),
            (1_500_000.0, "#,##0.0,,", "1,5"),
            (12.5, "@", "12,5"),
            (0.5, "# ?/?", "0,5"),
            (1e18, "#,##0", "1000000000000000000"),
            (3.0, "\"aperta", "aperta"),
        ] {
            assert_eq!(shown(value, format), expect, "{value} as {format}");
        }
    }

    #[test]
    fn the_parts_of_a_date() {
        let parts = |format: &str| {
            let DateParts {
                day,
                month,
                year,
                time,
            } = DateParts::of(format);
            [day, month, year, time]
        };
        assert_eq!(parts("dd/mm/yyyy"), [true, true, true, false]);
        assert_eq!(parts("[$-410]d mmmm yyyy;@"), [true, true, true, false]);
        assert_eq!(parts("mmm-yy"), [false, true, true, false]);
        assert_eq!(parts("dd/mm/yyyy hh:mm"), [true, true, true, true]);
        assert_eq!(parts("hh:mm:ss"), [false, false, false, true]);
        assert_eq!(parts("mm:ss"), [false, false, false, true]);
        assert!(!DateParts::of("General\"d\"").is_known());
    }
}
