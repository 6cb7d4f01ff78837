// Every view, for everybody: nothing that axe minds in either theme at either size, a name and a word of what it does on
// everything that takes the focus, no sideways scrolling, and a keyboard that comes everywhere and out again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { AxeBuilder } from "@axe-core/playwright";

import { openSite, unspoken, untilAlive } from "./support.mjs";
import { arrive, holdStill, SIZES, TABLET, THEMES, VIEWS } from "./views.mjs";
import { seek } from "./waits.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** Opens a view in a profile of its own, does something with it, and closes it. */
async function visit(view, { name: _, ...device }, colorScheme, work) {
  // Without motion, so that nothing is looked at half faded in.
  const opened = await site.open({ ...device, colorScheme, reducedMotion: "reduce" });
  try {
    await untilAlive(opened);
    await arrive(opened.page, view);
    await holdStill(opened.page);
    await work(opened.page);
    if (!view.errors) assert.deepEqual(opened.errors, []);
  } finally {
    await opened.close();
  }
}

/** Runs in the page: what takes the focus and has no name, or says nothing of what it does. */
function nameless() {
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
  const modal = [...document.querySelectorAll("dialog")].findLast((dialog) => dialog.matches(":modal"));
  const label = (element) =>
    element.ariaLabel ||
    element.labels?.[0]?.textContent ||
    document.getElementById(element.getAttribute("aria-labelledby"))?.textContent ||
    element.innerText ||
    element.title;
  // Words that are seen say what a thing does; a thing without any has to say it on hover and focus.
  const hint = (element) =>
    element.title || element.closest(".field")?.querySelector(".field__help") || element.getAttribute("aria-describedby") || element.innerText?.trim() || element.labels?.[0]?.innerText || element.closest("label[title]");
  const isNamed = (element) => label(element)?.trim() && (hint(element) || element.matches("[role=group], [role=region], [role=grid]"));
  return [...(modal ?? document).querySelectorAll(focusable)]
    .filter((element) => element.tabIndex >= 0 && isShown(element) && !isNamed(element))
    .map((element) => `${element.outerHTML.slice(0, 160)} (${label(element)})`);
}

/** Runs in the page: what is wider than the page. */
function sideways() {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide in a window of ${clientWidth}`] : [];
}

/** Runs in the page: what of the frame of the page is scrolled away; only panels scroll. */
function displaced() {
  const frames = [...document.querySelectorAll("html, body, .app, .app > *")].filter((it) => it.scrollTop !== 0);
  return frames.map((it) => `${it.className || it.tagName} is scrolled by ${it.scrollTop}`);
}

/** Runs in the page: what a finger misses, because it is smaller than 44 pixels in one direction or the other. */
function tooSmall() {
  const modal = [...document.querySelectorAll("dialog")].findLast((dialog) => dialog.matches(":modal"));
  const controls = (modal ?? document).querySelectorAll("button, input, select, textarea, summary, [role=tab]");
  return [...controls].flatMap((element) => {
    // A label is hit with its box, and a line of the log wherever it is hit.
    const { width, height } = (element.closest("label, .log__row") ?? element).getBoundingClientRect();
    const isShown = element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && width > 1;
    // The list of wires is for the keyboard, cards grow with the zoom, and what a mark does the slider below it does too.
    const isOut = element.matches(".canvas__outline *, .canvas__card *, .transport__marker");
    // A word of a sentence is as high as the sentence.
    const words = [...(element.closest("p")?.childNodes ?? [])];
    const isOfSentence = words.some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    return isShown && !isOut && !isOfSentence && (width < 43.5 || height < 43.5)
      ? [`${element.className} ${element.ariaLabel ?? element.innerText}: ${Math.round(width)} × ${Math.round(height)}`]
      : [];
  });
}

for (const view of VIEWS) {
  for (const size of SIZES) {
    test(`the view ${view.name}, ${size.name}, is for everybody`, async () => {
      for (const theme of THEMES) {
        await visit(view, size, theme, async (page) => {
          // Axe adds its own script, which the page's policy would refuse; Playwright's world stands outside of it.
          const { violations } = await new AxeBuilder({ page }).analyze();
          const told = violations.map((it) => `${it.id}: ${it.help} (${it.nodes.map((node) => node.target).join(", ")})`);
          assert.deepEqual(told, [], `axe, ${theme}`);
          if (theme !== "light") return;
          assert.deepEqual(await page.evaluate(nameless), [], "without a name or a word of what it does");
          assert.deepEqual(await unspoken(page), []);
          assert.deepEqual(await page.evaluate(sideways), []);
          assert.deepEqual(await page.evaluate(displaced), []);
          if (size.hasTouch) assert.deepEqual(await page.evaluate(tooSmall), [], "too small for a finger");
        });
      }
    });
  }
}

for (const view of VIEWS) {
  test(`the view ${view.name} is hit by fingers on a tablet`, async () => {
    await visit(view, TABLET, "light", async (page) => {
      assert.deepEqual(await page.evaluate(sideways), []);
      assert.deepEqual(await page.evaluate(tooSmall), [], "too small for a finger");
    });
  });
}

/** The areas of the page in the order of the Tab key, each with the kinds of things that a keyboard has to come to there. */
const REACHED = {
  app__top: [".topbar__title", ".topbar__tool", "summary"],
  app__palette: ["[type=search]", ".palette__entry"],
  app__canvas: [".canvas__outline-wire", ".canvas__card", "[aria-label^='Show every']", "[aria-label='Zoom in']", ".narrator__button"],
  app__dock: ["[role=tab][aria-selected=true]", ".log__outcomes", ".log__filter", ".log__tool", ".log__lines", ".log__seek"],
  app__side: ["[role=tab][aria-selected=true]", ".send__count", ".run-panel__option", ".entry"],
  app__transport: [".transport__play", ".transport__step-to", ".transport__range", ".transport__marker", ".transport__smart"],
};

/** Runs in the page: remembers everything that the Tab key comes to, in the order of the page. */
function listStops() {
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex]";
  const isStop = (it) => it.tabIndex >= 0 && !it.disabled && it.checkVisibility({ visibilityProperty: true });
  window.stops = [...document.querySelectorAll(focusable)].filter(isStop);
}

/** Runs in the page: what has the focus, and the how many-th of the stops it is. */
function stop() {
  const { activeElement: it } = document;
  if (!it || it === document.body) return null;
  const { width, height } = it.getBoundingClientRect();
  const name = `${it.className} ${it.ariaLabel || it.innerText || it.title}`;
  return { at: window.stops.indexOf(it), name, area: it.closest(".app > *")?.className, isSeen: width > 0 && height > 0 };
}

test("the Tab key comes to everything, once around, and is never caught", async () => {
  const opened = await site.open({ reducedMotion: "reduce" });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.locator(".canvas__card").first().waitFor();
  await holdStill(page);
  await seek(page, 0.1);
  await page.locator(".log__row").first().waitFor();
  await page.evaluate(listStops);
  const kinds = await page.evaluate(
    (reached) => Object.entries(reached).flatMap(([area, kinds]) => kinds.map((kind) => [area, kind, window.stops.findIndex((it) => it.matches(`.${area} ${kind}`))])),
    REACHED,
  );
  const count = await page.evaluate(() => window.stops.length);
  const places = [];
  for (let step = 0; step <= count; step++) {
    await page.keyboard.press("Tab");
    const place = await page.evaluate(stop);
    if (!place) break;
    places.push(place);
  }
  const told = places.map(({ name }) => name).join("; ");
  // Each stop comes once, in the order of the page, before the focus leaves it: none falls through to the page itself.
  assert.deepEqual(places.map(({ at }) => at), Array.from({ length: count }, (_, at) => at), told);
  assert.deepEqual(places.filter(({ isSeen }) => !isSeen), []);
  assert.deepEqual(kinds.filter(([, , at]) => at < 0), [], told);
  // Areas follow each other as they stand on the page, and none is left and entered again.
  const areas = places.map(({ area }) => area).filter((area, at, all) => area !== all[at - 1]);
  assert.deepEqual(areas, Object.keys(REACHED));
  assert.deepEqual(errors, []);
  await close();
});

test("Esc closes what lies over the page and gives the focus back", async () => {
  const opened = await site.open({ reducedMotion: "reduce" });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.locator(".canvas__card").first().waitFor();
  for (const name of ["Gallery", "Help", "Legend"]) {
    for (const way of ["Escape", "Close"]) {
      const button = page.getByRole("button", { name, exact: true }).first();
      await button.focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.waitFor();
      if (way === "Escape") await page.keyboard.press("Escape");
      else await dialog.getByRole("button", { name: "Close" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.waitForFunction((name) => (document.activeElement.ariaLabel ?? document.activeElement.innerText).trim() === name, name);
    }
  }
  assert.deepEqual(errors, []);
  await close();
});

test("cards and wires say their names and their state to who does not see them", async () => {
  const opened = await site.open({ reducedMotion: "reduce" });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const queue = page.getByRole("group", { name: /^Failed, SQS queue, / });
  await queue.waitFor();
  const wires = await page.getByRole("navigation", { name: "Wires" }).getByRole("button").allTextContents();
  assert.ok(wires.some((text) => /Uploads to Thumbnail: notification, asynchronous/.test(text)), wires.join("\n"));
  assert.equal(wires.length, await page.locator(".canvas__wire").count());
  assert.deepEqual(errors, []);
  await close();
});

test("at twice the size of everything the page still fits and can be used", async () => {
  // Zoomed to 200 %, a window of 1440 has room for 720.
  const opened = await site.open({ viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.locator(".canvas__card").first().waitFor();
  assert.deepEqual(await page.evaluate(sideways), []);
  await page.getByRole("button", { name: "Help", exact: true }).click();
  const box = await page.getByRole("dialog").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 720, JSON.stringify(box));
  assert.deepEqual(errors, []);
  await close();
});

test("with forced colours the chosen tab, the chosen card and the focus are still seen", async () => {
  const opened = await site.open({ forcedColors: "active", reducedMotion: "reduce" });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.locator(".canvas__card").first().waitFor();
  const look = (selector) =>
    page.locator(selector).first().evaluate((element) => {
      const style = getComputedStyle(element);
      return [style.borderBottomWidth, style.borderBottomStyle, style.outlineStyle].join(" ");
    });
  await page.locator(".canvas__card").nth(1).focus();
  await page.keyboard.press("Enter");
  await page.locator(".canvas__card[aria-current=true]").waitFor();
  // What is chosen is seen without the frame of the focus.
  await page.locator(".topbar__title").focus();
  assert.notEqual(await look(".canvas__card[aria-current=true]"), await look(".canvas__card:not([aria-current])"));
  assert.notEqual(await look('.tabs__tab[aria-selected="true"]'), await look('.tabs__tab[aria-selected="false"]'));
  const { violations } = await new AxeBuilder({ page }).disableRules(["color-contrast"]).analyze();
  assert.deepEqual(violations.map((it) => it.id), []);
  assert.deepEqual(errors, []);
  await close();
});
