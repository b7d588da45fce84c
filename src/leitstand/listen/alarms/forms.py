"""What people fill in about alarms: the plan, how they are reached, a drill, an event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.listen.alarms.events import Occasion
from leitstand.listen.alarms.quiet import zone_of
from leitstand.people import queries as people
from leitstand.people.forms import OurForm
from leitstand.vocabulary.errors import Invalid
from leitstand.wire import chat

if TYPE_CHECKING:
    from leitstand.listen.models import AlarmPlan, AlarmReach
    from leitstand.people.models import Membership, Person

BUDGETS = (
    ("1", _("one a month: only what is very loud")),
    ("2", _("two a month")),
    ("4", _("four a month: about one a week")),
    ("8", _("eight a month")),
    ("15", _("fifteen a month: every second day; small storms are noticed, too")),
    ("30", _("thirty a month: one a day; for those who are not talked about much")),
)


class _WithPeople(OurForm):
    """A form that chooses among those who work here."""

    whom: tuple[str, ...] = ()

    def __init__(self, member: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.person_id: one.person for one in people.members(member.organization)}
        names = sorted((str(person), pk) for pk, person in self.people.items())
        for field in self.whom:
            nobody = self.fields[field].empty_label  # type: ignore[attr-defined]  # set below
            self.fields[field].choices = [("", nobody), *((pk, name) for name, pk in names)]  # type: ignore[attr-defined]  # choice fields

    def chosen(self, field: str) -> Person | None:
        """Who was chosen."""
        said = self.cleaned_data.get(field)
        return self.people.get(int(said)) if said else None


class _Whom(forms.ChoiceField):
    """A choice of one person or nobody."""

    def __init__(self, *, empty_label: Any, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.empty_label = empty_label


class PlanForm(_WithPeople):
    """How many false alarms are bearable, and who is told."""

    whom = ("first", "deputy", "press")

    false_a_month = forms.ChoiceField(
        label=_("False alarms we bear, all watches together"),
        choices=BUDGETS,
        widget=forms.RadioSelect,
        help_text=_("More of them means that small storms are noticed, and sooner. No alarm is sure."),
    )
    first = _Whom(label=_("Is told first"), empty_label=_("every owner"))
    deputy = _Whom(label=_("Deputy, when nobody takes it"), empty_label=_("nobody"))
    escalate_minutes = forms.IntegerField(
        label=_("Minutes until the deputy is told"), min_value=1, max_value=720
    )
    press = _Whom(
        label=_("Press office"),
        empty_label=_("nobody"),
        help_text=_("Is told of storms about events, together with the person who speaks."),
    )

    @property
    def wishes(self) -> dict[str, Any]:
        """What was chosen, for the action."""
        return {
            "false_a_month": float(self.cleaned_data["false_a_month"]),
            "escalate_minutes": self.cleaned_data["escalate_minutes"],
            **{name: self.chosen(name) for name in self.whom},
        }


class ReachForm(OurForm):
    """By what somebody is told, and when not."""

    mail = forms.BooleanField(label=_("By mail"), required=False)
    chat = forms.CharField(
        label=_("Chat address"),
        required=False,
        max_length=1000,
        widget=forms.PasswordInput(
            {"autocomplete": "off", "spellcheck": "false", "class": "input"}, render_value=False
        ),
        help_text=_(
            "As apprise writes it: tgram://TOKEN/CHAT, slack://…, matrixs://…, ntfys://topic, rockets://… "
            "It is kept encrypted and never shown again."
        ),
    )
    no_chat = forms.BooleanField(label=_("Forget the chat address"), required=False)
    always = forms.BooleanField(
        label=_("Every alarm"),
        required=False,
        help_text=_("Also those that are told to others first."),
    )
    quiet = forms.BooleanField(label=_("Quiet hours"), required=False)
    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label=_("Quiet until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    urgent_passes = forms.BooleanField(
        label=_("Wake me when it is urgent"),
        required=False,
        help_text=_("Urgent is five times as much as usual, and every storm about an event of yours."),
    )

    def clean_chat(self) -> str:
        """An address that apprise can use and that goes through our address check."""
        said: str = self.cleaned_data["chat"]
        if said:
            try:
                return chat.check(said)
            except Invalid as error:
                raise forms.ValidationError(gettext(error.sentence) % error.facts) from error
        return ""

    @property
    def wishes(self) -> dict[str, Any]:
        """What was chosen, for the action; an empty chat field leaves the address as it is."""
        said = dict(self.cleaned_data)
        if said.pop("no_chat"):
            said["chat"] = None
        elif not said["chat"]:
            del said["chat"]
        return said


class EventForm(_WithPeople):
    """A talk or interview to be watched for."""

    whom = ("person",)

    speaker = forms.CharField(label=_("Who speaks"), max_length=150)
    person = _Whom(
        label=_("Who is told of a storm"),
        empty_label=_("only the press office"),
        help_text=_("The speaker, if they work here, or whoever is with them."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    hashtag = forms.CharField(label=_("Hashtag, if there is one"), max_length=100, required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    clock = forms.TimeField(
        label=_("Begins at"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    false_alarms = forms.ChoiceField(
        label=_("False alarms we bear for it"),
        choices=[("0.5", _("hardly any")), ("1", _("about one")), ("3", _("about three"))],
        initial="1",
        widget=forms.RadioSelect,
    )

    def occasion(self, zone: str) -> Occasion:
        """What was filled in, on the clock of whoever filled it in."""
        said = self.cleaned_data
        starts = datetime.combine(said["day"], said["clock"], tzinfo=zone_of(zone))
        return Occasion(
            speaker=said["speaker"],
            title=said["title"],
            starts=starts,
            zone=zone,
            hashtag=said["hashtag"],
            place=said["place"],
            false_alarms=float(said["false_alarms"]),
            person=self.chosen("person"),
        )


def plan_initial(plan: AlarmPlan) -> dict[str, Any]:
    """What the form shows at first."""
    nearest = min(
        (value for value, _label in BUDGETS), key=lambda value: abs(float(value) - plan.false_a_month)
    )
    return {
        "false_a_month": nearest,
        "escalate_minutes": plan.escalate_minutes,
        "first": plan.first_id,
        "deputy": plan.deputy_id,
        "press": plan.press_id,
    }


def reach_initial(reach: AlarmReach) -> dict[str, Any]:
    """What the form shows at first; the chat address is not shown."""
    names = ("mail", "always", "quiet", "quiet_from", "quiet_to", "urgent_passes")
    return {name: getattr(reach, name) for name in names}
