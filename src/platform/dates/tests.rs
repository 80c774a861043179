//! Dates as Italians write them, case by case.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn long_dates_follow_the_clock_of_rome() {
    for (instant, expect) in [
        (
            "2026-11-26T09:00:00Z",
            "giovedì 26 novembre 2026, ore 10:00",
        ),
        ("2026-07-26T09:05:00Z", "domenica 26 luglio 2026, ore 11:05"),
        ("2026-12-31T23:30:00Z", "venerdì 1º gennaio 2027, ore 0:30"),
        // The clock goes forward from 2 to 3 on 29 March 2026, and back from 3 to 2 on 25 October.
        ("2026-03-29T00:59:00Z", "domenica 29 marzo 2026, ore 1:59"),
        ("2026-03-29T01:00:00Z", "domenica 29 marzo 2026, ore 3:00"),
        ("2026-10-25T00:30:00Z", "domenica 25 ottobre 2026, ore 2:30"),
        ("2026-10-25T01:30:00Z", "domenica 25 ottobre 2026, ore 2:30"),
    ] {
        assert_eq!(long(at(instant)), expect, "{instant}");
    }
}

#[test]
fn every_month_has_its_name() {
    for (index, name) in MONTHS.iter().enumerate() {
        let instant = at(&format!("2026-{:02}-15T12:00:00Z", index + 1));
        assert_eq!(day(instant), format!("15 {name} 2026"));
    }
}

#[test]
fn short_dates_name_only_another_year() {
    let now = at("2026-11-26T09:00:00Z");
    assert_eq!(short(at("2026-02-01T09:00:00Z"), now), "1º febbraio");
    assert_eq!(short(at("2025-12-31T22:59:00Z"), now), "31 dicembre 2025");
    assert_eq!(short(at("2025-12-31T23:00:00Z"), now), "1º gennaio");
}

#[test]
fn relative_dates() {
    let now = at("2026-11-26T09:00:00Z");
    for (instant, expect) in [
        ("2026-11-26T09:00:00Z", "poco fa"),
        ("2026-11-26T08:58:01Z", "poco fa"),
        ("2026-11-26T08:58:00Z", "2 minuti fa"),
        ("2026-11-26T08:00:00Z", "1 ora fa"),
        ("2026-11-26T06:30:00Z", "2 ore fa"),
        ("2026-11-25T23:00:00Z", "10 ore fa"),
        ("2026-11-25T22:59:00Z", "ieri"),
        ("2026-11-24T23:00:00Z", "ieri"),
        ("2026-11-24T22:59:00Z", "2 giorni fa"),
        ("2026-11-20T09:00:00Z", "6 giorni fa"),
        ("2026-11-19T09:00:00Z", "19 novembre"),
        ("2025-11-19T09:00:00Z", "19 novembre 2025"),
        ("2026-11-27T09:00:00Z", "27 novembre"),
    ] {
        assert_eq!(relative(at(instant), now), expect, "{instant}");
    }
    let night = at("2026-11-26T00:00:00Z");
    assert_eq!(relative(at("2026-11-25T22:00:00Z"), night), "2 ore fa");
}

#[test]
fn partial_dates_are_read_and_written() {
    for (text, stored, shown) in [
        ("2006", "2006", "2006"),
        (" 2006-05 ", "2006-05", "maggio 2006"),
        ("2006-05-31", "2006-05-31", "31 maggio 2006"),
        ("31/05/2006", "2006-05-31", "31 maggio 2006"),
        ("31.5.2006", "2006-05-31", "31 maggio 2006"),
        ("31-05-2006", "2006-05-31", "31 maggio 2006"),
        ("05-2006", "2006-05", "maggio 2006"),
        ("1/5/2006", "2006-05-01", "1º maggio 2006"),
        ("05/2006", "2006-05", "maggio 2006"),
        ("29/02/2024", "2024-02-29", "29 febbraio 2024"),
        ("giugno 2010", "2010-06", "giugno 2010"),
        ("15 Giugno  2010", "2010-06-15", "15 giugno 2010"),
        ("1º maggio 2006", "2006-05-01", "1º maggio 2006"),
    ] {
        let date: PartialDate = text.parse().unwrap();
        assert_eq!(date.to_storage(), stored, "{text}");
        assert_eq!(date.to_string(), shown, "{text}");
        assert_eq!(
            serde_json::to_string(&date).unwrap(),
            format!("\"{stored}\"")
        );
        assert_eq!(
            serde_json::from_str::<PartialDate>(&format!("\"{stored}\"")).unwrap(),
            date
        );
    }
}

#[test]
fn partial_dates_agree_with_the_word_before_them() {
    for (text, of, since, until) in [
        ("2006", "del 2006", "dal 2006", "al 2006"),
        (
            "2006-05",
            "di maggio 2006",
            "da maggio 2006",
            "a maggio 2006",
        ),
        (
            "2006-08",
            "di agosto 2006",
            "da agosto 2006",
            "ad agosto 2006",
        ),
        (
            "2006-05-01",
            "del 1º maggio 2006",
            "dal 1º maggio 2006",
            "al 1º maggio 2006",
        ),
        (
            "2006-05-08",
            "dell’8 maggio 2006",
            "dall’8 maggio 2006",
            "all’8 maggio 2006",
        ),
        (
            "2006-05-11",
            "dell’11 maggio 2006",
            "dall’11 maggio 2006",
            "all’11 maggio 2006",
        ),
        (
            "2006-05-18",
            "del 18 maggio 2006",
            "dal 18 maggio 2006",
            "al 18 maggio 2006",
        ),
    ] {
        let date: PartialDate = text.parse().unwrap();
        assert_eq!(
            [date.with_of(), date.with_since(), date.with_until()],
            [of, since, until]
        );
    }
}

#[test]
fn a_partial_date_is_typed_as_it_is_read() {
    for text in ["2024", "05/2024", "31/05/2024"] {
        let date: PartialDate = text.parse().unwrap();
        assert_eq!(date.typed(), text);
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "06",
        "20060",
        "2006-5",
        "2006-05-1",
        "2006/05/31",
        "2006.05.31",
        "2006-2009",
        "01.05.06",
        "maggio",
        "5 2006",
        "di maggio 2006",
        "maggio 06",
        "il 5 maggio 2006",
        "2006-05-31-01",
        "1/2/3/2006",
        "-2006",
        "+206",
        "２００６",
        "2006-",
        "/2006",
        "05/06",
    ] {
        assert_eq!(
            text.parse::<PartialDate>(),
            Err(PartialDateFault::Form),
            "{text}"
        );
    }
    for text in [
        "2006-13",
        "2006-00",
        "2023-02-29",
        "31/04/2006",
        "31 aprile 2006",
        "00/05/2006",
        "0000",
        "0999",
    ] {
        assert_eq!(
            text.parse::<PartialDate>(),
            Err(PartialDateFault::NoSuchDay),
            "{text}"
        );
    }
    assert_eq!(PartialDate::new(2006, None, Some(3)), None);
}

#[test]
fn partial_dates_are_ordered_by_time() {
    let ordered = [
        "2005-12-31",
        "2006",
        "2006-01",
        "2006-01-01",
        "2006-02",
        "2010",
    ];
    let dates: Vec<PartialDate> = ordered.iter().map(|text| text.parse().unwrap()).collect();
    assert!(dates.is_sorted_by(|a, b| a < b));
    assert!(ordered.is_sorted());
}

#[test]
fn numbers_counts_and_sizes() {
    for (n, expect) in [
        (0, "0"),
        (999, "999"),
        (1_000, "1.000"),
        (10_200, "10.200"),
        (78_000, "78.000"),
        (1_234_567, "1.234.567"),
        (-10_200, "-10.200"),
        (i64::MIN, "-9.223.372.036.854.775.808"),
    ] {
        assert_eq!(number(n), expect);
    }
    assert_eq!(count(0, "risposta", "risposte"), "0 risposte");
    assert_eq!(count(1, "risposta", "risposte"), "1 risposta");
    assert_eq!(count(1_001, "risposta", "risposte"), "1.001 risposte");
    for (bytes, expect) in [
        (0, "0 byte"),
        (999, "999 byte"),
        (1_000, "1 kB"),
        (640_000, "640 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (1_600_000, "1,6 MB"),
        (3_000_000, "3 MB"),
        (999_949_999, "999,9 MB"),
        (999_950_000, "1 GB"),
        (2_100_000_000, "2,1 GB"),
        (u64::MAX, "18446744073,7 GB"),
    ] {
        assert_eq!(file_size(bytes), expect, "{bytes}");
    }
}

#[test]
fn a_partial_date_spans_its_days() {
    for (text, first, last) in [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-05-31", "2024-05-31", "2024-05-31"),
        ("9999", "9999-01-01", "9999-12-31"),
    ] {
        let date: PartialDate = text.parse().expect("a date");
        assert_eq!(date.first_day().to_string(), first);
        assert_eq!(date.last_day().to_string(), last);
    }
}

/// Any date that exists, known as far as it may be.
fn any_date() -> impl Strategy<Value = PartialDate> {
    let rest = proptest::option::of((1..=12u32, proptest::option::of(1..=31u32)));
    (1000..=9999, rest).prop_filter_map("no such day", |(year, rest)| {
        let (month, day) = rest.map_or((None, None), |(month, day)| (Some(month), day));
        PartialDate::new(year, month, day)
    })
}

proptest! {
    #[test]
    fn a_partial_date_comes_back_from_whatever_it_was_written_as(date in any_date()) {
        for text in [date.typed(), date.to_storage(), date.to_string(), date.typed().replace('/', ".")] {
            prop_assert_eq!(text.parse(), Ok(date), "{}", text);
        }
        let kept = serde_json::to_string(&date).unwrap();
        prop_assert_eq!(serde_json::from_str::<PartialDate>(&kept).unwrap(), date);
    }

    #[test]
    fn what_is_known_less_lasts_longer_and_holds_what_is_known_more(date in any_date()) {
        let (first, last) = (date.first_day(), date.last_day());
        prop_assert!(first <= last);
        prop_assert_eq!(first == last, date.day().is_some());
        let month = PartialDate::new(date.year(), date.month(), None).unwrap();
        let year = PartialDate::new(date.year(), None, None).unwrap();
        for wider in [month, year] {
            prop_assert!(wider.first_day() <= first && last <= wider.last_day());
            prop_assert!(wider <= date);
        }
        // The day after the last belongs to another month, or to another year.
        let after = last.succ_opt().unwrap();
        let known = |day: NaiveDate| {
            (day.year(), date.month().map(|_| day.month()), date.day().map(|_| day.day()))
        };
        prop_assert_ne!(known(after), known(last));
        prop_assert_eq!(known(first), known(last));
    }

    #[test]
    fn the_order_is_that_of_time_and_of_what_is_kept(one in any_date(), other in any_date()) {
        prop_assert_eq!(one.cmp(&other), one.to_storage().cmp(&other.to_storage()));
        if one.last_day() < other.first_day() {
            prop_assert!(one < other);
        }
    }

    #[test]
    fn no_text_breaks_the_reader_of_dates(text in "[0-9/. º-]{0,12}|\\PC{0,20}") {
        if let Ok(date) = text.parse::<PartialDate>() {
            prop_assert_eq!(date.to_storage().parse(), Ok(date));
        }
    }
}
