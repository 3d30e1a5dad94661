//! `--select` and `--ignore`: which codes are reported.

use std::collections::HashSet;

use authscan::Report;
use authscan::codes;
use authscan::diagnostic::Code;
use glob::Pattern;

use crate::output::Failure;
use crate::suggest::hint;

/// The codes that are reported.
#[derive(Default)]
pub(crate) struct Filter {
    /// The names of those that are not.
    hidden: HashSet<&'static str>,
}

impl Filter {
    /// Codes are names or patterns of them; where none is selected, all are.
    pub(crate) fn new<'n>(
        select: impl IntoIterator<Item = &'n String>,
        ignore: impl IntoIterator<Item = &'n String>,
    ) -> Result<Self, Failure> {
        let mut hidden = HashSet::new();
        let mut selected: Option<HashSet<&str>> = None;
        for name in select {
            selected.get_or_insert_default().extend(named(name)?);
        }
        if let Some(selected) = selected {
            hidden.extend(codes::all().map(Code::name).filter(|name| !selected.contains(name)));
        }
        for name in ignore {
            hidden.extend(named(name)?);
        }
        Ok(Self { hidden })
    }

    /// Takes the findings out of a report that are not reported. Edits stay: what a repair changes is always told.
    pub(crate) fn apply(&self, report: &mut Report<()>) {
        if !self.hidden.is_empty() {
            report.diagnostics.retain(|found| !self.hidden.contains(found.code.name()));
        }
    }
}

/// The names of codes that a name or a pattern means.
fn named(name: &str) -> Result<Vec<&'static str>, Failure> {
    let pattern =
        Pattern::new(name).map_err(|error| Failure::Message(format!("`{name}` is not a pattern of codes: {error}")))?;
    let names: Vec<&str> = codes::all().map(Code::name).filter(|code| pattern.matches(code)).collect();
    if names.is_empty() {
        let hint = hint(name, codes::all().map(Code::name));
        return Err(Failure::Message(format!("no code is called `{name}`{hint} (`authscan explain` lists them all)")));
    }
    Ok(names)
}
