# Our small scripts in a real browser, each on a page made of the real macros, against answers of a small server.
import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, expect

if TYPE_CHECKING:
    from tests.frontend.conftest import Open, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUGGESTIONS = [
    {"label": "Perwal 29/2023", "kind": "document", "url": "/dokumen/29", "query": "perwal 29/2023"},
    {"label": "<b>manajemen</b>", "kind": "word", "url": None, "query": "manajemen"},
    {"label": "Jebakan", "kind": "document", "url": "https://jahat.example/", "query": "jebakan"},
]


@pytest.fixture
def searching(show: "Open", site: "Site") -> Page:
    site.pages["/api/v1/suggest"] = lambda _q, _b: (
        200,
        "application/json",
        json.dumps({"items": SUGGESTIONS}).encode(),
    )
    for path in ("/cari", "/dokumen/29"):
        site.html(path, "<!doctype html><title>tiba</title>")
    page = show("{% from 'macros/forms.html' import search_box %}{{ search_box('') }}")
    page.wait_for_selector("[role=combobox]")
    page.get_by_role("combobox").press_sequentially("mana")
    expect(page.get_by_role("option")).to_have_count(3)
    return page


def test_enter_searches_what_was_typed(searching: Page) -> None:
    searching.keyboard.press("Enter")
    searching.wait_for_url("**/cari?q=mana")


def test_arrows_choose_a_suggestion_and_say_which(searching: Page) -> None:
    searching.keyboard.press("ArrowDown")
    active = searching.get_by_role("combobox").get_attribute("aria-activedescendant")
    assert searching.locator(f"#{active}").get_attribute("aria-selected") == "true"
    searching.keyboard.press("Enter")
    searching.wait_for_url("**/dokumen/29")


def test_going_up_past_the_first_returns_to_the_field(searching: Page) -> None:
    for key in ("ArrowDown", "ArrowUp"):
        searching.keyboard.press(key)
    assert searching.get_by_role("combobox").get_attribute("aria-activedescendant") is None
    searching.keyboard.press("ArrowUp")
    assert searching.get_by_role("option", name="Jebakan").get_attribute("aria-selected") == "true"


def test_a_suggestion_is_text_and_another_site_is_never_opened(searching: Page) -> None:
    assert searching.get_by_role("option").nth(1).inner_text().strip() == "<b>manajemen</b>"
    searching.get_by_role("option", name="Jebakan").click()
    searching.wait_for_url("**/cari?q=jebakan")


def test_escape_closes_and_nothing_is_kept_in_the_browser(searching: Page) -> None:
    searching.keyboard.press("Escape")
    expect(searching.get_by_role("listbox")).to_be_hidden()
    assert searching.get_by_role("combobox").input_value() == "mana"
    assert searching.evaluate("localStorage.length") == 0


DROP = "{% from 'macros/forms.html' import file_drop %}{{ file_drop() }}"
FILES = [FilePayload(name=f"berkas-{n}.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7") for n in (1, 2, 3)]


def as_json(value: object, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json", json.dumps(value).encode()


def test_each_file_goes_up_alone_and_the_batch_is_followed(show: "Open", site: "Site") -> None:
    none = dict.fromkeys(("waiting", "reading", "done", "problem", "duplicate", "refused"), 0)
    early = {"counts": {**none, "reading": 2, "refused": 1}, "total": 3, "is_final": False}
    late = {"counts": {**none, "done": 1, "problem": 1, "refused": 1}, "total": 3, "is_final": True, "unindexed": 0}
    seen = iter([early, late | {"unindexed": 1}])

    def taken(_query: str, body: bytes) -> tuple[int, str, bytes]:
        if b"berkas-2.pdf" in body:
            return as_json({"restore_id": 9, "outcome": "refused", "reason": "Ada di tempat sampah Anda."}, 201)
        return as_json({"document_id": 7, "outcome": "stored", "reason": ""}, 201)

    site.pages |= {
        "/api/v1/batches": lambda _q, _b: as_json({"id": 5, "url": "/impor/5"}, 201),
        "/api/v1/batches/5/files": taken,
        "/api/v1/batches/5": lambda _q, _b: as_json(next(seen, late)),
    }
    page = show(DROP)
    page.wait_for_selector(".drop.is-ready")
    page.set_input_files("input[type=file]", FILES)
    rows, head = page.locator(".upload"), page.locator(".upload-batch")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text(re.compile("Ditolak.*Ada di tempat sampah Anda"))
    expect(page.locator('form[action$="/dokumen/9/pulihkan"]')).to_have_count(1)
    expect(rows.nth(1).get_by_role("button", name="Pulihkan dokumen dengan berkas berkas-2.pdf")).to_be_visible()
    expect(rows.nth(0)).to_contain_text("Tersimpan")
    expect(rows.nth(0).get_by_role("link")).to_have_attribute("href", "/dokumen/7")
    expect(head.get_by_role("link")).to_have_attribute("href", "/impor/5")
    for moment in ("segera", "sudah"):
        said = f"1 dari 3 berkas selesai dibaca, 2 perlu perhatian. Yang terbaca {moment} dapat dicari."
        expect(head).to_contain_text(said)
    posts = [(path, headers, body) for method, path, headers, body in site.requests if method == "POST"]
    assert [path for path, _, _ in posts] == ["/api/v1/batches"] + ["/api/v1/batches/5/files"] * 3
    assert json.loads(posts[0][2]) == {"expected": 3, "is_draft": False}
    assert all(headers["X-CSRF-Token"] == "uji-csrf" for _, headers, _ in posts)
    assert all(body.count(b"filename=") == 1 for _, _, body in posts[1:])


def test_a_broken_connection_is_said_and_the_page_lives_on(show: "Open", site: "Site") -> None:
    """The batch is opened, its file never arrives: the rest is closed, so that nobody waits for it."""
    none = {"counts": {}, "total": 0, "is_final": True}
    site.pages |= {
        "/api/v1/batches": lambda _q, _b: as_json({"id": 5, "url": "/impor/5"}, 201),
        "/api/v1/batches/5/close": lambda _q, _b: as_json(none),
        "/api/v1/batches/5": lambda _q, _b: as_json(none),
    }
    page = show(DROP)
    page.wait_for_selector(".drop.is-ready")
    page.route("**/api/v1/batches/5/files", lambda route: route.abort())
    with page.expect_request("**/api/v1/batches/5/close"):
        page.set_input_files("input[type=file]", FILES[:1])
    expect(page.locator(".upload")).to_contain_text("Sambungan terputus")


def test_nothing_is_sent_when_no_batch_can_be_opened(show: "Open", site: "Site") -> None:
    site.pages["/api/v1/batches"] = lambda _q, _b: as_json({"detail": "Silakan masuk."}, 401)
    page = show(DROP)
    page.wait_for_selector(".drop.is-ready")
    page.set_input_files("input[type=file]", FILES[:1])
    expect(page.locator(".upload")).to_contain_text("Silakan masuk.")
    expect(page.locator("[data-upload-said]")).to_contain_text("berkas-1.pdf: Gagal")


def test_a_dialog_asks_first_and_cancel_is_the_first_answer(show: "Open", site: "Site") -> None:
    site.html("/buang", "<!doctype html><title>dibuang</title>")
    page = show(
        "{% from 'macros/actions.html' import confirm_link %}"
        "{{ confirm_link('Buang', '/tanya', 'd1', 'Buang dokumen?', 'Yakin?', 'Ya, buang', '/buang', csrf_token) }}"
    )
    link = page.get_by_role("link", name="Buang")
    expect(link).to_have_attribute("aria-haspopup", "dialog")
    link.click()
    expect(page.get_by_role("dialog", name="Buang dokumen?")).to_be_visible()
    expect(page.get_by_role("button", name="Batal")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    link.click()
    page.get_by_role("button", name="Ya, buang").click()
    page.wait_for_url("**/buang")
    posted = [body for method, path, _, body in site.requests if (method, path) == ("POST", "/buang")]
    assert len(posted) == 1
    assert b"csrf_token=uji-csrf" in posted[0]


def test_a_ticked_facet_searches_by_itself_with_a_short_address(show: "Open", site: "Site") -> None:
    site.html("/cari", "<!doctype html><title>tiba</title>")
    page = show(
        "{% from 'macros/navigation.html' import facet_group %}<form action='/cari' data-autosubmit>"
        "<input name='urut' value=''>"
        "{{ facet_group('jenis', 'Jenis', [{'value': 'sop', 'text': 'SOP', 'count': 2, 'checked': false}]) }}"
        "<div data-apply>tombol</div></form>"
    )
    expect(page.get_by_text("tombol")).to_be_hidden()
    page.get_by_role("checkbox", name=re.compile("SOP")).check()
    page.wait_for_url(re.compile(r"/cari\?jenis=sop$"))


def test_unsaved_words_are_guarded_and_a_form_is_sent_once(show: "Open", site: "Site") -> None:
    site.html("/simpan", "<!doctype html><title>tersimpan</title>")
    page = show("<form method='post' action='/simpan' data-guard><textarea name='a'></textarea><button>Simpan</button>")
    loaded = "performance.getEntriesByType('resource').some((r) => r.name.endsWith('form-guard.js') && r.responseEnd)"
    while not page.evaluate(loaded):  # `wait_for_function` would evaluate words in the page: forbidden there
        page.wait_for_timeout(20)
    page.locator("textarea").press_sequentially("kata")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("location.assign('/cari')")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.locator("textarea").input_value() == "kata"
    page.get_by_role("button", name="Simpan").dblclick()
    page.wait_for_url("**/simpan")
    assert asked == ["beforeunload"]
    assert len([method for method, *_ in site.requests if method == "POST"]) == 1


def test_htmx_sends_the_form_token_and_stays_on_its_own_site(show: "Open", site: "Site") -> None:
    site.html("/bagian", "<p id='hasil'>baru</p>")
    page = show("<button hx-post='/bagian' hx-target='#hasil'>Muat</button><p id='hasil'>lama</p>")
    page.get_by_role("button", name="Muat").click()
    expect(page.locator("#hasil")).to_have_text("baru")
    assert site.requests[-1][2]["X-CSRF-Token"] == "uji-csrf"
    config = page.evaluate("({...htmx.config})")
    assert (config["selfRequestsOnly"], config["allowEval"], config["includeIndicatorStyles"]) == (True, False, False)
