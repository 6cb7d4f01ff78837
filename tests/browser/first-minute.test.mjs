// As somebody new: what is this, what do I do, what just happened.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSite, PATIENCE_MS, screenshot, untilAlive } from "./support.mjs";
import { nextFrame } from "./waits.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const card = (page, name) => page.getByRole("group", { name: new RegExp(`^${name}, `) });
const step = (page) => page.locator(".guide__step[aria-current=step]");

test("the first steps follow what a person does, are put away for good, and come back from the help", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  // What is this: one sentence, and something moves within a second.
  await page.locator(".guide__what", { hasText: "Lambdarium plays what happens" }).waitFor();
  await page.locator(".run-panel__description", { hasText: "invokes a function" }).waitFor();
  await step(page).filter({ hasText: "Watch" }).waitFor();
  await screenshot(page, "first-steps");
  // No step moves the picture.
  const top = async () => (await page.locator(".canvas").boundingBox()).y;
  const first = await top();
  await step(page).filter({ hasText: "Click a card" }).waitFor();
  await page.locator(".guide__pointer").waitFor();
  // Who does not see it is told each step, by a region that stands there all the time.
  await page.locator(".told", { hasText: "Click a card: " }).evaluate((region) => (region.dataset.stood = "here"));
  await screenshot(page, "first-steps-click");
  await card(page, "Thumbnail").click({ position: { x: 90, y: 12 } });
  await step(page).filter({ hasText: "Send one" }).waitFor();
  assert.equal(await page.locator(".guide__pointer").count(), 0);
  assert.equal(await top(), first);
  await page.getByRole("button", { name: "Send one to Uploads" }).click();
  await step(page).filter({ hasText: "Break it" }).waitFor();
  await page.getByRole("button", { name: "Make Thumbnail fail the next, and send one" }).click();
  await step(page).filter({ hasText: "Ask why" }).waitFor();
  assert.equal(await top(), first);
  await screenshot(page, "first-steps-ask");
  // What was done on purpose is named, with the instant, and Escape closes the answer and nothing else.
  await page.getByRole("button", { name: "Why did it fail?" }).click();
  const deed = page.locator(".why__deed");
  await deed.waitFor();
  assert.match(await deed.textContent(), /^You let the next invocation of Thumbnail fail at .* \(Fail the next one\)$/);
  assert.match(await page.locator(".why__numbers").textContent(), /ordered to fail/);
  await screenshot(page, "first-steps-why");
  await page.keyboard.press("Escape");
  await page.locator(".why").waitFor({ state: "detached" });
  assert.equal(await page.locator(".inspector__title").textContent(), "Thumbnail");
  // The last word goes with the next deed, for good.
  await page.locator(".guide__end").waitFor();
  assert.equal(await top(), first);
  assert.equal(await page.locator(".told[data-stood=here]").textContent(), "That is all it takes. Undo takes everything back, and New begins your own.");
  // The strip of the steps goes, and the cards stay where the next click is meant for them.
  const place = async () => (await card(page, "Thumbnail").boundingBox()).y;
  const before = await place();
  await card(page, "Uploads").click({ position: { x: 90, y: 12 } });
  await page.locator(".guide").waitFor({ state: "detached" });
  await nextFrame(page);
  const moved = Math.abs((await place()) - before);
  assert.ok(moved < 1, `Thumbnail moved by ${moved} px`);
  await page.reload();
  await card(page, "Thumbnail").waitFor();
  assert.equal(await page.locator(".guide").count(), 0);
  await page.getByRole("button", { name: "Help", exact: true }).click();
  await page.getByRole("button", { name: "Show the first steps" }).click();
  await page.locator(".guide__steps").waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("an empty canvas invites: a beginning puts wired cards there, and a send goes through", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).click();
  await step(page).filter({ hasText: "Begin" }).waitFor();
  assert.equal((await page.locator(".dock__tabs").textContent()).includes("("), false, "an empty page has no problem");
  await page.locator(".starters__choice", { hasText: "SNS fan-out" }).click();
  await card(page, "Orders").waitFor();
  assert.ok((await page.locator(".canvas__wire").count()) >= 4);
  await step(page).filter({ hasText: "Send one" }).waitFor();
  await page.getByRole("button", { name: "Send one to Orders" }).click();
  await step(page).filter({ hasText: "Break it" }).waitFor();
  await page.locator(".log__row", { hasText: "succeeds" }).first().waitFor({ timeout: 2 * PATIENCE_MS });
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".starters").waitFor();
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  await card(page, "Orders").waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("a reload keeps what was done of the first steps, and the part of the inspector", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await card(page, "Thumbnail").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Interact" }).click();
  await page.getByRole("button", { name: "Fail every one", exact: true }).click();
  const done = () => page.locator(".guide__step[data-done=true]").count();
  await page.waitForFunction(() => document.querySelectorAll(".guide__step[data-done=true]").length >= 3);
  const before = await done();
  await page.reload();
  await untilAlive(opened);
  await page.locator(".inspector").waitFor();
  assert.equal(await done(), before);
  assert.equal(await page.getByRole("tab", { name: "Interact" }).getAttribute("aria-selected"), "true");
  assert.deepEqual(errors, []);
  await close();
});

test("what just happened is told below the canvas, with its rule, and taken back by going back in time", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const slider = page.getByRole("slider", { name: "Position in the run" });
  await slider.focus();
  await slider.press("End");
  const line = page.locator(".narrator__line");
  const height = () => page.locator(".canvas").evaluate((it) => it.getBoundingClientRect().height);
  await slider.press("Home");
  await line.waitFor({ state: "detached" });
  const before = await height();
  await slider.press("End");
  await line.waitFor();
  assert.equal(await height(), before, "nothing moves when it speaks");
  assert.match(await line.textContent(), /First \w+.*: .+\(m\d+\)/);
  await screenshot(page, "narrator");
  await line.getByRole("button", { name: "Why?" }).click();
  await page.locator(".why").waitFor();
  await slider.press("Home");
  await line.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await close();
});

test("where nobody sends, a button mends it, and undo takes that back", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.locator(".starters__choice", { hasText: "Queue and function" }).click();
  await card(page, "Jobs").waitFor();
  await page.locator(".dock__tabs").getByRole("tab", { name: /^Problems/ }).click();
  await screenshot(page, "nobody-sends");
  await page.getByRole("button", { name: "Add traffic to Jobs" }).click();
  await page.locator(".problems__row", { hasText: "nobody sends" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".problems__row", { hasText: "nobody sends" }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("what an edit wrote is shown for a moment, with its undo", async () => {
  const opened = await site.open({ ownTime: true });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("button", { name: /SQS queue/ }).first().click();
  const diff = page.locator(".toast__diff");
  await diff.waitFor();
  assert.match(await diff.locator(".toast__title").textContent(), /Queue/);
  await diff.getByRole("button", { name: /lines?$/ }).click();
  const lines = await diff.locator(".toast__line[data-added=true]").allTextContents();
  assert.ok(lines.some((line) => line.includes("Type: AWS::SQS::Queue")), lines.join("\n"));
  // It stays while it is read, and goes by itself afterwards.
  await diff.hover();
  await page.clock.fastForward(60_000);
  await nextFrame(page);
  assert.ok(await diff.isVisible());
  await screenshot(page, "diff-toast");
  await page.mouse.move(5, 5);
  await page.clock.fastForward(60_000);
  await diff.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /SNS topic/ }).first().click();
  await diff.getByRole("button", { name: "Undo" }).click();
  await diff.waitFor({ state: "detached" });
  await page.locator(".canvas__card", { hasText: "SNS topic" }).waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await close();
});

test("what an edit wrote is read in a window of any width", async () => {
  const touch = { hasTouch: true, isMobile: true };
  for (const [width, height, more] of [[1024, 768, {}], [900, 700, {}], [1180, 820, touch], [834, 1112, touch]]) {
    const opened = await site.open({ viewport: { width, height }, ...more });
    const { page, errors, close } = opened;
    await untilAlive(opened);
    await card(page, "Uploads").click({ position: { x: 12, y: 6 } });
    await page.keyboard.press("Control+d");
    const title = await page.locator(".toast__title").boundingBox();
    const canvas = await page.locator(".canvas").boundingBox();
    const toast = await page.locator(".toast__diff").boundingBox();
    const lines = title.height / 16;
    assert.ok(lines <= 3 && title.width > 48, `${width}: the title is ${title.width} x ${title.height}`);
    assert.ok(toast.x >= canvas.x && toast.x + toast.width <= canvas.x + canvas.width, `${width}: it leaves the canvas`);
    assert.deepEqual(errors, []);
    await close();
  }
});
