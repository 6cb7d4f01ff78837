// What a test waits for: something that the page states, and never a time, which is too short on one machine and too
// long on all others.

import { inflateRawSync } from "node:zlib";

import { PATIENCE_MS } from "./support.mjs";

/** How far time may be beside where it was sent, in parts of the run: less than a step of the slider. */
const PLACE_OFF = 0.0002;

const slider = (page) => page.getByRole("slider", { name: "Position in the run" });

/** Stops time, and waits until the page says so. A dialog over it all does not hinder that. */
export async function pause(page) {
  const transport = page.locator(".transport");
  await transport.getByRole("button", { name: "Pause", exact: true }).evaluate((button) => button.click());
  await transport.getByRole("button", { name: "Play", exact: true }).waitFor();
}

/** Sends time to a part of the run, from 0 to 1; where it plays, it goes on from there. */
export async function sendTo(page, part) {
  await slider(page).evaluate((input, part) => {
    input.value = String(Math.round(part * Number(input.max)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, part);
}

/** Goes to a part of the run, from 0 to 1, while time stands still, and waits until everything shows that instant. */
export async function seek(page, part) {
  await sendTo(page, part);
  await page.waitForFunction(
    ([part, off]) => {
      const style = document.querySelector(".transport__slider").style;
      return Math.abs(parseFloat(style.getPropertyValue("--transport-place")) / 100 - part) <= off;
    },
    [part, PLACE_OFF],
  );
  await untilCaughtUp(page);
}

/** Waits until the run is known as far as it is looked at. */
export async function untilCaughtUp(page) {
  await page.locator(".canvas__note", { hasText: "Catching up" }).waitFor({ state: "detached" });
}

/** Waits until what has just happened is laid out and painted. */
export async function nextFrame(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Waits until what is read of the page by a function is another than before. The page's policy forbids to send it a text
 * in which both stand. */
export async function untilOther(page, read, before) {
  for (const end = Date.now() + PATIENCE_MS; (await page.evaluate(read)) === before; await nextFrame(page)) {
    if (Date.now() > end) throw new Error(`it is still ${before}`);
  }
}

/** Waits until an element neither moves nor grows. */
export async function untilAtRest(locator) {
  const element = await locator.elementHandle();
  await element.waitForElementState("stable");
}

/** Waits until nothing moves on a page whose time stands still: fonts are there, what fades has faded, all is painted. */
export async function untilStill(page) {
  await untilCaughtUp(page);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => document.getAnimations().every((it) => it.playState !== "running"));
  await nextFrame(page);
}

/** Waits until the newest version that is kept of the open document is what it is now: one is taken when hands rest. */
export async function untilKept(page) {
  for (let [seen, isKept] = ["", false]; !isKept; ) {
    const kept = await page.waitForFunction((seen) => {
      const id = sessionStorage.getItem("lambdarium.open");
      const [record, packed] = ["document", "versions"].map((part) => localStorage.getItem(`lambdarium.${part}.${id}`));
      return record && packed && `${record} ${packed}` !== seen && { record, packed };
    }, seen);
    const { record, packed } = await kept.jsonValue();
    const versions = JSON.parse(inflateRawSync(Buffer.from(packed, "base64")).toString());
    seen = `${record} ${packed}`;
    isKept = versions.at(-1)[2] === JSON.parse(record).text;
  }
}

/** The picture of the canvas. */
export const picture = (page) => page.locator(".canvas__overlay").evaluate((canvas) => canvas.toDataURL());

/** Waits until the picture of the canvas is that one, or with `isOther` until it is any other. */
export async function untilPicture(page, wanted, { isOther = false } = {}) {
  const isThere = ([wanted, isOther]) =>
    (document.querySelector(".canvas__overlay").toDataURL() === wanted) !== isOther;
  await page.waitForFunction(isThere, [wanted, isOther]);
}
