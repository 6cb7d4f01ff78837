// What a person does: watch a message die, wire a bucket to a function, open a broken template, go back in time.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSite, PATIENCE_MS, screenshot, untilAlive } from "./support.mjs";
import { pause, seek, untilKept } from "./waits.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** The card of a node, by the name that it has for a screen reader. */
const card = (page, name) => page.getByRole("group", { name: new RegExp(`^${name}, `) });

/** What a card says of its state. */
const stateOf = (page, name) => card(page, name).getAttribute("aria-label");

/** Waits until a card says something of its state. */
async function untilState(page, name, wanted) {
  const label = new RegExp(`^${name}, .*${wanted}`);
  await page.getByRole("group", { name: label }).waitFor({ timeout: 2 * PATIENCE_MS });
}

/** Goes to an instant of the first template, which lasts eight minutes [s]. */
const goTo = (page, seconds) => seek(page, seconds / 480);

test("the first template plays by itself and a message is seen to arrive in the dead-letter queue", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const clock = page.getByLabel("Simulated time");
  const before = await clock.textContent();
  await page.waitForFunction((text) => document.querySelector(".transport__now")?.textContent !== text, before);
  for (let step = 0; step < 3; step++) await page.getByRole("button", { name: "Faster" }).click();
  await untilState(page, "Failed", "[1-9]\\d* dead letters");
  await screenshot(page, "dead-letter");
  const state = await stateOf(page, "Failed");
  assert.match(state, /Failed, SQS queue/);
  assert.deepEqual(errors, []);
  await close();
});

test("a person wires a bucket to a function by mouse and sends an object through", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("button", { name: /S3 bucket/ }).first().click();
  await page.getByRole("button", { name: /Lambda function/ }).first().click();
  const bucket = page.locator(".canvas__card", { hasText: "S3 bucket" });
  const fn = page.locator(".canvas__card", { hasText: "Lambda function" });
  await bucket.waitFor();
  await fn.waitFor();
  await page.getByRole("button", { name: /^Show every/ }).click();

  const from = await bucket.locator("[data-port=out]").boundingBox();
  const to = await fn.boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, to.y + 40, { steps: 6 });
  await page.mouse.move(to.x + 6, to.y + 26, { steps: 6 });
  await screenshot(page, "wiring");
  await page.mouse.up();
  await page.locator(".canvas__outline li, .canvas__outline button").first().waitFor({ state: "attached" });

  await bucket.click({ position: { x: 60, y: 16 } });
  await page.getByRole("tab", { name: "Interact" }).click();
  await page.getByRole("button", { name: /Upload.*(1|one)/i }).first().click();
  const play = page.getByRole("button", { name: "Play", exact: true });
  if (await play.count()) await play.click();
  await page.locator(".log__row", { hasText: "succeeds" }).first().waitFor({ timeout: 2 * PATIENCE_MS });
  await screenshot(page, "wired");
  assert.deepEqual(errors, []);
  await close();
});

test("a broken template shows its errors with their lines, and its text is kept", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const text = [
    "Resources:",
    "  Jobs:",
    "    Type: AWS::SQS::Queue",
    "    Properties:",
    "      VisibilityTimeout: 99999",
    "Metadata:",
    "  Lambdarium:",
    "    Trafic: []",
    "",
  ].join("\n");
  const chooser = page.locator("input[type=file]");
  await chooser.setInputFiles({ name: "broken.yaml", mimeType: "text/yaml", buffer: Buffer.from(text) });
  // A template with errors shows them by itself.
  const problems = page.locator(".problems__row");
  await problems.first().waitFor();
  const told = await problems.allTextContents();
  assert.ok(told.some((line) => line.includes("5") && line.includes("43200")), told.join("\n"));
  assert.ok(told.some((line) => line.includes("8") && line.includes("Traffic")), told.join("\n"));
  await screenshot(page, "problems");
  await page.getByRole("tab", { name: "Template" }).last().click();
  assert.equal(await page.getByRole("textbox", { name: "Template" }).inputValue(), text);
  assert.deepEqual(errors, []);
  await close();
});

test("a person goes back in time and finds the same state", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await pause(page);
  const states = async () => {
    const labels = await page.locator(".canvas__card").evaluateAll((cards) => cards.map((it) => it.ariaLabel));
    return [await page.getByLabel("Simulated time").textContent(), ...labels];
  };
  await goTo(page, 20);
  const then = await states();
  await goTo(page, 100);
  const later = await states();
  assert.notDeepEqual(later, then);
  await goTo(page, 20);
  assert.deepEqual(await states(), then);
  assert.deepEqual(errors, []);
  await close();
});

test("a person sets a property, and the run goes by it; a wrong value is said beside the field", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.locator(".canvas__card", { hasText: "Thumbnail" }).click({ position: { x: 90, y: 12 } });
  const field = page.getByRole("textbox", { name: "Timeout", exact: true });
  await field.fill("7");
  await field.press("Tab");
  await page.getByRole("button", { name: "Undo", exact: true }).and(page.locator("[title*=Timeout]")).waitFor();
  await field.fill("7000");
  await field.press("Tab");
  await page.locator(".field__notice", { hasText: "900" }).first().waitFor();
  await page.getByRole("button", { name: "Set Timeout back to its default" }).click();
  await page.locator(".field__notice").waitFor({ state: "detached" });
  assert.equal(await field.inputValue(), "3");
  assert.deepEqual(errors, []);
  await close();
});

test("the position in the run moves by keyboard, and says where it is", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await pause(page);
  const slider = page.getByRole("slider", { name: "Position in the run" });
  await slider.focus();
  await slider.press("End");
  await page.locator(".summary").waitFor();
  assert.equal(await slider.getAttribute("aria-valuetext"), "8 min 00.000 s");
  // The marks of one instant do not hide each other.
  const boxes = await page.locator(".transport__marker").evaluateAll((marks) => marks.map((it) => it.getBoundingClientRect().left));
  assert.ok(boxes.length >= 3);
  for (const [index, left] of boxes.entries()) assert.ok(index === 0 || left - boxes[index - 1] >= 14, boxes.join(" "));
  // Nothing lies over the last line of the log.
  const row = page.locator(".log__row").last();
  await row.scrollIntoViewIfNeeded();
  const covered = await row.evaluate((row) => {
    const { left, right, top, bottom } = row.getBoundingClientRect();
    const places = Array.from({ length: 9 }, (_, n) => left + ((right - left) * (n + 0.5)) / 9);
    return places.some((x) => !row.contains(document.elementFromPoint(x, (top + bottom) / 2)));
  });
  assert.equal(covered, false);
  await slider.press("Home");
  await page.locator(".summary").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await close();
});

test("the work survives a reload", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("button", { name: /SNS topic/ }).first().click();
  await page.locator(".canvas__card", { hasText: "SNS topic" }).waitFor();
  await untilKept(page);
  await page.reload();
  await page.locator(".canvas__card", { hasText: "SNS topic" }).waitFor();
  assert.equal(await page.locator(".canvas__card").count(), 1);
  assert.deepEqual(errors, []);
  await close();
});
