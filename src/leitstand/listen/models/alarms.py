"""Storms that were noticed, who is told of them and how, drills, and watches that belong to an event."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from encrypted_fields.fields import EncryptedTextField

from leitstand.listen.models.mentions import Story
from leitstand.listen.models.watches import Watch
from leitstand.vocabulary.lives import ALARM, NOTICE

NIGHT, MORNING = time(22), time(7)


class AlarmPlan(models.Model):
    """How many false alarms an organisation bears in a month, and who is told first, next, and of events."""

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="alarm_plan"
    )
    false_a_month = models.FloatField(default=4.0)
    first = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deputy = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    press = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    escalate_minutes = models.PositiveIntegerField(default=15)

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.false_a_month} a month"


class AlarmReach(models.Model):
    """By what a member wants to be reached, and when not. A chat address is a secret, kept encrypted."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="alarm_reaches")
    always = models.BooleanField(default=False)  # told of every alarm, also when not the first in the plan
    mail = models.BooleanField(default=True)
    chat = EncryptedTextField(null=True, blank=True)  # an empty one cannot be encrypted
    quiet = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=NIGHT)
    quiet_to = models.TimeField(default=MORNING)
    urgent_passes = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "person"], name="one_reach_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.organization_id}"


class AlarmClock(models.Model):
    """Up to when the posts of an organisation are counted, and what the detector learned from the counts.

    Both change in one transaction with the alarms that came of it. `since`: from then on we listened without
    a break, so that posts claimed to be older come too late to be a sign. `learned`: watch -> first bin.
    """

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="alarm_clock"
    )
    until = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)
    learned = models.JSONField(default=dict)
    packed = models.BinaryField(default=bytes)
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.until}"


class AlarmEvent(models.Model):
    """A talk or interview at a time and place: its watch begins and ends by itself."""

    PLANNED, WATCHING, OVER = "planned", "watching", "over"

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="alarm_events"
    )
    watch = models.OneToOneField(Watch, null=True, on_delete=models.SET_NULL, related_name="event")
    speaker = models.CharField(max_length=150)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=200)
    hashtag = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64)
    starts = models.DateTimeField()
    watch_from = models.DateTimeField(db_index=True)
    watch_to = models.DateTimeField(db_index=True)
    false_alarms = models.FloatField(default=1.0)  # bearable while it lasts
    state = models.CharField(max_length=8, default=PLANNED)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(watch_to__gt=models.F("watch_from")), name="event_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["over", "planned", "watching"]), name="alarm_event_state"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AlarmDrill(models.Model):
    """A storm somebody injected to try the way from the counts to a person. Its posts are removed after."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="alarm_drills"
    )
    watch = models.ForeignKey(Watch, null=True, on_delete=models.SET_NULL, related_name="+")
    watch_name = models.CharField(max_length=100)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.DateTimeField()
    posts = models.JSONField(default=list)
    packed = models.BinaryField(default=bytes)  # a copy of the detector; what it learns here is thrown away
    missed = models.BooleanField(default=False)  # the detector saw no storm in it
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(ended=None), name="one_drill_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"drill of {self.watch_name}"


class Alarm(models.Model):
    """One storm over one watch, from the first bin that told of it until it is calm and somebody closed it.

    `figures`: {channel: {"now", "usual", "low", "high", "beyond"}}. `curve`: {"every": seconds, "channels":
    {channel: [[epoch seconds, value, expected, low, high], …]}}. `doubts`: [{"sentence", "facts"}, …].
    """

    REAL, NOTHING = "real", "nothing"

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="alarms")
    watch = models.ForeignKey(Watch, null=True, on_delete=models.SET_NULL, related_name="alarms")
    watch_name = models.CharField(max_length=100)
    drill = models.OneToOneField(AlarmDrill, null=True, on_delete=models.CASCADE, related_name="alarm")
    story = models.ForeignKey(Story, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, default=ALARM.start)
    channels = models.JSONField(default=list)  # in the order in which they told
    kind = models.CharField(max_length=10)  # "spike" or "sustained", of the first
    onset = models.DateTimeField()
    opened = models.DateTimeField(db_index=True)
    updated = models.DateTimeField()
    heard = models.FloatField(default=0)  # posts since the onset, and how many would have been usual
    usual = models.FloatField(default=0)
    low = models.FloatField(default=0)
    high = models.FloatField(default=0)
    figures = models.JSONField(default=dict)
    curve = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    learning = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    escalate = models.DateTimeField(null=True, blank=True, db_index=True)  # when nobody has taken it by then
    escalated = models.DateTimeField(null=True, blank=True)
    acknowledged = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    calmed = models.DateTimeField(null=True, blank=True)
    closed = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    verdict = models.CharField(max_length=8, blank=True)
    version = models.PositiveIntegerField(default=0)  # rises with each change of the figures

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["watch"], condition=Q(calmed=None, drill=None), name="one_alarm_a_storm"
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(ALARM.states)), name="alarm_state"),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-opened"])]

    def __str__(self) -> str:
        return f"{self.watch_name}: {self.state}"


class AlarmNotice(models.Model):
    """One alarm on its way to one person by one way, for one reason; the row is the queue."""

    ALARM, DEPUTY, CALM = "alarm", "deputy", "calm"
    MAIL, CHAT, PUSH = "mail", "chat", "push"

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=8)
    device = models.PositiveBigIntegerField(default=0)  # of a push: a PushDevice, perhaps removed since
    reason = models.CharField(max_length=8, default=ALARM)
    state = models.CharField(max_length=8, default=NOTICE.start)
    waited = models.BooleanField(default=False)  # because of quiet hours
    due = models.DateTimeField()
    claimed = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    sent = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alarm", "person", "way", "reason", "device"], name="one_notice_each"
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(NOTICE.states)), name="notice_state"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due"])]

    def __str__(self) -> str:
        return f"{self.alarm_id} -> {self.person_id} by {self.way}: {self.state}"
