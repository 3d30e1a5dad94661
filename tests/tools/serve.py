"""Serves samples over HTTP on a free local port, whole and broken."""

import contextlib
import gzip
import http.server
import threading
import urllib.parse


BREAKS = {
    "sound": lambda body: body,
    # A file saved with a byte order mark and with the line ends of Windows.
    "windows": lambda body: b"\xef\xbb\xbf" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    # A template that leaves a comma behind the last member.
    "comma": lambda body: body.rstrip()[:-1].rstrip() + b",\n" + body.rstrip()[-1:],
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers `/WAY/BREAK/NAME`, where WAY is how the body is sent: `plain`, `gzip` or `chunked`."""

    protocol_version = "HTTP/1.1"
    server_version = "samples"

    def do_GET(self):
        _, way, fault, name = (urllib.parse.unquote(self.path) + "///").split("/", 3)
        name = name.rstrip("/")
        if fault not in BREAKS or name not in self.server.samples:
            # Browsers ask for an icon.
            self.send_error(404)
            return
        body = BREAKS[fault](self.server.samples[name])
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Set-Cookie", "session=0123456789abcdef; Secure; HttpOnly")
        self.send_header("Strict-Transport-Security", "max-age=31536000")
        if way == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(body), 100):
                chunk = body[start : start + 100]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")
            return
        if way == "gzip":
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(samples):
    """The address of a server of `samples`, bodies by name."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.samples = samples
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
