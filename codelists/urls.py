"""The addresses of this room."""

from django.urls import path

from codelists import views

app_name = "codelists"
urlpatterns = [
    path("", views.index, name="index"),
    path("parameters/", views.parameters, name="parameters"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<int:year>/", views.calendar, name="calendar"),
    path("<slug:list_name>/", views.show, name="show"),
]
