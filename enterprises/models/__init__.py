"""Tables of this room: people, firms, officers, tokens, guarantees and the log of shown personal data."""

from enterprises.models.firms import (
    Firm,
    FirmGrade,
    FirmGradeName,
    FirmKind,
    FirmKindName,
    Membership,
    MembershipRole,
    ReadingChange,
)
from enterprises.models.guarantees import GuaranteeAccount, GuaranteeEntry, GuaranteeEntryKind
from enterprises.models.offices import Post, PostRole, Team
from enterprises.models.tokens import ApiToken, PersonalDataView
from enterprises.models.users import Language, User, UserKind

__all__ = [
    "ApiToken",
    "Firm",
    "FirmGrade",
    "FirmGradeName",
    "FirmKind",
    "FirmKindName",
    "GuaranteeAccount",
    "GuaranteeEntry",
    "GuaranteeEntryKind",
    "Language",
    "Membership",
    "MembershipRole",
    "PersonalDataView",
    "Post",
    "PostRole",
    "ReadingChange",
    "Team",
    "User",
    "UserKind",
]
