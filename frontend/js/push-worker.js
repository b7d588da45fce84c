// Shows what comes by web push and opens the alarm. It keeps nothing and stands between no page and the program.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Only our own pages are opened, whatever a notice says.
function ours(path) {
  const to = new URL(path || "/", self.location.origin);
  return to.origin === self.location.origin ? to.href : self.location.origin + "/";
}

function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  const said = read(event.data);
  event.waitUntil(self.registration.showNotification(said.title || "Leitstand", {
    body: said.body || "", lang: said.lang || "", tag: said.tag || "leitstand", renotify: !said.calm, silent: Boolean(said.calm),
    requireInteraction: Boolean(said.take), data: { url: said.url, take: said.take },
    actions: said.take ? [{ action: "take", title: said.act }] : [],
  }));
});

async function open(to) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((one) => one.url === to);
  return page ? page.focus() : self.clients.openWindow(to);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url, take } = event.notification.data ?? {};
  event.waitUntil(open(ours(event.action === "take" ? take : url)));
});
