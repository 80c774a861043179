//! Bodies and people.

use std::collections::HashMap;

use super::{Loader, date};
use crate::demo::content::{Body, BodyKind, Content, Moment, Office, Person};
use crate::features::people::{self, NewPerson, PersonState};
use crate::features::subscriptions::{self, Frequency};
use crate::features::topics;
use crate::features::unioni::{
    self, Facts, NewAdesione, NewBody, NewComune, Population, SharedFunction, Software, inventory,
};
use crate::platform::actor::{BodyId, OfficeKind, Scope};
use crate::platform::db::Tx;
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

/// Everybody was there before anything else happened.
const BEFORE: Moment = Moment::DaysAgo(400);

impl Loader<'_> {
    pub(super) fn cast(&mut self, content: &Content) -> Result<()> {
        self.topics = self
            .app
            .db
            .read(topics::all)?
            .into_iter()
            .map(|topic| (topic.slug, topic.id))
            .collect();
        for body in &content.bodies {
            let id = self.at(BEFORE, |tx| self.add_body(tx, body))?;
            self.bodies.insert(body.key.clone(), id);
        }
        for person in &content.people {
            let id = self.at(BEFORE, |tx| self.add_person(tx, person))?;
            self.people.insert(person.key.clone(), id);
        }
        self.inventories(content)?;
        let entries: Vec<&str> = content
            .people
            .iter()
            .filter(|person| person.entry.is_some())
            .map(|person| person.email.as_str())
            .collect();
        self.at(BEFORE, |tx| people::offer_to_be(tx, &entries))
    }

    fn add_body(&self, tx: &mut Tx<'_>, body: &Body) -> Result<crate::platform::actor::BodyId> {
        let kind = match body.kind {
            BodyKind::Unione => unioni::BodyKind::Unione,
            BodyKind::Other => unioni::BodyKind::Other,
        };
        let id = unioni::add(
            tx,
            &NewBody {
                kind,
                name: body.name.clone(),
                ipa_code: body.ipa_code.clone(),
                region: body.region.clone(),
                province: body.province.clone(),
                example: body.invented,
            },
        )?;
        if kind != unioni::BodyKind::Unione {
            return Ok(id);
        }
        let mut comuni: HashMap<&str, BodyId> = HashMap::new();
        for comune in &body.comune {
            let new = NewComune {
                name: comune.name.clone(),
                istat_code: comune.istat.clone(),
                cadastral_code: comune.cadastral.clone(),
                region: body.region.clone(),
                province: body.province_code.clone(),
                example: body.invented,
            };
            let comune_id = unioni::add_comune(tx, &new)?;
            comuni.insert(&comune.name, comune_id);
            unioni::join_comune(
                tx,
                id,
                comune_id,
                &NewAdesione {
                    since: comune.from.map(date).transpose()?,
                    until: comune.until.map(date).transpose()?,
                    source: comune.note.clone().unwrap_or_default(),
                    act: comune.act.clone(),
                    leaving_reason: comune.leaving_reason.clone(),
                },
            )?;
        }
        for population in &body.population {
            let mut source = population.source.clone();
            if population.approximate {
                source = format!("{}; numero approssimato", source.trim_end_matches('.'));
            }
            let counted = Population {
                people: i64::from(population.value),
                counted: date(population.date)?,
                source,
            };
            unioni::add_population(tx, id, &counted)?;
        }
        for function in &body.function {
            let topic = self.topics.get(&function.topic).copied();
            let shared = SharedFunction {
                name: function.name.clone(),
                topic,
                since: function.from.map(date).transpose()?,
                until: None,
                model: function.model,
                deed: function.deed.clone(),
                comuni: function
                    .comuni
                    .iter()
                    .filter_map(|name| comuni.get(name.as_str()).copied())
                    .collect(),
                source: function.source.clone().unwrap_or_default(),
            };
            unioni::add_shared_function(tx, id, &shared)?;
        }
        let facts = Facts {
            name: body.name.clone(),
            other_names: body.other_names.join("\n"),
            ipa_code: body.ipa_code.clone().unwrap_or_default(),
            region: body.region.clone().unwrap_or_default(),
            province: body.province.clone().unwrap_or_default(),
            seat_comune: body
                .seat
                .as_ref()
                .and_then(|seat| comuni.get(seat.as_str()).copied()),
            seat: body.seat.clone().unwrap_or_default(),
            legal_form: body.legal_form,
            activity: body.activity,
            altitude: body.altitude,
            rtd: body
                .rtd
                .as_ref()
                .map(|rtd| rtd.office.clone())
                .unwrap_or_default(),
            rtd_since: match &body.rtd {
                Some(rtd) => rtd.from.map(date).transpose()?,
                None => None,
            },
            rtd_shared: body.rtd.as_ref().and_then(|rtd| rtd.shared),
            description: body.description.clone(),
            source: body.source_note.clone().unwrap_or_default(),
            ..Facts::default()
        };
        let software: Vec<Software> = body
            .software
            .iter()
            .map(|piece| Software {
                area: piece.area,
                name: piece.name.clone(),
                supplier: piece.supplier.clone(),
            })
            .collect();
        unioni::set_software(tx, id, &software)?;
        unioni::set_factors(tx, id, &body.factors)?;
        unioni::describe(tx, id, &facts)?;
        Ok(id)
    }

    /// What is already there in the Comuni, taken in from the table of whoever answers for the Unione.
    fn inventories(&self, content: &Content) -> Result<()> {
        for body in &content.bodies {
            let Some(told) = &body.inventory else {
                continue;
            };
            let id = self.body(&body.key)?;
            self.at(Moment::DaysAgo(40), |tx| {
                let actor = self.actor(tx, &told.by)?;
                let brief = unioni::briefs(tx, &[id])?
                    .remove(&id)
                    .ok_or_else(|| anyhow::anyhow!("demo: {} is not there", body.key))?;
                let unione = unioni::find(tx, brief.number)?;
                let known = inventory::to_write(tx, &actor, &unione)?;
                let sheet = inventory::table::read(told.table.as_bytes(), &known)
                    .map_err(|fault| anyhow::anyhow!("demo: {}: {fault:?}", body.key))?;
                if !sheet.bad.is_empty() {
                    return Err(anyhow::anyhow!("demo: {}: {:?}", body.key, sheet.bad).into());
                }
                inventory::take_in(tx, &actor, &unione, &sheet.lines)?;
                inventory::open_to(tx, &actor, &unione, told.reach)
            })?;
        }
        Ok(())
    }

    fn add_person(
        &self,
        tx: &mut Tx<'_>,
        person: &Person,
    ) -> Result<crate::platform::actor::PersonId> {
        let id = people::add(
            tx,
            &NewPerson {
                given_name: person.name.clone(),
                family_name: person.surname.clone(),
                email: person.email.clone(),
                state: PersonState::Active,
                admin: person.administrator,
            },
        )?;
        for membership in &person.membership {
            let joined = people::join(tx, id, self.body(&membership.body)?, &membership.title)?;
            for office in &membership.office {
                match office {
                    Office::Referente => {
                        people::grant(tx, joined, OfficeKind::Referente, &Scope::Site)?
                    }
                    Office::UnioneManager => {
                        people::grant(tx, joined, OfficeKind::UnioneManager, &Scope::Site)?
                    }
                    Office::Facilitatore { region } => {
                        let scope = region.clone().map_or(Scope::Site, Scope::Region);
                        people::grant(tx, joined, OfficeKind::Facilitatore, &scope)?;
                    }
                    Office::Mentore { topics } => {
                        for (id, slug) in self.topics_of(topics)?.into_iter().zip(topics) {
                            people::grant(
                                tx,
                                joined,
                                OfficeKind::Mentore,
                                &Scope::Topic {
                                    id,
                                    within: vec![id],
                                    slug: slug.clone(),
                                },
                            )?;
                        }
                    }
                }
            }
        }
        Ok(id)
    }

    /// Nobody enters as an office of a true body: once all is loaded, these only sign what they said.
    pub(super) fn close_the_true_offices(&self, content: &Content) -> Result<()> {
        for person in content.people.iter().filter(|person| !person.signs_in) {
            let id = self.person(&person.key)?;
            self.app
                .write_now(|tx| people::set_state(tx, id, PersonState::System))?;
        }
        Ok(())
    }

    /// Who follows what, from now on: nobody is written to about what was there before.
    pub(super) fn follows(&self, content: &Content) -> Result<()> {
        for person in &content.people {
            let topics = self
                .topics_of(&person.follows_topics)?
                .into_iter()
                .map(|id| Subject::new(SubjectKind::Topic, id));
            let mut subjects: Vec<Subject> = topics.collect();
            for key in &person.follows_unioni {
                subjects.push(Subject::new(SubjectKind::Unione, self.body(key)?));
            }
            for key in &person.follows_practices {
                if let Some((id, _)) = self.practices.get(key) {
                    subjects.push(Subject::new(SubjectKind::Practice, *id));
                }
            }
            self.app.write_now(|tx| {
                let actor = self.actor(tx, &person.key)?;
                for subject in &subjects {
                    subscriptions::follow(tx, &actor, *subject, Frequency::AtOnce)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}
