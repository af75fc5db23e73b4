"""Tables of the code lists: dated codes, goods, rates, parameters, and the working calendar."""

from codelists.models.dated import Dated, Listed
from codelists.models.days import CalendarYear, DayKind, ListsVersion, WorkingDay
from codelists.models.goods import Basis, ExchangeRate, Goods, PositiveListEntry
from codelists.models.lists import Code, Office
from codelists.models.parameters import Parameter

__all__ = [
    "Basis",
    "CalendarYear",
    "Code",
    "Dated",
    "DayKind",
    "ExchangeRate",
    "Goods",
    "Listed",
    "ListsVersion",
    "Office",
    "Parameter",
    "PositiveListEntry",
    "WorkingDay",
]
