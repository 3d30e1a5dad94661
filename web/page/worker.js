// Runs the engine. The first message is the WebAssembly module, each further one a capture.
/** The most edits and the most diagnostics that are passed to the page. */
const LISTED = 300;
/** The engine, once its module is compiled. Captures may arrive before. */
let engine = null;

async function recover({ turn, capture, request }) {
    const { report, document } = (await engine).recover(capture, request);
    const counts = { edits: report.edits.length, diagnostics: report.diagnostics.length, inEdits: report.diagnostics.filter((found) => found.inEdits).length };
    report.edits.length = Math.min(report.edits.length, LISTED);
    report.diagnostics.length = Math.min(report.diagnostics.length, LISTED);
    self.postMessage({ turn, report, counts, document: document.buffer }, [document.buffer]);
}

self.onmessage = async ({ data }) => {
    try {
        if (data.module) {
            engine = WebAssembly.compile(data.module).then((module) => new Engine(module));
            self.postMessage({ ready: (await engine).describe() });
        } else {
            await recover(data);
        }
    } catch (error) {
        self.postMessage({ turn: data.turn, failed: error.message, about: error.about ?? "engine" });
    }
};
