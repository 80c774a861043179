//! What one needs to do the same, for everybody and for the Unione of who reads.

use crate::features::practices::content::PracticeContent;
use crate::features::practices::fits::{
    Condition, Own, Verdict, conditions, in_words, people_in_words,
};
use crate::features::unioni::directory::{Directory, Listed};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::text::{capitalised, to_html};

/// What a practice asks for, as a checklist, and what of it can be taken over.
pub struct Checklist {
    /// What, and how much it matters.
    pub asked: Vec<(String, String)>,
    /// What can be taken as it is, what is to be adapted, what is better not copied.
    pub parts: Vec<(&'static str, String)>,
    pub text: String,
}

impl Checklist {
    /// The checklist of a text.
    pub fn of(content: &PracticeContent) -> Checklist {
        let fit = &content.fit;
        let mut asked: Vec<(String, String)> = fit
            .factors
            .iter()
            .map(|one| (capitalised(one.factor.words()), one.need.words().to_owned()))
            .collect();
        asked.extend(
            [
                ("Abitanti", people_in_words(fit)),
                ("Tempo realistico", fit.time.clone()),
            ]
            .into_iter()
            .filter(|(_, told)| !told.is_empty())
            .map(|(name, told)| (name.to_owned(), told)),
        );
        let parts = [
            ("Da riusare così com’è", &fit.as_is),
            ("Da adattare", &fit.to_adapt),
            ("Da non copiare", &fit.not_to_copy),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(title, text)| (title, to_html(text)))
        .collect();
        Checklist {
            asked,
            parts,
            text: to_html(&content.transferability),
        }
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.parts.is_empty() && self.text.is_empty()
    }
}

/// How a practice fits the Unione of who reads.
pub struct ForUnione {
    pub name: String,
    /// Its page, or the page that changes it for who may.
    pub profile_url: String,
    pub may_complete: bool,
    pub summary: String,
    pub conditions: Vec<ConditionItem>,
    /// The other Unioni of this person.
    pub others: Vec<OtherUnione>,
}

/// A condition of the practice, as it stands there.
pub struct ConditionItem {
    pub class: &'static str,
    pub symbol: &'static str,
    pub verdict: &'static str,
    pub what: &'static str,
    pub need: &'static str,
    pub reason: String,
}

/// Another Unione of who reads.
pub struct OtherUnione {
    pub number: i64,
    pub name: String,
}

impl ForUnione {
    /// For the Unione of this number, or else the first of those this person belongs to; none for
    /// who belongs to no other than the teller, and for a practice that names no condition.
    pub fn of(
        content: &PracticeContent,
        directory: &Directory,
        actor: &Actor,
        teller: Option<BodyId>,
        wanted: Option<i64>,
    ) -> Option<ForUnione> {
        let unioni = own_unioni(directory, actor, teller);
        let wanted = unioni.iter().find(|one| Some(one.brief.number) == wanted);
        let own = wanted.or(unioni.first())?;
        let found = conditions(&content.fit, &Own::of(own));
        if found.is_empty() {
            return None;
        }
        let may_complete = actor.manages(own.brief.id);
        let others = unioni.iter().filter(|one| one.brief.id != own.brief.id);
        Some(ForUnione {
            name: own.brief.name.clone(),
            profile_url: if may_complete {
                format!("/unioni/{}/modifica", own.brief.number)
            } else {
                own.brief.url()
            },
            may_complete,
            summary: format!("Condizioni: {}.", in_words(&found)),
            conditions: found.into_iter().map(ConditionItem::of).collect(),
            others: others
                .map(|one| OtherUnione {
                    number: one.brief.number,
                    name: one.brief.name.clone(),
                })
                .collect(),
        })
    }
}

/// The Unioni this person belongs to, each once, the main one first, without the teller's.
fn own_unioni<'a>(
    directory: &'a Directory,
    actor: &Actor,
    teller: Option<BodyId>,
) -> Vec<&'a Listed> {
    let mut seen: Vec<BodyId> = teller.into_iter().collect();
    let mut unioni = Vec::new();
    for id in actor.unioni() {
        if !seen.contains(&id) {
            seen.push(id);
            unioni.extend(directory.get(id));
        }
    }
    unioni
}

impl ConditionItem {
    fn of(condition: Condition) -> ConditionItem {
        let (class, symbol, verdict) = match condition.verdict {
            Verdict::Met => ("esito-si", "check-circle", "C’è"),
            Verdict::Unmet => ("esito-no", "close-circle", "Manca"),
            Verdict::Unknown => ("esito-ignoto", "help-circle", "Non si sa"),
        };
        ConditionItem {
            class,
            symbol,
            verdict,
            what: condition.what,
            need: condition.need.map_or("", |need| need.words()),
            reason: condition.reason,
        }
    }
}
