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
_BACK = gettext_noop("Nothing new leaves; what brings goods back in time is a duty and goes on.")
_CENTRAL = gettext_noop(
    "It waits until the suspension ends; a centralised one of what has left is a duty and goes on."
)
_LOSS = gettext_noop("A loss is reported and decided, suspended or not; a new wish to destroy goods waits.")
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
        gettext_noop("business application"),
        (gettext_noop("draft"),                  HELD, _NEW),
        (gettext_noop("with customs"),           HELD, _RIGHT),
        (gettext_noop("asked back"),             HELD, _NEW),
        (gettext_noop("in force"),               HELD, _USE),
        (gettext_noop("suspended"),              ON,   _OVER),
        (gettext_noop("closed"),                 ON,   _OVER),
        (gettext_noop("refused"),                ON,   _OVER),
        (gettext_noop("withdrawn"),              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("in/out document"),
        (gettext_noop("draft"),                  HELD, _BACK),
        (gettext_noop("with customs"),           HELD, _BACK),
        (gettext_noop("approved"),               ON,   _GONE),
        (gettext_noop("refused"),                HELD, _BACK),
        (gettext_noop("void"),                   ON,   _OVER),
    ),
    *_rows(
        gettext_noop("collection period"),
        (gettext_noop("collecting"),             ON,   _DUTY),
        (gettext_noop("inventory drafted, to be declared"), ON, _DUTY),
        (gettext_noop("declared"),               ON,   _DUTY),
        (gettext_noop("deadline missed"),        ON,   _DUTY),
        (gettext_noop("paid"),                   ON,   _OVER),
    ),
    *_rows(
        gettext_noop("entry declaration"),
        (gettext_noop("draft declaration"),      ON,   _KEPT),
        (gettext_noop("declared, waiting for review"), HELD, _CENTRAL),
        (gettext_noop("under review"),           HELD, _CENTRAL),
        (gettext_noop("to be inspected"),        HELD, _CENTRAL),
        (gettext_noop("passed, tax to be paid before release"), ON, _DUTY),
        (gettext_noop("tax paid, to be released"), HELD, _CENTRAL),
        (gettext_noop("released"),               ON,   _DUTY),
        (gettext_noop("finished"),               ON,   _OVER),
        (gettext_noop("withdrawn"),              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("gate pass"),
        (gettext_noop("applied for"),            HELD, _BACK),
        (gettext_noop("approved"),               ON,   _GONE),
        (gettext_noop("through the first barrier"), ON, _GONE),
        (gettext_noop("through the gate"),       ON,   _OVER),
        (gettext_noop("held at the gate"),       ON,   _ANSWER),
        (gettext_noop("turned back"),            ON,   _OVER),
        (gettext_noop("refused"),                ON,   _OVER),
        (gettext_noop("void"),                   ON,   _OVER),
    ),
    *_rows(
        gettext_noop("gate hold"),
        (gettext_noop("waiting for the firm's explanation"), ON, _ANSWER),
        (gettext_noop("explained"),              ON,   _OFFICE),
        (gettext_noop("let go"),                 ON,   _OVER),
        (gettext_noop("turned back"),            ON,   _OVER),
    ),
    *_rows(
        gettext_noop("counter-entry of a passage"),
        (gettext_noop("waiting for a second officer"), ON, _OFFICE),
        (gettext_noop("booked"),                 ON,   _OVER),
        (gettext_noop("refused"),                ON,   _OVER),
    ),
    *_rows(
        gettext_noop("ledger filing"),
        (gettext_noop("draft"),                  ON,   _KEPT),
        (gettext_noop("with customs"),           HELD, _RIGHT),
        (gettext_noop("asked back"),             HELD, _NEW),
        (gettext_noop("approved"),               ON,   _OVER),
        (gettext_noop("refused"),                ON,   _OVER),
        (gettext_noop("withdrawn"),              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("stock-taking"),
        (gettext_noop("compared with the ledger"), ON, _DUTY),
        (gettext_noop("explained by the firm"),  ON,   _OFFICE),
        (gettext_noop("asked back"),             ON,   _ANSWER),
        (gettext_noop("booked"),                 ON,   _OVER),
        (gettext_noop("withdrawn"),              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("write-off"),
        (gettext_noop("with customs"),           ON,   _DUTY),
        (gettext_noop("written off"),            ON,   _OVER),
        (gettext_noop("refused"),                ON,   _OVER),
        (gettext_noop("withdrawn"),              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("disposal"),
        (gettext_noop("with customs"),           ON,   _LOSS),
        (gettext_noop("approved, to be carried out"), ON, _OFFICE),
        (gettext_noop("carried out"),            ON,   _OVER),
        (gettext_noop("refused"),                ON,   _OVER),
        (gettext_noop("withdrawn"),              ON,   _OVER),
    ),
    *_rows(
        gettext_noop("bonded inventory"),
        (gettext_noop("draft"),                  HELD, _CENTRAL),
        (gettext_noop("with customs"),           HELD, _CENTRAL),
        (gettext_noop("approved"),               ON,   _GONE),
        (gettext_noop("refused"),                HELD, _CENTRAL),
        (gettext_noop("deleted"),                ON,   _OVER),
    ),
    *_rows(
        gettext_noop("parcel"),
        (gettext_noop("released, in the zone"),  HELD, _NEW),
        (gettext_noop("in a CBEC inventory"),    ON,   _GONE),
        (gettext_noop("through the gate"),       ON,   _OVER),
        (gettext_noop("back in stock"),          ON,   _OVER),
    ),
    *_rows(
        gettext_noop("stop order"),
        (gettext_noop("in force"),               ON,   _OFFICE),
        (gettext_noop("lifted"),                 ON,   _OVER),
    ),
)
# fmt: on
