//! Writes the JSON Schema documents to `schemas/`. Run this after a change of the model; a test compares the files.

use std::fs;
use std::path::Path;

use authscan::model::PayloadKind;
use authscan::schema::{Contract, catalog, index};

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    fs::create_dir_all(&folder)?;
    for kind in PayloadKind::ALL {
        for contract in [Contract::Open, Contract::Documented] {
            fs::write(folder.join(kind.schema_file(contract)), format!("{:#}\n", kind.schema(contract)))?;
        }
    }
    fs::write(folder.join("catalog.json"), format!("{:#}\n", catalog()))?;
    fs::write(folder.join("index.json"), format!("{:#}\n", index()))
}
