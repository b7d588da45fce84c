// The ring of what is wanted in the matrix: dragged, moved with keys, or set by slider and number; the numbers are sent.
const svg = document.getElementById("matrix");
const inputs = ["id_professional", "id_public"].map((id) => document.getElementById(id));
if (svg && inputs.every(Boolean)) {
  const [across, up] = inputs;
  const PAD = 10, WIDE = 100 - 2 * PAD; // per cent left free on each side, as decide/matrix/drawing.py draws it
  const clamp = (value) => Math.min(100, Math.max(0, Math.round(value) || 0));
  const make = (name, marks) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(marks)) made.setAttribute(key, value);
    return svg.appendChild(made);
  };
  const old = [...svg.querySelectorAll("circle.before")].pop();
  const line = svg.querySelector("line.want");
  if (line && old) old.remove();
  const ring = make("circle", { class: "before ring", r: 7, tabindex: 0, role: "slider", "aria-valuemin": 0, "aria-valuemax": 100, "aria-describedby": "ring-help", "aria-label": `${across.labels[0].textContent}, ${up.labels[0].textContent}` });
  const sliders = inputs.map((input) => document.querySelector(`[data-for="${input.id}"]`));
  const show = () => {
    const [x, y] = inputs.map((input) => clamp(input.value));
    const [left, top] = [PAD + x * WIDE / 100, 100 - PAD - y * WIDE / 100];
    ring.setAttribute("cx", `${left}%`);
    ring.setAttribute("cy", `${top}%`);
    ring.setAttribute("aria-valuenow", x);
    ring.setAttribute("aria-valuetext", inputs.map((input) => `${input.labels[0].textContent.replace(", %", "")} ${clamp(input.value)} %`).join(", "));
    if (line) { line.setAttribute("x1", `${left}%`); line.setAttribute("y1", `${top}%`); }
    sliders.forEach((slider, nth) => { slider.value = clamp(inputs[nth].value); });
  };
  const set = (x, y) => { across.value = clamp(x); up.value = clamp(y); show(); };
  sliders.forEach((slider, nth) => {
    slider.hidden = false;
    slider.addEventListener("input", () => { inputs[nth].value = slider.value; show(); });
    inputs[nth].addEventListener("input", show);
  });
  ring.addEventListener("keydown", (event) => {
    const by = event.shiftKey ? 10 : 1;
    const step = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by], PageUp: [0, 10], PageDown: [0, -10], Home: [-100, 0], End: [100, 0] }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    set(clamp(across.value) + step[0], clamp(up.value) + step[1]);
  });
  const follow = (event) => {
    const box = svg.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    set(100 * (100 * x - PAD) / WIDE, 100 * (100 * y - PAD) / WIDE);
  };
  ring.addEventListener("pointerdown", (event) => { ring.setPointerCapture(event.pointerId); ring.focus(); event.preventDefault(); });
  ring.addEventListener("pointermove", (event) => { if (ring.hasPointerCapture(event.pointerId)) follow(event); });
  svg.querySelector(".m-bg").addEventListener("click", follow);
  document.getElementById("ring-help").hidden = false;
  show();
}
