// The view of a result: the texts with their marks, and the lists of edits and diagnostics.

const byId = (id) => document.getElementById(id);
const CERTAINTY = [["certain", "no other repair is close"], ["likely", "the best repair, but not beyond doubt"], ["guess", "another repair is about as plausible"]];
const SEVERITY = [["error", "does not conform"], ["warning", "conforms, but may be a mistake"], ["note", "worth knowing"]];

/** The outcome in words: a headline and, if there is more to know, a second sentence. */
function words({ report, counts }) {
    const edits = plural(counts.edits, "edit");
    const doubt = report.ambiguous ? " Another repair is about as plausible and gives another value: compare the marked edits." : "";
    const findings = counts.diagnostics - counts.inEdits;
    const others = findings > 0 ? ` ${plural(findings, "finding")} below.` : "";
    switch (report.outcome) {
        case "clean":
            return counts.edits === 0 ? ["Valid JSON.", `Nothing was changed.${others}`] : ["Valid JSON.", `${edits}.${others}`];
        case "repaired":
            return [`Repaired with ${edits}.`, `The document is complete.${doubt}${others}`];
        case "partial":
            return [`Repaired with ${edits}, but incomplete.`, `A part of the document is missing; the findings say which.${doubt}${others}`];
        default: {
            const [first] = report.diagnostics;
            return ["No document.", first ? `The capture was not repaired: ${first.message}.` : "The capture was not repaired."];
        }
    }
}

function showOutcome(result) {
    const [headline, more] = words(result);
    const read = result.report.kind ? ` Read as ${result.report.kind}.` : "";
    const unused = result.report.unusedSchemaParts;
    const schema = unused.length ? ` ${plural(unused.length, "part")} of the schema not used: ${unused.slice(0, 3).join("; ")}.` : "";
    byId("outcome").className = result.report.outcome;
    byId("outcome").replaceChildren(make("b", {}, headline), make("span", {}, ...visible(`${more}${read}${schema}`)));
}

function legend(isEdited) {
    const kinds = isEdited ? CERTAINTY : SEVERITY;
    return make("p", { class: "legend" }, ...kinds.map(([name, words]) => make("span", {}, make("mark", { class: name }, name), words)));
}

/** The panes of a result: before and after, or the capture alone if nothing was changed. */
function showTexts({ report, capture, document: bytes }, secrets) {
    const isEdited = report.edits.length > 0;
    const marked = isEdited ? report.edits : report.diagnostics;
    const classes = marked.map((item) => isEdited ? item.applicability : item.severity);
    const titles = marked.map((item, number) => `${number + 1}: ${item.description ?? item.message}`);
    if (report.mask === null) {
        byId("texts").replaceChildren(make("p", {}, "The capture is over the size limit and is not shown."));
        return;
    }
    const side = (name, title, cut) => make("section", {}, make("h3", {}, title), pane(name, cut, classes, titles));
    const before = marked.map(({ start, end }, number) => ({ start, end, number }));
    const hasAfter = report.hasDocument && isEdited;
    const panes = [side("before", hasAfter ? "Before" : "As captured", pieces(capture, secrets ? [] : report.mask, before))];
    if (hasAfter) {
        const after = report.edits.flatMap(({ place }, number) => place ? [{ start: place[0], end: place[1], number }] : []);
        panes.push(side("after", "After", pieces(bytes, secrets ? [] : report.documentMask, after)));
    }
    const content = [make("div", { class: panes.length === 1 ? "panes single" : "panes" }, ...panes)];
    if (marked.length) content.unshift(legend(isEdited));
    byId("texts").replaceChildren(...content);
    byId("texts").querySelectorAll("pre").forEach((pane) => bring(pane.querySelector("mark")));
}

function item(number, sure, head, { code, line, column }, why) {
    const button = number === null ? make("span") : make("button", { type: "button", "aria-label": `Show ${number + 1} in the text` }, String(number + 1));
    if (number !== null) button.addEventListener("click", () => jump(number));
    return make("li", {}, button, make("mark", { class: `sure ${sure}` }, sure),
        make("div", {}, ...visible(head), " ", make("span", { class: "why" }, `line ${count(line)}, column ${count(column)} · `, make("code", {}, code)),
            make("div", { class: "why" }, ...visible(why))));
}

function listed(title, items, all) {
    const heading = all > items.length ? `${title}: the first ${count(items.length)} of ${count(all)}` : title;
    return make("section", {}, make("h3", { class: "list-title" }, heading), make("ol", { class: "list" }, ...items));
}

/** The lists of edits and of findings that no edit describes. `codes` has the title and the explanation of each code. */
function showLists({ report, counts }, codes) {
    const explained = (code) => {
        const [title, explanation] = codes[code] ?? ["", ""];
        return `${title.charAt(0).toUpperCase()}${title.slice(1)}. ${explanation}`;
    };
    const isEdited = report.edits.length > 0;
    const lists = [];
    if (isEdited) lists.push(listed("Edits", report.edits.map((edit, number) => item(number, edit.applicability, edit.description, edit, explained(edit.code))), counts.edits));
    const findings = report.diagnostics.map((found, number) => ({ found, number })).filter(({ found }) => !(isEdited && found.inEdits));
    const finding = ({ found, number }) => {
        const head = found.pointer ? `${found.message}, in ${found.pointer}` : found.message;
        return item(isEdited ? null : number, found.severity, head, found, found.help || explained(found.code));
    };
    if (findings.length) lists.push(listed("Findings", findings.map(finding), isEdited ? counts.diagnostics - counts.inEdits : counts.diagnostics));
    byId("lists").replaceChildren(...lists);
}
