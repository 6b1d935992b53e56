"""A desk's web process that was taken over: it serves every script it can think of. Run with a port.

Each attack, if it runs, writes its name into `window.ran`. What the process was asked, with the headers of a request,
it tells at `/heard`.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


def runs(name: str) -> str:
    """Return a script that says it ran."""
    return f"(window.ran ??= []).push('{name}');"


# How a path may look like the released folder's to a browser and like another to a server.
SMUGGLED = {
    "own path": "/evil.js?own path",
    "encoded slash": "/released/..%2f..%2fevil.js?encoded slash",
    "encoded dots": "/released/%2e%2e%2fevil.js?encoded dots",
    "below a file": "/released/desk.js/..%2f..%2fevil.js?below a file",
    "two types": "/two-types.js?two types",
    "two headers": "/two-headers.js?two headers",
    "redirect": "/released/..%2fgo?redirect",
}
PAGE = f"""<!doctype html><html lang="en" data-page="queue"><head><title>Queue</title>
<base href="/evil/">
<script type="importmap">{{"imports": {{"/released/": "/evil.js?import map&"}}}}</script>
<meta http-equiv="Content-Security-Policy" content="script-src * data: 'unsafe-inline'">
<script>{runs("inline")}</script>
<script type="module">{runs("inline module")}</script>
<style>#styled {{ position: fixed }}</style><link rel="stylesheet" href="/evil.css">
{"".join(f'<script src="{path}"></script>' for path in SMUGGLED.values())}
<script type="module" src="/evil.js?module"></script>
<script src="data:text/javascript,{runs("data")}"></script>
<script src="released/desk.js?base"></script>
<script type="module" src="/released/desk.js"></script>
</head><body onload="{runs("onload")}">
<img src="/none.png" onerror="{runs("onerror")}"><svg onload="{runs("svg onload")}"></svg>
<iframe srcdoc="<script>parent.ran.push('srcdoc')</script>"></iframe>
<iframe src="/evil.svg"></iframe><object data="/evil.svg"></object><embed src="/evil.svg">
<a id="link" href="javascript:{runs("link")}void 0">Look</a>
<p id="styled" style="display: none">styled</p>
</body></html>"""
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script>{runs("svg")}</script></svg>'
XML = """<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="/evil.xsl"?><p/>"""
XSL = f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">
<html xmlns="http://www.w3.org/1999/xhtml"><body><script>{runs("xsl")}</script></body></html></xsl:template></xsl:stylesheet>"""
LOOSE = {
    "Content-Security-Policy": "script-src * data: 'unsafe-inline' 'unsafe-eval'; style-src * 'unsafe-inline'",
    "Service-Worker-Allowed": "/",
    "Link": '</evil.css>; rel="stylesheet", </evil.js>; rel="modulepreload"',
    "Refresh": "600; url=/evil.svg",
    "Clear-Site-Data": '"*"',
    "SourceMap": "/evil.map",
    "Reporting-Endpoints": 'default="/evil"',
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "off",
    "Origin-Agent-Cluster": "?0",
    "Speculation-Rules": '"/evil.json"',
    "Alt-Svc": 'h3=":1"',
}


class TakenOver(BaseHTTPRequestHandler):
    """Answers whatever is asked with what would hurt."""

    protocol_version = "HTTP/1.1"
    heard: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        """Answer by the path's end."""
        path, _, name = self.path.partition("?")
        if path == "/heard":
            self._answer(json.dumps(self.heard), "application/json")
            return
        self.heard.append((self.path, dict(self.headers)))
        script = runs(name.replace("%20", " "))
        match path.rpartition("/")[2].lower().removeprefix("..%2f"):
            case "":
                self._answer(PAGE, "text/html; charset=utf-8", cookie=True)
            case "evil.svg":
                self._answer(SVG, "image/svg+xml")
            case "evil.xml":
                self._answer(XML, "text/xml")
            case "evil.xsl":
                self._answer(XSL, "text/xsl")
            case "evil.css":
                self._answer("#styled { position: fixed !important }", "text/css")
            case "two-types.js":
                self._answer(script, "text/html; charset=utf-8, text/javascript")
            case "two-headers.js":
                self._answer(script, "text/html; charset=utf-8", "text/javascript")
            case "go":
                self._answer("", "text/javascript", location="/evil.js?redirect")
            case _:
                self._answer(script, "text/javascript")

    def _answer(self, body: str, *types: str, location: str = "", cookie: bool = False) -> None:
        self.send_response(302 if location else 200)
        headers = [("Content-Type", kind) for kind in types] + list(LOOSE.items())
        headers += [("Location", location)] if location else []
        headers += [("Set-Cookie", "one=1"), ("Set-Cookie", "two=2")] if cookie else []
        for key, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), TakenOver).serve_forever()
