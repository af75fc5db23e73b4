"""Who takes part in the demo office's declarations."""

from bonded.demo import EMS_NO, OFFICE
from declarations.samples import Parties
from enterprises.demo import FIRMS

_FIRMS = {firm.key: (firm.customs_code, firm.name_zh) for firm in FIRMS}

PARTIES = Parties(
    platform=_FIRMS["shop"],
    merchant=_FIRMS["shop"],
    payment=_FIRMS["pay"],
    carrier=_FIRMS["express"],
    declarant=_FIRMS["broker"],
    operator=_FIRMS["broker"],
    ems_no=EMS_NO,
    office=OFFICE,
)
