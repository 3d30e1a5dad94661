//! The measured stages and their peers, by name. Each takes bytes and returns nothing.

use std::hint::black_box;

use authscan::model::{Collection, PayloadKind, ScanDefinition, Str};
use serde::de::DeserializeOwned;

use crate::plain::Definitions;

/// The canonical model with owned strings.
pub type Model = Collection<ScanDefinition>;
/// The canonical model with strings borrowed from the input.
pub type Borrowed<'t> = Collection<ScanDefinition<Str<'t>>>;
/// The type that a peer reads, with owned strings.
pub type Plain = Definitions<String>;
/// The type that a peer reads, with strings borrowed from the input.
pub type PlainBorrowed<'t> = Definitions<Str<'t>>;

/// A stage, or a peer of a stage.
pub struct Reader {
    pub name: &'static str,
    pub run: Run,
}

/// Input and work of a reader.
pub enum Run {
    /// Reads the input.
    Read(fn(&[u8])),
    /// Reads a copy of the input and overwrites it.
    Overwrite(fn(&mut [u8])),
    /// Writes a value that was read before: the model, or with `WritePlain` the plain type.
    WriteModel,
    WritePlain,
}

/// All readers, stage by stage, those of this crate before their peers.
pub const ALL: [Reader; 17] = [
    Reader { name: "authscan model", run: Run::Read(|bytes| done(authscan::parse::<Model>(bytes))) },
    Reader { name: "authscan plain", run: Run::Read(|bytes| done(authscan::parse::<Plain>(bytes))) },
    Reader { name: "authscan plain, tape", run: Run::Read(by_the_tape) },
    Reader { name: "serde_json plain", run: Run::Read(|bytes| done(serde_json::from_slice::<Plain>(bytes))) },
    Reader { name: "simd-json plain", run: Run::Overwrite(|bytes| done(simd_json::from_slice::<Plain>(bytes))) },
    Reader { name: "sonic-rs plain", run: Run::Read(|bytes| done(sonic_rs::from_slice::<Plain>(bytes))) },
    Reader { name: "authscan model &", run: Run::Read(|bytes| done(authscan::parse::<Borrowed<'_>>(bytes))) },
    Reader { name: "authscan plain &", run: Run::Read(|bytes| done(authscan::parse::<PlainBorrowed<'_>>(bytes))) },
    Reader {
        name: "serde_json plain &",
        run: Run::Read(|bytes| done(serde_json::from_slice::<PlainBorrowed<'_>>(bytes))),
    },
    Reader {
        name: "simd-json plain &",
        run: Run::Overwrite(|bytes| done(simd_json::from_slice::<PlainBorrowed<'_>>(bytes))),
    },
    Reader { name: "sonic-rs plain &", run: Run::Read(|bytes| done(sonic_rs::from_slice::<PlainBorrowed<'_>>(bytes))) },
    Reader { name: "authscan tape", run: Run::Read(|bytes| done(authscan::syntax::parse(utf8(bytes), 128))) },
    Reader { name: "simd-json tape", run: Run::Overwrite(|bytes| done(simd_json::to_tape(bytes))) },
    Reader { name: "authscan lexer", run: Run::Read(lex) },
    Reader { name: "authscan check", run: Run::Read(|bytes| drop(black_box(authscan::Options::new().check_as(&PayloadKind::Definitions, bytes)))) },
    Reader { name: "authscan write", run: Run::WriteModel },
    Reader { name: "serde_json write", run: Run::WritePlain },
];

/// Returns the reader with this name; panics if there is none.
pub fn named(name: &str) -> &'static Reader {
    static READERS: [Reader; 17] = ALL;
    READERS.iter().find(|reader| reader.name == name).unwrap_or_else(|| panic!("no reader is called {name}"))
}

impl Reader {
    /// Prepares the input and returns a function that does the work once inside of `time`, and returns what `time`
    /// measured.
    pub fn prepare<'t, T>(
        &self,
        text: &'t str,
        time: impl Fn(&mut dyn FnMut()) -> T + 't,
    ) -> Box<dyn FnMut() -> T + 't> {
        let bytes = text.as_bytes();
        match self.run {
            Run::Read(read) => Box::new(move || time(&mut || read(black_box(bytes)))),
            Run::Overwrite(read) => {
                let mut copy = Vec::new();
                Box::new(move || {
                    copy.clear();
                    copy.extend_from_slice(bytes);
                    time(&mut || read(black_box(&mut copy)))
                })
            }
            Run::WriteModel => writing(bytes, time, |model: &Model| done(authscan::to_vec(model))),
            Run::WritePlain => writing(bytes, time, |plain: &Plain| done(serde_json::to_vec(plain))),
        }
    }
}

fn writing<'t, V: DeserializeOwned + 't, T>(
    bytes: &[u8],
    time: impl Fn(&mut dyn FnMut()) -> T + 't,
    write: fn(&V),
) -> Box<dyn FnMut() -> T + 't> {
    let value: V = serde_json::from_slice(bytes).expect("a payload is sound");
    Box::new(move || time(&mut || write(black_box(&value))))
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("a payload is UTF-8")
}

/// Drops the value, which is part of the work, and panics on an error: a refusal must not be measured.
fn done<T, E>(read: Result<T, E>) {
    assert!(black_box(read).is_ok());
}

/// Parses into a tape and deserializes from it: the path that [`authscan::parse`] takes only for invalid input.
fn by_the_tape(bytes: &[u8]) {
    let tape = authscan::syntax::parse(utf8(bytes), 128).expect("a payload is JSON");
    done(jsonmend::serde::de::deserialize::<Plain>(&tape));
}

fn lex(bytes: &[u8]) {
    let mut lexer = authscan::syntax::Lexer::new(utf8(bytes));
    while black_box(lexer.next_token()).kind != authscan::syntax::TokenKind::End {}
}
