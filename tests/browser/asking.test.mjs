// What a person asks of a run: the log with its chips, what a line lights, why, a message's life, charts and lanes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { openSite, PATIENCE_MS, screenshot, template, untilAlive } from "./support.mjs";
import { pause, picture, seek, untilPicture, untilStill } from "./waits.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const linkOf = (text) => `#v1.z:${deflateRawSync(Buffer.from(text)).toString("base64url")}`;

/** Opens the page, paused at a part of the run, and waits until lines of it are there. */
async function openPaused(part, options = {}) {
  const opened = await site.open(options);
  await untilAlive(opened);
  await opened.page.locator(".canvas__card").first().waitFor();
  await pause(opened.page);
  await seek(opened.page, part);
  await opened.page.locator(".log__row").first().waitFor();
  return opened;
}

/** How many lines the log says it has. */
const lines = async (page) => Number((await page.locator(".log__count").textContent()).replace(/[^\d]/g, ""));

const now = (page) => page.getByLabel("Simulated time").textContent();

test("chips keep only lines like the one that was clicked, and go by keyboard", async () => {
  const { page, errors, close } = await openPaused(0.4);
  const all = await lines(page);
  const row = page.locator(".log__row", { hasText: "fails after" }).first();
  await page.getByRole("combobox", { name: "Show only lines with an outcome" }).selectOption("failed");
  await row.waitFor();
  const failed = await lines(page);
  assert.ok(failed > 0 && failed < all, `${failed} of ${all}`);
  await row.locator(".log__node").click();
  await page.locator(".log__chip", { hasText: "Thumbnail" }).waitFor();
  await screenshot(page, "log-chips");
  const chips = page.locator(".log__chip");
  assert.equal(await chips.count(), 2);
  await chips.last().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".log__chip").length === 1);
  await chips.first().focus();
  await page.keyboard.press("Delete");
  await page.waitForFunction(() => document.querySelectorAll(".log__chip").length === 0);
  assert.equal(await lines(page), all);
  await page.getByRole("searchbox", { name: "Show only lines that contain this" }).fill("before try");
  await page.waitForFunction((all) => Number(document.querySelector(".log__count").textContent.replace(/[^\d]/g, "")) < all, all);
  for (const text of await page.locator(".log__what").allTextContents()) assert.match(text, /before try/);
  assert.deepEqual(errors, []);
  await close();
});

test("pointing at a line lights what it is about, and a click moves time there", async () => {
  const { page, errors, close } = await openPaused(0.1);
  await page.mouse.move(5, 5);
  await untilStill(page);
  const dark = await picture(page);
  const row = page.locator(".log__row", { hasText: "puts the event into its queue" }).last();
  await row.hover();
  // The wire and its cards are lit.
  await untilPicture(page, dark, { isOther: true });
  await screenshot(page, "log-lit");
  await page.mouse.move(5, 5);
  await untilPicture(page, dark);
  const at = await row.locator(".log__seek").textContent();
  await row.locator(".log__seek").click();
  await page.waitForFunction((at) => document.querySelector(".transport__now").textContent === at, at);
  // Arrow keys go from row to row, and light what is there.
  await page.keyboard.press("ArrowUp");
  await page.waitForFunction(() => document.activeElement?.classList.contains("log__seek"));
  assert.deepEqual(errors, []);
  await close();
});

test("what a line of the log lights goes dark when the log is put away under the keyboard", async () => {
  const { page, errors, close } = await openPaused(0.1);
  await page.mouse.move(5, 5);
  await untilStill(page);
  const dark = await picture(page);
  await page.locator(".log__row", { hasText: "puts the event into its queue" }).last().locator(".log__seek").focus();
  await untilPicture(page, dark, { isOther: true });
  for (const count of [0, 1]) {
    await page.keyboard.press("l");
    await page.waitForFunction((count) => document.querySelectorAll(".log__lines").length === count, count);
  }
  await untilPicture(page, dark);
  assert.deepEqual(errors, []);
  await close();
});

test("a log of many lines has only the rows that are seen", async () => {
  const { page, errors, close } = await openPaused(0.9);
  const all = await lines(page);
  const rows = await page.locator(".log__row").count();
  assert.ok(all > 300 && rows < 60, `${rows} rows of ${all} lines`);
  const list = page.locator(".log__lines");
  await list.evaluate((list) => list.scrollTo(0, 0));
  await page.locator('.log__row[data-row="0"]').waitFor();
  assert.ok((await page.locator(".log__row").count()) < 60);
  assert.equal(await page.getByRole("button", { name: "Follow", exact: true }).getAttribute("aria-pressed"), "true");
  await list.hover();
  await page.mouse.wheel(0, -10);
  await page.waitForFunction(() => document.querySelector(".log__tool").ariaPressed === "false");
  assert.deepEqual(errors, []);
  await close();
});

test("why names the rule, where it stands, and what led to it, step by step", async () => {
  const { page, errors, close } = await openPaused(0.3);
  await page.getByRole("combobox", { name: "Show only lines with an outcome" }).selectOption("retried");
  const row = page.locator(".log__row", { hasText: "before try" }).first();
  await row.locator(".log__why").click();
  const why = page.getByRole("region", { name: "Why?" });
  await why.waitFor();
  const link = why.getByRole("link");
  assert.match(await link.getAttribute("href"), /^https:\/\/docs\.aws\.amazon\.com\/lambda\//);
  assert.match(await link.getAttribute("rel"), /noopener/);
  assert.match(await why.textContent(), /ASYNC-\d+/);
  const cause = why.locator(".line__seek").first();
  const at = await cause.locator(".line__time").textContent();
  await screenshot(page, "why");
  await cause.click();
  await page.waitForFunction((at) => document.querySelector(".transport__now").textContent === at, at);
  assert.deepEqual(errors, []);
  await close();
});

test("a message tells its life, its family and the event inside its envelope", async () => {
  const { page, errors, close } = await openPaused(0.5, { path: linkOf(template("wrapped")) });
  await page.locator(".canvas__card", { hasText: "Jobs" }).click({ position: { x: 60, y: 16 } });
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.locator(".messages__row").first().click();
  await page.locator(".story__steps .line").first().waitFor();
  const names = await page.locator(".story__wrapping-name").allTextContents();
  assert.ok(names.length >= 2, names.join(", "));
  await page.locator(".story__wrapping-name").last().click();
  const json = page.locator(".story__json").last();
  assert.match(await json.textContent(), /"eventSource": "aws:s3"/);
  await page.getByRole("button", { name: "Raw" }).click();
  await page.waitForFunction(() => !document.querySelector(".story__json").textContent.trim().includes("\n"));
  await screenshot(page, "story");
  const relatives = page.locator(".story__relative");
  assert.ok((await relatives.count()) >= 2);
  await relatives.first().click();
  const first = await relatives.first().locator(".story__relative-name").textContent();
  await page.locator(".story__title", { hasText: first }).waitFor();
  await page.locator(".story__follow").click();
  await page.locator(".log__chip", { hasText: first }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("charts share their cursor with the timeline, and a click goes there", async () => {
  const { page, errors, close } = await openPaused(0.5);
  await page.locator(".canvas__card", { hasText: "Thumbnail" }).click({ position: { x: 90, y: 12 } });
  await page.getByRole("tab", { name: "Metrics" }).click();
  const plots = page.locator(".charts__picture");
  await plots.first().waitFor();
  const box = await plots.first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.locator(".transport__cursor").waitFor();
  const places = await page.locator(".charts__cursor").evaluateAll((all) => all.map((it) => it.getAttribute("d").match(/^M([\d.]+)/)[1]));
  assert.ok(places.length > 2 && new Set(places).size === 1, places.join(" "));
  await screenshot(page, "charts");
  const before = await now(page);
  await page.mouse.click(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.waitForFunction((before) => document.querySelector(".transport__now").textContent !== before, before);
  await page.locator(".charts__table-title").first().click();
  await page.locator(".charts__rows").first().waitFor();
  await page.getByRole("tab", { name: "Invocations" }).click();
  await page.locator(".invocations__bar[data-kind=busy]").first().waitFor();
  await screenshot(page, "invocations");
  assert.deepEqual(errors, []);
  await close();
});

test("lanes show what ended where, and a click goes there; a step goes to the next failure", async () => {
  const { page, errors, close } = await openPaused(0.9);
  await seek(page, 0.05);
  await page.getByRole("button", { name: /^Lanes/ }).click();
  const lane = page.locator(".transport__lane", { hasText: "Thumbnail" });
  await lane.waitFor();
  await lane.locator(".transport__tick").first().waitFor();
  const box = await lane.boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
  await page.locator(".transport__lane-said", { hasText: "Thumbnail" }).waitFor();
  await screenshot(page, "lanes");
  const before = await now(page);
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2);
  await page.waitForFunction((before) => document.querySelector(".transport__now").textContent !== before, before);
  await page.getByRole("slider", { name: "Position in the run" }).press("Home");
  await page.locator(".log__empty").waitFor();
  await page.getByRole("combobox", { name: "What a step goes to" }).selectOption("failure");
  await page.getByRole("button", { name: "To the next event" }).click();
  await page.locator(".log__row", { hasText: "fails after" }).first().waitFor({ timeout: PATIENCE_MS });
  assert.deepEqual(errors, []);
  await close();
});

test("M shows the messages of the selected card, and the parts fit the thing", async () => {
  const { page, errors, close } = await openPaused(0.4);
  const card = (name) => page.getByRole("group", { name: new RegExp(`^${name}, `) });
  const parts = () => page.locator(".inspector__tabs").getByRole("tab").allTextContents();
  await card("Uploads").click({ position: { x: 90, y: 12 } });
  assert.deepEqual(await parts(), ["Configure", "Interact", "Metrics", "Messages", "Template"]);
  await page.keyboard.press("m");
  await page.locator(".messages__row:focus").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".story").waitFor();
  await card("Thumbnail").click({ position: { x: 90, y: 12 } });
  assert.ok((await parts()).includes("Invocations"));
  assert.deepEqual(errors, []);
  await close();
});
