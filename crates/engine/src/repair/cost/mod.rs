//! The cost model: what every edit costs, and what every oddity of a hypothesis costs.
//!
//! Costs are in hundredths and add up. They express relative likelihood: a hypothesis that costs 200 less than another
//! is far more plausible; one that costs 50 less is hardly so. Undamaged data that fits its shape costs nothing.
//! The knowledge of recovery lives here and nowhere else: the search only adds up.

pub(in crate::repair) mod layout;
pub(in crate::repair) mod shape;

/// A cost, in hundredths.
pub(in crate::repair) type Cost = u32;

macro_rules! costs {
    ($($(#[doc = $doc:literal])+ $name:ident = $value:literal;)+) => {
        $($(#[doc = $doc])+ pub(in crate::repair) const $name: Cost = $value;)+
    };
}

costs! {
    // Separators.
    /// A comma was forgotten: the commonest slip of hand editing.
    INSERT_COMMA = 150;
    /// That comma was before a sign with a digit before it, as a range has it.
    COMMA_IN_RANGE = 50;
    /// Another comma was left out between numbers or literals of a list, as mathematicians write rows.
    INSERT_COMMA_IN_ROW = 20;
    /// A comma too many between members, or right behind an opening bracket.
    DELETE_COMMA = 100;
    /// A comma before a closing bracket: what other languages allow.
    TRAILING_COMMA = 100;
    /// One of several of them in a text: they have one cause.
    TRAILING_COMMA_OFTEN = 50;
    /// A colon was forgotten.
    INSERT_COLON = 150;
    /// A colon too many.
    DELETE_COLON = 200;
    /// One separator replaces the other, or a bracket another bracket.
    REPLACE = 200;
    /// The second of two brackets that stand in the wrong order, each for the other.
    TRANSPOSED = 50;
    /// A comma behind a string taken for a colon, beyond that, where the member before has a string, too, or the next string
    /// is on a line of its own: rather both are of a list.
    REPLACE_BEHIND_STRING = 100;
    /// A bracket replaces a comma or colon, or the reverse.
    REPLACE_STRANGELY = 230;
    /// `=`, `=>` for a colon or `;` for a comma: other notations write it so.
    OTHER_SEPARATOR = 60;
    /// Another separator where the text has more of them than of JSON's.
    OTHER_SEPARATOR_HABIT = 2;
    /// A comma for the point of a number, as many countries write it.
    DECIMAL_COMMA = 60;
    /// A parenthesis for a bracket, as languages with tuples write it.
    PARENTHESIS = 60;
    /// Braces around values with commas between them, as languages with sets write them. Dearer than a parenthesis:
    /// where there are two values, the comma may replace a colon.
    SET = 110;
    /// `=` for a comma, `;` for a colon: no notation writes it so.
    STRANGE_SEPARATOR = 210;

    // Brackets.
    /// A comma before a closing bracket, where the text has one before most of them.
    TRAILING_COMMA_HABIT = 2;
    /// A closing bracket was forgotten inside the text.
    INSERT_CLOSER = 200;
    /// The closing bracket of a container without content was forgotten: dropping its opening bracket would lose all of
    /// it.
    INSERT_CLOSER_EMPTY = 150;
    /// A closing bracket is missing at the end of the text: captures are cut there.
    CLOSE_AT_END = 70;
    /// An opening bracket was forgotten where the shape expects one.
    INSERT_OPENER = 200;
    /// An array lost its `[` before its first element. A little cheaper than an opener, or else an object wins a tie.
    INSERT_ARRAY = 190;
    /// The opening brace of an empty element was forgotten in a list of objects: less than to drop the closing brace and
    /// a comma.
    INSERT_OPENER_EMPTY = 250;
    /// An array lost its `[` before several strings where a member's value is due. With its closing bracket less than
    /// one string of all of them, or than to drop the others.
    INSERT_LIST = 120;
    /// An opening bracket out of nothing: no shape expects it. Dearer than dropping its partner.
    INSERT_OPENER_UNEXPECTED = 350;
    /// A bracket too many.
    DELETE_BRACKET = 200;
    /// A bracket typed twice, where two of them in a row are rare.
    DELETE_DOUBLED = 150;
    /// A `[` too many; dearer than adding its partner, or else `["a"}` would lose its array.
    DELETE_ARRAY = 250;

    // Quotes.
    /// A quote was forgotten.
    INSERT_QUOTE = 200;
    /// The opening quote of an element, forgotten together with the comma and the blank before it.
    INSERT_QUOTE_BEHIND_COMMA = 120;
    /// The second quote of a bare word: whoever leaves out one leaves out both.
    BARE_WORD = 60;
    /// A bare name when names are bare all over the text: one habit, not many faults.
    BARE_NAME_HABIT = 1;
    /// A quote too many.
    DELETE_QUOTE = 200;
    /// A quote too many before a number. Dearer than to forget its partner: `"5,` is rather a string, though `"true,` is a
    /// literal.
    DELETE_QUOTE_OF_NUMBER = 210;
    /// A quote typed twice.
    DELETE_DOUBLED_QUOTE = 140;
    /// A quote stands inside a string without a backslash. Two of them must cost less than two quotes too many.
    QUOTE_AS_CONTENT = 130;
    /// A quote taken as content beside a comma, colon or closing bracket: it looks as if it ended or began a string.
    QUOTE_AT_STRUCTURE = 40;
    /// A quote without a backslash inside a name, where it is rarer.
    QUOTE_IN_NAME = 200;
    /// An odd number of quotes inside a string: a pair encloses something, one alone is damage.
    ODD_QUOTES = 150;
    /// A quote that is not the straight one, when it is no habit of the text.
    OTHER_QUOTE = 100;
    /// A quote that is not the straight one, when the text is full of them.
    OTHER_QUOTE_HABIT = 2;
    /// A string closed by another double quote than the one that goes with its opening.
    MIXED_QUOTES = 100;
    /// A string closed by a quote of quite another kind than the one that opened it.
    STRANGE_CLOSER = 170;
    /// A backslash before the closing quote that was meant as itself, as at the end of a folder's path.
    BACKSLASH_AT_END = 150;
    /// A quote taken as content right beside a colon: strings beside colons are names.
    QUOTE_AT_COLON = 120;
    /// A sound document inside of a string, whose quotes nobody escaped.
    EMBEDDED_DOCUMENT = 260;
    /// Two strings joined by `+`, as programs write long ones.
    JOINED_STRINGS = 60;
    /// A bare value when values are bare all over the text.
    BARE_VALUE_HABIT = 1;
    /// A word without quotes as an element alone: whoever lists words so means them as strings.
    WORD_ALONE = 130;
    /// A number or literal alone that is taken for a word without quotes, beyond the quote.
    LITERAL_AS_STRING = 200;
    /// Another kind of quote inside a string, where the text uses straight ones: odd, but legal.
    FOREIGN_QUOTE = 30;
    /// A raw line break inside a string: JSON forbids it, and most of the time the string ended before it.
    LINE_BREAK_IN_STRING = 250;
    /// A line of a string that starts as a member does, where the string could have ended before.
    MEMBER_IN_STRING = 150;
    /// A line break inside a value without quotes, which ends with its line.
    LINE_BREAK_IN_BARE = 500;
    /// A raw line break inside a name.
    LINE_BREAK_IN_NAME = 300;
    /// A comma inside a bare value: more likely it ends the value.
    COMMA_IN_BARE = 60;
    /// A comma inside a bare value where commas separate: in a list, before a name and before a closing bracket.
    COMMA_THAT_SEPARATES = 300;
    /// A comma or bracket behind a number or literal, taken as the content of a bare value.
    LITERAL_IN_BARE = 250;
    /// A string closed by a quote of another kind that has a partner inside the string.
    QUOTE_OF_PAIR = 100;
    /// A bare number as a name, as scripts write the keys of sparse arrays.
    NUMBER_AS_NAME = 30;
    /// A closing bracket was forgotten before a comma rather than before another closing bracket, where nothing tells
    /// which.
    CLOSER_BEFORE_COMMA = 20;
    /// A bracket inside a bare value.
    BRACKET_IN_BARE = 80;
    /// A bracket, comma or colon inside a member name.
    STRUCTURE_IN_NAME = 100;
    /// A string ended by a blank rather than by a quote, bracket or comma.
    END_AT_BLANK = 50;
    /// A string that the end of the text cut.
    CUT_STRING = 200;

    // Text.
    /// Some text that fits nowhere.
    DELETE_TEXT = 150;
    /// Each character of it.
    DELETE_CHARACTER = 15;
    /// A number or literal, beyond the text: content is kept where it can be.
    DELETE_LITERAL = 220;
    /// A number or literal that is dropped where it could stay.
    DELETE_VALUE = 150;
    /// A word that is dropped where it could stay as a string or a name.
    DELETE_WORD = 250;
    /// The mark of a comment, taken for noise before content: rather what follows it is commented out.
    DELETE_COMMENT_MARK = 300;
    /// `...`, which people put for what they left out.
    DELETE_ELLIPSIS = 50;
    /// The rest of a call round a value, such as `ObjectId(` and `)`: shells and drivers print values so.
    DELETE_CALL = 60;
    /// Prose before or behind the document.
    PROSE = 50;
    /// Each character of it.
    PROSE_CHARACTER = 2;
    /// A bracket, comma or colon behind the document.
    TAIL_STRUCTURE = 150;
    /// A quote behind the document.
    TAIL_QUOTE = 100;
    /// A comment.
    COMMENT = 60;
    /// The next line of a comment over several lines.
    COMMENT_GOES_ON = 2;
    /// Each character of it, so that a comment is no place to hide text in.
    COMMENT_CHARACTER = 1;
    /// A bracket or quote inside a line comment: rather a commented-out stretch than a remark.
    STRUCTURE_IN_COMMENT = 50;
    /// `True`, `None`, `undefined`: another language's literal.
    OTHER_LITERAL = 60;
    /// Another language's literal when the text is full of them.
    OTHER_LITERAL_HABIT = 3;
    /// A number as another language writes it.
    OTHER_NUMBER = 60;

    /// Non-breaking blanks and the like between tokens: they can be nothing but blanks.
    ODD_BLANK = 1;

    // Values that are not there.
    /// A value is missing, `null` stands in for it.
    INSERT_NULL = 350;
    /// A value is missing at the end of the text.
    NULL_AT_END = 100;
    /// A value is missing before a closing bracket: who writes a member by hand may leave its value for later.
    NULL_BEFORE_CLOSER = 300;
    /// A value is missing where the next member stands on a line of its own.
    NULL_AT_LINE = 100;
    /// A container that was opened for members indented no deeper than the name it belongs to.
    OPENER_NOT_DEEPER = 150;
    /// A name without colon and value.
    NAME_ALONE = 400;
    /// A string where a name is due, but no colon behind it: what is left of a member with a hole in it.
    DROP_STUB = 200;
    /// A string with both of its quotes there, where a schema lists the members. With the comma before it dearer than the
    /// brackets of a list of strings.
    DROP_STRING_LISTED = 230;
    /// A string with both of its quotes there. With the comma before it dearer than the brackets of any list that it is
    /// the last element of.
    DROP_STRING = 300;

    // Deviations from the shape.
    /// A member name that the shape does not know.
    UNKNOWN_MEMBER = 300;
    /// The most that unknown names in one object are discounted: each next costs 0.7 of the one before, down to here.
    UNKNOWN_MEMBER_LEAST = 50;
    /// A member name that a given schema allows, though it does not list it. With a member missing in the object before
    /// it more than a bracket too many: one misplaced bracket explains both.
    UNLISTED_MEMBER = 165;
    /// Each further one in the same object.
    UNLISTED_MEMBER_NEXT = 20;
    /// The first of them, where an enclosing object lists it.
    ANCESTORS_MEMBER_UNLISTED = 80;
    /// A member that no alternative of its object has beside those before it, where the schema allows it all the same.
    /// Once in an object, and less than an edit: alternatives may apply together.
    MIXED_FORMS = 140;
    /// A member that only alternatives have which a value in its object has excluded, where the schema allows it all the
    /// same. Less than an edit, and more than a member that no alternative lists.
    EXCLUDED_MEMBER = 190;
    /// A name one or two letters away from a known one.
    MISSPELT_MEMBER = 150;
    /// A name that is no identifier.
    STRANGE_NAME = 200;
    /// A string that is no identifier taken for a name, with a comma behind it for a colon.
    VALUE_AS_NAME = 150;
    /// A name that an enclosing object knows: more likely a bracket is missing.
    ANCESTORS_MEMBER = 150;
    /// A name that an enclosing object knows, where the object itself has no shape, so that nothing speaks for it.
    ANCESTORS_MEMBER_UNSHAPED = 250;
    /// A member twice in one object.
    DUPLICATE_MEMBER = 500;
    /// A scalar of the wrong kind.
    WRONG_SCALAR = 300;
    /// An object or array where the shape has none.
    WRONG_CONTAINER = 450;
    /// The document itself is of the wrong kind.
    WRONG_ROOT = 800;
    /// `null` where the shape does not list it.
    UNEXPECTED_NULL = 100;
    /// A string without the form that the shape gives it.
    WRONG_FORMAT = 200;
    /// A string that is none of the shape's literals.
    WRONG_LITERAL = 100;
    /// Each usual member that an object lacks when it closes.
    USUAL_MISSING = 40;
    /// Each of them that a given schema requires, beyond that.
    REQUIRED_MISSING = 40;
    /// The most that missing members of one object cost.
    USUAL_MISSING_MOST = 300;
    /// An element of another kind than those before it.
    ELEMENT_DIFFERS = 200;
    /// A scalar beside arrays in one list, or an array beside scalars, where the schema allows both.
    LIST_BESIDE_SCALARS = 100;
    /// An array in a list of arrays that has more or fewer levels than those before it.
    HEIGHT_DIFFERS = 200;
    /// Each member that an object in a list lacks and the first of the list has.
    SIBLING_LACKS = 25;
    /// The most that such members of one object cost.
    SIBLING_LACKS_MOST = 200;
    /// An object in a list that shares no member with the first.
    ELEMENT_STRANGER = 250;
    /// A member inside an object without a shape, within a document that has one. Without it such objects are sinks:
    /// whatever is pushed into them costs nothing.
    UNSHAPED_MEMBER = 5;
    /// A member that a schema says nothing of, in an object that it lists other members of.
    BESIDE_LISTED = 30;
    /// Each further one in the same object.
    BESIDE_LISTED_NEXT = 20;
    /// A line indented otherwise than its siblings, or a closing bracket otherwise than its opening line.
    INDENT = 60;
    /// A line of a text that is laid out is indented as the content of an enclosing container, or as its closing
    /// bracket: the cost of each container that should be closed before it. More than to close one there rather than at
    /// the end of the text; less than to close one early and drop its closing bracket.
    OUTDENT = 240;

    // The whole.
    /// The most that a document without any name or value may cost: a bracket or two.
    EMPTY_DOCUMENT = 390;
    /// A hypothesis that costs more than this, and more than its content is worth, is none.
    NOISE = 2000;
    /// The worth of a byte of names and values.
    NOISE_PER_BYTE = 40;

    // The beginning.
    /// The text starts inside the document.
    HEAD_LOST = 400;
    /// Each level that has to be inferred.
    HEAD_LEVEL = 50;
    /// Dropping what remains of a broken member at the start.
    HEAD_DROP = 100;
    /// A bracket in what is dropped there: a broken member has none of its own.
    HEAD_DROP_BRACKET = 150;
}
