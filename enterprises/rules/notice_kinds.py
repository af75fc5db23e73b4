"""Every kind of notice: its sentence, the page it leads to, and whether it is mailed by default."""

from enterprises.rules.notice_kinds_bonded import BONDED
from enterprises.rules.notice_kinds_rights import RIGHTS
from enterprises.rules.notice_words import TOPICS as TOPICS
from enterprises.rules.notice_words import NoticeKind as NoticeKind
from kernel.refusal import gettext_noop as _

KINDS: tuple[NoticeKind, ...] = (
    *RIGHTS,
    *BONDED,
    # People, authorities and posts.
    NoticeKind(
        "invitation_accepted",
        "registration",
        _("Somebody accepted your invitation and acts for the firm now."),
        "enterprises:people",
        mail=False,
    ),
    NoticeKind(
        "membership_ended", "registration", _("You no longer act for %(firm)s."), "enterprises:profile"
    ),
    NoticeKind(
        "authority_given",
        "registration",
        _("%(principal)s lets %(agent)s act for it until %(until)s: authority %(no)s."),
        "enterprises:authority",
    ),
    NoticeKind(
        "authority_ended",
        "registration",
        _("The authority %(no)s that %(principal)s gave %(agent)s has been ended."),
        "enterprises:authority",
    ),
    NoticeKind(
        "authority_ending",
        "registration",
        _("The authority %(no)s that %(principal)s gave %(agent)s ends after %(until)s."),
        "enterprises:authority",
    ),
    NoticeKind("post_given", "office", _("You have a new post in the team %(team)s."), mail=False),
    NoticeKind("post_ended", "office", _("Your post in the team %(team)s has ended."), mail=False),
    # Difficulties.
    NoticeKind(
        "difficulty_raised", "difficulty", _("A firm has a difficulty: %(no)s."), "enterprises:difficulty"
    ),
    NoticeKind(
        "difficulty_registered",
        "difficulty",
        _("Customs registered your difficulty as %(no)s."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_asked",
        "difficulty",
        _("Customs asks you about difficulty %(no)s; its clock rests until you reply."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_replied",
        "difficulty",
        _("The firm replied to the question about difficulty %(no)s; its clock goes on."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_answered",
        "difficulty",
        _("Customs answered difficulty %(no)s. Please say whether it is solved."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_closed", "difficulty", _("Difficulty %(no)s is closed."), "enterprises:difficulty"
    ),
    NoticeKind(
        "difficulty_withdrawn",
        "difficulty",
        _("The firm withdrew difficulty %(no)s."),
        "enterprises:difficulty",
        mail=False,
    ),
    NoticeKind(
        "difficulty_reopened",
        "difficulty",
        _("The firm says that difficulty %(no)s is not solved; its clock begins again."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_noted",
        "difficulty",
        _("There is a new note on difficulty %(no)s."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_mention",
        "difficulty",
        _("A colleague mentions you in difficulty %(no)s."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_overdue",
        "difficulty",
        _("Difficulty %(no)s is overdue since %(day)s."),
        "enterprises:difficulty",
        urgent=True,
    ),
    NoticeKind(
        "difficulty_untriaged",
        "difficulty",
        _("Nobody has taken the critical difficulty %(no)s in hand."),
        "enterprises:difficulty",
        urgent=True,
    ),
    NoticeKind(
        "difficulty_handed",
        "difficulty",
        _("Difficulty %(no)s has been handed to you."),
        "enterprises:difficulty",
    ),
    NoticeKind(
        "difficulty_week",
        "difficulty",
        _("Difficulties of office %(office)s on %(no)s: %(open)s open, %(overdue)s of them overdue."),
        "enterprises:difficulty_ageing",
        query="on",
    ),
    # Coordinators, visits, messages and absences.
    NoticeKind("coordinator_assigned", "coordination", _("Your firm has a new customs coordinator.")),
    NoticeKind(
        "coordinator_given",
        "coordination",
        _("You now look after the firm %(no)s."),
        "enterprises:coordination",
    ),
    NoticeKind(
        "coordinator_taken", "coordination", _("You no longer look after the firm %(no)s."), mail=False
    ),
    NoticeKind(
        "coordinator_missing",
        "office",
        _("Firms of the zone without a coordinator: %(count)s."),
        folded=True,
    ),
    NoticeKind(
        "message_received", "coordination", _("There is a new message in %(no)s."), "enterprises:thread"
    ),
    NoticeKind(
        "broadcast", "coordination", _("Your coordinator informs you: %(no)s."), "enterprises:broadcast"
    ),
    NoticeKind(
        "broadcast_retracted",
        "coordination",
        _("The coordinator took the message %(no)s back."),
        "enterprises:broadcast",
        mail=False,
    ),
    NoticeKind(
        "visit_planned",
        "coordination",
        _("Customs plans the visit %(no)s on %(day)s."),
        "enterprises:visit",
    ),
    NoticeKind(
        "visit_cancelled", "coordination", _("Customs cancelled the visit %(no)s."), "enterprises:visit"
    ),
    NoticeKind(
        "visit_to_confirm",
        "coordination",
        _("Please confirm the record of the visit %(no)s."),
        "enterprises:visit",
    ),
    NoticeKind(
        "visit_answered",
        "coordination",
        _("The firm answered to the record of the visit %(no)s."),
        "enterprises:visit",
    ),
    NoticeKind(
        "absence_named",
        "coordination",
        _("You stand in for a colleague: %(no)s, from %(day)s on."),
        "enterprises:absence",
    ),
    NoticeKind(
        "absence_shortened",
        "coordination",
        _("The absence %(no)s in which you stand in was shortened."),
        "enterprises:absence",
    ),
    NoticeKind(
        "resumption_to_confirm",
        "coordination",
        _("Reports on the resumption of work to confirm: %(count)s."),
        mail=False,
        folded=True,
    ),
    NoticeKind(
        "lists_released",
        "declaration",
        _("Import lists released on %(day)s after %(hour)s:00: %(count)s, last %(last)s."),
        "declarations:lists",
        mail=False,
        folded=True,
    ),
    NoticeKind(
        "lists_rejected",
        "declaration",
        _("Import lists rejected on %(day)s after %(hour)s:00: %(count)s, last %(last)s."),
        "declarations:lists",
        folded=True,
    ),
    NoticeKind(
        "lists_sent_back",
        "declaration",
        _("Import lists sent back abroad on %(day)s: %(count)s, last %(last)s."),
        "declarations:lists",
        folded=True,
    ),
    NoticeKind(
        "lists_waiting",
        "declaration",
        _("Import lists that had to wait on %(day)s: %(count)s, last %(last)s."),
        "declarations:lists",
        mail=False,
        folded=True,
    ),
    NoticeKind(
        "list_to_inspect",
        "declaration",
        _("Customs will inspect the goods of import list %(no)s."),
        "declarations:list",
        urgent=True,
    ),
    NoticeKind(
        "upload_done",
        "declaration",
        _("Upload %(no)s is finished: %(parts)s files, %(failed)s with a problem."),
        "declarations:upload_progress",
        mail=False,
    ),
    # Registration and standing documents.
    NoticeKind(
        "registration_submitted",
        "registration",
        _("Registrations submitted and waiting for a decision: %(count)s."),
        "enterprises:registrations",
        mail=False,
        folded=True,
    ),
    NoticeKind(
        "registration_asked",
        "registration",
        _("Customs has a question about registration %(no)s."),
        "enterprises:registration",
    ),
    NoticeKind(
        "registration_approved",
        "registration",
        _("Registration %(no)s was approved; you are the firm's administrator."),
        "enterprises:registration",
    ),
    NoticeKind(
        "registration_refused",
        "registration",
        _("Registration %(no)s was refused; the reason stands there."),
        "enterprises:registration",
    ),
    NoticeKind(
        "standing_filed",
        "registration",
        _("Standing documents filed and waiting to be confirmed: %(count)s."),
        "enterprises:standing_queue",
        mail=False,
        folded=True,
    ),
    NoticeKind(
        "standing_confirmed",
        "registration",
        _("Customs confirmed standing document %(no)s."),
        "enterprises:standing_document",
        mail=False,
    ),
    NoticeKind(
        "standing_refused",
        "registration",
        _("Customs refused standing document %(no)s; the reason stands there."),
        "enterprises:standing_document",
    ),
    NoticeKind(
        "standing_due",
        "registration",
        _("Standing document %(no)s is valid until %(day)s. File its successor in time."),
        "enterprises:standing_document",
    ),
    NoticeKind(
        "standing_expired",
        "registration",
        _("Standing document %(no)s ran out on %(day)s."),
        "enterprises:standing_document",
    ),
    NoticeKind(
        "guarantee_unproven",
        "office",
        _("The nightly proof of the guarantees found contradictions: %(lines)s. The log names them."),
        urgent=True,
    ),
)

BY_CODE = {kind.code: kind for kind in KINDS}
