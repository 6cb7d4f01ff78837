// Nothing is lost: documents by name, earlier versions, two tabs, a full storage, what older versions of the page kept,
// and what a crash leaves behind.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { breakDown, openSite, PATIENCE_MS, screenshot, untilAlive } from "./support.mjs";
import { untilKept, untilStill } from "./waits.mjs";

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();
const cards = (page) => page.locator(".canvas__card");
const card = (page, kind) => cards(page).filter({ hasText: kind });
const untilTitle = (page, title) => page.locator(".topbar__title", { hasText: title }).waitFor();

/** Adds a card by the palette. */
async function add(page, kind) {
  await page.locator(".palette__entry", { hasText: kind }).first().click();
  await card(page, kind).first().waitFor();
}

/** Begins a document of one's own with a beginning of the empty canvas. */
async function begin(page, title) {
  await press(page, "New");
  await page.locator(".starters__choice", { hasText: title }).click();
  await untilTitle(page, title);
}

async function openDocuments(page) {
  await page.locator(".topbar__title").click();
  await page.getByRole("dialog", { name: "Your documents" }).waitFor();
}

/** Lets nothing be written from now on whose key ends with `end`, as a browser does whose storage is full; `mend` ends it. */
async function refuse(page, end = "") {
  await page.evaluate((end) => {
    window.setItem ??= Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (this === localStorage && key.endsWith(end)) throw new DOMException("full", "QuotaExceededError");
      window.setItem.call(this, key, value);
    };
  }, end);
}

const mend = (page) => page.evaluate(() => (Storage.prototype.setItem = window.setItem));

/** Which document the page shows. */
const openId = (page) => page.evaluate(() => sessionStorage.getItem("lambdarium.open"));

const stored = (page, id) => page.evaluate((id) => JSON.parse(localStorage.getItem(`lambdarium.document.${id}`)), id);

const titles = (page) => page.locator(".documents__title").allTextContents();

/** Writes a document as another tab does that has come and gone meanwhile. */
async function writeElsewhere(page, id) {
  await page.evaluate((id) => {
    const setItem = window.setItem ?? Storage.prototype.setItem;
    const record = JSON.parse(localStorage.getItem(`lambdarium.document.${id}`));
    setItem.call(localStorage, `lambdarium.document.${id}`, JSON.stringify({ ...record, text: `${record.text}# theirs\n` }));
    setItem.call(localStorage, `lambdarium.writer.${id}`, "another");
  }, id);
}

/** All documents that are kept and not deleted, by their titles. */
const keptByTitle = (page) =>
  page.evaluate(() => {
    const keys = Object.keys({ ...localStorage }).filter((key) => key.startsWith("lambdarium.document."));
    const records = keys.map((key) => JSON.parse(localStorage.getItem(key))).filter((it) => !it.deleted_ms);
    return Object.fromEntries(records.map((record) => [record.title, record.text]));
  });

/** Does what saves a file, and returns its text. */
async function savedBy(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return readFile(await download.path(), "utf8");
}

/** Begins a document, changes it while the browser does not take it any more, and goes on to another. Returns its id. */
async function leaveUnkept(page) {
  await begin(page, "Queue and function");
  await untilKept(page);
  const id = await openId(page);
  await refuse(page, `.document.${id}`);
  await add(page, "SNS topic");
  await page.getByRole("button", { name: "Not kept: save it", exact: true }).waitFor();
  await begin(page, "Bucket and function");
  await page.getByRole("button", { name: "Queue and function is not kept: save it" }).waitFor();
  await untilKept(page);
  return id;
}

/** Opens the page, does something, and sees to it that the page reported no error. */
async function visit(work, options = {}) {
  const opened = await site.open(options);
  await untilAlive(opened);
  await cards(opened.page).first().waitFor();
  await work(opened.page, opened);
  assert.deepEqual(opened.errors, []);
  await opened.close();
}

/** Opens another tab of the same browser, with a session of its own. */
async function anotherTab(page) {
  const tab = await page.context().newPage();
  await tab.goto(page.url(), { timeout: PATIENCE_MS });
  await cards(tab).first().waitFor();
  return tab;
}

test("new keeps the open document, and documents are opened, renamed, copied, deleted and brought back", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    await begin(page, "Bucket and function");
    await openDocuments(page);
    assert.deepEqual(await titles(page), ["Bucket and function", "Queue and function"]);
    assert.equal(await page.locator(".documents__entry .thumbnail__card").count(), 5);
    await screenshot(page, "documents");

    await page.getByRole("button", { name: "Rename Queue and function" }).click();
    const field = page.getByRole("textbox", { name: "New name" });
    await field.fill("Orders, the second try");
    await field.press("Enter");
    await page.locator(".documents__title", { hasText: "Orders, the second try" }).waitFor();
    await page.getByRole("button", { name: "Duplicate Orders, the second try" }).click();
    await page.locator(".documents__title", { hasText: "Copy of Orders, the second try" }).waitFor();

    await page.getByRole("button", { name: "Delete Copy of Orders, the second try" }).click();
    await page.locator(".documents__deleted", { hasText: "Copy of Orders" }).waitFor();
    assert.equal((await titles(page)).length, 2);
    await page.locator(".documents__deleted").getByRole("button", { name: "Undo" }).click();
    await page.locator(".documents__title", { hasText: "Copy of Orders" }).waitFor();

    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as a file: Orders, the second try" }).click();
    assert.equal((await saved).suggestedFilename(), "Orders--the-second-try.yaml");

    await page.locator(".documents__open", { hasText: /^Orders, the second try/ }).click();
    await untilTitle(page, "Orders, the second try");
    await card(page, "Jobs").waitFor();
    // Opening is a step, and undo goes back to the document before.
    await press(page, "Undo");
    await untilTitle(page, "Bucket and function");
    await card(page, "Uploads").waitFor();
  });
});

test("the open document is renamed as a step, and deleting it leaves an empty page that undo fills again", async () => {
  await visit(async (page) => {
    await begin(page, "Bucket and function");
    await openDocuments(page);
    await page.getByRole("button", { name: "Rename Bucket and function" }).click();
    await page.getByRole("textbox", { name: "New name" }).fill("Pictures");
    await page.getByRole("textbox", { name: "New name" }).press("Enter");
    await page.locator(".documents__title", { hasText: "Pictures" }).waitFor();
    await page.getByRole("button", { name: "Delete Pictures" }).click();
    await page.locator(".documents__deleted").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.locator(".starters").waitFor();
    await press(page, "Undo");
    await untilTitle(page, "Pictures");
    await openDocuments(page);
    // It is there again once no other tab has answered that it has the document.
    await page.locator(".documents__title", { hasText: "Pictures" }).waitFor();
    assert.deepEqual(await titles(page), ["Pictures"]);
  });
});

test("an earlier version is looked at, compared and gone back to, and undo takes that back", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    await untilKept(page);
    await add(page, "SNS topic");
    await untilKept(page);
    await openDocuments(page);
    await page.getByRole("button", { name: "Earlier versions…" }).click();
    const rows = page.locator(".versions__row");
    await rows.first().waitFor();
    assert.match((await rows.allTextContents()).join("; "), /^Now.*Begin with Queue and function/);
    await page.locator(".versions__line[data-kind=added]", { hasText: "AWS::SNS::Topic" }).waitFor();
    await screenshot(page, "versions");
    await page.getByRole("button", { name: "Go back to this version" }).click();
    await card(page, "SNS topic").waitFor({ state: "detached" });
    assert.match(await page.getByRole("button", { name: "Undo", exact: true }).getAttribute("title"), /Go back to the version of/);
    await press(page, "Undo");
    await card(page, "SNS topic").waitFor();
  });
});

test("steps survive a reload, by name", async () => {
  await visit(async (page) => {
    await begin(page, "Bucket and function");
    await add(page, "SNS topic");
    await untilKept(page);
    await page.reload();
    await card(page, "SNS topic").waitFor();
    const undo = page.getByRole("button", { name: "Undo", exact: true });
    assert.match(await undo.getAttribute("title"), /Undo: Add/);
    await undo.click();
    await card(page, "SNS topic").waitFor({ state: "detached" });
    await undo.click();
    await page.locator(".starters").waitFor();
  });
});

test("who comes back finds the document that was worked on last, and a second tab does not take it away", async () => {
  await visit(async (page) => {
    await begin(page, "Bucket and function");
    await untilKept(page);
    const second = await anotherTab(page);
    await untilTitle(second, "Thumbnails with retries");
    await second.close();
    await page.goto("about:blank");
    const later = await page.context().newPage();
    await later.goto(site.address);
    await untilTitle(later, "Bucket and function");
    await later.close();
  });
});

test("a document that another tab has open is noticed, told, and becomes a copy", async () => {
  await visit(async (page) => {
    await begin(page, "Bucket and function");
    await untilKept(page);
    const second = await anotherTab(page);
    await openDocuments(second);
    await second.locator(".documents__state", { hasText: "Open in another tab" }).waitFor();
    assert.equal(await second.getByRole("button", { name: "Delete Bucket and function" }).isDisabled(), true);
    await second.locator(".documents__open", { hasText: "Bucket and function" }).click();
    await second.getByRole("status").filter({ hasText: "goes on with a copy" }).waitFor();
    await untilTitle(second, "Copy of Bucket and function");
    await add(second, "SQS queue");
    await add(page, "SNS topic");
    for (const [tab, has, lacks] of [
      [page, "SNS topic", "SQS queue"],
      [second, "SQS queue", "SNS topic"],
    ]) {
      await untilKept(tab);
      await tab.reload();
      await card(tab, has).waitFor();
      assert.equal(await card(tab, lacks).count(), 0);
    }
    await second.close();
  });
});

test("a tab that goes on with a copy leaves the original to the tab that has it", async () => {
  await visit(async (page) => {
    // An example that nobody changed is cleared away by its own tab alone.
    const id = await openId(page);
    const second = await anotherTab(page);
    await second.evaluate((id) => addEventListener("pagehide", () => sessionStorage.setItem("lambdarium.open", id)), id);
    await second.reload();
    await second.getByRole("status").filter({ hasText: "goes on with a copy" }).waitFor();
    await untilKept(second);
    assert.ok(await stored(page, id), "the first tab's document is there");
    await page.reload();
    await untilTitle(page, "Thumbnails with retries");
    assert.equal(await openId(page), id);
    await second.close();
  });
});

test("a tab that slept while another wrote goes on with a copy", async () => {
  await visit(async (page) => {
    await begin(page, "Bucket and function");
    await untilKept(page);
    // As another tab does that asked and got no answer.
    await writeElsewhere(page, await openId(page));
    await add(page, "SNS topic");
    await page.getByRole("status").filter({ hasText: "goes on with a copy" }).waitFor();
    await openDocuments(page);
    assert.deepEqual((await titles(page)).sort(), ["Bucket and function", "Copy of Bucket and function"]);
    const theirs = await page.evaluate(() => Object.values({ ...localStorage }).some((text) => text.includes("# theirs")));
    assert.equal(theirs, true);
  });
});

test("what older versions of the page kept is found again", async () => {
  await visit(async (page) => {
    const work = { name: "jobs", title: "jobs", text: "Resources:\n  Old: { Type: AWS::SQS::Queue }\n", saved_ms: 1_700_000_000_000, fragment: "" };
    await page.evaluate((work) => {
      localStorage.setItem("lambdarium.work.1700-1", JSON.stringify(work));
      localStorage.setItem("lambdarium.work.1700-2", JSON.stringify({ ...work, title: "Other jobs" }));
      localStorage.setItem("lambdarium.alive.1700-1", "1");
      sessionStorage.clear();
      sessionStorage.setItem("lambdarium.tab", "1700-1");
    }, work);
    // Leaving the page must not write the session anew.
    await page.evaluate(() => addEventListener("pagehide", () => sessionStorage.setItem("lambdarium.tab", "1700-1")));
    await page.evaluate(() => addEventListener("pagehide", () => sessionStorage.removeItem("lambdarium.open")));
    await page.reload();
    await untilTitle(page, "jobs");
    await card(page, "Old").waitFor();
    await openDocuments(page);
    assert.deepEqual((await titles(page)).sort(), ["Other jobs", "jobs"]);
    const left = await page.evaluate(() => Object.keys({ ...localStorage }).filter((key) => /\.(work|alive)\./.test(key)));
    assert.deepEqual(left, []);
  });
});

test("a full storage is told, with the way out, and the page goes on", async () => {
  await visit(async (page) => {
    await refuse(page);
    await begin(page, "Bucket and function");
    const unkept = page.getByRole("alert").getByRole("button", { name: "Not kept: save it" });
    await unkept.waitFor();
    await openDocuments(page);
    await page.getByRole("alert").filter({ hasText: "your last changes are not kept" }).waitFor();
    await page.keyboard.press("Escape");
    // It is said for as long as it holds, and beside it stands what to do.
    const saved = page.waitForEvent("download");
    await unkept.click();
    assert.equal((await saved).suggestedFilename(), "Bucket-and-function.yaml");
    await unkept.waitFor();
    await mend(page);
    await add(page, "SNS topic");
    await unkept.waitFor({ state: "detached" });
  });
});

test("what cannot be written is told where it was asked for, and costs nothing of what is kept", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    await begin(page, "Bucket and function");
    await untilKept(page);
    await page.evaluate(() => {
      const gone = { name: "gone", title: "gone", text: "Resources: {} # gone\n", saved_ms: 1, fragment: "", deleted_ms: Date.now() };
      localStorage.setItem("lambdarium.document.gone", JSON.stringify(gone));
    });
    const documents = () =>
      page.evaluate(() => Object.entries({ ...localStorage }).filter(([key]) => /\.(document|versions|writer)\./.test(key)).sort());
    await openDocuments(page);
    const before = await documents();
    await refuse(page);
    for (const title of ["Queue and function", "Bucket and function"]) {
      await page.getByRole("button", { name: `Delete ${title}` }).click();
      await page.getByRole("dialog").getByRole("alert").filter({ hasText: "nothing was changed" }).waitFor();
      assert.equal(await page.locator(".documents__deleted").count(), 0);
      assert.equal((await titles(page)).length, 2);
    }
    // The open one is still there, and is the same.
    await page.keyboard.press("Escape");
    await untilTitle(page, "Bucket and function");
    await card(page, "Uploads").waitFor();
    await add(page, "SNS topic");
    await page.getByRole("alert").getByRole("button", { name: "Not kept: save it" }).waitFor();
    assert.deepEqual(await documents(), before);
  });
});

test("what is not kept stays told when another document is opened, until it is kept or saved", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    const id = await openId(page);
    await refuse(page, `.document.${id}`);
    await add(page, "SNS topic");
    await page.getByRole("button", { name: "Not kept: save it", exact: true }).waitFor();
    await begin(page, "Bucket and function");
    const unkept = page.getByRole("alert").getByRole("button", { name: "Queue and function is not kept: save it" });
    await unkept.waitFor();
    assert.equal(await page.getByRole("button", { name: "Not kept: save it", exact: true }).count(), 0);
    const saved = page.waitForEvent("download");
    await unkept.click();
    assert.equal((await saved).suggestedFilename(), "Queue-and-function.yaml");
    await unkept.waitFor({ state: "detached" });
    // Where there is room again, it is kept by itself.
    await page.locator(".topbar__title").click();
    await page.locator(".documents__open", { hasText: "Queue and function" }).click();
    await untilTitle(page, "Queue and function");
    // Whoever has declined the file has lost nothing.
    await card(page, "SNS topic").waitFor();
    await add(page, "SQS queue");
    await begin(page, "SNS fan-out");
    await unkept.waitFor();
    await mend(page);
    await add(page, "SQS queue");
    await unkept.waitFor({ state: "detached" });
    assert.match((await stored(page, id)).text, /AWS::SQS::Queue[^]*AWS::SQS::Queue/);
  });
});

test("what is saved or copied from the list is the document as it is, kept or not", async () => {
  await visit(async (page) => {
    const id = await leaveUnkept(page);
    assert.doesNotMatch((await stored(page, id)).text, /AWS::SNS::Topic/);
    await openDocuments(page);
    const entry = page.locator(".documents__entry", { hasText: "Queue and function" });
    await entry.getByText("Not kept: save it as a file").waitFor();
    assert.equal(await entry.locator(".thumbnail__card").count(), 4);
    await entry.getByRole("button", { name: /^Duplicate/ }).click();
    await page.locator(".documents__title", { hasText: "Copy of Queue and function" }).waitFor();
    assert.match((await keptByTitle(page))["Copy of Queue and function"], /AWS::SNS::Topic/);
    const save = () => page.getByRole("button", { name: "Save as a file: Queue and function" }).click();
    assert.match(await savedBy(page, save), /AWS::SNS::Topic/);
    // The open one as well.
    await page.keyboard.press("Escape");
    await refuse(page);
    await add(page, "SQS queue");
    await openDocuments(page);
    const saveOpen = () => page.getByRole("button", { name: "Save as a file: Bucket and function" }).click();
    assert.match(await savedBy(page, saveOpen), /AWS::SQS::Queue/);
  });
});

test("what is deleted or renamed in the list stays so, though its last changes were not kept before", async () => {
  for (const isDeleted of [true, false]) {
    await visit(async (page) => {
      const id = await leaveUnkept(page);
      await mend(page);
      await openDocuments(page);
      if (isDeleted) {
        await page.getByRole("button", { name: "Delete Queue and function" }).click();
        await page.locator(".documents__deleted", { hasText: "Queue and function" }).waitFor();
      } else {
        await page.getByRole("button", { name: "Rename Queue and function" }).click();
        await page.getByRole("textbox", { name: "New name" }).fill("Orders");
        await page.getByRole("textbox", { name: "New name" }).press("Enter");
        await page.locator(".documents__title", { hasText: "Orders" }).waitFor();
      }
      assert.equal(await page.getByRole("button", { name: /is not kept: save it/ }).count(), 0);
      await page.keyboard.press("Escape");
      await add(page, "SNS topic");
      await untilKept(page);
      const { title, text, deleted_ms } = await stored(page, id);
      assert.deepEqual([title, !!deleted_ms], isDeleted ? ["Queue and function", true] : ["Orders", false]);
      assert.match(text, /AWS::SNS::Topic/);
    });
  }
});

test("what was not kept becomes a copy where another tab wrote the document meanwhile", async () => {
  await visit(async (page) => {
    const id = await leaveUnkept(page);
    await writeElsewhere(page, id);
    const theirs = await stored(page, id);
    await mend(page);
    await openDocuments(page);
    await page.locator(".documents__open", { hasText: "Queue and function" }).click();
    await page.getByRole("status").filter({ hasText: "your changes are in Copy of Queue and function" }).waitFor();
    await untilTitle(page, "Queue and function");
    assert.equal(await card(page, "SNS topic").count(), 0, "it is theirs that is opened");
    await untilKept(page);
    assert.equal((await stored(page, id)).text, theirs.text);
    const copy = (await keptByTitle(page))["Copy of Queue and function"];
    assert.match(copy, /AWS::SNS::Topic/);
    assert.match(copy, /Title: Copy of Queue and function/);
    await openDocuments(page);
    assert.deepEqual((await titles(page)).sort(), ["Bucket and function", "Copy of Queue and function", "Queue and function"]);
  });
});

test("undo that leads back to a document goes on with a copy where another tab wrote it meanwhile", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    await untilKept(page);
    const id = await openId(page);
    await begin(page, "Bucket and function");
    await untilKept(page);
    await writeElsewhere(page, id);
    const theirs = await stored(page, id);
    // An empty document lies between them.
    await press(page, "Undo");
    await page.locator(".starters").waitFor();
    await press(page, "Undo");
    await page.getByRole("status").filter({ hasText: "changed elsewhere meanwhile" }).waitFor();
    await untilTitle(page, "Copy of Queue and function");
    assert.deepEqual(await stored(page, id), theirs);
  });
});

test("a file that cannot be read yet is not taken for the open document", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    await untilKept(page);
    const id = await openId(page);
    const { text } = await stored(page, id);
    const buffer = Buffer.from("Resources:\n  A: [1, 2\n  B: {{{\n");
    await page.locator("input[type=file]").setInputFiles({ name: "broken.yaml", mimeType: "text/yaml", buffer });
    await page.getByRole("status").filter({ hasText: "cannot be read" }).first().waitFor();
    await openDocuments(page);
    assert.equal(await savedBy(page, () => press(page, "Save as a file: Queue and function")), text);
    await press(page, "Delete Queue and function");
    await page.locator(".documents__deleted", { hasText: "Queue and function" }).waitFor();
    assert.deepEqual((await titles(page)).filter((it) => it !== "untitled"), []);
    const deleted = await stored(page, id);
    assert.deepEqual([deleted.text, !!deleted.deleted_ms], [text, true]);
  });
});

test("what is not kept is deleted though the storage is full, and can be had back", async () => {
  for (const wasKept of [true, false]) {
    await visit(async (page) => {
      if (wasKept) {
        await begin(page, "Queue and function");
        await untilKept(page);
      }
      // As a browser does that has room for a mark and for nothing else.
      await page.evaluate(() => {
        window.setItem ??= Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
          const had = this.getItem(key) ?? "";
          const isFull = key.includes(".document.") && value.length > had.length + 40;
          if (this === localStorage && isFull) throw new DOMException("full", "QuotaExceededError");
          window.setItem.call(this, key, value);
        };
      });
      if (!wasKept) {
        await begin(page, "Queue and function");
      }
      await add(page, "SNS topic");
      await page.getByRole("button", { name: "Not kept: save it", exact: true }).waitFor();
      const id = await openId(page);
      await press(page, "New");
      const unkept = page.getByRole("button", { name: "Queue and function is not kept: save it" });
      await unkept.waitFor();
      await openDocuments(page);
      await press(page, "Delete Queue and function");
      await page.locator(".documents__deleted", { hasText: "Queue and function" }).waitFor();
      await unkept.waitFor({ state: "detached" });
      assert.deepEqual((await titles(page)).filter((it) => it !== "untitled"), []);
      assert.equal(!!(await stored(page, id))?.deleted_ms, wasKept);

      await page.locator(".documents__deleted").getByRole("button", { name: "Undo" }).click();
      await page.locator(".documents__title", { hasText: "Queue and function" }).waitFor();
      await unkept.waitFor();
      assert.equal((await stored(page, id))?.deleted_ms ?? null, null);
      assert.match(await savedBy(page, () => press(page, "Save as a file: Queue and function")), /AWS::SNS::Topic/);
    });
  }
});

test("undo that only leads through a document makes no copy of what another tab wrote meanwhile", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    await untilKept(page);
    const id = await openId(page);
    await begin(page, "Bucket and function");
    await untilKept(page);
    await writeElsewhere(page, id);
    const theirs = await stored(page, id);
    // Faster than other tabs have to answer.
    const passed = await page.evaluate(async () => {
      const titles = [];
      for (const name of ["Undo", "Undo", "Redo"]) {
        document.querySelector(`button[aria-label=${name}]`).click();
        await new Promise(requestAnimationFrame);
        titles.push(document.querySelector(".topbar__title").textContent.trim());
      }
      return titles;
    });
    assert.match(passed[1], /Queue and function/);
    await page.locator(".starters").waitFor();
    await untilKept(page);
    assert.deepEqual(await stored(page, id), theirs);
    await openDocuments(page);
    assert.deepEqual((await titles(page)).filter((it) => /Copy/.test(it)), []);
  });
});

test("a document that cannot be read says so where it is renamed", async () => {
  await visit(async (page) => {
    await begin(page, "Bucket and function");
    await page.getByRole("tab", { name: "Template" }).first().click();
    await page.getByRole("textbox", { name: "Template" }).fill("Resources:\n  A: [1, 2\n  B: {{{\n");
    await page.getByRole("button", { name: "Apply" }).click();
    await openDocuments(page);
    await page.getByRole("button", { name: /^Rename / }).first().click();
    const field = page.getByRole("textbox", { name: "New name" });
    await field.fill("Pictures");
    await field.press("Enter");
    await page.getByRole("dialog").getByRole("alert").filter({ hasText: "cannot be read" }).waitFor();
    assert.equal(await field.inputValue(), "Pictures");
  });
});

test("a full storage makes room by what is missed least, and keeps the rest", async () => {
  await visit(async (page) => {
    await begin(page, "Queue and function");
    await untilKept(page);
    await page.evaluate(() => {
      const record = { name: "gone", title: "gone", text: "Resources: {} # gone\n", saved_ms: 1, fragment: "" };
      for (const [id, deleted_ms] of [["older", Date.now() - 2_000], ["newer", Date.now() - 1_000]]) {
        localStorage.setItem(`lambdarium.document.${id}`, JSON.stringify({ ...record, deleted_ms }));
        localStorage.setItem(`lambdarium.versions.${id}`, "p".repeat(4_000));
      }
      // As a browser does whose room is used up to the last character.
      const keep = Storage.prototype.setItem;
      const size = (store) => Object.entries({ ...store }).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
      const room = size(localStorage);
      Storage.prototype.setItem = function (key, value) {
        const had = this.getItem(key);
        const grows = key.length + value.length - (had === null ? 0 : key.length + had.length);
        if (this === localStorage && grows > 0 && size(this) + grows > room) throw new DOMException("full", "QuotaExceededError");
        keep.call(this, key, value);
      };
    });
    await add(page, "SNS topic");
    await page.waitForFunction(() => localStorage.getItem("lambdarium.versions.older") === null);
    const left = await page.evaluate(() => ["document.older", "document.newer", "versions.newer"].map((key) => !!localStorage.getItem(`lambdarium.${key}`)));
    assert.deepEqual(left, [true, true, true]);
    assert.equal(await page.getByRole("button", { name: "Not kept: save it" }).count(), 0);
  });
});

test("a tab that slept while another renamed its document does not write over that", async () => {
  await visit(async (page) => {
    await begin(page, "Bucket and function");
    const id = await openId(page);
    await begin(page, "Queue and function");
    const second = await page.context().newPage();
    // It hears nothing of the others and says nothing to them, as one that the browser has put to sleep.
    await second.addInitScript((id) => {
      sessionStorage.setItem("lambdarium.open", id);
      BroadcastChannel.prototype.postMessage = () => {};
      Object.defineProperty(BroadcastChannel.prototype, "onmessage", { set() {}, get: () => null });
    }, id);
    await second.goto(site.address, { timeout: PATIENCE_MS });
    await untilTitle(second, "Bucket and function");
    await add(second, "SQS queue");
    await untilKept(second);

    await openDocuments(page);
    await page.getByRole("button", { name: "Rename Bucket and function" }).click();
    await page.getByRole("textbox", { name: "New name" }).fill("Pictures");
    await page.getByRole("textbox", { name: "New name" }).press("Enter");
    await page.locator(".documents__title", { hasText: "Pictures" }).waitFor();
    const renamed = await stored(page, id);

    await add(second, "SNS topic");
    await second.getByRole("status").filter({ hasText: "goes on with a copy" }).waitFor();
    await untilTitle(second, "Copy of Bucket and function");
    assert.deepEqual(await stored(page, id), renamed);
    assert.doesNotMatch(renamed.text, /AWS::SNS::Topic/);
    assert.match((await stored(page, await openId(second))).text, /AWS::SNS::Topic/);
    await second.close();
  });
});

/** Breaks the program, and returns the dialog that says so. */
async function crash(page) {
  await breakDown(page);
  return page.getByRole("alertdialog", { name: "Lambdarium has stopped" });
}

test("after a crash the work is there again, or the version before", async () => {
  const opened = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page, close } = opened;
  await untilAlive(opened);
  await cards(page).first().waitFor();
  await begin(page, "Bucket and function");
  await untilKept(page);
  await add(page, "SNS topic");
  const dialog = await crash(page);
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Copy a report" }).click();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(report, /Lambdarium \d+\.\d+\.\d+, seed \d+/);
  assert.match(report, /AWS::SNS::Topic/);
  await dialog.getByRole("button", { name: "Reload" }).click();
  await card(page, "SNS topic").waitFor();
  await (await crash(page)).getByRole("button", { name: "Open the version before" }).click();
  await page.getByRole("status").filter({ hasText: "the version before" }).waitFor();
  await card(page, "Uploads").waitFor();
  assert.equal(await card(page, "SNS topic").count(), 0);
  // What was the last one is not lost either.
  await openDocuments(page);
  await page.getByRole("button", { name: "Earlier versions…" }).click();
  await page.locator(".versions__row", { hasText: "The last change" }).waitFor();
  await close();
});

test("a document that stopped the page twice is not opened a third time by itself", async () => {
  const opened = await site.open();
  const { page, close } = opened;
  await untilAlive(opened);
  await begin(page, "Bucket and function");
  await untilKept(page);
  for (let start = 0; start < 2; start++) {
    await page.reload();
    await card(page, "Uploads").waitFor();
    const dialog = await crash(page);
    await dialog.waitFor();
  }
  await page.reload();
  const dialog = page.getByRole("dialog", { name: "This document was not opened" });
  await dialog.waitFor();
  assert.match(await dialog.textContent(), /stopped twice.*Bucket and function/s);
  assert.match(await dialog.locator(".recovery__text").textContent(), /made by the test|panicked/);
  assert.equal(await cards(page).count(), 0);
  await screenshot(page, "recovery");
  await dialog.getByRole("button", { name: "Open it without playing" }).click();
  await card(page, "Uploads").waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await close();
});

/** Which part of the world is seen. */
const camera = (page) => page.locator(".canvas__world").evaluate((world) => world.style.transform);

const clock = (page) => page.locator(".transport__now").textContent();

test("a reload leads back to the instant, the selection and the pause; another document and undo do, too", async () => {
  await visit(async (page) => {
    await press(page, "Pause");
    const first = cards(page).first();
    await first.focus();
    await page.keyboard.press("Enter");
    const name = await page.locator(".inspector__title").textContent();
    await page.keyboard.press("ArrowRight");
    await page.locator("[data-keys=timeline]").first().click();
    const stands = await clock(page);
    assert.doesNotMatch(stands, /^0:00\.0/);
    await press(page, "Zoom in");
    await press(page, "Zoom in");
    await untilStill(page);
    const looked = await camera(page);
    await page.reload();
    await page.locator(".inspector__title", { hasText: name }).waitFor();
    await page.getByRole("button", { name: "Play", exact: true }).first().waitFor();
    assert.equal(await clock(page), stands);
    await untilStill(page);
    assert.equal(await camera(page), looked);
    const title = await page.locator(".topbar__title").textContent();
    await press(page, "New");
    await page.locator(".starters").waitFor();
    assert.match(await page.getByRole("button", { name: "Undo", exact: true }).getAttribute("title"), /back to/);
    await press(page, "Undo");
    await untilTitle(page, title.trim());
    assert.equal(await clock(page), stands);
    await untilStill(page);
    assert.equal(await camera(page), looked);
  });
});

test("an unchanged template of the gallery stands among the documents while it is open", async () => {
  await visit(async (page) => {
    const title = (await page.locator(".topbar__title").textContent()).trim();
    await openDocuments(page);
    const entry = page.locator(".documents__entry", { hasText: title });
    await entry.getByText("Open here").waitFor();
    await entry.getByText("Unchanged").waitFor();
    assert.equal(await entry.getByRole("button", { name: /^Delete/ }).isDisabled(), true);
  });
});

test("a page that the browser had only put aside forgets the place that it had kept when it comes back", async () => {
  await visit(async (page) => {
    const place = () => page.evaluate(() => sessionStorage.getItem("lambdarium.place"));
    const tell = (name) => page.evaluate((name) => dispatchEvent(new PageTransitionEvent(name, { persisted: true })), name);
    await tell("pagehide");
    assert.ok(await place());
    await tell("pageshow");
    assert.equal(await place(), null);
  });
});
