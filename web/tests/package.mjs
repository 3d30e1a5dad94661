// The npm package in Node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { EngineError, RequestError, explain, kinds, recover, version } from "authscan";

const manifest = JSON.parse(readFileSync(new URL("./node_modules/authscan/package.json", import.meta.url), "utf8"));
/** Faults of every group of outcomes, and texts that only bytes can hold. */
const CAPTURES = ["", "[1, 2", '{"a": 1,}', "{'a': None}", "nothing", '{"a" 1 "b": [2}', '```json\n{"a": 1}\n```', "\ufeff[1]", "[1]\u0000", '"\u2028"'];

test("the version is that of the package", () => assert.equal(version, manifest.version));

test("the example of the README holds", () => {
    const report = recover('{"names": ["a", "b", "count": 2}');
    assert.equal(report.outcome, "repaired");
    assert.deepEqual(report.value, { names: ["a", "b"], count: 2 });
    assert.equal(report.edits[0].description, "inserted `]`");
});

test("valid JSON is not changed", () => {
    for (const text of ["[1,  2]", "0", '"\\u0000"', ' {"a" : "\u{1f600}"} \n', '"\u2028</script>"']) {
        const report = recover(text);
        assert.deepEqual([report.outcome, report.text, report.edits], ["clean", text, []]);
    }
});

test("a repaired text is not repaired again, and each edit is where it says", () => {
    for (const text of CAPTURES) {
        const bytes = new TextEncoder().encode(text);
        const report = recover(bytes);
        assert.deepEqual(recover(text), report, "strings and bytes give the same report");
        assert.equal(report.text === null, report.outcome === "rejected", text);
        for (const edit of report.edits) {
            assert(edit.start <= edit.end && edit.end <= bytes.length, text);
            assert(explain(edit.code).title.length > 0);
            if (edit.readAs === null) assert.equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(edit.start, edit.end)), edit.removed);
            if (edit.place) assert.equal(Buffer.from(report.text).subarray(...edit.place).toString(), edit.inserted);
        }
        if (report.text === null) continue;
        JSON.parse(report.text);
        assert.deepEqual(recover(report.text).edits, [], text);
    }
});

test("bytes of every kind are taken, and nothing else", () => {
    const bytes = new Uint8Array([32, 91, 49, 93]);
    for (const capture of [bytes, bytes.buffer, new DataView(bytes.buffer, 1), Buffer.from(" [1]")]) assert.deepEqual(recover(capture).value, [1]);
    for (const capture of [undefined, null, 1, {}, [91]]) assert.throws(() => recover(capture), TypeError);
    assert.throws(() => recover('"\ud800"'), /lone surrogate/);
});

test("a kind or a schema guides the repair", () => {
    const capture = '{"names": ["a", "count": 2}';
    const schema = { type: "object", properties: { names: { type: "array", items: { type: "string" } }, count: { type: "integer" } } };
    for (const given of [schema, JSON.stringify(schema)]) assert.deepEqual(recover(capture, { schema: given }).value, { names: ["a"], count: 2 });
    assert.equal(recover('{"value": [{"id": "1", "scanName": "n", "isActive": true]}').kind, "definitions");
    for (const kind of kinds) assert.equal(recover("{}", { kind }).kind, kind);
    assert.equal(recover("{}", { kind: "any" }).kind, null);
});

test("an invalid request is refused", () => {
    const refused = (options, about) => assert.throws(() => recover("[]", options), (error) => error instanceof RequestError && error.about === about && error.message.length > 0);
    refused({ kind: "no-such-kind" }, "kind");
    refused({ kind: kinds[0], schema: {} }, "kind");
    refused({ kind: 1 }, "kind");
    refused({ schema: "{" }, "schema");
    refused({ schema: "[]" }, "schema");
    refused({ schema: { type: 7 } }, "schema");
});

test("a capture over the size limit is rejected", () => {
    const report = recover("[1, 2]", { maxBytes: 5 });
    assert.equal(report.outcome, "rejected");
    assert.deepEqual(report.diagnostics.map((found) => found.code), ["too-large"]);
});

test("secrets are in the document alone", () => {
    const report = recover('{"username": "u", "password": "hunter2" "type": "Basic",}');
    assert.match(report.text, /hunter2/);
    assert.doesNotMatch(JSON.stringify(report), /hunter2/);
});

test("images are refused", () => {
    const noise = Uint8Array.from({ length: 4000 }, (_, at) => (at * 7919 + (at >> 3) * 31) & 0x1f);
    assert.deepEqual([recover(noise).outcome, recover(noise).text], ["rejected", null]);
});

test("codes are explained", () => {
    assert.equal(explain("no-such-code"), null);
    assert.equal(explain("__proto__"), null);
    assert(EngineError.prototype instanceof Error);
});
