//! A letter owed becomes a mail, from the rows as they are at this moment.

use std::collections::HashMap;

use askama::Template;

use super::letter::{Letter, LetterId, LetterKind, Withheld};
use super::names::{self, Name};
use super::unsubscription::Stop;
use super::{Line, Reason, lines, store};
use crate::features::card::Call;
use crate::features::content;
use crate::features::people::{self, Notice};
use crate::features::subscriptions::{self, Frequency};
use crate::platform::actor::PersonId;
use crate::platform::app::App;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::mail::{Address, ListId, Mail};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::text;
use crate::platform::web::respond::render;

/// The longest subject line, in characters.
const SUBJECT_CHARS: usize = 70;
/// What follows a title in a subject line has at least this room, in characters.
const FACT_CHARS: usize = 26;
/// The most news told whole in one letter; the others are counted.
const ITEMS: usize = 10;

/// What became of a letter owed.
pub enum Composed {
    /// It can be handed to the mailer.
    Mail(Box<Mail>),
    /// It is not to be sent.
    Withheld(Withheld),
}

/// Composes a letter. Where it carries a single-use link, the link is made here.
///
/// # Errors
/// When the database refuses.
pub fn compose(app: &App, letter: &Letter) -> Result<Composed> {
    let person = letter.person;
    let mailbox = app.db.read(|conn| people::mailbox(conn, person))?;
    let to = match mailbox {
        None => return Ok(Composed::Withheld(Withheld::NoMailbox)),
        Some(mailbox) if mailbox.blocked => {
            return Ok(Composed::Withheld(Withheld::AddressBlocked));
        }
        Some(mailbox) => Address::new(mailbox.name, mailbox.email),
    };
    let notice = match letter.kind {
        LetterKind::News => return news(app, letter, to),
        LetterKind::Invitation => app
            .db
            .write(&*app.clock, |tx| people::invitation(tx, person))?,
        LetterKind::PasswordReset => app
            .db
            .write(&*app.clock, |tx| people::password_reset(tx, person))?,
        LetterKind::PasswordChanged => app
            .db
            .write(&*app.clock, |tx| people::password_changed(tx, person))?,
    };
    match notice {
        Some(notice) => Ok(Composed::Mail(Box::new(notice_mail(
            app,
            letter.id,
            to,
            notice,
            ABOUT_ACCOUNT,
        )?))),
        None => Ok(Composed::Withheld(Withheld::NothingToTell)),
    }
}

/// The main link of a letter.
struct Button {
    label: String,
    url: String,
}

#[derive(Template)]
#[template(path = "mail/notice.html")]
struct NoticeHtml<'a> {
    subject: &'a str,
    preheader: &'a str,
    paragraphs: &'a [String],
    button: Option<&'a Button>,
    because: &'a str,
    privacy_url: &'a str,
}

#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct NoticeText<'a> {
    subject: &'a str,
    paragraphs: &'a [String],
    button: Option<&'a Button>,
    because: &'a str,
    privacy_url: &'a str,
}

/// Why a person is written to about its account.
const ABOUT_ACCOUNT: &str = "riguarda il tuo accesso a Fra Unioni";

/// The letter by whose link a person does the one thing that is asked of it.
fn call_mail(app: &App, id: LetterId, to: Address, call: &Call) -> Result<Mail> {
    let token = call.pass.token(&app.installation, call.purpose);
    let notice = Notice {
        subject: call.subject.clone(),
        paragraphs: call.paragraphs.clone(),
        action: Some((call.label.clone(), format!("{}{token}", call.path))),
    };
    let asker = call.asked_by;
    let reply_to = app.db.read(|conn| people::mailbox(conn, asker))?;
    Ok(Mail {
        reply_to: reply_to.map(|mailbox| Address::new(mailbox.name, mailbox.email)),
        ..notice_mail(app, id, to, notice, &call.because)?
    })
}

fn notice_mail(
    app: &App,
    id: LetterId,
    to: Address,
    notice: Notice,
    because: &str,
) -> Result<Mail> {
    let url = app.public_url();
    let button = notice.action.map(|(label, path)| Button {
        label,
        url: format!("{url}{path}"),
    });
    let from = sender(&app.config.mail_from);
    let privacy_url = format!("{url}/privacy");
    Ok(Mail {
        message_id: message_id(&id.to_string(), &from),
        html: render(&NoticeHtml {
            subject: &notice.subject,
            preheader: notice.paragraphs.first().map_or("", String::as_str),
            paragraphs: &notice.paragraphs,
            button: button.as_ref(),
            because,
            privacy_url: &privacy_url,
        })?,
        text: render(&NoticeText {
            subject: &notice.subject,
            paragraphs: &notice.paragraphs,
            button: button.as_ref(),
            because,
            privacy_url: &privacy_url,
        })?,
        subject: one_line(&notice.subject, SUBJECT_CHARS),
        from,
        to,
        reply_to: None,
        thread: None,
        list_id: None,
        unsubscribe: None,
        date: app.now().0,
    })
}

/// One piece of news in a letter.
struct Item {
    sentence: String,
    url: String,
    plain: String,
    html: String,
}

#[derive(Template)]
#[template(path = "mail/news.html")]
struct NewsHtml<'a> {
    subject: &'a str,
    preheader: &'a str,
    title: &'a str,
    items: &'a [Item],
    more: &'a str,
    button: &'a Button,
    reason: &'a str,
    change_url: &'a str,
    stop_url: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "mail/news.txt")]
struct NewsText<'a> {
    title: &'a str,
    items: &'a [Item],
    more: &'a str,
    reason: &'a str,
    change_url: &'a str,
    stop_url: Option<&'a str>,
}

/// What the database says of a letter of news.
enum Found {
    News {
        lines: Vec<Line>,
        reason: Reason,
        name: Option<Name>,
        stop: Option<Stop>,
    },
    Call(Box<Call>),
    Nothing(Withheld),
}

fn news(app: &App, letter: &Letter, to: Address) -> Result<Composed> {
    let Some(thread) = letter.thread else {
        return Err(Error::Bug(anyhow::anyhow!(
            "the letter {} tells news of nothing",
            letter.id
        )));
    };
    let (id, person) = (letter.id, letter.person);
    let found = app.db.read(|conn| look_up(conn, id, person, thread))?;
    let (lines, reason, name, stop) = match found {
        Found::Nothing(why) => return Ok(Composed::Withheld(why)),
        Found::Call(call) => {
            return Ok(Composed::Mail(Box::new(call_mail(app, id, to, &call)?)));
        }
        Found::News {
            lines,
            reason,
            name,
            stop,
        } => (lines, reason, name, stop),
    };
    let url = app.public_url();
    let told: Vec<_> = lines.iter().filter_map(|line| line.told.as_ref()).collect();
    let Some(first) = told.first() else {
        return Ok(Composed::Withheld(Withheld::NothingToTell));
    };
    let items: Vec<Item> = told
        .iter()
        .take(ITEMS)
        .map(|told| Item {
            sentence: told.sentence.clone(),
            url: format!("{url}{}", told.url),
            plain: text::to_plain(&told.body),
            html: text::to_html(&told.body),
        })
        .collect();
    let rest = i64::try_from(told.len() - items.len()).unwrap_or(i64::MAX);
    let more = match rest {
        0 => String::new(),
        1 => "C’è un’altra novità: la trovi sul sito.".to_owned(),
        rest => format!("Ci sono altre {rest} novità: le trovi sul sito."),
    };
    let many = i64::try_from(told.len()).unwrap_or(i64::MAX);
    let count = dates::count(many, "novità", "novità");
    let (before, after) = match many {
        1 => (&first.sentence, &first.after_title),
        _ => (&count, &count),
    };
    let subject = if first.after_title.is_empty() {
        one_line(&format!("{before}: {}", first.title), SUBJECT_CHARS)
    } else {
        title_first(&first.title, after)
    };
    let preheader = text::excerpt(&first.body, 120);
    let title = one_line(&first.title, 300);
    let button = Button {
        label: "Apri sul sito".to_owned(),
        url: format!("{url}{}", first.url),
    };
    let reason = why(reason, thread, name.as_ref());
    let change_url = format!("{url}/profilo/seguiti");
    let stop_url = stop.map(|stop| format!("{url}/disiscrivi/{}", stop.token(&app.installation)));
    let from = sender(&app.config.mail_from);
    Ok(Composed::Mail(Box::new(Mail {
        message_id: message_id(&letter.id.to_string(), &from),
        thread: Some(message_id(
            &format!("thread-{}-{}", thread.kind, thread.id),
            &from,
        )),
        list_id: Some(list_of(thread.kind, &from)),
        html: render(&NewsHtml {
            subject: &subject,
            preheader: &preheader,
            title: &title,
            items: &items,
            more: &more,
            button: &button,
            reason: &reason,
            change_url: &change_url,
            stop_url: stop_url.as_deref(),
        })?,
        text: render(&NewsText {
            title: &title,
            items: &items,
            more: &more,
            reason: &reason,
            change_url: &change_url,
            stop_url: stop_url.as_deref(),
        })?,
        unsubscribe: stop_url,
        subject,
        from,
        to,
        reply_to: None,
        date: app.now().0,
    })))
}

/// What of a letter may still be told: seen by its reader, and still wanted.
fn look_up(conn: &mut Conn, letter: LetterId, person: PersonId, thread: Subject) -> Result<Found> {
    let mut wanted = store::list_of_letter(conn, letter)?;
    if wanted.iter().any(|one| one.reason == Reason::Confirms)
        && let Some(call) = content::call(conn, person, thread)?
    {
        return Ok(Found::Call(Box::new(call)));
    }
    let Some(reader) = people::actors(conn, &[person])?.remove(&person) else {
        return Ok(Found::Nothing(Withheld::NoMailbox));
    };
    let follows: Followed = subscriptions::of(conn, person)?
        .into_iter()
        .map(|one| (one.subject, one.frequency))
        .collect();
    wanted.retain(|one| is_wanted(one.reason, thread, &follows));
    if wanted.is_empty() {
        return Ok(Found::Nothing(Withheld::Unwanted));
    }
    let mut lines = lines(conn, &reader, wanted)?;
    lines.retain(|line| line.told.is_some());
    let Some(strongest) = lines
        .iter()
        .map(|line| line.notification.reason)
        .min_by_key(|reason| reason.rank())
    else {
        return Ok(Found::Nothing(Withheld::NothingToTell));
    };
    let name = match strongest {
        Reason::Follows(followed) => names::of(conn, &reader, &[followed])?.remove(&followed),
        _ => None,
    };
    let mut things: Vec<Subject> = lines
        .iter()
        .filter(|line| !line.notification.reason.calls())
        .map(|line| match line.notification.reason {
            Reason::Follows(followed) => followed,
            _ => thread,
        })
        .collect();
    things.sort();
    things.dedup();
    let stop = Stop {
        person,
        things: things
            .into_iter()
            .map(|thing| (thing, follows.get(&thing).copied()))
            .collect(),
    };
    Ok(Found::News {
        lines,
        reason: strongest,
        name,
        stop: (!stop.things.is_empty()).then_some(stop),
    })
}

/// What a person follows, and how often it wants to be written to about it.
type Followed = HashMap<Subject, Frequency>;

/// Whether the person still wants to be written to for this reason.
fn is_wanted(reason: Reason, thread: Subject, follows: &Followed) -> bool {
    match reason {
        _ if reason.calls() => true,
        _ if follows.get(&thread) == Some(&Frequency::Never) => false,
        Reason::Follows(followed) => follows.get(&followed) == Some(&Frequency::AtOnce),
        _ => true,
    }
}

/// "Ricevi questa e-mail perché …"
fn why(reason: Reason, thread: Subject, name: Option<&Name>) -> String {
    let because = match reason {
        Reason::Mentioned => "qualcuno ti ha nominato".to_owned(),
        Reason::Assigned => "la domanda è stata affidata a te".to_owned(),
        Reason::Confirms => "la tua unione deve confermare".to_owned(),
        Reason::Reviews => "segui la revisione di questi contenuti".to_owned(),
        Reason::Reuses => "la tua unione riusa questa pratica".to_owned(),
        Reason::Proposed => "l’avevi dichiarato tu".to_owned(),
        Reason::Reported => "l’avevi segnalato tu".to_owned(),
        Reason::Asked => "hai fatto tu la domanda".to_owned(),
        Reason::Answer => "la risposta è tua".to_owned(),
        Reason::Author => "il contenuto è tuo".to_owned(),
        Reason::AboutAuthor => "la domanda riguarda un tuo contenuto".to_owned(),
        Reason::Answered => "hai risposto anche tu".to_owned(),
        Reason::Unione => "riguarda la tua unione".to_owned(),
        Reason::Follows(followed) => match name {
            Some(name) if followed != thread => format!("segui {name}"),
            _ => format!("segui {}", names::the(followed.kind)),
        },
    };
    format!("Ricevi questa e-mail perché {because}.")
}

/// The subject line that begins with a title: of a long one the end goes, so that the fact is read too.
fn title_first(title: &str, fact: &str) -> String {
    let room = SUBJECT_CHARS - 2 - fact.chars().count().min(FACT_CHARS);
    let title = one_line(title, room);
    one_line(&format!("{title}: {fact}"), SUBJECT_CHARS)
}

/// Words on one line, cut with an ellipsis after `chars` characters.
fn one_line(words: &str, chars: usize) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= chars {
        return words;
    }
    let kept: String = words.chars().take(chars - 1).collect();
    let end = kept.rfind(' ').filter(|end| *end > chars / 2);
    format!(
        "{}…",
        kept[..end.unwrap_or(kept.len())].trim_end_matches([' ', ':', ',', ';', '-'])
    )
}

/// The sender a setting such as `Fra Unioni <posta@esempio.it>` names.
fn sender(setting: &str) -> Address {
    match setting.split_once('<') {
        Some((name, rest)) => Address::new(
            name.trim().trim_matches('"'),
            rest.trim_end().trim_end_matches('>').trim(),
        ),
        None => Address::new("", setting.trim()),
    }
}

fn domain(from: &Address) -> &str {
    from.email.rsplit_once('@').map_or("", |(_, domain)| domain)
}

fn message_id(left: &str, from: &Address) -> String {
    format!("<{left}@{}>", domain(from))
}

fn list_of(kind: SubjectKind, from: &Address) -> ListId {
    let (name, label) = match kind {
        SubjectKind::Practice => ("Fra Unioni, pratiche", "pratiche"),
        SubjectKind::Document => ("Fra Unioni, documenti", "documenti"),
        SubjectKind::Question => ("Fra Unioni, domande", "domande"),
        SubjectKind::Unione => ("Fra Unioni, unioni", "unioni"),
        SubjectKind::Topic => ("Fra Unioni, argomenti", "argomenti"),
        SubjectKind::Person => ("Fra Unioni, persone", "persone"),
        SubjectKind::Reuse => ("Fra Unioni, riusi", "riusi"),
        SubjectKind::RegisterFile => ("Fra Unioni, registri", "registri"),
    };
    ListId {
        name: name.to_owned(),
        id: format!("{label}.fra-unioni.{}", domain(from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders() {
        for (setting, name, email) in [
            (
                "Fra Unioni <posta@esempio.it>",
                "Fra Unioni",
                "posta@esempio.it",
            ),
            (
                "\"Fra Unioni\" <posta@esempio.it> ",
                "Fra Unioni",
                "posta@esempio.it",
            ),
            ("posta@esempio.it", "", "posta@esempio.it"),
        ] {
            assert_eq!(sender(setting), Address::new(name, email), "{setting:?}");
        }
    }

    #[test]
    fn subjects_are_short_and_on_one_line() {
        for (words, expected) in [
            ("Lucia Bassi ha risposto", "Lucia Bassi ha risposto"),
            ("a\r\nBcc: b@c.example", "a Bcc: b@c.example"),
        ] {
            assert_eq!(one_line(words, SUBJECT_CHARS), expected);
        }
        let long = format!("Lucia ha risposto: {}", "parola ".repeat(40));
        let cut = one_line(&long, SUBJECT_CHARS);
        assert!(cut.chars().count() <= SUBJECT_CHARS && cut.ends_with("parola…"));
        let cut = title_first(&"comando ".repeat(40), "è da ricontrollare");
        assert!(cut.chars().count() <= SUBJECT_CHARS && cut.ends_with("…: è da ricontrollare"));
        let unbroken = one_line(&"è".repeat(200), SUBJECT_CHARS);
        assert_eq!(unbroken.chars().count(), SUBJECT_CHARS);
    }
}
