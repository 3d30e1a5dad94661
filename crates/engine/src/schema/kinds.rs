/// A set of JSON value kinds.
///
/// ```
/// use jsonmend::schema::Kinds;
///
/// let scalar = Kinds::STRING.union(Kinds::NUMBER);
/// assert!(scalar.intersects(Kinds::STRING) && scalar.intersection(Kinds::ARRAY).is_empty());
/// assert_eq!(scalar.without(Kinds::NUMBER).bits(), Kinds::STRING.bits());
/// assert_eq!(scalar.names().collect::<Vec<_>>(), ["string", "number"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// The empty set.
    pub const NONE: Self = Self(0);
    /// An object.
    pub const OBJECT: Self = Self(1);
    /// An array.
    pub const ARRAY: Self = Self(2);
    /// A string.
    pub const STRING: Self = Self(4);
    /// A number.
    pub const NUMBER: Self = Self(8);
    /// `true` or `false`.
    pub const BOOL: Self = Self(16);
    /// `null`.
    pub const NULL: Self = Self(32);
    /// Every kind.
    pub const ANY: Self = Self(63);

    /// Returns the kinds that are in at least one of the sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether the sets share a kind.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the kinds that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns the kinds of this set that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns the set as bits, one for each kind, in the order of the constants.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Returns the names of the kinds in the set, as in JSON Schema.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        const NAMES: [(Kinds, &str); 6] = [
            (Kinds::OBJECT, "object"),
            (Kinds::ARRAY, "array"),
            (Kinds::STRING, "string"),
            (Kinds::NUMBER, "number"),
            (Kinds::BOOL, "boolean"),
            (Kinds::NULL, "null"),
        ];
        NAMES.into_iter().filter(move |(kind, _)| self.intersects(*kind)).map(|(_, name)| name)
    }
}

impl std::fmt::Debug for Kinds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}
