// The service: one method a request, its errors as sentences.

/** @typedef {import("./places.js").Reading} Reading */
/** @typedef {import("./places.js").Answer} Answer */

const KEY = "shuzi.key";
const PATIENCE = 10; // seconds that a busy service may ask us to wait
const TRIES = 4;

/** The service refused, or did not answer at all. */
export class ApiError extends Error {
  /**
   * @param {number} status of HTTP; 0 where there was no answer
   * @param {string} [sentence] what the service says of it
   */
  constructor(status, sentence = "") {
    super(sentence || `status ${status}`);
    this.status = status;
    this.sentence = sentence;
  }

  /** Whether the same request may succeed later. */
  get passes() {
    return [0, 408, 429].includes(this.status) || this.status >= 500;
  }
}

/**
 * @typedef {object} Correction
 * @property {number} id
 * @property {number | null} value
 * @property {number | null} read
 * @property {string} created
 * @property {string} picture
 */

/**
 * Read all digits of a picture.
 * @param {Blob} picture
 * @param {{name: string, turn?: number, page?: number, signal?: AbortSignal}} options
 * @returns {Promise<Reading>}
 */
export async function read(picture, { name, turn = 0, page = 1, signal }) {
  const query = new URLSearchParams({ details: "1", rotate: `${turn}`, page: `${page}` });
  const body = form([["file", picture, name]]);
  return (await send(`/v1/read?${query}`, { method: "POST", body, signal })).json();
}

/**
 * Read crops that hold at most one digit each.
 * @param {Blob[]} crops
 * @returns {Promise<{digits: Answer[]}>}
 */
export async function classify(crops) {
  const body = form(crops.map((crop) => ["files", crop, "crop.png"]));
  return (await send("/v1/classify?details=1", { method: "POST", body })).json();
}

/**
 * Keep a crop with what it says.
 * @param {Blob} crop
 * @param {{value: number | null, read: number | null, confidence: number, model: string}} facts
 */
export async function keep(crop, { value, read, confidence, model }) {
  const body = form([["file", crop, "crop.png"]]);
  body.set("value", `${value ?? ""}`);
  body.set("read", `${read ?? ""}`);
  body.set("confidence", `${confidence}`);
  body.set("model", model);
  await send("/v1/corrections", { method: "POST", body });
}

/**
 * What has been kept, the newest first.
 * @param {number | null} [before] continue below this id
 * @returns {Promise<{corrections: Correction[], total: number, next: number | null}>}
 */
export async function listKept(before = null) {
  const from = before === null ? "" : `&before=${before}`;
  return (await send(`/v1/corrections?limit=24${from}`)).json();
}

/**
 * A picture, or the export, as the service has it.
 * @param {string} path
 */
export async function fetchFile(path) {
  return (await send(path)).blob();
}

/** @param {number} id */
export async function forget(id) {
  await send(`/v1/corrections/${id}`, { method: "DELETE" });
}

export async function forgetAll() {
  await send("/v1/corrections", { method: "DELETE" });
}

/**
 * The key with which requests are sent from now on, until the tab is closed.
 * @param {string} key
 */
export function useKey(key) {
  sessionStorage.setItem(KEY, key);
}

/**
 * Send a request, and where the service is busy, as often as it asks for.
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function send(path, options = {}) {
  for (let attempt = 1; ; attempt++) {
    const response = await answer(path, options);
    if (response.ok) return response;
    const wait = Number(response.headers.get("Retry-After") ?? NaN);
    const busy = response.status === 429 || response.status === 503;
    if (!busy || attempt === TRIES || !(wait <= PATIENCE)) throw await refusal(response);
    await pause(wait);
    options.signal?.throwIfAborted();
  }
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function answer(path, options) {
  const key = sessionStorage.getItem(KEY);
  try {
    return await fetch(path, { ...options, headers: key === null ? {} : { "X-API-Key": key } });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0);
  }
}

/** @param {Response} response */
async function refusal(response) {
  const said = await response.json().catch(() => null);
  return new ApiError(response.status, typeof said?.error === "string" ? said.error : "");
}

/** @param {[string, Blob, string][]} files */
function form(files) {
  const body = new FormData();
  for (const [field, blob, name] of files) body.append(field, blob, name);
  return body;
}

/** @param {number} seconds */
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
