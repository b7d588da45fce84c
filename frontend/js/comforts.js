// Small comforts: dialogs opened by a button, the current page scrolled into view, messages that leave by themselves.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) { event.preventDefault(); document.getElementById(opener.dataset.opens)?.showModal(); }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
});

for (const here of document.querySelectorAll(".rail nav [aria-current], .subnav [aria-current], .tabs [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });

// A toast stays while it is focused or hovered, else it leaves after 8 seconds.
for (const toast of document.querySelectorAll(".toast")) {
  let left = 8;
  const tick = setInterval(() => {
    if (toast.matches(":hover, :focus-within") || --left > 0) return;
    clearInterval(tick); toast.remove();
  }, 1000);
}

// Selects and radios that take effect at once; without script their form has a button.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-at-once]")) event.target.form?.requestSubmit();
});
for (const spare of document.querySelectorAll("[data-spare]")) spare.hidden = true;
