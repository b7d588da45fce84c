"""Addresses of the verb speak."""

from __future__ import annotations

from django.urls import path, re_path

from leitstand.speak import views
from leitstand.speak.approving import views as approving
from leitstand.speak.composing import views as composing
from leitstand.speak.exchange import views as exchange
from leitstand.speak.hooks import views as hooks
from leitstand.speak.illustrating import views as illustrating
from leitstand.speak.lending import views as lending
from leitstand.speak.library import views as library
from leitstand.speak.office import views as office
from leitstand.speak.planner import views as planner
from leitstand.speak.policing import views as policing
from leitstand.speak.recalling import views as recalling
from leitstand.speak.team import views as triage

app_name = "speak"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:mention_id>/answer/", views.answer, name="answer"),
    path("<int:mention_id>/preview/", views.preview, name="preview"),
    path("<int:mention_id>/let-stand/", views.let_stand, name="let_stand"),
    path("<int:mention_id>/undo/", views.undo, name="undo"),
    path("<int:mention_id>/claim/", triage.claim, name="claim"),
    path("<int:mention_id>/note/", triage.tell, name="aside"),
    path("<int:mention_id>/moderate/", triage.moderate, name="moderate"),
    path("press/", triage.press, name="press"),
    path("press/<int:batch_id>/undo/", triage.undo, name="undo_press"),
    path("saved/", triage.saved, name="saved"),
    path("saved/<int:saved_id>/", triage.saved_one, name="saved_one"),
    path("second-looks/", triage.second_looks, name="second_looks"),
    path("time/", triage.plan, name="triage_plan"),
    path("jump/", triage.jump, name="jump"),
    path("compose/", composing.thoughts, name="thoughts"),
    path("compose/new/", composing.begin, name="begin"),
    path("compose/<int:thought_id>/", composing.thought, name="thought"),
    path("compose/<int:thought_id>/history/", composing.history, name="history"),
    re_path(
        r"^compose/(?P<thought_id>\d+)/(?P<act>take-back|bin|unbin|copy|restore)/$",
        composing.act,
        name="thought_act",
    ),
    path("compose/<int:thought_id>/point/", composing.point, name="point"),
    path("approvals/", approving.releases, name="releases"),
    path("approvals/<int:release_id>/", approving.release, name="release"),
    path("approvals/plan/", approving.plan, name="approval_plan"),
    path("approvals/cost/", approving.cost, name="friction"),
    path("review/<str:token>/", approving.review, name="review"),
    path("taken-back/", recalling.recalls, name="recalls"),
    path("taken-back/<int:recall_id>/", recalling.recall, name="recall"),
    re_path(r"^take-back/(?P<kind>thought|post)/(?P<id>\d+)/$", recalling.ask, name="take_back"),
    path("fetch/<str:token>/", lending.public_media, name="public_media"),
    path("media/", library.media, name="media"),
    path("media/<int:medium_id>/", library.medium, name="medium"),
    re_path(r"^media/(?P<medium_id>\d+)/(?P<size>small|whole)$", library.picture, name="picture"),
    path("compose/<int:thought_id>/picture/", illustrating.choose, name="choose"),
    path("compose/<int:thought_id>/picture/use/", illustrating.use, name="use"),
    path("compose/<int:thought_id>/picture/<int:use_id>/out/", illustrating.unuse, name="unuse"),
    path("calendar/", planner.calendar, name="calendar"),
    path("calendar/subscribe/", planner.subscribe, name="calendar_subscribe"),
    path("calendar/<int:thought_id>/move/", planner.move, name="calendar_move"),
    path("calendar/<str:token>.ics", planner.ics, name="calendar_feed"),
    path("office/", office.office, name="office"),
    path("office/<int:handover_id>/", office.handover, name="handover"),
    path("calendar/exchange/", exchange.exchange, name="exchange"),
    path("calendar/exchange/thoughts.jsonl", exchange.everything, name="everything"),
    path("policy/", policing.the_policy, name="policy"),
    path("policy/new/", policing.article, name="policy_new"),
    path("policy/article/<str:id>/", policing.article, name="policy_article"),
    path("policy/version/<int:version_id>/", policing.version, name="policy_version"),
    path("policy/check", policing.check, name="policy_check"),
    path("hooks/", hooks.hooks, name="hooks"),
    re_path(r"^hooks/(?P<hook_id>\d+)/(?P<act>test|switch|secret|remove)/$", hooks.act, name="hook_act"),
    path("hold/", views.hold, name="hold"),
    path("publications/", views.publications, name="publications"),
    path("publications/<int:delivery_id>/", views.publication, name="publication"),
    path("publications/<int:delivery_id>/take-down/", views.take_down, name="take_down"),
    re_path(
        r"^publications/(?P<delivery_id>\d+)/(?P<act>look|again|withdraw|look-again)/$", views.act, name="act"
    ),
]
