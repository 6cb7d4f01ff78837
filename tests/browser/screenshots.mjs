// Pictures the built page in both themes and two sizes: `cargo xtask screenshots`.

import { openSite, screenshot, untilAlive } from "./support.mjs";

const SIZES = [
  { name: "wide", viewport: { width: 1440, height: 900 } },
  { name: "narrow", viewport: { width: 390, height: 844 }, hasTouch: true },
];

/** Views to picture: a name, what to add to the address, and how to get there. A view is one row. */
const VIEWS = [{ name: "start", path: "", arrive: async () => {} }];

/** Long enough for the first messages to be on their way [ms]. */
const SETTLE_MS = 1_500;

const site = await openSite();
let failed = false;
try {
  for (const { name: size, ...device } of SIZES) {
    for (const colorScheme of ["light", "dark"]) {
      for (const view of VIEWS) await picture(view, size, { ...device, colorScheme });
    }
  }
} finally {
  await site.close();
}
if (failed) process.exit(1);

async function picture(view, size, options) {
  const name = `${view.name}-${size}-${options.colorScheme}`;
  const opened = await site.open({ path: view.path, ...options });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await view.arrive(page);
  await page.waitForTimeout(SETTLE_MS);
  await screenshot(page, name);
  console.log(`${name}.png${errors.length ? `: ${errors.join("; ")}` : ""}`);
  failed ||= errors.length > 0;
  await close();
}
