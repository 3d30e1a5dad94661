//! The cost model: what every edit costs, and what every oddity of a hypothesis costs.
//!
//! Costs are in hundredths and add up. They express relative likelihood: a hypothesis that costs 200 less than another
//! is far more plausible; one that costs 50 less is hardly so. Undamaged data that fits its shape costs nothing.
//! The knowledge of recovery lives here and nowhere else: the search only adds up.

pub(in crate::repair) mod layout;
pub(in crate::repair) mod shape;
#[cfg(feature = "tune")]
pub mod tune;

/// A cost, in hundredths.
pub(in crate::repair) type Cost = u32;

/// Defines a function for each cost. With the feature `tune` it reads the cost from a table that can be changed.
macro_rules! costs {
    ($($(#[doc = $doc:literal])+ $name:ident = $value:literal;)+) => {
        $(
            $(#[doc = $doc])+
            #[cfg(not(feature = "tune"))]
            #[inline(always)]
            pub(in crate::repair) const fn $name() -> Cost {
                $value
            }

            $(#[doc = $doc])+
            #[cfg(feature = "tune")]
            pub(in crate::repair) fn $name() -> Cost {
                tune::read(Index::$name as usize)
            }
        )+

        /// Positions of the costs in the table.
        #[cfg(feature = "tune")]
        #[allow(non_camel_case_types)]
        enum Index {
            $($name,)+
        }

        /// The costs, in the order of this file.
        #[cfg(feature = "tune")]
        static TABLE: [tune::Tunable; [$($value),+].len()] = [$(tune::Tunable::new(stringify!($name), $value),)+];
    };
}

costs! {
    // Separators.
    /// A comma was forgotten: the commonest slip of hand editing.
    insert_comma = 150;
    /// That comma was before a sign with a digit before it, as a range has it.
    comma_in_range = 50;
    /// Another comma was left out between numbers or literals of a list, as mathematicians write rows.
    insert_comma_in_row = 20;
    /// A comma too many between members, or right behind an opening bracket.
    delete_comma = 100;
    /// A comma before a closing bracket: what other languages allow.
    trailing_comma = 100;
    /// One of several of them in a text: they have one cause.
    trailing_comma_often = 50;
    /// A colon was forgotten.
    insert_colon = 150;
    /// A colon too many.
    delete_colon = 200;
    /// One separator replaces the other, or a bracket another bracket.
    replace = 200;
    /// The second of two brackets that stand in the wrong order, each for the other.
    transposed = 50;
    /// A comma behind a string taken for a colon, beyond that, where the member before has a string, too, or the next string
    /// is on a line of its own: rather both are of a list.
    replace_behind_string = 100;
    /// A bracket replaces a comma or colon, or the reverse.
    replace_strangely = 230;
    /// `=`, `=>` for a colon or `;` for a comma: other notations write it so.
    other_separator = 60;
    /// Another separator where the text has more of them than of JSON's.
    other_separator_habit = 2;
    /// A comma for the point of a number, as many countries write it.
    decimal_comma = 60;
    /// A parenthesis for a bracket, as languages with tuples write it.
    parenthesis = 60;
    /// Braces around values with commas between them, as languages with sets write them. Dearer than a parenthesis:
    /// where there are two values, the comma may replace a colon.
    set = 110;
    /// `=` for a comma, `;` for a colon: no notation writes it so.
    strange_separator = 210;

    // Brackets.
    /// A comma before a closing bracket, where the text has one before most of them.
    trailing_comma_habit = 2;
    /// A closing bracket was forgotten inside the text.
    insert_closer = 200;
    /// The closing bracket of a container without content was forgotten: dropping its opening bracket would lose all of
    /// it.
    insert_closer_empty = 150;
    /// A closing bracket is missing at the end of the text: captures are cut there.
    close_at_end = 70;
    /// An opening bracket was forgotten where the shape expects one.
    insert_opener = 200;
    /// An array lost its `[` before its first element. A little cheaper than an opener, or else an object wins a tie.
    insert_array = 190;
    /// The opening brace of an empty element was forgotten in a list of objects: less than to drop the closing brace and
    /// a comma.
    insert_opener_empty = 250;
    /// An array lost its `[` before several strings where a member's value is due. With its closing bracket less than
    /// one string of all of them, or than to drop the others.
    insert_list = 120;
    /// An opening bracket out of nothing: no shape expects it. Dearer than dropping its partner.
    insert_opener_unexpected = 350;
    /// A bracket too many.
    delete_bracket = 200;
    /// A bracket typed twice, where two of them in a row are rare.
    delete_doubled = 150;
    /// A `[` too many; dearer than adding its partner, or else `["a"}` would lose its array.
    delete_array = 250;

    // Quotes.
    /// A quote was forgotten.
    insert_quote = 200;
    /// The opening quote of an element, forgotten together with the comma and the blank before it.
    insert_quote_behind_comma = 120;
    /// The second quote of a bare word: whoever leaves out one leaves out both.
    bare_word = 60;
    /// A bare name when names are bare all over the text: one habit, not many faults.
    bare_name_habit = 1;
    /// A quote too many.
    delete_quote = 200;
    /// A quote too many before a number. Dearer than to forget its partner: `"5,` is rather a string, though `"true,` is a
    /// literal.
    delete_quote_of_number = 210;
    /// A quote typed twice.
    delete_doubled_quote = 140;
    /// A quote stands inside a string without a backslash. Two of them must cost less than two quotes too many.
    quote_as_content = 130;
    /// A quote taken as content beside a comma, colon or closing bracket: it looks as if it ended or began a string.
    quote_at_structure = 60;
    /// A quote without a backslash inside a name, where it is rarer.
    quote_in_name = 200;
    /// An odd number of quotes inside a string: a pair encloses something, one alone is damage.
    odd_quotes = 150;
    /// A quote that is not the straight one, when it is no habit of the text.
    other_quote = 100;
    /// A quote that is not the straight one, when the text is full of them.
    other_quote_habit = 2;
    /// A string closed by another double quote than the one that goes with its opening.
    mixed_quotes = 100;
    /// A string closed by a quote of quite another kind than the one that opened it.
    strange_closer = 170;
    /// A backslash before the closing quote that was meant as itself, as at the end of a folder's path.
    backslash_at_end = 150;
    /// A quote taken as content right beside a colon: strings beside colons are names.
    quote_at_colon = 120;
    /// A sound document inside of a string, whose quotes nobody escaped.
    embedded_document = 260;
    /// Two strings joined by `+`, as programs write long ones.
    joined_strings = 60;
    /// A bare value when values are bare all over the text.
    bare_value_habit = 1;
    /// A word without quotes as an element alone: whoever lists words so means them as strings.
    word_alone = 130;
    /// A number or literal alone that is taken for a word without quotes, beyond the quote.
    literal_as_string = 200;
    /// Another kind of quote inside a string, where the text uses straight ones: odd, but legal.
    foreign_quote = 30;
    /// A raw line break inside a string: JSON forbids it, and most of the time the string ended before it.
    line_break_in_string = 250;
    /// A line of a string that starts as a member does, where the string could have ended before.
    member_in_string = 150;
    /// A line break inside a value without quotes, which ends with its line.
    line_break_in_bare = 500;
    /// A raw line break inside a name.
    line_break_in_name = 300;
    /// A comma inside a bare value: more likely it ends the value.
    comma_in_bare = 60;
    /// A comma inside a bare value where commas separate: in a list, before a name and before a closing bracket.
    comma_that_separates = 300;
    /// A comma or bracket behind a number or literal, taken as the content of a bare value.
    literal_in_bare = 250;
    /// A string closed by a quote of another kind that has a partner inside the string.
    quote_of_pair = 100;
    /// A bare number as a name, as scripts write the keys of sparse arrays.
    number_as_name = 30;
    /// A closing bracket was forgotten before a comma rather than before another closing bracket, where nothing tells
    /// which.
    closer_before_comma = 20;
    /// A bracket inside a bare value.
    bracket_in_bare = 80;
    /// A bracket, comma or colon inside a member name.
    structure_in_name = 100;
    /// A string ended by a blank rather than by a quote, bracket or comma.
    end_at_blank = 50;
    /// A string that the end of the text cut.
    cut_string = 200;

    // Text.
    /// Some text that fits nowhere.
    delete_text = 150;
    /// Each character of it.
    delete_character = 15;
    /// A number or literal, beyond the text: content is kept where it can be.
    delete_literal = 220;
    /// A number or literal that is dropped where it could stay.
    delete_value = 150;
    /// A word that is dropped where it could stay as a string or a name.
    delete_word = 250;
    /// The mark of a comment, taken for noise before content: rather what follows it is commented out.
    delete_comment_mark = 300;
    /// `...`, which people put for what they left out.
    delete_ellipsis = 50;
    /// The rest of a call round a value, such as `ObjectId(` and `)`: shells and drivers print values so.
    delete_call = 60;
    /// Prose before or behind the document.
    prose = 50;
    /// Each character of it.
    prose_character = 2;
    /// A bracket, comma or colon behind the document.
    tail_structure = 150;
    /// A quote behind the document.
    tail_quote = 100;
    /// A comment.
    comment = 60;
    /// The next line of a comment over several lines.
    comment_goes_on = 2;
    /// Each character of it, so that a comment is no place to hide text in.
    comment_character = 1;
    /// A bracket or quote inside a line comment: rather a commented-out stretch than a remark.
    structure_in_comment = 50;
    /// `True`, `None`, `undefined`: another language's literal.
    other_literal = 60;
    /// Another language's literal when the text is full of them.
    other_literal_habit = 3;
    /// A number as another language writes it.
    other_number = 60;

    /// Non-breaking blanks and the like between tokens: they can be nothing but blanks.
    odd_blank = 1;

    // Values that are not there.
    /// A value is missing, `null` stands in for it.
    insert_null = 350;
    /// A value is missing at the end of the text.
    null_at_end = 100;
    /// A value is missing before a closing bracket: who writes a member by hand may leave its value for later.
    null_before_closer = 300;
    /// A value is missing where the next member stands on a line of its own.
    null_at_line = 100;
    /// A container that was opened for members indented no deeper than the name it belongs to.
    opener_not_deeper = 150;
    /// A name without colon and value.
    name_alone = 400;
    /// A string where a name is due, but no colon behind it: what is left of a member with a hole in it.
    drop_stub = 200;
    /// A string with both of its quotes there, where a schema lists the members. With the comma before it dearer than the
    /// brackets of a list of strings.
    drop_string_listed = 230;
    /// A string with both of its quotes there. With the comma before it dearer than the brackets of any list that it is
    /// the last element of.
    drop_string = 300;

    // Deviations from the shape.
    /// A member name that the shape does not know.
    unknown_member = 300;
    /// The most that unknown names in one object are discounted: each next costs 0.7 of the one before, down to here.
    unknown_member_least = 50;
    /// A member name that a given schema allows, though it does not list it. With a member missing in the object before
    /// it more than a bracket too many: one misplaced bracket explains both.
    unlisted_member = 165;
    /// Each further one in the same object.
    unlisted_member_next = 20;
    /// The first of them, where an enclosing object lists it.
    ancestors_member_unlisted = 80;
    /// A member that no alternative of its object has beside those before it, where the schema allows it all the same.
    /// Once in an object, and less than an edit: alternatives may apply together.
    mixed_forms = 140;
    /// A member that only alternatives have which a value in its object has excluded, where the schema allows it all the
    /// same. Less than an edit, and more than a member that no alternative lists.
    excluded_member = 190;
    /// A name one or two letters away from a known one.
    misspelt_member = 150;
    /// A name that is no identifier.
    strange_name = 200;
    /// A string that is no identifier taken for a name, with a comma behind it for a colon.
    value_as_name = 150;
    /// A name that an enclosing object knows: more likely a bracket is missing.
    ancestors_member = 150;
    /// A name that an enclosing object knows, where the object itself has no shape, so that nothing speaks for it.
    ancestors_member_unshaped = 250;
    /// A member twice in one object.
    duplicate_member = 500;
    /// A scalar of the wrong kind.
    wrong_scalar = 300;
    /// An object or array where the shape has none.
    wrong_container = 450;
    /// The document itself is of the wrong kind.
    wrong_root = 800;
    /// `null` where the shape does not list it.
    unexpected_null = 100;
    /// A string without the form that the shape gives it.
    wrong_format = 200;
    /// A string that is none of the shape's literals.
    wrong_literal = 100;
    /// Each usual member that an object lacks when it closes.
    usual_missing = 40;
    /// Each of them that a given schema requires, beyond that.
    required_missing = 40;
    /// The most that missing members of one object cost.
    usual_missing_most = 300;
    /// An element of another kind than those before it.
    element_differs = 200;
    /// A scalar beside arrays in one list, or an array beside scalars, where the schema allows both.
    list_beside_scalars = 100;
    /// An array in a list of arrays that has more or fewer levels than those before it.
    height_differs = 300;
    /// Each member that an object in a list lacks and the first of the list has.
    sibling_lacks = 25;
    /// The most that such members of one object cost.
    sibling_lacks_most = 200;
    /// An object in a list that shares no member with the first.
    element_stranger = 250;
    /// A member inside an object without a shape, within a document that has one. Without it such objects are sinks:
    /// whatever is pushed into them costs nothing.
    unshaped_member = 5;
    /// A member that a schema says nothing of, in an object that it lists other members of.
    beside_listed = 30;
    /// Each further one in the same object.
    beside_listed_next = 20;
    /// A line indented otherwise than its siblings, or a closing bracket otherwise than its opening line.
    indent = 60;
    /// A line of a text that is laid out is indented as the content of an enclosing container, or as its closing
    /// bracket: the cost of each container that should be closed before it. More than to close one there rather than at
    /// the end of the text; less than to close one early and drop its closing bracket.
    outdent = 240;

    // The whole.
    /// The most that a document without any name or value may cost: a bracket or two.
    empty_document = 390;
    /// A hypothesis that costs more than this, and more than its content is worth, is none.
    noise = 2000;
    /// The worth of a byte of names and values.
    noise_per_byte = 40;

    // The beginning.
    /// The text starts inside the document.
    head_lost = 400;
    /// Each level that has to be inferred.
    head_level = 50;
    /// Dropping what remains of a broken member at the start.
    head_drop = 100;
    /// A bracket in what is dropped there: a broken member has none of its own.
    head_drop_bracket = 150;
}
