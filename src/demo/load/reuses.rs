//! Reuses, each brought to its state by what was said and asked.

use chrono::{Datelike, Duration};

use super::Loader;
use crate::demo::content::{self, Content, ReuseAct};
use crate::features::reuses::{self, Declared, ReuseState, Said};
use crate::platform::dates::{PartialDate, in_rome};
use crate::platform::db::Tx;
use crate::platform::error::Result;

impl Loader<'_> {
    pub(super) fn reuses(&self, content: &Content) -> Result<()> {
        for reuse in &content.reuses {
            let number = self.declare(reuse)?;
            for step in &reuse.step {
                self.step(reuse, number, step)?;
            }
        }
        Ok(())
    }

    fn declare(&self, reuse: &content::Reuse) -> Result<i64> {
        let unione = self.body(&reuse.unione)?;
        let practice = self.practices.get(&reuse.practice);
        let (_, practice) = *practice
            .ok_or_else(|| anyhow::anyhow!("demo: no practice is called {}", reuse.practice))?;
        self.at(reuse.moment, |tx| {
            let actor = self.actor(tx, &reuse.author)?;
            let said = self.said(&reuse.said);
            let (Declared::New(url) | Declared::Before(url)) =
                reuses::declare(tx, &actor, practice, unione, &said)?;
            let number = url.rsplit('/').next().and_then(|text| text.parse().ok());
            Ok(number.ok_or_else(|| anyhow::anyhow!("demo: {url} has no number"))?)
        })
    }

    fn step(&self, reuse: &content::Reuse, number: i64, step: &content::ReuseStep) -> Result<()> {
        self.at(step.moment, |tx| {
            match (step.act, &step.said) {
                (ReuseAct::Asked, _) => {
                    reuses::ask_due(tx)?;
                }
                (ReuseAct::Told, Some(said)) => self.tell(tx, reuse, number, said)?,
                (ReuseAct::Answered, Some(said)) => self.answer_round(tx, reuse, number, said)?,
                (act, None) => {
                    return Err(anyhow::anyhow!("demo: {act:?} of {number} says nothing").into());
                }
            }
            Ok(())
        })
    }

    fn tell(
        &self,
        tx: &mut Tx<'_>,
        reuse: &content::Reuse,
        number: i64,
        said: &content::ReuseSaid,
    ) -> Result<()> {
        let actor = self.actor(tx, &reuse.author)?;
        let seen = reuses::find(tx, &actor, number)?.lock_version;
        reuses::tell(tx, &actor, number, seen, &self.said(said))?;
        Ok(())
    }

    fn answer_round(
        &self,
        tx: &mut Tx<'_>,
        reuse: &content::Reuse,
        number: i64,
        said: &content::ReuseSaid,
    ) -> Result<()> {
        let actor = self.actor(tx, &reuse.author)?;
        let found = reuses::find(tx, &actor, number)?;
        let round = reuses::rounds_of(tx, found.id)?
            .pop()
            .ok_or_else(|| anyhow::anyhow!("demo: {number} was not asked"))?;
        reuses::answer(tx, &actor, round.id, found.lock_version, &self.said(said))?;
        Ok(())
    }

    fn said(&self, said: &content::ReuseSaid) -> Said {
        use content::ReuseState as Told;
        let since = said.since_days_ago.and_then(|days| {
            let day = in_rome(self.app.clock.now() - Duration::days(i64::from(days)));
            PartialDate::new(day.year(), Some(day.month()), None)
        });
        Said {
            state: match said.state {
                Told::Interested => ReuseState::Interested,
                Told::Evaluating => ReuseState::Evaluating,
                Told::Adapting => ReuseState::Adapting,
                Told::Adopted => ReuseState::Adopted,
                Told::Running => ReuseState::Running,
                Told::Stopped => ReuseState::Stopped,
                Told::Abandoned => ReuseState::Abandoned,
            },
            since,
            reason: said.reason.clone(),
            changed: said.changed.clone(),
            failed: said.failed.clone(),
            documents: Vec::new(),
        }
    }
}
