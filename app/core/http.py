"""ASGI layers that every request passes: request id, security headers, and a body limit counted while streaming."""

from collections.abc import Awaitable, Callable, Iterable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.config import Settings
from app.core.ids import request_id

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_REQUEST_ID = b"x-request-id"


class SecurityLayer:
    """Names the request and adds headers that a response did not set itself (a download brings a stricter policy)."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        https = {"Strict-Transport-Security": "max-age=31536000"} if settings.secure_cookies else {}
        headers = {**_HEADERS, **https, "Cache-Control": "no-store"}
        self.added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = request_id()
        scope.setdefault("state", {})["request_id"] = name

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(message.get("headers", ()), name)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _completed(self, headers: Iterable[tuple[bytes, bytes]], name: str) -> list[tuple[bytes, bytes]]:
        own = [header for header in headers if header[0].lower() != _REQUEST_ID]
        there = {header.lower() for header, _ in own}
        return [*own, *(header for header in self.added if header[0] not in there), (_REQUEST_ID, name.encode())]


class BodyTooLarge(HTTPException):
    def __init__(self, limit: int) -> None:
        super().__init__(status_code=413, detail=str(limit))
        self.limit = limit


class BodyLimit:
    """Counts bytes as they arrive, whatever Content-Length says. Uploads by signed-in people may be large."""

    def __init__(self, app: ASGIApp, *, settings: Settings, session_cookie: str) -> None:
        self.app = app
        self.settings = settings
        self.session_cookie = session_cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(scope, _counting(receive, self._limit(Headers(scope=scope))), send)

    def _limit(self, headers: Headers) -> int:
        is_upload = headers.get("content-type", "").startswith("multipart/form-data")
        is_known = f"{self.session_cookie}=" in headers.get("cookie", "")
        return self.settings.max_upload_bytes if is_upload and is_known else self.settings.max_form_bytes


def _counting(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise BodyTooLarge(limit)
        return message

    return counted
