//! The inventory as a table that people fill in and download.

#[cfg(test)]
mod tests;

use super::{Connection, Held, Holdings, Inventory, Used};
use crate::features::unioni::Area;
use crate::platform::dates::PartialDate;
use crate::platform::table::{self, Limits, Row, Table, TableFault};
use crate::platform::web::address;

/// What is read of a table at most.
pub const LIMITS: Limits = Limits {
    bytes: 200_000,
    rows: 3_000,
};

/// The most characters of a name.
const NAME_MOST: usize = 150;

/// The headings of the columns, in the order of [`Column`].
pub const HEADINGS: [&str; 11] = [
    "Comune",
    "Codice ISTAT",
    "Area",
    "Altra area",
    "Software",
    "Fornitore",
    "Fine contratto",
    "Connessione",
    "Mbit/s",
    "Addetti ICT",
    "Posti a tempo pieno ICT",
];

#[derive(Clone, Copy)]
enum Column {
    Comune,
    IstatCode,
    Area,
    OtherArea,
    Software,
    Supplier,
    ContractEnd,
    Connection,
    Mbit,
    People,
    Fte,
}

/// What a line of a table says of a Comune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line of the file.
    pub line: u64,
    /// The number of the Comune.
    pub comune: i64,
    /// What it says the Comune has: one piece of software at most.
    pub says: Holdings,
}

/// A line that cannot be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The line of the file.
    pub line: u64,
    /// What is wrong, in whole Italian sentences.
    pub reason: String,
}

/// A table, read.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The lines that say something.
    pub lines: Vec<Line>,
    /// Those that cannot be read.
    pub bad: Vec<BadLine>,
}

/// What taking a table in changes, in pieces of software and in Comuni.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Pieces of software added.
    pub added: usize,
    /// Pieces of software whose supplier or contract changes.
    pub changed: usize,
    /// Lines that say what is there already.
    pub same: usize,
    /// Lines that tell anew how a Comune is connected or who looks after it.
    pub about_comuni: usize,
}

impl Outcome {
    /// Whether anything changes at all.
    pub fn is_nothing(&self) -> bool {
        self.added + self.changed + self.about_comuni == 0
    }
}

/// Reads a table for the Comuni of an inventory.
///
/// # Errors
/// [`TableFault`] when it is no table; [`NoColumns`](SheetFault::NoColumns) when its headings are
/// not ours.
pub fn read(bytes: &[u8], inventory: &Inventory) -> Result<Sheet, SheetFault> {
    let table = Table::read(bytes, LIMITS).map_err(SheetFault::Table)?;
    let columns = columns(&table).ok_or(SheetFault::NoColumns)?;
    let mut sheet = Sheet::default();
    for row in table.rows() {
        match line(row, &columns, inventory) {
            Ok(Some(line)) => sheet.lines.push(line),
            Ok(None) => {}
            Err(reason) => sheet.bad.push(BadLine {
                line: row.line(),
                reason,
            }),
        }
    }
    Ok(sheet)
}

/// Why nothing of a table can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFault {
    /// It is no table.
    Table(TableFault),
    /// The columns with the Comune are missing.
    NoColumns,
}

impl SheetFault {
    /// What to do, in a whole Italian sentence.
    pub fn sentence(self) -> String {
        match self {
            SheetFault::Table(fault) => fault.sentence(),
            SheetFault::NoColumns => "Nella prima riga ci vogliono le intestazioni del modello: almeno «Comune» o «Codice ISTAT». Scarica il modello e copia le tue righe lì.".to_owned(),
        }
    }
}

/// Where each column stands, if it is there; none when no column tells the Comune.
fn columns(table: &Table) -> Option<[Option<usize>; 11]> {
    let keys: Vec<String> = table
        .headings()
        .iter()
        .map(|heading| address::sort_key(heading))
        .collect();
    let places = HEADINGS.map(|heading| {
        let key = address::sort_key(heading);
        keys.iter().position(|known| *known == key)
    });
    let told = places[Column::Comune as usize].or(places[Column::IstatCode as usize]);
    told.map(|_| places)
}

/// What a row says; nothing when it names a Comune only, as the rows of the model do.
fn line(
    row: &Row,
    columns: &[Option<usize>; 11],
    inventory: &Inventory,
) -> Result<Option<Line>, String> {
    if let Some(fault) = row.fault() {
        return Err(fault.sentence());
    }
    let text = |column: Column| {
        let text = columns[column as usize].map_or("", |place| row.text(place));
        unescaped(text)
    };
    let comune = comune(&text, inventory)?;
    let says = Holdings {
        connection: connection(text(Column::Connection))?,
        mbit_s: number(text(Column::Mbit), "i Mbit/s", 1_000_000)?,
        ict_people: number(text(Column::People), "gli addetti ICT", 10_000)?,
        fte_hundredths: hundredths(text(Column::Fte))?,
        software: software(&text)?.into_iter().collect(),
    };
    Ok((says != Holdings::default()).then(|| Line {
        line: row.line(),
        comune,
        says,
    }))
}

/// What we write before a text that a spreadsheet program would take for a formula is no part of it.
fn unescaped(text: &str) -> &str {
    text.strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(text)
}

/// The Comune a row is about: by its ISTAT code, else by its name.
fn comune<'a>(text: &impl Fn(Column) -> &'a str, inventory: &Inventory) -> Result<i64, String> {
    let (name, code) = (text(Column::Comune), text(Column::IstatCode));
    if name.is_empty() && code.is_empty() {
        return Err("Manca il comune: scrivi il nome o il codice ISTAT.".to_owned());
    }
    if !code.is_empty() {
        // A spreadsheet program drops the zeros a code begins with.
        let code = format!("{code:0>6}");
        return inventory
            .comuni
            .iter()
            .find(|held| held.istat_code.as_ref() == Some(&code))
            .map(|held| held.number)
            .ok_or_else(|| {
                format!("Nessun comune di oggi dell’unione ha il codice ISTAT {code}.")
            });
    }
    let key = address::sort_key(name);
    let mut named = inventory
        .comuni
        .iter()
        .filter(|held| address::sort_key(&held.name) == key);
    match (named.next(), named.next()) {
        (Some(held), None) => Ok(held.number),
        (Some(_), Some(_)) => Err(format!(
            "Due comuni dell’unione si chiamano {name}: scrivi il codice ISTAT."
        )),
        (None, _) => Err(format!("{name} non è un comune di oggi dell’unione.")),
    }
}

fn software<'a>(text: &impl Fn(Column) -> &'a str) -> Result<Option<Used>, String> {
    let name = text(Column::Software);
    let (area, other_area) = (text(Column::Area), text(Column::OtherArea));
    let (supplier, end) = (text(Column::Supplier), text(Column::ContractEnd));
    if [name, area, other_area, supplier, end]
        .iter()
        .all(|text| text.is_empty())
    {
        return Ok(None);
    }
    if name.is_empty() {
        return Err("Manca il nome del software.".to_owned());
    }
    let area = area_of(area, other_area)?;
    for (label, text) in [
        ("Il nome del software", name),
        ("Il fornitore", supplier),
        ("L’altra area", other_area),
    ] {
        if text.chars().count() > NAME_MOST {
            return Err(format!("{label} supera i {NAME_MOST} caratteri."));
        }
    }
    Ok(Some(Used {
        area,
        other_area: match area {
            Area::Other => other_area.to_owned(),
            _ => String::new(),
        },
        name: name.to_owned(),
        supplier: supplier.to_owned(),
        contract_end: end_of(end)?,
    }))
}

fn area_of(text: &str, other_area: &str) -> Result<Area, String> {
    let key = address::sort_key(text);
    let known = Area::ALL.iter().find(|area| {
        address::sort_key(area.label()) == key || address::sort_key(area.as_str()) == key
    });
    match known {
        Some(Area::Other) if other_area.is_empty() => {
            Err("L’area è «Altro»: scrivi quale nella colonna «Altra area».".to_owned())
        }
        Some(area) => Ok(*area),
        None if text.is_empty() && !other_area.is_empty() => Ok(Area::Other),
        None if text.is_empty() => Err("Manca l’area del software.".to_owned()),
        None => Err(format!(
            "L’area «{text}» non è nell’elenco: usa una di quelle del modello, o «Altro»."
        )),
    }
}

fn end_of(text: &str) -> Result<Option<PartialDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .ok()
        .filter(|end: &PartialDate| (1990..=2100).contains(&end.year()))
        .map(Some)
        .ok_or_else(|| {
            format!("La fine del contratto «{text}» non è una data: scrivila come 2027, 06/2027 o 30/06/2027.")
        })
}

fn connection(text: &str) -> Result<Option<Connection>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let key = address::sort_key(text);
    Connection::ALL
        .iter()
        .find(|one| address::sort_key(one.label()) == key || address::sort_key(one.as_str()) == key)
        .copied()
        .map(Some)
        .ok_or_else(|| {
            let known: Vec<&str> = Connection::ALL.iter().map(|one| one.as_str()).collect();
            format!(
                "La connessione «{text}» non è nell’elenco: usa {}.",
                known.join(", ")
            )
        })
}

fn number(text: &str, what: &str, most: i64) -> Result<Option<i64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.replace(['.', ' '], "")
        .parse()
        .ok()
        .filter(|number| (0..=most).contains(number))
        .map(Some)
        .ok_or_else(|| format!("«{text}» non va bene per {what}: scrivi un numero intero."))
}

/// A number with two decimals at most, in hundredths: `0,5`, `1.25`.
pub fn hundredths(text: &str) -> Result<Option<i64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let fault = || {
        format!(
            "«{text}» non va bene per i posti a tempo pieno: scrivi un numero, per esempio 0,5."
        )
    };
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 4
        || part.len() > 2
        || !are_digits(whole)
        || !are_digits(part)
    {
        return Err(fault());
    }
    format!("{whole}{part:0<2}")
        .parse()
        .map(Some)
        .map_err(|_| fault())
}

/// Hundredths as a number with its decimals: `0,5`.
pub fn with_decimals(hundredths: i64) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole},{}", part / 10),
        part => format!("{whole},{part:02}"),
    }
}

/// What a Comune has once the lines about it are taken in: software is added, or told anew when its
/// area and name are there already; nothing is taken away.
pub fn merge(before: &Holdings, comune: i64, lines: &[Line], outcome: &mut Outcome) -> Holdings {
    let mut merged = before.clone();
    for line in lines.iter().filter(|line| line.comune == comune) {
        let says = &line.says;
        let told = merged.clone();
        merged.connection = says.connection.or(merged.connection);
        merged.mbit_s = says.mbit_s.or(merged.mbit_s);
        merged.ict_people = says.ict_people.or(merged.ict_people);
        merged.fte_hundredths = says.fte_hundredths.or(merged.fte_hundredths);
        let about_comune = merged != told;
        outcome.about_comuni += usize::from(about_comune);
        match says.software.first() {
            Some(used) => merge_one(&mut merged.software, used, outcome),
            None => outcome.same += usize::from(!about_comune),
        }
    }
    merged.software.sort_by_key(|used| used.area);
    merged
}

fn merge_one(software: &mut Vec<Used>, used: &Used, outcome: &mut Outcome) {
    let same_one = |known: &Used| {
        known.area == used.area
            && address::sort_key(&known.other_area) == address::sort_key(&used.other_area)
            && address::sort_key(&known.name) == address::sort_key(&used.name)
    };
    let Some(known) = software.iter_mut().find(|known| same_one(known)) else {
        outcome.added += 1;
        software.push(used.clone());
        return;
    };
    let before = known.clone();
    if !used.supplier.is_empty() {
        known.supplier.clone_from(&used.supplier);
    }
    known.contract_end = used.contract_end.or(known.contract_end);
    if *known == before {
        outcome.same += 1;
    } else {
        outcome.changed += 1;
    }
}

/// The inventory as a table to download; [`read`] reads it back.
pub fn write(inventory: &Inventory) -> Vec<u8> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for held in &inventory.comuni {
        let holdings = &held.holdings;
        if holdings.software.is_empty() {
            rows.push(cells(held, holdings, None));
        }
        rows.extend(
            holdings
                .software
                .iter()
                .map(|used| cells(held, holdings, Some(used))),
        );
    }
    table::write(&HEADINGS, rows.iter().map(Vec::as_slice))
}

/// The lines that can be read, as a table again: what the form that asks for a yes carries.
pub fn carried(inventory: &Inventory, sheet: &Sheet) -> String {
    let rows: Vec<Vec<String>> = sheet
        .lines
        .iter()
        .filter_map(|line| {
            let held = super::find(inventory, line.comune).ok()?;
            Some(cells(held, &line.says, line.says.software.first()))
        })
        .collect();
    String::from_utf8_lossy(&table::write(&HEADINGS, rows.iter().map(Vec::as_slice))).into_owned()
}

fn cells(held: &Held, about: &Holdings, used: Option<&Used>) -> Vec<String> {
    let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let fte = about.fte_hundredths.map(with_decimals);
    let mut cells = vec![
        held.name.clone(),
        held.istat_code.clone().unwrap_or_default(),
    ];
    cells.extend(match used {
        Some(used) => [
            used.area.label().to_owned(),
            used.other_area.clone(),
            used.name.clone(),
            used.supplier.clone(),
            used.contract_end
                .map(PartialDate::typed)
                .unwrap_or_default(),
        ],
        None => Default::default(),
    });
    cells.extend([
        about.connection.map_or("", Connection::as_str).to_owned(),
        number(about.mbit_s),
        number(about.ict_people),
        fte.unwrap_or_default(),
    ]);
    cells
}
