// Pictures every view of the built page in both themes and two sizes, and lays them out on one page to look at:
// `cargo xtask screenshots`.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { openSite, OUTPUT, screenshot, untilAlive } from "./support.mjs";
import { arrive, SIZES, THEMES, VIEWS } from "./views.mjs";

/** Long enough for the first messages to be on their way [ms]. */
const SETTLE_MS = 1_500;

/** `SCREENSHOTS=gallery,help` pictures only these views. */
const WANTED = process.env.SCREENSHOTS?.split(",");

const views = VIEWS.filter(({ name }) => !WANTED || WANTED.includes(name));
const site = await openSite();
let failed = false;
try {
  for (const view of views) {
    for (const { name: size, ...device } of SIZES) {
      for (const colorScheme of THEMES) await picture(view, size, { ...device, colorScheme });
    }
  }
} finally {
  await site.close();
}
await mkdir(OUTPUT, { recursive: true });
await writeFile(join(OUTPUT, "index.html"), index());
console.log(`All of them side by side: ${join(OUTPUT, "index.html")}`);
if (failed) process.exit(1);

async function picture(view, size, options) {
  const name = `${view.name}-${size}-${options.colorScheme}`;
  const opened = await site.open(options);
  const { page, errors, close } = opened;
  try {
    await untilAlive(opened);
    await arrive(page, view);
    await page.waitForTimeout(SETTLE_MS);
  } catch (problem) {
    errors.push(`the view is not there: ${problem.message.split("\n")[0]}`);
  }
  await screenshot(page, name);
  const told = view.errors ? errors.filter((it) => it.startsWith("the view")) : errors;
  console.log(`${name}.png${told.length ? `: ${told.join("; ")}` : ""}`);
  failed ||= told.length > 0;
  await close();
}

/** A plain page with all pictures: a row a view, light beside dark, wide beside narrow. */
function index() {
  const cell = (view, size, theme) => {
    const file = `${view.name}-${size.name}-${theme}.png`;
    return `<td><a href="${file}"><img loading="lazy" src="${file}" alt="${view.name}, ${size.name}, ${theme}"></a></td>`;
  };
  const columns = SIZES.flatMap((size) => THEMES.map((theme) => [size, theme]));
  const head = columns.map(([size, theme]) => `<th>${size.name}, ${theme}</th>`).join("");
  const rows = views.map(
    (view) => `<tr><th>${view.name}</th>${columns.map(([size, theme]) => cell(view, size, theme)).join("")}</tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Every view</title>
<style>
  body { font-family: system-ui, sans-serif; margin: 1rem; background: #888; }
  th { position: sticky; top: 0; padding: 0.5rem; background: #888; text-align: left; vertical-align: top; }
  img { display: block; height: 26rem; width: auto; }
</style>
<table><thead><tr><th></th>${head}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table>
</html>
`;
}
