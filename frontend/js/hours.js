// Time accounts, only where hours are measured: says at most once a minute that somebody types or scrolls here.
// Nothing goes along but the name of the page; a hidden tab and an open page without an act say nothing.
const { beat, page } = document.querySelector("main[data-beat]")?.dataset ?? {};
const EVERY_MS = 60_000;

if (beat) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
  let last = Date.now(); // the request for this page has counted already
  const act = () => {
    if (document.hidden || Date.now() - last < EVERY_MS) return;
    last = Date.now();
    fetch(beat, { method: "POST", body: new URLSearchParams({ page }), headers, keepalive: true }).catch(() => {});
  };
  for (const kind of ["keydown", "scroll", "pointerdown"]) addEventListener(kind, act, { passive: true, capture: true });
}
