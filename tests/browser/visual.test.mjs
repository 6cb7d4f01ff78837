// The main views look as they are meant to look, in both themes and sizes. The reference is `visual.json`; after a change
// on purpose, `UPDATE_EXPECT=1 cargo xtask test browser` writes it anew, and the pictures are there to be looked at.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { openSite, screenshot, untilAlive } from "./support.mjs";
import { arrive, holdStill, SIZES, THEMES, VIEWS } from "./views.mjs";
import { differences, fingerprint } from "./visual.mjs";
import { seek, untilStill } from "./waits.mjs";

const REFERENCE = fileURLToPath(new URL("./visual.json", import.meta.url));
const UPDATES = Boolean(process.env.UPDATE_EXPECT);

/** The views that are compared, and the part of the run at which those with a run stand still. */
const MAIN = { start: 0.05, throttled: 0.08, card: 0.05, empty: undefined, gallery: undefined, help: undefined };

const reference = UPDATES ? {} : JSON.parse(readFileSync(REFERENCE, "utf8"));
let site, decoder;
before(async () => {
  site = await openSite();
  decoder = await (await site.browser.newContext()).newPage();
});
after(async () => {
  await site?.close();
  if (UPDATES) writeFileSync(REFERENCE, `${JSON.stringify(reference, null, 1)}\n`);
});

/** Opens a view that stands still, and hands it on. */
async function visit(name, { name: _, ...device }, colorScheme, work) {
  const opened = await site.open({ ...device, colorScheme, reducedMotion: "reduce" });
  const { page, close } = opened;
  await untilAlive(opened);
  await arrive(page, VIEWS.find((view) => view.name === name));
  await holdStill(page);
  const part = MAIN[name];
  if (part !== undefined) await seek(page, part);
  await untilStill(page);
  await work(page);
  await close();
}

for (const name of Object.keys(MAIN)) {
  for (const size of SIZES) {
    for (const theme of THEMES) {
      const key = `${name}-${size.name}-${theme}`;
      test(`${key} looks as it is meant to`, async () => {
        await visit(name, size, theme, async (page) => {
          const now = await fingerprint(page, decoder);
          if (UPDATES) reference[key] = now;
          const told = differences(reference[key], now);
          if (told.length > 0) await screenshot(page, `visual-${key}`);
          assert.deepEqual(told, [], `see visual-${key}.png in the folder output`);
        });
      });
    }
  }
}

test("a broken colour, a missing panel and the wrong theme are noticed", async () => {
  await visit("start", SIZES[0], "light", async (page) => {
    const whole = await fingerprint(page, decoder);
    assert.deepEqual(differences(whole, await fingerprint(page, decoder)), [], "twice the same looks the same");
    const broken = async (change) => {
      const sheet = await page.evaluateHandle((change) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(change);
        document.adoptedStyleSheets.push(sheet);
      }, change);
      const told = differences(whole, await fingerprint(page, decoder));
      await page.evaluate(() => void document.adoptedStyleSheets.pop());
      await sheet.dispose();
      return told.join("; ");
    };
    assert.match(await broken(":root { --surface: #f2d9d9 }"), /canvas__card backgroundColor is/);
    assert.match(await broken(".app .app__dock { display: none }"), /app__dock is missing/);
    assert.match(await broken(".canvas .canvas__world { display: none }"), /canvas__card is missing/);
    assert.match(await broken(":root { color-scheme: dark !important }"), /the picture differs/);
  });
});
