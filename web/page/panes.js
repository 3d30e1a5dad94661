// Everything from a capture becomes text nodes. No markup is ever parsed.

/** A text of at most this many bytes is shown whole. */
const WHOLE = 64 << 10;
/** Bytes that are shown on either side of each mark of a longer text, */
const AROUND = 400;
/** at its start, and at most of each mark, */
const HEAD = 2000;
/** and at most in total. */
const MOST = 128 << 10;

const count = (number) => number.toLocaleString("en");
const plural = (number, word) => `${count(number)} ${word}${number === 1 ? "" : "s"}`;

function size(bytes) {
    for (const [unit, each] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
        if (bytes >= each) return `${(bytes / each).toFixed(1)} ${unit}`;
    }
    return plural(bytes, "byte");
}

/** An element with attributes and children; strings are text. */
function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === true) element.setAttribute(name, "");
        else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

/** Characters that are invisible or change the direction of the text after them; each is shown as its code. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function visible(text) {
    const out = [];
    let from = 0;
    for (const found of text.matchAll(UNSEEN)) {
        if (found[0] === "\r" && text[found.index + 1] === "\n") continue;
        const code = found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
        out.push(text.slice(from, found.index), make("span", { class: "unseen" }, `U+${code}`));
        from = found.index + found[0].length;
    }
    out.push(text.slice(from));
    return out;
}

/** The first offset from `at` on that does not split a character. */
function boundary(bytes, at) {
    let end = Math.min(at, bytes.length);
    for (let step = 0; step < 3 && end < bytes.length && (bytes[end] & 0xc0) === 0x80; step++) end++;
    return end;
}

/** The text of some bytes, in which each masked character is a bullet. `mask` has sorted, disjoint spans. */
function masked(bytes, start, end, mask) {
    const decode = (from, to) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from, to));
    let low = 0;
    for (let high = mask.length; low < high;) {
        const middle = (low + high) >> 1;
        if (mask[middle][1] <= start) low = middle + 1;
        else high = middle;
    }
    let out = "";
    let at = start;
    for (; low < mask.length && mask[low][0] < end; low++) {
        const [from, to] = [Math.max(mask[low][0], at), Math.min(mask[low][1], end)];
        out += decode(at, from) + decode(from, to).replace(/\S/gu, "•");
        at = to;
    }
    return out + decode(at, end);
}

/** The marks in order, without those that overlap a shorter one: the removal of an envelope spans all that is inside. */
function disjoint(marks) {
    const kept = [];
    const byLength = [...marks].sort((a, b) => (a.end - a.start) - (b.end - b.start) || a.number - b.number);
    for (const mark of byLength) {
        const overlaps = (other) => mark.start < other.end && other.start < mark.end;
        if (!kept.some(overlaps)) kept.push(mark);
    }
    return kept.sort((a, b) => a.start - b.start || a.end - b.end || a.number - b.number);
}

/** The parts of a text that are shown, in order and disjoint. */
function windows(bytes, marks) {
    if (bytes.length <= WHOLE) return [[0, bytes.length]];
    const out = [[0, HEAD]];
    for (const { start, end } of marks) {
        const [from, to] = [Math.max(0, start - AROUND), Math.min(bytes.length, Math.min(end, start + HEAD) + AROUND)];
        const last = out.at(-1);
        if (from <= last[1]) last[1] = Math.max(last[1], to);
        else out.push([from, to]);
    }
    return out.map(([from, to]) => [boundary(bytes, from), boundary(bytes, to)]);
}

/** A text cut at its marks: `{ text }`, `{ text, mark }` or `{ gap }`, the number of bytes that are left out. */
function pieces(bytes, mask, marks) {
    const out = [];
    let [at, shown] = [0, 0];
    const text = (end, mark) => {
        if (mark === undefined && end <= at) return;
        out.push({ text: masked(bytes, at, end, mask), mark });
        shown += end - at;
        at = end;
    };
    const skip = (to) => {
        if (to <= at) return;
        const last = out.at(-1);
        if (last?.gap) last.gap += to - at;
        else out.push({ gap: to - at });
        at = to;
    };
    const ordered = disjoint(marks);
    let next = 0;
    for (const [from, to] of windows(bytes, ordered)) {
        if (shown > MOST) break;
        skip(from);
        for (; next < ordered.length && ordered[next].start <= to && shown <= MOST; next++) {
            const { start, end, number } = ordered[next];
            text(start);
            text(Math.max(start, Math.min(end, boundary(bytes, start + HEAD))), number);
            skip(end);
        }
        if (shown <= MOST) text(to);
    }
    skip(bytes.length);
    return out;
}

/** The pane of one side. `classes` and `titles` are those of the marks, by number. */
function pane(side, cut, classes, titles) {
    const parts = cut.flatMap(({ text, mark, gap }) => {
        if (gap !== undefined) return [make("span", { class: "gap" }, `${plural(gap, "byte")} left out`)];
        if (mark === undefined) return visible(text);
        const attributes = { class: classes[mark] + (text === "" ? " empty" : ""), id: `${side}-${mark}`, title: titles[mark] };
        return [make("mark", attributes, ...visible(text), make("sup", {}, String(mark + 1)))];
    });
    return make("pre", { tabindex: "0", role: "region", "aria-label": side === "before" ? "Text before the repair" : "Text after the repair" }, ...parts);
}

/** Scrolls a mark into its pane, and nothing else. */
function bring(mark) {
    const pane = mark?.closest("pre");
    if (pane) pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}

/** Marks an edit or a diagnostic in both panes. */
function jump(number) {
    document.querySelectorAll("mark.now").forEach((mark) => mark.classList.remove("now"));
    const marks = ["before", "after"].map((side) => document.getElementById(`${side}-${number}`)).filter((mark) => mark);
    marks.forEach((mark) => {
        mark.classList.add("now");
        bring(mark);
    });
    // On a narrow screen the panes are far from the list.
    marks[0]?.closest("pre").scrollIntoView({ block: "nearest" });
}
