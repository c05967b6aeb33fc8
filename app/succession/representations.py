"""A label that would carry over, as the API and the command line speak it."""

from pydantic import BaseModel

from app.succession.schemas import Candidate


class CandidateOut(BaseModel):
    document_id: int
    title: str
    indicator: int
    short_name: str
    reasons: list[str]
    is_proposed: bool

    @classmethod
    def of(cls, one: Candidate) -> "CandidateOut":
        return cls(
            document_id=one.document_id,
            title=one.title,
            indicator=one.number,
            short_name=one.short_name,
            reasons=one.reasons,
            is_proposed=one.is_proposed,
        )
