"""Pages as a browser without scripts asks for them: HTML wanted, forms sent with the token of the sign-in."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

HTML = {"Accept": "text/html"}
Fields = Mapping[str, str | Sequence[str]]


def see(client: TestClient, path: str, *, status: int = 200) -> str:
    """The page's text; anything but the expected status fails with what the page says."""
    answer: Any = client.get(path, headers=HTML)
    assert answer.status_code == status, f"{path}: {answer.status_code}\n{words(answer.text)[:600]}"
    return str(answer.text)


def send(client: TestClient, path: str, fields: Fields | None = None, **options: Any) -> Response:
    """A posted form, as the person signed in with this client."""
    token = str(client.headers.get("X-CSRF-Token", ""))
    answer: Any = client.post(path, data={"csrf_token": token, **(fields or {})}, headers=HTML, **options)
    return answer  # type: ignore[no-any-return]


def words(page: str) -> str:
    """What a reader sees: without tags, with single blanks."""
    body = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def heading(page: str) -> str:
    found = re.findall(r"(?s)<h1[^>]*>(.*?)</h1>", page)
    assert len(found) == 1, f"a page has one h1, not {len(found)}"
    return words(found[0])


def value_of(page: str, name: str) -> str:
    """What stands in an input or a textarea, or which option of a select or radio is chosen."""
    quoted = re.escape(name)
    area = re.search(rf'(?s)<textarea[^>]*name="{quoted}"[^>]*>\n?(.*?)</textarea>', page)
    if area:
        return html.unescape(area.group(1))
    chosen = re.search(rf'(?s)<select[^>]*name="{quoted}".*?</select>', page)
    if chosen:
        option = re.search(r'value="([^"]*)" selected', chosen.group(0))
        return html.unescape(option.group(1)) if option else ""
    fields = [tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag]
    if any('type="radio"' in tag or 'type="checkbox"' in tag for tag in fields):
        fields = [tag for tag in fields if re.search(r"\schecked\b", tag)]
    found = re.search(r'value="([^"]*)"', fields[0]) if fields else None
    return html.unescape(found.group(1)) if found else ""
