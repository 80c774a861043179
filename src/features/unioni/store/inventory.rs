//! The rows of an inventory.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::profile::date;
use crate::features::unioni::Area;
use crate::features::unioni::inventory::{Connection, Held, Holdings, Reach, Used};
use crate::platform::actor::BodyId;
use crate::platform::dates::PartialDate;
use crate::platform::db::schema::{
    adesioni, bodies, inventories, inventory_comuni, inventory_software,
};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{BothExt, Conn, Tx, When};
use crate::platform::error::Result;

/// Who may see the inventory of an Unione, and when it last changed.
pub fn find_reach(conn: &mut Conn, unione: BodyId) -> Result<Option<(Reach, When)>> {
    Ok(inventories::table
        .find(unione)
        .select((inventories::reach, inventories::updated_at))
        .first(conn)
        .optional()?)
}

type HoldingsRow = (
    BodyId,
    Option<Connection>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    i32,
);

/// The Comuni that are members today, by name, with what each has.
pub fn list_held(conn: &mut Conn, unione: BodyId) -> Result<Vec<Held>> {
    let members: Vec<(BodyId, i64, String, Option<String>)> = adesioni::table
        .inner_join(bodies::table.on(bodies::id.eq(adesioni::comune_id)))
        .filter(adesioni::unione_id.eq(unione))
        .filter(adesioni::until.is_null())
        .order((bodies::name_key, bodies::number))
        .select((bodies::id, bodies::number, bodies::name, bodies::istat_code))
        .load(conn)?;
    let rows: Vec<HoldingsRow> = inventory_comuni::table
        .filter(inventory_comuni::unione_id.eq(unione))
        .select((
            inventory_comuni::comune_id,
            inventory_comuni::connection,
            inventory_comuni::mbit_s,
            inventory_comuni::ict_people,
            inventory_comuni::fte_hundredths,
            inventory_comuni::lock_version,
        ))
        .load(conn)?;
    let mut rows: HashMap<BodyId, HoldingsRow> = rows.into_iter().map(|row| (row.0, row)).collect();
    let mut software = list_software(conn, unione)?;
    Ok(members
        .into_iter()
        .map(|(comune, number, name, istat_code)| {
            let row = rows.remove(&comune);
            let (_, connection, mbit_s, ict_people, fte_hundredths, lock_version) =
                row.unwrap_or((comune, None, None, None, None, 0));
            Held {
                comune,
                number,
                name,
                istat_code,
                holdings: Holdings {
                    connection,
                    mbit_s,
                    ict_people,
                    fte_hundredths,
                    software: software.remove(&comune).unwrap_or_default(),
                },
                lock_version,
            }
        })
        .collect())
}

type SoftwareRow = (BodyId, Area, String, String, String, Option<String>);

fn list_software(conn: &mut Conn, unione: BodyId) -> Result<HashMap<BodyId, Vec<Used>>> {
    let rows: Vec<SoftwareRow> = inventory_software::table
        .filter(inventory_software::unione_id.eq(unione))
        .order((inventory_software::name, inventory_software::id))
        .select((
            inventory_software::comune_id,
            inventory_software::area,
            inventory_software::other_area,
            inventory_software::name,
            inventory_software::supplier,
            inventory_software::contract_end,
        ))
        .load(conn)?;
    let mut found: HashMap<BodyId, Vec<Used>> = HashMap::new();
    for (comune, area, other_area, name, supplier, contract_end) in rows {
        found.entry(comune).or_default().push(Used {
            area,
            other_area,
            name,
            supplier,
            contract_end: date(contract_end),
        });
    }
    for software in found.values_mut() {
        software.sort_by_key(|used| used.area);
    }
    Ok(found)
}

/// What the Comuni of today use in each Unione whose inventory everybody may see, by area and name.
pub fn list_public_software_of(
    conn: &mut Conn,
    unioni: &[BodyId],
) -> Result<HashMap<BodyId, BTreeSet<(Area, String)>>> {
    let members = adesioni::unione_id
        .eq(inventory_software::unione_id)
        .and(adesioni::comune_id.eq(inventory_software::comune_id))
        .and(adesioni::until.is_null());
    let rows: Vec<(BodyId, Area, String)> = inventory_software::table
        .inner_join(inventories::table.on(inventories::unione_id.eq(inventory_software::unione_id)))
        .inner_join(adesioni::table.on(members))
        .filter(inventory_software::unione_id.eq_any(unioni))
        .filter(inventories::reach.eq(Reach::Public))
        .select((
            inventory_software::unione_id,
            inventory_software::area,
            inventory_software::name,
        ))
        .load(conn)?;
    let mut found: HashMap<BodyId, BTreeSet<(Area, String)>> = HashMap::new();
    for (unione, area, name) in rows {
        found.entry(unione).or_default().insert((area, name));
    }
    Ok(found)
}

pub fn set_reach(tx: &mut Tx<'_>, unione: BodyId, reach: Reach) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(inventories::table)
        .values((
            inventories::unione_id.eq(unione),
            inventories::reach.eq(reach),
            inventories::updated_at.eq(now),
        ))
        .on_conflict(inventories::unione_id)
        .do_update()
        .set((
            inventories::reach.eq(reach),
            inventories::updated_at.eq(now),
        ))
        .both()
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes down that the inventory changes now; it reaches its own people until somebody decides.
fn touch(tx: &mut Tx<'_>, unione: BodyId) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(inventories::table)
        .values((
            inventories::unione_id.eq(unione),
            inventories::reach.eq(Reach::Own),
            inventories::updated_at.eq(now),
        ))
        .on_conflict(inventories::unione_id)
        .do_update()
        .set(inventories::updated_at.eq(now))
        .both()
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes what a Comune has in place of what was written.
pub fn set_holdings(
    tx: &mut Tx<'_>,
    unione: BodyId,
    held: &Held,
    holdings: &Holdings,
) -> Result<()> {
    touch(tx, unione)?;
    let now = tx.now();
    // What hangs on the row goes with it.
    diesel::delete(inventory_comuni::table.find((unione, held.comune))).execute(&mut **tx)?;
    diesel::insert_into(inventory_comuni::table)
        .values((
            inventory_comuni::unione_id.eq(unione),
            inventory_comuni::comune_id.eq(held.comune),
            inventory_comuni::connection.eq(holdings.connection),
            inventory_comuni::mbit_s.eq(holdings.mbit_s),
            inventory_comuni::ict_people.eq(holdings.ict_people),
            inventory_comuni::fte_hundredths.eq(holdings.fte_hundredths),
            inventory_comuni::updated_at.eq(now),
            inventory_comuni::lock_version.eq(held.lock_version + 1),
        ))
        .execute(&mut **tx)?;
    for used in &holdings.software {
        diesel::insert_into(inventory_software::table)
            .values((
                inventory_software::id.eq(AnyId(uuid::Uuid::now_v7())),
                inventory_software::unione_id.eq(unione),
                inventory_software::comune_id.eq(held.comune),
                inventory_software::area.eq(used.area),
                inventory_software::other_area.eq(&used.other_area),
                inventory_software::name.eq(&used.name),
                inventory_software::supplier.eq(&used.supplier),
                inventory_software::contract_end.eq(used.contract_end.map(PartialDate::to_storage)),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}
