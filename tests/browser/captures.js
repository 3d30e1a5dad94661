// Makes captures that try to become markup or script, and many that are harmless.
"use strict";
const fs = require("fs");
const path = require("path");

const work = process.argv[2];

// Each of them sets `pwned` if it ever runs.
const HOSTILE = [
    "</script><script>window.pwned = 1</script>",
    "</script><img src=x onerror=\"window.pwned = 1\">",
    "</style></title></textarea></noscript><svg onload=window.pwned=1>",
    "<!--<script>",
    "--><script>window.pwned = 1</script>",
    "\u2028window.pwned = 1\u2029",
    "\u202e gnp.exe \u2066 nested \u2069 \u200b\ufeff",
    "\" onmouseover=\"window.pwned = 1\" x=\"",
    "' autofocus onfocus='window.pwned = 1' x='",
    "` onfocus=window.pwned=1 `",
    "javascript:window.pwned=1",
    "]]><![CDATA[<script>window.pwned = 1</script>",
    "&lt;script&gt;window.pwned = 1&lt;/script&gt;",
    "${window.pwned = 1}{{constructor.constructor('window.pwned = 1')()}}",
    "\u0000\u0001\u001b[31m\u0085",
    "<iframe srcdoc=\"<script>parent.pwned = 1</script>\"></iframe>",
    "<meta http-equiv=refresh content=\"0;url=https://example.org/\">",
    "<link rel=stylesheet href=https://example.org/a.css><base href=https://example.org/>",
    "__proto__",
];

const folder = path.join(work, "hostile");
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
HOSTILE.forEach((text, number) => {
    const member = JSON.stringify(text);
    const sound = `{"scanName": ${member}, ${member}: ${member}, "isActive": true}`;
    fs.writeFileSync(path.join(folder, `${number}-sound.json`), sound);
    fs.writeFileSync(path.join(folder, `${number}-cut.json`), sound.slice(0, -1));
    fs.writeFileSync(path.join(folder, `${number}-raw.json`), text);
    fs.writeFileSync(path.join(folder, `${number}-around.json`), `${text}\n${sound}\n${text}`);
    // Names, too, as far as a file system takes them.
    const name = text.replace(/[/\u0000-\u001f\u007f-\u009f]/g, "_").slice(0, 60);
    fs.writeFileSync(path.join(folder, `${number}${name}.json`), sound);
});
fs.writeFileSync(path.join(work, "texts.json"), JSON.stringify(HOSTILE));

const lines = Array.from({ length: 10000 }, (_, number) => {
    const line = JSON.stringify({ id: String(number), scanName: `Scan ${number}`, isActive: true, target: "10.0.0.1,10.0.0.2", targetType: "Ip", intervalInHours: 4 });
    return number % 50 === 7 ? line.slice(0, -1) : number % 100 === 9 ? line.replace(",", "") : line;
});
fs.writeFileSync(path.join(work, "many.ndjson"), lines.join("\n"));
