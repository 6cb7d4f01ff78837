// What stands around the canvas: which part of it is open, where one is in it, and that nothing of it is cut.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { openSite, screenshot, untilAlive } from "./support.mjs";
import { nextFrame, pause, seek } from "./waits.mjs";

const site = await openSite();
after(() => site.close());

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function open(options = {}) {
  const opened = await site.open(options);
  await untilAlive(opened);
  return opened;
}

async function playUntil(page, part) {
  await page.locator(".canvas__card").first().waitFor();
  await pause(page);
  await seek(page, part);
}

const scrolled = (page) => page.locator(".side__content").evaluate((it) => it.scrollTop);

test("the open tab stays open, the button beside it folds, and what is typed has its problems", async () => {
  const { page, errors, close } = await open();
  const dock = page.locator(".dock");
  const tab = (name) => dock.getByRole("tab", { name: new RegExp(`^${name}`) });
  await tab("Problems").click();
  await tab("Problems").click();
  await dock.locator(".problems__none", { hasText: "No problems" }).waitFor();
  await dock.getByRole("button", { name: "Fold this panel" }).press("Enter");
  await dock.locator(".problems").waitFor({ state: "detached" });
  await dock.getByRole("button", { name: "Open the log" }).press("Enter");
  await dock.locator(".log").waitFor();
  await tab("Template").click();
  const text = page.getByRole("textbox", { name: "Template" });
  const lines = (await text.inputValue()).split("\n");
  await text.fill([...lines.slice(0, 3), "broken: [ 1", ...lines.slice(3)].join("\n"));
  await tab("Problems").click();
  await dock.getByRole("heading", { name: "Typed under Template and not applied" }).waitFor();
  await dock.locator(".problems__row[data-severity=error]").first().waitFor();
  await screenshot(page, "problems-of-a-draft");
  await dock.locator(".problems__row[data-severity=error]").first().click();
  await text.waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await tab("Problems").click();
  assert.equal(await dock.getByRole("heading").count(), 0);
  assert.deepEqual(errors, []);
  await close();
});

test("a message is read from its name on, and who closes it is back where they opened it", async () => {
  const { page, errors, close } = await open(PHONE);
  await playUntil(page, 0.5);
  await page.locator('.canvas__card[aria-label^="Thumbnail,"]').focus();
  await page.keyboard.press("m");
  await page.locator(".messages__row").nth(30).scrollIntoViewIfNeeded();
  await nextFrame(page);
  const before = await scrolled(page);
  assert.ok(before > 100, `it is ${before}`);
  await page.locator(".messages__row").nth(30).tap();
  await page.locator(".story__title").waitFor();
  await nextFrame(page);
  assert.equal(await scrolled(page), 0);
  await screenshot(page, "message-on-a-phone");
  await page.getByRole("button", { name: "Close the message" }).tap();
  await page.locator(".messages").waitFor();
  await nextFrame(page);
  assert.equal(await scrolled(page), before);
  // Another card is another thing.
  await page.locator('.canvas__card[aria-label^="Uploads,"]').focus();
  await page.keyboard.press("Enter");
  await page.locator(".inspector__title", { hasText: "Uploads" }).waitFor();
  await nextFrame(page);
  assert.equal(await scrolled(page), 0);
  assert.deepEqual(errors, []);
  await close();
});

for (const [where, options] of [["a desk", {}], ["a phone", PHONE]]) {
  test(`all of an invocation is seen on ${where}`, async () => {
    const { page, errors, close } = await open(options);
    await playUntil(page, 0.5);
    await page.locator('.canvas__card[aria-label^="Thumbnail,"]').focus();
    await page.keyboard.press("Enter");
    await page.locator(".inspector__tabs").getByRole("tab", { name: "Invocations" }).click();
    const table = page.getByRole("table", { name: /^Invocations/ });
    assert.equal(await table.getByRole("columnheader").count(), 9);
    assert.equal(await table.getByRole("row").nth(1).getByRole("cell").count(), 9);
    await table.getByRole("row").nth(1).scrollIntoViewIfNeeded();
    const cut = await page.locator(".invocations__cell").evaluateAll((all) => all.filter((it) => it.scrollWidth > it.clientWidth + 1).map((it) => it.textContent));
    assert.deepEqual(cut, []);
    assert.equal(await page.locator(".invocations__rows").evaluate((it) => it.scrollWidth - it.clientWidth), 0);
    await screenshot(page, `invocations-on-${where.replace(" ", "-")}`);
    assert.deepEqual(errors, []);
    await close();
  });
}

test("a click on the words of a wire selects the wire", async () => {
  const { page, errors, close } = await open();
  await playUntil(page, 0.1);
  const words = page.locator(".canvas__wire-label").first();
  const box = await words.boundingBox();
  await page.mouse.click(box.x + box.width * 0.2, box.y + box.height / 2);
  await page.locator(".canvas__wire[data-selected=true]", { has: page.locator(".canvas__wire-label", { hasText: await words.textContent() }) }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});
