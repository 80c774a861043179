//! What of a text belongs to one page of the editor: so that two people who write on two pages do not
//! disturb each other, and two on one page are told.

use std::collections::HashSet;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::Text;
use super::check::Section;
use super::content::{PhaseKey, PracticeContent};

/// A short text that changes whenever anything in these sections does.
pub fn fingerprint(sections: &[Section], text: &Text) -> String {
    let mut digest = Sha256::new();
    for section in sections {
        digest.update(portion(*section, text).to_string());
        digest.update([0]);
    }
    data_encoding::HEXLOWER.encode(&digest.finalize()[..16])
}

/// The sections, among these, in which the two texts differ.
pub fn changed(sections: &[Section], one: &Text, other: &Text) -> Vec<Section> {
    let differ = |section: &&Section| portion(**section, one) != portion(**section, other);
    sections.iter().filter(differ).copied().collect()
}

fn portion(section: Section, text: &Text) -> serde_json::Value {
    let content = &text.content;
    match section {
        Section::Brief => json!([text.title, text.summary, content.topics, content.facts]),
        Section::Context => json!(content.context),
        Section::Path => json!(content.phases),
        Section::Organisation => json!([content.model, content.organisation]),
        Section::Choices => json!(content.choices),
        Section::Obstacles => json!(content.obstacles),
        Section::Benefits => json!(content.benefits),
        Section::Costs => json!([content.spending, content.costs]),
        Section::Lessons => json!([content.advice, content.lessons]),
        Section::Transferability => json!([content.fit, content.transferability]),
        Section::Documents => json!(content.documents),
        Section::Contacts => json!(content.contacts),
        Section::Sources => json!([content.sources, content.source_note]),
        Section::Review => json!(null),
    }
}

/// Takes a section of one text over into another.
pub fn copy(section: Section, from: &Text, into: &mut Text) {
    let (new, content) = (from.content.clone(), &mut into.content);
    match section {
        Section::Brief => {
            into.title.clone_from(&from.title);
            into.summary.clone_from(&from.summary);
            content.topics = new.topics;
            content.facts = new.facts;
        }
        Section::Context => content.context = new.context,
        Section::Path => content.phases = new.phases,
        Section::Organisation => {
            content.model = new.model;
            content.organisation = new.organisation;
        }
        Section::Choices => content.choices = new.choices,
        Section::Obstacles => content.obstacles = new.obstacles,
        Section::Benefits => content.benefits = new.benefits,
        Section::Costs => {
            content.spending = new.spending;
            content.costs = new.costs;
        }
        Section::Lessons => {
            content.advice = new.advice;
            content.lessons = new.lessons;
        }
        Section::Transferability => {
            content.fit = new.fit;
            content.transferability = new.transferability;
        }
        Section::Documents => content.documents = new.documents,
        Section::Contacts => content.contacts = new.contacts,
        Section::Sources => {
            content.sources = new.sources;
            content.source_note = new.source_note;
        }
        Section::Review => {}
    }
}

/// Gives every phase a key of its own, and lets go of phases that are no more: an obstacle or a
/// document whose phase was taken away has none.
pub fn settle(content: &mut PracticeContent) {
    let mut known: HashSet<PhaseKey> = HashSet::new();
    let mut last = content
        .phases
        .iter()
        .map(|phase| phase.key)
        .max()
        .unwrap_or(0);
    for phase in &mut content.phases {
        if phase.key == 0 || !known.insert(phase.key) {
            last += 1;
            phase.key = last;
            known.insert(last);
        }
    }
    let lives = |phase: &PhaseKey| known.contains(phase);
    for obstacle in &mut content.obstacles {
        obstacle.phase = obstacle.phase.filter(lives);
    }
    for attached in &mut content.documents {
        attached.phase = attached.phase.filter(lives);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::check::WRITTEN;
    use crate::features::practices::content::{
        Advice, Attached, Benefit, Evidence, Fit, Model, Obstacle, ObstacleKind, Phase, PhaseKind,
        Spending,
    };

    /// A text in which every section says something.
    fn full() -> Text {
        let mut text = Text {
            title: "t".into(),
            summary: "s".into(),
            ..Text::default()
        };
        text.content = PracticeContent {
            context: "contesto".into(),
            phases: vec![Phase::of(PhaseKind::Survey)],
            model: Some(Model::Centralised),
            choices: "scelte".into(),
            obstacles: vec![Obstacle::of(ObstacleKind::Legal)],
            benefits: vec![Benefit::of(Evidence::Measured)],
            spending: Spending {
                cup: "x".into(),
                ..Spending::default()
            },
            advice: Advice {
                go: "via".into(),
                ..Advice::default()
            },
            fit: Fit {
                time: "un anno".into(),
                ..Fit::default()
            },
            documents: vec![Attached {
                document: uuid::Uuid::nil(),
                phase: None,
                note: String::new(),
            }],
            contacts: "ufficio".into(),
            source_note: "fonti pubbliche".into(),
            ..PracticeContent::default()
        };
        text
    }

    #[test]
    fn every_part_of_a_text_belongs_to_one_section() {
        let (full, mut copied) = (full(), Text::default());
        for (at, section) in WRITTEN.iter().enumerate() {
            assert_eq!(changed(WRITTEN, &full, &copied).len(), WRITTEN.len() - at);
            let before = fingerprint(&[*section], &copied);
            copy(*section, &full, &mut copied);
            assert_ne!(fingerprint(&[*section], &copied), before, "{section}");
        }
        assert_eq!(copied, full);
    }

    #[test]
    fn phases_keep_their_keys_and_what_pointed_to_one_that_is_gone_lets_go() {
        let mut content = full().content;
        let phase = |key| Phase {
            key,
            ..Phase::of(PhaseKind::Survey)
        };
        content.phases = vec![phase(3), phase(0), phase(3), phase(1)];
        content.obstacles[0].phase = Some(3);
        content.documents[0].phase = Some(2);
        settle(&mut content);
        let keys: Vec<PhaseKey> = content.phases.iter().map(|phase| phase.key).collect();
        assert_eq!(keys, [3, 4, 5, 1]);
        assert_eq!(content.obstacles[0].phase, Some(3));
        assert_eq!(content.documents[0].phase, None);
        let settled = content.clone();
        settle(&mut content);
        assert_eq!(content, settled);
    }
}
