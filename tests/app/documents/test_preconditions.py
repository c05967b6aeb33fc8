"""A program that says what it had read does not overwrite what somebody else wrote since."""

from collections.abc import Mapping

import pytest

from tests.conftest import SignedIn


def test_what_changed_since_it_was_read_is_not_overwritten(library: Mapping[str, int], signed_in: SignedIn) -> None:
    program, path = signed_in("kurator"), f"/api/v1/documents/{library['perwal']}"
    read = program.get(path).headers["etag"]
    theirs = signed_in("admin").patch(path, json={"signer": "Dari rekan"})
    assert theirs.headers["etag"] != read
    answer = program.patch(path, json={"signer": "Dari program"}, headers={"If-Match": read})
    assert (answer.status_code, answer.json()["type"]) == (412, "/bantuan/galat#sudah-berubah")
    assert program.get(path).json()["signer"] == "Dari rekan"
    now = program.get(path).headers["etag"]
    assert now == theirs.headers["etag"]
    assert program.patch(path, json={"signer": "Dari program"}, headers={"If-Match": now}).status_code == 200
    assert program.get(path).json()["signer"] == "Dari program"


@pytest.mark.parametrize("condition", ["*", '"lain", {etag}', None])
def test_any_state_or_one_of_several(condition: str | None, library: Mapping[str, int], signed_in: SignedIn) -> None:
    program, path = signed_in("kurator"), f"/api/v1/documents/{library['perwal']}"
    etag = program.get(path).headers["etag"]
    headers = {} if condition is None else {"If-Match": condition.format(etag=etag)}
    assert program.patch(path, json={"year": 2022}, headers=headers).status_code == 200


def test_a_condition_tells_nothing_of_what_is_hidden(library: Mapping[str, int], signed_in: SignedIn) -> None:
    path = f"/api/v1/documents/{library['rahasia']}"
    answer = signed_in("pembaca").patch(path, json={"year": 2022}, headers={"If-Match": '"1-1"'})
    assert answer.status_code == 404
