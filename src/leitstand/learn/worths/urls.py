"""Addresses of the room of outcomes."""

from __future__ import annotations

from django.urls import path

from leitstand.learn.worths import views
from leitstand.learn.worths.meters import counting
from leitstand.learn.worths.meters import views as meters

urlpatterns = [
    path("outcomes.json", views.brought_json, name="brought_json"),
    path("worths/", views.worths, name="worths"),
    path("worths.json", views.worths_json, name="worths_json"),
    path("meters/", meters.meters, name="meters"),
    path("meters.json", meters.meters_json, name="meters_json"),
    path("meters/<int:meter_id>/", meters.meter, name="meter"),
    path("meters/<int:meter_id>/week/", meters.week, name="meter_week"),
    path("meters/<int:meter_id>/<str:act>/", meters.act, name="meter_act"),
    path("count/<str:token>", counting.count, name="count"),
]
