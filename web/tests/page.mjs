// Drives the page in Chromium. Arguments: the browser, the page, a folder for captures and screenshots.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import puppeteer from "puppeteer-core";

const [executablePath, page, work] = process.argv.slice(2);
const address = `file://${path.resolve(page)}`;
const downloads = path.join(work, "downloads");
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Each of them sets `pwned` if it ever runs, or asks for something if it ever becomes markup.
const HOSTILE = [
    "</script><script>window.pwned = 1</script>",
    "</script><img src=x onerror=\"window.pwned = 1\">",
    "</style></title></textarea></noscript><svg onload=window.pwned=1>",
    "<!--<script>",
    "\u2028window.pwned = 1\u2029",
    "\u202e gnp.exe \u2066 nested \u2069 \u200b\ufeff",
    "\" onmouseover=\"window.pwned = 1\" x=\"",
    "' autofocus onfocus='window.pwned = 1' x='",
    "javascript:window.pwned=1",
    "]]><![CDATA[<script>window.pwned = 1</script>",
    "&lt;script&gt;window.pwned = 1&lt;/script&gt;",
    "\u0000\u0001\u001b[31m\u0085",
    "<iframe srcdoc=\"<script>parent.pwned = 1</script>\"></iframe>",
    "<meta http-equiv=refresh content=\"0;url=https://example.org/\">",
    "<link rel=stylesheet href=https://example.org/a.css><base href=https://example.org/>",
    "__proto__",
];

/** The text that the page shows for a text: invisible characters as their codes. */
const visible = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (found) => `U+${found.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

function file(name, content) {
    const at = path.join(work, name);
    fs.writeFileSync(at, content);
    return at;
}

/** Opens the page, runs `look`, and asserts that the page ran nothing of a payload and made no request. */
async function open(browser, name, scheme, look) {
    const tab = await browser.newPage();
    await tab.setViewport({ width: 1300, height: 1000 });
    await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const messages = [];
    const requests = [];
    tab.on("console", (message) => messages.push(message.text()));
    tab.on("pageerror", (error) => messages.push(String(error)));
    tab.on("dialog", (dialog) => {
        messages.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    tab.on("request", (request) => requests.push(request.url()));
    await tab.evaluateOnNewDocument(() => {
        // Records the content of downloads, which the browser would write to disk.
        const blobs = new Map();
        const { createObjectURL } = URL;
        URL.createObjectURL = (blob) => {
            const url = createObjectURL.call(URL, blob);
            blobs.set(url, blob);
            return url;
        };
        const { click } = HTMLElement.prototype;
        HTMLElement.prototype.click = function () {
            if (this.download) window.offered = { name: this.download, blob: blobs.get(this.href) };
            click.call(this);
        };
        document.addEventListener("securitypolicyviolation", (event) => console.log(`against the policy: ${event.violatedDirective}`));
    });
    await tab.goto(address, { waitUntil: "load" });
    await look(tab, messages);
    assert.deepEqual(messages, [], `${name}: messages`);
    // A worker's own script is a request too, to memory.
    assert.deepEqual(requests.filter((url) => url !== address && !url.startsWith("blob:null/")), [], `${name}: requests`);
    assert.equal(await tab.evaluate(() => window.pwned), undefined, `${name}: a payload ran`);
    const strange = "img, iframe, object, embed, link, base, form, svg, [onload], [onerror], [onfocus], [onmouseover], main script, main style";
    assert.equal(await tab.$$eval(strange, (found) => found.length), 0, `${name}: a payload became markup`);
    await tab.close();
    console.log(`ok: ${name}`);
}

const text = (tab, selector) => tab.$eval(selector, (element) => element.textContent);
const outcome = (tab) => tab.$eval("#outcome", (element) => element.className);
const focused = (tab) => tab.evaluate(() => document.activeElement.id);

/** Waits until the page has a result or a problem. */
async function settled(tab) {
    await tab.waitForFunction(() => document.querySelector("#outcome").textContent !== "" || document.querySelector("#problem").textContent !== "", { timeout: 120_000 });
    return text(tab, "#problem");
}

async function choose(tab, at, input = "#file") {
    await (await tab.$(input)).uploadFile(at);
    return settled(tab);
}

/** The text of each pane, without the numbers of marks. */
const panes = (tab) => tab.$$eval("#texts pre", (panes) => panes.map((pane) => {
    const copy = pane.cloneNode(true);
    copy.querySelectorAll("sup").forEach((number) => number.remove());
    return copy.textContent;
}));

/** The bytes that the page offers as a download. */
async function download(tab) {
    await tab.evaluate(() => { window.offered = null; });
    await tab.click("#download");
    await tab.waitForFunction(() => window.offered);
    const { name, base64 } = await tab.evaluate(async () => {
        const bytes = new Uint8Array(await window.offered.blob.arrayBuffer());
        return { name: window.offered.name, base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
    });
    return { name, bytes: Buffer.from(base64, "base64") };
}

/** A download as a file. */
async function saved(tab) {
    fs.rmSync(downloads, { recursive: true, force: true });
    fs.mkdirSync(downloads);
    const session = await tab.createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
    await tab.click("#download");
    for (let tries = 0; tries < 600; tries++) {
        const [name] = fs.readdirSync(downloads).filter((name) => name.endsWith(".json"));
        if (name) return { name, bytes: fs.readFileSync(path.join(downloads, name)) };
        await wait(50);
    }
    throw new Error("nothing was downloaded");
}

async function hostile(tab) {
    for (const [number, payload] of HOSTILE.entries()) {
        const member = JSON.stringify(payload);
        const sound = `{"scanName": ${member}, ${member}: ${member}, "isActive": true}`;
        for (const [kind, content] of Object.entries({ sound, cut: sound.slice(0, -1), raw: payload, around: `${payload}\n${sound}\n${payload}` })) {
            // Names of files, too, as far as a file system takes them.
            const name = `${number}-${kind}-${payload.replace(/[/\u0000-\u001f\u007f-\u009f]/g, "_").slice(0, 60)}.json`;
            assert.equal(await choose(tab, file(name, content)), "", name);
            const shown = await panes(tab);
            assert.equal(shown[0], visible(content), name);
            if (kind === "cut") {
                assert.equal(shown[1], visible((await download(tab)).bytes.toString()), name);
            }
            if (kind === "sound") assert.deepEqual([await outcome(tab), (await download(tab)).bytes.toString()], ["clean", sound], name);
            // As schemas as well: a message, never markup.
            await choose(tab, file(`schema-${name}`, payload), "#schema-file");
            assert.match(await text(tab, "#problem"), /^Not a JSON Schema: /, name);
            await tab.click("#schema-clear");
            await settled(tab);
        }
    }
    await tab.$$eval("body *", (all) => all.forEach((element) => {
        for (const kind of ["mouseover", "load", "error"]) element.dispatchEvent(new Event(kind));
    }));
    await wait(200);
}

/** Encodings, invisible bytes, an image, and a line of a megabyte. */
async function bytes(tab) {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a": 1,}', "utf16le")]);
    await choose(tab, file("utf16.json", utf16));
    assert.deepEqual([await outcome(tab), (await download(tab)).bytes.toString()], ["repaired", '{"a": 1}']);
    await choose(tab, file("crlf.json", '{"a":\r\n1,\r\n}'));
    const { name, bytes } = await saved(tab);
    assert.deepEqual([name, bytes.toString().replace(/\s/g, ""), bytes.includes("\r\n")], ["crlf.repaired.json", '{"a":1}', true]);
    await choose(tab, file("nul.json", '{"a": 1,\u0000}'));
    assert.match((await panes(tab))[0], /U\+0000/);
    const image = Buffer.from(Array.from({ length: 9000 }, (_, at) => (at * 7919 + (at >> 3) * 31) & 0x1f));
    await choose(tab, file("image.png", image));
    assert.deepEqual([await outcome(tab), await tab.$eval("#download", (button) => button.disabled)], ["rejected", true]);
    await choose(tab, file("empty.json", ""));
    assert.equal(await outcome(tab), "rejected");
    const line = `{"a": "${"x".repeat(1 << 20)}", "b": [1, 2}`;
    await choose(tab, file("line.json", line));
    assert.equal(await outcome(tab), "repaired");
    const shown = (await panes(tab))[0];
    assert(shown.length < 10_000 && shown.includes("bytes left out"), "only the surroundings of the marks are shown");
    assert.equal((await download(tab)).bytes.toString(), line.slice(0, -1) + "]}");
}

/** Every action without a pointer. */
async function keys(tab) {
    const tabTo = async (id) => {
        for (let presses = 0; presses < 60; presses++) {
            if (await focused(tab) === id) return;
            await tab.keyboard.press("Tab");
        }
        throw new Error(`Tab does not reach ${id}`);
    };
    await tabTo("text");
    await tab.keyboard.type('{"a": 1, "password": "hunter2",}');
    await tab.keyboard.down("Control");
    await tab.keyboard.press("Enter");
    await tab.keyboard.up("Control");
    assert.equal(await settled(tab), "");
    assert.equal(await outcome(tab), "repaired");
    const outline = await tab.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, "solid", "the focus is visible");
    assert((await panes(tab)).every((pane) => !pane.includes("hunter2") && pane.includes("•••")), "secrets are hidden");
    assert(!(await text(tab, "#lists")).includes("hunter2"));
    await tabTo("secrets");
    await tab.keyboard.press("Space");
    assert((await panes(tab)).every((pane) => pane.includes("hunter2")), "secrets are shown on demand");
    // From the list to the marks in both panes.
    for (let presses = 0; !(await tab.evaluate(() => document.activeElement.matches(".list button"))); presses++) {
        assert(presses < 20, "Tab does not reach the list of edits");
        await tab.keyboard.press("Tab");
    }
    await tab.keyboard.press("Enter");
    assert.equal(await tab.$$eval("mark.now", (marks) => marks.length), await tab.$$eval("#before-0, #after-0", (marks) => marks.length));
    assert(await tab.$("mark.now"));
    // The type, by its first letters.
    await tab.keyboard.down("Shift");
    await tabTo("kind");
    await tab.keyboard.up("Shift");
    await tab.keyboard.type("any");
    assert.equal(await tab.$eval("#kind", (kind) => kind.value), "any");
    await settled(tab);
}

/** Pasted text keeps its line breaks; a dropped file and a dropped schema are read. */
async function pasteAndDrop(tab) {
    const paste = (content) => tab.evaluate((content) => {
        const data = new DataTransfer();
        data.setData("text/plain", content);
        document.querySelector("#text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, content);
    await paste('{"a":\r\n1,}');
    await settled(tab);
    assert.equal((await download(tab)).bytes.toString(), '{"a":\r\n1}');
    const drop = (name, content, target) => tab.evaluate((name, content, target) => {
        const data = new DataTransfer();
        data.items.add(new File([content], name));
        for (const kind of ["dragover", "drop"]) document.querySelector(target).dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, name, content, target);
    await drop("d.json", '{"names": ["a", "count": 2}', "footer");
    await tab.waitForFunction(() => document.querySelector("#outcome").textContent !== "" && document.querySelector("#text").placeholder.startsWith("d.json"));
    const schema = { type: "object", properties: { names: { type: "array", items: { type: "string" } }, count: { type: "integer" } }, required: ["count"] };
    await drop("s.json", JSON.stringify(schema), "#schema-choose");
    await tab.waitForFunction(() => document.querySelector("#schema-name").textContent === "s.json" && document.querySelector("#outcome").textContent !== "");
    assert.equal(await tab.$eval("#kind", (kind) => kind.disabled), true);
    assert.deepEqual(JSON.parse((await download(tab)).bytes.toString()), { names: ["a"], count: 2 });
}

/** Messages for inputs that cannot be read, and for a worker that ends. */
async function failures(tab) {
    const large = path.join(work, "large.json");
    fs.closeSync(fs.openSync(large, "w"));
    fs.truncateSync(large, 2 ** 31);
    assert.match(await choose(tab, large), /large\.json has 2\.1 GB; the limit of this page is/);
    fs.rmSync(large);
    await choose(tab, file("good.json", "[1, 2,]"));
    assert.equal(await outcome(tab), "repaired");
    // An error that nothing catches ends a worker.
    const dying = async (how) => {
        await tab.waitForFunction(() => true);
        await tab.workers().at(-1).evaluate(how).catch(() => {});
    };
    await dying(() => { setTimeout(() => { throw new Error("gone"); }); });
    await tab.waitForFunction(() => document.querySelector("#problem").textContent.includes("ended unexpectedly"));
    await tab.click("#repair");
    await tab.waitForFunction(() => document.querySelector("#problem").textContent === "" && document.querySelector("#outcome").className === "repaired");
    // A worker that is silent: the person stops it.
    await dying(() => { self.onmessage = () => {}; });
    await tab.click("#repair");
    await tab.waitForSelector("#busy:not([hidden])");
    await tab.click("#stop");
    assert.match(await text(tab, "#problem"), /^Stopped\./);
    await tab.click("#repair");
    await tab.waitForFunction(() => document.querySelector("#outcome").className === "repaired" && document.querySelector("#outcome").textContent !== "");
}

/** A megabyte: how long it takes, and that the page answers meanwhile. */
async function megabyte(tab) {
    const row = (number) => JSON.stringify({ id: String(number), scanType: "Network", scanName: `Scan ${number}`, isActive: true, intervalInHours: 4, createdBy: "x", target: "10.0.0.1", targetType: "Ip" });
    const rows = Array.from({ length: 7200 }, (_, number) => row(number));
    rows[3600] = rows[3600].slice(0, -1);
    rows[5000] = rows[5000].replace(",", "");
    const content = `{"value": [${rows.join(",\n")}]}`;
    const at = file("megabyte.json", content);
    await tab.waitForFunction(() => document.querySelector("#version").textContent !== "");
    await tab.evaluate(() => {
        window.longest = 0;
        let last = performance.now();
        setInterval(() => {
            window.longest = Math.max(window.longest, performance.now() - last);
            last = performance.now();
        }, 5);
        document.querySelector("#file").addEventListener("change", () => { window.began = performance.now(); }, { capture: true });
        new MutationObserver(() => requestAnimationFrame(() => { window.took ??= performance.now() - window.began; })).observe(document.querySelector("#outcome"), { attributes: true });
    });
    await choose(tab, at);
    await tab.waitForFunction(() => window.took !== undefined);
    assert.equal(await outcome(tab), "repaired");
    const [took, longest] = await tab.evaluate(() => [window.took, window.longest]);
    console.log(`${(content.length / 1e6).toFixed(2)} MB with two faults: ${took.toFixed(0)} ms from the choice to the view; the page paused for at most ${longest.toFixed(0)} ms`);
    rows[3600] = row(3600);
    rows[5000] = row(5000);
    assert.deepEqual(JSON.parse((await download(tab)).bytes.toString()), JSON.parse(`{"value": [${rows.join(",")}]}`));
}

async function looks(tab, scheme) {
    for (const [name, width] of [["wide", 1300], ["phone", 390]]) {
        await tab.setViewport({ width, height: 900 });
        await tab.screenshot({ path: path.join(work, `${name}-${scheme}-empty.png`) });
        await tab.click("#example");
        await settled(tab);
        await tab.evaluate(() => scrollTo(0, 0));
        await tab.screenshot({ path: path.join(work, `${name}-${scheme}.png`), fullPage: true });
        const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
        assert(wide <= width, `${wide} pixels on a screen of ${width}`);
    }
}

const userDataDir = fs.mkdtempSync(path.join(os.tmpdir(), "authscan-web-"));
const log = path.join(work, "network.json");
const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", `--log-net-log=${log}`];
const browser = await puppeteer.launch({ executablePath, userDataDir, args });
try {
    await open(browser, "hostile payloads", "light", hostile);
    await open(browser, "bytes", "dark", bytes);
    await open(browser, "keys", "light", keys);
    await open(browser, "paste and drop", "light", pasteAndDrop);
    await open(browser, "failures", "light", async (tab, messages) => {
        await failures(tab);
        // The error that the test itself threw.
        messages.splice(0, messages.length, ...messages.filter((message) => !message.includes("gone")));
    });
    await open(browser, "a megabyte", "light", megabyte);
    for (const scheme of ["light", "dark"]) await open(browser, `looks, ${scheme}`, scheme, (tab) => looks(tab, scheme));
} finally {
    await browser.close();
    fs.rmSync(userDataDir, { recursive: true, force: true });
}

// The browser's own record: no request of the page, and no request to a host, had a URL of the network.
const { constants, events } = JSON.parse(fs.readFileSync(log, "utf8"));
const requestType = constants.logEventTypes.URL_REQUEST_START_JOB;
const hosts = events.filter(({ type, params }) => type === requestType && /^(https?|wss?|ftp):/.test(params?.url ?? "")).map(({ params }) => [params.url, params.initiator]);
const fromPage = hosts.filter(([, initiator]) => initiator !== undefined && initiator !== "not an origin");
assert.deepEqual(fromPage, [], "requests in the network log");
console.log(`ok: network log with ${events.length} events, none a request of the page; requests of the browser itself: ${hosts.length}`);
