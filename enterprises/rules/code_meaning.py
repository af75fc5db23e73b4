"""What a customs code says of itself: the area it was issued in and the kind of zone there."""

from typing import NamedTuple

from kernel.refusal import gettext_noop

# Source: GACC form of the registration code: digits 1-4 the area (GB/T 2260), digit 5 the economic zone.
# UNVERIFIED: letters beside W have been given since and stand in no table seen.
_AREAS = {
    "4301": gettext_noop("Changsha"),
    "4302": gettext_noop("Zhuzhou"),
    "4303": gettext_noop("Xiangtan"),
    "4304": gettext_noop("Hengyang"),
    "4305": gettext_noop("Shaoyang"),
    "4306": gettext_noop("Yueyang"),
    "4307": gettext_noop("Changde"),
    "4308": gettext_noop("Zhangjiajie"),
    "4309": gettext_noop("Yiyang"),
    "4310": gettext_noop("Chenzhou"),
    "4311": gettext_noop("Yongzhou"),
    "4312": gettext_noop("Huaihua"),
    "4313": gettext_noop("Loudi"),
    "4331": gettext_noop("Xiangxi"),
}
_ZONES = {
    "1": gettext_noop("special economic zone"),
    "2": gettext_noop("economic and technological development zone"),
    "3": gettext_noop("high-tech zone"),
    "4": gettext_noop("bonded zone"),
    "5": gettext_noop("export processing zone"),
    "6": gettext_noop("comprehensive bonded zone or bonded port"),
    "7": gettext_noop("bonded logistics park"),
    "9": gettext_noop("outside any zone"),
    "W": gettext_noop("bonded logistics centre"),
}


class Meaning(NamedTuple):
    """Area and zone that a customs code names, in English words to be translated; empty where unknown."""

    area_code: str
    area: str
    zone: str


def meaning(customs_code: str) -> Meaning:
    """What the first five characters of a customs code say."""
    return Meaning(
        customs_code[:4], _AREAS.get(customs_code[:4], ""), _ZONES.get(customs_code[4:5].upper(), "")
    )
