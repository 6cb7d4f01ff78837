// The lines that the simulation gives natively are the lines it gives as WASM, in every engine that is here.
//
// The folder in the variable DETERMINISM holds `native.txt` and what wasm-bindgen made of the same program for WASM;
// `cargo xtask test determinism` fills it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { serveFiles } from "../files.mjs";
import { CHROMIUM_FLAGS, chromiumPath, findProgram } from "../support.mjs";

const folder = process.env.DETERMINISM;
if (!folder) throw new Error("DETERMINISM names no folder: run `cargo xtask test determinism`");
const native = await readFile(join(folder, "native.txt"), "utf8");

/** How long an engine may take for all templates and seeds [ms]. */
const PATIENCE_MS = 300_000;

/** The page that runs the program and sends back what it says. */
const PAGE = `<!doctype html><title>determinism</title><script type="module">
  const tell = (path, text) => fetch(path, { method: "POST", body: text });
  try {
    const { default: init } = await import("./determinism.js");
    await init();
    await tell("answer", globalThis.hashes);
  } catch (problem) {
    await tell("problem", String(problem.stack ?? problem));
  }
</script>`;

const engines = [
  { name: "Node", program: process.execPath, lines: inNode },
  { name: "Chromium", program: chromiumPath(), lines: inChromium },
  { name: "Firefox", program: findProgram(["firefox", "firefox-esr"]), lines: inFirefox },
];

test("there are lines to compare", () => {
  assert.notEqual(native.trim(), "", "the suite gives no hashes");
});

for (const { name, program, lines } of engines) {
  const skip = program ? false : `${name} is not installed`;
  test(`the same traces natively and in ${name}`, { skip, timeout: PATIENCE_MS }, async () => {
    const wasm = await lines(program);
    // Line by line, so that a failure names the template and the seed.
    assert.deepEqual(wasm.trim().split("\n"), native.trim().split("\n"));
  });
}

async function inNode() {
  const { default: init } = await import(pathToFileURL(join(folder, "determinism.js")));
  await init({ module_or_path: await readFile(join(folder, "determinism_bg.wasm")) });
  return globalThis.hashes;
}

function inChromium(program) {
  return inBrowser(program, (profile) => ["--headless", ...CHROMIUM_FLAGS, `--user-data-dir=${profile}`]);
}

function inFirefox(program) {
  return inBrowser(program, (profile) => ["--headless", "--no-remote", "--profile", profile]);
}

/** Opens the page in a browser of its own and waits for what it sends, so that no driver is needed. */
async function inBrowser(program, flags) {
  const told = Promise.withResolvers?.() ?? resolvers();
  const files = await serveFiles(folder, { answer: (request, response) => receive(request, response, told) });
  const profile = await mkdtemp(join(tmpdir(), "determinism-"));
  const browser = spawn(program, [...flags(profile), `${files.address}page`], { stdio: "ignore" });
  const ended = new Promise((exit) => browser.once("exit", exit));
  browser.once("error", told.reject);
  ended.then((code) => told.reject(new Error(`the browser ended with ${code} before it answered`)));
  try {
    return await told.promise;
  } finally {
    browser.kill();
    await ended;
    await files.close();
    // The browser's children may still write for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function receive(request, response, told) {
  if (request.url === "/page") {
    response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    return true;
  }
  if (request.method !== "POST") return false;
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    response.writeHead(204).end();
    if (request.url === "/answer") told.resolve(text);
    else told.reject(new Error(text));
  });
  return true;
}

/** What `Promise.withResolvers` gives, for Node before 22. */
function resolvers() {
  const told = {};
  told.promise = new Promise((resolve, reject) => Object.assign(told, { resolve, reject }));
  return told;
}
