// Turns web push on and off on this device, on the page where people say how they are told.
const place = document.getElementById("push");
const form = place.querySelector("[data-push-form]");
const button = place.querySelector("[data-push-on]");
const worker = place.dataset.pushWorker;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function say(what) {
  for (const one of place.querySelectorAll("[data-push-says]")) one.hidden = one.dataset.pushSays !== what;
  button.hidden = !["ask", "failed"].includes(what);
}

async function subscription() {
  const registered = await navigator.serviceWorker.getRegistration(worker);
  return registered ? registered.pushManager.getSubscription() : null;
}

// The row of this device; none when it was removed, here or from elsewhere.
async function row() {
  const held = await subscription();
  if (!held) return null;
  const digest = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(held.endpoint)));
  return place.querySelector(`[data-push-device="${digest}"]`);
}

async function look() {
  if (!window.isSecureContext) return say("insecure");
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return say("missing");
  if (Notification.permission === "denied") return say("denied");
  const mine = await row();
  if (!mine) return say("ask");
  mine.querySelector("[data-push-here]").hidden = false;
  say("here");
}

async function active(registered) {
  const coming = registered.installing ?? registered.waiting;
  if (coming) await new Promise((done) => coming.addEventListener("statechange", () => coming.state === "activated" && done()));
  return registered;
}

async function turnOn() {
  if (await Notification.requestPermission() !== "granted") return look();
  const { pushManager } = await active(await navigator.serviceWorker.register(worker));
  await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(place.dataset.pushKey) });
  form.endpoint.value = made.endpoint;
  form.p256dh.value = text(made.getKey("p256dh"));
  form.auth.value = text(made.getKey("auth"));
  form.submit();
}

button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    await turnOn();
  } catch {
    say("failed");
  }
  button.disabled = false;
});

// Removing this device in the list tells the browser, too.
place.addEventListener("submit", async (event) => {
  const leaving = event.target.closest("[data-push-off]");
  if (!leaving) return;
  event.preventDefault();
  try {
    if (leaving.closest("tr") === await row()) await (await subscription())?.unsubscribe();
  } finally {
    leaving.submit();
  }
});

look().catch(() => say("missing"));
