/** Outcome of a recovery. */
export type Outcome = "clean" | "repaired" | "partial" | "rejected";

/** One change that a repair made. Offsets count bytes of the capture; secrets are redacted. */
export interface Edit {
    code: string;
    applicability: "certain" | "likely" | "guess";
    start: number;
    end: number;
    /** Line and column of `start`, from 1; columns count characters. */
    line: number;
    column: number;
    removed: string;
    inserted: string;
    /** The bytes of the document that hold the insertion; `null` for an edit that removed an envelope. */
    place: [start: number, end: number] | null;
    /** The encoding that was undone, such as `base64`; otherwise `null`. */
    readAs: string | null;
    description: string;
}

/** One finding about a capture. Offsets count bytes of the capture; secrets are redacted. */
export interface Diagnostic {
    code: string;
    severity: "error" | "warning" | "note";
    message: string;
    help: string | null;
    /** JSON Pointer of the value. */
    pointer: string;
    start: number;
    end: number;
    line: number;
    column: number;
    /** Whether an edit describes the same problem. */
    inEdits: boolean;
}

/** The report of one capture. `JSON.stringify` leaves out `text` and `value`, which may hold secrets. */
export interface Report {
    readonly outcome: Outcome;
    /** Whether another repair of nearly the same cost gives another value. */
    readonly ambiguous: boolean;
    /** The payload kind that the capture was read as, if it is one. */
    readonly kind: string | null;
    /** Whether no diagnostic is an error. */
    readonly conforms: boolean;
    readonly edits: Edit[];
    readonly diagnostics: Diagnostic[];
    /** Parts of the schema that recovery does not use. */
    readonly unusedSchemaParts: string[];
    /** JSON text of the document; `null` if the capture was rejected. */
    readonly text: string | null;
    /** The document, parsed at each access; `undefined` if the capture was rejected. */
    readonly value: unknown;
}

export interface RecoverOptions {
    /** `auto` (default), `any` for plain JSON, or one of `kinds`. */
    kind?: string;
    /** A JSON Schema, as an object or as text; excludes a `kind`. */
    schema?: object | boolean | string;
    /** The size limit of a capture. Default 256 MiB. */
    maxBytes?: number;
}

/** A request that is refused: an unknown kind, or a schema that does not compile. */
export class RequestError extends Error {
    readonly about: "request" | "kind" | "schema";
}

/** The end of the engine in the middle of a call, for example without memory. The next call starts a new one. */
export class EngineError extends Error {}

export const version: string;
/** The names of the payload kinds. */
export const kinds: readonly string[];
/** The title and the explanation of a diagnostic code; `null` if there is no such code. */
export function explain(code: string): { title: string; explanation: string } | null;
/** Reads the most plausible document from a capture. */
export function recover(capture: string | ArrayBuffer | ArrayBufferView, options?: RecoverOptions): Report;
