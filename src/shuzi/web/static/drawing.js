// Ink: strokes of a pen, painted.

import { around } from "./boxes.js";

/** @typedef {[number, number, number]} Point x, y, and how hard the pen is pressed: 1 as usual */
/** @typedef {{width: number, points: Point[]}} Stroke */
/** @typedef {{width: number, height: number}} Size */

const STROKES_ACROSS = 42; // as many strokes side by side fill a sheet's shorter side
const THINNEST = 5; // pixels

/** @type {WeakMap<Stroke[], HTMLCanvasElement>} */
const painted = new WeakMap();

/**
 * The pen that fits a sheet.
 * @param {Size} sheet
 */
export function penWidth({ width, height }) {
  return Math.max(THINNEST, Math.min(width, height) / STROKES_ACROSS);
}

/**
 * Paint strokes in the context's stroke colour.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Stroke[]} strokes
 */
export function paint(context, strokes) {
  context.lineCap = "round";
  context.lineJoin = "round";
  strokes.forEach((stroke) => paintStroke(context, stroke));
}

/**
 * The drawing as shuzi is given it: black ink on white paper, whatever the page's theme.
 * @param {Stroke[]} strokes
 * @param {Size} sheet
 * @returns {HTMLCanvasElement}
 */
export function paper(strokes, sheet) {
  const canvas = painted.get(strokes) ?? document.createElement("canvas");
  if (painted.has(strokes)) return canvas;
  canvas.width = sheet.width;
  canvas.height = sheet.height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = "white";
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.strokeStyle = "black";
  paint(context, strokes);
  painted.set(strokes, canvas);
  return canvas;
}

/**
 * The box around a stroke's ink.
 * @param {Stroke} stroke
 * @returns {import("./boxes.js").Box}
 */
export function inkBox({ width, points }) {
  return around(points.map(([x, y]) => [x - width / 2, y - width / 2, width, width]));
}

/**
 * Curves from middle to middle of what the pointer reported: corners would be seen.
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 */
function paintStroke(context, { width, points }) {
  let [fromX, fromY] = points[0];
  points.forEach(([x, y, pressure], index) => {
    const [nextX, nextY] = points[index + 1] ?? points[index];
    const [toX, toY] = [(x + nextX) / 2, (y + nextY) / 2];
    context.lineWidth = width * pressure;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.quadraticCurveTo(x, y, toX, toY);
    context.stroke();
    [fromX, fromY] = [toX, toY];
  });
}
