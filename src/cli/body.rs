//! `body`: adds the bodies people belong to, and lists them.

use anyhow::ensure;
use clap::{Args, Subcommand};

use super::site::Site;
use crate::features::unioni::directory::REGIONI;
use crate::features::unioni::{self, BodyKind, Brief, NAME_MOST, NewBody};
use crate::platform::config::Config;
use crate::platform::web::fields::length;

/// What to do with the bodies of this installation.
#[derive(Subcommand)]
pub enum Body {
    /// Add a body, unless there is one of its codice IPA or its kind and name.
    Add(Add),
    /// List every body: kind, codice IPA, name, region.
    List,
}

/// What is to be added.
#[derive(Args)]
pub struct Add {
    /// What kind of body it is; a programme's team is "other".
    #[arg(long, value_parser = ["unione", "comune", "other"])]
    kind: String,
    /// Its name, in Italian.
    #[arg(long)]
    name: String,
    /// Its codice IPA.
    #[arg(long, value_name = "CODE")]
    ipa: Option<String>,
    /// Its region, by its Italian name.
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// Its province, by its two letters.
    #[arg(long, value_name = "LETTERS")]
    province: Option<String>,
}

/// Does it, and prints what was added or is there. Only the database is opened: a server may be
/// running on the same data folder.
///
/// # Errors
/// A sentence saying what was wrong.
pub fn run(config: &Config, what: &Body) -> anyhow::Result<()> {
    let site = Site::open(config)?;
    match what {
        Body::Add(new) => add(&site, &checked(new)?),
        Body::List => list(&site),
    }
}

/// What is to be added, if it can be.
fn checked(new: &Add) -> anyhow::Result<NewBody> {
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    ensure!(!name.is_empty(), "--name is empty");
    ensure!(
        length(&name) <= NAME_MOST,
        "--name has more than {NAME_MOST} characters"
    );
    if let Some(code) = &new.ipa {
        ensure!(
            !code.is_empty() && unioni::is_ipa_code(code),
            "--ipa {code:?} is no codice IPA: letters, digits, _ and -, at most 20"
        );
    }
    if let Some(region) = &new.region {
        ensure!(
            REGIONI.contains(&region.as_str()),
            "--region {region:?} is no region; there are: {}",
            REGIONI.join(", ")
        );
    }
    if let Some(province) = &new.province {
        ensure!(
            unioni::is_province(province),
            "--province {province:?} is not two letters, such as CN"
        );
    }
    Ok(NewBody {
        kind: new.kind.parse().map_err(anyhow::Error::msg)?,
        name,
        ipa_code: new.ipa.clone(),
        region: new.region.clone(),
        province: new.province.as_deref().map(str::to_uppercase),
        example: false,
    })
}

fn add(site: &Site, new: &NewBody) -> anyhow::Result<()> {
    site.write(|tx| {
        if let Some(known) = unioni::find_like(tx, new)? {
            anyhow::bail!("it is there already: {}", in_words(&known));
        }
        Ok(unioni::add(tx, new)?)
    })?;
    println!("{} is added.", new.name);
    Ok(())
}

fn list(site: &Site) -> anyhow::Result<()> {
    for body in site.read(unioni::bodies)? {
        println!("{}", in_words(&body));
    }
    Ok(())
}

fn in_words(body: &Brief) -> String {
    let kind = match body.kind {
        BodyKind::Unione => "unione",
        BodyKind::Comune => "comune",
        BodyKind::Other => "other",
    };
    format!(
        "{kind:<7} {:<12} {}{}",
        body.ipa_code.as_deref().unwrap_or("-"),
        body.name,
        body.region
            .as_ref()
            .map(|region| format!(" ({region})"))
            .unwrap_or_default()
    )
}
