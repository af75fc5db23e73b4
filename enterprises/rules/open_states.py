"""What a suspension does to what is under way: for each kind of file and status, on it goes or it is held."""

from typing import NamedTuple

from kernel.refusal import gettext_noop


class OpenState(NamedTuple):
    """One status of one kind of file (both as their flow names them) while its firm is suspended."""

    kind: str
    status: str
    goes_on: bool
    why: str


# Why, said once for all states that it holds for.
_OVER = gettext_noop("It is decided; a suspension undoes nothing.")
_NEW = gettext_noop("To begin or to hand over is a new act.")
_KEPT = gettext_noop("It is kept and may be written on; filing it is refused.")
_OFFICE = gettext_noop("Customs owe an answer: the office goes on.")
_ANSWER = gettext_noop("The firm may answer what customs asked.")
_DUTY = gettext_noop("Duties towards customs do not rest.")
_WAITS = gettext_noop("It waits, without a term of its own, and goes on by itself when the suspension ends.")
_DESK = gettext_noop(
    "An officer has it in hand: it can be rejected or sent back, but is released only after the suspension."
)
_USE = gettext_noop("It stays valid; using it for something new is refused.")
_HEARD = gettext_noop("A suspended firm must be able to be heard.")
_TWO = gettext_noop("Two officers decide about trust, suspended or not.")
_RIGHT = gettext_noop("No new right is given to a suspended firm.")
_GONE = gettext_noop("The goods are under way: stopping them on the road would make it worse.")


def _rows(kind: str, *rows: tuple[str, bool, str]) -> tuple[OpenState, ...]:
    return tuple(OpenState(kind, *row) for row in rows)


ON, HELD = True, False

# fmt: off
OPEN_STATES: tuple[OpenState, ...] = (
    *_rows(
        gettext_noop("import list"),
        ("Stored, not declared",                 HELD, _NEW),
        ("Handed over, waiting for documents",   HELD, _WAITS),
        ("Accepted, in the customs database",    HELD, _WAITS),
        ("Manual review",                        HELD, _DESK),
        ("Inspection",                           HELD, _DESK),
        ("Rejected",                             HELD, _NEW),
        ("Superseded by a newer version",        ON,   _OVER),
        ("Sent back abroad",                     ON,   _OVER),
        ("Released",                             ON,   _OVER),
    ),
    *_rows(
        gettext_noop("draft"),
        ("Draft",                                ON,   _KEPT),
    ),
    *_rows(
        gettext_noop("API token"),
        ("In force",                             HELD, gettext_noop("It reads; what it sends is refused.")),
    ),
    *_rows(
        gettext_noop("authority"),
        ("In force",                             HELD, _USE),
    ),
    *_rows(
        gettext_noop("registration"),
        ("Draft",                                ON,   _HEARD),
        ("Submitted",                            ON,   _OFFICE),
        ("Question to the firm",                 ON,   _ANSWER),
        ("Approved",                             ON,   _OVER),
        ("Refused",                              ON,   _OVER),
        ("Withdrawn",                            ON,   _OVER),
    ),
    *_rows(
        gettext_noop("standing document"),
        ("Filed, to be confirmed",               ON,   _OFFICE),
        ("Confirmed",                            ON,   _OVER),
        ("Refused",                              ON,   _OVER),
        ("Withdrawn",                            ON,   _OVER),
        ("Replaced by a newer one",              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("grant of a measure"),
        ("Applied for",                          HELD, _RIGHT),
        ("Proposed by an officer",               HELD, _RIGHT),
        ("Granted",                              HELD, _USE),
        ("Refused",                              ON,   _OVER),
        ("Withdrawn",                            ON,   _OVER),
        ("Revoked",                              ON,   _OVER),
        ("Expired",                              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("tailored supervision plan"),
        ("Draft",                                HELD, _RIGHT),
        ("Waiting for the officer's approval",   HELD, _RIGHT),
        ("Waiting for the firm's agreement",     HELD, _RIGHT),
        ("Waiting for the chief's approval",     HELD, _RIGHT),
        ("In force",                             HELD, _USE),
        ("Refused",                              ON,   _OVER),
        ("Dropped",                              ON,   _OVER),
        ("Revoked",                              ON,   _OVER),
        ("Expired",                              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("guarantee application"),
        ("Being examined",                       ON,   _OFFICE),
        ("Waiting for the firm's answer",        ON,   _ANSWER),
        ("Waiting for the second officer",       ON,   _OFFICE),
        ("Approved",                             ON,   _OVER),
        ("Refused",                              ON,   _OVER),
        ("Withdrawn by the firm",                ON,   _OVER),
    ),
    *_rows(
        gettext_noop("guarantee claim"),
        ("Waiting for the second officer",       ON,   _DUTY),
        ("Called from the guarantor",            ON,   _DUTY),
        ("Paid by the guarantor",                ON,   _OVER),
        ("Lifted: the duty was performed",       ON,   _OVER),
        ("Not called",                           ON,   _OVER),
    ),
    *_rows(
        gettext_noop("guarantee held"),
        ("Held",                                 ON,   _DUTY),
    ),
    *_rows(
        gettext_noop("difficulty"),
        ("raised",                               ON,   _HEARD),
        ("in hand",                              ON,   _HEARD),
        ("asked back",                           ON,   _HEARD),
        ("answered",                             ON,   _HEARD),
        ("closed",                               ON,   _HEARD),
        ("withdrawn",                            ON,   _OVER),
    ),
    *_rows(
        gettext_noop("visit"),
        ("Planned",                              ON,   _HEARD),
        ("Held, waiting for the firm's confirmation", ON, _ANSWER),
        ("Disputed by the firm",                 ON,   _OFFICE),
        ("Confirmed by the firm",                ON,   _OVER),
        ("Closed",                               ON,   _OVER),
        ("Cancelled",                            ON,   _OVER),
    ),
    *_rows(
        gettext_noop("grade change"),
        ("Waiting for the second officer",       ON,   _TWO),
        ("Countersigned",                        ON,   _OVER),
        ("Refused by the second officer",        ON,   _OVER),
        ("Withdrawn by the proposer",            ON,   _OVER),
    ),
    *_rows(
        gettext_noop("suspension"),
        ("Waiting for the second officer",       ON,   _TWO),
        ("In force, waiting to be confirmed",    ON,   _TWO),
        ("In force",                             ON,   _TWO),
        ("In force, lifting proposed",           ON,   _TWO),
        ("Refused by the second officer",        ON,   _OVER),
        ("Withdrawn by the proposer",            ON,   _OVER),
        ("Lifted",                               ON,   _OVER),
        ("Ended on its day",                     ON,   _OVER),
        ("Lapsed, not confirmed in time",        ON,   _OVER),
    ),
    # What later rooms bring; the table says what they have to keep to.
    *_rows(
        gettext_noop("reservation"),
        (gettext_noop("Submitted"),              HELD, _RIGHT),
        (gettext_noop("Accepted"),               ON,   _GONE),
    ),
    *_rows(
        gettext_noop("in/out document"),
        (gettext_noop("Draft"),                  HELD, _NEW),
        (gettext_noop("Submitted"),              HELD, _WAITS),
        (gettext_noop("Approved"),               ON,   _GONE),
    ),
    *_rows(
        gettext_noop("gate pass"),
        (gettext_noop("Submitted"),              HELD, _WAITS),
        (gettext_noop("At the gate"),            ON,   _GONE),
        (gettext_noop("Passed"),                 ON,   _OVER),
    ),
)
# fmt: on
