//! The kinds of payload that the API exchanges.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{
    Collection, Error, ErrorKind, ErrorResponse, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanHistory, SessionIds,
};

/// Kind of payload: a request body or a response body of the API.
///
/// `Display` and `FromStr` use the [name](Self::name).
///
/// ```
/// use authscan::model::PayloadKind;
///
/// let kind: PayloadKind = "batch-delete".parse()?;
/// assert_eq!((kind.name(), kind.title()), ("batch-delete", "Request to delete scan definitions"));
/// assert!(kind.is_request() && PayloadKind::from_name("Definitions") == Some(PayloadKind::Definitions));
/// # Ok::<(), authscan::model::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PayloadKind {
    /// Scan definitions: `Collection<ScanDefinition>`.
    Definitions,
    /// One scan definition: `ScanDefinition`.
    Definition,
    /// Scanners: `Collection<ScanAgent>`. The documentation also shows a single scanner in this form.
    Agents,
    /// One scanner, in the form of the metadata: `ScanAgent`.
    Agent,
    /// The history of definitions or of sessions: `Collection<ScanHistory>`.
    History,
    /// The request that creates a scan definition: `ScanDefinitionCreate`.
    Create,
    /// The request that changes a scan definition: `ScanDefinitionUpdate`.
    Update,
    /// The request that deletes scan definitions: `ScanDefinitionIds`.
    BatchDelete,
    /// The request for the history of scan definitions: `ScanDefinitionIds`.
    HistoryByDefinition,
    /// The request for the history of sessions: `SessionIds`.
    HistoryBySession,
    /// The error response: `ErrorResponse`.
    Error,
}

impl PayloadKind {
    /// All kinds, responses first, except for errors, which are last.
    pub const ALL: &'static [Self] = &[
        Self::Definitions,
        Self::Definition,
        Self::Agents,
        Self::Agent,
        Self::History,
        Self::Create,
        Self::Update,
        Self::BatchDelete,
        Self::HistoryByDefinition,
        Self::HistoryBySession,
        Self::Error,
    ];

    /// Returns the name of the kind in file names and on the command line, such as `batch-delete`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Definitions => "definitions",
            Self::Definition => "definition",
            Self::Agents => "agents",
            Self::Agent => "agent",
            Self::History => "history",
            Self::Create => "create",
            Self::Update => "update",
            Self::BatchDelete => "batch-delete",
            Self::HistoryByDefinition => "history-by-definition",
            Self::HistoryBySession => "history-by-session",
            Self::Error => "error",
        }
    }

    /// Returns a title for people, such as "Scan history".
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Definitions => "List of scan definitions",
            Self::Definition => "Scan definition",
            Self::Agents => "List of scanners",
            Self::Agent => "Scanner",
            Self::History => "Scan history",
            Self::Create => "Request to create a scan definition",
            Self::Update => "Request to change a scan definition",
            Self::BatchDelete => "Request to delete scan definitions",
            Self::HistoryByDefinition => "Request for the history of scan definitions",
            Self::HistoryBySession => "Request for the history of sessions",
            Self::Error => "Error response",
        }
    }

    /// Returns whether the kind is a request, which a client sends.
    #[must_use]
    pub const fn is_request(self) -> bool {
        matches!(
            self,
            Self::Create | Self::Update | Self::BatchDelete | Self::HistoryByDefinition | Self::HistoryBySession
        )
    }

    /// Returns the kind with this [`name`](Self::name), regardless of case; `None` if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for PayloadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for PayloadKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or(Error::new(ErrorKind::PayloadKind))
    }
}

/// The Rust type of a kind of payload.
///
/// [`authscan::Payload`](crate::Payload) is another trait: a kind as a value, which [`PayloadKind`] implements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of a kind of payload",
    note = "lists of entities are payloads as `Collection<T>`, not as `Vec<T>`, and types that borrow are none"
)]
pub trait PayloadType: Serialize + DeserializeOwned + JsonSchema + PartialEq + fmt::Debug + 'static {
    /// The kind of the type. [`ScanDefinitionIds`] is the type of two kinds; its constant is
    /// [`PayloadKind::HistoryByDefinition`].
    const KIND: PayloadKind;
}

/// A generic operation for payloads whose kind is known only at run time.
///
/// ```
/// use authscan::model::{PayloadKind, PayloadType, PayloadVisitor};
///
/// /// Reads a text and writes it in canonical spelling.
/// struct Canonical<'t>(&'t [u8]);
///
/// impl PayloadVisitor for Canonical<'_> {
///     type Output = Result<String, Box<dyn std::error::Error>>;
///
///     fn visit<T: PayloadType>(self) -> Self::Output {
///         Ok(authscan::to_string(&authscan::parse::<T>(self.0)?)?)
///     }
/// }
///
/// let kind: PayloadKind = "update".parse()?;
/// assert_eq!(kind.visit(Canonical(br#"{"ISACTIVE": "True"}"#))?, r#"{"isActive":true}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait PayloadVisitor {
    /// The result of the operation.
    type Output;

    /// Runs the operation with the type of the payload.
    fn visit<T: PayloadType>(self) -> Self::Output;
}

/// Links each kind to its type, and each type to its kind.
macro_rules! types {
    ($($kind:ident $(| $more:ident)* => $type:ty,)*) => {
        $(
            impl PayloadType for $type {
                const KIND: PayloadKind = PayloadKind::$kind;
            }
        )*

        impl PayloadKind {
            /// Calls `visitor` with the Rust type of this kind.
            ///
            /// ```
            /// use authscan::model::{PayloadKind, PayloadType, PayloadVisitor};
            ///
            /// struct TypeName;
            ///
            /// impl PayloadVisitor for TypeName {
            ///     type Output = &'static str;
            ///
            ///     fn visit<T: PayloadType>(self) -> &'static str {
            ///         std::any::type_name::<T>()
            ///     }
            /// }
            ///
            /// assert!(PayloadKind::Create.visit(TypeName).ends_with("ScanDefinitionCreate"));
            /// ```
            pub fn visit<V: PayloadVisitor>(self, visitor: V) -> V::Output {
                match self {
                    $(Self::$kind $(| Self::$more)* => visitor.visit::<$type>(),)*
                }
            }
        }
    };
}

types! {
    Definitions => Collection<ScanDefinition>,
    Definition => ScanDefinition,
    Agents => Collection<ScanAgent>,
    Agent => ScanAgent,
    History => Collection<ScanHistory>,
    Create => ScanDefinitionCreate,
    Update => ScanDefinitionUpdate,
    HistoryByDefinition | BatchDelete => ScanDefinitionIds,
    HistoryBySession => SessionIds,
    Error => ErrorResponse,
}
