//! Letters: who wrote to whom, when and about what, the words, and what is attached.

use mail_parser::{Address, DateTime, Message, MessageParser, MimeHeaders, PartType};

use super::archive::Members;
use super::room::Room;
use super::{Extraction, Page, clean, html};

/// Reads a letter (RFC 5322) and its attachments; also one that is attached to another.
pub fn read(bytes: &[u8], room: &mut Room) -> Extraction {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Extraction::damaged("the letter has no header");
    };
    if !room.take_entries(message.parts.len()) {
        return Extraction::TooLarge;
    }
    let mut members = Members::default();
    let mut attached = Vec::new();
    for (number, part) in (1..).zip(message.attachments()) {
        let name = part.attachment_name().map(clean::line).unwrap_or_default();
        let outcome = match &part.body {
            PartType::Multipart(_) => continue,
            PartType::Message(inner) => {
                let name = named(name, inner.subject(), number);
                let outcome = match room.deeper(|room| read(inner.raw_message(), room)) {
                    Some(found) => members.keep(&name, found),
                    None => members.too_deep(),
                };
                format!("{name} ({outcome})")
            }
            _ => {
                let name = named(name, None, number);
                let (_, outcome) = members.read(&name, part.contents(), room);
                format!("{name} ({outcome})")
            }
        };
        attached.push(outcome);
    }
    let text = [head(&message, &attached), words(&message)].join("\n\n");
    Extraction::of(members.under(Page::labelled("Messaggio", clean::page(&text))))
}

fn named(name: String, subject: Option<&str>, number: usize) -> String {
    if !name.is_empty() {
        return name;
    }
    match subject
        .map(clean::line)
        .filter(|subject| !subject.is_empty())
    {
        Some(subject) => format!("Messaggio «{subject}»"),
        None => format!("Allegato {number}"),
    }
}

fn head(message: &Message<'_>, attached: &[String]) -> String {
    let mut lines = Vec::new();
    let mut say = |what: &str, words: Option<String>| {
        let words = words.map(|words| clean::line(&words)).unwrap_or_default();
        if !words.is_empty() {
            lines.push(format!("{what}: {words}"));
        }
    };
    say("Oggetto", message.subject().map(str::to_owned));
    say("Da", message.from().map(people));
    say("A", message.to().map(people));
    say("Copia", message.cc().map(people));
    say("Data", message.date().map(written));
    say(
        "Allegati",
        (!attached.is_empty()).then(|| attached.join(", ")),
    );
    lines.join("\n")
}

/// "Ufficio tecnico (tecnico@example.it), …": how people are named, at most fifty.
fn people(address: &Address<'_>) -> String {
    let one = |name: Option<&str>, address: Option<&str>| match (name, address) {
        (Some(name), Some(address)) if name != address => format!("{name} ({address})"),
        (name, address) => address.or(name).unwrap_or_default().to_owned(),
    };
    address
        .iter()
        .take(50)
        .map(|person| one(person.name(), person.address()))
        .filter(|person| !person.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The day and the hour as the sender's clock said them.
fn written(date: &DateTime) -> String {
    format!(
        "{:02}/{:02}/{}, ore {}:{:02}",
        date.day, date.month, date.year, date.hour, date.minute
    )
}

fn words(message: &Message<'_>) -> String {
    message
        .text_bodies()
        .map(|part| match &part.body {
            PartType::Text(text) => text.to_string(),
            PartType::Html(page) => html::page_text(page),
            _ => String::new(),
        })
        .collect::<Vec<_>>()
        .join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "From: =?utf-8?q?Unit=C3=A0_tecnica?= <tecnico@example.it>\r\n\
        To: sindaco@example.it\r\nSubject: =?iso-8859-1?Q?Citt=E0_e_unione?=\r\n\
        Date: Thu, 31 Dec 2026 10:05:00 +0100\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=B\r\n\r\n\
        --B\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p>La seduta =E8 alle <b>nove</b>.</p><script>x</script>\r\n\
        --B\r\nContent-Type: application/octet-stream; name=\"dati.csv\"\r\nContent-Disposition: attachment; filename=\"dati.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        YTtiCmM7ZAo=\r\n\
        --B\r\nContent-Type: message/rfc822\r\n\r\n\
        From: a@example.it\r\nDate: Thu, 31 Dec 2026 09:00:00 +0100\r\nSubject: Dentro\r\n\r\nTesto dentro\r\n\
        --B--\r\n";

    #[test]
    fn a_letter_says_who_what_and_when_and_its_attachments_are_read() {
        let Extraction::Text { pages } = read(LETTER.as_bytes(), &mut Room::new()) else {
            panic!("no text")
        };
        let found: Vec<(&str, &str)> = pages
            .iter()
            .map(|page| {
                (
                    page.label.as_deref().unwrap_or_default(),
                    page.text.as_str(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (
                    "Messaggio",
                    "Oggetto: Città e unione\nDa: Unità tecnica (tecnico@example.it)\nA: sindaco@example.it\n\
                     Data: 31/12/2026, ore 10:05\nAllegati: dati.csv (testo letto), Messaggio «Dentro» (testo letto)\n\n\
                     La seduta è alle nove."
                ),
                ("dati.csv, Tabella", "a\tb\nc\td"),
                (
                    "Messaggio «Dentro», Messaggio",
                    "Oggetto: Dentro\nDa: a@example.it\nData: 31/12/2026, ore 9:00\n\nTesto dentro"
                ),
            ]
        );
    }

    #[test]
    fn letters_in_letters_end_somewhere() {
        let mut letter = "From: a@example.it\r\nSubject: fondo\r\n\r\nin fondo\r\n".to_owned();
        for depth in 0..200 {
            letter = format!(
                "From: a@example.it\r\nSubject: {depth}\r\nContent-Type: message/rfc822\r\n\r\n{letter}"
            );
        }
        let _ = read(letter.as_bytes(), &mut Room::new());
        let nested = "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n".repeat(20_000);
        let _ = read(
            format!("From: a@example.it\r\n{nested}").as_bytes(),
            &mut Room::new(),
        );
    }
}
