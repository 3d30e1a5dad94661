//! Seeded generators of sound payloads and of damage done to them, with the truth beside each case.
//!
//! The scoreboard, the fuzz targets and the tests of dependants draw from it. A case is named by class, seed and number,
//! and is the same bytes everywhere; classes are independent of each other.
//!
//! ```
//! use authscan_testkit::damage;
//!
//! let class = damage::class("missing-comma").expect("a class of that name");
//! for case in damage::cases(class, damage::TEST_SEED, 3) {
//!     assert!(serde_json::from_slice::<serde_json::Value>(&case.damaged).is_err());
//!     assert_eq!(damage::undo(&case.damaged, &case.inverse), case.sound.as_bytes());
//! }
//! ```
//!
//! What holds for every case:
//!
//! - The damaged text is no JSON (but for [`Group::Valid`]), so that a reader may not leave it alone.
//! - Damage without loss is made of edits, and [`Case::inverse`] undoes them. It can be decided in principle:
//!   punctuation *inside* a string is never changed.
//! - Damage with loss keeps in [`Case::truth`] what the bytes still say, and [excuses](Case::excused) what was torn.

mod dialect;
mod documentation;
mod foreign;
mod loss;
mod multi;
mod payload;
mod quotes;
mod rng;
mod script;
mod secret;
mod strings;
mod structure;
mod tokens;
mod values;
mod wrap;

use serde_json::Value;

pub use foreign::Foreign;
pub use payload::{KINDS, Payload, payload};
pub use script::{Inverse, undo};
pub use secret::{PLACES, Planting, planting};
pub use wrap::{Gives, WRAPPERS, Wrapper};

use loss::Remains;
use payload::{Profile, generate};
use rng::Rng;
use script::Script;
use tokens::Document;

/// The seed that prices are fitted on.
pub const FIT_SEED: u64 = 1;

/// The seed that results are reported on. Nothing may be fitted on it, and no miss on it may be looked at to set a price.
pub const TEST_SEED: u64 = 0x7e57;

/// What kinds of damage have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// One of `{ } [ ] , :` is missing, doubled, swapped or moved.
    Structure,
    /// Quotes are missing, doubled, of another kind, or left out.
    Quotes,
    /// The content of a string is not escaped as it should be.
    Strings,
    /// Another notation than JSON.
    Dialect,
    /// The faults of the public documentation's samples.
    Documentation,
    /// Two faults.
    Multi2,
    /// Four faults.
    Multi4,
    /// Eight faults.
    Multi8,
    /// Sixteen faults.
    Multi16,
    /// Bytes are lost, changed or repeated.
    Loss,
    /// No damage.
    Valid,
}

impl Group {
    /// Every group, in the order of the table of classes.
    pub const ALL: [Self; 11] = [
        Self::Structure,
        Self::Quotes,
        Self::Strings,
        Self::Dialect,
        Self::Documentation,
        Self::Multi2,
        Self::Multi4,
        Self::Multi8,
        Self::Multi16,
        Self::Loss,
        Self::Valid,
    ];

    /// The name of the group.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Quotes => "quotes",
            Self::Strings => "strings",
            Self::Dialect => "dialect",
            Self::Documentation => "documentation",
            Self::Multi2 => "multi-2",
            Self::Multi4 => "multi-4",
            Self::Multi8 => "multi-8",
            Self::Multi16 => "multi-16",
            Self::Loss => "loss",
            Self::Valid => "valid",
        }
    }

    /// Whether its classes do one fault at a time.
    #[must_use]
    pub const fn single(self) -> bool {
        matches!(self, Self::Structure | Self::Quotes | Self::Strings | Self::Dialect)
    }
}

/// A kind of damage.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// The name of the class, unlike every other's.
    pub name: &'static str,
    /// The group it belongs to.
    pub group: Group,
    profile: Profile,
    harm: Harm,
}

/// How damage is done. Each gives `None` where the payload has no place for it, or a place that could not be decided.
#[derive(Clone, Copy, Debug)]
enum Harm {
    Nothing,
    Edits(fn(&mut Rng, &Document<'_>) -> Option<Script>),
    Loss(fn(&mut Rng, &Document<'_>) -> Option<Remains>),
}

impl Class {
    const fn new(group: Group, profile: Profile, name: &'static str, harm: Harm) -> Self {
        Self { name, group, profile, harm }
    }

    /// Whether the damage can be undone in full.
    #[must_use]
    pub const fn lossless(&self) -> bool {
        !matches!(self.harm, Harm::Loss(_))
    }
}

const VALID: &[Class] = &[
    Class::new(Group::Valid, Profile::DEFAULT, "valid", Harm::Nothing),
    Class::new(Group::Valid, Profile::flavored(values::Flavor::Punctuation), "valid-punctuation", Harm::Nothing),
    Class::new(Group::Valid, Profile::flavored(values::Flavor::MixedPaths), "valid-paths", Harm::Nothing),
    Class::new(Group::Valid, Profile::flavored(values::Flavor::Breaks), "valid-breaks", Harm::Nothing),
];

/// Every class, group by group.
pub fn classes() -> impl Iterator<Item = &'static Class> {
    let tables = [
        structure::CLASSES,
        quotes::CLASSES,
        strings::CLASSES,
        dialect::CLASSES,
        documentation::CLASSES,
        multi::CLASSES,
        loss::CLASSES,
        VALID,
    ];
    tables.into_iter().flatten()
}

/// The class of this name.
#[must_use]
pub fn class(name: &str) -> Option<&'static Class> {
    classes().find(|class| class.name == name)
}

/// A damaged payload and the truth about it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The class of the damage.
    pub class: &'static Class,
    /// The number of the case in its class.
    pub index: u64,
    /// The kind of payload, one of [`KINDS`], or the name of the foreign type.
    pub kind: &'static str,
    /// The text before the damage.
    pub sound: String,
    /// The bytes after the damage.
    pub damaged: Vec<u8>,
    /// What a perfect reader gets from the damaged bytes.
    pub truth: Value,
    /// The number of edits that undo the damage; 0 where loss forbids that.
    pub edits: usize,
    /// The edits that undo the damage, in order; none where loss forbids that.
    pub inverse: Vec<Inverse>,
    /// Whether the damage can be undone in full.
    pub lossless: bool,
    /// Where the truth is not known, as JSON Pointers (see [`Case::excused`]).
    pub torn: Vec<String>,
}

impl Case {
    /// Whether nothing can be asked at this JSON Pointer, because the bytes there were torn.
    ///
    /// A torn pointer stands for all that is below it. One that ends in `/*` stands for the members of an object that
    /// the truth does not know, as come of a torn name.
    #[must_use]
    pub fn excused(&self, pointer: &str) -> bool {
        self.torn.iter().any(|torn| match torn.strip_suffix("/*") {
            None => pointer.strip_prefix(torn.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            Some(object) => {
                let name = pointer.strip_prefix(object).and_then(|rest| rest.strip_prefix('/'));
                name.and_then(|rest| rest.split('/').next())
                    .is_some_and(|name| self.truth.pointer(&format!("{object}/{name}")).is_none())
            }
        })
    }
}

/// How often a case is drawn again before it is given up; the tests see that none is.
const ATTEMPTS: usize = 5000;
/// How many draws a kind of payload has before it is the next one's turn, for not every kind has a place for all damage.
const DRAWS: usize = 12;

/// How often a case of a foreign document is drawn again: its documents are few, and not each has a place for all damage.
const FOREIGN_ATTEMPTS: usize = 200;

/// The case of this number, done to a document that is not of the family. `None` where no document of the type has a place
/// for the damage.
#[must_use]
pub fn foreign_case(class: &'static Class, documents: &Foreign, seed: u64, index: u64) -> Option<Case> {
    let mut rng = Rng::keyed(seed, class.name, index);
    (0..FOREIGN_ATTEMPTS).find_map(|_| {
        let payload = documents.payload(seed, &mut rng, class.profile)?;
        draw(class, index, &mut rng, payload).filter(foreign::is_decidable)
    })
}

/// Cases `0..n` of a class.
pub fn cases(class: &'static Class, seed: u64, n: u64) -> impl Iterator<Item = Case> {
    (0..n).filter_map(move |index| case(class, seed, index))
}

/// The case of this number.
#[must_use]
pub fn case(class: &'static Class, seed: u64, index: u64) -> Option<Case> {
    let mut rng = Rng::keyed(seed, class.name, index);
    (0..ATTEMPTS).find_map(|attempt| {
        let kinds = class.profile.kinds;
        let kind = kinds.get((index as usize + attempt / DRAWS) % kinds.len())?;
        let sound = generate(&mut rng, kind, class.profile);
        draw(class, index, &mut rng, sound)
    })
}

fn draw(class: &'static Class, index: u64, rng: &mut Rng, payload: Payload) -> Option<Case> {
    let Payload { kind, text: sound, value: truth } = payload;
    let document = Document::new(&sound);
    let lossless = class.lossless();
    let mut case = Case {
        class,
        index,
        kind,
        damaged: Vec::new(),
        truth,
        edits: 0,
        inverse: Vec::new(),
        lossless,
        torn: Vec::new(),
        sound: String::new(),
    };
    match class.harm {
        Harm::Nothing => case.damaged = sound.as_bytes().to_vec(),
        Harm::Edits(harm) => {
            let script = harm(rng, &document)?;
            case.edits = script.len();
            (case.damaged, case.inverse) = script.apply(sound.as_bytes())?;
        }
        Harm::Loss(harm) => {
            let remains = harm(rng, &document)?;
            (case.truth, case.torn) = remains.truth(&document, &case.truth)?;
            case.damaged = remains.damaged;
        }
    }
    // Still JSON: either nothing happened, or it now says something else and no reader could know.
    if class.group != Group::Valid && serde_json::from_slice::<Value>(&case.damaged).is_ok() {
        return None;
    }
    case.sound = sound;
    Some(case)
}

/// A payload and its damage: the class of the damage and the seed come from the bytes.
impl<'b> arbitrary::Arbitrary<'b> for Case {
    fn arbitrary(bytes: &mut arbitrary::Unstructured<'b>) -> arbitrary::Result<Self> {
        let classes: Vec<_> = classes().collect();
        let class = *bytes.choose(&classes)?;
        case(class, bytes.arbitrary()?, 0).ok_or(arbitrary::Error::IncorrectFormat)
    }
}
