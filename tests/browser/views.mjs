// Every view of the page, one row each: its name, how to get there, and how to know that it is there.
// The pictures, the check with axe and the check of names all go through this one list.

import { breakDown, PATIENCE_MS } from "./support.mjs";
import { pause, sendTo, untilKept } from "./waits.mjs";

/** The two sizes that the page is made for. */
export const SIZES = [
  { name: "wide", viewport: { width: 1440, height: 900 } },
  { name: "narrow", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
];

/** As wide as a desk, and worked by fingers. */
export const TABLET = { name: "tablet", viewport: { width: 1180, height: 820 }, hasTouch: true, isMobile: true };

export const THEMES = ["light", "dark"];

/** How far into its run a view that shows a run is, so that it shows the same each time. */
const EARLY = 0.08;

export const VIEWS = [
  { name: "start", shows: ".canvas__card", arrive: async () => {} },
  { name: "throttled", shows: ".narrator__line", arrive: (page) => playFrom(page, "Throttled into", EARLY) },
  { name: "once-more", shows: ".canvas__card", arrive: (page) => playFrom(page, "A visibility timeout", 0.3) },
  { name: "edge", shows: ".canvas__card", arrive: (page) => playFrom(page, "The four hooks", 0.3) },
  { name: "end", shows: ".summary", arrive: async (page) => {
    await playFrom(page, "Thumbnails", 1);
    await page.locator(".canvas__note--end").click();
  } },
  { name: "empty", shows: ".starters", arrive: (page) => press(page, "New") },
  { name: "starter", shows: ".canvas__card", arrive: async (page) => {
    await press(page, "New");
    await page.locator(".starters__choice", { hasText: "SNS fan-out" }).click();
  } },
  { name: "add", shows: ".palette", arrive: (page) => sheet(page, "Add") },
  { name: "log", shows: ".log__row", arrive: (page) => dock(page, "Log") },
  { name: "problems", shows: ".problems__row", arrive: (page) => openText(page, "Resources:\n  A: [1, 2\n  B: {{{\n") },
  { name: "template", shows: ".template-text", arrive: (page) => dock(page, "Template") },
  { name: "run", shows: ".run-panel", arrive: (page) => side(page, "Run") },
  { name: "card", shows: ".inspector", arrive: (page) => inspect(page, "Thumbnail", "Configure") },
  { name: "interact", shows: ".inspector", arrive: (page) => inspect(page, "Uploads", "Interact") },
  { name: "traffic", shows: ".inspector", arrive: (page) => inspect(page, "visitors", "Configure") },
  { name: "metrics", shows: ".charts__plot", arrive: (page) => inspect(page, "Thumbnail", "Metrics") },
  { name: "messages", shows: ".messages", arrive: (page) => inspect(page, "Uploads", "Messages") },
  { name: "invocations", shows: ".invocations", arrive: (page) => inspect(page, "Thumbnail", "Invocations") },
  { name: "lanes", shows: ".transport__lanes", arrive: async (page) => {
    if (isNarrow(page)) await page.locator(".transport__more").click();
    await page.locator(".transport__lanes-button").click();
  } },
  { name: "quick-add", shows: "[role=option]", arrive: (page) => page.keyboard.press("a") },
  { name: "source", shows: ".inspector", arrive: (page) => inspect(page, "Thumbnail", "Template") },
  { name: "gallery", shows: ".gallery__entry", arrive: (page) => press(page, "Gallery") },
  { name: "legend", shows: ".legend", arrive: (page) => page.getByRole("button", { name: "Legend" }).click() },
  { name: "help", shows: ".help", arrive: (page) => press(page, "Help") },
  { name: "share", shows: ".topbar__choice:visible", arrive: (page) => page.locator(".topbar__menu > summary:visible").click() },
  { name: "documents", shows: ".documents__entry", arrive: documents },
  { name: "deleted", shows: ".documents__deleted", arrive: async (page) => {
    await documents(page);
    await page.getByRole("button", { name: /^Delete / }).first().click();
  } },
  { name: "unkept", shows: ".topbar__unkept", arrive: async (page) => {
    await make(page);
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await page.locator(".canvas__card").first().focus();
    await page.keyboard.press("Delete");
  } },
  { name: "versions", shows: ".versions__difference", arrive: async (page) => {
    await documents(page);
    await page.getByRole("button", { name: "Earlier versions…" }).click();
  } },
  { name: "connect", shows: ".connect", arrive: async (page) => {
    await page.locator(".canvas__card", { hasText: "Thumbnail" }).focus();
    await page.keyboard.press("c");
  } },
  { name: "menu", shows: "[role=menu]", arrive: async (page) => {
    await page.locator(".canvas__card", { hasText: "Thumbnail" }).focus();
    await page.keyboard.press("Shift+F10");
  } },
  { name: "finder", shows: "[role=option]", arrive: (page) => page.keyboard.press("Control+k") },
  { name: "why", shows: ".why", arrive: async (page) => {
    await playFrom(page, "Throttled into", EARLY);
    await page.locator(".narrator__button", { hasText: "Why?" }).click();
  } },
  { name: "recovery", shows: ".recovery", arrive: async (page) => {
    await make(page);
    await page.evaluate(() => {
      const id = sessionStorage.getItem("lambdarium.open");
      addEventListener("pagehide", () => localStorage.setItem(`lambdarium.opening.${id}`, "2"));
    });
    await page.reload();
  } },
  { name: "crash", shows: ".crash", errors: true, arrive: breakDown },
];

/** Opens a view, and waits until it is there and stands still. */
export async function arrive(page, view) {
  await page.locator(".canvas__card").first().waitFor();
  await view.arrive(page);
  await page.locator(view.shows).first().waitFor({ timeout: PATIENCE_MS });
}

/** Stops time, so that a view holds still; a run that ended stands still by itself, and so does a page that crashed. */
export async function holdStill(page) {
  if (await page.locator(".crash").count()) return;
  const plays = page.locator(".transport").getByRole("button", { name: "Pause", exact: true });
  if (await plays.count()) await pause(page);
}

const isNarrow = (page) => page.viewportSize().width < 700;

const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();

/** Brings a sheet of a narrow page to the front; on a wide one it stands there already. */
async function sheet(page, name) {
  if (isNarrow(page)) await page.locator(".app__sheet-tabs").getByRole("tab", { name }).click();
}

async function dock(page, name) {
  if (isNarrow(page)) return sheet(page, new RegExp(`^${name}`));
  await page.locator(".dock").getByRole("tab", { name: new RegExp(`^${name}`) }).click();
}

async function side(page, name) {
  if (isNarrow(page)) return sheet(page, name);
  await page.locator(".side").getByRole("tab", { name }).click();
}

/** Selects a card by the keyboard, wherever the camera is, and opens a part of the inspector. */
async function inspect(page, card, part) {
  await page.locator(`.canvas__card[aria-label^="${card},"]`).first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".inspector__title", { hasText: card }).waitFor();
  await page.locator(".inspector__tabs").getByRole("tab", { name: part }).click();
}

/** Plays a template of the gallery from a part of its run on. */
async function playFrom(page, title, part) {
  await page.getByRole("button", { name: "Gallery" }).first().click();
  await page.locator(".gallery__entry", { hasText: title }).click();
  await page.locator(".topbar__title", { hasText: title }).waitFor({ state: "attached" });
  await sendTo(page, part);
}

async function openText(page, text) {
  const file = { name: "template.yaml", mimeType: "text/yaml", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
}

/** Makes a document of one's own, with two versions. */
async function make(page) {
  await press(page, "New");
  await page.locator(".starters__choice", { hasText: "Queue and function" }).click();
  await untilKept(page);
  await page.keyboard.press("Escape");
  await page.locator(".canvas__card", { hasText: "Work" }).focus();
  await page.keyboard.press("Delete");
  await page.locator(".canvas__card", { hasText: "Work" }).waitFor({ state: "detached" });
  await untilKept(page);
}

async function documents(page) {
  await make(page);
  await press(page, "Gallery");
  await page.getByRole("button", { name: "Your documents…" }).click();
  await page.locator(".documents__entry").first().waitFor();
}
