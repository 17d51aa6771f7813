// What a person can say of places: each gives new places and leaves the old ones as they were.

import { lineFor, newPlace } from "./places.js";

/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {import("./places.js").Place} Place */

/**
 * Say which digit stands in a place.
 * @param {Place[]} places
 * @param {number} id
 * @param {number} value
 * @returns {Place[]}
 */
export function corrected(places, id, value) {
  return places.map((place) =>
    place.id === id
      ? {
          ...place,
          value,
          line: place.line ?? lineFor(place.box, places),
          byHand: true,
          gone: false,
          taught: false,
        }
      : place,
  );
}

/**
 * Say that there is no digit. The place is kept, unseen: the next reading must not bring it back.
 * @param {Place[]} places
 * @param {number} id
 * @returns {Place[]}
 */
export function removed(places, id) {
  return places.map((place) =>
    place.id === id ? { ...place, byHand: true, gone: true, taught: false } : place,
  );
}

/**
 * Put other places where some stood.
 * @param {Place[]} places
 * @param {Place[]} old
 * @param {Box[]} boxes
 * @returns {{places: Place[], made: Place[]}}
 */
export function replaced(places, old, boxes) {
  const rest = places.filter((place) => !old.includes(place));
  const line = old.find((place) => place.line !== null)?.line;
  const made = boxes.map((box) => newPlace(box, line ?? lineFor(box, rest)));
  return { places: [...rest, ...made], made };
}

/**
 * A place with what has been read in it since; its box stands, and a value typed meanwhile.
 * @param {Place} place
 * @param {import("./places.js").Answer} answer
 * @returns {Place}
 */
export function answered(place, answer) {
  const value = answer.value ?? null;
  return {
    ...place,
    value: place.value ?? value,
    read: value,
    confidence: answer.confidence ?? 0,
    reason: answer.reason ?? null,
    probabilities: answer.probabilities ?? null,
    frame: answer.frame ?? null,
  };
}
