"""Who may work here, and as what."""

from datetime import timedelta

import pytest

from leitstand.people import actions, queries
from leitstand.people.models import Membership, Organization, Person
from leitstand.site import settings as program
from leitstand.vocabulary.errors import Invalid, Refused
from tests.people.conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db


def begun(**other):
    said = {
        "name": "Aylin Demirbas",
        "email": "Aylin@Auenried.example",
        "password": PASSWORD,
        "language": "de",
    }
    return actions.begin("Hochschule Auenried", **{**said, **other})


def test_the_first_person_becomes_owner_and_can_sign_in():
    member = begun()
    assert (member.role, member.organization.language) == ("owner", "de")
    assert Person.objects.get(email="aylin@auenried.example").check_password(PASSWORD)


def test_the_program_itself_keeps_passwords_with_argon2(settings):
    settings.PASSWORD_HASHERS = program.PASSWORD_HASHERS
    kept = begun().person
    assert kept.password.startswith("argon2$argon2id$")
    assert kept.check_password(PASSWORD)


def test_nobody_can_be_first_twice():
    begun()
    with pytest.raises(Refused, match="works here already"):
        begun(email="zweite@auenried.example")
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("weak", ["kurz", "password123", "aylin demirbas"])
def test_a_weak_password_leaves_nothing_behind(weak):
    with pytest.raises(Invalid):
        begun(password=weak)
    assert not queries.anybody()
    assert not Organization.objects.exists()


def test_an_invitation_makes_one_person_a_member_once(owner):
    invitation = actions.invite(owner, "Mira@Auenried.example", "editor", now=NOW)
    link = queries.token(invitation)
    member = actions.join(queries.invited(link, NOW), None, name="Mira Quell", password=PASSWORD)
    assert (member.role, member.person.email) == ("editor", "mira@auenried.example")
    with pytest.raises(Refused, match="has been used"):
        queries.invited(link, NOW)


def test_an_invitation_ends_after_a_week_or_when_taken_back_or_renewed(owner):
    first = queries.token(actions.invite(owner, "mira@auenried.example", "reader", now=NOW))
    with pytest.raises(Refused):
        queries.invited(first, NOW + timedelta(days=7))
    again = actions.invite(owner, "mira@auenried.example", "reader", now=NOW + timedelta(hours=1))
    with pytest.raises(Refused):
        queries.invited(first, NOW + timedelta(hours=2))
    assert queries.invited(queries.token(again), NOW + timedelta(hours=2)) == again
    actions.take_back(owner, again.pk)
    with pytest.raises(Refused):
        queries.invited(queries.token(again), NOW + timedelta(hours=2))


@pytest.mark.parametrize("forged", ["", "x", "WzEsMV0:1abc:sig", "a:b:c:d"])
def test_a_forged_invitation_lets_nobody_in(owner, forged):
    actions.invite(owner, "mira@auenried.example", "owner", now=NOW)
    with pytest.raises(Refused):
        queries.invited(forged, NOW)


def test_an_invitation_is_not_for_somebody_else(owner, reader):
    invitation = actions.invite(owner, "mira@auenried.example", "owner", now=NOW)
    with pytest.raises(Refused, match="invitation is for"):
        actions.join(invitation, reader.person)
    assert reader.organization.memberships.count() == 2


def test_somebody_who_can_sign_in_already_must_do_so_to_join(owner):
    known = Person.objects.create_user("mira@auenried.example", PASSWORD)
    invitation = actions.invite(owner, known.email, "reader", now=NOW)
    with pytest.raises(Refused, match="Sign in"):
        actions.join(invitation, None, name="Falsche Mira", password=PASSWORD)
    assert actions.join(invitation, known).person == known


@pytest.mark.parametrize("who", ["editor", "reader"])
def test_only_owners_invite_change_roles_remove_and_set(request, owner, who):
    member = request.getfixturevalue(who)
    with pytest.raises(Refused, match="Only owners"):
        actions.invite(member, "mira@auenried.example", "owner", now=NOW)
    with pytest.raises(Refused):
        actions.change_role(member, member.pk, "owner")
    with pytest.raises(Refused):
        actions.remove_member(member, owner.pk)
    with pytest.raises(Refused):
        actions.change_organization(member, name="Anders")


def test_anybody_may_leave(owner, reader):
    actions.remove_member(reader, reader.pk)
    assert not Membership.objects.filter(pk=reader.pk).exists()


def test_the_last_owner_stays_owner(owner, editor):
    with pytest.raises(Refused, match="last owner"):
        actions.change_role(owner, owner.pk, "reader")
    with pytest.raises(Refused, match="last owner"):
        actions.remove_member(owner, owner.pk)
    actions.change_role(owner, editor.pk, "owner")
    assert actions.change_role(owner, owner.pk, "reader").role == "reader"


def test_members_of_another_organisation_are_out_of_reach(owner):
    other = Membership.objects.create(
        person=Person.objects.create_user("x@y.example"), organization=Organization.objects.create(name="Y")
    )
    with pytest.raises(Refused, match="no member"):
        actions.remove_member(owner, other.pk)


def test_nobody_changes_more_than_what_is_theirs(owner):
    with pytest.raises(ValueError, match="is_staff"):
        actions.change_me(owner.person, is_staff=True)
    with pytest.raises(Invalid, match="time zone"):
        actions.change_me(owner.person, time_zone="Auenried")


def test_removing_the_sample_never_touches_a_real_organisation(owner):
    with pytest.raises(Refused, match="no sample data"):
        actions.remove_demo(owner)
    demo = Organization.objects.create(name="Beispiel", is_demo=True)
    actions.remove_demo(Membership.objects.create(person=owner.person, organization=demo, role="owner"))
    assert list(Organization.objects.all()) == [owner.organization]
    assert Person.objects.filter(pk=owner.person_id).exists()
