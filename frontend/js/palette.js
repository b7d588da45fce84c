// The palette: Ctrl or Cmd K anywhere. Arrows move, Enter goes there, Esc closes. Without script its link opens a page.
const jump = document.getElementById("jump");

function choose(options, number) {
  const input = jump.querySelector("[role=combobox]");
  options.forEach((one, at) => one.setAttribute("aria-selected", String(at === number)));
  if (!options[number]) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", options[number].id);
  options[number].scrollIntoView({ block: "nearest" });
}

function open(event) {
  event.preventDefault();
  if (document.querySelector("dialog[open]")) return;
  jump.showModal();
  const input = jump.querySelector("[role=combobox]");
  input.select();
  input.dispatchEvent(new Event("ask"));
}

if (jump) {
  const list = document.getElementById("jump-list");
  const options = () => [...list.querySelectorAll("[role=option]")];
  addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "k") open(event); });
  for (const link of document.querySelectorAll("[data-jump]")) link.addEventListener("click", open);
  new MutationObserver(() => choose(options(), 0)).observe(list, { childList: true });
  jump.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && all.length) choose(all, (at + steps[event.key] + all.length) % all.length);
    else if (event.key === "Enter") all[at]?.click();
    else return;
    event.preventDefault();
  });
}
