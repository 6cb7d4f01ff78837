// Nothing that is typed is lost, and the keyboard always has a place on the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSite, untilAlive } from "./support.mjs";

const FED = `Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: pass
      Events:
        Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
Metadata:
  Lambdarium:
    Traffic:
      - { Name: People, To: Jobs, Action: SendMessage, Rate: { PerSecond: 1 }, Input: { MessageBody: hello } }
`;

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();
const card = (page, name) => page.locator(`.canvas__card[aria-label^="${name}"]`).first();
const untilClockMoves = async (page) => {
  const before = await page.locator(".transport__now").textContent();
  await page.waitForFunction((before) => document.querySelector(".transport__now").textContent !== before, before);
};

/** Waits until what follows the run beside the canvas says something new. */
const untilPanelsFollow = async (page) => {
  const before = await page.locator(".log__count").textContent();
  await page.waitForFunction((before) => document.querySelector(".log__count").textContent !== before, before);
};

/** Waits until something but the page as a whole has the focus, and returns what it is called. */
const focused = async (page) => {
  await page.waitForFunction(() => document.activeElement && document.activeElement !== document.body);
  return page.evaluate(() => {
    const it = document.activeElement;
    return it.getAttribute("aria-label") ?? it.textContent.trim();
  });
};

async function openText(page, text) {
  const file = { name: "fed.yaml", mimeType: "text/yaml", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator(".topbar__title", { hasText: "fed" }).waitFor();
}

async function select(page, name) {
  await card(page, name).focus();
  await page.keyboard.press("Enter");
  await page.locator(".inspector__title", { hasText: name }).waitFor();
}

const inspectorTab = (page, name) => page.locator(".inspector__tabs").getByRole("tab", { name }).click();

/** Opens the page with a text, does something, and sees to it that the page reported no error. */
async function visit(work, { text = FED, ...options } = {}) {
  const opened = await site.open(options);
  await untilAlive(opened);
  await openText(opened.page, text);
  await work(opened.page);
  assert.deepEqual(opened.errors, []);
  await opened.close();
}

async function openTemplate(page) {
  await page.locator(".dock__tabs").getByRole("tab", { name: /^Template/ }).click();
  await page.getByRole("textbox", { name: "Template" }).waitFor();
}

test("what is typed as a client's input stays while time plays, and is taken over when its field is left", async () => {
  await visit(async (page) => {
    await select(page, "People");
    const body = page.locator(".traffic").getByRole("textbox", { name: "MessageBody" });
    await body.fill("a longer text");
    // Panels follow a few times a second.
    await untilPanelsFollow(page);
    await untilPanelsFollow(page);
    assert.equal(await body.inputValue(), "a longer text");
    await page.getByLabel("When it sends").focus();
    await page.waitForFunction(() => /Change|Set|People|Input/.test(document.querySelector("[aria-label=Undo]").title));
    await openTemplate(page);
    await page.waitForFunction(() => document.querySelector(".template-text__field").value.includes("a longer text"));
  });
});

test("a setting that is chosen to change from now on belongs to its card", async () => {
  await visit(async (page) => {
    await press(page, "Pause");
    await select(page, "Jobs");
    await inspectorTab(page, "Interact");
    await page.locator(".inspector__change-title").click();
    const setting = page.getByRole("combobox", { name: "Setting to change" });
    await setting.selectOption("VisibilityTimeout");
    await page.getByRole("textbox", { name: "Its value from now on" }).fill("99");
    await select(page, "Work");
    await inspectorTab(page, "Interact");
    await page.locator(".inspector__change-title").click();
    assert.equal(await setting.inputValue(), "");
    assert.equal(await page.getByRole("textbox", { name: "Its value from now on" }).inputValue(), "");
    const undo = await page.locator("[aria-label=Undo]").getAttribute("title");
    await page.locator(".inspector__change-row").getByRole("button", { name: "Change" }).click();
    assert.equal(await page.locator("[aria-label=Undo]").getAttribute("title"), undo);
  });
});

test("a value that is none says why at its field until it is right, and Enter does what the button does", async () => {
  await visit(async (page) => {
    await press(page, "Pause");
    await select(page, "Work");
    await page.locator(".inspector__tabs").getByRole("tab", { name: "Interact" }).click();
    const value = page.getByRole("textbox", { name: "Value of Fail the next" });
    await value.fill("0");
    await page.getByRole("button", { name: "Fail the next", exact: true }).click();
    const problem = page.locator(".inspector__act-problem", { hasText: "write 1 or more" });
    await problem.waitFor();
    assert.equal(await value.getAttribute("aria-invalid"), "true");
    await value.fill("2");
    await problem.waitFor({ state: "hidden" });
    await value.press("Enter");
    await page.locator(".deeds__row", { hasText: "Fail the next 2" }).first().waitFor();
    await page.getByText("Change a setting from now on").click();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.locator(".inspector__act-problem", { hasText: "Choose a setting first" }).waitFor();
    await page.getByRole("combobox", { name: "Setting to change" }).selectOption("Timeout");
    const changed = page.getByRole("textbox", { name: "Its value from now on" });
    await changed.fill("99999");
    await changed.press("Enter");
    await page.locator(".inspector__act-problem", { hasText: "AWS refuses this" }).waitFor();
    await changed.fill("7");
    await changed.press("Enter");
    await page.locator(".deeds__row", { hasText: "Set Timeout to 7" }).first().waitFor();
  });
});

test("a search among the settings of one card hides none of another", async () => {
  await visit(async (page) => {
    await select(page, "Work");
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("memory");
    await page.getByRole("textbox", { name: "Timeout", exact: true }).waitFor({ state: "detached" });
    await select(page, "Jobs");
    await page.getByRole("textbox", { name: "VisibilityTimeout" }).waitFor();
    await select(page, "Work");
    await page.getByRole("textbox", { name: "Timeout", exact: true }).waitFor();
  });
});

test("a draft of the template stays with its document, survives a reload, and does not undo a change in silence", async () => {
  await visit(async (page) => {
    await openTemplate(page);
    const field = page.getByRole("textbox", { name: "Template" });
    await field.fill(`${FED}# mine\n`);
    await press(page, "New");
    await page.locator(".starters").waitFor();
    assert.doesNotMatch(await field.inputValue(), /# mine/);
    await press(page, "Undo");
    await page.waitForFunction(() => document.querySelector(".template-text__field").value.includes("# mine"));

    await page.reload();
    await card(page, "Jobs").waitFor();
    await openTemplate(page);
    assert.match(await field.inputValue(), /# mine/);

    await card(page, "Jobs").focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".template-text__behind", { hasText: "has changed since" }).waitFor();
    await page.getByRole("button", { name: "Apply all the same" }).click();
    await page.getByRole("button", { name: "Discard" }).waitFor({ state: "detached" });
    assert.match(await field.inputValue(), /# mine/);
  });
});

test("a name is kept when its field is left, and given up by Escape", async () => {
  await visit(async (page) => {
    await press(page, "Pause");
    await card(page, "Jobs").focus();
    await page.keyboard.press("F2");
    await page.locator(".rename__field:focus").fill("Orders");
    await page.keyboard.press("Escape");
    assert.match(await focused(page), /^Jobs/);
    await page.keyboard.press("F2");
    await page.locator(".rename__field:focus").fill("Orders");
    await page.getByRole("searchbox", { name: "Search what to add" }).focus();
    await card(page, "Orders").waitFor();
  });
});

test("whatever goes away, something has the focus", async () => {
  await visit(async (page) => {
    await press(page, "Pause");
    // What floats keeps the keyboard inside, wherever one clicks, and gives it back.
    await card(page, "Jobs").focus();
    await page.keyboard.press("Control+k");
    await page.locator(".picker__input:focus").fill("go to");
    for (let count = 0; count < 3; count++) await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => !!document.activeElement.closest(".app")), false);
    await page.keyboard.press("Escape");
    await page.locator(".float").waitFor({ state: "detached" });
    assert.match(await focused(page), /^Jobs/);

    // A dialog that takes the place of another gives back to what opened the first.
    await page.getByRole("button", { name: "Gallery" }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Gallery" }).getByRole("button", { name: /Your documents/ }).click();
    await page.getByRole("dialog", { name: "Your documents" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.match(await focused(page), /Gallery/);

    // A field that is reset.
    await select(page, "Jobs");
    const timeout = page.getByRole("textbox", { name: "VisibilityTimeout" });
    await timeout.fill("40");
    await timeout.press("Enter");
    const reset = page.locator(".field", { has: timeout }).locator(".field__reset");
    await reset.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".field[data-changed=true]") === null);
    await focused(page);

    // A button that cannot be used any more leaves it to its neighbour.
    await page.getByRole("button", { name: "Back to the start" }).focus();
    await page.evaluate(() => (document.activeElement.disabled = true));
    await page.waitForFunction(() => !document.activeElement.matches("body, :disabled"));

    // A card, and what is shown of it.
    await card(page, "Work").focus();
    await page.keyboard.press("Delete");
    await card(page, "Work").waitFor({ state: "detached" });
    await focused(page);
    await select(page, "Jobs");
    await page.locator(".inspector__remove").focus();
    await page.keyboard.press("Enter");
    await card(page, "Jobs").waitFor({ state: "detached" });
    await focused(page);
  });
});

test("what is put elsewhere and what is used up keep the focus, while time plays as well", async () => {
  const busy = FED.replace("PerSecond: 1 ", "PerSecond: 20 ");
  await visit(async (page) => {
    await select(page, "Jobs");
    await inspectorTab(page, "Messages");
    await page.locator(".messages__row").nth(2).waitFor();
    await page.locator(".messages__row").first().focus();
    for (let count = 0; count < 3; count++) {
      await untilPanelsFollow(page);
      assert.equal(await page.evaluate(() => document.activeElement.className), "messages__row");
    }
    // A line of the log stays under the hands wherever the list is.
    await page.waitForFunction(() => Number(document.querySelector(".log__count").textContent.replace(/\D/g, "")) > 100);
    await page.locator(".log__seek").first().focus();
    const record = () => page.evaluate(() => document.activeElement.closest("[data-record]")?.dataset.record);
    const before = await record();
    assert.ok(before);
    for (const part of [1, 0, 1]) {
      await page.locator(".log__lines").evaluate((list, part) => (list.scrollTop = part * list.scrollHeight), part);
      await untilPanelsFollow(page);
      assert.equal(await record(), before);
    }
    // The last step: what is pressed next does nothing, and not something else.
    const undo = page.getByRole("button", { name: "Undo", exact: true });
    await undo.focus();
    await page.keyboard.press("Enter");
    await page.locator("[aria-label=Undo][aria-disabled=true]").waitFor();
    await untilClockMoves(page);
    assert.equal(await focused(page), "Undo");
    await page.keyboard.press("Enter");
    assert.equal(await undo.getAttribute("aria-disabled"), "true");
  }, { text: busy });
});

test("who asks why by keyboard reads on there, and Escape leads back", async () => {
  await visit(async (page) => {
    await page.locator(".log__row").nth(2).waitFor();
    await press(page, "Pause");
    await page.locator(".log__why").nth(1).focus();
    await page.keyboard.press("Enter");
    await page.locator(".why__what:focus").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".why").waitFor({ state: "detached" });
    await focused(page);
    assert.equal(await page.evaluate(() => document.activeElement.className), "log__why");
  });
});

test("a line of the log that has the focus stays while time plays", async () => {
  await visit(async (page) => {
    await page.locator(".log__row").nth(2).waitFor();
    await page.locator(".log__seek").nth(1).focus();
    const record = () => page.evaluate(() => document.activeElement.closest("[data-record]")?.dataset.record);
    const before = await record();
    await untilClockMoves(page);
    await page.waitForFunction(() => Number(document.querySelector(".log__count").textContent.replace(/\D/g, "")) > 20);
    assert.equal(await record(), before);
  });
});

test("what an edit wrote is told each time, though it is called the same", async () => {
  const text = `Resources:\n${["A1", "B1", "C1", "D1"].map((id) => `  ${id}: { Type: AWS::SQS::Queue }\n`).join("")}`;
  await visit(async (page) => {
    const remove = async (one, other) => {
      await card(page, one).click();
      await card(page, other).click({ modifiers: ["Shift"] });
      await page.keyboard.press("Delete");
      await card(page, one).waitFor({ state: "detached" });
    };
    await remove("A1", "B1");
    await page.locator(".toast .told", { hasText: "Remove 2 things" }).waitFor();
    await page.evaluate(() => {
      window.told = 0;
      const count = (records) => (window.told += records.flatMap((record) => [...record.addedNodes]).length);
      new MutationObserver(count).observe(document.querySelector(".toast .told"), { childList: true, subtree: true });
    });
    await remove("C1", "D1");
    await page.waitForFunction(() => window.told > 0);
    assert.equal(await page.locator(".toast .told").textContent(), "Remove 2 things");
  }, { text });
});

test("a wire that is pointed at is no longer so once the pointer is elsewhere", async () => {
  await visit(async (page) => {
    await press(page, "Pause");
    const wire = page.locator(".canvas__wire").first();
    const { x, y } = await wire.locator(".canvas__wire-line").evaluate((line) => {
      const middle = line.getPointAtLength(line.getTotalLength() / 2);
      const { x, y } = new DOMPoint(middle.x, middle.y).matrixTransform(line.getScreenCTM());
      return { x, y };
    });
    await page.mouse.move(x, y);
    await page.locator(".canvas__wire[data-hovered=true]").waitFor({ state: "attached" });
    const { x: left, y: top } = await page.locator(".topbar__brand").boundingBox();
    await page.mouse.move(left + 4, top + 4);
    await page.locator(".canvas__wire[data-hovered=true]").waitFor({ state: "detached" });
  });
});

test("a drag from inside of a dialog does not close it, and a tap beside a menu reaches nothing below", async () => {
  await visit(async (page) => {
    await press(page, "Help");
    const field = page.getByRole("searchbox", { name: "Search the keys" });
    await field.fill("undo");
    const box = await field.boundingBox();
    await page.mouse.move(box.x + 20, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(20, 400, { steps: 4 });
    await page.mouse.up();
    await page.getByRole("dialog", { name: /Help|Keys/ }).waitFor();
  });
  const phone = { viewport: { width: 1180, height: 820 }, hasTouch: true, isMobile: true };
  await visit(async (page) => {
    await card(page, "Jobs").focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menu").waitFor();
    const { x, y, width, height } = await card(page, "Work").boundingBox();
    await page.touchscreen.tap(x + width / 2, y + height / 2);
    await page.getByRole("menu").waitFor({ state: "detached" });
    assert.equal(await card(page, "Work").getAttribute("aria-current"), null);
  }, phone);
});

test("what a control does is shown to who comes to it by keyboard, over dialogs as well", async () => {
  await visit(async (page) => {
    await press(page, "Pause");
    const tip = page.locator(".tip");
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Back to the start" }).focus();
    await tip.filter({ hasText: "Back to the start (Home)" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Help" }).waitFor();
    await tip.filter({ hasText: "Back to the start" }).waitFor({ state: "hidden" });
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await page.getByRole("dialog", { name: "Help" }).getByRole("button", { name: "Close" }).focus();
    await tip.filter({ hasText: "Close" }).waitFor();
  });
});
