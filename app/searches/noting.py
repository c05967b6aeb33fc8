"""Which searches leave a note: a person's question as it was typed, once, and not each page, order or filter of it."""

from app.accounts.permissions import Actor
from app.core.runtime import SearchLog
from app.search.schemas import SearchPage, SearchRequest


def note(log: SearchLog, actor: Actor, request: SearchRequest, found: SearchPage) -> None:
    """What a filter hides is not missing from the library, and while the index is away nobody knows what is missing."""
    is_question = bool(found.interpreted) and not found.is_degraded
    is_first = request.part.offset == 0 and request.order == "relevance" and request.filters.is_empty
    if is_question and is_first:
        log.note(request.text, found=found.total, is_missing=is_missing(found), user_id=actor.user_id)


def is_missing(found: SearchPage) -> bool:
    """Nothing at all, nothing with all the words, or not the very rule that was asked for. Typed filters may hide.

    What waits for the index may hold the words; which rules there are is known without it.
    """
    is_hidden = found.total == 0 and found.elsewhere > 0
    is_rule_missing = found.citation is not None and not found.citation.is_held
    has_too_little = (found.total == 0 or found.is_partial) and not found.waiting
    return not is_hidden and (has_too_little or is_rule_missing)
