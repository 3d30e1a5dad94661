"""One case a tool: a function that writes captures of served samples.

Each case takes a `Bench` and yields `(name, capture)`; the name ends with that of the sample, so that the document is known.
"""

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.parse


class Skip(Exception):
    """The tool is not on this machine, or cannot do its work here."""


class Bench:
    """The server, its samples (name to body as sent) and a folder for the case's own files."""

    def __init__(self, address, samples, faults, folder):
        self.address, self.samples, self.faults, self.folder = address, samples, faults, folder

    def urls(self, way="plain"):
        for fault in self.faults:
            for name in self.samples:
                yield f"{fault}-{name}", f"{self.address}/{way}/{fault}/{urllib.parse.quote(name)}"

    def bodies(self):
        for fault, broken in self.faults.items():
            for name, body in self.samples.items():
                yield f"{fault}-{name}", broken(body)


def tool(*names):
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    raise Skip(f"there is no {names[0]}")


def output(*words, stdin=None, **options):
    run = subprocess.run(words, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, **options)
    if run.returncode != 0:
        raise RuntimeError(f"{words[0]} ended with {run.returncode}: {run.stderr.decode(errors='replace')[-400:]}")
    return run


def curl_include(bench):
    """`curl -i`: the head and the body."""
    curl = tool("curl")
    for way in ("plain", "chunked"):
        for name, url in bench.urls(way):
            yield f"{way}-{name}", output(curl, "-sSi", url).stdout


def curl_gzip(bench):
    """`curl -i` of a compressed body that nothing decompressed, and `--raw` with the sizes of chunks."""
    curl = tool("curl")
    for name, url in bench.urls("gzip"):
        yield f"gzip-{name}", output(curl, "-sSi", url).stdout
    for name, url in bench.urls("chunked"):
        yield f"raw-{name}", output(curl, "-sSi", "--raw", url).stdout


def curl_verbose(bench):
    """`curl -v` with both streams in one file."""
    curl = tool("curl")
    for name, url in bench.urls():
        run = output(curl, "-sv", url)
        yield name, run.stderr + run.stdout


def mitmproxy(bench):
    """A file of flows, and the HAR that mitmproxy makes of it."""
    mitmdump = tool("mitmdump")
    curl = tool("curl")
    for name, url in list(bench.urls())[:4]:
        flows, har = bench.folder / "flows", bench.folder / "flows.har"
        for stale in (flows, har):
            stale.unlink(missing_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        words = [mitmdump, "-q", "-w", str(flows), "--set", f"confdir={bench.folder}", "--listen-host", "127.0.0.1"]
        proxy = subprocess.Popen([*words, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            listening(port)
            output(curl, "-sS", "--noproxy", "", "-x", f"http://127.0.0.1:{port}", url)
        finally:
            proxy.terminate()
            proxy.wait(timeout=30)
        yield f"flows-{name}", flows.read_bytes()
        output(mitmdump, "-q", "-n", "-r", str(flows), "--set", f"confdir={bench.folder}", "--set", f"hardump={har}")
        yield f"har-{name}", har.read_bytes()


def listening(port):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Skip("mitmdump does not listen")


def chromium(bench):
    """HAR made of Chromium's own network log, bodies as text and as base64."""
    browser = tool("chromium", "chromium-browser", "google-chrome")
    log = bench.folder / "net-log.json"
    for name, url in list(bench.urls("gzip"))[:2] + list(bench.urls())[2:4]:
        log.unlink(missing_ok=True)
        words = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        profile = f"--user-data-dir={bench.folder}/profile"
        logged = [f"--log-net-log={log}", "--net-log-capture-mode=Everything"]
        output(browser, *words, profile, *logged, "--dump-dom", url)
        body = body_of(json.loads(log.read_text(encoding="utf-8")), url)
        yield f"text-{name}", har(url, {"text": body.decode()})
        yield f"base64-{name}", har(url, {"text": base64.b64encode(body).decode(), "encoding": "base64"})


def body_of(log, url):
    """The decoded bytes that the browser read from a URL."""
    kinds = log["constants"]["logEventTypes"]
    begun, read = kinds["URL_REQUEST_START_JOB"], kinds["URL_REQUEST_JOB_FILTERED_BYTES_READ"]
    sources = {event["source"]["id"] for event in log["events"] if event["type"] == begun and event.get("params", {}).get("url") == url}
    reads = (event for event in log["events"] if event["type"] == read and event["source"]["id"] in sources)
    return b"".join(base64.b64decode(event["params"]["bytes"]) for event in reads)


def har(url, content):
    request = {"method": "GET", "url": url, "httpVersion": "HTTP/1.1", "headers": [], "cookies": [], "queryString": []}
    content = {"size": len(content["text"]), "mimeType": "application/json", **content}
    response = {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [], "cookies": [], "content": content}
    entry = {"startedDateTime": "2024-05-01T10:00:00.000Z", "time": 12.5, "request": request, "response": response}
    log = {"version": "1.2", "creator": {"name": "tools", "version": "1"}, "pages": [], "entries": [entry]}
    return json.dumps({"log": log}, indent=2).encode()


def tshark(bench):
    """`tshark -T json` of the answer as packets, and the followed stream."""
    tshark, text2pcap = tool("tshark"), tool("text2pcap")
    packets = bench.folder / "answer.pcap"
    for name, body in bench.bodies():
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        dump = "".join(f"{at:06x} {answer[at : at + 16].hex(' ')}\n" for at in range(0, len(answer), 16))
        output(text2pcap, "-q", "-T", "80,50000", "-", str(packets), stdin=dump.encode())
        yield f"packets-{name}", output(tshark, "-r", str(packets), "-T", "json").stdout
        yield f"followed-{name}", output(tshark, "-r", str(packets), "-q", "-z", "follow,tcp,ascii,0").stdout


def docker_logs(bench):
    """Docker's `json-file` log of a program that prints a body: a line of the log for each line of the body."""
    for name, body in bench.bodies():
        lines = body.decode("utf-8-sig").splitlines(keepends=True)
        stamp = "2024-05-01T10:00:00.%09dZ"
        entries = [{"log": line, "stream": "stdout", "time": stamp % at} for at, line in enumerate(lines)]
        yield name, "".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries).encode()


def journalctl(bench):
    """`journalctl -o json` of a service that logs a body: one entry, text or, with control characters, an array of bytes."""
    for name, body in bench.bodies():
        text = body.decode("utf-8-sig")
        for form, message in (("text", text), ("bytes", list(text.encode()))):
            entry = {"__CURSOR": "s=0;i=1", "__REALTIME_TIMESTAMP": "1714557600000000", "_PID": "812", "PRIORITY": "6"}
            entry.update(_SYSTEMD_UNIT="scanner.service", SYSLOG_IDENTIFIER="scanner", MESSAGE=message)
            yield f"{form}-{name}", (json.dumps(entry, ensure_ascii=False) + "\n").encode()


def powershell(bench):
    """`ConvertTo-Json | Out-File` of Windows PowerShell 5.1 in its encodings: UTF-16 with a mark, UTF-8 with one, CRLF."""
    for name, body in bench.samples.items():
        try:
            text = convert_to_json(json.loads(body)).replace("\n", "\r\n") + "\r\n"
        except ValueError:
            continue
        yield f"unicode-{name}", b"\xff\xfe" + text.encode("utf-16-le")
        yield f"bigendianunicode-{name}", b"\xfe\xff" + text.encode("utf-16-be")
        yield f"utf8-{name}", b"\xef\xbb\xbf" + text.encode()
        yield f"utf32-{name}", b"\xff\xfe\0\0" + text.encode("utf-32-le")


def convert_to_json(value, column=0):
    """The layout of Windows PowerShell 5.1: two blanks behind a colon, and content below the bracket that holds it."""
    inner = column + 4
    if isinstance(value, dict):
        members = []
        for name, member in value.items():
            head = " " * inner + json.dumps(name) + ":  "
            members.append(head + convert_to_json(member, len(head)))
        return "{\n" + ",\n".join(members) + "\n" + " " * column + "}"
    if isinstance(value, list):
        elements = [" " * inner + convert_to_json(element, inner) for element in value]
        return "[\n" + ",\n".join(elements) + "\n" + " " * column + "]"
    escaped = {"<": "\\u003c", ">": "\\u003e", "'": "\\u0027", "&": "\\u0026"}
    return "".join(escaped.get(character, character) for character in json.dumps(value, ensure_ascii=False))


def jq(bench):
    """What jq prints: coloured, as a string, base64, with record separators."""
    jq = tool("jq")
    for name, body in bench.samples.items():
        try:
            json.loads(body)
        except ValueError:
            continue
        for form, words in {"colour": ["-C", "."], "string": ["tojson"], "base64": ["-r", "@base64"], "seq": ["--seq", "."], "tab": ["--tab", "."]}.items():
            # With `--seq` jq also reads a sequence (RFC 7464), whose texts begin with a record separator.
            stdin = b"\x1e" + body if form == "seq" else body
            yield f"{form}-{name}", output(jq, *words, stdin=stdin).stdout
        # The end of a window's scrollback.
        yield f"head-{name}", b"$ jq . " + name.encode() + b"\n" + output(jq, ".", stdin=body).stdout


CASES = [curl_include, curl_gzip, curl_verbose, mitmproxy, chromium, tshark, docker_logs, journalctl, powershell, jq]
