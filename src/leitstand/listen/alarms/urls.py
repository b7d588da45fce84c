"""Addresses of the room of alarms; they belong to the verb listen."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.alarms import views

urlpatterns: list[URLPattern] = [
    path("alarms", views.alarms, name="alarms"),
    path("alarms/<int:id>", views.alarm, name="alarm"),
    path("alarms/<int:id>/take", views.take_alarm, name="take-alarm"),
    path("alarms/<int:id>/close", views.close_alarm, name="close-alarm"),
    path("alarms/take/<str:token>", views.take_by_link, name="alarm-take"),
    path("alarms/drill", views.begin_drill, name="alarm-drill"),
    path("alarms/plan", views.plan, name="alarm-plan"),
    path("alarms/reach", views.reach, name="alarm-reach"),
    path("alarms/reach/try", views.try_chat, name="try-chat"),
    path("alarms/push/add", views.add_device, name="add-push-device"),
    path("alarms/push/<int:id>/try", views.try_device, name="try-push-device"),
    path("alarms/push/<int:id>/remove", views.remove_device, name="remove-push-device"),
    path("alarms/events/add", views.add_event, name="add-alarm-event"),
    path("alarms/events/<int:id>", views.event, name="alarm-event"),
    path("alarms/events/<int:id>/cancel", views.cancel_event, name="cancel-alarm-event"),
]
