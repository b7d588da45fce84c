"""Web push in the browser: asked, turned on, shown by the real worker, opened, taken off again.

A browser without its maker's push service gets no address, so `subscribe` is answered here by the page's own
test script, with real keys; a push is then delivered to the real worker through the browser's own tools.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import sign_in
from tests.browser.program import until
from tests.browser.test_pages import faults
from tests.browser.watched import Watched

# One subscription for all loads of the page, as a browser holds it; its keys are made by the browser.
SUBSCRIBED = """
const held = () => JSON.parse(localStorage.getItem("held"));
const given = (one) => one && ({ endpoint: one.endpoint, getKey: (name) => new Uint8Array(one[name]).buffer,
  unsubscribe: async () => { localStorage.removeItem("held"); return true; } });
PushManager.prototype.getSubscription = async () => given(held());
PushManager.prototype.subscribe = async (wishes) => {
  if (!wishes.userVisibleOnly || wishes.applicationServerKey.length !== 65) throw new Error("no key of ours");
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  const p256dh = [...new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))];
  const auth = [...crypto.getRandomValues(new Uint8Array(16))];
  const endpoint = "https://push.example/v1/QmVpc3BpZWw";
  localStorage.setItem("held", JSON.stringify({ endpoint, p256dh, auth }));
  return given(held());
};
"""
WORKER = "navigator.serviceWorker.getRegistration('/static/')"
SHOWN = f"""async () => (await (await {WORKER}).getNotifications())
    .map(({{ title, body, tag, lang, actions, data }}) => ({{ title, body, tag, lang, actions, data }}))"""
NOTICE = {
    "title": "Sturm: Hochschule, 97 Beiträge statt 18–41",
    "body": "Seit 10:05: 97 Beiträge statt 18–41.",
    "url": "/listen/alarms",
    "take": "/listen/alarms/take/abc",
    "act": "Ich übernehme",
    "tag": "alarm-1",
    "lang": "de",
    "calm": False,
}
# A click on a notice, as the browser tells its worker; which page would be opened is the answer.
CLICKED = """async ([at, action]) => {
  const opened = [];
  const openWindow = async (url) => opened.push(url);
  Object.defineProperty(self.clients, "openWindow", { configurable: true, value: openWindow });
  const [shown] = await self.registration.getNotifications();
  let done;
  const event = new NotificationEvent("notificationclick", { notification: shown, action });
  event.waitUntil = (work) => { done = work; };
  self.dispatchEvent(event);
  await done;
  return opened[0];
}"""


@pytest.fixture
def willing(browser, demo):
    """Somebody of the demo whose browser may show notices, and the faults that were noticed meanwhile."""
    context = browser.new_context(base_url=demo.url, locale="de-DE")
    context.grant_permissions(["notifications"], origin=demo.url)
    watched = Watched(context, demo.url)
    page = context.new_page()
    sign_in(page, demo)
    yield page
    context.close()
    assert not [fault for fault in watched.faults if "Push API in incognito" not in fault]


def deliver(page: Page, said: str) -> None:
    """A push for the page's worker, by the browser's own tools."""
    tools = page.context.new_cdp_session(page)
    ids: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: ids.extend(one["registrationId"] for one in told["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    until(lambda: page.evaluate("location.origin") and ids, 10, "the browser's list of workers")
    origin = page.evaluate("location.origin")
    told = {"origin": origin, "registrationId": ids[-1], "data": said}
    tools.send("ServiceWorker.deliverPushMessage", told)
    tools.detach()


def test_a_device_is_turned_on_shows_an_alarm_opens_it_and_is_removed(willing, demo):
    page = willing
    page.add_init_script(SUBSCRIBED)
    page.goto("/listen/alarms/reach")
    expect(page.get_by_text("Ihr Browser wird fragen")).to_be_visible()
    page.get_by_role("button", name="Auf diesem Gerät einschalten").click()
    expect(page.get_by_role("status")).to_contain_text("Eingeschaltet.")
    row = page.locator("#push tbody tr")
    expect(row).to_contain_text("Chrome, Linux")
    expect(row.get_by_text("dieses hier")).to_be_visible()
    expect(page.get_by_text("Dieses Gerät steht in der Liste.")).to_be_visible()
    expect(page.get_by_role("button", name="Auf diesem Gerät einschalten")).to_be_hidden()
    page.get_by_text("Was diesen Rechner verlässt").click()
    assert not (found := faults(page)), "\n".join(found)

    deliver(page, json.dumps(NOTICE))
    page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
    (shown,) = page.evaluate(SHOWN)
    assert {name: shown[name] for name in ("title", "body", "tag", "lang")} == {
        name: NOTICE[name] for name in ("title", "body", "tag", "lang")
    }
    assert [(one["action"], one["title"]) for one in shown["actions"]] == [("take", "Ich übernehme")]
    (worker,) = page.context.service_workers
    assert worker.evaluate(CLICKED, ["notice", ""]) == f"{demo.url}/listen/alarms"

    page.reload()
    page.locator("#push").get_by_role("button", name="Entfernen").click()
    expect(page.get_by_role("status")).to_contain_text("Entfernt.")
    expect(page.locator("#push table")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('held')") is None


def test_the_button_of_a_notice_leads_to_its_link_and_a_foreign_address_leads_home(willing, demo):
    page = willing
    page.goto("/listen/alarms/reach")
    page.evaluate("navigator.serviceWorker.register('/static/push-worker.js')")
    page.wait_for_function(f"async () => (await {WORKER})?.active?.state === 'activated'")
    (worker,) = page.context.service_workers
    for said, action, opened in (
        (json.dumps(NOTICE), "take", "/listen/alarms/take/abc"),
        (json.dumps(NOTICE | {"url": "https://fremd.example/"}), "", "/"),
        ("no JSON", "", "/"),
    ):
        page.evaluate(
            f"async () => (await (await {WORKER}).getNotifications()).forEach((one) => one.close())"
        )
        deliver(page, said)
        page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
        assert worker.evaluate(CLICKED, ["notice", action]) == demo.url + opened


def test_a_browser_that_gets_no_address_says_so_and_changes_nothing(willing):
    """The browser here has no push service of a maker: what a house network that blocks it looks like."""
    willing.goto("/listen/alarms/reach")
    willing.get_by_role("button", name="Auf diesem Gerät einschalten").click()
    expect(willing.get_by_role("alert")).to_contain_text("Sein Push-Dienst gab keine Adresse")
    expect(willing.locator("#push table")).to_have_count(0)
    manifest = willing.request.get(willing.locator("link[rel=manifest]").get_attribute("href"))
    assert manifest.headers["content-type"].startswith("application/json")
    assert manifest.json()["display"] == "standalone", "else an iPhone shows no notices"


def test_without_script_the_page_says_why_and_offers_nothing_that_does_nothing(tab, demo):
    page = tab(demo, java_script_enabled=False)
    sign_in(page, demo)
    page.goto("/listen/alarms/reach")
    expect(page.get_by_text("To turn it on, script has to be allowed")).to_be_visible()
    expect(page.get_by_role("button", name="Turn it on on this device")).to_be_hidden()


def test_a_browser_that_was_told_never_says_where_to_change_that(tab, demo):
    page = tab(demo)
    page.add_init_script("Object.defineProperty(Notification, 'permission', { value: 'denied' })")
    sign_in(page, demo)
    page.goto("/listen/alarms/reach")
    expect(page.get_by_text("told never to show notices")).to_be_visible()
    expect(page.get_by_role("button", name="Turn it on on this device")).to_be_hidden()
