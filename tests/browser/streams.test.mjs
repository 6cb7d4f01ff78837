// Records are put into a stream and read in order: a stream and its reader are built on an empty page, by mouse and by
// keyboard, and the mapping on their wire is set.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { AxeBuilder } from "@axe-core/playwright";

import { openSite, PATIENCE_MS, screenshot, untilAlive } from "./support.mjs";
import { pause } from "./waits.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const card = (page, id) => page.locator(`.canvas__card[data-node="${id}"]`);
const part = (page, name) => page.locator(".inspector__tabs").getByRole("tab", { name });

/** Waits until a card says something of its state. */
const untilState = (page, id, wanted) =>
  page.getByRole("group", { name: new RegExp(`^${id}, .*${wanted}`) }).waitFor({ timeout: 2 * PATIENCE_MS });

/** Opens an empty page with a stream that a function reads, connected by keyboard. */
async function openReader() {
  const opened = await site.open({});
  const { page } = opened;
  await untilAlive(opened);
  await pause(page);
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll(".canvas__card").length === 0);
  for (const [kind, id] of [["Kinesis stream", "Stream"], ["Lambda function", "Function"]]) {
    await page.locator(".palette__entry", { hasText: kind }).click();
    await card(page, id).waitFor();
  }
  await card(page, "Stream").focus();
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "Connect Stream to" });
  await dialog.getByRole("button", { name: "polls", exact: true }).press("Enter");
  await page.locator('[data-wire^="Stream>Function:"]').first().waitFor({ state: "attached" });
  return opened;
}

test("records are put, one by one and several in a call, and the function gets each of them", async () => {
  const { page, errors, close } = await openReader();
  await card(page, "Stream").click({ position: { x: 90, y: 12 } });
  await part(page, "Interact").click();
  const put = page.locator(".send", { hasText: "Put a record" }).first();
  await put.locator(".send__count", { hasText: /^×10$/ }).click();
  await untilState(page, "Stream", "shard 0");
  const called = page.locator(".send", { hasText: "Put records in one call" }).first();
  await called.locator(".send__count", { hasText: /^×1$/ }).click();
  await screenshot(page, "streams");
  // Ten by one and two in a call.
  await page.locator(".log__filter").fill("is read from shard");
  await page.waitForFunction(() => /^12 lines$/.test(document.querySelector(".log__count")?.textContent ?? ""), null, {
    timeout: 2 * PATIENCE_MS,
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map(({ id }) => id), []);
  assert.deepEqual(errors, []);
  await close();
});

test("the mapping of a stream has the settings of streams, and says why those of queues do nothing", async () => {
  const { page, errors, close } = await openReader();
  const place = await page.locator('[data-wire^="Stream>Function:"] .canvas__wire-line').evaluate((line) => {
    const point = line.getPointAtLength(line.getTotalLength() * 0.9).matrixTransform(line.getScreenCTM());
    return [point.x, point.y];
  });
  await page.mouse.click(...place);
  const position = page.getByLabel("StartingPosition", { exact: true });
  await position.waitFor();
  assert.equal(await position.inputValue(), "LATEST");
  await page.getByLabel("MaximumRetryAttempts", { exact: true }).fill("2");
  await page.keyboard.press("Enter");
  const idle = page.getByText("A stream has as many batches at once as it has shards");
  await idle.first().waitFor({ state: "attached" });
  assert.equal(await page.getByLabel("ScalingConfig.MaximumConcurrency", { exact: true }).isDisabled(), true);
  await part(page, "Template").click();
  await page.locator(".inspector", { hasText: "MaximumRetryAttempts: 2" }).waitFor();
  await screenshot(page, "stream-mapping");
  assert.deepEqual(errors, []);
  await close();
});
