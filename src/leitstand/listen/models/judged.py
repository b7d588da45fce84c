"""What is asked of mentions, what was judged, and what the team says is right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.listen.models.mentions import Mention
from leitstand.listen.models.watches import Watch


class Question(models.Model):
    """A question asked of an organisation's mentions; one of the program's has a row once it was switched."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="questions"
    )
    key = models.CharField(max_length=60)  # "tone", "offensive", …, or of the team's own making
    name = models.CharField(max_length=100, blank=True)  # of a taught one, in the team's words
    labels = models.JSONField(default=list)  # of a taught one: the answers it may have, two or more
    active = models.BooleanField(default=True)
    created_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_question_of_a_key")
        ]

    def __str__(self) -> str:
        return self.name or self.key


class Judgement(models.Model):
    """The answer a model gave to a question about a mention; a blank label means that it abstained."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="judgements")
    question = models.CharField(max_length=60)
    label = models.CharField(max_length=60, blank=True)
    probability = models.FloatField()  # of the label, or of the one it would have been
    calibrated = models.BooleanField(default=False)  # on decisions made here
    model = models.CharField(max_length=120, blank=True)  # which one said so

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mention", "question"], name="one_judgement_each")
        ]
        indexes: ClassVar = [models.Index(fields=["question", "label"])]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.question}: {self.label or '?'}"


class Lesson(models.Model):
    """What somebody of the team says is right, and what the program had said before that."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="lessons")
    question = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    guess = models.CharField(max_length=60, blank=True)  # blank: it had abstained or not been asked
    guess_probability = models.FloatField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mention", "question"], name="one_lesson_each")
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.question}: {self.label}"


class Learned(models.Model):
    """A model learned here from the lessons of a question; for relevance one for each watch."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="learned")
    question = models.CharField(max_length=60)
    watch = models.ForeignKey(Watch, null=True, on_delete=models.CASCADE, related_name="learned")
    model = models.CharField(max_length=120)
    packed = models.BinaryField()  # blank while the decisions do not suffice
    decisions = models.PositiveIntegerField(default=0)
    calibrated = models.BooleanField(default=False)
    score = models.JSONField(default=dict)  # measured on decisions it had not learned from
    due = models.BooleanField(default=False, db_index=True)  # there are lessons it does not know
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "question", "watch"], name="one_learned_each"),
            models.UniqueConstraint(
                fields=["organization", "question"],
                condition=models.Q(watch=None),
                name="one_learned_of_a_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.decisions}"
