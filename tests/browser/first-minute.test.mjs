// As somebody new: what is this, what do I do, what just happened.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSite, screenshot, untilAlive } from "./support.mjs";

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
  await page.locator(".canvas__caption", { hasText: "invokes a function" }).waitFor();
  await step(page).filter({ hasText: "Watch" }).waitFor();
  await screenshot(page, "first-steps");
  await step(page).filter({ hasText: "Click a card" }).waitFor();
  await page.locator(".guide__pointer").waitFor();
  await screenshot(page, "first-steps-click");
  await card(page, "Thumbnail").click({ position: { x: 90, y: 12 } });
  await step(page).filter({ hasText: "Send one" }).waitFor();
  assert.equal(await page.locator(".guide__pointer").count(), 0);
  await page.getByRole("button", { name: "Make Thumbnail fail next" }).click();
  await page.locator(".guide__end").waitFor();
  await page.getByRole("button", { name: "Put the first steps away" }).click();
  await page.locator(".guide").waitFor({ state: "detached" });
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
  await page.locator(".starters__choice", { hasText: "SNS fan-out" }).click();
  await card(page, "Orders").waitFor();
  assert.ok((await page.locator(".canvas__wire").count()) >= 4);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".starters").waitFor();
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  await card(page, "Orders").waitFor();
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
  await line.waitFor();
  assert.match(await line.textContent(), /First \w+.*: .+\(m\d+\)/);
  await screenshot(page, "narrator");
  await line.getByRole("button", { name: "Why?" }).click();
  await page.locator(".why").waitFor();
  await slider.press("Home");
  await line.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await close();
});
