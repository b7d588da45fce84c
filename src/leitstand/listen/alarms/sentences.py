"""The sentences of a drill: invented, ours, and nobody could take them for real posts."""

from __future__ import annotations

AUTHORS = (
    "Übung Ahorn",
    "Übung Birke",
    "Übung Eiche",
    "Übung Esche",
    "Übung Linde",
    "Übung Ulme",
    "Übung Weide",
)

SENTENCES = {
    "de": (
        "[Übung] Dieser Satz steht hier, damit ein Alarm geprobt wird.",
        "[Übung] Viele reden auf einmal, und keiner von ihnen ist echt.",
        "[Übung] Wer diesen Beitrag liest, darf ruhig bleiben: Er ist erfunden.",
        "[Übung] Geprobt wird der Weg vom Zählen bis zu Ihnen.",
        "[Übung] Der Sturm in dieser Übung legt sich, sobald jemand den Alarm übernimmt.",
        "[Übung] Auch dieser Beitrag verschwindet nach der Übung von selbst.",
    ),
    "en": (
        "[Drill] This sentence stands here to rehearse an alarm.",
        "[Drill] Many talk at once, and none of them is real.",
        "[Drill] Whoever reads this post may stay calm: it is invented.",
        "[Drill] What is rehearsed is the way from the counts to you.",
        "[Drill] The storm of this drill passes as soon as somebody takes the alarm.",
        "[Drill] This post, too, goes by itself after the drill.",
    ),
}
