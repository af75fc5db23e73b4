"""Addresses of this room: a ledger by its number, an item by its record number."""

from django.urls import path, re_path

from bonded import views

_LEDGER = r"^(?P<ems_no>[0-9A-Z]{12})/"

app_name = "bonded"
urlpatterns = [
    path("", views.ledgers, name="ledgers"),
    path("open/", views.open_ledger, name="open"),
    re_path(rf"{_LEDGER}$", views.ledger, name="ledger"),
    re_path(rf"{_LEDGER}take-in/$", views.take_in, name="take_in"),
    re_path(rf"{_LEDGER}items/(?P<item_record_no>[0-9A-Za-z._-]{{1,32}})/$", views.item, name="item"),
]
