// Everything that can be done, by its ways: menus, keys, the command palette, quick add, frames, names in place.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { AxeBuilder } from "@axe-core/playwright";

import { openSite, screenshot, untilAlive } from "./support.mjs";
import { pause, untilAtRest, untilCaughtUp, untilOther } from "./waits.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const card = (page, name) => page.getByRole("group", { name: new RegExp(`^${name}, `) });
const cards = (page) => page.locator(".canvas__card");
const option = (page) => page.locator(".picker__row");
const undo = (page) => page.locator("[aria-label=Undo]");

/** Waits until so many cards are there. */
const untilCards = (page, count) =>
  page.waitForFunction((count) => document.querySelectorAll(".canvas__card").length === count, count);

/** Waits until so many cards are selected. */
const untilSelected = (page, count) =>
  page.waitForFunction(
    (count) => document.querySelectorAll(".canvas__card[aria-current=true]").length === count,
    count,
  );

/** Opens the page, paused so that nothing moves by itself. */
async function openPaused(options = {}) {
  const opened = await site.open(options);
  await untilAlive(opened);
  await cards(opened.page).first().waitFor();
  await pause(opened.page);
  return opened;
}

/** Opens an empty page. */
async function openEmpty(options = {}) {
  const opened = await openPaused(options);
  await opened.page.getByRole("button", { name: "New", exact: true }).click();
  await untilCards(opened.page, 0);
  return opened;
}

/** A place on the ground that nothing covers. */
async function groundOf(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector(".canvas");
    const { x, y, width, height } = canvas.getBoundingClientRect();
    const isGround = (x, y) => {
      const found = document.elementFromPoint(x, y);
      return canvas.contains(found) && !found.closest("[data-node], [data-wire], button, [role=toolbar]");
    };
    // A finger's width of ground all around, so that no wire is meant.
    const around = [-12, 0, 12];
    const isFree = (x, y) => around.every((dx) => around.every((dy) => isGround(x + dx, y + dy)));
    for (let down = 24; down < height - 80; down += 16) {
      for (let along = width / 2; along < width - 24; along += 16) {
        if (isFree(x + along, y + down)) return { x: x + along, y: y + down };
      }
    }
    throw new Error("there is no ground");
  });
}

async function violationsOf(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`);
}

test("a double click on the ground asks what to add, and Enter adds it there", async () => {
  const { page, errors, close } = await openEmpty();
  const { x, y } = await groundOf(page);
  await page.mouse.dblclick(x, y);
  const field = page.getByRole("combobox", { name: "Add…" });
  await field.waitFor();
  await field.fill("queue");
  await option(page).first().waitFor();
  assert.match(await option(page).first().textContent(), /SQS queue/);
  await screenshot(page, "quick-add");
  assert.deepEqual(await violationsOf(page), []);
  await field.press("Enter");
  await untilCards(page, 1);
  const box = await cards(page).first().boundingBox();
  assert.ok(Math.hypot(box.x - x, box.y - y) < 16, `${box.x}, ${box.y} is not at ${x}, ${y}`);
  // By keyboard it opens in the middle, and Escape gives up and adds nothing.
  await page.keyboard.press("a");
  await field.waitFor();
  await field.press("Escape");
  await field.waitFor({ state: "detached" });
  assert.equal(await cards(page).count(), 1);
  assert.deepEqual(errors, []);
  await close();
});

test("a wire that is dropped on nothing asks what fits, and one step adds and connects it", async () => {
  const { page, errors, close } = await openEmpty();
  await page.locator(".palette__entry", { hasText: "S3 bucket" }).click();
  await untilCards(page, 1);
  await untilAtRest(cards(page).first());
  const box = await cards(page).first().boundingBox();
  await page.mouse.move(box.x + box.width, box.y + 24);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 160, box.y + 60, { steps: 6 });
  await page.mouse.up();
  const field = page.getByRole("combobox", { name: "Add and connect…" });
  await field.waitFor();
  await screenshot(page, "dropped");
  const rows = await option(page).allTextContents();
  assert.ok(rows.some((text) => text.startsWith("Lambda function")), rows.join("; "));
  assert.ok(!rows.some((text) => text.startsWith("CloudFront")), rows.join("; "));
  await field.fill("lambda");
  await field.press("Enter");
  await untilCards(page, 2);
  await page.locator(".canvas__wire").first().waitFor({ state: "attached" });
  await page.keyboard.press("Control+z");
  await untilCards(page, 1);
  assert.deepEqual(errors, []);
  await close();
});

/** Returns the middle of an element that stands still. */
async function middleOf(locator) {
  await untilAtRest(locator);
  const { x, y, width, height } = await locator.boundingBox();
  return [x + width / 2, y + height / 2];
}

test("after a click on its port a wire stays in the hand and says so, until one goes on or turns to something else", async () => {
  const { page, errors, close } = await openPaused();
  const visitors = page.locator('[data-node="~visitors"]');
  const port = visitors.locator("[data-port=out]");
  const note = page.locator(".canvas__wiring");
  const hang = async () => {
    await page.mouse.click(...(await middleOf(port)));
    await note.filter({ hasText: /^Click the card that “.+” of visitors leads to/ }).waitFor();
    assert.equal(await page.locator(".canvas").getAttribute("data-wiring"), "true");
  };
  const untilFree = async () => {
    await note.waitFor({ state: "detached" });
    assert.equal(await page.locator(".canvas").getAttribute("data-wiring"), "false");
  };
  const wires = await page.locator(".canvas__wire").count();
  await hang();
  await screenshot(page, "wire-in-the-hand");
  // What looks for where to lets go of nothing, and the wire hangs where its port is.
  for (const name of ["Zoom in", "Show everything", "Arrange all cards"]) await page.getByRole("toolbar", { name: "View" }).getByRole("button", { name }).click();
  const [x, y] = await middleOf(port);
  const hangs = () => {
    const path = document.querySelector(".canvas__loose");
    const { x, y } = path.getPointAtLength(0).matrixTransform(path.getScreenCTM());
    return [x, y];
  };
  const begin = await page.evaluate(hangs);
  assert.ok(Math.hypot(begin[0] - x, begin[1] - y) < 2, `${begin} is not at ${x},${y}`);
  await note.getByRole("button", { name: "Stop" }).click();
  await untilFree();
  await hang();
  await page.mouse.click(...(await middleOf(visitors)));
  await untilFree();
  await hang();
  await page.keyboard.press("Escape");
  await untilFree();
  await hang();
  await page.getByRole("tab", { name: "Run", exact: true }).click();
  await untilFree();
  assert.equal(await page.locator(".canvas__wire").count(), wires);
  assert.deepEqual(errors, []);
  await close();
});

test("Escape lets go of what is selected once the reason why a wire was refused has gone by itself", async () => {
  const { page, errors, close } = await openPaused();
  const of = (node) => page.locator(`[data-node="${node}"]`);
  await of("Thumbnail").focus();
  await page.keyboard.press("Enter");
  await untilSelected(page, 1);
  const refusal = page.locator(".canvas__refusal");
  const refuse = async () => {
    await page.mouse.move(...(await middleOf(of("Uploads").locator("[data-port=out]").first())));
    await page.mouse.down();
    await page.mouse.move(...(await middleOf(of("~visitors"))), { steps: 6 });
    await page.mouse.up();
    await refusal.waitFor();
  };
  // While it stands Escape puts it away, and nothing else.
  await refuse();
  await page.keyboard.press("Escape");
  await refusal.waitFor({ state: "detached" });
  await untilSelected(page, 1);
  await refuse();
  await page.keyboard.press(" ");
  await refusal.waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await untilSelected(page, 0);
  assert.deepEqual(errors, []);
  await close();
});

test("the menu of a card opens by keyboard, is walked by arrows, and gives the focus back", async () => {
  const { page, errors, close } = await openPaused();
  await card(page, "Thumbnail").focus();
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu", { name: "Thumbnail" });
  await menu.waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  const names = await menu.getByRole("menuitem").allTextContents();
  for (const name of ["Connect…", "Rename", "Duplicate", "Copy", "Remove"]) {
    assert.ok(names.some((it) => it.startsWith(name)), `${name}: ${names.join(", ")}`);
  }
  await screenshot(page, "menu");
  assert.deepEqual(await violationsOf(page), []);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowDown");
  const active = () => page.evaluate(() => document.activeElement.textContent);
  assert.equal(await active(), names[0], "after the last comes the first");
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-node") === "Thumbnail");
  // The same by the menu key; a letter goes to what begins with it.
  await page.keyboard.press("ContextMenu");
  await menu.waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  await page.keyboard.press("d");
  assert.match(await active(), /^Duplicate/);
  const before = await cards(page).count();
  await page.keyboard.press("Enter");
  await untilCards(page, before + 1);
  assert.deepEqual(errors, []);
  await close();
});

test("the right button opens the menu of what is below it: a wire, the ground", async () => {
  const { page, errors, close } = await openPaused();
  const wires = await page.locator(".canvas__wire").count();
  const at = await page.locator(".canvas__wire-line").first().evaluate((line) => {
    const point = line.getPointAtLength(line.getTotalLength() * 0.2).matrixTransform(line.getScreenCTM());
    return { x: point.x, y: point.y };
  });
  await page.mouse.click(at.x, at.y, { button: "right" });
  const menu = page.getByRole("menu");
  await menu.waitFor();
  await menu.getByRole("menuitem", { name: /^Remove/ }).click();
  await menu.waitFor({ state: "detached" });
  await page.waitForFunction((count) => document.querySelectorAll(".canvas__wire").length === count, wires - 1);
  const ground = await groundOf(page);
  await page.mouse.click(ground.x, ground.y, { button: "right" });
  await page.getByRole("menu", { name: "Canvas" }).waitFor();
  await page.getByRole("menuitem", { name: /^Select all/ }).click();
  await untilSelected(page, await cards(page).count());
  assert.deepEqual(errors, []);
  await close();
});

test("the command palette finds actions, cards and templates, and does them by keyboard", async () => {
  const { page, errors, close } = await openPaused();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: /^Search for/ });
  await field.waitFor();
  await screenshot(page, "finder");
  assert.deepEqual(await violationsOf(page), []);
  await field.fill("failed");
  await option(page).first().waitFor();
  assert.match(await option(page).first().textContent(), /^Go to Failed/);
  await field.press("Enter");
  await field.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-node") === "Failed");
  await page.keyboard.press("Control+k");
  // What cannot be done now stands there all the same, and says why.
  await field.fill("align the left");
  assert.equal(await option(page).first().getAttribute("aria-disabled"), "true");
  assert.match(await option(page).first().textContent(), /Only one card is selected/);
  await field.fill("fan");
  const index = (await option(page).allTextContents()).findIndex((text) => text.startsWith("Open "));
  assert.ok(index >= 0);
  for (let step = 0; step < index; step++) await field.press("ArrowDown");
  const title = await page.locator(".topbar__title").textContent();
  await field.press("Enter");
  await page.waitForFunction((title) => document.querySelector(".topbar__title").textContent !== title, title);
  assert.deepEqual(errors, []);
  await close();
});

test("a name is edited on the card: a wrong one says why, Enter keeps, Escape gives up", async () => {
  const { page, errors, close } = await openPaused();
  await card(page, "Thumbnail").focus();
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "Name", exact: true });
  await field.fill("not a name");
  await page.locator(".rename__refusal").waitFor();
  await screenshot(page, "rename");
  await field.press("Enter");
  assert.equal(await field.inputValue(), "not a name", "it waits for a name that can be");
  await field.fill("Shrinker");
  await field.press("Enter");
  await card(page, "Shrinker").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-node") === "Shrinker");
  await card(page, "Shrinker").locator(".canvas__title").dblclick();
  await field.fill("Another");
  await field.press("Escape");
  await field.waitFor({ state: "detached" });
  assert.equal(await card(page, "Another").count(), 0);
  await page.keyboard.press("Control+z");
  await card(page, "Thumbnail").waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("cards are copied, pasted, duplicated, cut and brought back", async () => {
  const { page, errors, close } = await openPaused({ permissions: ["clipboard-read", "clipboard-write"] });
  const count = await cards(page).count();
  await card(page, "Thumbnail").focus();
  await page.keyboard.press("Control+c");
  await page.locator(".toast", { hasText: "Thumbnail copied" }).waitFor();
  await page.keyboard.press("Control+v");
  await untilCards(page, count + 1);
  await page.keyboard.press("Control+d");
  await untilCards(page, count + 2);
  await page.keyboard.press("Control+x");
  await untilCards(page, count + 1);
  await page.keyboard.press("Control+z");
  await untilCards(page, count + 2);
  const ground = await groundOf(page);
  await page.mouse.click(ground.x, ground.y, { button: "right" });
  await page.getByRole("menuitem", { name: /^Paste/ }).click();
  await untilCards(page, count + 3);
  assert.deepEqual(errors, []);
  await close();
});

test("a frame selects cards, the bar aligns them, and one step takes that back", async () => {
  const { page, errors, close } = await openPaused();
  const canvas = await page.locator(".canvas").boundingBox();
  await page.keyboard.down("Shift");
  await page.mouse.move(canvas.x + 4, canvas.y + 4);
  await page.mouse.down();
  await page.mouse.move(canvas.x + canvas.width - 4, canvas.y + canvas.height - 60, { steps: 5 });
  await screenshot(page, "frame");
  await page.mouse.up();
  await page.keyboard.up("Shift");
  const count = await cards(page).count();
  await untilSelected(page, count);
  // Clients stand beside what they send to, wherever that is.
  const resources = page.locator(".canvas__card[data-client=false]");
  const tops = () => resources.evaluateAll((all) => all.map((it) => Math.round(it.getBoundingClientRect().top)));
  const before = await tops();
  const bar = page.getByRole("toolbar", { name: "The selected cards" });
  await screenshot(page, "selected");
  assert.deepEqual(await violationsOf(page), []);
  await bar.getByRole("button", { name: "Align the upper edges" }).click();
  await page.locator("[aria-label=Undo][title*=Align]").waitFor();
  const aligned = await tops();
  assert.ok(Math.max(...aligned) - Math.min(...aligned) <= 1, aligned.join(" "));
  await undo(page).click();
  await page.locator("[aria-label=Undo]:not([title*=Align])").waitFor();
  assert.deepEqual(await tops(), before);
  // A click with Shift takes one out again.
  await card(page, "Thumbnail").click({ modifiers: ["Shift"], position: { x: 90, y: 12 } });
  await untilSelected(page, count - 1);
  assert.deepEqual(errors, []);
  await close();
});

test("several cards move together, by hand and by arrows", async () => {
  const { page, errors, close } = await openPaused();
  const left = async (name) => (await card(page, name).boundingBox()).x;
  await card(page, "Thumbnail").click({ position: { x: 90, y: 12 } });
  await card(page, "Failed").click({ modifiers: ["Shift"], position: { x: 90, y: 12 } });
  await untilSelected(page, 2);
  const before = [await left("Thumbnail"), await left("Failed")];
  await card(page, "Failed").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await page.waitForFunction(
    ([id, x]) => document.querySelector(`[data-node="${id}"]`).getBoundingClientRect().left > x,
    ["Thumbnail", before[0]],
  );
  const moved = [(await left("Thumbnail")) - before[0], (await left("Failed")) - before[1]];
  assert.ok(Math.abs(moved[0] - moved[1]) < 1 && moved[0] > 8, moved.join(" "));
  assert.deepEqual(errors, []);
  await close();
});

test("the bar of several cards lies upon none of them where there is room, each time, and is seen whole on a phone", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  for (const options of [{}, phone]) {
    const { page, errors, close } = await openPaused(options);
    const bar = page.getByRole("toolbar", { name: "The selected cards" });
    for (const names of [["Uploads", "Thumbnail"], ["Thumbnail", "Failed"]]) {
      for (const name of names) {
        const modifiers = name === names[0] ? [] : ["Shift"];
        await card(page, name).click({ modifiers, position: { x: 30, y: 12 } });
      }
      await untilSelected(page, 2);
      await untilAtRest(bar);
      const covered = await page.evaluate(() => {
        const bar = document.querySelector(".selected").getBoundingClientRect();
        const cards = [...document.querySelectorAll(".canvas__card[aria-current=true]")];
        const lies = (it) => it.left < bar.right && bar.left < it.right && it.top < bar.bottom && bar.top < it.bottom;
        return cards.filter((card) => lies(card.getBoundingClientRect())).map((card) => card.dataset.node);
      });
      // A phone has no place for two lines of buttons beside cards in its middle.
      if (options !== phone) assert.deepEqual(covered, []);
      const cut = await bar.evaluate((bar) => {
        const { left, right } = bar.parentElement.getBoundingClientRect();
        const tools = [...bar.querySelectorAll("button")].map((it) => it.getBoundingClientRect());
        return tools.filter((it) => it.left < left || it.right > right).length;
      });
      assert.equal(cut, 0);
      await page.keyboard.press("Escape");
      await bar.waitFor({ state: "detached" });
    }
    assert.deepEqual(errors, []);
    await close();
  }
});

test("drawing frames ends with the document", async () => {
  const { page, errors, close } = await openPaused();
  const frames = page.getByRole("button", { name: /frame/i }).and(page.locator("[aria-pressed]"));
  await frames.click();
  await page.locator(".canvas[data-frames=true]").waitFor();
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.locator(".canvas[data-frames=false]").waitFor();
  assert.deepEqual(errors, []);
  await close();
});

/** Runs in the page: all keys that the help tells, as the keyboard names them; those of a family one by one. */
function waysOfHelp() {
  const sections = [...document.querySelectorAll(".help section")].filter((it) => it.querySelector("h3").innerText !== "Hands");
  const ways = sections.flatMap((section) => [...section.querySelectorAll(".help__way")]);
  return ways.flatMap((way) => {
    const keys = [...way.querySelectorAll("kbd")].map((it) => it.innerText);
    return ["Shift", "Ctrl"].includes(keys[0]) ? [keys.join("+")] : keys.filter((key) => key !== "…");
  });
}

/** Names a key as the help does. */
function nameOf(key) {
  const names = { Control: "Ctrl", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Delete: "Del", ContextMenu: "Menu" };
  if (key === "+") return key;
  return key.split("+").map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join("+");
}

test("every key of the help does something", async () => {
  const { page, errors, close } = await openPaused({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Help" }).waitFor();
  await screenshot(page, "help");
  const told = await page.evaluate(waysOfHelp);
  await page.getByRole("searchbox", { name: "Search the keys" }).fill("undo");
  await page.waitForFunction(() => document.querySelectorAll(".help__row").length === 1);
  await page.getByRole("button", { name: "Close" }).click();

  /** What a key can change, each as one text. */
  const PARTS = {
    places: () => [...document.querySelectorAll(".canvas__card")].map((it) => [it.dataset.node, it.style.left, it.style.top].join()).sort().join(";"),
    cards: () => [...document.querySelectorAll(".canvas__card")].map((it) => it.dataset.node).sort().join(),
    chosen: () => [...document.querySelectorAll(".canvas__card[aria-current=true]")].map((it) => it.dataset.node).join(),
    look: () => document.querySelector(".canvas__world").style.transform,
    time: () => document.querySelector(".transport__now").textContent,
    play: () => document.querySelector(".transport__play").ariaLabel,
    speed: () => document.querySelector(".transport__factor").textContent,
    dock: () => document.querySelector(".dock").dataset.open,
    part: () => document.querySelector(".inspector__tabs [aria-selected=true]")?.textContent,
    told: () => document.querySelector(".toast")?.textContent,
    over: () => [...document.querySelectorAll("dialog, .float, .rename")].map((it) => it.className).join(),
    step: () => document.querySelector("[aria-label=Undo]").title,
  };
  const onCard = () => card(page, "Thumbnail").focus();
  const onLine = () => page.getByRole("slider", { name: "Position in the run" }).focus();
  const anywhere = () => page.evaluate(() => document.activeElement?.blur());
  /** A key, where the focus is, what it changes, and what brings that back. */
  const KEYS = [
    ["Space", anywhere, "play"],
    ["Space", anywhere, "play"],
    [".", anywhere, "time"],
    [",", anywhere, "time"],
    ["5", onLine, "time"],
    ["9", onLine, "time"],
    ["0", onLine, "time"],
    ["3", onLine, "time"],
    ["[", anywhere, "time"],
    ["]", anywhere, "time"],
    ["ArrowRight", onLine, "time"],
    ["ArrowLeft", onLine, "time"],
    ["End", onLine, "time"],
    ["Home", onLine, "time"],
    ["End", onLine, "time"],
    ["Home", anywhere, "time"],
    ["+", anywhere, "speed"],
    ["-", anywhere, "speed"],
    ["=", anywhere, "speed"],
    ["ArrowRight", onCard, "places"],
    ["ArrowLeft", onCard, "places"],
    ["ArrowUp", onCard, "places"],
    ["ArrowDown", onCard, "places"],
    ["Shift+ArrowDown", onCard, "places"],
    ["Control+z", anywhere, "places"],
    ["Shift+Control+Z", anywhere, "places"],
    ["Control+z", anywhere, "places"],
    ["Control+y", anywhere, "places"],
    ["Control+a", anywhere, "chosen"],
    ["Escape", anywhere, "chosen"],
    ["Enter", onCard, "chosen"],
    ["m", onCard, "part"],
    ["Control+d", onCard, "cards"],
    ["Delete", anywhere, "cards"],
    ["Control+c", onCard, "told"],
    ["Control+v", anywhere, "cards"],
    ["Backspace", anywhere, "cards"],
    ["Control+x", onCard, "cards"],
    ["Control+z", anywhere, "cards"],
    ["0", anywhere, "look"],
    ["f", anywhere, "look"],
    ["l", anywhere, "dock"],
    ["l", anywhere, "dock"],
    ["F2", onCard, "over", "Escape"],
    ["c", onCard, "over", "Escape"],
    ["a", anywhere, "over", "Escape"],
    ["Control+k", anywhere, "over", "Escape"],
    ["?", anywhere, "over", "Escape"],
    ["Shift+F10", onCard, "over", "Escape"],
    ["ContextMenu", onCard, "over", "Escape"],
  ];
  const saved = page.waitForEvent("download");
  await page.keyboard.press("Control+s");
  await saved;
  const pressed = ["Ctrl+S", ...KEYS.map(([key]) => nameOf(key))];
  assert.deepEqual(told.filter((key) => !pressed.includes(key)), [], "told, and not pressed here");
  for (const [key, prepare, part, back] of KEYS) {
    await prepare();
    const before = await page.evaluate(PARTS[part]);
    await page.keyboard.press(key);
    await untilOther(page, PARTS[part], before).catch((problem) => {
      throw new Error(`${key} does not change ${part}, which is ${before}`, { cause: problem });
    });
    // What it began is over before the next one: time that runs, or that is still on its way.
    await untilCaughtUp(page);
    if (back) {
      // What has opened takes the keys once it has the focus.
      await page.waitForFunction(() => document.activeElement?.closest("dialog, .float, .rename"));
      await page.keyboard.press(back);
      await page.waitForFunction(() => !document.querySelector("dialog, .float, .rename"));
    }
  }
  // Mere letters can be switched off, keys with Ctrl stay.
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: /Keys without Ctrl/ }).uncheck();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("dialog"));
  await page.keyboard.press("a");
  // Were the list of what can be added open, this key would do nothing.
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Search for anything" }).waitFor();
  assert.equal(await page.locator(".float").count(), 1);
  assert.deepEqual(errors, []);
  await close();
});

test("fingers are told of keys once one is pressed, and can always switch mere letters off", async () => {
  const opened = await site.open({ viewport: { width: 1180, height: 820 }, hasTouch: true, isMobile: true });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const help = page.getByRole("dialog", { name: "Help" });
  const titles = () => help.locator(".help__subtitle").allTextContents();
  await page.getByRole("button", { name: "Help", exact: true }).tap();
  await help.getByRole("checkbox", { name: /Keys without Ctrl/ }).waitFor();
  assert.deepEqual(await titles(), ["Hands"]);
  await help.getByRole("button", { name: "Close" }).tap();
  await help.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await help.getByRole("searchbox", { name: "Search the keys" }).waitFor();
  assert.equal((await titles())[0], "Hands");
  assert.ok((await titles()).length > 3, (await titles()).join());
  await help.locator(".help__key", { hasText: /^\?$/ }).waitFor();
  await screenshot(page, "help-tablet");
  assert.deepEqual(errors, []);
  await close();
});

test("on a phone a finger that lies still opens the menu", async () => {
  const opened = await site.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await untilAtRest(card(page, "Failed"));
  const session = await page.context().newCDPSession(page);
  const { x, y, width } = await card(page, "Failed").boundingBox();
  const touchPoints = [{ x: x + width / 2, y: y + 6, id: 0 }];
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
  await page.getByRole("menu", { name: "Failed" }).waitFor();
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await screenshot(page, "menu-phone");
  const heights = await page.getByRole("menuitem").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().height));
  assert.ok(Math.min(...heights) >= 44, heights.join(" "));
  await page.getByRole("menuitem", { name: /^Remove/ }).tap();
  await card(page, "Failed").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await close();
});

test("a large graph has a small map, by which the view moves", async () => {
  const { page, errors, close } = await openEmpty();
  for (let count = 1; count <= 16; count++) {
    await page.locator(".palette__entry", { hasText: "SQS queue" }).first().click();
    await untilCards(page, count);
  }
  const map = page.locator(".minimap__map");
  await map.waitFor();
  await screenshot(page, "map");
  const view = () => page.locator(".canvas__world").evaluate((it) => it.style.transform);
  const before = await view();
  const box = await map.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 4, box.y + 4, { steps: 3 });
  await page.mouse.up();
  assert.notEqual(await view(), before);
  // It goes and comes by an action.
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /^Search for/ }).fill("map");
  await page.keyboard.press("Enter");
  await map.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await close();
});
