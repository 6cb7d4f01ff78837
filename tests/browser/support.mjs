// What the browser tests share: the browser, the site under a sub-path, and a page that remembers its errors.

import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { serveFiles } from "./files.mjs";

/** The built site. */
export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

/** Where pictures go; git does not keep it. */
export const OUTPUT = fileURLToPath(new URL("./output", import.meta.url));

/** The policy that the site states and obeys. */
export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** How long a slow machine may take for one step [ms]; `PATIENCE_MS=8000` fails sooner while a test is being written. */
export const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);

/** Flags under which Chromium runs as root, without GPU, and calls nobody. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Returns the first of `names` on the PATH, or undefined. */
export function findProgram(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/** Returns the Chromium of the variable CHROMIUM or of the PATH. */
export function chromiumPath() {
  const path = process.env.CHROMIUM || findProgram(CHROMIUM_NAMES);
  if (!path) throw new Error("no Chromium: install it, or set CHROMIUM to its path (`cargo xtask setup --tests` does)");
  return path;
}

export function launchChromium() {
  return chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS, timeout: PATIENCE_MS });
}

/**
 * Starts the browser and serves the site, by default under a sub-path, where an absolute address would break.
 * Use it once a test file: `const site = await openSite()`, and `after(() => site.close())`.
 */
export async function openSite({ base = "/some/path/" } = {}) {
  if (!existsSync(join(DIST, "index.html"))) throw new Error(`${DIST} is not built: run \`cargo xtask build\``);
  const files = await serveFiles(DIST, { base });
  const browser = await launchChromium();
  return {
    address: files.address,
    browser,
    /** Opens the page in a profile of its own, with a clock that a test can put forward where it wants its `ownTime`; the
     * other `options` are those of Playwright's `newContext`. */
    open: (options = {}) => openPage(browser, files.address, options),
    close: async () => {
      await browser.close();
      await files.close();
    },
  };
}

async function openPage(browser, address, { path = "", ownTime = false, ...options }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const errors = collectErrors(page);
  // Before anything waits: what began to wait by the machine's clock could not be called off by the page's own.
  if (ownTime) await page.clock.install();
  await page.goto(address + path, { timeout: PATIENCE_MS });
  return { page, errors, close: () => context.close() };
}

/** Returns a list that grows with every error the page reports: console, exception, failed or refused request. */
export function collectErrors(page) {
  const errors = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (problem) => errors.push(`exception: ${problem.stack ?? problem}`));
  page.on("requestfailed", (request) => {
    // A navigation away cancels what was still loading; that is no error of the page.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") errors.push(`request: ${request.url()} ${why}`);
  });
  return errors;
}

/**
 * Waits until the program has put its page together: it then shows a `main` in place of the one that stands for it.
 * Fails with the page's own errors, which say more than the time that ran out.
 */
export async function untilAlive({ page, errors }) {
  try {
    await page.locator("main:not(.skeleton__tank)").first().waitFor({ state: "visible", timeout: PATIENCE_MS });
  } catch (problem) {
    throw new Error(["the page did not come alive", ...errors].join("\n"), { cause: problem });
  }
}

/** Returns a template that tests in and out of the browser share. */
export function template(name) {
  return readFileSync(new URL(`../templates/${name}.yaml`, import.meta.url), "utf8");
}

/** Returns what is named or described by an element that is not on the page. */
export function unspoken(page) {
  return page.evaluate(() =>
    ["aria-describedby", "aria-labelledby"].flatMap((attribute) =>
      [...document.querySelectorAll(`[${attribute}]`)]
        .filter((element) => element.getAttribute(attribute).split(" ").some((id) => !document.getElementById(id)))
        .map((element) => `${attribute}: ${element.outerHTML.slice(0, 160)}`),
    ),
  );
}

/** Breaks the program by a mistake that no code of the page expects: the next element that it asks for cannot be had. */
export async function breakDown(page) {
  await page.getByRole("button", { name: "Help", exact: true }).first().click();
  await page.locator(".help__link").first().waitFor();
  await page.evaluate(() => {
    const create = document.createElement;
    document.createElement = () => {
      document.createElement = create;
      throw new Error("made by the test");
    };
    document.querySelector(".help__link").click();
  });
}

/** Pictures the page into the output folder. */
export async function screenshot(page, name) {
  await mkdir(OUTPUT, { recursive: true });
  await page.screenshot({ path: join(OUTPUT, `${name}.png`), timeout: PATIENCE_MS });
}
