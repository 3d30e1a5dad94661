//! The habit of a text by which its lines are indented.

/// How much of a text is looked at.
const SAMPLE: usize = 64 << 10;
/// The widths that a tab may have beside blanks, the usual one first.
const TAB_WIDTHS: [u32; 3] = [4, 8, 2];

/// How the lines of a text are indented.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::repair) struct Indentation {
    /// Nearly every line behind an opening bracket is further in.
    pub(in crate::repair) is_by_depth: bool,
    /// The lines are mostly indented as those before them; else indentation says nothing.
    pub(in crate::repair) is_regular: bool,
    /// The number of columns from one tab stop to the next. A tab counts as one column where no blanks stand beside
    /// tabs.
    pub(in crate::repair) tab: u32,
}

/// A line with content.
struct Line<'t> {
    margin: &'t [u8],
    first: u8,
    last: u8,
}

impl Indentation {
    /// The indentation of a text.
    pub(in crate::repair) fn of(text: &str) -> Self {
        let sample = text.as_bytes().get(..text.len().min(SAMPLE)).unwrap_or_default();
        let (mut tabs, mut blanks) = (false, false);
        for Line { margin, .. } in lines(sample) {
            tabs |= margin.contains(&b'\t');
            blanks |= margin.contains(&b' ');
        }
        if !(tabs && blanks) {
            return Self { is_by_depth: Agreement::of(sample, 1).is_by_depth(), is_regular: true, tab: 1 };
        }
        // The width of a tab is the one by which most lines agree.
        let agreements = TAB_WIDTHS.map(|tab| (tab, Agreement::of(sample, tab)));
        let best = agreements.into_iter().rev().max_by_key(|(_, agreement)| agreement.agreeing);
        let (tab, agreement) = best.unwrap_or((1, Agreement::default()));
        let is_regular = agreement.agreeing > agreement.disagreeing * 4;
        Self { is_by_depth: is_regular && agreement.is_by_depth(), is_regular, tab }
    }
}

/// The column behind blanks that start at column `from`.
pub(in crate::repair) fn column(blanks: impl Iterator<Item = char>, from: u32, tab: u32) -> u32 {
    let stop = |column: u32| (column / tab.max(1) + 1).saturating_mul(tab.max(1));
    blanks.fold(from, |column, c| if c == '\t' { stop(column) } else { column + 1 })
}

/// The lines with content. The last line is no less one where no line break ends it.
fn lines(sample: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', sample).chain([sample.len()]).filter_map(move |end| {
        let line = sample.get(start..end).unwrap_or_default();
        start = end + 1;
        let content = line.trim_ascii();
        let (first, last) = (*content.first()?, *content.last()?);
        let margin = line.get(..line.len() - line.trim_ascii_start().len()).unwrap_or_default();
        Some(Line { margin, first, last })
    })
}

/// How well the lines of a text agree with the brackets at their ends.
#[derive(Default)]
struct Agreement {
    /// Lines behind an opening bracket that are further in, and those that are not.
    deeper: usize,
    others: usize,
    /// Lines that are indented as the line before them says, and those that are not.
    agreeing: usize,
    disagreeing: usize,
}

impl Agreement {
    fn of(sample: &[u8], tab: u32) -> Self {
        let mut agreement = Self::default();
        let mut before: Option<(u32, bool)> = None;
        for Line { margin, first, last } in lines(sample) {
            let indent = column(margin.iter().copied().map(char::from), 0, tab);
            let closes = matches!(first, b'}' | b']');
            if let Some((outer, opens)) = before {
                if opens && !closes {
                    if indent > outer { agreement.deeper += 1 } else { agreement.others += 1 }
                }
                let agrees = match (opens, closes) {
                    (true, false) => indent > outer,
                    (false, true) => indent < outer,
                    _ => indent == outer,
                };
                if agrees { agreement.agreeing += 1 } else { agreement.disagreeing += 1 }
            }
            before = Some((indent, matches!(last, b'{' | b'[')));
        }
        agreement
    }

    fn is_by_depth(&self) -> bool {
        self.deeper > self.others * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A document with a list in each of its members, each line indented by what `margin` gives for its depth.
    fn document(members: usize, mut margin: impl FnMut(usize) -> String) -> String {
        let mut text = String::from("{\n");
        for member in 0..members {
            let lines = [(1, format!("\"m{member}\": [")), (2, "1,".into()), (2, "2".into()), (1, "],".into())];
            for (depth, line) in lines {
                text += &format!("{}{line}\n", margin(depth));
            }
        }
        text + "}"
    }

    #[test]
    fn texts_indented_with_one_character_are_indented_by_it() {
        for text in [document(3, |depth| "\t".repeat(depth)), document(3, |depth| "   ".repeat(depth))] {
            assert_eq!(Indentation::of(&text), Indentation { is_by_depth: true, is_regular: true, tab: 1 });
        }
        let flat = document(3, |_| String::new());
        assert_eq!(Indentation::of(&flat), Indentation { is_by_depth: false, is_regular: true, tab: 1 });
    }

    #[test]
    fn columns_are_counted_from_stop_to_stop() {
        assert_eq!(column("\t  \t".chars(), 0, 4), 8);
        assert_eq!(column("  \t".chars(), 0, 8), 8);
        assert_eq!(column("\t\t".chars(), 0, 1), 2);
        assert_eq!(column(" ".chars(), 3, 4), 4);
    }

    proptest! {
        /// Whichever lines have tabs, the width that makes all lines agree is found.
        #[test]
        fn the_width_of_a_tab_is_what_makes_lines_agree(tab in prop::sample::select(&[2_usize, 4, 8][..]), seed: u64) {
            let mut rest = seed;
            let text = document(16, |depth| {
                rest = rest.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
                if rest >> 40 & 1 == 0 { "\t".repeat(depth) } else { " ".repeat(depth * tab) }
            });
            prop_assume!(text.contains("\n\t") && text.contains("\n "));
            let found = Indentation::of(&text);
            prop_assert!(found.is_by_depth && found.is_regular);
            prop_assert_eq!(found.tab as usize, tab);
        }
    }

    #[test]
    fn margins_without_any_order_say_nothing() {
        let mut line = 0;
        let text = document(8, |_| {
            line += 1;
            [" ", "\t\t", "     ", "\t", "  \t   "].get(line * 7 % 5).copied().unwrap_or_default().to_owned()
        });
        assert!(!Indentation::of(&text).is_regular && !Indentation::of(&text).is_by_depth);
    }
}
