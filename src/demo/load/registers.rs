//! What invented unioni applied for, taken in as a file of a register is: it says itself that it is
//! invented.

use anyhow::ensure;

use super::Loader;
use crate::demo::content::{APPLICATIONS, CALLS};
use crate::features::registers::{AtOnce, LIMITS, Register, Settings, import_now};
use crate::platform::table::Table;

/// Where people read that the data come from.
const SOURCE: &str = "Dati inventati per questa dimostrazione";
/// The day they are said to be of.
const DAY: &str = "2026-08-31";

impl Loader<'_> {
    pub(super) fn registers(&self) -> anyhow::Result<()> {
        for (register, file_name, csv) in [
            (Register::Calls, "avvisi-di-esempio.csv", CALLS),
            (
                Register::Applications,
                "candidature-di-esempio.csv",
                APPLICATIONS,
            ),
        ] {
            let table = Table::read(csv.as_bytes(), LIMITS)?;
            let settings = Settings {
                source: SOURCE.to_owned(),
                licence: String::new(),
                data_on: DAY.to_owned(),
                ..Settings::guess(register, table.headings())
            };
            let what = AtOnce {
                register,
                file_name,
                table: &table,
                settings: &settings,
                by: None,
            };
            let done = import_now(&mut |change| self.app.write_now(|tx| change(tx)), &what)?;
            ensure!(
                done.tally.added == done.row_count,
                "demo: {file_name} was not taken in whole"
            );
        }
        Ok(())
    }
}
