"""Everything that is looked for, compiled once: which keys (base forms) argue for, against, or say something else."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from indexer.tagger_matching import Matcher, Owner, acronym_of, keys_of, owners_of
from indexer.tagger_profiles import Guide, IndicatorProfile, WeightedPhrase


class Entry(NamedTuple):
    """How strongly a key argues; `is_name` where it is what evidence is called rather than what a text speaks of."""

    weight: float
    kinds: frozenset[str] = frozenset()
    is_name: bool = False

    def fits(self, kind: str | None) -> bool:
        return not self.kinds or kind in self.kinds


class Lexicon:
    """`speaking` and `opposing` hold the entries of each profile in the order of the profiles."""

    def __init__(self, profiles: Sequence[IndicatorProfile], guide: Guide) -> None:
        self.speaking = [_speaking(profile) for profile in profiles]
        self.opposing = [_keyed(profile.against) for profile in profiles]
        own = tuple(profile.name for profile in profiles)
        self.listings = [_name_keys(names) for names in dict.fromkeys((own, *guide.listings)) if len(names) > 1]
        self.roles = {role.id: _keys(role.words) for role in guide.roles}
        self.fields = {role.id: _keys(role.field_words) for role in guide.roles}
        self.channels = {role.id: _keys(role.channel_words) for role in guide.roles}
        self.levels = [(_keys(rule.words), _keys(rule.without)) for rule in guide.level_rules]
        self.shown = dict(_shown(profiles, guide))
        acronyms = {key: exact for key, text in self.shown.items() if (exact := acronym_of(text))}
        self.matcher = Matcher(owners_of(self._owned()), acronyms)

    def _owned(self) -> Iterator[tuple[str, Owner]]:
        for side, all_entries in (("for", self.speaking), ("against", self.opposing)):
            for index, entries in enumerate(all_entries):
                yield from ((key, (side, index)) for key in entries)
        for listing in self.listings:
            yield from ((key, ("name", index)) for key, index in listing.items())  # hides no phrase inside it
        for name, keys in self.roles.items():
            yield from ((key, ("role", name)) for key in keys)
        for keys in self.fields.values():
            yield from ((key, ("field", key)) for key in keys)
        for keys in self.channels.values():
            yield from ((key, ("channel", key)) for key in keys)
        for place, (wanted, unwanted) in enumerate(self.levels):
            yield from ((key, ("level", f"{place} {key}")) for key in wanted | unwanted)


def _speaking(profile: IndicatorProfile) -> dict[str, Entry]:
    """A phrase that is a name as well argues with the stronger weight, in the text as a phrase."""
    names = _keyed(profile.names, is_name=True)
    phrases = _keyed(profile.phrases)
    for key, entry in phrases.items():
        stronger = names.get(key, entry)
        weight = stronger.weight if stronger.fits(None) else entry.weight
        phrases[key] = entry._replace(weight=max(entry.weight, weight))
    return names | phrases


def _keyed(phrases: Sequence[WeightedPhrase], *, is_name: bool = False) -> dict[str, Entry]:
    keyed: dict[str, Entry] = {}
    for phrase in phrases:
        for key in keys_of(phrase.text):
            if key not in keyed or phrase.weight > keyed[key].weight:
                keyed[key] = Entry(phrase.weight, phrase.kinds, is_name)
    return keyed


def _shown(profiles: Sequence[IndicatorProfile], guide: Guide) -> Iterator[tuple[str, str]]:
    """Each key with words as they are written, the first last so that it stays."""
    texts = [phrase.text for one in profiles for phrase in (*one.phrases, *one.names, *one.against)]
    texts += [word for role in guide.roles for word in (*role.words, *role.field_words, *role.channel_words)]
    texts += [word for rule in guide.level_rules for word in (*rule.words, *rule.without)]
    for text in reversed(texts):
        yield from ((key, text) for key in keys_of(text))


def _keys(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(key for text in texts for key in keys_of(text))


def _name_keys(names: Sequence[str]) -> Mapping[str, int]:
    """Each indicator's name without the words that all names begin with."""
    split = [key.split() for name in names for key in keys_of(name)[:1]]
    common = (
        len(list(takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False)))) if len(split) > 1 else 0
    )
    return {" " + " ".join(words[common:]) + " ": index for index, words in enumerate(split) if words[common:]}
