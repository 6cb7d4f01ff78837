// Measures in headless Chromium: the engine as WASM, and the page with crowds on its wires.
// Prints a line of JSON for each figure and nothing else; `cargo xtask bench` makes a table of them.
//
// The folder in the variable SPEED holds what wasm-bindgen made of the example `speed` of the package `suite`.

import { deflateRawSync } from "node:zlib";

import { serveFiles } from "./files.mjs";
import { launchChromium, openSite, untilAlive } from "./support.mjs";

/** How long the engine may take for all its rounds [ms]. */
const ENGINE_PATIENCE_MS = 300_000;

/** What is waited until wires are full, and what is measured then [ms]. */
const WARM_UP_MS = 6_000;
const MEASURED_MS = 6_000;

/** A frame at 60 a second [ms]. */
const FRAME_MS = 1_000 / 60;

/** Crowds: a notification takes a second, so as many are under way as are sent in one. From 60 on a wire is a stream. */
const CROWDS = [
  { name: "2,000 messages drawn singly on 44 wires", buckets: 44, perSecond: 46 },
  { name: "2,000 messages drawn as 28 streams", buckets: 28, perSecond: 72 },
];

const say = (figure) => process.stdout.write(`${JSON.stringify(figure)}\n`);

await measureEngine(process.env.SPEED);
const site = await openSite();
try {
  for (const crowd of CROWDS) await measureFrames(crowd);
} finally {
  await site.close();
}

async function measureEngine(folder) {
  if (!folder) throw new Error("SPEED names no folder: run `cargo xtask bench`");
  const page = `<!doctype html><title>speed</title>`;
  const answer = (request, response) => {
    if (request.url !== "/page") return false;
    response.writeHead(200, { "content-type": "text/html" }).end(page);
    return true;
  };
  const files = await serveFiles(folder, { answer });
  const browser = await launchChromium();
  try {
    const opened = await browser.newPage();
    opened.setDefaultTimeout(ENGINE_PATIENCE_MS);
    await opened.goto(`${files.address}page`);
    const lines = await opened.evaluate(async () => {
      const { default: init } = await import("./speed.js");
      await init();
      return globalThis.speed;
    });
    process.stdout.write(lines);
  } finally {
    await browser.close();
    await files.close();
  }
}

async function measureFrames({ name, buckets, perSecond }) {
  const opened = await site.open({ path: `#${linkOf(template(buckets, perSecond))}` });
  await untilAlive(opened);
  const { page } = opened;
  const play = page.getByRole("button", { name: "Play", exact: true });
  if (await play.count()) await play.first().click();
  await page.waitForTimeout(WARM_UP_MS);
  const gaps = await page.evaluate(framesOf, MEASURED_MS);
  const at = (part) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * part))];
  const frame = { unit: "ms a frame", baseline: FRAME_MS, baseline_name: "60 a second", target: FRAME_MS };
  say({ name: `${name}, median`, value: at(0.5), ...frame });
  say({ name: `${name}, 95 of 100 frames`, value: at(0.95), unit: "ms a frame" });
  await opened.close();
}

/** Runs in the page: the gaps between frames, sorted. */
function framesOf(span) {
  return new Promise((resolve) => {
    const gaps = [];
    let last = performance.now();
    const end = last + span;
    const next = (now) => {
      gaps.push(now - last);
      last = now;
      if (now < end) requestAnimationFrame(next);
      else resolve(gaps.slice(1).sort((a, b) => a - b));
    };
    requestAnimationFrame(next);
  });
}

/** A template of buckets, each of which notifies a function of its own. */
function template(buckets, perSecond) {
  const numbers = Array.from({ length: buckets }, (_, n) => n);
  const traffic = numbers.map(
    (n) => `      - { Name: c${n}, To: Bucket${n}, Action: PutObject, Rate: { PerSecond: ${perSecond} }, Input: { Key: 'a/{n}', Size: 9 } }`,
  );
  const behaviour = numbers.map((n) => `      Work${n}: { Duration: 20ms, InitDuration: 0s }`);
  const resources = numbers.map(
    (n) => `  Bucket${n}: { Type: AWS::S3::Bucket }
  Work${n}:
    Type: AWS::Serverless::Function
    Properties:
      { Runtime: nodejs22.x, Handler: index.handler, InlineCode: 'exports.handler = async () => {};', Events: { Upload: { Type: S3, Properties: { Bucket: !Ref Bucket${n}, Events: 's3:ObjectCreated:*' } } } }`,
  );
  return `Transform: AWS::Serverless-2016-10-31
Metadata:
  Lambdarium:
    Version: 1
    Duration: 1h
    Account: { ConcurrentExecutions: 10000 }
    Functions:
${behaviour.join("\n")}
    Traffic:
${traffic.join("\n")}
Resources:
${resources.join("\n")}
`;
}

/** Writes a template as a link of the page. */
function linkOf(text) {
  return `v1.z:${deflateRawSync(Buffer.from(text)).toString("base64url")}`;
}
