"""Addresses of the verb decide."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from leitstand.decide.charter import views as charter
from leitstand.decide.deciding import views as deciding
from leitstand.decide.matrix import views as matrix
from leitstand.decide.mixing import views as mixing
from leitstand.decide.portfolio import views as portfolio
from leitstand.decide.trials import views as trials

app_name = "decide"
urlpatterns: list[URLPattern] = [
    path("charter/", charter.charter, name="charter"),
    path("charter.json", charter.charter_json, name="charter_json"),
    path("charter/write/", charter.begin, name="charter_begin"),
    re_path(
        r"^charter/write/(?P<step>sentences|goals|audiences|questions|decide)/$",
        charter.write,
        name="charter_write",
    ),
    path("charter/write/drop/", charter.drop, name="charter_drop"),
    path("charter/versions/", charter.versions, name="charter_versions"),
    path("charter/questions/", charter.questions, name="charter_questions"),
    path("charter/public/", charter.publish, name="charter_publish"),
    path("charter/decisions/", deciding.decisions, name="decisions"),
    path("charter/decisions/new/", deciding.new, name="decision_new"),
    path("charter/decisions/<int:decision_id>/", deciding.decision, name="decision"),
    re_path(
        r"^charter/decisions/(?P<decision_id>\d+)/(?P<act>vote|settle|withdraw|again|look|show|name)/$",
        deciding.act,
        name="decision_act",
    ),
    path("experiments/", trials.experiments, name="experiments"),
    path("experiments.json", trials.experiments_json, name="experiments_json"),
    path("experiments/new/", trials.begin, name="experiment_new"),
    path("experiments/<int:experiment_id>/", trials.experiment, name="experiment"),
    path("experiments/<int:experiment_id>/change/", trials.change, name="experiment_change"),
    path("experiments/<int:experiment_id>.json", trials.experiment_json, name="experiment_json"),
    path("hours/", mixing.hours, name="hours"),
    path("hours.json", mixing.hours_json, name="hours_json"),
    path("hours/what-if", mixing.what_if, name="hours_what_if"),
    path("hours/probe/", mixing.probe, name="hours_probe"),
    path("hours/<int:recommendation_id>/", mixing.decide, name="hours_decide"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix.json", matrix.matrix_json, name="matrix_json"),
    path("networks/", portfolio.networks, name="networks"),
    path("networks.json", portfolio.networks_json, name="networks_json"),
    path("networks/<int:presence_id>/", portfolio.network, name="network"),
    path("networks/<int:presence_id>/archive.jsonl", portfolio.archive, name="archive"),
]
