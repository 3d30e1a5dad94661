//! x
fn main() {
    let name = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&name).unwrap();
    let shape = authscan::model::PayloadKind::Definitions.shape();
    let report = authscan::Options::new().check_shape(shape, &bytes);
    print!("{}", report.render(&name, &bytes, false));
    let report = authscan::Options::new().recover_shape(shape, &bytes);
    print!("{}", report.render(&name, &bytes, false));
}
