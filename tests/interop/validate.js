// Compares ajv, in strict mode, with the verdicts in a file of values: validate.js SCHEMAS VALUES FORMATS.
"use strict";

const fs = require("fs");
const path = require("path");
const Ajv = require("ajv/dist/2020");

const [schemas, values, formatsFile] = process.argv.slice(2);
const read = (...names) => JSON.parse(fs.readFileSync(path.join(...names), "utf8"));
const formats = read(formatsFile);
const contracts = ["open", "documented"];

// Whether the month has the day: the one thing about times that no pattern tells.
function isDay(text) {
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

function compiler(contract) {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  // The two remarks for recovery.
  ajv.addKeyword({ keyword: "x-usual", schemaType: "array" });
  ajv.addKeyword({ keyword: "x-aliases", schemaType: "object" });
  for (const name of formats.numbers) {
    ajv.addFormat(name, true);
  }
  for (const [name, pattern] of Object.entries({ ...formats.always, ...formats.documented })) {
    const compiled = new RegExp(`^(?:${pattern})$`, "u");
    const always = name in formats.always || contract === "documented";
    const validate = (text) => compiled.test(text) && (name !== "date-time" || isDay(text));
    ajv.addFormat(name, always ? validate : true);
  }
  return ajv;
}

const validators = new Map();
for (const contract of contracts) {
  for (const kind of read(schemas, "index.json")) {
    validators.set(`${kind.name} ${contract}`, compiler(contract).compile(read(schemas, kind[contract])));
  }
}

const count = new Map();
let different = 0;
let skipped = 0;
for (const line of fs.readFileSync(values, "utf8").split("\n").filter((line) => line !== "")) {
  const given = JSON.parse(line);
  for (const contract of contracts) {
    if (given[contract] === null) {
      skipped += 1;
      continue;
    }
    const valid = validators.get(`${given.kind} ${contract}`)(given.value);
    const key = `${given.origin} values, ${contract}`;
    const [accepted, refused] = count.get(key) ?? [0, 0];
    count.set(key, [accepted + Number(valid), refused + Number(!valid)]);
    if (valid !== given[contract]) {
      different += 1;
      if (different <= 20) {
        console.log(`${given.kind} (${contract}): ajv says ${valid}: ${line}`);
      }
    }
  }
}
const name = `ajv ${read(path.dirname(require.resolve("ajv/package.json")), "package.json").version}`;
console.log(`${name}: ${validators.size} schemas compile in strict mode`);
for (const [key, [accepted, refused]] of [...count].sort()) {
  console.log(`${name}: ${accepted + refused} ${key}: ${accepted} accepted, ${refused} refused`);
}
console.log(`${name}: ${different} verdicts differ, ${skipped} not compared`);
process.exitCode = different > 0 || count.size === 0 ? 1 : 0;
