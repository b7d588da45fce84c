// The inbox: what is selected stays selected, and whoever leaves writes no longer.
const boxes = [...document.querySelectorAll("input[name=post][form=bulk]")];
const kept = () => new Set(JSON.parse(sessionStorage.getItem("selected") ?? "[]"));

function count() {
  const chosen = kept();
  const here = boxes.filter((box) => (box.checked = chosen.has(box.value))).length;
  const place = document.querySelector("[data-selected]");
  place.textContent = here || "";
  if (here) place.closest("details").open = true;
}

if (boxes.length) {
  count();
  document.addEventListener("change", ({ target }) => {
    if (!boxes.includes(target)) return;
    const chosen = kept();
    chosen[target.checked ? "add" : "delete"](target.value);
    sessionStorage.setItem("selected", JSON.stringify([...chosen]));
    count();
  });
  document.getElementById("bulk").addEventListener("submit", () => sessionStorage.removeItem("selected"));
}

const form = document.querySelector("form[data-leave]");
if (form) {
  let wrote = false;
  form.addEventListener("focusin", ({ target }) => { wrote ||= target.name === "content"; });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector(".btn-main"));
  });
  addEventListener("pagehide", () => {
    if (!wrote) return;
    const said = new FormData();
    said.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    said.set("leave", "1");
    navigator.sendBeacon(form.dataset.leave, said);
  });
}
