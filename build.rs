//! Checks that the assets are there before the crate embeds them.

use std::path::Path;

fn main() {
    let manifest = "build/assets/manifest.json";
    println!("cargo::rerun-if-changed={manifest}");
    if !Path::new(manifest).exists() {
        println!(
            "cargo::error=The browser's files are not built yet ({manifest} is missing): run `make assets`."
        );
    }
}
