// Documents come in by drop and paste, what is no template does no harm, and two tabs keep apart.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { openSite, PATIENCE_MS, untilAlive } from "./support.mjs";

const FIRST = "Thumbnails with retries and a dead-letter queue";
const TEMPLATE = `Metadata:
  Lambdarium: { Version: 1, Title: Brought along }
Resources:
  Jobs:
    Type: AWS::SQS::Queue
`;

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const cards = (page) => page.locator(".canvas__card");
const untilTitle = (page, title) => page.locator(".topbar__title", { hasText: title }).waitFor();

/** Lets go of files or a text over an element, as a hand does that drags them in from another window. */
async function drop(page, selector, { files = [], text = "" }) {
  await page.locator(selector).evaluate(
    (target, { files, text }) => {
      const data = new DataTransfer();
      for (const { name, bytes } of files) data.items.add(new File([new Uint8Array(bytes)], name));
      if (text) data.setData("text/plain", text);
      const options = { bubbles: true, cancelable: true, dataTransfer: data };
      // A page that does not want a drop has the browser leave it for the file.
      if (target.dispatchEvent(new DragEvent("dragover", options))) throw new Error("the page does not take drops");
      target.dispatchEvent(new DragEvent("drop", options));
    },
    { files, text },
  );
}

const file = (name, content) => ({ name, bytes: [...Buffer.from(content)] });

test("a file dropped anywhere on the page opens, and so does a dragged text", async () => {
  for (const [where, what] of [
    [".canvas", { files: [file("jobs.yaml", TEMPLATE)] }],
    [".app__side", { files: [file("jobs.yaml", TEMPLATE)] }],
    [".canvas", { text: TEMPLATE }],
  ]) {
    const opened = await site.open();
    const { page, errors, close } = opened;
    await untilAlive(opened);
    await untilTitle(page, FIRST);
    await drop(page, where, what);
    await untilTitle(page, "Brought along");
    assert.equal(await cards(page).count(), 1);
    assert.deepEqual(errors, []);
    await close();
  }
});

test("a link with a broken template shows what is wrong with it, and so does a reload", async () => {
  const text = TEMPLATE.replace("AWS::SQS::Queue", "AWS::SQS::Queue\n    Properties: { VisibilityTimeout: 99999 }");
  const opened = await site.open({ path: `#v1.z:${deflateRawSync(Buffer.from(text)).toString("base64url")}` });
  const { page, errors, close } = opened;
  const problem = page.locator(".problems__row", { hasText: "43200" });
  await problem.waitFor();
  await page.reload();
  await problem.waitFor();
  assert.equal(await cards(page).count(), 1);
  assert.deepEqual(errors, []);
  await close();
});

test("a pasted template opens, and other text is left alone", async () => {
  const opened = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await untilTitle(page, FIRST);
  const paste = async (text) => {
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await page.keyboard.press("ControlOrMeta+V");
  };
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  const before = await undo.getAttribute("title");
  await paste("Dear all, the resources are in the attachment");
  await paste(TEMPLATE);
  await untilTitle(page, "Brought along");
  // The step before is the beginning: what was no template made none.
  await undo.click();
  await untilTitle(page, FIRST);
  assert.equal(await undo.getAttribute("title"), before);
  await paste(TEMPLATE);
  await untilTitle(page, "Brought along");
  // Into a field, a paste is a paste.
  const field = page.getByRole("searchbox", { name: "Search what to add" });
  await field.click();
  await paste(TEMPLATE.replace("Brought along", "Not this one"));
  await page.waitForFunction(() => document.activeElement.value.includes("Not this one"));
  assert.equal(await page.locator(".topbar__title").textContent(), "Brought along");
  assert.deepEqual(errors, []);
  await close();
});

test("what is no template leaves the picture as it is and says why", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await untilTitle(page, FIRST);
  await cards(page).nth(4).waitFor();
  const count = await cards(page).count();
  assert.ok(count > 3);

  await drop(page, ".canvas", { files: [{ name: "cat.png", bytes: [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] }] });
  await page.getByRole("status").filter({ hasText: "cat.png is not a text file" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Undo", exact: true }).isDisabled(), true);

  await drop(page, ".canvas", { files: [file("broken.yaml", "Resources:\n  A: [1, 2\n  B:\n    Type: {{{\n")] });
  const problems = page.locator(".problems__row");
  await problems.filter({ hasText: "line 3" }).waitFor();
  await problems.filter({ hasText: "still those of the text before" }).waitFor();
  assert.equal(await cards(page).count(), count);
  await untilTitle(page, FIRST);
  const clock = page.getByLabel("Simulated time");
  const then = await clock.textContent();
  await page.waitForFunction((then) => document.querySelector(".transport__now").textContent !== then, then);

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await problems.first().waitFor({ state: "detached" });
  assert.equal(await cards(page).count(), count);
  assert.deepEqual(errors, []);
  await close();
});

test("an emptied template is a new document, now and after a reload", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await untilTitle(page, FIRST);
  await page.getByRole("tab", { name: "Template" }).first().click();
  await page.getByRole("textbox", { name: "Template" }).fill("");
  await page.getByRole("button", { name: "Apply" }).click();
  await cards(page).first().waitFor({ state: "detached" });
  assert.equal(await page.locator(".topbar__title").textContent(), "untitled");
  await page.reload();
  await untilAlive(opened);
  await page.locator(".canvas__invitation").waitFor();
  assert.equal(await page.locator(".topbar__title").textContent(), "untitled");
  assert.deepEqual(errors, []);
  await close();
});

test("two tabs on one document never overwrite each other's work", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("button", { name: /SNS topic/ }).first().click();
  await cards(page).filter({ hasText: "SNS topic" }).waitFor();

  // A tab that is duplicated begins with a copy of what the first one keeps for itself.
  const copying = page.context().waitForEvent("page", { timeout: PATIENCE_MS });
  await page.evaluate(() => window.open(location.href));
  const copy = await copying;
  await cards(copy).filter({ hasText: "SNS topic" }).waitFor();
  await copy.getByRole("button", { name: /SQS queue/ }).first().click();
  await cards(copy).filter({ hasText: "SQS queue" }).waitFor();
  await page.getByRole("button", { name: /S3 bucket/ }).first().click();
  await cards(page).filter({ hasText: "S3 bucket" }).waitFor();

  const kinds = async (tab) => {
    await tab.reload();
    await cards(tab).nth(1).waitFor();
    return (await tab.locator(".canvas__kind").allTextContents()).sort();
  };
  assert.deepEqual(await kinds(page), ["S3 bucket", "SNS topic"]);
  assert.deepEqual(await kinds(copy), ["SNS topic", "SQS queue"]);
  assert.deepEqual(errors, []);
  await close();
});
