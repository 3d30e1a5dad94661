//! Seeded generators of undamaged payloads and of damage, with the truth for each case.
//!
//! The scoreboard, the fuzz targets and the tests of other crates use these generators. Class, seed and index identify a case,
//! which has equal bytes on every platform; classes are independent of each other.
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
//! Properties of every case:
//!
//! - The damaged text is not JSON (except in [`Group::Valid`]), so a parser must change it.
//! - Damage without loss consists of edits, which [`Case::inverse`] undoes. The original is decidable in principle:
//!   punctuation *inside* a string is never changed.
//! - For damage with loss, [`Case::truth`] holds the content that the bytes still determine, and [`Case::excused`] returns
//!   whether a value is unknown.
//!
//! [`Foreign`] damages documents of your own, and [`Case`] implements `Arbitrary` for fuzz targets.

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

/// Seed for fitting costs.
pub const FIT_SEED: u64 = 1;

/// Seed for reported results. No cost may be fitted on it, and no cost may be changed because of a miss on it.
pub const TEST_SEED: u64 = 0x7e57;

/// Groups of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// One of `{ } [ ] , :` is missing, doubled, swapped or moved.
    Structure,
    /// Quotes are missing, doubled or of another kind.
    Quotes,
    /// The content of a string is not escaped correctly.
    Strings,
    /// A notation other than JSON.
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

    /// Returns the name of the group.
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

    /// Returns whether each case of the group has a single fault.
    #[must_use]
    pub const fn single(self) -> bool {
        matches!(self, Self::Structure | Self::Quotes | Self::Strings | Self::Dialect)
    }
}

/// A kind of damage.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// Unique name of the class.
    pub name: &'static str,
    /// Group of the class.
    pub group: Group,
    profile: Profile,
    harm: Harm,
}

/// How damage is applied. The functions return `None` if the payload has no suitable place, or only undecidable ones.
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

    /// Returns whether the damage can be undone completely.
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

/// Returns every class, group by group.
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

/// Returns the class called `name`; `None` if there is none.
#[must_use]
pub fn class(name: &str) -> Option<&'static Class> {
    classes().find(|class| class.name == name)
}

/// A damaged payload and the truth about it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Class of the damage.
    pub class: &'static Class,
    /// Index of the case in its class.
    pub index: u64,
    /// Kind of payload, one of [`KINDS`], or the name of the foreign type.
    pub kind: &'static str,
    /// Text before the damage.
    pub sound: String,
    /// Bytes after the damage.
    pub damaged: Vec<u8>,
    /// Value that a perfect parser reads from the damaged bytes.
    pub truth: Value,
    /// Number of edits that undo the damage; 0 if it has loss.
    pub edits: usize,
    /// Edits that undo the damage, in order; empty if it has loss.
    pub inverse: Vec<Inverse>,
    /// Whether the damage can be undone in full.
    pub lossless: bool,
    /// JSON Pointers at which the truth is unknown (see [`Case::excused`]).
    pub torn: Vec<String>,
}

impl Case {
    /// Returns whether the value at this JSON Pointer is unknown because its bytes were damaged, so that a test should
    /// not compare it.
    ///
    /// A pointer in `torn` includes everything below it. A pointer that ends in `/*` represents the members of that object that
    /// are not in the truth. A damaged name can produce such members.
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

/// Attempts to draw a case before it is given up; tests assert that none is.
const ATTEMPTS: usize = 5000;
/// Attempts with one kind of payload before the next: not every kind has a place for all damage.
const DRAWS: usize = 12;

/// Attempts to draw a case of a foreign document: its documents are few, and not each has a place for all damage.
const FOREIGN_ATTEMPTS: usize = 200;

/// Returns the case with this index for a foreign type of documents, such as one of your own. `None` if no document of the
/// type has a place for the damage.
///
/// ```
/// use authscan_testkit::damage::{self, Foreign};
/// use serde_json::json;
///
/// let schema = json!({"type": "object", "properties": {"id": {"type": "integer"}, "names": {"items": {"type": "string"}}}});
/// let orders = Foreign::new("orders", &schema, vec![json!({"id": 7, "names": ["pen", "ink"]})])?;
/// for class in damage::classes() {
///     // In a fuzz target, seed and index come from the bytes.
///     if let Some(case) = damage::foreign_case(class, &orders, damage::TEST_SEED, 0) {
///         assert_eq!((case.kind, orders.allows(&case.truth) || !case.lossless), ("orders", true));
///     }
/// }
/// # Ok::<(), String>(())
/// ```
#[must_use]
pub fn foreign_case(class: &'static Class, documents: &Foreign, seed: u64, index: u64) -> Option<Case> {
    let mut rng = Rng::keyed(seed, class.name, index);
    (0..FOREIGN_ATTEMPTS).find_map(|_| {
        let payload = documents.payload(seed, &mut rng, class.profile)?;
        draw(class, index, &mut rng, payload).filter(foreign::is_decidable)
    })
}

/// Returns the cases `0..n` of a class.
pub fn cases(class: &'static Class, seed: u64, n: u64) -> impl Iterator<Item = Case> {
    (0..n).filter_map(move |index| case(class, seed, index))
}

/// Returns the case with this index; `None` if none can be drawn.
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
    // The damaged text is still JSON: either nothing changed, or no parser can detect the change.
    if class.group != Group::Valid && serde_json::from_slice::<Value>(&case.damaged).is_ok() {
        return None;
    }
    case.sound = sound;
    Some(case)
}

/// A payload of the API and its damage: class and seed come from the bytes. For documents of your own, draw seed and index for
/// [`foreign_case`].
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use authscan_testkit::damage::Case;
///
/// // In a fuzz target: `fuzz_target!(|case: Case| …)`.
/// let bytes = [7; 64];
/// let case = Case::arbitrary(&mut Unstructured::new(&bytes))?;
/// assert_eq!(case.lossless, case.class.lossless());
/// # Ok::<(), arbitrary::Error>(())
/// ```
impl<'b> arbitrary::Arbitrary<'b> for Case {
    fn arbitrary(bytes: &mut arbitrary::Unstructured<'b>) -> arbitrary::Result<Self> {
        let classes: Vec<_> = classes().collect();
        let class = *bytes.choose(&classes)?;
        case(class, bytes.arbitrary()?, 0).ok_or(arbitrary::Error::IncorrectFormat)
    }
}
