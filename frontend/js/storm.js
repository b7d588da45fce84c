// The curve of a storm to look into: uPlot over the drawn one, loaded only on that page. Without it the drawing stays.
import uPlot from "uplot";

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A token is one light-dark() pair; a canvas wants the colour that holds now.
function resolved(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function draw(place) {
  const { points } = JSON.parse(document.getElementById(place.dataset.zoom).textContent);
  const columns = [0, 1, 2, 3, 4].map((n) => points.map((point) => point[n]));
  const [ink, soft, band, hot, grid] = ["--ink", "--ink-soft", "--chart-band", "--more-fill", "--chart-grid"].map(resolved);
  const font = `12px ${color("--sans") || "sans-serif"}`;
  const axis = { stroke: soft, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const zone = place.dataset.zone;
  const said = (how) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit", ...how });
  const clock = said({}), day = said({ day: "numeric", month: "short" });
  const whole = (u, value) => (value == null ? "–" : String(Math.round(value)));
  const chart = new uPlot({
    width: place.clientWidth, height: 260, tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone), cursor: { drag: { x: true, y: false }, points: { size: 7 } },
    legend: { live: true }, scales: { y: { range: (u, low, high) => [0, Math.max(high * 1.1, 1)] } },
    axes: [
      { ...axis, values: (u, splits) => splits.map((at) => clock.format(at * 1000)) },
      { ...axis, size: 44 },
    ],
    bands: [{ series: [4, 3], fill: band }],
    series: [
      { value: (u, at) => (at == null ? "–" : day.format(at * 1000)), label: place.dataset.begins },
      { label: place.dataset.unit, stroke: points.some((point) => point[1] > point[4]) ? hot : ink, width: 2, value: whole },
      { show: false, label: "" },
      { label: `${place.dataset.usual} ≥`, stroke: band, width: 1, value: whole, points: { show: false } },
      { label: `${place.dataset.usual} ≤`, stroke: band, width: 1, value: whole, points: { show: false } },
    ],
  }, columns, place);
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: 260 })).observe(place);
}

for (const place of document.querySelectorAll("[data-zoom]")) {
  const opener = place.closest("details");
  opener.hidden = false;
  opener.addEventListener("toggle", () => { if (opener.open && !place.firstElementChild) draw(place); });
}
