// Moving posts in the calendar, by arrow keys and by pointer; both fill in the form beside the post and send it.
const live = document.getElementById("cal-live");
const language = document.documentElement.lang || "en";
const form = (card) => card.querySelector(".cal-move form");

// What the form says as if its clock were UTC: only to count days and hours, never sent.
const read = ({ elements: { day, clock } }) => new Date(`${day.value}T${clock.value}Z`);

function write(card, at) {
  const { day, clock } = form(card).elements;
  [day.value, clock.value] = [at.toISOString().slice(0, 10), at.toISOString().slice(11, 16)];
  card.dataset.changed = "1";
  const told = at.toLocaleString(language, { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  live.textContent = `${told}. ${live.dataset.saves}`;
}

const STEPS = { ArrowLeft: -24, ArrowRight: 24, ArrowUp: -1, ArrowDown: 1 };

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-move]");
  if (!card || !event.target.matches("a.said") || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
  if (event.key in STEPS) {
    event.preventDefault();
    const at = read(form(card));
    at.setUTCHours(at.getUTCHours() + STEPS[event.key]);
    write(card, at);
  } else if (event.key === "Enter" && card.dataset.changed) {
    event.preventDefault();
    form(card).requestSubmit();
  } else if (event.key === "Escape" && card.dataset.changed) {
    form(card).reset();
    delete card.dataset.changed;
    live.textContent = "";
  }
});

let held = null;
const place = (event) => held && event.target.closest?.("[data-day]");
const mark = (there) => { for (const one of document.querySelectorAll("[data-day].over")) if (one !== there) one.classList.remove("over"); there?.classList.add("over"); };

document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.("[data-move]");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.querySelector(".said").textContent);
  held.classList.add("moving");
});
document.addEventListener("dragover", (event) => { const there = place(event); if (there) { event.preventDefault(); mark(there); } });
document.addEventListener("dragend", () => { held?.classList.remove("moving"); held = null; mark(null); });
document.addEventListener("drop", (event) => {
  const there = place(event);
  if (!there) return;
  event.preventDefault();
  const { day, clock, second } = form(held).elements;
  day.value = there.dataset.day;
  if (there.dataset.clock) clock.value = `${there.dataset.clock.slice(0, 2)}${clock.value.slice(2)}`;
  if (there.dataset.clock) second.checked = Boolean(there.dataset.second);
  form(held).requestSubmit();
});
