// Calls of the WebAssembly module. The page includes this file as it is, without `export`.

/** A request that the module refuses. `about` is "request", "kind" or "schema". */
export class RequestError extends Error {
    constructor(about, message) {
        super(message);
        this.name = "RequestError";
        this.about = about;
    }
}

/** The end of the module in the middle of a call, for example without memory. The next call starts a new one. */
export class EngineError extends Error {
    constructor(message, options) {
        super(message, options);
        this.name = "EngineError";
    }
}

/** A compiled module, with an instance from the first call on. */
export class Engine {
    #module;
    #instance = null;

    constructor(module) {
        this.#module = module;
    }

    /** The version, the payload kinds, and each code with its title and explanation. */
    describe() {
        return this.#guarded((exports) => JSON.parse(decode(this.#result(exports, exports.describe()))));
    }

    /** The report of a capture, and the bytes of its document. */
    recover(capture, request) {
        const answer = this.#guarded((exports) => {
            const asked = this.#buffer(exports, new TextEncoder().encode(JSON.stringify(request)));
            return this.#result(exports, exports.recover(asked, this.#buffer(exports, capture)));
        });
        const length = new DataView(answer.buffer).getUint32(0, true);
        const report = JSON.parse(decode(answer.subarray(4, 4 + length)));
        if (report.error) throw new RequestError(report.error.about, report.error.message);
        return { report, document: answer.slice(4 + length) };
    }

    #guarded(call) {
        try {
            this.#instance ??= new WebAssembly.Instance(this.#module, {});
            return call(this.#instance.exports);
        } catch (error) {
            // After a trap or an overflow of the stack the memory of the instance is undefined.
            this.#instance = null;
            if (error instanceof EngineError) throw error;
            throw new EngineError(`the engine ended: ${error.message}`, { cause: error });
        }
    }

    #buffer(exports, bytes) {
        const number = exports.take(bytes.length) >>> 0;
        if (number === 0) throw new EngineError(`no memory for ${bytes.length} bytes`);
        // The memory is looked up after the call, which may have replaced it.
        new Uint8Array(exports.memory.buffer).set(bytes, exports.address(number) >>> 0);
        return number;
    }

    #result(exports, number) {
        const length = exports.length(number) >>> 0;
        if (length === 0) throw new EngineError("no memory for the report");
        const address = exports.address(number) >>> 0;
        const bytes = new Uint8Array(exports.memory.buffer, address, length).slice();
        exports.release(number);
        return bytes;
    }
}

function decode(bytes) {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
