// Confidence and reasons in words.

/** @typedef {import("./places.js").Place} Place */
/** @typedef {typeof import("./language.js").say} Say */

const HERE = ["localhost", "127.0.0.1", "[::1]"];

/** @type {[number, string][]} */
const DEGREES = [
  [0.99, "certain"],
  [0.9, "quiteSure"],
  [0.7, "fairlySure"],
  [0, "doubtful"],
];

/**
 * How sure shuzi is, in words.
 * @param {number} confidence 0 to 1
 * @param {Say} say
 */
export function inWords(confidence, say) {
  const [, degree] = DEGREES.find(([from]) => confidence >= from) ?? ["", "doubtful"];
  return say(`confidence.${degree}`);
}

/**
 * A probability as a person reads it; nothing is quite certain.
 * @param {number} probability
 */
export function percent(probability) {
  const share = Math.min(99.9, Math.round(1000 * probability) / 10);
  return `${share < 10 || share > 99 ? share : Math.round(share)} %`;
}

/**
 * A place in one sentence, for the panel and for screen readers.
 * @param {Place} place
 * @param {Say} say
 */
export function describe(place, say) {
  if (place.value !== place.read && place.value !== null) {
    return place.read === null
      ? say("place.told", { value: place.value })
      : say("place.corrected", { value: place.value, read: place.read });
  }
  if (place.value === null) return say("place.refused", { reason: say(`reason.${place.reason}`) });
  return say("place.read", {
    value: place.value,
    sureness: inWords(place.confidence, say),
    percent: percent(place.confidence),
  });
}

/**
 * Where shuzi reads, and keeps what it is told to: this computer, or the one that serves the page.
 * @param {Say} say
 */
export const whereKept = (say) =>
  HERE.includes(location.hostname) ? say("kept.here") : say("kept.there", { host: location.host });
