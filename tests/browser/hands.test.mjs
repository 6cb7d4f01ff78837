// Fingers, little motion, and the dialog for the day on which the program breaks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { breakDown, openSite, PATIENCE_MS, screenshot, untilAlive } from "./support.mjs";
import { nextFrame, untilAtRest } from "./waits.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let site;
before(async () => {
  site = await openSite();
});
after(() => site?.close());

/** Returns a hand whose fingers are put down, moved and lifted; each call says where all of them are now. */
async function hand(page) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  return {
    down: (...points) => touch("touchStart", points),
    move: (...points) => touch("touchMove", points),
    up: () => touch("touchEnd", []),
  };
}

test("on a phone a tap opens what is tapped, though a finger rolls, and a drag moves it", async () => {
  const opened = await site.open(PHONE);
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const finger = await hand(page);
  const card = page.locator(".canvas__card", { hasText: "Failed" });
  const place = async () => {
    const { x, y, width } = await card.boundingBox();
    return [x + width / 2, y + 6];
  };
  await untilAtRest(card);
  const [x, y] = await place();
  await finger.down([x, y]);
  await finger.move([x + 6, y + 3]);
  await finger.up();
  await page.locator(".inspector__title", { hasText: "Failed" }).waitFor();
  assert.deepEqual(await place(), [x, y], "a tap moves nothing");
  await screenshot(page, "tapped");

  await finger.down([x, y]);
  for (let step = 1; step <= 5; step++) await finger.move([x - 10 * step, y]);
  await finger.up();
  await nextFrame(page);
  const [moved] = await place();
  assert.ok(moved < x - 30, `${x} to ${moved}`);
  assert.deepEqual(errors, []);
  await close();
});

test("two fingers zoom about the place between them", async () => {
  const opened = await site.open(PHONE);
  const { page, errors, close } = opened;
  await untilAlive(opened);
  const percent = async () => parseInt(await page.locator(".canvas__percent").textContent(), 10);
  const card = page.locator(".canvas__card", { hasText: "Thumbnail" });
  await untilAtRest(card);
  const before = { zoom: await percent(), box: await card.boundingBox() };
  const [x, y] = [before.box.x, before.box.y];
  const fingers = await hand(page);
  await fingers.down([x - 30, y]);
  await fingers.down([x - 30, y], [x + 30, y]);
  for (let step = 1; step <= 10; step++) await fingers.move([x - 30 - 3 * step, y], [x + 30 + 3 * step, y]);
  await fingers.up();
  await nextFrame(page);
  const box = await card.boundingBox();
  assert.ok(Math.abs((await percent()) / before.zoom - 2) < 0.1, `${before.zoom} % to ${await percent()} %`);
  assert.ok(Math.hypot(box.x - x, box.y - y) < 4, "what was between the fingers stays there");
  assert.deepEqual(errors, []);
  await close();
});

test("on a phone two cards are wired by taps", async () => {
  const opened = await site.open(PHONE);
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).tap();
  await page.getByRole("tab", { name: "Add" }).tap();
  await page.getByRole("button", { name: /S3 bucket/ }).tap();
  await page.getByRole("tab", { name: "Add" }).tap();
  await page.getByRole("button", { name: /Lambda function/ }).tap();
  await page.locator(".canvas__card", { hasText: "S3 bucket" }).tap();
  await page.getByRole("button", { name: "Connect", exact: true }).tap();
  await page.getByRole("button", { name: "notification" }).tap();
  await page.locator(".canvas__wire").first().waitFor({ state: "attached" });
  assert.deepEqual(errors, []);
  await close();
});

/** Adds a card from the palette of a phone. */
async function addByTap(page, kind) {
  await page.getByRole("tab", { name: "Add" }).tap();
  await page.getByRole("button", { name: kind }).tap();
}

/** Puts a finger on the port of a card, leads it to another card's, and lifts it. */
async function dragWire(page, from, to) {
  const port = async (card, name) => {
    const { x, y, width, height } = await page.locator(`[data-node="${card}"] [data-name="${name}"]`).boundingBox();
    return [x + width / 2, y + height / 2];
  };
  const middle = async (card) => {
    const { x, y, width, height } = await page.locator(`[data-node="${card}"]`).boundingBox();
    return [x + width / 2, y + height / 2];
  };
  const finger = await hand(page);
  const [[x, y], [toX, toY]] = [await port(from.card, from.port), await middle(to)];
  await finger.down([x, y]);
  for (let step = 1; step <= 8; step++) await finger.move([x + ((toX - x) * step) / 8, y + ((toY - y) * step) / 8]);
  await finger.up();
  await page.locator(`[data-wire^="${from.card}>${to}:"]`).waitFor({ state: "attached" });
}

/** Moves two fingers on the canvas, so that it grows by about a factor. */
async function pinch(page, factor) {
  const { x, y, width, height } = await page.locator(".canvas").boundingBox();
  const at = (half) => [[x + width / 2 - half, y + height / 2], [x + width / 2 + half, y + height / 2]];
  const fingers = await hand(page);
  await fingers.down(at(60)[0]);
  await fingers.down(...at(60));
  for (let step = 1; step <= 5; step++) await fingers.move(...at(60 + (60 * (factor - 1) * step) / 5));
  await fingers.up();
  await nextFrame(page);
}

test("on a phone two cards are wired by the drag of a finger, from near and from far", async () => {
  const opened = await site.open(PHONE);
  const { page, errors, close } = opened;
  await untilAlive(opened);
  await page.getByRole("button", { name: "New", exact: true }).tap();
  for (const kind of [/S3 bucket/, /Lambda function/, /SQS queue/]) await addByTap(page, kind);
  const distance = () => page.locator(".canvas").getAttribute("data-far");
  while ((await distance()) !== "near") await pinch(page, 1.15);
  await page.locator('[data-node="Bucket"]').tap();
  await dragWire(page, { card: "Bucket", port: "notifications" }, "Function");

  while ((await distance()) === "near") await pinch(page, 0.8);
  // From far a card shows its ports once it is chosen.
  await page.locator('[data-node="Queue"]').tap();
  await page.locator('[data-node="Queue"] [data-name="out"]').waitFor();
  await dragWire(page, { card: "Queue", port: "out" }, "Function");
  await screenshot(page, "wired-by-finger");
  assert.deepEqual(errors, []);
  await close();
});

/** Watches a quarter and the half of the first wire until two messages have come over it, or patience is over: how many
 * came, and in how many frames something was drawn at either place. */
function watchWire(page) {
  return page.evaluate(async (patience) => {
    const box = (name) => {
      const cards = [...document.querySelectorAll(".canvas__card")];
      return cards.find((card) => card.ariaLabel.startsWith(name)).getBoundingClientRect();
    };
    const canvas = document.querySelector(".canvas__overlay");
    const isDrawn = (part) => {
      // Looked up each time: the page still finds its places when it has just been opened.
      const [from, to, frame] = [box("visitors"), box("Uploads"), canvas.getBoundingClientRect()];
      const scale = canvas.width / frame.width;
      const x = from.right + (to.left - from.right) * part - frame.left;
      const [left, top, height] = [Math.round((x - 3) * scale), Math.round((from.top - frame.top) * scale), Math.round(40 * scale)];
      const { data } = canvas.getContext("2d").getImageData(left, top, Math.round(6 * scale), height);
      return data.some((value, index) => index % 4 === 3 && value > 128);
    };
    const seen = { came: 0, quarter: 0, half: 0 };
    const end = performance.now() + patience;
    for (let is = false; (seen.came < 2 || is) && performance.now() < end; ) {
      await new Promise(requestAnimationFrame);
      const was = is;
      is = isDrawn(0.5);
      seen.came += is && !was;
      seen.quarter += isDrawn(0.25);
      seen.half += is;
    }
    return seen;
  }, PATIENCE_MS);
}

test("who wants little motion sees nothing move on its way to where it is", async () => {
  for (const reducedMotion of ["no-preference", "reduce"]) {
    const opened = await site.open({ reducedMotion });
    const { page, errors, close } = opened;
    await untilAlive(opened);
    await page.getByRole("button", { name: "Help", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    const moving = await page.evaluate(() => {
      const isMoving = (times) => times.split(",").some((time) => parseFloat(time) > 0);
      const moves = (style) => isMoving(style.transitionDuration) || isMoving(style.animationDuration);
      return [...document.querySelectorAll("*")].filter((it) => moves(getComputedStyle(it))).map((it) => it.className);
    });
    assert.equal(moving.length > 0, reducedMotion === "no-preference", moving.join("; "));
    assert.deepEqual(errors, []);
    await close();
  }
});

test("who wants little motion sees messages step instead of fly", async () => {
  for (const reducedMotion of ["no-preference", "reduce"]) {
    const opened = await site.open({ reducedMotion });
    const { page, errors, close } = opened;
    await untilAlive(opened);
    await page.locator(".canvas__card", { hasText: "Uploads" }).waitFor();
    const { came, quarter, half } = await watchWire(page);
    assert.ok(came >= 2, `${reducedMotion}: ${came} messages came over the wire, at its half in ${half} frames`);
    assert.equal(quarter > 0, reducedMotion === "no-preference", `${reducedMotion}: at a quarter in ${quarter} frames, at the half in ${half}`);
    assert.deepEqual(errors, []);
    await close();
  }
});

test("when the program breaks, it says so and hands out the template", async () => {
  const opened = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page, close } = opened;
  await untilAlive(opened);
  // It breaks while another dialog is open, and still has to be seen and used.
  const title = await page.locator(".topbar__title").textContent();
  await breakDown(page);
  const dialog = page.getByRole("alertdialog", { name: "Lambdarium has stopped" });
  await dialog.waitFor();
  const field = dialog.getByRole("textbox", { name: "Your template" });
  const template = await field.inputValue();
  assert.ok(template.includes(`Title: ${title}`), template.slice(0, 200));
  assert.match(await dialog.locator(".crash__text").textContent(), /seed \d+/);
  await screenshot(page, "crash");
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Copy the template" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), template);
  await dialog.getByRole("button", { name: "Reload" }).click();
  await page.locator(".canvas__card").first().waitFor();
  assert.equal(await dialog.count(), 0);
  await close();
});
