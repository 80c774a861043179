//! What a page for review showed, carried by its forms: who decides on something else than it saw is
//! told what changed meanwhile.

use crate::features::documents::{Document, Reach, Shown, Version, VersionId};
use crate::platform::web::fields::Fields;

/// What stands in the hidden fields of the forms.
pub struct Seen {
    pub lock_version: i32,
    pub version_id: String,
    pub title: String,
    /// A mark of the description, which is too long to be carried twice.
    pub description: String,
    pub reach: &'static str,
    pub version: i32,
}

impl Seen {
    /// What the page shows now.
    pub fn of(document: &Document, versions: &[Version]) -> Seen {
        Seen {
            lock_version: document.lock_version,
            version_id: document.version.to_string(),
            title: document.title.clone(),
            description: mark(&document.description),
            reach: document.reach.as_str(),
            version: versions
                .iter()
                .find(|version| version.id == document.version)
                .map_or(0, |version| version.ordinal),
        }
    }

    /// What is different now from what the page of this form showed; nothing when it is the same.
    pub fn changes_since(&self, fields: &Fields) -> Vec<String> {
        let is_same_version = fields.text("visto_id") == self.version_id;
        if is_same_version && shown(fields).lock_version == self.lock_version {
            return Vec::new();
        }
        let mut changes = Vec::new();
        let title = fields.text("visto_titolo");
        if title != self.title.trim() {
            changes.push(format!("Il titolo: prima era «{title}»."));
        }
        if fields.text("visto_descrizione") != self.description {
            changes.push("La descrizione.".to_owned());
        }
        let reach = fields.text("visto_visibilita");
        if reach != self.reach {
            let before = reach.parse().map_or("", Reach::label);
            changes.push(format!("Chi lo vede: prima era «{before}»."));
        }
        let version = fields.text("visto_versione");
        if version != self.version.to_string() {
            // Version 0 stands in the place of a file that was promised.
            let before = match version {
                "0" => "prima non c’era".to_owned(),
                version => format!("guardavi la versione {version}"),
            };
            let now = self.version;
            changes.push(format!("Il file: {before}, adesso c’è la versione {now}."));
        }
        if changes.is_empty() {
            changes.push("Il tipo, gli argomenti, la fonte o la licenza.".to_owned());
        }
        changes
    }
}

/// What the page of the form showed; the state is 0, which none has, when it does not say.
pub fn shown(fields: &Fields) -> Shown {
    let version = fields.text("visto_id").parse::<uuid::Uuid>();
    Shown {
        lock_version: fields.text("lock_version").parse().unwrap_or(0),
        version: version.ok().map(VersionId::from),
    }
}

fn mark(text: &str) -> String {
    format!("{:08x}", crc32fast::hash(text.as_bytes()))
}
