// The entry for Node: the module is compiled synchronously from the file beside this one.
import { readFileSync } from "node:fs";
import { api } from "./api.mjs";

export { EngineError, RequestError } from "./api.mjs";
export const { version, kinds, explain, recover } = api(new WebAssembly.Module(readFileSync(new URL("./authscan.wasm", import.meta.url))));
