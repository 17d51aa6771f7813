// A picture that a person gave: shown where the browser can, sent as it is in any case.

const MOST_PIXELS = 16_000_000; // some browsers refuse larger canvases

/**
 * @typedef {object} Picture
 * @property {File} file
 * @property {number} turn degrees clockwise
 * @property {number} page counted from 1
 * @property {HTMLCanvasElement | null} canvas upright; null where the browser cannot show it
 */

/**
 * @param {File} file
 * @param {number} [turn]
 * @param {number} [page]
 * @returns {Promise<Picture>}
 */
export async function openPicture(file, turn = 0, page = 1) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  return { file, turn, page, canvas: bitmap && upright(bitmap, turn) };
}

/**
 * Whether a file of this kind may have several pages.
 * @param {File} file
 */
export function mayHavePages({ name, type }) {
  return /\.(pdf|tiff?)$/i.test(name) || /(pdf|tiff)$/.test(type);
}

/**
 * @param {ImageBitmap} bitmap
 * @param {number} turn
 */
function upright(bitmap, turn) {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const onItsSide = turn % 180 !== 0;
  const canvas = document.createElement("canvas");
  canvas.width = onItsSide ? height : width;
  canvas.height = onItsSide ? width : height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turn * Math.PI) / 180);
  context.drawImage(bitmap, -width / 2, -height / 2, width, height);
  bitmap.close();
  return canvas;
}
