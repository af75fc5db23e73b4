"""Measures: the public catalogue, grants, a firm's record and tailored plans."""

from clearance.access.words import (
    ACTION,
    DENIED,
    DONE,
    FIRMS_ONLY,
    MISSING,
    OK,
    OTHER_POSTS,
    UNFIT,
    Row,
    everybody,
    people,
)

# Posts that have nothing to do with measures know of no file.
_NO_DESK = ("gate", "operator", "laboratory")
_UNKNOWN = dict.fromkeys(_NO_DESK, MISSING)
_KEPT_OUT = dict.fromkeys(_NO_DESK, DENIED)
_EVERY = dict.fromkeys(OTHER_POSTS, DENIED)
_CHIEF_OK = _EVERY | {"chief": OK}
_INSPECTOR = _UNKNOWN | {"inspector": DENIED}
_DECIDERS = _INSPECTOR | {"coordinator": DENIED}

_DESK = people(DENIED, DENIED, OK, posts=_KEPT_OUT)
_FILE = people(OK, MISSING, OK, MISSING, posts=_UNKNOWN)

ROWS: dict[str, Row] = {
    "enterprises:measures": everybody(OK),
    "enterprises:measure": everybody(OK),
    "enterprises:measure_new": people(DENIED, DENIED, DENIED, OK, posts=_CHIEF_OK),
    "enterprises:measure_edit": people(DENIED, DENIED, DENIED, OK, posts=_CHIEF_OK),
    "enterprises:measure_withdraw": ACTION,
    "enterprises:firm_measures": FIRMS_ONLY,
    "enterprises:measure_apply": people(DENIED, OK, DENIED, admin=OK),
    "enterprises:grants": _DESK,
    "enterprises:grant_new": people(DENIED, DENIED, OK, posts=_KEPT_OUT | {"inspector": DENIED}),
    "enterprises:grant": _FILE,
    "enterprises:grant_recommend": ACTION,
    "enterprises:grant_decide": ACTION,
    "enterprises:grant_refuse": ACTION,
    "enterprises:grant_revoke": ACTION,
    "enterprises:grant_withdraw": ACTION,
    "enterprises:firm_record": people(DENIED, DENIED, OK, MISSING, posts=_KEPT_OUT),
    "enterprises:record_close": ACTION,
    "enterprises:plans": _DESK,
    "enterprises:plan_new": people(DENIED, DENIED, OK, posts=_KEPT_OUT | {"inspector": DENIED}),
    "enterprises:plan": _FILE,
    "enterprises:plan_edit": people(MISSING, MISSING, OK, MISSING, posts=_UNKNOWN | {"inspector": DENIED}),
    **{
        f"enterprises:plan_{verb}": ACTION
        for verb in ("submit", "approve", "agree", "decline", "force", "refuse", "drop", "revoke")
    },
}

_CHIEF_UNFIT = _EVERY | {"chief": UNFIT}
_CHIEF_DONE = _EVERY | {"chief": DONE}
_ADMIN_UNFIT = people(DENIED, UNFIT, DENIED, admin=UNFIT)
_DECIDED = people(DENIED, MISSING, UNFIT, MISSING, posts=_DECIDERS)
_DRAFTED = _UNKNOWN | {"inspector": DENIED}
_FIRST = _UNKNOWN | {"inspector": DENIED, "coordinator": DENIED, "chief": DENIED}
_LAST = _UNKNOWN | {"inspector": DENIED, "coordinator": DENIED}
_COORDINATED = people(
    DENIED,
    MISSING,
    DENIED,
    MISSING,
    posts=_UNKNOWN | {"coordinator": UNFIT, "chief": DENIED, "inspector": DENIED},
)

POSTS: dict[str, Row] = {
    "enterprises:measure_new": people(DENIED, DENIED, DENIED, UNFIT, posts=_CHIEF_UNFIT),
    "enterprises:measure_edit": people(DENIED, DENIED, DENIED, UNFIT, posts=_CHIEF_UNFIT),
    "enterprises:measure_withdraw": people(DENIED, DENIED, DENIED, UNFIT, posts=_CHIEF_UNFIT),
    "enterprises:measure_apply": _ADMIN_UNFIT,
    "enterprises:grant_new": people(DENIED, DENIED, UNFIT, posts=_KEPT_OUT | {"inspector": DENIED}),
    "enterprises:grant_recommend": _COORDINATED,
    "enterprises:grant_decide": _DECIDED,
    "enterprises:grant_refuse": _DECIDED,
    "enterprises:grant_revoke": _DECIDED,
    "enterprises:grant_withdraw": people(
        DENIED, MISSING, DENIED, MISSING, admin=DONE, posts=_UNKNOWN | dict.fromkeys(("inspector",), DENIED)
    ),
    "enterprises:firm_record": people(
        DENIED, DENIED, UNFIT, MISSING, posts=_KEPT_OUT | {"inspector": DENIED, "coordinator": DENIED}
    ),
    "enterprises:record_close": people(
        DENIED, DENIED, UNFIT, MISSING, posts=_KEPT_OUT | {"inspector": DENIED, "coordinator": DENIED}
    ),
    "enterprises:plan_new": people(DENIED, DENIED, UNFIT, posts=_KEPT_OUT | {"inspector": DENIED}),
    "enterprises:plan_edit": people(MISSING, MISSING, UNFIT, MISSING, posts=_DRAFTED),
    "enterprises:plan_submit": people(MISSING, MISSING, DONE, MISSING, posts=_DRAFTED),
    "enterprises:plan_drop": people(MISSING, MISSING, UNFIT, MISSING, posts=_DRAFTED),
    "enterprises:plan_approve": people(MISSING, MISSING, DONE, MISSING, posts=_FIRST),
    "enterprises:plan_refuse": people(MISSING, MISSING, UNFIT, MISSING, posts=_LAST),
    "enterprises:plan_agree": people(DENIED, MISSING, DENIED, MISSING, admin=DONE, posts=_UNKNOWN),
    "enterprises:plan_decline": people(DENIED, MISSING, DENIED, MISSING, admin=UNFIT, posts=_UNKNOWN),
    "enterprises:plan_force": people(DENIED, MISSING, DENIED, MISSING, posts=_LAST | {"chief": DONE}),
    "enterprises:plan_revoke": people(DENIED, MISSING, DENIED, MISSING, posts=_LAST | {"chief": UNFIT}),
}

_BECAUSE = {"reason": "It fits the conditions"}
_TERM = {"valid_from": "2030-01-01", "last_on": "2030-06-30"}
_WORDS = {
    "title_zh": "新措施",
    "title_en": "A new measure",
    "text_zh": "说明文字",
    "text_en": "What it is",
    "source_zh": "公告",
    "source_en": "Announcement",
}
_PLAN = {
    "firm": "430168A004",
    "title": "A plan",
    "scenario": "perishable",
    "goods": "Fruit",
    "hs_prefixes": "08",
    **_TERM,
    "legal_basis": "Decree 256",
    "lane": "release",
}

FILLED: dict[str, tuple[dict[str, str], Row]] = {
    "enterprises:measure_new": (
        {"code": "filled_in", "access": "rule", "open_to": "everyone", **_WORDS},
        people(DENIED, DENIED, DENIED, DONE, posts=_CHIEF_DONE),
    ),
    "enterprises:measure_edit": (
        {"version": "1", **_WORDS},
        people(DENIED, DENIED, DENIED, DONE, posts=_CHIEF_DONE),
    ),
    "enterprises:measure_withdraw": (
        _BECAUSE,
        people(DENIED, DENIED, DENIED, DONE, posts=_CHIEF_DONE),
    ),
    "enterprises:measure_apply": (_BECAUSE, people(DENIED, UNFIT, DENIED, admin=DONE)),  # no office in charge
    "enterprises:grant_new": (
        {"firm": "430168A004", "measure": "world_free", **_BECAUSE, **_TERM},
        people(DENIED, DENIED, DONE, UNFIT, posts=_KEPT_OUT | {"inspector": DENIED}),
    ),
    "enterprises:grant_recommend": (
        {"text": "I know the firm well"},
        people(
            DENIED,
            MISSING,
            DENIED,
            MISSING,
            posts=_UNKNOWN | {"coordinator": DONE, "chief": DENIED, "inspector": DENIED},
        ),
    ),
    "enterprises:grant_decide": (_TERM, people(DENIED, MISSING, DONE, MISSING, posts=_DECIDERS)),
    "enterprises:grant_refuse": (_BECAUSE, people(DENIED, MISSING, DONE, MISSING, posts=_DECIDERS)),
    "enterprises:grant_revoke": (_BECAUSE, people(DENIED, MISSING, DONE, MISSING, posts=_DECIDERS)),
    "enterprises:firm_record": (
        {"kind": "late", "on": "2026-01-05", "note": "The deadline was missed"},
        people(DENIED, DENIED, DONE, MISSING, posts=_KEPT_OUT | {"inspector": DENIED, "coordinator": DENIED}),
    ),
    "enterprises:record_close": (
        {"note": "It was put right"},
        people(DENIED, DENIED, DONE, MISSING, posts=_KEPT_OUT | {"inspector": DENIED, "coordinator": DENIED}),
    ),
    "enterprises:plan_new": (
        _PLAN,
        people(DENIED, DENIED, DONE, UNFIT, posts=_KEPT_OUT | {"inspector": DENIED}),
    ),
    "enterprises:plan_edit": (_PLAN, people(MISSING, MISSING, DONE, MISSING, posts=_DRAFTED)),
    "enterprises:plan_drop": (_BECAUSE, people(MISSING, MISSING, DONE, MISSING, posts=_DRAFTED)),
    "enterprises:plan_refuse": (
        _BECAUSE,
        people(MISSING, MISSING, DONE, MISSING, posts=_LAST | {"chief": UNFIT}),
    ),
    "enterprises:plan_decline": (
        _BECAUSE,
        people(DENIED, MISSING, DENIED, MISSING, admin=DONE, posts=_UNKNOWN),
    ),
    "enterprises:plan_revoke": (
        _BECAUSE,
        people(DENIED, MISSING, DENIED, MISSING, posts=_LAST | {"chief": DONE}),
    ),
}
