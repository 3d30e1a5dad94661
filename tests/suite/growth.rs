//! Work grows with the length of the input and no faster, also where the input is made to hurt: counted steps at n, 2n
//! and 4n bytes.
use authscan::Options;
use authscan::model::PayloadKind;
use authscan::schema::Shape;

/// Texts of about `n` bytes that are hard to read.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    let fill = |start: &str, part: &str| format!("{start}{}", part.repeat(n / part.len()));
    let member = |at: usize| format!("\"scanName\": \"a\" \"target\": b\", \"id\" {at},, ");
    vec![
        ("quotes", fill("", "\"")),
        ("quotes and commas", fill("{\"value\": [", "\"a\",\"")),
        ("alternating brackets", fill("", "{[")),
        ("openers that differ", fill("", "[{\"a\":")),
        ("closers", fill("{\"value\": [{", "]}")),
        ("objects without an end", fill("{\"value\": [", "{\"id\": \"1\", ")),
        ("a string without an end", fill("{\"value\": [{\"id\": \"", "lorem ipsum ")),
        ("escapes", fill("{\"id\": \"", "\\\\\"")),
        ("colons and commas", fill("{\"id\"", ":,")),
        ("damage in every member", fill("{\"value\": [{", &member(7))),
        ("bare words", fill("{", "id name: target, ")),
        ("comments without an end", fill("{\"id\": 1, ", "/* // # ")),
    ]
}

#[test]
fn steps_grow_with_the_length() {
    let any = Shape::ANY;
    let sizes = [1 << 13, 1 << 14, 1 << 15].map(hostile);
    for (name, shape) in [("definitions", PayloadKind::Definitions.shape()), ("any", &any)] {
        let of = |text: &str| Options::new().recover_shape(shape, text.as_bytes()).steps;
        let [small, middle, large] = &sizes;
        for ((what, small), ((_, middle), (_, large))) in small.iter().zip(middle.iter().zip(large)) {
            let steps = [of(small), of(middle), of(large)];
            println!("{name}, {what}: {steps:?} steps at {} {} {} bytes", small.len(), middle.len(), large.len());
            for pair in steps.windows(2) {
                let [before, after] = pair else { continue };
                // A search that finds its way at once takes a handful, whatever the length.
                assert!(after * 10 <= before * 22 + 10_000, "{name}, {what}: {steps:?}");
            }
        }
    }
}
