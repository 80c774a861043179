//! The row that was just taken away: it goes along with the form, so that it can be put back.

use uuid::Uuid;

use super::rows::Group;
use super::{Offered, Sheet};
use crate::features::practices::check::Section;
use crate::features::practices::content::{PhaseKey, PracticeContent};
use crate::platform::text::excerpt;
use crate::platform::web::fields::Fields;

/// How many characters of a text stand for the whole.
const BEGINNING: usize = 60;

/// The sections that name the phases of the path.
pub const NAMING_PHASES: &[Section] = &[Section::Obstacles, Section::Documents];

/// A row that was taken away, and what named it.
pub(super) struct Taken {
    group: &'static Group,
    /// Where it stood, from 0.
    place: usize,
    row: Vec<String>,
    /// What the obstacles say that were met in this phase.
    obstacles: Vec<String>,
    /// The documents of this phase.
    documents: Vec<Uuid>,
}

/// A row that was taken away, as the page shows it.
pub struct TakenRow {
    /// What was taken away, and what has no phase now.
    pub sentence: String,
    /// The fields by which it goes along with the form.
    pub fields: Vec<(String, String)>,
    /// Whether the draft was saved without it.
    pub is_saved: bool,
}

impl Taken {
    /// A row of a page whose text is saved so; nothing when nothing was typed in it.
    pub(super) fn of(
        group: &'static Group,
        place: usize,
        row: Vec<String>,
        saved: &PracticeContent,
    ) -> Option<Taken> {
        let key = group.value(&row, "chiave").parse::<PhaseKey>().ok();
        let names_it = |phase: Option<PhaseKey>| key.is_some() && phase == key;
        let obstacles = saved.obstacles.iter().filter(|one| names_it(one.phase));
        let documents = saved.documents.iter().filter(|one| names_it(one.phase));
        let obstacles: Vec<String> = obstacles.map(|one| one.what.trim().to_owned()).collect();
        let documents: Vec<Uuid> = documents.map(|one| one.document).collect();
        let is_named = !obstacles.is_empty() || !documents.is_empty();
        (is_named || !group.is_blank(&row)).then_some(Taken {
            group,
            place,
            row,
            obstacles,
            documents,
        })
    }

    /// The row that a form carries along, if it does.
    pub(super) fn sent(group: &'static Group, fields: &Fields) -> Option<Taken> {
        let place = fields.text("tolta-posto").parse::<usize>().ok()?;
        let parts = group.parts.iter();
        let row = parts.map(|part| fields.text(&format!("tolta-{}", part.name)).to_owned());
        let named = fields.all("tolta-legame-documento");
        Some(Taken {
            group,
            place: place.checked_sub(1)?,
            row: row.collect(),
            obstacles: fields
                .all("tolta-legame-ostacolo")
                .map(str::to_owned)
                .collect(),
            documents: named.filter_map(|id| id.parse().ok()).collect(),
        })
    }

    /// Where rows have a key, its key.
    pub(super) fn key(&self) -> Option<PhaseKey> {
        self.group.value(&self.row, "chiave").parse().ok()
    }

    /// Lets those name it again that did; whatever has another phase by now keeps that.
    pub(super) fn link(&self, content: &mut PracticeContent) {
        let key = self.key();
        for one in &mut content.obstacles {
            if one.phase.is_none() && self.obstacles.iter().any(|what| what == one.what.trim()) {
                one.phase = key;
            }
        }
        for one in &mut content.documents {
            if one.phase.is_none() && self.documents.contains(&one.document) {
                one.phase = key;
            }
        }
    }

    fn fields(&self) -> Vec<(String, String)> {
        let place = ("posto", (self.place + 1).to_string());
        let parts = self.group.parts.iter().zip(&self.row);
        let parts = parts.map(|(part, value)| (part.name, value.clone()));
        let obstacles = self.obstacles.iter();
        let obstacles = obstacles.map(|what| ("legame-ostacolo", what.clone()));
        let documents = self.documents.iter();
        let documents = documents.map(|id| ("legame-documento", id.to_string()));
        std::iter::once(place)
            .chain(parts)
            .chain(obstacles)
            .chain(documents)
            .map(|(name, value)| (format!("tolta-{name}"), value))
            .collect()
    }

    fn sentence(&self, offered: &Offered) -> String {
        let part = |name: &str| self.group.value(&self.row, name);
        let name = match part("id").parse::<Uuid>() {
            Ok(id) => offered.document_title(id),
            Err(_) if part("titolo").is_empty() => excerpt(part("testo"), BEGINNING),
            Err(_) => part("titolo").to_owned(),
        };
        let which = if name.is_empty() {
            (self.place + 1).to_string()
        } else {
            format!("«{name}»")
        };
        let done = match self.group.name {
            "fase" => "tolta",
            _ => "tolto",
        };
        let obstacles = self.obstacles.iter();
        let obstacles = obstacles.map(|what| format!("l’ostacolo «{}»", excerpt(what, BEGINNING)));
        let documents = self.documents.iter();
        let documents =
            documents.map(|id| format!("il documento «{}»", offered.document_title(*id)));
        let without: Vec<String> = obstacles.chain(documents).collect();
        let stays = match without.len() {
            0 => String::new(),
            1 => format!(" Resta senza fase: {}.", without.join(", ")),
            _ => format!(" Restano senza fase: {}.", without.join(", ")),
        };
        format!("{} {which} {done}.{stays}", self.group.legend)
    }
}

impl Sheet {
    /// The row that was taken away, as long as it can be put back.
    pub fn taken_row(&self) -> Option<TakenRow> {
        self.taken.as_ref().map(|taken| TakenRow {
            sentence: taken.sentence(&self.offered),
            fields: taken.fields(),
            is_saved: false,
        })
    }

    /// Puts the row back that was taken away, unless it is there; answers where it stands.
    pub(super) fn put_back(&mut self, group: &'static Group) -> Option<usize> {
        let taken = self.taken.take()?;
        let known_by = |row: &[String]| group.value(row, group.known_by).to_owned();
        let known = known_by(&taken.row);
        let there = self
            .rows
            .iter()
            .position(|row| !known.is_empty() && known_by(row) == known);
        let at = there.unwrap_or_else(|| taken.place.min(self.rows.len()));
        if there.is_none() {
            self.rows.insert(at, taken.row.clone());
        }
        self.put_back = Some(taken);
        Some(at)
    }
}
