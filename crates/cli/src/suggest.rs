//! "did you mean": the known name most similar to an unknown one.

/// Lowest similarity of a suggestion, as in clap.
const ALIKE: f64 = 0.7;
/// Longest name that is compared, in bytes: longer ones are no misspellings.
const LONGEST: usize = 64;

/// Returns the most similar known name; `None` if none is similar enough.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST {
        return None;
    }
    let alike = |known: &'n str| (strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase()), known);
    let best = known.into_iter().map(alike).filter(|(alike, _)| *alike > ALIKE);
    best.fold(None, |best: Option<(f64, &str)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    })
    .map(|(_, name)| name)
}

/// Returns the sentence that ends a message about an unknown name; empty without a similar known name.
pub(crate) fn hint<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    nearest(name, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_no_other() {
        let known = ["definitions", "definition", "agents", "missing-comma"];
        for (name, near) in [
            ("defintions", Some("definitions")),
            ("Agent", Some("agents")),
            ("mising-coma", Some("missing-comma")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known), near, "{name}");
        }
        assert_eq!(nearest(&"agents".repeat(100), known), None);
    }
}
