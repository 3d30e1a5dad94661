//! Program that calls every public function that reads bytes. `tests/panics/run` lists its panicking code.

use std::hint::black_box;
use std::io::Read;

use authscan::limits::Limits;
use authscan::model::{Collection, PayloadKind, ScanDefinition, Str, detect};
use authscan::schema::Shape;
use authscan::{Options, syntax};
use jsonmend::decode::{Guide, unwrap};

fn main() -> std::io::Result<()> {
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input)?;
    let options = Options::new();
    black_box(authscan::parse::<Collection<ScanDefinition>>(&input).is_ok());
    black_box(authscan::parse::<Collection<ScanDefinition<Str<'_>>>>(&input).is_ok());
    black_box(authscan::parse::<serde_json::Value>(&input).is_ok());
    black_box(authscan::recover::<Collection<ScanDefinition>>(&input).outcome);
    black_box(authscan::check::<Collection<ScanDefinition>>(&input).outcome);
    for kind in PayloadKind::ALL {
        black_box(options.recover_canonical(kind, &input).outcome);
        black_box(options.check_as(kind, &input).outcome);
    }
    black_box(options.recover_shape(&Shape::ANY, &input).outcome);
    black_box(unwrap(&input, &Guide::NONE, &Limits::default()).is_plain());
    if let Ok(text) = std::str::from_utf8(&input) {
        black_box(detect(text).kind);
        black_box(syntax::parse(text, Options::DEEPEST).is_ok());
    }
    Ok(())
}
