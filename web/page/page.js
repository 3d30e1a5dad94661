// Inputs, the worker, and the download.

/** The size limit of a capture and of a schema, in bytes. */
const LIMIT = 64 << 20;
/** A pasted text of at most this many characters also appears in the text field. */
const TYPED = 64 << 10;
const EXAMPLE = `{"scanName": "Nightly", "scanType": "Network" "isActive": True,
 "target": ["10.0.0.1", "10.0.0.2",
 "scanAuthenticationParams": {"type": 'Basic', "username": "scan", "password": "example"},
}`;

const state = { capture: null, schema: null, result: null, turn: 0, about: null };

// The worker. It is replaced if it ends or is stopped.
const policy = globalThis.trustedTypes?.createPolicy("authscan", { createScriptURL: (url) => url });
const source = new Blob([byId("worker").textContent], { type: "text/javascript" });
let worker = null;
let waiting = null;
const module = unpack(byId("engine").textContent);

async function unpack(base64) {
    const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
}

function start() {
    worker?.terminate();
    const url = URL.createObjectURL(source);
    const started = new Worker(policy ? policy.createScriptURL(url) : url);
    URL.revokeObjectURL(url);
    worker = started;
    started.onmessage = ({ data }) => worker === started && receive(data);
    started.onerror = (event) => {
        event.preventDefault?.();
        if (worker === started) lost("The engine ended unexpectedly, perhaps for lack of memory.");
    };
    started.onmessageerror = started.onerror;
    module.then((bytes) => worker === started && started.postMessage({ module: bytes }), () => problem("The engine in this file is damaged: download the page again."));
}

function receive({ ready, turn, failed, about, ...result }) {
    if (ready) {
        described(ready);
    } else if (failed !== undefined && turn === undefined) {
        idle();
        problem(`The engine does not start: ${failed}`);
    } else if (turn !== state.turn) {
        // An answer to a request that was replaced.
    } else if (failed !== undefined) {
        idle();
        problem(about === "schema" ? `Not a JSON Schema: ${failed}` : `The capture was not read: ${failed}`);
    } else {
        idle();
        show({ ...result, document: new Uint8Array(result.document), capture: state.capture.bytes, name: state.capture.name });
    }
}

/** Fills what depends on the engine, at its first start. */
function described(about) {
    if (state.about) return;
    state.about = about;
    byId("kind").append(...about.kinds.map((kind) => make("option", { value: kind }, kind)));
    byId("version").textContent = `authscan ${about.version}`;
}

function lost(message) {
    idle();
    problem(`${message} Your capture is still here: Repair tries again.`);
    start();
}

function problem(message) {
    byId("problem").replaceChildren(...visible(message));
}

// Requests.
function run() {
    if (!state.capture) return;
    // A worker that is busy cannot be interrupted.
    if (waiting !== null) start();
    idle();
    clear();
    state.turn++;
    const { bytes } = state.capture;
    const request = { kind: state.schema ? "auto" : byId("kind").value, schema: state.schema?.text ?? null, maxBytes: LIMIT, masks: true };
    const [asked, turn] = [worker, state.turn];
    // After the module, which is sent by a promise too.
    module.then(() => asked.postMessage({ turn, capture: bytes, request }), () => {});
    const began = performance.now();
    const tick = () => {
        byId("elapsed").textContent = `Reading ${size(bytes.length)}: ${Math.round((performance.now() - began) / 1000)} s`;
    };
    tick();
    const appear = setTimeout(() => { byId("busy").hidden = false; }, 150);
    waiting = { appear, ticking: setInterval(tick, 1000) };
}

/** Ends the wait for an answer. */
function idle() {
    if (waiting !== null) {
        clearTimeout(waiting.appear);
        clearInterval(waiting.ticking);
    }
    waiting = null;
    byId("busy").hidden = true;
}

function clear() {
    state.result = null;
    problem("");
    byId("outcome").replaceChildren();
    byId("result").hidden = true;
}

function show(result) {
    state.result = result;
    const { report } = result;
    const hasSecrets = [report.mask, report.documentMask].some((mask) => mask?.length > 0);
    byId("download").disabled = !report.hasDocument;
    byId("secrets").disabled = !hasSecrets;
    byId("secrets-note").textContent = !hasSecrets ? "" : report.hasDocument ? "The download contains the secrets." : "";
    showTexts(result, byId("secrets").checked);
    showLists(result, state.about.codes);
    byId("result").hidden = false;
    showOutcome(result);
    byId("texts").querySelectorAll("pre").forEach((pane) => bring(pane.querySelector("mark")));
}

function download() {
    const { document: bytes, name } = state.result;
    const url = URL.createObjectURL(new Blob([bytes], { type: "application/json" }));
    make("a", { href: url, download: `${name.replace(/\.[^.]*$/, "") || "capture"}.repaired.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// Captures and schemas.
function capture(name, bytes) {
    state.capture = { name, bytes };
    run();
}

/** The bytes of a file; `null`, with a message, if it cannot be read. */
async function bytesOf(file) {
    if (file.size > LIMIT) {
        problem(`${file.name} has ${size(file.size)}; the limit of this page is ${size(LIMIT)}. The program authscan reads larger captures.`);
        return null;
    }
    try {
        return new Uint8Array(await file.arrayBuffer());
    } catch (error) {
        problem(`${file.name} cannot be read: ${error.message}`);
        return null;
    }
}

/** Number of the file that was chosen last: a smaller one may be read before an earlier, larger one. */
let reading = 0;

async function openCapture(file) {
    const number = ++reading;
    clear();
    const bytes = await bytesOf(file);
    if (bytes === null || number !== reading) return;
    byId("text").value = "";
    byId("text").placeholder = `${file.name}, ${size(bytes.length)}`;
    capture(file.name, bytes);
}

async function openSchema(file) {
    const bytes = await bytesOf(file);
    if (bytes === null) return;
    useSchema({ name: file.name, text: new TextDecoder().decode(bytes) });
}

function useSchema(schema) {
    state.schema = schema;
    byId("schema-name").replaceChildren(...visible(schema ? schema.name : ""));
    byId("schema-clear").hidden = !schema;
    byId("kind").disabled = Boolean(schema);
    problem("");
    run();
}

/** Reads the text field, if it was typed in. */
function typed() {
    const text = byId("text").value;
    if (text !== "" || !state.capture) capture("capture.json", new TextEncoder().encode(text));
    else run();
}

function pasted(event) {
    const [file] = event.clipboardData.files;
    const text = event.clipboardData.getData("text/plain");
    const field = byId("text");
    const isWhole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    if (file) {
        event.preventDefault();
        openCapture(file);
    } else if (text !== "" && (event.target !== field || isWhole)) {
        // The field would change line breaks.
        event.preventDefault();
        reading++;
        field.value = text.length <= TYPED ? text : "";
        field.placeholder = text.length <= TYPED ? "" : `Pasted text, ${plural(text.length, "character")}`;
        capture("pasted.json", new TextEncoder().encode(text));
    }
}

function dropped(event) {
    event.preventDefault();
    document.body.classList.remove("over", "over-schema");
    const files = [...event.dataTransfer.files];
    const isSchema = byId("schema-drop").contains(event.target);
    if (files.length > 1) problem(`${files.length} files were dropped; this page reads one at a time.`);
    else if (files.length === 1) (isSchema ? openSchema : openCapture)(files[0]);
    else if (!isSchema && event.dataTransfer.getData("text/plain")) capture("dropped.json", new TextEncoder().encode(event.dataTransfer.getData("text/plain")));
}

function listen() {
    const click = (id, act) => byId(id).addEventListener("click", act);
    click("choose", () => byId("file").click());
    click("schema-choose", () => byId("schema-file").click());
    click("schema-clear", () => { useSchema(null); byId("schema-choose").focus(); });
    click("repair", typed);
    click("example", () => { byId("text").value = EXAMPLE; typed(); });
    click("download", download);
    click("stop", () => { lost("Stopped."); byId("repair").focus(); });
    const choose = (id, open) => byId(id).addEventListener("change", ({ target }) => {
        const [file] = target.files;
        // A second choice of the same file counts too.
        if (file) open(file).finally(() => { target.value = ""; });
    });
    choose("file", openCapture);
    choose("schema-file", openSchema);
    byId("kind").addEventListener("change", run);
    byId("secrets").addEventListener("change", ({ target }) => state.result && showTexts(state.result, target.checked));
    byId("text").addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        typed();
    });
    document.addEventListener("paste", pasted);
    document.addEventListener("dragover", (event) => {
        event.preventDefault();
        const isSchema = byId("schema-drop").contains(event.target);
        document.body.classList.toggle("over", !isSchema);
        document.body.classList.toggle("over-schema", isSchema);
    });
    document.addEventListener("dragleave", (event) => event.relatedTarget ?? document.body.classList.remove("over", "over-schema"));
    document.addEventListener("drop", dropped);
}

listen();
start();
