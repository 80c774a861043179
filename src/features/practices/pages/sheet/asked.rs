//! The single fields of each page of the editor, and of the interview.

use std::sync::LazyLock;

use super::figures::{cup, figure, typed_figure, unavailable};
use super::{Offered, Page, lines};
use crate::features::practices::check::Section;
use crate::features::practices::content::{FactorNeed, Model, Need};
use crate::features::practices::{SECTION_MAX, SUMMARY_MAX, TITLE_MAX, Text};
use crate::features::unioni::Factor;

/// Values with their words, to choose one.
pub type Choices = fn(&Offered) -> Vec<(String, String)>;

/// How a field is filled in.
#[derive(Debug, Clone, Copy)]
pub enum Widget {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines: at most so many characters, and how many are seen.
    Lines(usize, usize),
    /// One of a list.
    Choice(Choices),
    /// Any of the topics, by their slugs with a space in between.
    Topics,
    /// A box to tick: `on` or nothing.
    Tick,
    /// Goes along unseen.
    Hidden,
}

/// A single field of a page.
pub(super) struct Single {
    pub(super) page: Page,
    /// The heading it stands under with its neighbours; empty for none.
    pub(super) under: &'static str,
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) widget: Widget,
    /// How what is kept is typed.
    pub(super) show: Show,
    /// Keeps what was typed, or says what to do.
    pub(super) set: Keep,
}

/// How what is kept is typed.
type Show = Box<dyn Fn(&Text, &Offered) -> String + Send + Sync>;
/// Keeps what was typed, or says what to do.
type Keep = Box<dyn Fn(&mut Text, &str, &Offered) -> Result<(), String> + Send + Sync>;

/// Where something is kept in a text.
struct Slot<T> {
    of: fn(&Text) -> &T,
    of_mut: fn(&mut Text) -> &mut T,
}

macro_rules! slot {
    ($($path:tt)+) => {
        Slot { of: |text| &text.$($path)+, of_mut: |text| &mut text.$($path)+ }
    };
}

/// A field that keeps nothing yet.
fn bare(name: &'static str, label: &'static str, hint: &'static str, widget: Widget) -> Single {
    Single {
        page: Page::Interview,
        under: "",
        name,
        label,
        hint,
        widget,
        show: Box::new(|_, _| String::new()),
        set: Box::new(|_, _, _| Ok(())),
    }
}

/// A field that keeps a text as it was typed.
fn words(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    widget: Widget,
    slot: Slot<String>,
) -> Single {
    Single {
        show: Box::new(move |text, _| (slot.of)(text).clone()),
        set: Box::new(move |text, typed, _| {
            typed.clone_into((slot.of_mut)(text));
            Ok(())
        }),
        ..bare(name, label, hint, widget)
    }
}

/// A field that keeps a figure.
fn number(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    slot: Slot<Option<i64>>,
) -> Single {
    Single {
        show: Box::new(move |text, _| typed_figure(*(slot.of)(text))),
        set: Box::new(move |text, typed, _| {
            *(slot.of_mut)(text) = figure(typed)?;
            Ok(())
        }),
        ..bare(name, label, hint, Widget::Line(30))
    }
}

/// A box that keeps a yes.
fn tick(name: &'static str, label: &'static str, slot: Slot<bool>) -> Single {
    Single {
        show: Box::new(move |text, _| if *(slot.of)(text) { "on" } else { "" }.to_owned()),
        set: Box::new(move |text, typed, _| {
            *(slot.of_mut)(text) = !typed.is_empty();
            Ok(())
        }),
        ..bare(name, label, "", Widget::Tick)
    }
}

/// A field in which every line is a thing of its own.
pub(super) fn by_lines(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    show: fn(&Text) -> String,
    set: fn(&mut Text, &str, &Offered),
) -> Single {
    Single {
        show: Box::new(move |text, _| show(text)),
        set: Box::new(move |text, typed, offered| {
            set(text, typed, offered);
            Ok(())
        }),
        ..bare(name, label, hint, BIG)
    }
}

/// Some fields of a page under one heading.
fn on(page: Page, under: &'static str, singles: impl IntoIterator<Item = Single>) -> Vec<Single> {
    let placed = singles.into_iter();
    placed
        .map(|single| Single {
            page,
            under,
            ..single
        })
        .collect()
}

const LONG: Widget = Widget::Lines(SECTION_MAX, 10);
const BIG: Widget = Widget::Lines(SECTION_MAX, 6);
const STORY: Widget = Widget::Lines(5_000, 4);
const FACT: Widget = Widget::Line(120);
const SENTENCE: Widget = Widget::Lines(1_000, 2);

/// The fields of a page, in their order.
pub(super) fn singles(page: Page) -> impl Iterator<Item = &'static Single> {
    static ALL: LazyLock<Vec<Single>> = LazyLock::new(|| {
        [
            brief(),
            told(),
            costs(),
            lessons(),
            fit(),
            last(),
            interview(),
        ]
        .into_iter()
        .flatten()
        .collect()
    });
    ALL.iter().filter(move |single| single.page == page)
}

#[rustfmt::skip]
fn brief() -> Vec<Single> {
    let page = Page::Section(Section::Brief);
    let mut fields = on(page, "", [
        words("titolo", "Titolo", "Meglio se con un verbo. Per esempio: mettere insieme la polizia locale", Widget::Line(TITLE_MAX), slot!(title)),
        words("riassunto", "La pratica in breve", "Che problema avevate e che cosa fate oggi?", Widget::Lines(SUMMARY_MAX, 4), slot!(summary)),
        topics(),
    ]);
    fields.extend(on(page, "I fatti, uguali per tutte le pratiche", [
        words("comuni", "Quanti comuni", "Per esempio: 5 su 7. Se è vuoto vale il numero dell’elenco delle unioni.", FACT, slot!(content.facts.comuni)),
        words("abitanti", "Quanti abitanti", "Per esempio: 10.172. Se è vuoto vale il numero dell’elenco delle unioni.", FACT, slot!(content.facts.inhabitants)),
        words("persone", "Persone dedicate", "Per esempio: 1 e mezza", FACT, slot!(content.facts.staff)),
        words("forma", "Forma giuridica", "Per esempio: conferimento di funzione", FACT, slot!(content.facts.legal_form)),
        words("fondi", "Fondi", "Per esempio: propri, Regione", FACT, slot!(content.facts.funding)),
        words("risparmio", "Risparmio", "Per esempio: 12.000 € l’anno secondo il nostro bilancio, oppure (stima)", FACT, slot!(content.facts.saving)),
    ]));
    fields
}

fn topics() -> Single {
    Single {
        show: Box::new(|text, offered| {
            let filed = offered
                .topics
                .iter()
                .filter(|topic| text.content.topics.contains(&topic.id));
            let slugs: Vec<&str> = filed.map(|topic| topic.slug.as_str()).collect();
            slugs.join(" ")
        }),
        set: Box::new(|text, typed, offered| {
            let slugs: Vec<&str> = typed.split_whitespace().collect();
            let known = |slug: &&str| offered.topics.iter().any(|topic| topic.slug == **slug);
            if !slugs.iter().all(known) {
                return Err("scegli gli argomenti tra quelli dell’elenco".to_owned());
            }
            let chosen = offered.topics.iter();
            text.content.topics = chosen
                .filter(|topic| slugs.contains(&topic.slug.as_str()))
                .map(|topic| topic.id)
                .collect();
            Ok(())
        }),
        ..bare("argomenti", "Argomenti", "", Widget::Topics)
    }
}

fn model() -> Single {
    let choices: Choices = |_| {
        let known = Model::ALL
            .iter()
            .map(|one| (one.to_string(), one.words().to_owned()));
        std::iter::once((String::new(), "non indicato".to_owned()))
            .chain(known)
            .collect()
    };
    Single {
        show: Box::new(|text, _| {
            text.content
                .model
                .map(|one| one.to_string())
                .unwrap_or_default()
        }),
        set: Box::new(|text, typed, _| {
            text.content.model = typed.parse().ok();
            Ok(())
        }),
        ..bare(
            "modello",
            "Modello",
            "Accentrato: un ufficio dell’unione lavora per tutti. Decentrato: lavorano i comuni, l’unione coordina.",
            Widget::Choice(choices),
        )
    }
}

#[rustfmt::skip]
fn told() -> Vec<Single> {
    let mut fields = on(Page::Section(Section::Context), "", [
        words("contesto", "Contesto", "La situazione di partenza. Per esempio: «Nel 2006 ogni comune aveva il suo server e nessun tecnico; la polizia locale era già insieme». Funzioni già associate, persone, perché avete cominciato.", LONG, slot!(content.context)),
    ]);
    fields.extend(on(Page::Section(Section::Organisation), "", [
        model(),
        words("organizzazione", "Organizzazione", "Chi fa che cosa, dove, come si dividono i costi. Per esempio: «Un ufficio unico in due stanze del comune più grande; ogni comune ha un referente; si paga per abitante».", LONG, slot!(content.organisation)),
    ]));
    fields.extend(on(Page::Section(Section::Choices), "", [
        words("scelte", "Soluzioni e scelte", "Che cosa avete messo in comune (rete, contratti, software, sicurezza); che cosa avete scartato, e perché. Per esempio: «Un solo gestionale; scartato il cloud di un solo fornitore perché l’uscita costava troppo».", LONG, slot!(content.choices)),
    ]));
    fields
}

#[rustfmt::skip]
fn costs() -> Vec<Single> {
    let page = Page::Section(Section::Costs);
    const FROM: &str = "Per esempio: 38.000";
    const TO: &str = "Vuoto se la cifra è una sola.";
    const NOTE: &str = "Per esempio: IVA esclusa, per cinque comuni";
    let mut fields = on(page, "Per cominciare, in euro", [
        number("avvio-da", "Da", FROM, slot!(content.spending.start.from)),
        number("avvio-a", "A", TO, slot!(content.spending.start.to)),
        tick("avvio-nd", "La cifra non è disponibile", slot!(content.spending.start.unavailable)),
        words("avvio-nota", "Che cosa comprende", NOTE, Widget::Line(200), slot!(content.spending.start.note)),
    ]);
    fields.extend(on(page, "Ogni anno, in euro", [
        number("annuo-da", "Da", FROM, slot!(content.spending.yearly.from)),
        number("annuo-a", "A", TO, slot!(content.spending.yearly.to)),
        tick("annuo-nd", "La cifra non è disponibile", slot!(content.spending.yearly.unavailable)),
        words("annuo-nota", "Che cosa comprende", NOTE, Widget::Line(200), slot!(content.spending.yearly.note)),
    ]));
    fields.extend(on(page, "Ore di lavoro del personale, ogni anno", [
        number("ore-da", "Da", "Per esempio: 400", slot!(content.spending.hours.from)),
        number("ore-a", "A", "Vuoto se il numero è uno solo.", slot!(content.spending.hours.to)),
        tick("ore-nd", "Il numero non è disponibile", slot!(content.spending.hours.unavailable)),
        words("ore-nota", "Che cosa comprende", "Per esempio: due persone a metà tempo", Widget::Line(200), slot!(content.spending.hours.note)),
    ]));
    fields.extend(on(page, "Il resto", [
        Single {
            show: Box::new(|text, _| text.content.spending.cup.clone()),
            set: Box::new(|text, typed, _| {
                text.content.spending.cup = cup(typed)?;
                Ok(())
            }),
            ..bare("cup", "CUP del progetto", "15 lettere e cifre, per esempio B51B21005740007. Vuoto se non c’è.", Widget::Line(20))
        },
        words("costi", "Costi e risorse, in parole", "Da dove vengono le cifre, fondi usati, come si dividono. Per esempio: «I primi due anni li ha pagati la Regione, poi 3 euro per abitante».", BIG, slot!(content.costs)),
    ]));
    fields
}

/// The three sentences to who begins now.
#[rustfmt::skip]
fn advice() -> [Single; 3] {
    [
        words("fate", "Fate", "Per esempio: partite dai contratti che scadono", SENTENCE, slot!(content.advice.go)),
        words("non-fate", "Non fate", "Per esempio: non cambiate tutti i programmi nello stesso anno", SENTENCE, slot!(content.advice.avoid)),
        words("chiedete", "Chiedete prima", "Per esempio: chi pagherà quando finisce il contributo", SENTENCE, slot!(content.advice.ask_first)),
    ]
}

#[rustfmt::skip]
fn lessons() -> Vec<Single> {
    let page = Page::Section(Section::Lessons);
    let mut fields = on(page, "Tre frasi a chi comincia adesso", advice());
    fields.extend(on(page, "", [
        words("lezioni", "Che altro avete imparato", "Che cosa rifareste diversamente? Per esempio: «Avremmo dovuto incontrare i dipendenti prima dei sindaci».", LONG, slot!(content.lessons)),
    ]));
    fields
}

fn need(factor: Factor, name: &'static str, label: &'static str) -> Single {
    let choices: Choices = |_| {
        let known = Need::ALL
            .iter()
            .map(|one| (one.to_string(), one.words().to_owned()));
        std::iter::once((String::new(), "non indicato".to_owned()))
            .chain(known)
            .collect()
    };
    Single {
        show: Box::new(move |text, _| {
            let mut factors = text.content.fit.factors.iter();
            factors
                .find(|one| one.factor == factor)
                .map(|one| one.need.to_string())
                .unwrap_or_default()
        }),
        set: Box::new(move |text, typed, _| {
            let factors = &mut text.content.fit.factors;
            factors.retain(|one| one.factor != factor);
            factors.extend(typed.parse().map(|need| FactorNeed { factor, need }).ok());
            factors.sort_by_key(|one| one.factor);
            Ok(())
        }),
        ..bare(name, label, "", Widget::Choice(choices))
    }
}

#[rustfmt::skip]
fn fit() -> Vec<Single> {
    let page = Page::Section(Section::Transferability);
    let mut fields = on(page, "Che cosa serve (i sette fattori abilitanti del Piano triennale)", [
        need(Factor::OtherFunction, "fattore-funzione", "Un’altra funzione già associata"),
        need(Factor::Size, "fattore-dimensione", "Una dimensione sufficiente"),
        need(Factor::LeadingBody, "fattore-guida", "Un ente che fa da guida"),
        need(Factor::PoliticalBacking, "fattore-politica", "Il presidio politico"),
        need(Factor::RegionSupport, "fattore-regione", "Il sostegno della Regione"),
        need(Factor::HomogeneousSoftware, "fattore-software", "Software omogenei nei comuni"),
        need(Factor::OwnInitiative, "fattore-iniziativa", "Un’iniziativa nata da dentro"),
    ]);
    fields.extend(on(page, "Per quale unione", [
        number("taglia-da", "Almeno quanti abitanti", "Per esempio: 5.000", slot!(content.fit.people_from)),
        number("taglia-a", "Al massimo quanti abitanti", "Vuoto se non c’è un massimo.", slot!(content.fit.people_to)),
        words("tempo", "Quanto tempo ci vuole, realisticamente", "Per esempio: due anni dalla prima delibera", Widget::Line(200), slot!(content.fit.time)),
    ]));
    fields.extend(on(page, "Che cosa si riusa", [
        words("cosi", "Che cosa si può prendere così com’è", "Per esempio: la convenzione e il regolamento", STORY, slot!(content.fit.as_is)),
        words("adattare", "Che cosa va adattato", "Per esempio: il riparto dei costi", STORY, slot!(content.fit.to_adapt)),
        words("non-copiare", "Che cosa è meglio non copiare", "Per esempio: le due sedi, che servivano solo a noi", STORY, slot!(content.fit.not_to_copy)),
        words("trasferibilita", "Che altro conta", "Per esempio: senza la fibra il centralino unico non funziona.", BIG, slot!(content.transferability)),
    ]));
    fields
}

#[rustfmt::skip]
fn last() -> Vec<Single> {
    let mut fields = on(Page::Section(Section::Contacts), "", [
        words("contatti", "Contatti", "L’ufficio a cui chiedere, non il nome di una persona: resta anche quando la persona cambia. Per esempio: Ufficio associato informatica, presso il comune capofila.", Widget::Lines(2_000, 4), slot!(content.contacts)),
    ]);
    fields.extend(on(Page::Section(Section::Sources), "", [
        words("fonti", "Fonti e voci critiche", "Atti, articoli, dati, uno per riga con il suo indirizzo; anche chi non è d’accordo. Per esempio: «- **Voce critica.** Un consigliere, sul giornale locale del 3 settembre: i risultati deludono. https://…»", LONG, slot!(content.sources)),
        words("avvertenza", "Avvertenza sulle fonti", "Solo se chi racconta non è l’unione. Per esempio: «Raccontata da fonti pubbliche, non ancora confermata dall’ente».", Widget::Lines(1_000, 3), slot!(content.source_note)),
    ]));
    fields
}

/// The costs as one hears them: a figure that nobody has is ticked as such, as long as the answer says so.
fn costs_heard() -> Single {
    let hint = "Scrivi le cifre come le senti, con da dove vengono. «Non disponibile» è una risposta: per tutte, o per una («Ogni anno: non disponibile»).";
    Single {
        show: Box::new(|text, _| text.content.costs.clone()),
        set: Box::new(|text, typed, _| {
            let (before, now) = (unavailable(&text.content.costs), unavailable(typed));
            let spending = &mut text.content.spending;
            for (amount, was, is) in [
                (&mut spending.start, before.start, now.start),
                (&mut spending.yearly, before.yearly, now.yearly),
                (&mut spending.hours, before.hours, now.hours),
            ] {
                if was != is && amount.from.is_none() && amount.to.is_none() {
                    amount.unavailable = is;
                }
            }
            typed.clone_into(&mut text.content.costs);
            Ok(())
        }),
        ..bare("costi", "Costi e risorse", hint, BIG)
    }
}

/// The nine questions of the half hour on the telephone: the sections 1 to 9 in order, each with few
/// big fields; what is a row elsewhere is a line here (`lines`).
#[rustfmt::skip]
fn interview() -> Vec<Single> {
    let ask = |question, fields: Vec<Single>| on(Page::Interview, question, fields);
    [
        ask("1. Che cosa c’era già quando avete cominciato?", vec![
            words("contesto", "Contesto", "Funzioni già associate, persone, perché è nata: una norma, un’occasione, un’emergenza.", BIG, slot!(content.context)),
        ]),
        ask("2. Com’è andata, dall’inizio a oggi? E quando vi siete fermati?", vec![lines::path()]),
        ask("3. Chi fa che cosa? «Dopo la digitalizzazione è necessaria la riorganizzazione del personale»: da voi?", vec![
            model(),
            words("organizzazione", "Organizzazione", "Ruoli, sede, riparto dei costi, rapporto con i singoli comuni.", BIG, slot!(content.organisation)),
        ]),
        ask("4. Che cosa avete messo in comune? Che cosa avete scartato, e perché?", vec![
            words("scelte", "Soluzioni e scelte", "Rete, contratti, software, sicurezza, acquisti.", BIG, slot!(content.choices)),
        ]),
        ask("5. Che cosa vi ha fermato? Che cosa rifareste diversamente?", vec![lines::obstacles()]),
        ask("6. Che cosa è migliorato, e come lo sapete?", vec![lines::benefits()]),
        ask("7. Quanto è costato, e quanto costa ogni anno?", vec![
            costs_heard(),
        ]),
        ask("8. Tre frasi a chi comincia adesso?", advice().into()),
        ask("9. Che cosa serve per rifarlo altrove? Che cosa non va copiato?", vec![
            words("trasferibilita", "Trasferibilità", "Dimensione, presidio politico, sostegno della Regione, software uguali, tempo realistico.", BIG, slot!(content.transferability)),
        ]),
    ]
    .into_iter()
    .flatten()
    .collect()
}
