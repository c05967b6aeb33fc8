"""Reads the parts of an instrument file that the tagger lives on; `loader` puts them in their places."""

from app.instruments.fields import Fields
from app.instruments.profile_spec import EvidenceRole, LevelRule, Phrase


def phrases(fields: Fields, name: str) -> tuple[Phrase, ...]:
    """A list of `{weight, words}` as single phrases."""
    return tuple(phrase for group in fields.tables(name) for phrase in _group(group))


def role(fields: Fields) -> EvidenceRole:
    return EvidenceRole(
        id=fields.text("id"),
        label=fields.text("label"),
        kinds=fields.texts("kinds"),
        words=fields.texts("words"),
        field_words=fields.texts("field_words"),
        channel_words=fields.texts("channel_words"),
    )


def level_rule(fields: Fields) -> LevelRule:
    return LevelRule(
        level=fields.decimal("level"),
        says=fields.text("says"),
        roles=fields.texts("roles"),
        indicators=fields.wholes("indicators"),
        kinds=fields.texts("kinds"),
        words=fields.texts("words"),
        without=fields.texts("without"),
        is_in_text=fields.flag("in_text", default=False),
        younger_than=fields.whole_or_none("younger_than"),
        older_than=fields.whole_or_none("older_than"),
    )


def _group(fields: Fields) -> list[Phrase]:
    weight = float(fields.decimal("weight"))
    kinds = fields.texts("kinds")
    found = [Phrase(text, weight, kinds) for text in fields.texts("words")]
    fields.finish()
    return found
