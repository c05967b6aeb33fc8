"""What is hidden is hidden everywhere: hits, counts, facets, completions, citations, lists, pages and every link."""

from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignedIn

# Words that stand in one sample document alone, by its key.
WORDS = {"pedoman": "klinik", "rahasia": "zirkonium", "buangan": "molibdenum"}
VARIANTS = 6  # filters and orders of one page that are looked at
BLIND = [
    ("pengunjung", "pedoman"),
    ("pengunjung", "rahasia"),
    ("pengunjung", "buangan"),
    ("pembaca", "rahasia"),
    ("operator", "rahasia"),
    ("operator", "buangan"),
    ("kurator", "buangan"),
]
SEEING = [("pembaca", "pedoman"), ("operator2", "rahasia"), ("peninjau", "rahasia"), ("kurator", "rahasia")]


def search(client: TestClient, query: str, **more: int) -> dict[str, object]:
    response = client.get("/api/v1/search", params={"q": query, **more})
    assert response.status_code == 200
    found: dict[str, object] = response.json()
    return found


@pytest.mark.parametrize(("username", "key"), SEEING)
def test_those_who_may_see_find_it(username: str, key: str, library: Mapping[str, int], signed_in: SignedIn) -> None:
    """Otherwise the tests of hiding below would prove nothing."""
    client = signed_in(username)
    hits = client.get("/api/v1/search", params={"q": WORDS[key]}).json()["hits"]
    assert [hit["document_id"] for hit in hits] == [library[key]]
    items = client.get("/api/v1/suggest", params={"q": WORDS[key][:5]}).json()["items"]
    assert WORDS[key] in [item["label"] for item in items]


@pytest.mark.parametrize(("username", "key"), BLIND)
def test_search_and_completion_know_nothing(
    username: str, key: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    client = signed_in(username)
    found = search(client, WORDS[key])
    assert found["total"] == 0
    assert found["hits"] == []
    assert found["suggestion"] is None
    assert all(values == [] for values in found["facets"].values())  # type: ignore[attr-defined]
    assert client.get("/api/v1/suggest", params={"q": WORDS[key][:5]}).json()["items"] == []
    slip = WORDS[key][:-2] + WORDS[key][-1]
    assert search(client, slip)["suggestion"] is None


@pytest.mark.parametrize(("username", "key"), BLIND)
def test_lists_counts_and_facets_leave_it_out(
    username: str, key: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    client = signed_in(username)
    listed = client.get("/api/v1/documents", params={"limit": 100}).json()
    assert library[key] not in [item["id"] for item in listed["items"]]
    assert listed["total"] == len(listed["items"])
    everything = search(client, "*", limit=100)
    assert everything["total"] == listed["total"]
    facets: dict[str, list[dict[str, int]]] = everything["facets"]  # type: ignore[assignment]
    assert sum(value["count"] for value in facets["kind"]) == listed["total"]


def test_tags_of_hidden_documents_are_not_counted(library: Mapping[str, int], signed_in: SignedIn) -> None:
    """Indicator 26 is confirmed on perwal, pedoman, rahasia and buangan."""
    expected = {"pengunjung": 1, "pembaca": 2, "operator": 2, "operator2": 3, "kurator": 3}
    for username, count in expected.items():
        facets = signed_in(username).get("/api/v1/search", params={"q": "*"}).json()["facets"]
        counted = {value["value"]: value["count"] for value in facets["indicator"]}
        assert counted["26"] == count, username


def test_who_cites_a_rule_is_told_under_the_viewers_rights(library: Mapping[str, int], signed_in: SignedIn) -> None:
    query = {"q": "Perpres 95/2018"}
    seen = {
        name: signed_in(name).get("/api/v1/search", params=query).json()["citation"]["cited_by"]
        for name in ("pengunjung", "pembaca")
    }
    assert seen == {
        "pengunjung": [library["perwal"]],
        "pembaca": [library["perwal"], library["pedoman"]],
    }


def test_withdrawing_hides_with_the_same_request(library: Mapping[str, int], signed_in: SignedIn) -> None:
    """The index still holds the words; nobody has worked the queue."""
    visitor, curator = signed_in("pengunjung"), signed_in("kurator")
    assert search(visitor, "pencadangan")["total"] == 1
    path = f"/api/v1/documents/{library['sop']}"
    assert curator.patch(path, json={"visibility": "restricted"}).status_code == 200
    assert search(visitor, "pencadangan")["total"] == 0
    assert search(curator, "pencadangan")["total"] == 1
    assert curator.request("DELETE", path, json={"reason": "Ditarik"}).status_code == 204
    assert search(curator, "pencadangan")["total"] == 0
    assert visitor.get(path).status_code == 404


def test_an_upload_is_not_told_of_a_twin_that_is_hidden(library: Mapping[str, int], signed_in: SignedIn) -> None:
    owner, stranger = signed_in("operator2"), signed_in("operator")
    content = owner.get(f"/api/v1/documents/{library['rahasia']}/file").content
    files = {"file": ("temuan.pdf", content, "application/pdf")}
    assert owner.post("/api/v1/documents", files=files).status_code == 409
    taken = stranger.post("/api/v1/documents", files=files)
    assert taken.status_code == 201
    assert taken.json()["id"] != library["rahasia"]
    assert "Zirkonium" not in taken.text


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in {"href", "src", "hx-get"} and value}


@pytest.mark.slow
@pytest.mark.parametrize(("username", "keys"), [("pengunjung", tuple(WORDS)), ("pembaca", ("rahasia", "buangan"))])
def test_no_page_within_reach_tells_of_it(
    username: str, keys: tuple[str, ...], library: Mapping[str, int], signed_in: SignedIn
) -> None:
    """Follow every link from the home page and read everything that comes back."""
    client = signed_in(username)
    waiting, seen = ["/", "/cari?q=*", "/api/v1/documents?limit=100", "/api/v1/assessments"], set[str]()
    telling: list[str] = []
    visits = Counter[str]()
    while waiting:
        path = waiting.pop()
        place = path.partition("?")[0]
        if path in seen or visits[place] >= VARIANTS:
            continue
        seen.add(path)
        visits[place] += 1
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code < 500, path
        text = response.text.lower()
        telling += [path for key in keys if WORDS[key] in text]
        if "text/html" in response.headers.get("content-type", ""):
            waiting += _links_of(response.text, path)
    assert len(seen) > 20
    assert telling == []


def _links_of(text: str, path: str) -> list[str]:
    parser = _Links()
    parser.feed(text)
    absolute = (urldefrag(urljoin(f"http://testserver{path}", link)).url for link in parser.found)
    parts = (urlsplit(url) for url in absolute)
    local = [part for part in parts if part.netloc == "testserver" and not part.path.startswith("/static/")]
    return [f"{part.path}?{part.query}" if part.query else part.path for part in local]
