"""The direction of imports, as the picture of the house draws it: nothing reaches up, no slice reaches into another."""

import pytest

from app.core import migrations
from tests.house.reading import Import, files, imports, module_of, modules

# Each room stands above everything that it imports; rooms of one floor may use each other.
FLOORS = (
    {"core"},
    {"accounts", "audit", "instruments", "jobs", "notices"},
    {"documents"},
    {
        "contributions",
        "coverage",
        "curation",
        "evidence",
        "ingest",
        "interop",
        "learning",
        "preservation",
        "publishing",
        "reports",
        "search",
        "searches",
        "stewardship",
        "succession",
        "taxonomies",
        "twins",
    },
    {"cli", "commands", "composition", "demo", "doctoring", "main", "upkeep"},
)
PRIVATE = {"queries", "tag_queries", "routes"}


def package(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def floor_of(module: str) -> int:
    name = module.split(".")[1]
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def within_app() -> list[Import]:
    return [found for found in imports() if found.importer.startswith("app.") and found.imported.startswith("app.")]


def test_the_reader_of_imports_sees_them() -> None:
    """If the parsing broke, every rule below would hold by silence."""
    seen = {(found.importer, found.imported) for found in imports()}
    assert ("app.main", "frontend.mount") in seen
    assert ("app.documents.service", "app.documents.queries") in seen
    assert ("frontend.mount", "frontend.pages.accounts") in seen, "imports inside functions count"


def test_every_room_has_its_floor() -> None:
    rooms = {module.split(".")[1] for module in modules() if module.startswith("app.")}
    assert rooms <= set().union(*FLOORS)


@pytest.mark.parametrize("cellar", ["indexer", "storage"])
def test_the_ground_floor_knows_nothing_above_it(cellar: str) -> None:
    allowed = {cellar}
    upward = [
        found for found in imports() if room_root(found.importer) == cellar and room_root(found.imported) not in allowed
    ]
    assert upward == []


def room_root(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def test_only_main_knows_the_frontend() -> None:
    found = {
        use.importer for use in imports() if use.importer.startswith("app") and room_root(use.imported) == "frontend"
    }
    assert found == {"app.main"}


def test_nothing_reaches_up() -> None:
    upward = [str(found) for found in within_app() if floor_of(found.importer) < floor_of(found.imported)]
    assert upward == []


def test_no_slice_imports_anothers_queries_or_routes() -> None:
    composers = {"app.main"}
    reached = [
        str(found)
        for found in imports()
        if found.imported.split(".")[-1] in PRIVATE
        and found.importer not in composers
        and room(found.importer) != room(found.imported)
    ]
    assert reached == []


def test_no_models_import_a_service() -> None:
    reached = [
        str(found)
        for found in imports()
        if found.importer.split(".")[-1] == "models" and found.imported.split(".")[-1] == "service"
    ]
    assert reached == []


def test_every_module_with_tables_is_known_to_the_migrations() -> None:
    with_tables = {
        module_of(path).removeprefix("app.")
        for path in files(".py", below=("app",))
        if "table=True" in path.read_text("utf-8")
    }
    assert with_tables == set(migrations.MODULES_WITH_TABLES)
