// A file server as plain as the plainest host: it sends files and nothing else, under any sub-path.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".yaml": "text/yaml; charset=utf-8",
};

/**
 * Serves `folder` at `http://127.0.0.1:<free port><base>` until `close()` is called.
 * `answer(request, response)` may take a request first, by returning true.
 */
export async function serveFiles(folder, { base = "/", answer = () => false } = {}) {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    send(folder, base, request, response).catch((problem) => {
      response.writeHead(500).end(String(problem));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  return {
    address: `http://127.0.0.1:${port}${base}`,
    close: () => {
      // A browser keeps connections open; waiting for them would hold the tests up.
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

async function send(folder, base, request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://any").pathname);
  if (!path.startsWith(base)) return response.writeHead(404).end();
  const inside = path.slice(base.length) || "index.html";
  const file = normalize(join(folder, inside.endsWith("/") ? `${inside}index.html` : inside));
  const found = file.startsWith(normalize(folder) + sep) && (await stat(file).catch(() => undefined));
  if (!found?.isFile()) return response.writeHead(404).end();
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-length": found.size });
  createReadStream(file).pipe(response);
}
