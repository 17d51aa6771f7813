// Crops: the one place of a sheet that is read again or kept, and nothing around it.

import { widened, within } from "./boxes.js";

/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {import("./sheet.js").Sheet} Sheet */

const MARGIN = 0.06; // of the longer side: paper around the ink shows what is paper
const SEARCHED = 0.7; // of a box's width, around its middle, where two digits may part

/**
 * Where on the sheet a place's crop lies.
 * @param {Sheet} sheet
 * @param {Box} box
 */
export function cropBox(sheet, box) {
  return within(widened(box, Math.max(2, MARGIN * Math.max(box[2], box[3]))), sheet.size);
}

/**
 * A place's pixels; null where the browser cannot show the sheet.
 * @param {Sheet} sheet
 * @param {Box} box
 * @returns {HTMLCanvasElement | null}
 */
export function cropOf(sheet, box) {
  const source = sheet.canvas;
  if (source === null) return null;
  const scale = source.width / sheet.size.width;
  const [x, y, width, height] = box.map((length) => length * scale);
  const crop = document.createElement("canvas");
  crop.width = Math.max(1, Math.round(width));
  crop.height = Math.max(1, Math.round(height));
  const context = /** @type {CanvasRenderingContext2D} */ (
    crop.getContext("2d", { willReadFrequently: true })
  );
  context.drawImage(source, x, y, width, height, 0, 0, crop.width, crop.height);
  return crop;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
export function pngOf(canvas) {
  return new Promise((done, failed) => {
    const give = (/** @type {Blob | null} */ blob) =>
      blob === null ? failed(new Error("this picture cannot be written")) : done(blob);
    canvas.toBlob(give, "image/png");
  });
}

/**
 * The file that a data: URL holds in base64; the page's policy forbids to fetch one.
 * @param {string} url
 */
export function decoded(url) {
  const [kind, content] = url.slice("data:".length).split(";base64,");
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: kind });
}

/**
 * Where to part a box in two: the column with the least ink near its middle.
 * @param {Sheet} sheet
 * @param {Box} box
 * @returns {number} pixels from the box's left side
 */
export function cutOf(sheet, box) {
  const crop = cropOf(sheet, box);
  if (crop === null) return box[2] / 2;
  const ink = inkOfColumns(crop);
  const start = Math.floor((crop.width * (1 - SEARCHED)) / 2);
  const columns = ink.map((_, column) => column).slice(start, crop.width - start);
  const off = (/** @type {number} */ column) => Math.abs(column + 0.5 - crop.width / 2);
  columns.sort((a, b) => ink[a] - ink[b] || off(a) - off(b));
  return (((columns[0] ?? 0) + 0.5) * box[2]) / crop.width;
}

/**
 * Cover a part of a crop with paper: what is written there belongs to another place.
 * @param {HTMLCanvasElement} crop
 * @param {Box} area where the crop lies on the sheet
 * @param {Box} box on the sheet
 */
export function cover(crop, area, box) {
  const scale = crop.width / area[2];
  const paper = Math.round(paperOf(tonesOf(crop)));
  const context = /** @type {CanvasRenderingContext2D} */ (crop.getContext("2d"));
  context.fillStyle = `rgb(${paper}, ${paper}, ${paper})`;
  const [left, top] = [(box[0] - area[0]) * scale, (box[1] - area[1]) * scale];
  context.fillRect(left, top, box[2] * scale, box[3] * scale);
}

/**
 * How far each column departs from the paper's tone.
 * @param {HTMLCanvasElement} crop
 * @returns {number[]}
 */
function inkOfColumns(crop) {
  const { width } = crop;
  const tones = tonesOf(crop);
  const paper = paperOf(tones);
  return Array.from({ length: width }, (_, column) => {
    let ink = 0;
    for (let pixel = column; pixel < tones.length; pixel += width) {
      ink += Math.abs(tones[pixel] - paper);
    }
    return ink;
  });
}

/**
 * @param {HTMLCanvasElement} crop
 * @returns {number[]} 0 black to 255 white
 */
function tonesOf(crop) {
  const { width, height } = crop;
  const context = /** @type {CanvasRenderingContext2D} */ (crop.getContext("2d"));
  const { data } = context.getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, pixel) => {
    const opaque = data[4 * pixel + 3] / 255;
    return data[4 * pixel + 1] * opaque + 255 * (1 - opaque); // green says the most; clear is white
  });
}

/**
 * The usual tone, which is the paper's: there is less ink than paper.
 * @param {number[]} tones
 */
const paperOf = (tones) => tones.toSorted((a, b) => a - b)[tones.length >> 1];
