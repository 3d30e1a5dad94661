"use strict";
// Everything here that comes from a payload becomes text: `textContent`, and nothing that reads markup.
(() => {
    const PER_PAGE = 100;
    const BARS = 15;
    const facts = JSON.parse(document.getElementById("facts").textContent);
    const captures = JSON.parse(document.getElementById("index").textContent);
    const OUTCOMES = facts.outcomes.map(([name]) => name);
    // How an outcome looks: those of checking as those of recovering that are as good.
    const CLASSES = facts.verb === "check" ? ["clean", "partial", "rejected", "rejected"] : ["clean", "repaired", "partial", "rejected"];
    const [NAME, OUTCOME, KIND, BYTES, EDITS, AMBIGUOUS, CODES] = [0, 1, 2, 3, 4, 5, 6];

    const byId = (id) => document.getElementById(id);
    const count = (number) => number.toLocaleString("en");

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

    function drawn(tag, attributes, ...children) {
        const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        element.append(...children);
        return element;
    }

    function size(bytes) {
        for (const [unit, each] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
            if (bytes >= each) return `${(bytes / each).toFixed(1)} ${unit}`;
        }
        return `${bytes} B`;
    }

    // Characters that do not show, or turn the direction of what follows, are named instead.
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

    // Totals.
    byId("verb").textContent = facts.verb;
    // The folder that all names begin with is named once.
    const common = captures.length < 2 ? "" : captures.map((capture) => capture[NAME]).reduce((common, name) => {
        let same = 0;
        while (same < common.length && common[same] === name[same]) same++;
        return common.slice(0, same);
    });
    const root = common.slice(0, common.lastIndexOf("/") + 1);
    byId("lead").append(`${count(captures.length)} captures, ${size(facts.bytes)}`, ...(root ? [" in ", ...visible(root)] : []), ` · authscan ${facts.version}`);
    const cards = facts.outcomes.map(([name, number], place) => [name, CLASSES[place], number, captures.length]);
    if (facts.failed) cards.push(["failed", "failed", facts.failed]);
    if (facts.skipped) cards.push(["done before", "done", facts.skipped]);
    for (const [name, kind, number, of] of cards) {
        const share = of ? `${(100 * number / of).toFixed(1)} %` : "";
        byId("totals").append(make("li", { class: kind }, make("b", {}, count(number)), name, " ", make("small", {}, share)));
    }
    if (facts.failed) {
        const list = byId("failures");
        list.hidden = false;
        const left = facts.failed - facts.failures.length;
        list.querySelector("summary").textContent = `${count(facts.failed)} could not be read or written`;
        list.querySelector("ul").append(...facts.failures.map((text) => make("li", {}, ...visible(text))));
        if (left > 0) list.append(`and ${count(left)} more`);
    }

    // The chart.
    const state = { filter: "", outcomes: new Set(), sort: { column: -1, down: false }, page: 0, open: new Set() };

    function chart() {
        const bars = facts.faults.slice(0, BARS);
        if (bars.length === 0) {
            byId("faults").hidden = true;
            return;
        }
        // On a phone the drawing is narrow, so that its words stay readable.
        const [label, width, height] = [180, document.documentElement.clientWidth < 768 ? 400 : 860, 24];
        const most = bars[0][1];
        const svg = drawn("svg", { viewBox: `0 0 ${width} ${bars.length * height}`, role: "group", "aria-label": "In how many captures each fault was found" });
        bars.forEach(([code, number], place) => {
            const [name, , title] = facts.codes[code];
            const length = Math.max(2, number / most * (width - label - 60));
            const middle = place * height + height / 2 + 4;
            const bar = drawn("g", { role: "button", tabindex: "0", "aria-label": `${name}: ${count(number)} captures; show them` },
                drawn("title", {}, `${title}: ${count(number)} captures`),
                drawn("text", { x: label - 10, y: middle, "text-anchor": "end" }, name),
                drawn("rect", { x: label, y: place * height + 3, width: length, height: height - 6, rx: 3 }),
                drawn("text", { x: label + length + 8, y: middle, class: "count" }, count(number)));
            const choose = () => setFilter(name);
            bar.addEventListener("click", choose);
            bar.addEventListener("keydown", (event) => {
                if (event.key === "Enter" || event.key === " ") {
                    event.preventDefault();
                    choose();
                }
            });
            svg.append(bar);
        });
        byId("chart").append(svg);
        if (facts.faults.length > BARS) byId("chart").append(make("p", { class: "legend" }, `and ${facts.faults.length - BARS} more kinds`));
    }

    // The table.
    const COLUMNS = [
        ["Capture", NAME, ""], ["Outcome", OUTCOME, ""], ["Type", KIND, ""], ["Size", BYTES, "number"], ["Edits", EDITS, "number"], ["Found", CODES, ""],
    ];
    const codesOf = (capture) => capture[CODES].map((code) => facts.codes[code][0]);
    const kindOf = (capture) => capture[KIND] == null ? "" : facts.kinds[capture[KIND]];
    let order = [];

    function select() {
        const words = state.filter.toLowerCase().split(/\s+/).filter((word) => word);
        const matches = (capture) => {
            if (state.outcomes.size && !state.outcomes.has(capture[OUTCOME])) return false;
            if (words.length === 0) return true;
            const text = `${capture[NAME]} ${OUTCOMES[capture[OUTCOME]]} ${kindOf(capture)} ${codesOf(capture).join(" ")} ${capture[AMBIGUOUS] ? "ambiguous" : ""}`.toLowerCase();
            return words.every((word) => text.includes(word));
        };
        order = [...captures.keys()].filter((number) => matches(captures[number]));
        const { column, down } = state.sort;
        if (column >= 0) {
            const key = (number) => column === CODES ? captures[number][CODES].length : captures[number][column] ?? -1;
            const names = new Intl.Collator("en", { numeric: true });
            const compare = column === NAME ? (a, b) => names.compare(captures[a][NAME], captures[b][NAME]) : (a, b) => key(a) - key(b);
            order.sort((a, b) => (down ? compare(b, a) : compare(a, b)) || a - b);
        }
        state.page = 0;
        show();
    }

    function show() {
        const pages = Math.max(1, Math.ceil(order.length / PER_PAGE));
        state.page = Math.min(Math.max(0, state.page), pages - 1);
        const body = document.querySelector("#captures tbody");
        const rows = document.createDocumentFragment();
        order.slice(state.page * PER_PAGE, (state.page + 1) * PER_PAGE).forEach((number, place) => {
            rows.append(row(number, place === 0));
            if (state.open.has(number)) rows.append(detail(number));
        });
        body.replaceChildren(rows);
        byId("page").textContent = `page ${count(state.page + 1)} of ${count(pages)}`;
        byId("previous").disabled = state.page === 0;
        byId("next").disabled = state.page === pages - 1;
        byId("pages").hidden = pages === 1;
        byId("shown").textContent = order.length === captures.length ? "" : `${count(order.length)} of ${count(captures.length)} captures`;
    }

    function row(number, first) {
        const capture = captures[number];
        const outcome = OUTCOMES[capture[OUTCOME]];
        const codes = codesOf(capture).join(", ");
        const open = make("button", { type: "button", class: "open", "aria-expanded": String(state.open.has(number)), "data-number": number, tabindex: first ? "0" : "-1", title: capture[NAME] }, ...visible(capture[NAME].slice(root.length)));
        open.addEventListener("click", () => toggle(number, open));
        return make("tr", { class: "row" },
            make("td", {}, open),
            make("td", {}, make("span", { class: `outcome ${CLASSES[capture[OUTCOME]]}` }, outcome)),
            make("td", {}, kindOf(capture)),
            make("td", { class: "number" }, size(capture[BYTES])),
            make("td", { class: "number" }, count(capture[EDITS])),
            make("td", { class: "codes", title: codes }, codes));
    }

    function toggle(number, open) {
        const tr = open.closest("tr");
        if (state.open.delete(number)) {
            tr.nextSibling.remove();
        } else {
            state.open.add(number);
            tr.after(detail(number));
        }
        open.setAttribute("aria-expanded", String(state.open.has(number)));
    }

    // One capture.
    /** What the page holds about a capture: its block is parsed when it is asked for. */
    let last = { block: null, details: [] };
    async function load(number) {
        if (document.readyState === "loading") {
            await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
        }
        const blocks = [...document.querySelectorAll("script[data-first]")];
        const block = blocks.filter((block) => Number(block.dataset.first) <= number).at(-1);
        if (last.block !== block) last = { block, details: JSON.parse(block.textContent) };
        const packed = Uint8Array.from(atob(last.details[number - Number(block.dataset.first)]), (c) => c.charCodeAt(0));
        const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
        return JSON.parse(await new Response(stream).text());
    }

    function detail(number) {
        const cell = make("td", { colspan: COLUMNS.length }, "…");
        const fill = (found) => {
            cell.replaceChildren(...content(number, found));
            cell.querySelectorAll("pre").forEach((pane) => bring(pane.querySelector("mark")));
        };
        load(number).then(fill, () => { cell.textContent = "The details of this capture cannot be read: the page is not whole."; });
        return make("tr", { class: "detail" }, cell);
    }

    function content(number, found) {
        const edited = found.edits.length > 0;
        const classes = edited ? found.edits.map((edit) => edit[1]) : found.findings.map((finding) => finding[1]);
        const panes = [];
        if (found.before) panes.push(make("section", {}, make("h3", {}, found.after ? "Before" : "As captured"), pane(number, "before", found.before, classes)));
        if (found.after) panes.push(make("section", {}, make("h3", {}, "After"), pane(number, "after", found.after, classes)));
        const out = [];
        if (panes.length) {
            if (classes.length) out.push(legend(edited));
            out.push(make("div", { class: panes.length === 1 ? "panes single" : "panes" }, ...panes));
        } else {
            out.push(make("p", {}, "The capture is over the size limit and is not shown."));
        }
        if (edited) out.push(listed("Edits", found.edits.map((edit, place) => editItem(number, place, edit)), found.all[1]));
        const others = found.findings.map((finding, place) => [finding, place]).filter(([finding]) => !edited || !found.edits.some((edit) => edit[0] === finding[0] && edit[3] === finding[5] && edit[4] === finding[6]));
        if (others.length) out.push(listed("Findings", others.map(([finding, place]) => findingItem(number, edited ? null : place, finding)), edited ? others.length : found.all[0]));
        return out;
    }

    function legend(edited) {
        const kinds = edited
            ? [["certain", "no other repair comes near"], ["likely", "the best reading, but not beyond doubt"], ["guess", "another is about as plausible"]]
            : [["error", "does not conform"], ["warning", "conforms, but look at it"], ["note", "worth knowing"]];
        return make("p", { class: "legend" }, ...kinds.map(([name, words]) => make("span", {}, make("mark", { class: name }, name), words)));
    }

    function pane(number, side, pieces, classes) {
        const parts = pieces.flatMap((piece) => {
            if (typeof piece === "string") return visible(piece);
            if (typeof piece === "number") return [make("span", { class: "gap" }, `${count(piece)} bytes left out`)];
            const [mark, text] = piece;
            const attributes = { class: classes[mark] + (text === "" ? " empty" : ""), id: `${side}-${number}-${mark}`, title: `${mark + 1}: ${classes[mark]}` };
            return [make("mark", attributes, ...visible(text), make("sup", {}, String(mark + 1)))];
        });
        return make("pre", { tabindex: "0", "aria-label": side === "before" ? "Text before" : "Text after" }, ...parts);
    }

    /** Scrolls a mark into its pane, and nothing else. */
    function bring(mark) {
        const pane = mark?.closest("pre");
        if (pane) pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    }

    function listed(title, items, all) {
        const list = make("ol", { class: "list" }, ...items);
        const left = all - items.length;
        return make("section", {}, make("h3", { class: "list-title" }, left > 0 ? `${title}: the first ${count(items.length)} of ${count(all)}` : title), list);
    }

    function item(number, mark, sure, head, code, words, line, column) {
        const [name, , title, meaning] = facts.codes[code];
        const jump = mark == null ? make("span") : make("button", { type: "button", title: "Show it in the text" }, String(mark + 1));
        if (mark != null) {
            jump.addEventListener("click", () => {
                document.querySelectorAll("mark.now").forEach((mark) => mark.classList.remove("now"));
                for (const side of ["before", "after"]) {
                    const place = byId(`${side}-${number}-${mark}`);
                    if (!place) continue;
                    place.classList.add("now");
                    bring(place);
                }
            });
        }
        return make("li", {}, jump, make("mark", { class: `sure ${sure}` }, sure),
            make("div", {}, ...visible(head), " ", make("span", { class: "why" }, `line ${count(line)}, column ${count(column)} · `, make("code", {}, name)),
                make("div", { class: "why" }, ...visible(words || meaning || title))));
    }

    function editItem(number, place, [code, sure, head, line, column]) {
        const [, , title, meaning] = facts.codes[code];
        return item(number, place, sure, head, code, `${title[0].toUpperCase()}${title.slice(1)}. ${meaning.replace(/\s+/g, " ")}`, line, column);
    }

    function findingItem(number, place, [code, severity, message, help, pointer, line, column]) {
        const head = pointer ? `${message}, in ${pointer}` : message;
        return item(number, place, severity, head, code, help || facts.codes[code][3].replace(/\s+/g, " "), line, column);
    }

    // Sorting, filtering, paging.
    function setFilter(text) {
        byId("filter").value = text;
        state.filter = text;
        select();
        byId("tools").scrollIntoView({ block: "start" });
    }

    COLUMNS.forEach(([title, column, kind]) => {
        const button = make("button", { type: "button" }, title);
        const head = make("th", { scope: "col", class: kind, "aria-sort": "none" }, button);
        button.addEventListener("click", () => {
            state.sort = state.sort.column !== column ? { column, down: kind === "number" } : { column, down: !state.sort.down };
            document.querySelectorAll("th").forEach((other) => {
                other.setAttribute("aria-sort", "none");
                other.firstChild.textContent = other.firstChild.textContent.replace(/ [▲▼]$/, "");
            });
            head.setAttribute("aria-sort", state.sort.down ? "descending" : "ascending");
            button.textContent = `${title} ${state.sort.down ? "▼" : "▲"}`;
            select();
        });
        document.querySelector("#captures thead tr").append(head);
    });

    facts.outcomes.forEach(([name, number], place) => {
        const button = make("button", { type: "button", class: CLASSES[place], "aria-pressed": "false", disabled: number === 0 }, name);
        button.addEventListener("click", () => {
            if (!state.outcomes.delete(place)) state.outcomes.add(place);
            button.setAttribute("aria-pressed", String(state.outcomes.has(place)));
            select();
        });
        byId("outcomes").append(button);
    });

    let typing;
    byId("filter").addEventListener("input", (event) => {
        clearTimeout(typing);
        typing = setTimeout(() => {
            state.filter = event.target.value;
            select();
        }, 80);
    });

    function turn(by) {
        const before = state.page;
        state.page += by;
        show();
        return state.page !== before;
    }
    byId("previous").addEventListener("click", () => turn(-1));
    byId("next").addEventListener("click", () => turn(1));

    const THEMES = [["", "Auto", "as the system has them"], ["light", "Light", "light"], ["dark", "Dark", "dark"]];
    let theme = 0;
    byId("theme").addEventListener("click", () => {
        theme = (theme + 1) % THEMES.length;
        const [name, label, words] = THEMES[theme];
        if (name) document.documentElement.dataset.theme = name;
        else delete document.documentElement.dataset.theme;
        byId("theme").textContent = label;
        byId("theme").setAttribute("aria-label", `Colors: ${words}`);
    });

    // Keys.
    function focusRow(button) {
        document.querySelectorAll("#captures .open[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
        button.setAttribute("tabindex", "0");
        button.focus();
    }

    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const filter = byId("filter");
        const rows = [...document.querySelectorAll("#captures .open")];
        const at = rows.indexOf(document.activeElement);
        if (event.key === "/" && document.activeElement !== filter) {
            event.preventDefault();
            filter.focus();
            filter.select();
        } else if (event.key === "ArrowDown" && document.activeElement === filter && rows.length) {
            event.preventDefault();
            focusRow(rows[0]);
        } else if (event.key === "Escape" && document.activeElement === filter) {
            setFilter("");
        } else if (event.key === "Escape" && document.activeElement?.closest("tr.detail")) {
            focusRow(document.activeElement.closest("tr.detail").previousSibling.querySelector(".open"));
        } else if (at >= 0) {
            const turned = event.key === "ArrowRight" ? turn(1) : event.key === "ArrowLeft" ? turn(-1) : false;
            const next = event.key === "ArrowDown" ? rows[at + 1] : event.key === "ArrowUp" ? rows[at - 1] : event.key === "Home" ? rows[0] : event.key === "End" ? rows.at(-1) : null;
            if (turned) focusRow(document.querySelector("#captures .open"));
            else if (next) focusRow(next);
            else if (event.key === "ArrowUp" && at === 0) filter.focus();
            else if (event.key === "Escape" && document.activeElement.getAttribute("aria-expanded") === "true") document.activeElement.click();
            else return;
            event.preventDefault();
        }
    });

    chart();
    select();
})();
