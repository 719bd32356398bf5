"""Reading people: who is signed in, who somebody is, where they belong, whom they reach.

What does not belong here: anything that writes, and what people have learnt.
"""

from lms.accounts.queries.people import (
    PAGE_SIZE,
    Listed,
    PeoplePage,
    Place,
    has_reach,
    held_today,
    open_code,
    open_reset_link,
    people_for_listing,
    people_who_may_be_let_in,
    person,
    person_by_identifier,
    person_for_code,
    personal_words,
    place_of,
    reached_person_ids,
    reset_by_token,
    reset_token,
    unit_and_above,
    unit_and_below,
    unit_of,
)
from lms.accounts.queries.sessions import (
    load_with_session,
    owner_of_token,
    session_by_token,
    sessions_of,
    token_hash,
)
from lms.accounts.queries.tokens import person_by_api_token, tokens_of, usable_tokens
from lms.accounts.queries.units import unit_exists

__all__ = [
    "PAGE_SIZE",
    "Listed",
    "PeoplePage",
    "Place",
    "has_reach",
    "held_today",
    "load_with_session",
    "open_code",
    "open_reset_link",
    "owner_of_token",
    "people_for_listing",
    "people_who_may_be_let_in",
    "person",
    "person_by_api_token",
    "person_by_identifier",
    "person_for_code",
    "personal_words",
    "place_of",
    "reached_person_ids",
    "reset_by_token",
    "reset_token",
    "session_by_token",
    "sessions_of",
    "token_hash",
    "tokens_of",
    "unit_and_above",
    "unit_and_below",
    "unit_exists",
    "unit_of",
    "usable_tokens",
]
