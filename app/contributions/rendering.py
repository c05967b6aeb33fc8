"""A contribution as a document of its own: plain Markdown, which the library reads, indexes and tags like any file."""

from app.contributions.models import Contribution

HEADINGS = (
    ("problem", "Masalah yang dihadapi"),
    ("done", "Yang dilakukan"),
    ("results", "Hasilnya"),
    ("lessons", "Pelajaran bagi yang lain"),
)
_SUMMARY = 600


def as_markdown(contribution: Contribution, *, author: str) -> str:
    unit = f", {contribution.unit}" if contribution.unit else ""
    parts = [f"# {contribution.title}", f"Praktik baik yang disumbangkan {author}{unit}."]
    for name, heading in HEADINGS:
        if text := getattr(contribution, name).strip():
            parts += [f"## {heading}", text]
    if contribution.contact:
        parts += ["## Kontak", contribution.contact]
    return "\n\n".join(parts) + "\n"


def file_name(contribution: Contribution) -> str:
    letters = (character if character.isalnum() else "-" for character in contribution.title.lower())
    slug = "-".join(filter(None, "".join(letters).split("-")))[:80]
    return f"praktik-baik-{slug or contribution.id}.md"


def summary(contribution: Contribution) -> str:
    """What lists say of it: the problem and what was done, cut between words."""
    line = " ".join(f"{contribution.problem} {contribution.done}".split())
    return line if len(line) <= _SUMMARY else line[:_SUMMARY].rsplit(" ", 1)[0] + " …"
