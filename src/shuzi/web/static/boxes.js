// Rectangles in pixels of the sheet.

/** @typedef {[number, number, number, number]} Box x, y, width, height */

/**
 * The smallest box around some.
 * @param {Box[]} boxes at least one
 * @returns {Box}
 */
export function around(boxes) {
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  return [left, top, right - left, bottom - top];
}

/**
 * The part of a box that lies on a sheet, in whole pixels.
 * @param {Box} box
 * @param {{width: number, height: number}} sheet
 * @returns {Box}
 */
export function within([x, y, width, height], sheet) {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  const right = Math.min(sheet.width, Math.ceil(x + width));
  const bottom = Math.min(sheet.height, Math.ceil(y + height));
  return [left, top, Math.max(1, right - left), Math.max(1, bottom - top)];
}

/**
 * A box with room around it.
 * @param {Box} box
 * @param {number} margin
 * @returns {Box}
 */
export function widened([x, y, width, height], margin) {
  return [x - margin, y - margin, width + 2 * margin, height + 2 * margin];
}

/**
 * @param {Box} box
 * @param {number} left
 * @param {number} top
 * @returns {boolean}
 */
export function holds([x, y, width, height], left, top) {
  return x <= left && left <= x + width && y <= top && top <= y + height;
}

/**
 * How much of the smaller of two boxes lies in the other, 0 to 1.
 * @param {Box} a
 * @param {Box} b
 */
export function overlap(a, b) {
  const shared = sharedSpan(a[0], a[2], b[0], b[2]) * sharedSpan(a[1], a[3], b[1], b[3]);
  return shared / Math.max(1, Math.min(a[2] * a[3], b[2] * b[3]));
}

/**
 * How much of the lower of two boxes stands beside the other, 0 to 1.
 * @param {Box} a
 * @param {Box} b
 */
export function beside(a, b) {
  return sharedSpan(a[1], a[3], b[1], b[3]) / Math.max(1, Math.min(a[3], b[3]));
}

/** @param {Box} box */
export const middle = ([x, , width]) => x + width / 2;

/** @param {Box} box */
export const centreHeight = ([, y, , height]) => y + height / 2;

/**
 * @param {number} start
 * @param {number} length
 * @param {number} otherStart
 * @param {number} otherLength
 */
function sharedSpan(start, length, otherStart, otherLength) {
  const end = Math.min(start + length, otherStart + otherLength);
  return Math.max(0, end - Math.max(start, otherStart));
}
