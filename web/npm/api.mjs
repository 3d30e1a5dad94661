import { Engine } from "./engine.mjs";

export { EngineError, RequestError } from "./engine.mjs";

/** The functions of the package on a compiled module. */
export function api(module) {
    const engine = new Engine(module);
    const { version, kinds, codes } = engine.describe();
    const recover = (capture, { kind = "auto", schema, maxBytes } = {}) => {
        const request = { kind, schema: schemaText(schema), maxBytes };
        const { report, document } = engine.recover(bytesOf(capture), request);
        const { hasDocument, unusedSchemaParts, ...rest } = report;
        const text = hasDocument ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(document) : null;
        return new Report(rest, unusedSchemaParts, text);
    };
    const explain = (code) => {
        const [title, explanation] = Object.hasOwn(codes, code) ? codes[code] : [];
        return title === undefined ? null : { title, explanation };
    };
    return { version, kinds: Object.freeze(kinds), explain, recover };
}

/** The report of one capture. `JSON.stringify` leaves out the document, which may hold secrets. */
class Report {
    #text;

    constructor(report, unusedSchemaParts, text) {
        Object.assign(this, report, { unusedSchemaParts });
        this.#text = text;
    }

    get text() {
        return this.#text;
    }

    get value() {
        return this.#text === null ? undefined : JSON.parse(this.#text);
    }
}

function bytesOf(capture) {
    if (typeof capture === "string") {
        if (/\p{Surrogate}/u.test(capture)) throw new TypeError("the capture has a lone surrogate, which is not text; pass bytes");
        return new TextEncoder().encode(capture);
    }
    if (ArrayBuffer.isView(capture)) return new Uint8Array(capture.buffer, capture.byteOffset, capture.byteLength);
    if (capture instanceof ArrayBuffer) return new Uint8Array(capture);
    throw new TypeError("a capture is a string, an ArrayBuffer or a view of one");
}

function schemaText(schema) {
    return schema === undefined || schema === null || typeof schema === "string" ? schema : JSON.stringify(schema);
}
