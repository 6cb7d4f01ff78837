// Pictures the built page in both themes and two sizes: `cargo xtask screenshots`.

import { openSite, screenshot, untilAlive } from "./support.mjs";

const SIZES = [
  { name: "wide", viewport: { width: 1440, height: 900 } },
  { name: "narrow", viewport: { width: 390, height: 844 }, hasTouch: true },
];

/** Views to picture: a name, what to add to the address, and how to get there. A view is one row. */
const VIEWS = [
  { name: "start", path: "", arrive: async () => {} },
  { name: "throttled", path: "", arrive: (page) => playFrom(page, "Throttled into", 0.08) },
  { name: "once-more", path: "", arrive: (page) => playFrom(page, "A visibility timeout", 0.3) },
  { name: "edge", path: "", arrive: (page) => playFrom(page, "The four hooks", 0.3) },
  { name: "end", path: "", arrive: (page) => playFrom(page, "Thumbnails", 1) },
  { name: "configure", path: "", arrive: (page) => inspect(page, "Thumbnail", "Configure") },
  { name: "interact", path: "", arrive: (page) => inspect(page, "Uploads", "Interact") },
  { name: "traffic", path: "", arrive: (page) => inspect(page, "visitors", "Configure") },
  { name: "source", path: "", arrive: (page) => inspect(page, "Thumbnail", "Template") },
  { name: "problems", path: "", arrive: (page) => openText(page, "Resources:\n  A: [1, 2\n  B: {{{\n") },
  { name: "legend", path: "", arrive: (page) => page.getByRole("button", { name: "Legend" }).click() },
];

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

/** Plays a template of the gallery from a part of its run on. */
async function playFrom(page, title, part) {
  await page.getByRole("button", { name: "Gallery" }).first().click();
  await page.locator(".gallery__entry", { hasText: title }).click();
  await page.locator(".topbar__title", { hasText: title }).waitFor({ state: "attached" });
  await page.getByRole("slider", { name: "Position in the run" }).evaluate((input, part) => {
    input.value = String(Math.round(part * Number(input.max)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, part);
}

/** Selects a card by the keyboard, wherever the camera is, and opens a part of the inspector. */
async function inspect(page, card, part) {
  await page.locator(`.canvas__card[aria-label^="${card},"]`).first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".inspector__title", { hasText: card }).waitFor();
  await page.locator(".inspector__tabs").getByRole("tab", { name: part }).click();
}

async function openText(page, text) {
  const file = { name: "template.yaml", mimeType: "text/yaml", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator(".problems__row").first().waitFor();
}

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
