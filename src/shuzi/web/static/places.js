// Places on a sheet where a digit stands or may stand, and the lines that they make.

import { around, beside, centreHeight, holds, middle, overlap } from "./boxes.js";

/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {"blank" | "not a digit" | "unsure" | "unread"} Reason */

/**
 * @typedef {object} Answer what the service says of a place
 * @property {number | null} [value]
 * @property {number} [confidence]
 * @property {Box} box
 * @property {Reason | null} [reason]
 * @property {number[]} [probabilities]
 * @property {string | null} [frame]
 */

/**
 * @typedef {object} Place
 * @property {number} id
 * @property {Box} box
 * @property {number | null} line numbers grow downwards; null: it belongs to none, nor to the text
 * @property {number | null} value what stands there now; null: refused
 * @property {number | null} read what shuzi read there
 * @property {number} confidence 0 to 1
 * @property {Reason | null} reason why it was refused
 * @property {number[] | null} probabilities of the ten digits
 * @property {string | null} frame what the network saw, as a data URL
 * @property {boolean} byHand a person has changed or made it: another reading leaves it alone
 * @property {boolean} gone a person has said that there is no digit
 * @property {boolean} taught the correction has been kept
 */

const SAME = 0.7; // of two boxes, from which on they are taken for the same place
const COVERED = 0.5; // of a box, from which on what a person said of another holds for it
const ONE_LINE = 0.4; // of a box's height that stands beside another of its line

let lastId = 0;

/**
 * A place that an answer tells of.
 * @param {Answer} answer
 * @param {number | null} line
 * @returns {Place}
 */
function placeOf(answer, line) {
  const value = answer.value ?? null;
  return {
    id: ++lastId,
    box: answer.box,
    line,
    value,
    read: value,
    confidence: answer.confidence ?? Math.max(0, ...(answer.probabilities ?? [])),
    reason: answer.reason ?? null,
    probabilities: answer.probabilities ?? null,
    frame: answer.frame ?? null,
    byHand: false,
    gone: false,
    taught: false,
  };
}

/**
 * A place that a person made; nobody has read it yet.
 * @param {Box} box
 * @param {number | null} line
 * @returns {Place}
 */
export function newPlace(box, line) {
  return { ...placeOf({ box, reason: "unread" }, line), byHand: true };
}

/**
 * @typedef {object} Reading
 * @property {number} width
 * @property {number} height
 * @property {string} text
 * @property {{text: string, box: Box, digits: Answer[]}[]} lines
 * @property {Answer[]} refused
 * @property {string} model
 */

/**
 * The places of a reading. Which of the refused ones stand in a line, its text and box tell.
 * @param {Reading} reading
 * @returns {Place[]}
 */
export function placesOf(reading) {
  const places = reading.lines.flatMap((line, number) =>
    line.digits.map((digit) => placeOf(digit, number)),
  );
  const wanting = reading.lines.map((line) => line.text.split("?").length - 1);
  for (const refusal of reading.refused) {
    const [x, y] = [middle(refusal.box), centreHeight(refusal.box)];
    const around = nearest(places, refusal.box, (place) => {
      const line = /** @type {number} */ (place.line);
      return place.value !== null && wanting[line] > 0 && holds(reading.lines[line].box, x, y);
    });
    if (around !== undefined) wanting[/** @type {number} */ (around.line)] -= 1;
    places.push(placeOf(refusal, around?.line ?? null));
  }
  return places;
}

/**
 * The places in their lines, top to bottom and left to right; what is gone is left out.
 * @param {Place[]} places
 * @returns {Place[][]}
 */
export function linesOf(places) {
  /** @type {Map<number, Place[]>} */
  const lines = new Map();
  for (const place of places) {
    if (place.gone || place.line === null) continue;
    const line = lines.get(place.line);
    if (line === undefined) lines.set(place.line, [place]);
    else line.push(place);
  }
  return [...lines.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, line]) => line.sort((a, b) => middle(a.box) - middle(b.box)))
    .filter((line) => line.some((place) => place.value !== null));
}

/**
 * What stands in a line: its digits, and ? for what was refused.
 * @param {Place[]} line
 */
export const textOf = (line) => line.map((place) => place.value ?? "?").join("");

/**
 * All that can be seen and chosen, in reading order; what stands in no line comes last.
 * @param {Place[]} places
 * @returns {Place[]}
 */
export function inOrder(places) {
  const inLines = new Set(linesOf(places).flat());
  const apart = places.filter((place) => !place.gone && !inLines.has(place));
  return [...inLines, ...apart];
}

/** @param {Place} place */
export const isCorrected = (place) => (place.gone ? null : place.value) !== place.read;

/**
 * The line in which a box stands: that of its nearest neighbour beside it, or a new one.
 * @param {Box} box
 * @param {Place[]} places
 * @returns {number}
 */
export function lineFor(box, places) {
  const neighbour = nearest(
    places,
    box,
    (place) => place.line !== null && !place.gone && beside(place.box, box) > ONE_LINE,
  );
  if (neighbour !== undefined) return /** @type {number} */ (neighbour.line);
  const lines = linesOf(places);
  const below = lines.find((line) => lineHeight(line) > centreHeight(box));
  const above = below === undefined ? lines.at(-1) : lines[lines.indexOf(below) - 1];
  const [upper, lower] = [above?.[0].line, below?.[0].line];
  // Lines are numbered so that one more always fits between two.
  return ((upper ?? (lower ?? 0) - 1) + (lower ?? (upper ?? 0) + 1)) / 2;
}

/**
 * A new reading's places, where what a person said of the old ones holds.
 * @param {Place[]} old
 * @param {Place[]} fresh
 * @returns {Place[]}
 */
export function carriedOver(old, fresh) {
  const kept = old.filter((place) => place.byHand);
  const others = fresh
    .filter((place) => !kept.some((held) => overlap(held.box, place.box) > COVERED))
    .map((place) => ({ ...place, id: sameAs(place, old)?.id ?? place.id }));
  const relined = kept.map((place) =>
    place.line === null ? place : { ...place, line: lineFor(place.box, others) },
  );
  return [...others, ...relined];
}

/**
 * The places without those by hand in which new ink stands: they are to be read anew.
 * @param {Place[]} places
 * @param {Box} ink
 */
export function withoutTouched(places, ink) {
  return places.filter((place) => !place.byHand || overlap(place.box, ink) === 0);
}

/**
 * The box around all of some places.
 * @param {Place[]} places
 */
export const boxAround = (places) => around(places.map((place) => place.box));

/**
 * @param {Place} place
 * @param {Place[]} old
 */
function sameAs(place, old) {
  return old.find((other) => !other.byHand && overlap(other.box, place.box) > SAME);
}

/**
 * @param {Place[]} places
 * @param {Box} box
 * @param {(place: Place) => boolean} wanted
 */
function nearest(places, box, wanted) {
  const distance = (/** @type {Place} */ place) =>
    Math.hypot(middle(place.box) - middle(box), centreHeight(place.box) - centreHeight(box));
  return places.filter(wanted).sort((a, b) => distance(a) - distance(b))[0];
}

/** @param {Place[]} line */
const lineHeight = (line) =>
  line.reduce((sum, place) => sum + centreHeight(place.box), 0) / line.length;
