// Compares ajv, in strict mode, with the verdicts in a file of values: validate.js SCHEMAS VALUES.
"use strict";

const fs = require("fs");
const path = require("path");
const Ajv = require("ajv/dist/2020");

const [schemas, values] = process.argv.slice(2);
const read = (...names) => JSON.parse(fs.readFileSync(path.join(...names), "utf8"));
// The contracts, as the values and as the index of schemas call them.
const contracts = { open: "open", documented: "canonical" };

const validators = new Map();
for (const [contract, file] of Object.entries(contracts)) {
  for (const kind of read(schemas, "index.json")) {
    // In its default strict mode, without options.
    validators.set(`${kind.name} ${contract}`, new Ajv().compile(read(schemas, kind[file])));
  }
}

const count = new Map();
let different = 0;
let skipped = 0;
for (const line of fs.readFileSync(values, "utf8").split("\n").filter((line) => line !== "")) {
  const given = JSON.parse(line);
  for (const contract of Object.keys(contracts)) {
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
