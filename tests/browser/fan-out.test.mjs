// One journey, three pairs of hands: a fan-out with a filter and a dead-letter queue is built on an empty page, broken,
// asked why, mended, undone to the last step and redone: by mouse, by keyboard alone, by touch alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSite, PATIENCE_MS, screenshot, untilAlive } from "./support.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** The text of an empty page. */
const EMPTY = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources: {}\n";

/** What the queue's subscription wants, and by what it wants nothing that is sent. */
const WANTED = "lisbon";
const UNWANTED = "nowhere";

/** What the topic says in the end: whatever went wrong, all copies were made. */
const MENDED = "20 published, 40 delivered, 0 filtered out, 0 failed";

/** The cards in the order of adding: what the list calls it, how it is then called, where a mouse puts it. */
const CARDS = [
  { kind: "SNS topic", id: "Topic", at: { x: 60, y: 210 } },
  { kind: "SQS queue", id: "Queue", at: { x: 330, y: 90 } },
  { kind: "Lambda function", id: "Function", at: { x: 660, y: 240 } },
  { kind: "SQS queue", id: "Queue2", at: { x: 330, y: 380 } },
];

/** The wires: from which port of which card to which, and what the dialog calls it. */
const WIRES = [
  { from: "Topic", port: "subscriptions", to: "Queue", kind: "subscription" },
  { from: "Topic", port: "subscriptions", to: "Function", kind: "subscription" },
  { from: "Queue", port: "out", to: "Function", kind: "polls" },
  { from: "Queue", port: "redrive", to: "Queue2", kind: "redrive" },
  { from: "Function", port: "dead letter", to: "Queue2", kind: "dead letters" },
];

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const card = (page, id) => page.locator(`.canvas__card[data-node="${id}"]`);
const undo = (page) => page.getByRole("button", { name: "Undo", exact: true }).and(page.locator(".topbar__tool"));
const redo = (page) => page.getByRole("button", { name: "Redo", exact: true }).and(page.locator(".topbar__tool"));
const title = (page, text) => page.locator(".inspector__title").getByText(text, { exact: true });
const part = (page, name) => page.locator(".inspector__tabs").getByRole("tab", { name });
const policy = (page) => page.getByRole("group", { name: "FilterPolicy", exact: true });

/** The button of the dialog that draws a wire of that kind to that card. */
const kindOf = (page, { from, to, kind }) => {
  const target = page.locator(".connect__target").filter({ has: page.getByText(to, { exact: true }) });
  return page.getByRole("dialog", { name: `Connect ${from} to` }).locator(target).getByRole("button", { name: kind, exact: true });
};

/** Waits until a card says something of its state; the run needs its time for that. */
const untilState = (page, id, wanted) =>
  page.getByRole("group", { name: new RegExp(`^${id}, .*${wanted}`) }).waitFor({ timeout: 2 * PATIENCE_MS });

/** Waits until a card has come to rest: cards glide to their places, and a hand aims at where they are. */
async function untilStill(page, id) {
  const place = async () => JSON.stringify(await card(page, id).boundingBox());
  for (let [before, now] = ["", await place()]; before !== now; ) {
    // Two frames, in which what glides would have moved.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    [before, now] = [now, await place()];
  }
}

async function middleOf(locator) {
  const { x, y, width, height } = await locator.boundingBox();
  return [x + width / 2, y + height / 2];
}

/** A place of a wire on the screen: beyond its middle, where wires of the same port have parted. */
const placeOn = (page, { from, to }) =>
  page.locator(`[data-wire^="${from}>${to}:"] .canvas__wire-line`).evaluate((line) => {
    const point = line.getPointAtLength(line.getTotalLength() * 0.75).matrixTransform(line.getScreenCTM());
    return [point.x, point.y];
  });

/** Shows a part of the dock; a press on the chosen one would fold it. */
async function unfold(page, name, press) {
  const tab = page.locator(".dock__tabs").getByRole("tab", { name });
  if ((await tab.getAttribute("aria-selected")) === "false") await press(tab);
}

/** A hand on a mouse: drags cards from the palette, drags wires from ports, clicks the rest. */
const mouse = (page) => ({
  press: (target) => target.click(),
  async type(target, words) {
    await target.fill(words);
    await target.blur();
  },
  add: ({ kind, at }) =>
    page.locator(".palette__entry", { hasText: kind }).dragTo(page.locator(".canvas"), { targetPosition: at }),
  async connect({ from, port, to }) {
    await untilStill(page, from);
    const [x, y] = await middleOf(card(page, from).locator(`[data-name="${port}"]`));
    const [toX, toY] = await middleOf(card(page, to).locator("[data-port=in]"));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move((x + toX) / 2, (y + toY) / 2, { steps: 5 });
    await page.mouse.move(toX, toY, { steps: 5 });
    await page.mouse.up();
  },
  choose: (id) => card(page, id).click({ position: { x: 90, y: 12 } }),
  async chooseWire(wire) {
    await untilStill(page, wire.to);
    await page.mouse.click(...(await placeOn(page, wire)));
    return policy(page);
  },
  show: (name) => unfold(page, name, (tab) => tab.click()),
  ask: (row) => row.locator(".log__why").click(),
  halve: (slider) => slider.click(),
  back: () => undo(page).click(),
  forth: () => redo(page).click(),
});

/** Presses Tab until something has the focus, as who has no mouse does; told if it cannot be reached so. */
async function tabTo(page, target) {
  await target.waitFor({ state: "attached" });
  // Tab leads to one tab of a row, and arrows to the others.
  const isReached = () => target.evaluate((it) => (it.closest("[role=tablist]") ?? it).contains(document.activeElement));
  const hasFocus = () => target.evaluate((it) => it === document.activeElement);
  for (let presses = 0; !(await hasFocus()); presses++) {
    assert.ok(presses < 200, `no Tab leads to ${target}`);
    await page.keyboard.press((await isReached()) ? "ArrowRight" : "Tab");
  }
}

/** Opens a list by a key, and takes from it what is first for those words. */
async function pick(page, key, words) {
  await page.keyboard.press(key);
  const field = page.locator(".picker__input:focus");
  await field.waitFor();
  await page.keyboard.type(words);
  await page.locator(".picker__row").first().getByText(words).waitFor();
  await page.keyboard.press("Enter");
  await field.waitFor({ state: "detached" });
}

/** Goes to a card by its name. */
async function goTo(page, id) {
  await pick(page, "Control+k", `Go to ${id}`);
  await page.waitForFunction((id) => document.activeElement?.getAttribute("data-node") === id, id);
}

/** Two hands on a keyboard, and nothing else. */
const keyboard = (page) => ({
  async press(target) {
    await tabTo(page, target);
    await page.keyboard.press("Enter");
  },
  async type(target, words) {
    await tabTo(page, target);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(words);
    await page.keyboard.press("Tab");
  },
  add: ({ kind }) => pick(page, "a", kind),
  async connect(wire) {
    await goTo(page, wire.from);
    await page.keyboard.press("c");
    await this.press(kindOf(page, wire));
  },
  async choose(id) {
    await goTo(page, id);
    await page.keyboard.press("Enter");
  },
  async chooseWire({ from, to, kind }) {
    const wires = page.getByRole("navigation", { name: "Wires" });
    await this.press(wires.getByRole("button", { name: `${from} to ${to}: ${kind}` }));
    return policy(page);
  },
  show: (name) => unfold(page, name, (tab) => keyboard(page).press(tab)),
  async ask() {
    await tabTo(page, page.getByRole("grid", { name: "What happened" }));
    await page.keyboard.press("End");
    // Of a row only the time is in the order of the Tab key; arrows lead on.
    await page.locator(".log__row .log__seek:focus").waitFor();
    const why = page.locator(".log__why:focus");
    for (let steps = 0; steps < 5 && !(await why.count()); steps++) await page.keyboard.press("ArrowRight");
    await why.waitFor();
    await page.keyboard.press("Enter");
  },
  async halve(slider) {
    await tabTo(page, slider);
    await page.keyboard.press("5");
  },
  back: () => page.keyboard.press("Control+z"),
  forth: () => page.keyboard.press("Control+Shift+Z"),
});

/** One finger on a phone. Its keyboard types, but has no Tab: what is typed is done when the finger goes elsewhere. */
const finger = (page) => ({
  press: (target) => target.tap(),
  async type(target, words) {
    await target.tap();
    await target.fill(words);
    const elsewhere = page.locator(".inspector__kind");
    if (await elsewhere.isVisible()) await elsewhere.tap();
  },
  async add({ kind }) {
    await this.show("Add");
    await page.locator(".palette__entry", { hasText: kind }).tap();
  },
  async connect(wire) {
    await this.choose(wire.from);
    await page.getByRole("button", { name: "Connect", exact: true }).tap();
    await kindOf(page, wire).tap();
  },
  async choose(id) {
    await untilStill(page, id);
    await card(page, id).tap();
    await title(page, id).waitFor();
  },
  // The wires of the topic lie on each other here, so that none can be tapped; the topic has their settings, too.
  async chooseWire({ from, to }) {
    await this.choose(from);
    await part(page, "Configure").tap();
    return page.locator(".inspector__section", { hasText: `Subscription ${from}To${to}` }).locator(policy(page));
  },
  ask: (row) => row.locator(".log__why").tap(),
  show: (name) => page.getByRole("tablist", { name: "Panels" }).getByRole("tab", { name }).tap(),
  halve: (slider) => slider.tap(),
  back: () => undo(page).tap(),
  forth: () => redo(page).tap(),
});

/** Builds it all from nothing. */
async function build(page, hand) {
  await hand.press(page.getByRole("button", { name: "New", exact: true }));
  await page.locator(".starters").waitFor();
  for (const it of CARDS) {
    await hand.add(it);
    await card(page, it.id).waitFor();
  }
  for (const wire of WIRES) {
    await hand.connect(wire);
    await page.locator(`[data-wire^="${wire.from}>${wire.to}:"]`).waitFor({ state: "attached" });
  }
}

/** Opens a part of the inspector of a card. */
async function open(page, hand, id, name) {
  await hand.choose(id);
  await title(page, id).waitFor();
  await hand.press(part(page, name));
}

/** Says which messages the queue gets. */
async function filter(page, hand, wanted) {
  const table = await hand.chooseWire(WIRES[0]);
  await table.waitFor();
  const value = (field) => table.getByRole("textbox", { name: `With what ${field} is compared` });
  if (await value("store").count()) {
    await hand.type(value("store"), wanted);
  } else {
    await hand.type(table.getByRole("textbox", { name: "New field in FilterPolicy" }), "store");
    await hand.type(value("the new field"), wanted);
  }
  await undo(page).and(page.locator("[title*=FilterPolicy]")).waitFor();
}

/** Publishes ten messages for the shop in Lisbon. */
async function publish(page, hand) {
  await open(page, hand, "Topic", "Interact");
  await hand.press(page.locator(".send__input-name").first());
  await hand.type(page.getByRole("textbox", { name: "Name 1 of MessageAttributes" }), "store");
  await hand.type(page.getByRole("textbox", { name: "Value 1 of MessageAttributes" }), "lisbon");
  await hand.press(page.getByRole("button", { name: "Publish a message: 10", exact: true }));
}

/** Asks of the last line that says something why it is so, and returns the answer. */
async function askWhy(page, hand, what) {
  await hand.show("Log");
  await hand.type(page.getByRole("searchbox", { name: "Show only lines that contain this" }), what);
  const row = page.locator(".log__row", { hasText: what }).last();
  await row.waitFor();
  await hand.ask(row);
  const why = page.getByRole("region", { name: "Why?" });
  await why.waitFor();
  return why.textContent();
}

/** Halts in the middle of the run: at its end nothing that is sent would be sent any more. */
async function stopHalfway(page, hand) {
  // A step halts; without that, time would go on while a hand is on its way.
  await hand.press(page.getByRole("button", { name: "To the next event" }));
  await hand.halve(page.getByRole("slider", { name: "Position in the run" }));
  await page.waitForFunction(() => /^(4 min 5|5 min 0)/.test(document.querySelector(".transport__now").textContent));
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
}

/** Waits until the text is another, and returns it. Undo may have put other things before it on a phone. */
async function untilOtherText(page, hand, than) {
  for (let frames = 0; frames < PATIENCE_MS / 16; frames++) {
    await hand.show("Template");
    const now = await page.evaluate(async () => {
      await new Promise(requestAnimationFrame);
      return document.querySelector(".template-text__field")?.value;
    });
    if (now !== undefined && now !== than) return now;
  }
  throw new Error(`nothing changed:\n${than}`);
}

/** Goes from step to step until a button is disabled, and returns the text of each step, the present one first. */
async function goThrough(page, hand, button, go) {
  const texts = [await untilOtherText(page, hand, "")];
  while (await button.isEnabled()) {
    await go();
    texts.push(await untilOtherText(page, hand, texts.at(-1)));
  }
  return texts;
}

/** Goes all the way back, past the empty page, and forth again over the same steps; returns how many they were. */
async function undoAndRedoAll(page, hand) {
  const undone = await goThrough(page, hand, undo(page), hand.back);
  assert.equal(undone.at(-2), EMPTY);
  const redone = await goThrough(page, hand, redo(page), hand.forth);
  assert.deepEqual(redone, undone.toReversed());
  return undone.length - 1;
}

/** From now on every invocation fails; what has failed stays so. */
const FAILING = {
  async harm(page, hand) {
    await open(page, hand, "Function", "Interact");
    await hand.press(page.getByRole("button", { name: "Fail every one", exact: true }));
  },
  seen: (page) => untilState(page, "Queue2", "[1-9]\\d* dead letters"),
  said: "fails after",
  told: /Function fails after/,
  async mend(page, hand) {
    await open(page, hand, "Function", "Interact");
    await hand.press(page.getByRole("button", { name: "Stop failing", exact: true }));
  },
};

/** The template says that the code fails; without that, all is run anew and well. */
const RULED = {
  ...FAILING,
  async harm(page, hand) {
    await open(page, hand, "Function", "Configure");
    const adds = page.getByRole("group", { name: "Add a rule: When an invocation fails" });
    await hand.press(adds.getByRole("button", { name: "All", exact: true }));
    await page.locator(".field__row").waitFor();
  },
  async mend(page, hand) {
    await open(page, hand, "Function", "Configure");
    await hand.press(page.getByRole("button", { name: /^Remove the rule: / }));
    await page.locator(".field__row").waitFor({ state: "detached" });
  },
};

/** The queue's filter wants nothing that is sent. */
const FILTERING = {
  harm: (page, hand) => filter(page, hand, UNWANTED),
  seen: (page) => untilState(page, "Topic", "10 filtered out"),
  said: "filters it out",
  told: /"store" is "lisbon", but the pattern wants "nowhere"/,
  mend: (page, hand) => filter(page, hand, WANTED),
};

/** The whole journey; `told` is what the answer to "Why?" has to say besides its rule with its source. */
async function travel(opened, hand, name, { harm, seen, said, told, mend }) {
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await build(page, hand);
  await filter(page, hand, WANTED);
  await harm(page, hand);
  await publish(page, hand);
  await seen(page);
  await stopHalfway(page, hand);
  const why = await askWhy(page, hand, said);
  await screenshot(page, `fan-out-${name}-why`);
  assert.match(why, told);
  // The rule by its id, and where it stands.
  assert.match(why, /[A-Z]{2,}-\d+ · \S/);
  await hand.press(page.getByRole("region", { name: "Why?" }).getByRole("button", { name: "Close" }));
  await mend(page, hand);
  await publish(page, hand);
  await untilState(page, "Topic", MENDED);
  await untilState(page, "Queue", "0 visible, 0 in flight");
  await screenshot(page, `fan-out-${name}-mended`);
  assert.ok((await undoAndRedoAll(page, hand)) > CARDS.length + WIRES.length);
  assert.deepEqual(errors, []);
  await close();
}

for (const [name, hands, story, options, harm] of [
  ["mouse", mouse, "a function that is made to fail fills the dead-letter queue, and works again", {}, FAILING],
  ["keyboard", keyboard, "a filter that wants nothing is found out and mended", {}, FILTERING],
  ["touch", finger, "a rule of failure fills the dead-letter queue, and without it all is well", PHONE, RULED],
]) {
  test(`by ${name} alone: ${story}`, async () => {
    const opened = await site.open(options);
    await travel(opened, hands(opened.page), name, harm);
  });
}
