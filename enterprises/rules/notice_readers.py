"""Which kinds of notices only officers, or only people of firms, are told, and which a deputy gets too."""

FOR_OFFICERS = frozenset(
    {
        "absence_named", "absence_shortened", "coordinator_given", "coordinator_missing", "coordinator_taken",
        "entry_asked", "entry_declared",
        "difficulty_handed", "difficulty_mention", "difficulty_overdue", "difficulty_raised",
        "difficulty_replied", "difficulty_reopened", "difficulty_untriaged", "difficulty_week",
        "difficulty_withdrawn",
        "grade_proposed", "grade_refused", "grant_asked", "green_channel_lost_office",
        "guarantee_claim_to_countersign", "guarantee_file_waiting", "guarantee_to_countersign",
        "guarantee_unproven", "plan_declined", "plan_waiting", "post_ended",
        "post_given", "registration_submitted", "resumption_to_confirm", "standing_filed",
        "suspension_lift_proposed", "suspension_proposed", "suspension_provisional", "suspension_refused",
        "visit_answered",
        "application_change_asked", "application_to_decide", "batch_late_office", "return_overdue_office",
        "stock_doc_to_decide", "stock_doc_unsecured",
    }
)  # fmt: skip

FOR_FIRMS = frozenset(
    {
        "authority_ended", "authority_ending", "authority_given", "broadcast", "broadcast_retracted",
        "entry_denied", "entry_drafted", "entry_paid", "entry_released", "entry_returned", "entry_tax_due",
        "entry_to_inspect", "entry_withdrawn",
        "coordinator_assigned", "difficulty_answered", "difficulty_asked", "difficulty_registered",
        "grant_decided", "grant_refused", "grant_revoked", "green_channel_lost",
        "guarantee_exemption_ended", "guarantee_file_asked", "guarantee_file_decided",
        "invitation_accepted", "list_to_inspect", "lists_rejected", "lists_released", "lists_sent_back",
        "lists_waiting", "membership_ended", "plan_agreed_wanted", "plan_decided", "registration_approved",
        "registration_asked", "registration_refused", "standing_confirmed", "standing_due",
        "standing_expired", "standing_refused", "upload_done", "visit_cancelled", "visit_to_confirm",
        "application_asked", "application_change_decided", "application_decided", "batch_drafted",
        "batch_due", "batch_late", "return_due", "return_overdue", "stock_doc_decided",
    }
)  # fmt: skip

# What is said to one person about that person; a deputy has no business with it.
PERSONAL = frozenset({"absence_named", "absence_shortened", "post_given", "post_ended"})


def is_told(code: str, *, officer: bool) -> bool:
    """Whether an officer (or somebody of a firm) is ever told this kind."""
    return code not in (FOR_FIRMS if officer else FOR_OFFICERS)


def moves_to_deputy(code: str) -> bool:
    """Whether the deputy of an officer who is away gets notices of this kind too."""
    return code not in PERSONAL and code not in FOR_FIRMS
