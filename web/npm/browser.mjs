// The entry for browsers: the module is fetched from beside this file, and nothing else is.
import { api } from "./api.mjs";

const response = await fetch(new URL("./authscan.wasm", import.meta.url));
if (!response.ok) throw new Error(`authscan.wasm: ${response.status} ${response.statusText}`);

export { EngineError, RequestError } from "./api.mjs";
export const { version, kinds, explain, recover } = api(await WebAssembly.compile(await response.arrayBuffer()));
