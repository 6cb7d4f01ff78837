// The inspector: fields that are checked while one types, behaviour and traffic as curves, actions as forms.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { AxeBuilder } from "@axe-core/playwright";

import { openSite, screenshot, template, unspoken, untilAlive } from "./support.mjs";
import { nextFrame } from "./waits.mjs";

const POLLED = template("polled");

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

async function openText(page, text) {
  const file = { name: "template.yaml", mimeType: "text/yaml", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
}

async function openGallery(page, title) {
  await page.getByRole("button", { name: "Gallery" }).first().click();
  await page.locator(".gallery__entry", { hasText: title }).click();
  await page.locator(".topbar__title", { hasText: title }).waitFor({ state: "attached" });
}

/** Selects a card as a keyboard does, wherever the camera is. */
async function select(page, name) {
  await page.locator(`.canvas__card[aria-label^="${name}"]`).first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".inspector__title", { hasText: name }).waitFor();
}

const tab = (page, name) => page.locator(".inspector__tabs").getByRole("tab", { name }).click();
const setting = (page, label) => page.locator(".field").filter({ has: page.getByLabel(label, { exact: true }) });

test("a wrong value is told in AWS's words while one types, at every field it concerns, and Escape gives it up", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  const timeout = page.getByRole("textbox", { name: "Timeout", exact: true });
  await timeout.focus();
  await timeout.press("Control+a");
  await timeout.pressSequentially("61");
  const aws = "Queue visibility timeout: 60 seconds is less than Function timeout: 61 seconds";
  const notice = setting(page, "Timeout").locator(".field__notice", { hasText: aws });
  await notice.waitFor();
  await screenshot(page, "inspector-typing");
  await timeout.press("Escape");
  await notice.waitFor({ state: "detached" });
  assert.equal(await timeout.inputValue(), "10");
  await timeout.fill("61");
  await timeout.press("Enter");
  await notice.waitFor();
  await select(page, "Jobs");
  await setting(page, "VisibilityTimeout").locator(".field__notice", { hasText: aws }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

/** The redo of this page, as a key. */
const REDO = "Control+Shift+z";

/** Waits until a field shows a value: what the document says comes with the next turn of the page. */
const shows = async (page, field, value) =>
  page.waitForFunction(([it, value]) => it.value === value, [await field.elementHandle(), value]);

test("undo in a field takes back what is typed, then the document's steps, and never sets again what was set", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Jobs");
  const wait = page.getByRole("textbox", { name: "VisibilityTimeout", exact: true });
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await wait.focus();
  await wait.press("Control+a");
  await wait.pressSequentially("90");
  await wait.press("Enter");
  await wait.press("Control+a");
  await wait.pressSequentially("75");
  await wait.press("Enter");
  // What is typed and not set.
  await wait.press("End");
  await wait.pressSequentially("5");
  await shows(page, wait, "755");
  await wait.press("Control+z");
  await shows(page, wait, "75");
  await wait.press(REDO);
  await shows(page, wait, "755");
  await wait.press("Control+z");
  // Nothing typed is left: the document's steps.
  await wait.press("Control+z");
  await shows(page, wait, "90");
  await wait.press("Control+z");
  await shows(page, wait, "60");
  await wait.press(REDO);
  await shows(page, wait, "90");
  await wait.press("Tab");
  await shows(page, wait, "90");
  assert.match(await undo.getAttribute("title"), /VisibilityTimeout/);
  await undo.click();
  await shows(page, wait, "60");
  // A step back in a text that is not set is set by leaving the field, as typing it is.
  await wait.focus();
  await wait.press("Control+a");
  await wait.pressSequentially("120");
  await wait.press("Control+a");
  await wait.pressSequentially("7");
  await wait.press("Control+z");
  await shows(page, wait, "120");
  await wait.press("Tab");
  await undo.click();
  await shows(page, wait, "60");
  // The run's settings are fields of the document, too.
  await page.getByRole("tab", { name: "Run" }).click();
  const seed = page.getByRole("textbox", { name: "Seed" });
  const before = await seed.inputValue();
  await seed.fill("many");
  await page.locator(".field__notice", { hasText: `it stays ${before}` }).waitFor();
  await seed.press("Tab");
  await page.getByRole("button", { name: "Other luck" }).click();
  await page.waitForFunction(([it, before]) => ![before, "many"].includes(it.value), [await seed.elementHandle(), before]);
  assert.equal(await page.locator(".field__notice", { hasText: "it stays" }).count(), 0);
  await undo.click();
  await shows(page, seed, before);
  await seed.fill("4711");
  await seed.press("Enter");
  await seed.press("Control+z");
  await shows(page, seed, before);
  assert.deepEqual(errors, []);
  await close();
});

test("a new line in a field of several lines is typed like any letter: it sets nothing, and undo takes it back", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Jobs");
  await page.getByRole("searchbox", { name: "Find a setting" }).fill("sourceQueueArns");
  const json = page.getByRole("textbox", { name: /sourceQueueArns/ });
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  const before = await undo.getAttribute("title");
  await json.focus();
  await json.pressSequentially("a");
  await json.press("Enter");
  await json.pressSequentially("b");
  await shows(page, json, "a\nb");
  for (const text of ["a\n", "a", ""]) {
    await json.press("Control+z");
    await shows(page, json, text);
  }
  for (const text of ["a", "a\n"]) {
    await json.press(REDO);
    await shows(page, json, text);
  }
  // What a step of undo has put there is set by leaving the field alone.
  await json.press("Enter");
  await shows(page, json, "a\n\n");
  assert.equal(await undo.getAttribute("title"), before);
  assert.deepEqual(errors, []);
  await close();
});

test("what AWS refuses is told with what is simulated meanwhile, in the field, at the card and in the list", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  const timeout = page.getByRole("textbox", { name: "Timeout", exact: true });
  const told = "AWS refuses this: 0 is not between 1 and 900. Simulated with 3 s, the default";
  await timeout.fill("0");
  await timeout.press("Enter");
  await setting(page, "Timeout").locator(".field__notice", { hasText: told }).waitFor();
  assert.equal(await timeout.getAttribute("aria-invalid"), "true");
  await page.locator(`.canvas__badge[title="${told}"]`).waitFor();
  await page.getByRole("tab", { name: /Problems/ }).click();
  await page.locator(".problems__message", { hasText: told }).waitFor();
  await screenshot(page, "inspector-refused");
  await timeout.fill("1e9");
  await timeout.press("Tab");
  await setting(page, "Timeout").locator(".field__notice", { hasText: "1000000000 is not between 1 and 900" }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("what is wrong with a law follows what is set, also after a letter that was taken back", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  const law = page.locator(".behaviour__law").first();
  const takes = law.getByRole("textbox").first();
  const notice = law.locator(".field__notice");
  const before = await takes.inputValue();
  // While one types it is told once the hand rests, and Escape gives it up.
  await takes.fill("soon");
  await notice.waitFor();
  await takes.press("Escape");
  await notice.waitFor({ state: "detached" });
  assert.equal(await takes.inputValue(), before);
  await takes.fill("soon");
  await takes.press("Enter");
  await notice.waitFor();
  await page.waitForFunction((it) => it.getAttribute("aria-invalid") === "true", await takes.elementHandle());
  await takes.press("End");
  await takes.press("0");
  await takes.press("Backspace");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await notice.waitFor({ state: "detached" });
  assert.deepEqual([await takes.inputValue(), await takes.getAttribute("aria-invalid")], [before, "false"]);
  assert.deepEqual(errors, []);
  await close();
});

test("what is selected anew is shown from its beginning", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  const side = page.locator(".side__content");
  await side.evaluate((it) => it.scrollTo(0, it.scrollHeight));
  assert.ok(await side.evaluate((it) => it.scrollTop > 0), "there is more than fits");
  await select(page, "Jobs");
  await page.waitForFunction(() => document.querySelector(".side__content").scrollTop === 0);
  assert.deepEqual(errors, []);
  await close();
});

test("a setting that does nothing here is disabled and says why", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  await page.getByRole("searchbox", { name: "Find a setting" }).fill("retry");
  const retries = page.getByRole("textbox", { name: "MaximumRetryAttempts" });
  await retries.waitFor();
  assert.equal(await retries.isDisabled(), true);
  const why = setting(page, "MaximumRetryAttempts").locator(".entry__idle");
  assert.match(await why.textContent(), /No effect here: Only a queue's mapping invokes this function/);
  assert.match(await why.getAttribute("title"), /^ASYNC-17: /);
  assert.deepEqual(errors, []);
  await close();
});

test("traffic is added, drawn, set to other times, and taken back", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Jobs");
  await tab(page, "Interact");
  await page.getByRole("button", { name: "Add traffic" }).click();
  await tab(page, "Configure");
  const curve = page.locator(".traffic__curve");
  await curve.waitFor();
  assert.match(await curve.getAttribute("aria-label"), /^\d+ sends in this run$/);
  await page.getByLabel("When it sends").selectOption("At");
  await page.getByRole("textbox", { name: "At", exact: true }).fill("1s, 2s, 3s");
  await page.getByRole("textbox", { name: "At", exact: true }).press("Enter");
  await page.locator(".traffic__words", { hasText: "3 sends in this run" }).waitFor();
  await screenshot(page, "inspector-traffic");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".traffic__words", { hasText: "2 sends in this run" }).waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("a client's input that says the same in another form is no draft, and undo shows what was there before", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Jobs");
  await tab(page, "Interact");
  await page.getByRole("button", { name: "Add traffic" }).click();
  await tab(page, "Configure");
  await page.locator(".send__raw > summary").click();
  const json = page.getByRole("textbox", { name: /^Input of .*, as JSON$/ });
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  const first = await json.inputValue();
  const second = JSON.stringify({ MessageBody: "second" }, null, 2);
  const set = async (text) => {
    await json.fill(text);
    await json.press("Tab");
  };
  await set(second);
  await page.waitForFunction(() => /Input/.test(document.querySelector("button[aria-label=Undo]").title));
  await set(JSON.stringify(JSON.parse(second)));
  await shows(page, json, second);
  await undo.click();
  await shows(page, json, first);
  // To look at it sets nothing.
  const before = await undo.getAttribute("title");
  await json.focus();
  await json.press("Tab");
  assert.deepEqual([await json.inputValue(), await undo.getAttribute("title")], [first, before]);
  assert.deepEqual(errors, []);
  await close();
});

test("what cannot be set because the template cannot be read stays where it was typed", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, SUBSCRIBED);
  const breakText = async () => {
    await page.getByRole("tab", { name: "Template" }).first().click();
    const text = page.getByRole("textbox", { name: "Template" });
    await text.fill(`${await text.inputValue()}  A: [1, 2\n  B: {{{\n`);
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("status").filter({ hasText: "cannot be read" }).first().waitFor();
  };
  await select(page, "Gold");
  await tab(page, "Interact");
  await page.getByRole("button", { name: "Add traffic" }).click();
  await breakText();
  await tab(page, "Configure");
  await page.locator(".send__raw > summary").click();
  const json = page.getByRole("textbox", { name: /^Input of .*, as JSON$/ });
  const mine = JSON.stringify({ MessageBody: "mine" }, null, 2);
  await json.fill(mine);
  await json.press("Tab");
  await page.getByRole("status").filter({ hasText: "cannot be read" }).first().waitFor();
  assert.equal(await json.inputValue(), mine);

  await page.getByRole("navigation", { name: "Wires" }).getByRole("button", { name: /News to Gold/ }).press("Enter");
  const value = (name) => page.getByRole("textbox", { name: `With what ${name} is compared`, exact: true });
  const says = async (field) => page.waitForFunction((it) => it.getAttribute("aria-invalid") === "true", await field.elementHandle());
  await value("store").fill("porto");
  await value("store").press("Enter");
  await says(value("store"));
  assert.equal(await value("store").inputValue(), "porto");
  await page.getByRole("textbox", { name: /^New field in / }).fill("city");
  await value("the new field").fill("porto");
  await value("the new field").press("Enter");
  await says(value("the new field"));
  assert.equal(await value("the new field").inputValue(), "porto");
  assert.deepEqual(errors, []);
  await close();
});

test("a rule of failure is added, runs, and is taken away again", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  await page.getByRole("group", { name: "Add a rule: When an invocation fails" }).getByRole("button", { name: "All", exact: true }).click();
  await page.locator(".field__row-words", { hasText: "Everything: raises an error" }).waitFor();
  await select(page, "Jobs");
  await tab(page, "Interact");
  await page.getByRole("button", { name: "Send a message: 1", exact: true }).click();
  await page.locator(".log__row", { hasText: "made it fail" }).first().waitFor();
  await page.locator(".deeds__words", { hasText: "SendMessage" }).waitFor();
  await select(page, "Work");
  await tab(page, "Configure");
  await page.getByRole("button", { name: "Remove the rule: Everything: raises an error" }).click();
  await page.locator(".field__row").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await close();
});

test("a name is added with its value, and takes nothing of what is there away", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED.replace("Timeout: 10", "Timeout: 10\n      Environment: { Variables: { A: x } }"));
  await select(page, "Work");
  const name = page.getByRole("textbox", { name: /^New name in .*Variables/ });
  await page.locator(".inspector__section-title", { hasText: "More" }).click();
  await name.fill("B");
  await name.press("Enter");
  const value = page.getByRole("textbox", { name: /^New value in .*Variables/ });
  assert.equal(await value.evaluate((field) => field === document.activeElement), true);
  const pairs = page.locator(".field__pair-name");
  assert.deepEqual(await pairs.allTextContents(), ["A"]);
  await value.press("Enter");
  await pairs.nth(1).waitFor();
  assert.deepEqual(await pairs.allTextContents(), ["A", "B"]);
  // What is there is not taken for another one; a name is on its way to others until it is left.
  await name.fill("A");
  assert.equal(await name.getAttribute("aria-invalid"), "false");
  await name.press("Tab");
  await page.locator(".field__notice", { hasText: "A is there already" }).waitFor();
  assert.equal(await name.getAttribute("aria-invalid"), "true");
  await name.press("Enter");
  await page.getByRole("button", { name: "Add", exact: true }).first().click();
  assert.deepEqual(await pairs.allTextContents(), ["A", "B"]);
  assert.equal(await name.inputValue(), "A");
  // Each is tied to what is said of it.
  const ids = (await page.getByRole("textbox", { name: "A", exact: true }).getAttribute("aria-describedby")).split(" ");
  assert.ok(await page.evaluate((id) => document.getElementById(id)?.matches(".field__notices"), ids[0]));
  assert.deepEqual(await unspoken(page), []);
  assert.deepEqual(errors, []);
  await close();
});

const SUBSCRIBED = `Resources:
  News: { Type: 'AWS::SNS::Topic' }
  Gold: { Type: 'AWS::SQS::Queue' }
  ToGold:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Gold.Arn, FilterPolicy: { store: [lisbon], sum: [{ numeric: ['=', 4] }] } }
`;

test("a line of a filter stands for nothing but what is there, and what cannot be set says why at its own field", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, SUBSCRIBED);
  await page.getByRole("navigation", { name: "Wires" }).getByRole("button", { name: /News to Gold/ }).press("Enter");
  const value = (name) => page.getByRole("textbox", { name: `With what ${name} is compared`, exact: true });
  const says = async (field) => {
    const [first] = (await field.getAttribute("aria-describedby")).split(" ");
    return page.evaluate((id) => document.getElementById(id).textContent, first);
  };
  const isWrong = async (field, is) =>
    page.waitForFunction(([it, is]) => it.getAttribute("aria-invalid") === String(is), [await field.elementHandle(), is]);
  const undo = page.getByRole("button", { name: "Undo", exact: true });

  // What is wrong is told while one types, Escape gives it up, and what is set elsewhere takes its place.
  await value("sum").fill("many");
  await isWrong(value("sum"), true);
  assert.match(await says(value("sum")), /Write a number/);
  await value("sum").press("Escape");
  await isWrong(value("sum"), false);
  assert.equal(await value("sum").inputValue(), "= 4");
  await value("sum").fill("5");
  await value("sum").press("Enter");
  await shows(page, value("sum"), "= 5");
  await value("sum").fill("many");
  await value("store").focus();
  await isWrong(value("sum"), true);
  assert.equal(await value("sum").inputValue(), "many");
  await undo.click();
  await shows(page, value("sum"), "= 4");
  await isWrong(value("sum"), false);

  // How it is compared is chosen for the line, and goes with it.
  const how = page.getByRole("combobox", { name: "How store is compared" });
  await value("store").fill("berlin");
  await value("store").press("Enter");
  await how.selectOption("is a number");
  await isWrong(value("store"), true);
  assert.match(await says(value("store")), /Write a number/);
  assert.equal(await says(how), await says(value("store")));
  await undo.click();
  await shows(page, value("store"), "lisbon");
  await isWrong(value("store"), false);
  assert.deepEqual([await how.inputValue(), await says(value("store"))], ["is one of", ""]);
  assert.deepEqual(await unspoken(page), []);

  // A new line takes the place of none.
  const name = page.getByRole("textbox", { name: /^New field in / });
  const lines = page.locator(".field__line-name");
  await name.fill("store");
  await name.press("Tab");
  await isWrong(name, true);
  assert.match(await says(name), /store is there already/);
  await value("the new field").fill("porto");
  await value("the new field").press("Enter");
  await isWrong(name, true);
  assert.equal(await value("store").inputValue(), "lisbon");
  await name.fill("");
  await isWrong(name, false);
  await value("the new field").press("Enter");
  await isWrong(name, true);
  assert.match(await says(name), /It needs a name/);
  await name.fill("city");
  await value("the new field").fill(",");
  await value("the new field").press("Enter");
  await isWrong(value("the new field"), true);
  assert.deepEqual([await says(value("the new field")), await name.getAttribute("aria-invalid")], ["Say with what it is compared", "false"]);
  await value("the new field").fill("porto");
  await value("the new field").press("Enter");
  await lines.nth(2).waitFor();
  assert.deepEqual(await lines.allTextContents(), ["store", "sum", "city"]);
  assert.deepEqual([await name.inputValue(), await value("the new field").inputValue()], ["", ""]);
  // Escape gives up what is begun, and leaves what is selected.
  await name.fill("body");
  await name.press("Escape");
  assert.deepEqual([await name.inputValue(), await lines.count()], ["", 3]);
  assert.deepEqual(await unspoken(page), []);
  assert.deepEqual(errors, []);
  await close();
});

test("JSON that is none stays where it is typed, and drafts and open rows stay with what they are of", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  const add = page.getByRole("group", { name: "Add a rule: When an invocation fails" }).getByRole("button", { name: "All", exact: true });
  const rows = page.locator(".field__row");
  await add.click();
  await rows.first().waitFor();
  const raw = page.locator(".field:has(> .field__rows > .field__row) > .field__raw");
  await raw.locator("summary").click();
  const json = raw.getByRole("textbox");
  const whole = await json.inputValue();
  const broken = whole.replace(/\}\s*\]$/, "]");
  await json.fill(broken);
  await json.press("Tab");
  await raw.locator(".field__notice", { hasText: "Until that is mended, it stays" }).waitFor();
  assert.deepEqual([await json.inputValue(), await rows.count()], [broken, 1]);
  // Mended, it is set; and what was put on lines of its own follows an undo.
  await json.fill(JSON.stringify([...JSON.parse(whole), ...JSON.parse(whole)]));
  await raw.getByRole("button", { name: "Format" }).click();
  await rows.nth(1).waitFor();
  assert.equal(await raw.locator(".field__notice").count(), 0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await rows.nth(1).waitFor({ state: "detached" });
  assert.equal(await json.inputValue(), whole);

  // What stands open stays so when the one above it goes.
  await page.getByRole("group", { name: "Add a rule: When an invocation fails" }).getByRole("button").nth(1).click();
  await rows.nth(1).locator("details[open]").waitFor();
  const words = await rows.nth(1).locator("summary").textContent();
  await rows.first().locator("summary").click();
  await rows.first().locator("details:not([open])").waitFor();
  await rows.first().getByRole("button", { name: /^Remove the rule/ }).click();
  await rows.nth(1).waitFor({ state: "detached" });
  assert.equal(await rows.first().locator("summary").textContent(), words);
  assert.equal(await rows.first().locator("details[open]").count(), 1);
  assert.deepEqual(errors, []);
  await close();
});

test("a message is published with attributes, and the filters decide by them", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const filtered = (city) => `
  To${city}:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt ${city}.Arn, FilterPolicy: { store: [${city.toLowerCase()}] } }
  ${city}: { Type: 'AWS::SQS::Queue' }`;
  await openText(page, `Resources:\n  News: { Type: 'AWS::SNS::Topic' }${filtered("Berlin")}${filtered("Lisbon")}\n`);
  await select(page, "News");
  await tab(page, "Interact");
  await page.locator(".send__input-name").first().click();
  await page.getByRole("textbox", { name: "Value 1 of MessageAttributes" }).fill("lisbon");
  await screenshot(page, "inspector-publish");
  // What is wrong is told where a region stood before: one that comes together with its words is not listened to.
  await page.locator(".send__form > .told").evaluate((region) => (region.dataset.stood = "here"));
  await page.locator(".send__raw > summary").click();
  const json = page.getByRole("textbox", { name: /^Input of .*, as JSON$/ });
  const input = await json.inputValue();
  await json.fill("{");
  await page.locator(".told[data-stood=here]", { hasText: "The JSON ends before its map is closed" }).waitFor({ state: "attached" });
  await json.fill(input);
  await page.getByRole("button", { name: "Publish a message: 1", exact: true }).click();
  await page.locator(".log__row", { hasText: /filter/i }).first().waitFor();
  const holds = (city, count) => page.locator(`.canvas__card[aria-label^="${city}"][aria-label*="${count} visible"]`).waitFor();
  await holds("Lisbon", 1);
  await holds("Berlin", 0);
  assert.deepEqual(errors, []);
  await close();
});

test("the template of the selected thing is coloured, numbered, and leads to its line", async () => {
  const opened = await site.open();
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await openText(page, POLLED);
  await select(page, "Work");
  await tab(page, "Template");
  assert.equal(await page.locator(".inspector__line-number").first().textContent(), "7");
  assert.equal(await page.locator(".inspector__token[data-kind=tag]").first().textContent(), "!GetAtt");
  await page.getByRole("button", { name: "Edit in the text" }).click();
  const field = page.getByRole("textbox", { name: "Template", exact: true });
  await field.waitFor();
  await page.waitForFunction(() => {
    const { value, selectionStart, selectionEnd } = document.querySelector(".template-text__field");
    return value.slice(selectionStart, selectionEnd) === "  Work:";
  });
  assert.deepEqual(errors, []);
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of [["wide", { width: 1440, height: 900 }], ["narrow", { width: 390, height: 844 }]]) {
    test(`nothing in the inspector keeps anybody out: ${colorScheme}, ${size}`, async () => {
      const opened = await site.open({ colorScheme, viewport });
      const { page, errors, close } = opened;
      await untilAlive(opened);
      await openGallery(page, "Thumbnails");
      for (const name of ["Thumbnail,", "Uploads,", "Failed,", "visitors,"]) {
        await page.locator(`.canvas__card[aria-label^="${name}"]`).first().focus();
        await page.keyboard.press("Enter");
        await page.locator(".inspector__title", { hasText: name.slice(0, -1) }).waitFor();
        // A client is set and not acted on, so it has no part for that.
        const parts = await page.locator(".inspector__tabs").getByRole("tab").allTextContents();
        assert.ok(parts.includes("Configure") && parts.includes("Template"), parts.join());
        for (const part of ["Configure", "Interact", "Template"].filter((part) => parts.includes(part))) {
          await tab(page, part);
          await page.locator(".side details").evaluateAll((all) => all.forEach((it) => (it.open = true)));
          await nextFrame(page);
          const { violations } = await new AxeBuilder({ page }).include(".side").analyze();
          assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], `${name} ${part}`);
          assert.deepEqual(await unspoken(page), [], `${name} ${part}`);
          await screenshot(page, `inspector-${name.slice(0, -1)}-${part}-${size}-${colorScheme}`);
          const wide = await page.locator(".side__content").evaluate((it) => it.scrollWidth - it.clientWidth);
          assert.ok(wide <= 0, `${name} ${part}: ${wide} px too wide`);
        }
      }
      assert.deepEqual(errors, []);
      await close();
    });
  }
}
