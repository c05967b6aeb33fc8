"""Every route against every role: who is let in, and that hidden documents do not exist on any of them."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from tests.conftest import SignedIn
from tests.security.lines import EVERYBODY, VISITOR, Line
from tests.security.table import TABLE
from tests.security.walking import filled, mounts, route_names

pytestmark = pytest.mark.slow

Clients = Mapping[str, TestClient]
HIDDEN = {
    "pengunjung": ("pedoman", "rahasia", "buangan"),
    "pembaca": ("rahasia", "buangan"),
    "operator": ("rahasia", "buangan"),
    "operator2": ("buangan",),
    "peninjau": ("buangan",),
    "kurator": ("buangan",),
    "admin": ("buangan",),
}
KEEPERS = ("kurator", "admin")
ON_DOCUMENTS = [name for name in TABLE if "{document_id}" in name]
NEVER_THERE = 999_999


@pytest.fixture
def clients(signed_in: SignedIn) -> Clients:
    return {username: signed_in(username) for username in EVERYBODY}


def send(client: TestClient, name: str, line: Line, **values: object) -> Response:
    method, path = name.split(" ", 1)
    request = line.request()
    if line.form is not None:
        request["data"]["csrf_token"] = client.headers.get("X-CSRF-Token", "")
    if not path.startswith("/api/"):
        request["headers"] = {"Accept": "text/html"}
    response: Any = client.request(method, filled(path, {**line.path, **values}), **request)
    return response  # type: ignore[no-any-return]


def is_sent_to_sign_in(response: Response) -> bool:
    return response.status_code == 303 and response.headers["location"].startswith("/masuk")


def test_every_route_has_a_line_and_every_line_a_route(app: FastAPI, client: TestClient) -> None:
    names = route_names(app)
    assert len(names) == len(set(names))
    assert set(names) - TABLE.keys() == set(), "say in tests/security/table.py who may call these"
    assert TABLE.keys() - set(names) == set(), "these lines have no route any more"
    assert mounts(app) == ["/static"]


@pytest.mark.parametrize("name", TABLE)
def test_only_those_listed_are_let_in(name: str, library: Mapping[str, int], clients: Clients) -> None:
    line = TABLE[name]
    for username in EVERYBODY:
        if username not in line.allowed:
            _is_refused(username, line, send(clients[username], name, line))
    first, *others = line.allowed
    response = send(clients[first], name, line)
    assert response.status_code == line.ok, (first, response.text)
    for username in others:
        response = send(clients[username], name, line)
        assert response.status_code not in {401, 403}, (username, response.text)
        assert not is_sent_to_sign_in(response), username


def _is_refused(username: str, line: Line, response: Response) -> None:
    if username in line.hidden_from:
        assert response.status_code == 404, (username, response.text)
    elif username != VISITOR:
        assert response.status_code == line.refused, (username, response.text)
    elif line.refused_visitor is not None:
        assert response.status_code == line.refused_visitor, response.text
    else:
        assert response.status_code == 401 or is_sent_to_sign_in(response), response.text


@pytest.mark.parametrize("name", ON_DOCUMENTS)
def test_a_hidden_document_answers_like_one_that_never_was(
    name: str, library: Mapping[str, int], clients: Clients
) -> None:
    line = TABLE[name]
    for username, keys in HIDDEN.items():
        client = clients[username]
        never = send(client, name, line, document_id=NEVER_THERE)
        assert never.status_code in ({404} if username in line.allowed else {401, 403, 404, 303}), username
        for key in keys:
            if key == "buangan" and (line.sees_trash or username in KEEPERS):
                continue  # who looks after the trash is told of it, and by test_the_trash_is_told_to_its_keepers_only
            hidden = send(client, name, line, document_id=library[key])
            assert hidden.status_code == never.status_code, (username, key)
            assert _without_names(hidden, library[key]) == _without_names(never, NEVER_THERE), (username, key)


def _without_names(response: Response, document_id: int) -> str:
    text = response.text.replace(response.headers["x-request-id"], "")
    return re.sub(rf"(/|%2F){document_id}\b", "/…", text)
