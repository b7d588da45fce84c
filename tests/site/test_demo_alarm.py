"""The scripted storm of the demo is noticed as a real one would be, and told to nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leitstand.listen.alarms import looking, tasks
from leitstand.listen.models import Alarm, AlarmNotice
from leitstand.site import demo


@pytest.mark.django_db
def test_the_storm_about_the_talk_is_an_alarm_soon_after_the_demo_began():
    now = datetime(2026, 3, 4, 23, 45, tzinfo=UTC)
    looking._HELD.clear()
    demo.tell(now)
    tasks.look(now + timedelta(minutes=2))
    alarm = Alarm.objects.get(watch_name="Hochschule Auenried")
    assert alarm.state == "open"
    assert now - timedelta(hours=4) < alarm.onset < now - timedelta(hours=1, minutes=30)
    assert alarm.heard > 2 * alarm.high
    assert not AlarmNotice.objects.exists()
