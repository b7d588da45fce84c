// Single keys: g then a letter goes to a room, / searches, ? lists the keys. Pages add their own by data-key.
import { tinykeys } from "tinykeys";

const on = document.documentElement.dataset.keys !== "off";
const typing = (event) => event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]") || event.metaKey || event.ctrlKey || event.altKey;
const guarded = (act) => (event) => { if (!typing(event) && !document.querySelector("dialog[open]")) act(event); };

function press(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.checkVisibility?.() ?? true);
  if (!found) return false;
  if (found.matches("input:not([type=checkbox]), textarea, select")) found.focus(); else found.click();
  // A choice that was opened has the focus at once, before the next key.
  found.closest("details[open][data-first] > summary")?.parentElement.querySelector("form button").focus();
  return true;
}

function list(event) {
  const keys = document.getElementById("keys");
  if (keys) { event.preventDefault(); keys.showModal(); }
}

if (on) {
  const rooms = {};
  for (const link of document.querySelectorAll("[data-go]")) rooms[`g ${link.dataset.go}`] ??= guarded(() => { location.href = link.href; });
  tinykeys(window, {
    ...rooms,
    "Shift+?": guarded(list),
    "?": guarded(list),
  });
  // One press, one element: the button that shows this key.
  let afterG = -Infinity; // times count from the beginning of the page, so 0 would be just now
  window.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target !== document.body) return;
    if (event.defaultPrevented || (event.key.length !== 1 && event.key !== "Enter") || typing(event) || document.querySelector("dialog[open]")) return;
    if (event.key === "g") { afterG = event.timeStamp; return; }
    if (event.timeStamp - afterG < 1000) { afterG = -Infinity; return; }
    if (press(event.key)) event.preventDefault();
  });
}
