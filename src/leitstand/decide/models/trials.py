"""Tables of experiments: what was planned, what the lot drew, what came of each unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Experiment(models.Model):
    """One question, two ways, and units that the lot divides among them.

    `usual` is arm 0, `other` arm 1. `length`: weeks, for posts their number. `seed` is drawn when it starts,
    and `foreseen` is what was said then about what could be seen; neither changes any more. `settle`: days
    after a unit ends before its value counts. `result` is the last reading, kept when it ended, with the
    `sha256` of all units, so that a quotation can be checked. `probe`: begun from a proposal of the mix.
    """

    DRAFT, RUNNING, ENDED, STOPPED = "draft", "running", "ended", "stopped"
    VARIES = ("time", "form", "network", "answers", "hours")
    WORTHS, REACTIONS, HAND = "worths", "reactions", "hand"

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="experiments"
    )
    question = models.CharField(max_length=200)
    varies = models.CharField(max_length=10)
    usual = models.CharField(max_length=120)
    other = models.CharField(max_length=120)
    network = models.CharField(max_length=40, blank=True)
    hours_usual = models.FloatField(null=True, blank=True)
    hours_other = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=5)
    length = models.PositiveSmallIntegerField()
    weekdays = models.CharField(max_length=7, default="01234")
    washout = models.PositiveSmallIntegerField(default=0)
    settle = models.PositiveSmallIntegerField(default=0)
    starts = models.DateField(null=True, blank=True)
    measure = models.CharField(max_length=10)
    goal = models.ForeignKey(
        "speak.Aim", null=True, blank=True, on_delete=models.SET_NULL, related_name="experiments_for"
    )
    counted = models.CharField(max_length=60)  # what is counted, as the team calls it: "conversations"
    least = models.FloatField()
    sure = models.FloatField(default=0.95)
    cap = models.FloatField(null=True, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    foreseen = models.JSONField(null=True, blank=True)
    scale = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=8, default=DRAFT)
    owner = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="experiments"
    )
    probe = models.BooleanField(default=False)
    aims = models.ManyToManyField("speak.Aim", blank=True, related_name="experiments")
    created = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "state", "-created"])]

    def __str__(self) -> str:
        return self.question


class ExperimentUnit(models.Model):
    """One unit of an experiment: the arm it was drawn, what was really done, and what came of it."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="units")
    index = models.PositiveIntegerField()
    block = models.PositiveIntegerField()
    arm = models.PositiveSmallIntegerField()
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    delivery = models.ForeignKey(
        "speak.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="experiment_units"
    )
    value = models.FloatField(null=True, blank=True)
    done = models.PositiveSmallIntegerField(null=True, blank=True)  # only where otherwise than drawn
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["index"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "index"], name="one_unit_of_an_index")
        ]

    def __str__(self) -> str:
        return f"unit {self.index + 1} of {self.experiment_id}"
