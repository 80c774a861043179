//! Letters on their way: what arrives, and what is said when one does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::time::Duration;

use chrono::{DateTime, Utc};
use fra_unioni::platform::mail::{
    Address, FolderMailer, ListId, Mail, Mailer, MemoryMailer, Mood, SendFailure, SmtpConfig,
    SmtpMailer, Tls,
};
use proptest::prelude::*;

use crate::support::letter::Letter;
use crate::support::smtp_server::{SmtpServer, Whim};

fn mail() -> Mail {
    Mail {
        message_id: "<018f7a10-0000-7000-8000-000000000001@posta.example.it>".to_owned(),
        from: Address::new("Fra Unioni", "posta@example.it"),
        to: Address::new("Marta Giordano", "marta@example.it"),
        reply_to: None,
        subject: "Lucia ha risposto: perché non si può?".to_owned(),
        text: "Buongiorno Marta,\n\n.una riga che comincia con un punto\n=20 è così\n\nhttps://example.it/domande/1\n".to_owned(),
        html: "<p>Buongiorno Marta, è così.</p>\n".to_owned(),
        thread: Some("<018f7a10-0000-7000-8000-000000000000@posta.example.it>".to_owned()),
        list_id: Some(ListId {
            name: "Domande su «ICT»".to_owned(),
            id: "ict.example.it".to_owned(),
        }),
        unsubscribe: Some("https://example.it/lettere/fine/abc".to_owned()),
        date: "2026-11-26T09:00:00Z".parse::<DateTime<Utc>>().unwrap(),
    }
}

fn config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        tls: Tls::None,
        credentials: None,
        helo: "fra-unioni.example.it".to_owned(),
        timeout: Duration::from_secs(20),
        idle: Duration::from_secs(60),
    }
}

fn mailer(server: &SmtpServer) -> SmtpMailer {
    SmtpMailer::new(config(server.port())).unwrap()
}

/// Sends one letter to a server in this mood and one more afterwards, which must pass whatever happened before.
fn failure_after(whim: Whim) -> SendFailure {
    let server = SmtpServer::start();
    let mailer = mailer(&server);
    server.play(&[whim]);
    let failure = mailer
        .send(&mail())
        .expect_err("the letter is not acknowledged");
    mailer.send(&mail()).expect("the next letter passes");
    failure
}

#[test]
fn a_letter_arrives_as_it_was_written() {
    let server = SmtpServer::start();
    let receipt = mailer(&server).send(&mail()).unwrap();
    assert_eq!(receipt.note, "2.0.0 kept as 1");

    let arrived = server.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(
        (arrived[0].from.as_str(), arrived[0].to.as_slice()),
        ("posta@example.it", &["marta@example.it".to_owned()][..])
    );
    let letter = arrived[0].letter();
    assert_eq!(letter.subject, mail().subject);
    assert_eq!(letter.to, "Marta Giordano <marta@example.it>");
    assert_eq!(letter.text, mail().text);
    assert_eq!(letter.html, mail().html);
    assert_eq!(
        letter.link_containing("/domande/"),
        "https://example.it/domande/1"
    );
    for (name, expect) in [
        ("Date", "Thu, 26 Nov 2026 09:00:00 +0000"),
        ("From", "Fra Unioni <posta@example.it>"),
        (
            "Message-ID",
            "<018f7a10-0000-7000-8000-000000000001@posta.example.it>",
        ),
        (
            "In-Reply-To",
            "<018f7a10-0000-7000-8000-000000000000@posta.example.it>",
        ),
        (
            "References",
            "<018f7a10-0000-7000-8000-000000000000@posta.example.it>",
        ),
        ("List-Id", "Domande su «ICT» <ict.example.it>"),
        ("List-Unsubscribe", "<https://example.it/lettere/fine/abc>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(letter.header(name), Some(expect), "{name}");
    }
}

#[test]
fn an_idle_connection_is_closed_and_opened_again_when_needed() {
    let server = SmtpServer::start();
    let idle = Duration::from_millis(50);
    let mailer = SmtpMailer::new(SmtpConfig {
        idle,
        ..config(server.port())
    })
    .unwrap();
    for _ in 0..5 {
        mailer.send(&mail()).unwrap();
    }
    server.wait_until_left_alone();
    assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
    mailer.send(&mail()).unwrap();
    assert_eq!(server.arrived().len(), 6);
}

#[test]
fn a_mailer_that_is_dropped_says_goodbye() {
    let server = SmtpServer::start();
    let mailer = mailer(&server);
    mailer.send(&mail()).unwrap();
    drop(mailer);
    server.wait_until_left_alone();
    assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
}

#[test]
fn a_connection_closed_by_the_server_between_letters_is_no_failure() {
    let server = SmtpServer::start();
    let mailer = mailer(&server);
    server.play(&[Whim::AnswerAndHangUp]);
    mailer.send(&mail()).unwrap();
    mailer.send(&mail()).unwrap();
    server.play(&[Whim::Sender("421 4.3.2 closing")]);
    mailer.send(&mail()).unwrap();
    assert_eq!((server.arrived().len(), server.connections()), (3, 3));
}

#[test]
fn refusals_of_a_recipient_or_a_letter_are_permanent() {
    for (whim, reason) in [
        (
            Whim::Recipient("550 5.1.1 <marta@example.it>: unknown"),
            "recipient: 550 5.1.1",
        ),
        (Whim::Recipient("553 no such mailbox"), "recipient: 553"),
        (
            Whim::EndOfLetter("554 5.7.1 Buongiorno Marta is spam"),
            "end of letter: 554 5.7.1",
        ),
    ] {
        assert_eq!(
            failure_after(whim),
            SendFailure::Permanent(reason.to_owned()),
            "{whim:?}"
        );
    }
}

#[test]
fn deferrals_and_lost_connections_are_temporary() {
    for (whim, reason) in [
        (
            Whim::Recipient("451 4.7.1 greylisted"),
            "recipient: 451 4.7.1",
        ),
        (
            Whim::Recipient("552 5.2.2 mailbox full"),
            "recipient: 552 5.2.2",
        ),
        (Whim::Sender("452 4.3.1 no room"), "sender: 452 4.3.1"),
        (
            Whim::EndOfLetter("451 4.3.0 later"),
            "end of letter: 451 4.3.0",
        ),
        (Whim::DropAndHangUp, "end of letter: connection lost"),
        (Whim::TakeAndHangUp, "end of letter: connection lost"),
        (Whim::Greet("421 4.3.2 busy"), "greeting: 421 4.3.2"),
    ] {
        assert_eq!(
            failure_after(whim),
            SendFailure::Temporary(reason.to_owned()),
            "{whim:?}"
        );
    }
}

#[test]
fn what_concerns_no_letter_in_particular_is_a_misconfiguration() {
    for (whim, reason) in [
        (Whim::Greet("554 5.7.1 go away"), "greeting: 554 5.7.1"),
        (
            Whim::Sender("553 5.7.1 not your address"),
            "sender: 553 5.7.1",
        ),
        (Whim::Sender("530 5.7.0 sign in first"), "sender: 530 5.7.0"),
        (
            Whim::Recipient("554 5.7.1 <m@x.it>: Relay access denied"),
            "recipient: 554 5.7.1",
        ),
    ] {
        assert_eq!(
            failure_after(whim),
            SendFailure::Misconfigured(reason.to_owned()),
            "{whim:?}"
        );
    }
}

#[test]
fn a_refusal_does_not_cost_the_connection() {
    let server = SmtpServer::start();
    let mailer = mailer(&server);
    server.play(&[
        Whim::Recipient("550 5.1.1 unknown"),
        Whim::EndOfLetter("554 no"),
    ]);
    for _ in 0..2 {
        mailer.send(&mail()).unwrap_err();
    }
    mailer.send(&mail()).unwrap();
    assert_eq!(server.connections(), 1);
    assert!(server.commands().contains(&"RSET".to_owned()));
}

#[test]
fn a_silent_server_is_given_up_in_time() {
    let server = SmtpServer::start();
    let timeout = Duration::from_secs(1);
    let mailer = SmtpMailer::new(SmtpConfig {
        timeout,
        ..config(server.port())
    })
    .unwrap();
    server.play(&[Whim::FallSilent]);
    let failure = mailer.send(&mail()).unwrap_err();
    assert_eq!(
        failure,
        SendFailure::Temporary("end of letter: timed out".to_owned())
    );
    server.wait_until_left_alone();
}

#[test]
fn no_server_at_all_is_temporary_and_the_check_says_so() {
    let port = {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let mailer = SmtpMailer::new(config(port)).unwrap();
    assert_eq!(
        mailer.send(&mail()),
        Err(SendFailure::Temporary("connect: refused".to_owned()))
    );
    assert_eq!(
        mailer.check().unwrap_err().to_string(),
        "temporary: connect: refused"
    );
}

#[test]
fn sign_in_is_tried_and_its_refusal_is_a_misconfiguration() {
    let server = SmtpServer::start();
    let credentials = Some(("utente".to_owned(), "segreto".to_owned()));
    let mailer = SmtpMailer::new(SmtpConfig {
        credentials,
        ..config(server.port())
    })
    .unwrap();
    let found = mailer.check().unwrap();
    assert_eq!(
        found,
        format!(
            "127.0.0.1:{} answers as prova.example, not encrypted, signed in",
            server.port()
        )
    );
    assert!(!mailer.describe().contains("segreto"));
    drop(mailer);

    for (reply, expect) in [
        (
            "535 5.7.8 wrong",
            SendFailure::Misconfigured("sign-in: 535 5.7.8".to_owned()),
        ),
        (
            "454 4.7.0 not now",
            SendFailure::Temporary("sign-in: 454 4.7.0".to_owned()),
        ),
    ] {
        let credentials = Some(("utente".to_owned(), "segreto".to_owned()));
        let mailer = SmtpMailer::new(SmtpConfig {
            credentials,
            ..config(server.port())
        })
        .unwrap();
        server.play(&[Whim::SignIn(reply)]);
        assert_eq!(mailer.send(&mail()), Err(expect));
    }
}

#[test]
fn a_server_without_the_protection_asked_for_gets_no_letter() {
    for (tls, reason) in [
        (Tls::StartTls, "tls: not offered by the server"),
        (Tls::Implicit, "tls: handshake failed"),
    ] {
        let server = SmtpServer::start();
        let mailer = SmtpMailer::new(SmtpConfig {
            tls,
            ..config(server.port())
        })
        .unwrap();
        assert_eq!(
            mailer.send(&mail()),
            Err(SendFailure::Misconfigured(reason.to_owned()))
        );
        assert!(server.arrived().is_empty());
    }
}

#[test]
fn addresses_that_cannot_be_are_refused_before_the_server_is_asked() {
    let server = SmtpServer::start();
    let mailer = mailer(&server);
    for email in [
        "",
        "marta",
        "@example.it",
        "marta@",
        "marta@example.it\r\nRCPT TO:<altro@example.it>",
        "marta@exa mple.it",
        "\"marta>\\r\\n\"@example.it",
        "<marta@example.it>",
        "a..b@example.it",
        "marta@[127.0.0.1]",
        "màrta@example.it",
        "marta@éxample.it",
        "marta@example.it,altro@example.it",
        "marta@example.it\0",
    ] {
        let to = Address::new("Marta", email);
        let failure = mailer.send(&Mail { to, ..mail() }).unwrap_err();
        assert_eq!(
            failure,
            SendFailure::Permanent("recipient address invalid".to_owned()),
            "{email:?}"
        );
    }
    for broken in [
        Mail {
            from: Address::new("Noi", "noi"),
            ..mail()
        },
        Mail {
            message_id: "<a@b>\r\nBcc: x@y.it".to_owned(),
            ..mail()
        },
        Mail {
            thread: Some("nessuno".to_owned()),
            ..mail()
        },
        Mail {
            unsubscribe: Some("https://a.it/>\r\nX: y".to_owned()),
            ..mail()
        },
        Mail {
            list_id: Some(ListId {
                name: String::new(),
                id: "a>b".to_owned(),
            }),
            ..mail()
        },
    ] {
        assert!(
            matches!(mailer.send(&broken), Err(SendFailure::Misconfigured(_))),
            "{broken:?}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_folder_keeps_one_file_a_letter() {
    let folder = std::env::temp_dir().join(format!("fra-unioni-mail-{}", uuid::Uuid::now_v7()));
    let mailer = FolderMailer::new(&folder).unwrap();
    mailer.check().unwrap();
    let later = Mail {
        message_id: "<../../b@posta.example.it>".replace('/', "-"),
        subject: "Più tardi: ".to_owned() + &"🥳 «così» ".repeat(30),
        date: "2026-11-26T10:00:00Z".parse().unwrap(),
        ..mail()
    };
    assert!(
        mailer.send(&later).is_err(),
        "an id with empty labels is none"
    );
    let later = Mail {
        message_id: "<b@posta.example.it>".to_owned(),
        ..later
    };
    for letter in [&mail(), &later, &mail()] {
        mailer.send(letter).unwrap();
    }

    let listed = mailer.list().unwrap();
    assert_eq!(listed.len(), 2, "a repeat replaces the file");
    assert_eq!(listed[0].name, "b@posta.example.it");
    assert_eq!(listed[0].letter.subject, later.subject.trim());
    assert_eq!(listed[1].letter.to, "Marta Giordano <marta@example.it>");
    assert_eq!(
        (&listed[1].letter.text, &listed[1].letter.html),
        (&mail().text, &mail().html)
    );
    assert_eq!(listed[1].letter.date, mail().date);
    assert_eq!(
        mailer.read(&listed[1].name).unwrap().as_ref(),
        Some(&listed[1].letter)
    );
    for name in [
        "",
        "..",
        "../b@posta.example.it",
        "b@posta.example.it\0",
        "nessuno",
    ] {
        assert_eq!(mailer.read(name).unwrap(), None, "{name:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn memory_behaves_as_told() {
    let mailer = MemoryMailer::new();
    let later = SendFailure::Temporary("recipient: 451".to_owned());
    mailer.next(2, &Mood::Refuse(later.clone()));
    mailer.next(1, &Mood::TakeThenLoseAnswer);
    mailer.next(1, &Mood::TakeThenDie);
    assert_eq!(mailer.send(&mail()), Err(later.clone()));
    assert_eq!(mailer.send(&mail()), Err(later));
    assert_eq!(mailer.sent().len(), 0);
    assert!(matches!(
        mailer.send(&mail()),
        Err(SendFailure::Temporary(_))
    ));
    let dead = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| mailer.send(&mail())));
    assert!(dead.is_err());
    mailer.send(&mail()).unwrap();
    let taken = mailer.take();
    assert_eq!(taken.len(), 3);
    assert_eq!(Letter::parse(&taken[2].raw).text, taken[2].mail.text);
    assert!(mailer.sent().is_empty());
}

/// Text that tries to break out of a header.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        2 => any::<String>(),
        2 => "[ -~]{0,40}",
        3 => proptest::sample::select(vec![
            "\r\n", "\n", "\r", "\r\n ", "\r\nBcc: x@y.it", "\r\n\r\n", "\"", "\\", "<", ">", ",", ";", "=?UTF-8?B?QQ==?=", "=?",
            "?=", "\0", "🥳", "👩‍🔧", "שלום", "\u{202E}", "\u{2028}", "\u{85}", "è", "a b", "  ", "(x)", "@",
        ]).prop_map(str::to_owned),
        1 => Just("lungo".repeat(60)),
        1 => Just("è".repeat(300)),
    ];
    proptest::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

/// What a reader should see of a text that was given for one line.
fn seen(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|c| {
            !('\u{202A}'..='\u{202E}').contains(c) && !('\u{2066}'..='\u{2069}').contains(c)
        })
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    shown.trim().to_owned()
}

/// The name as seen, if any, before the address.
fn before(name: &str, address: &str) -> String {
    format!("{} {address}", seen(name)).trim().to_owned()
}

proptest! {
    #[test]
    fn no_text_breaks_out_of_its_header(subject in nasty(), name in nasty(), list in nasty(), text in nasty(), html in nasty()) {
        let mailer = MemoryMailer::new();
        let nasty = Mail {
            from: Address::new(name.clone(), "posta@example.it"),
            to: Address::new(name.clone(), "marta@example.it"),
            subject: subject.clone(),
            list_id: Some(ListId { name: list.clone(), id: "ict.example.it".to_owned() }),
            text: text.clone(),
            html,
            ..mail()
        };
        mailer.send(&nasty).unwrap();
        let letter = Letter::parse(&mailer.take()[0].raw);
        let names: Vec<&str> = letter.headers.iter().map(|(name, _)| name.as_str()).collect();
        prop_assert_eq!(names, [
            "Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe",
            "List-Unsubscribe-Post", "Auto-Submitted", "MIME-Version", "Content-Type",
        ]);
        prop_assert_eq!(&letter.subject, &seen(&subject));
        prop_assert_eq!(letter.to.trim(), before(&name, "<marta@example.it>"));
        prop_assert_eq!(letter.header("List-Id").unwrap_or_default(), before(&list, "<ict.example.it>"));
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(lines(&letter.text), lines(&text));
    }

    #[test]
    fn no_address_breaks_out_of_the_envelope(email in nasty()) {
        let mailer = MemoryMailer::new();
        match mailer.send(&Mail { to: Address::new("", email.clone()), ..mail() }) {
            Ok(_) => prop_assert_eq!(Letter::parse(&mailer.take()[0].raw).to, format!("<{email}>")),
            Err(failure) => prop_assert_eq!(failure, SendFailure::Permanent("recipient address invalid".to_owned())),
        }
    }
}
