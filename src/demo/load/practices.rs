//! Practices, each brought to its state by the acts that lead there.

use uuid::Uuid;

use super::{Loader, date};
use crate::demo::content::{self, Content, PracticeState, Source};
use crate::features::practices::check::Section;
use crate::features::practices::{self, Text, content as kept};
use crate::platform::actor::{Actor, Membership, TopicId};
use crate::platform::db::Tx;
use crate::platform::error::Result;

/// Who reviews and publishes.
const REVIEWER: &str = "chiara";

impl Loader<'_> {
    pub(super) fn practices(&mut self, content: &Content) -> Result<()> {
        for practice in &content.practices {
            let (id, number) = match &practice.earlier {
                None => self.at(practice.moment, |tx| self.add_practice(tx, practice))?,
                Some(earlier) => {
                    let added =
                        self.at(earlier.moment, |tx| self.add_earlier(tx, practice, earlier))?;
                    self.at(practice.moment, |tx| {
                        self.publish_again(tx, practice, earlier, added.1)
                    })?;
                    added
                }
            };
            if let Some(moment) = practice.verified {
                self.at(moment, |tx| {
                    let reviewer = self.actor(tx, REVIEWER)?;
                    practices::verify(tx, &reviewer, number, None, None, "")
                })?;
            }
            self.practices.insert(practice.key.clone(), (id, number));
        }
        Ok(())
    }

    fn add_practice(
        &self,
        tx: &mut Tx<'_>,
        practice: &content::Practice,
    ) -> Result<(practices::PracticeId, i64)> {
        let teller = self.teller(tx, practice)?;
        let text = self.text_of(practice)?;
        let (id, number) = self.write_practice(tx, practice, &teller, &text)?;
        let reviewer = self.actor(tx, REVIEWER)?;
        match practice.state {
            PracticeState::Draft => {}
            PracticeState::AwaitingConfirmation => {
                practices::send_to_confirm(tx, &teller, number, None)?;
            }
            PracticeState::InReview => {
                practices::submit(tx, &teller, number, None)?;
            }
            PracticeState::ToMend => {
                practices::submit(tx, &teller, number, None)?;
                practices::send_back(tx, &reviewer, number, None, notes(practice))?;
            }
            PracticeState::Published | PracticeState::Archived | PracticeState::Withdrawn => {
                practices::submit(tx, &teller, number, None)?;
                practices::publish(tx, &reviewer, number, None)?;
                if practice.state == PracticeState::Archived {
                    practices::archive(tx, &reviewer, number, None)?;
                }
                if practice.state == PracticeState::Withdrawn {
                    practices::withdraw(tx, &reviewer, number, None, &practice.reason)?;
                }
            }
        }
        Ok((id, number))
    }

    /// Publishes the first version of a practice that was published twice.
    fn add_earlier(
        &self,
        tx: &mut Tx<'_>,
        practice: &content::Practice,
        earlier: &content::Earlier,
    ) -> Result<(practices::PracticeId, i64)> {
        let teller = self.teller(tx, practice)?;
        let mut text = self.text_of(practice)?;
        text.content.phases.truncate(earlier.phases);
        text.content.costs.clone_from(&earlier.costs);
        text.content.lessons.clone_from(&earlier.lessons);
        let (id, number) = self.write_practice(tx, practice, &teller, &text)?;
        practices::submit(tx, &teller, number, None)?;
        let reviewer = self.actor(tx, REVIEWER)?;
        practices::publish(tx, &reviewer, number, None)?;
        Ok((id, number))
    }

    /// Publishes the present text of a practice that was published before.
    fn publish_again(
        &self,
        tx: &mut Tx<'_>,
        practice: &content::Practice,
        earlier: &content::Earlier,
        number: i64,
    ) -> Result<()> {
        let teller = self.teller(tx, practice)?;
        let seen = practices::find(tx, &teller, number)?.lock_version;
        practices::save(tx, &teller, number, seen, &self.text_of(practice)?)?;
        practices::versions::note_change(tx, &teller, number, &earlier.change)?;
        practices::submit(tx, &teller, number, None)?;
        let reviewer = self.actor(tx, REVIEWER)?;
        practices::publish(tx, &reviewer, number, None)?;
        Ok(())
    }

    /// Begins a practice and writes its whole text.
    fn write_practice(
        &self,
        tx: &mut Tx<'_>,
        practice: &content::Practice,
        teller: &Actor,
        text: &Text,
    ) -> Result<(practices::PracticeId, i64)> {
        let new = practices::NewPractice {
            unione: self.body(&practice.unione)?,
            title: text.title.clone(),
            summary: text.summary.clone(),
            topics: text.content.topics.clone(),
        };
        let drafted = practices::draft(tx, teller, new)?;
        practices::save(tx, teller, drafted.number, drafted.lock_version, text)?;
        Ok((drafted.id, drafted.number))
    }

    fn text_of(&self, practice: &content::Practice) -> Result<Text> {
        Ok(Text {
            title: practice.title.clone(),
            summary: practice.summary.clone(),
            content: self.words_of(practice, self.topics_of(&practice.topics)?)?,
        })
    }

    /// Who tells a practice. The true one is told by a facilitatrice from public sources, which it
    /// says; its Unione is not here to confirm it, so that she writes it as one of its people would.
    fn teller(&self, tx: &mut Tx<'_>, practice: &content::Practice) -> Result<Actor> {
        let actor = self.actor(tx, &practice.author)?;
        let Some(id) = actor.id().filter(|_| practice.source_note.is_some()) else {
            return Ok(actor);
        };
        let unione = self.body(&practice.unione)?;
        let mut memberships = actor.memberships().to_vec();
        memberships.push(Membership {
            body: unione,
            body_name: String::new(),
            body_number: 0,
            is_unione: true,
            region: None,
            unioni: vec![unione],
            job_title: String::new(),
            offices: Vec::new(),
        });
        Ok(Actor::person(
            id,
            actor.name().to_owned(),
            actor.is_admin(),
            memberships,
        ))
    }
}

/// What a practice is sent back with: remarks beside the sections they are about.
fn notes(practice: &content::Practice) -> practices::Notes {
    let mut notes = practices::Notes::default();
    for note in &practice.note {
        let section = match note.section.as_str() {
            "benefit" => Some(Section::Benefits),
            "phase" => Some(Section::Path),
            _ => None,
        };
        match section {
            Some(section) => notes.remarks.push((section, note.text.clone())),
            None if notes.whole.is_empty() => notes.whole.clone_from(&note.text),
            None => {
                notes.whole.push_str("\n\n");
                notes.whole.push_str(&note.text);
            }
        }
    }
    notes
}

impl Loader<'_> {
    fn words_of(
        &self,
        practice: &content::Practice,
        topics: Vec<TopicId>,
    ) -> Result<kept::PracticeContent> {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let phases = practice.phase.iter().zip(1..);
        let benefits = practice.benefit.iter().map(|one| self.benefit(one));
        let documents = practice.document.iter().map(|one| self.attached(one));
        Ok(kept::PracticeContent {
            topics,
            facts: practice.facts.clone(),
            context: or_empty(&practice.context),
            phases: phases
                .map(|(one, key)| phase(one, key))
                .collect::<Result<_>>()?,
            model: practice.model,
            organisation: or_empty(&practice.organisation),
            choices: or_empty(&practice.choices),
            obstacles: practice.obstacle.iter().map(obstacle).collect(),
            benefits: benefits.collect::<Result<_>>()?,
            spending: practice.spending.clone(),
            costs: or_empty(&practice.costs),
            advice: practice.advice.clone(),
            lessons: or_empty(&practice.lessons),
            fit: practice.fit.clone(),
            transferability: or_empty(&practice.transferability),
            documents: documents.collect::<Result<_>>()?,
            contacts: or_empty(&practice.contact),
            sources: practice
                .source
                .iter()
                .map(source)
                .collect::<Vec<_>>()
                .join("\n"),
            source_note: or_empty(&practice.source_note),
        })
    }

    fn attached(&self, attached: &content::Attached) -> Result<kept::Attached> {
        Ok(kept::Attached {
            document: self.document(&attached.key)?,
            phase: attached.phase,
            note: attached.note.clone(),
        })
    }

    fn benefit(&self, benefit: &content::Benefit) -> Result<kept::Benefit> {
        use content::Evidence;
        let evidence = match benefit.evidence {
            Evidence::Measured => kept::Evidence::Measured,
            Evidence::Estimated => kept::Evidence::Estimated,
            Evidence::Perceived => kept::Evidence::Perceived,
            Evidence::Declared => kept::Evidence::Declared,
        };
        let proof = benefit.document.as_ref().map(|key| self.document(key));
        Ok(kept::Benefit {
            what: benefit.text.clone(),
            before: benefit.before.clone().unwrap_or_default(),
            after: benefit.after.clone().unwrap_or_default(),
            period: benefit.period.clone(),
            source: benefit.source.clone().unwrap_or_default(),
            document: proof.transpose()?,
            ..kept::Benefit::of(evidence)
        })
    }

    fn document(&self, key: &str) -> Result<Uuid> {
        let (id, _) = self
            .documents
            .get(key)
            .ok_or_else(|| anyhow::anyhow!("demo: no document is called {key}"))?;
        Ok(id.0)
    }
}

fn phase(phase: &content::Phase, key: kept::PhaseKey) -> Result<kept::Phase> {
    use content::{PhaseKind, StopCause};
    let kind = match phase.kind {
        PhaseKind::Ricognizione => kept::PhaseKind::Survey,
        PhaseKind::Progettazione => kept::PhaseKind::Design,
        PhaseKind::Implementazione => kept::PhaseKind::Rollout,
        PhaseKind::Gestione => kept::PhaseKind::Operation,
        PhaseKind::Espansione => kept::PhaseKind::Expansion,
        PhaseKind::Stasi => kept::PhaseKind::Stall,
        PhaseKind::Ripartenza => kept::PhaseKind::Restart,
    };
    Ok(kept::Phase {
        key,
        title: phase.title.clone(),
        from: phase.from.map(date).transpose()?,
        to: phase.until.map(date).transpose()?,
        what: phase.text.clone(),
        cause: phase.stopped_by.map(|cause| match cause {
            StopCause::ChangeOfAdministration => kept::StallCause::AdministrationChange,
            StopCause::LackOfStaff => kept::StallCause::LackOfStaff,
            StopCause::LackOfFunds => kept::StallCause::LackOfFunds,
            StopCause::ComuneLeft => kept::StallCause::ComuneLeft,
            StopCause::Supplier => kept::StallCause::Supplier,
            StopCause::Law => kept::StallCause::Law,
            StopCause::Emergency => kept::StallCause::Emergency,
            StopCause::Other => kept::StallCause::Other,
        }),
        ongoing: phase.ongoing,
        unlocked_by: phase.unlocked_by.clone().unwrap_or_default(),
        who: phase.who.clone(),
        support: phase.support.clone(),
        ..kept::Phase::of(kind)
    })
}

fn obstacle(obstacle: &content::Obstacle) -> kept::Obstacle {
    use content::{ObstacleKind, ObstacleState};
    let kind = match obstacle.kind {
        ObstacleKind::Political => kept::ObstacleKind::Political,
        ObstacleKind::Organisational => kept::ObstacleKind::Organisational,
        ObstacleKind::Staff => kept::ObstacleKind::Staff,
        ObstacleKind::Technical => kept::ObstacleKind::Technical,
        ObstacleKind::Financial => kept::ObstacleKind::Financial,
        ObstacleKind::Legal => kept::ObstacleKind::Legal,
        ObstacleKind::Supplier => kept::ObstacleKind::Supplier,
    };
    kept::Obstacle {
        what: obstacle.text.clone(),
        done: obstacle.done.clone().unwrap_or_default(),
        outcome: match obstacle.state {
            ObstacleState::Solved => kept::Outcome::Solved,
            ObstacleState::Eased => kept::Outcome::Eased,
            ObstacleState::Open => kept::Outcome::Open,
            ObstacleState::Unknown => kept::Outcome::Unknown,
        },
        phase: obstacle.phase,
        ..kept::Obstacle::of(kind)
    }
}

/// A source as a line of a list: title, who published it and when, what it says.
fn source(source: &Source) -> String {
    let mut line = String::from("- ");
    if source.critical {
        line.push_str("**Voce critica.** ");
    }
    line.push_str(&source.title);
    for part in [
        source.publisher.clone(),
        source
            .date
            .and_then(|day| date(day).ok())
            .map(|day| day.to_string()),
    ]
    .into_iter()
    .flatten()
    {
        line.push_str(", ");
        line.push_str(&part);
    }
    if let Some(says) = &source.says {
        line.push_str(": ");
        line.push_str(says);
    }
    if let Some(url) = &source.url {
        line.push(' ');
        line.push_str(url);
    }
    line
}
