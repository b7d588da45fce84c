// Builds what the pages load: app.css, app.js, storm.css, storm.js, calendar.css, calendar.js, matrix.js and push.js (for one page each), push-worker.js, manifest.json, htmx.js, icons.svg and the fonts, into src/leitstand/site/static/built.
import { build } from "esbuild";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const house = join(here, "..", "src", "leitstand");
const out = join(house, "site", "static", "built");
const pack = (...path) => join(here, "node_modules", ...path);

// An icon is in the sprite because some template or module names it: <c-icon name="ear"> or icon="ear".
const NAMED = [/<c-icon\b[^>]*?\sname="([a-z0-9-]+)"/g, /\bicon="([a-z0-9-]+)"/g];

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? (entry.name === "built" ? [] : files(join(folder, entry.name)))
      : /\.(html|py)$/.test(entry.name) ? [join(folder, entry.name)] : []);
}

function usedIcons() {
  const used = new Map();
  for (const file of files(house)) {
    const text = readFileSync(file, "utf8");
    for (const named of NAMED) for (const [, name] of text.matchAll(named)) used.set(name, file);
  }
  return used;
}

const inner = (svg) => svg.replace(/<!--[^]*?-->/g, "").replace(/^[^]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/<title>.*?<\/title>/, "").replace(/\s+/g, " ").trim();
const symbol = (id, svg) => `<symbol id="${id}" viewBox="0 0 24 24">${inner(svg)}</symbol>`;

function sprite() {
  const lines = [];
  for (const [name, file] of [...usedIcons()].sort()) {
    try {
      lines.push(symbol(name, readFileSync(pack("lucide-static", "icons", `${name}.svg`), "utf8")));
    } catch {
      throw new Error(`${file} asks for the icon "${name}", which lucide does not have.`);
    }
  }
  const marks = JSON.parse(readFileSync(join(house, "site", "marks.json"), "utf8"));
  for (const [network, mark] of Object.entries(marks).sort()) {
    lines.push(symbol(`net-${network}`, readFileSync(pack("simple-icons", "icons", `${mark}.svg`), "utf8")));
  }
  return `<!-- Icons: lucide (ISC). Network marks: simple-icons (CC0-1.0). --><svg xmlns="http://www.w3.org/2000/svg">\n${lines.join("\n")}\n</svg>\n`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "fonts"), { recursive: true });
writeFileSync(join(out, "icons.svg"), sprite());
const fonts = [
  ["@fontsource-variable/ibm-plex-sans", "ibm-plex-sans-latin-wght-normal.woff2"],
  ["@fontsource/ibm-plex-serif", "ibm-plex-serif-latin-400-normal.woff2"],
  ["@fontsource/ibm-plex-serif", "ibm-plex-serif-latin-600-normal.woff2"],
];
for (const [name, file] of fonts) cpSync(pack(name, "files", file), join(out, "fonts", file));
cpSync(pack("@fontsource/ibm-plex-serif", "LICENSE"), join(out, "fonts", "OFL.txt"));
cpSync(pack("htmx.org", "dist", "htmx.min.js"), join(out, "htmx.js"));
cpSync(join(here, "mark.svg"), join(out, "mark.svg"));
cpSync(join(here, "manifest.json"), join(out, "manifest.json"));
await build({
  entryPoints: Object.fromEntries(["app", "storm", "calendar", "matrix", "push", "push-worker"].map((name) => [name, join(here, "js", `${name}.js`)])),
  bundle: true, minify: true, format: "iife", target: "es2022", outdir: out, charset: "utf8", legalComments: "none",
});
await build({
  entryPoints: { app: join(here, "css", "app.css"), storm: join(here, "css", "storm.css"), calendar: join(here, "css", "calendar.css") },
  bundle: true, minify: true, outdir: out, external: ["fonts/*"], charset: "utf8", legalComments: "none",
});
