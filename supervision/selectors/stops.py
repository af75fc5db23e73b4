"""The stop order that keeps a list from going on, for the pages of the desk."""

from bonded.selectors import ListGoods, stopped_lists
from declarations.models import ImportList
from declarations.selectors import firms_of_lists


def stop_of_list(lst: ImportList) -> str:
    """The number of an order in force for the list (already scoped), its goods or its firms; empty: none."""
    firms = firms_of_lists([lst.pk]).get(lst.pk, frozenset())
    return stopped_lists({lst.pk: ListGoods(lst.pre_no, firms)}).get(lst.pk, "")
