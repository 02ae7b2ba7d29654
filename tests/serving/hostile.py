"""What strangers send: requests without measure, what is no request at all, and what is odd but within the rules."""

from app.serving.limits import MOST_URL
from tests.serving.hurried import request

CHUNK = b"1000\r\n" + b"x" * 4096 + b"\r\n"
CHUNKED = request(method="PUT", headers="Transfer-Encoding: chunked\r\n")
CLOSE = "Connection: close\r\n"

REFUSED = {
    "an address too long": (request("/v1/facts?company=" + "x" * MOST_URL), 414, "too-long"),
    "a very long address": (request("/v1/facts?company=" + "x" * 1_000_000), 414, "too-long"),
    "an address without end": (b"GET /" + b"x" * 1_000_000, 414, "too-long"),
    "too many headers": (
        request(headers="".join(f"X-{number}: x\r\n" for number in range(101))),
        431,
        "headers-too-large",
    ),
    "a header too long": (request(headers=f"X-Long: {'x' * 32_001}\r\n"), 431, "headers-too-large"),
    "headers too long in all": (
        request(headers="".join(f"X-{number}: {'x' * 400}\r\n" for number in range(90))),
        431,
        "headers-too-large",
    ),
    "a very long header": (request(headers=f"X-Long: {'x' * 1_000_000}\r\n"), 431, "headers-too-large"),
    "empty lines without end": (b"\r\n" * 50_000, 431, "headers-too-large"),
    "a body too large": (request(headers="Content-Length: 20000\r\n") + b"x" * 20_000, 413, "body-too-large"),
    "a huge body": (
        request(method="POST", headers="Content-Length: 999999999\r\n") + b"x" * 500_000,
        413,
        "body-too-large",
    ),
    "chunks without end": (CHUNKED + CHUNK * 99, 413, "body-too-large"),
    "a chunk's name without end": (CHUNKED + b"1;" + b"x" * 500_000, 413, "body-too-large"),
    "chunks that are none": (CHUNKED + CHUNK + b"\r\n" * 999, 400, "malformed"),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, 400, "malformed"),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed"),
    "what a proxy is asked": (b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed"),
    "an address that is none": (b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed"),
    "bytes in an address": (b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed"),
    "two lengths of a body": (
        request(headers="Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
        400,
        "malformed",
    ),
    "rubbish": (b"hello\r\n\r\n", 400, "malformed"),
}
"""What is refused, with the status and the code."""

ANSWERED = {
    "a long address": (request("/v1/facts?company=" + "x" * 7_900, headers=CLOSE), 422),
    "many headers": (request(headers="".join(f"X-{number}: x\r\n" for number in range(98)) + CLOSE), 200),
    "a long header": (request(headers=f"X-Long: {'x' * 31_000}\r\n{CLOSE}"), 200),
    "a small body": (request(headers=f"Content-Length: 10\r\n{CLOSE}") + b"x" * 10, 200),
    "a body as large as can be": (
        request(method="POST", headers=f"Content-Length: 16000\r\n{CLOSE}") + b"x" * 16_000,
        405,
    ),
    "a chunk": (request(headers=f"Transfer-Encoding: chunked\r\n{CLOSE}") + b"1\r\nx\r\n0\r\n\r\n", 200),
    "whoever asks first": (request(headers=f"Expect: 100-continue\r\nContent-Length: 16000\r\n{CLOSE}"), 200),
    "a web socket": (request(headers="Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n"), 200),
    "HTTP/2 if we like": (
        request(headers="Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: x\r\n"),
        200,
    ),
    "HTTP/1.0": (b"GET /v1/facts?limit=1 HTTP/1.0\r\n\r\n", 200),
    "empty lines in front": (b"\r\n\r\n" + request(headers=CLOSE), 200),
}
"""What is answered, with the status; an upgrade is passed over, and the connection closed."""
