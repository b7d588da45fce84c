"""Tables of second persons' words, and of everything being held."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import RELEASE


class Release(models.Model):
    """A second person is asked about exactly these words and pictures: `seal` is the hash of all revisions.

    `reasons`: why it is risky, marked sentences with facts. `risk`: what they weigh together. `then`: what
    happens at the deadline. `reviewer` and `mail` name somebody without an account who answers by link.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="releases")
    thought = models.ForeignKey(
        "speak.Thought", null=True, blank=True, on_delete=models.CASCADE, related_name="releases"
    )
    seal = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=RELEASE.start)
    risk = models.FloatField(default=0)
    reasons = models.JSONField(default=list)
    role = models.CharField(max_length=10, default="editor")
    named = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deputy = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer = models.CharField(max_length=150, blank=True)
    mail = models.EmailField(blank=True)
    asked_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.DateTimeField(default=timezone.now)
    deadline = models.DateTimeField(null=True, blank=True, db_index=True)
    then = models.CharField(max_length=10, default="deputy")
    told = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=sorted(RELEASE.states)), name="release_state")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "state"])]

    def __str__(self) -> str:
        return f"{self.thought_id}: {self.state}"


class ApprovalPlan(models.Model):
    """How an organisation approves: from which risk on, who is asked, how long, and what happens then.

    `first` and `deputy` may be empty: then any second person may release. `then` at the deadline: "deputy",
    "withdraw" (nothing goes out) or "wait".
    """

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="approval_plan"
    )
    limit = models.FloatField(default=0.3)
    role = models.CharField(max_length=10, default="editor")
    first = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deputy = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    minutes = models.PositiveIntegerField(default=120)
    then = models.CharField(max_length=10, default="deputy")
    night_from = models.TimeField(default=time(22))
    night_to = models.TimeField(default=time(6))
    hold_in_storm = models.BooleanField(default=False)
    night = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # who may be called at night, and is told of what is taken back then
    night_reach = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.organization_id} from {self.limit}"


class Absence(models.Model):
    """Somebody is away, both days included: whoever is asked for them is their deputy."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="absences")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="absences")
    start = models.DateField()
    end = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="absence_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.start} to {self.end}"


class Pause(models.Model):
    """Everything is held: nothing goes out of this organisation until it ends. Without `by`: a storm rose."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="pauses")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(ended=None), name="one_pause_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} since {self.since}"
