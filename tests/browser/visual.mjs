// What a view looks like, in figures that do not depend on the fonts of a machine: where its main parts stand, which
// colours its surfaces have, and the whole picture as a coarse grid of averages. A missing panel, a part that has moved
// or a broken theme shows in them; how letters are drawn does not.

/** The parts whose place is compared, where a view has them. */
const PARTS = [
  ".app__top",
  ".app__palette",
  ".app__canvas",
  ".app__side",
  ".app__dock",
  ".app__transport",
  ".app__sheet-tabs",
  ".canvas__card",
  ".dialog",
  ".guide",
];

/** Places whose colour comes from a token: the element, and the property. */
const COLOURS = [
  ["body", "backgroundColor"],
  ["body", "color"],
  [".topbar", "backgroundColor"],
  [".canvas", "backgroundColor"],
  [".canvas__card", "backgroundColor"],
  [".canvas__card", "borderTopColor"],
  [".canvas__kind", "color"],
  [".palette__entry", "color"],
  [".tabs__tab[aria-selected=true]", "color"],
  [".dialog", "backgroundColor"],
];

/** The grid of averages. */
const GRID = { columns: 32, rows: 20 };

/** How far a part may have moved or grown, because words are wider elsewhere [CSS px], or of its own size. */
const MOVED_PX = 16;
const MOVED_PART = 0.06;

/** How much an average may differ at one place, and how many places may differ by more [of 255, of 1]. */
const PLACE_DIFFERS = 36;
const PLACES_DIFFER = 0.04;
/** How much all averages may differ together [of 255]. */
const ALL_DIFFER = 5;

/** Measures what a page shows. `decoder` is an empty page, whose canvas reads the picture. */
export async function fingerprint(page, decoder) {
  const { parts, colours } = await page.evaluate(measure, { PARTS, COLOURS });
  const picture = (await page.screenshot({ animations: "disabled" })).toString("base64");
  const averages = await decoder.evaluate(average, { picture, ...GRID });
  return { parts, colours, averages: Buffer.from(averages).toString("base64") };
}

/** Runs in the page. */
function measure({ PARTS, COLOURS }) {
  const place = (selector) => {
    const shown = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
    const box = shown[0]?.getBoundingClientRect();
    return box && { count: shown.length, at: [box.x, box.y, box.width, box.height].map(Math.round) };
  };
  const colour = ([selector, property]) => {
    const element = document.querySelector(selector);
    return element && getComputedStyle(element)[property];
  };
  const named = (list, name, value) => Object.fromEntries(list.map((it) => [name(it), value(it) ?? null]));
  return { parts: named(PARTS, String, place), colours: named(COLOURS, (it) => it.join(" "), colour) };
}

/** Runs in the empty page: the average colour of each place of the grid. */
async function average({ picture, columns, rows }) {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const sums = Array.from({ length: columns * rows }, () => [0, 0, 0, 0]);
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      const sum = sums[Math.floor((y * rows) / bitmap.height) * columns + Math.floor((x * columns) / bitmap.width)];
      for (let channel = 0; channel < 3; channel++) sum[channel] += data[(y * bitmap.width + x) * 4 + channel];
      sum[3] += 1;
    }
  }
  return sums.flatMap(([red, green, blue, count]) => [red, green, blue].map((it) => Math.round(it / count)));
}

/** Tells what differs between two fingerprints, in words; nothing where they look the same. */
export function differences(then, now) {
  return [...partsDiffer(then.parts, now.parts), ...coloursDiffer(then.colours, now.colours), ...picturesDiffer(then, now)];
}

function partsDiffer(then, now) {
  return Object.keys({ ...then, ...now }).flatMap((part) => {
    const [before, after] = [then[part], now[part]];
    if (!before && !after) return [];
    if (!before || !after) return [`${part} ${after ? "is new" : "is missing"}`];
    if (before.count !== after.count) return [`${part}: ${after.count} of them, not ${before.count}`];
    const sizes = [before.at[2], before.at[3], before.at[2], before.at[3]];
    const moved = before.at.some((value, at) => Math.abs(value - after.at[at]) > Math.max(MOVED_PX, MOVED_PART * sizes[at]));
    return moved ? [`${part} is at ${after.at}, not at ${before.at}`] : [];
  });
}

function coloursDiffer(then, now) {
  const differ = Object.keys({ ...then, ...now }).filter((place) => then[place] !== now[place]);
  return differ.map((place) => `${place} is ${now[place]}, not ${then[place]}`);
}

function picturesDiffer(then, now) {
  const [before, after] = [then, now].map(({ averages }) => Buffer.from(averages, "base64"));
  const each = Array.from(before, (value, at) => Math.abs(value - after[at]));
  const all = each.reduce((sum, value) => sum + value, 0) / each.length;
  const places = Array.from({ length: each.length / 3 }, (_, at) => Math.max(...each.slice(3 * at, 3 * at + 3)));
  const part = places.filter((value) => value > PLACE_DIFFERS).length / places.length;
  return [
    ...(all > ALL_DIFFER ? [`the picture differs by ${all.toFixed(1)} of 255 on average`] : []),
    ...(part > PLACES_DIFFER ? [`the picture differs at ${(100 * part).toFixed(0)} % of its places`] : []),
  ];
}
