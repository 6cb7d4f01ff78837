// The built page opens under a sub-path, obeys its own policy and reports no error.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { AxeBuilder } from "@axe-core/playwright";

import { openSite, POLICY, screenshot, untilAlive } from "./support.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

test("opens under a sub-path without an error", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await screenshot(page, "opens");
  assert.deepEqual(errors, []);
  await close();
});

test("states the policy first and carries no inline code", async () => {
  const { page, close } = await site.open();
  const policy = page.locator("head > :first-child");
  assert.equal(await policy.getAttribute("http-equiv"), "Content-Security-Policy");
  assert.equal(await policy.getAttribute("content"), POLICY);
  const html = await (await fetch(site.address)).text();
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)[^>]*>\s*\S/, "an inline script");
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=/, "an inline style or handler");
  await close();
});

test("the policy really holds: code that a page tries to run inline is refused", async () => {
  const { page, close } = await site.open();
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ranInline = true";
    document.head.append(script);
    return window.ranInline === true;
  });
  assert.equal(ran, false);
  await close();
});

test("loads nothing from elsewhere", async () => {
  const opened = await site.open();
  const { page, close } = opened;
  await untilAlive(opened);
  const elsewhere = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith(location.origin)),
  );
  assert.deepEqual(elsewhere, []);
  await close();
});

test("has no accessibility violation that axe knows", async () => {
  const opened = await site.open();
  const { page, close } = opened;
  await untilAlive(opened);
  // Axe adds its own script, which the page's policy would refuse; Playwright's world stands outside of it.
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target).join(", ")})`);
  assert.deepEqual(told, []);
  await close();
});
