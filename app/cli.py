"""`pustaka …`: the command line, composed of thin verbs."""

import sys

import typer

from app.commands import checking, collecting, instruments, keeping, learning, people, reading, running, sampling
from app.commands.usage import SpokenGroup

cli = typer.Typer(
    name="pustaka",
    cls=SpokenGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Pustaka SPBE: temukan halaman yang tepat, buktikan tingkat kematangan.",
)
cli.command("init")(running.init)
cli.command("demo")(sampling.demo)
cli.command("serve")(running.serve)
cli.command("worker")(running.worker)
cli.command("watch")(running.watch)
cli.command("import")(collecting.import_)
cli.command("extract")(reading.extract)
cli.command("describe")(reading.describe)
cli.command("suggest")(reading.suggest)
cli.command("learn")(learning.learn)
cli.command("search")(collecting.search)
cli.command("score")(reading.score)
cli.command("doctor")(checking.doctor)
cli.command("backup")(keeping.backup)
cli.command("restore")(keeping.restore)
cli.command("fixity")(keeping.fixity)
cli.command("settings")(running.list_settings)
cli.add_typer(collecting.index_app, name="index")
cli.add_typer(people.app, name="users")
cli.add_typer(instruments.app, name="instruments")


def main() -> None:
    sys.exit(cli())


if __name__ == "__main__":
    main()
