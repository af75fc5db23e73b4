"""The machine doors of this room, below ``/api/v1/``."""

from django.urls import path

from supervision import api

app_name = "sorting_api"

urlpatterns = [
    path("sorting/<str:waybill>", api.sorting, name="sorting"),
]
