// Opens pages of the program in a browser and looks whether they are as they should be.
"use strict";
const assert = require("assert");
const fs = require("fs");
const os = require("os");
const path = require("path");
const puppeteer = require("puppeteer-core");

const [executablePath, work] = process.argv.slice(2);
const texts = JSON.parse(fs.readFileSync(path.join(work, "texts.json"), "utf8"));
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Opens a page, lets `look` at it, and holds that it ran nothing and asked nobody. */
async function open(browser, name, scheme, look) {
    const page = await browser.newPage();
    await page.setViewport({ width: 1400, height: 1000 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const said = [];
    const asked = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", (dialog) => {
        said.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on("request", (request) => asked.push(request.url()));
    await page.evaluateOnNewDocument(() => {
        document.addEventListener("securitypolicyviolation", (event) => console.log(`against the policy: ${event.violatedDirective}`));
    });
    const address = `file://${path.join(work, name)}`;
    await page.goto(address, { waitUntil: "load" });
    await look(page);
    assert.deepStrictEqual(said, [], `${name}: it said something`);
    assert.deepStrictEqual(asked, [address], `${name}: it asked for something`);
    assert.strictEqual(await page.evaluate(() => window.pwned), undefined, `${name}: a payload ran`);
    const strange = "img, iframe, object, embed, link, base, form, a, svg [onload], [onerror], [onfocus], [onmouseover], table script, table style";
    assert.strictEqual(await page.$$eval(strange, (found) => found.length), 0, `${name}: a payload became markup`);
    await page.close();
}

const rows = (page) => page.$$eval("#captures .open", (rows) => rows.length);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);

/** What a page shows of a text: characters that do not show are named. */
const visible = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (found) => `U+${found.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

async function hostile(page, name, sides) {
    const count = await rows(page);
    assert.strictEqual(count, texts.length * 5, name);
    await page.$$eval("#captures .open", (rows) => rows.forEach((row) => row.click()));
    await page.waitForFunction((count) => document.querySelectorAll("tr.detail pre").length >= count, {}, count);
    await page.$$eval("#captures, #captures *", (all) => all.forEach((element) => {
        for (const kind of ["mouseover", "focus", "load", "error"]) element.dispatchEvent(new Event(kind));
    }));
    await wait(200);
    // The content of the payload is shown unchanged.
    const panes = await page.$$eval("tr.row", (rows) => rows.map((row) => {
        const panes = [...row.nextSibling.querySelectorAll("pre")].map((pane) => {
            const text = pane.cloneNode(true);
            text.querySelectorAll("sup").forEach((number) => number.remove());
            return text.textContent;
        });
        return [row.querySelector(".open").title, panes];
    }));
    let whole = 0;
    for (const [title, shown] of panes) {
        const file = fs.readFileSync(title);
        const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(file);
        assert.strictEqual(shown[0], visible(text), title);
        whole += shown.length === sides;
    }
    assert(whole > texts.length, `${name}: ${whole} of ${count} have ${sides} sides`);
}

async function keys(page) {
    const all = await rows(page);
    const shown = (count) => page.waitForFunction((count) => document.querySelectorAll("#captures .open").length === count, {}, count);
    await page.keyboard.press("/");
    assert.strictEqual(await focused(page), "filter");
    await page.keyboard.type("3-raw.json");
    // 3-raw and 13-raw; while the first letters are typed there may be more.
    await shown(2);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.strictEqual(await focused(page), "open");
    await page.keyboard.press("Enter");
    await page.waitForSelector("tr.detail pre");
    await page.keyboard.press("Escape");
    assert.strictEqual(await page.$("tr.detail"), null);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.strictEqual(await focused(page), "filter");
    await page.keyboard.press("Escape");
    await shown(all);
}

/** When a page first showed something, in milliseconds; a browser that draws nothing unless it must may not have noted it. */
async function firstContent(page) {
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0, { timeout: 5000 }).catch(() => {});
    const times = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint").map((entry) => Math.round(entry.startTime)));
    return times.length === 0 ? "at a time the browser does not tell" : `after ${times[0]} ms`;
}

async function many(page, scheme) {
    const first = await firstContent(page);
    console.log(`10,000 captures: ${(fs.statSync(path.join(work, "many.html")).size / 1e6).toFixed(1)} MB, first content ${first} (${scheme})`);
    assert.strictEqual(await rows(page), 100);
    await page.screenshot({ path: path.join(work, `many-${scheme}.png`) });
    assert.match(await page.$eval("#page", (page) => page.textContent), /1 of 100/);
    await page.focus("#captures .open");
    await page.keyboard.press("ArrowRight");
    assert.match(await page.$eval("#page", (page) => page.textContent), /2 of 100/);
    const started = Date.now();
    await page.click("#outcomes .repaired, #outcomes .partial");
    await page.click("th:nth-child(4) button");
    console.log(`choosing and sorting took ${Date.now() - started} ms`);
    await page.click("#captures .open");
    await page.waitForSelector("tr.detail pre mark");
    // The last block of details is there as well.
    await page.click("#chart g");
    const shown = await page.$eval("#shown", (shown) => shown.textContent);
    assert.match(shown, /of 10,000 captures/);
    await page.evaluate(() => document.querySelector("#tools").scrollIntoView());
    await page.screenshot({ path: path.join(work, `many-open-${scheme}.png`) });
}

async function themes(page) {
    const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const auto = await back();
    await page.click("#theme");
    assert.strictEqual(await back(), auto, "the system is light, and so is the first choice");
    await page.click("#theme");
    assert.notStrictEqual(await back(), auto);
    await page.click("#theme");
    assert.strictEqual(await back(), auto);
}

/** On a phone nothing is wider than the screen, and every capture shows its name. */
async function phone(page) {
    await page.setViewport({ width: 390, height: 844 });
    await page.click("#captures .open");
    await page.waitForSelector("tr.detail pre");
    assert(await page.evaluate(() => document.documentElement.scrollWidth) <= 390, "the page is wider than the screen");
    const names = await page.$$eval("#captures .open", (names) => names.map((name) => name.getBoundingClientRect()).map(({ left, right }) => [left, right]));
    for (const [left, right] of names) assert(left >= 0 && right <= 390 && right - left > 200, `a name from ${left} to ${right}`);
    await page.screenshot({ path: path.join(work, "phone.png") });
}

(async () => {
    const userDataDir = fs.mkdtempSync(path.join(os.tmpdir(), "authscan-browser-"));
    const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    const browser = await puppeteer.launch({ executablePath, userDataDir, args });
    try {
        await open(browser, "hostile.html", "light", (page) => hostile(page, "hostile.html", 2));
        await open(browser, "checked.html", "dark", (page) => hostile(page, "checked.html", 1));
        await open(browser, "hostile.html", "light", keys);
        await open(browser, "hostile.html", "light", themes);
        await open(browser, "hostile.html", "light", phone);
        for (const scheme of ["light", "dark"]) {
            await open(browser, "many.html", scheme, (page) => many(page, scheme));
        }
    } finally {
        await browser.close();
        fs.rmSync(userDataDir, { recursive: true, force: true });
    }
    console.log("the page is as it should be");
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
