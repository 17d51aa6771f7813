// Steps that can be taken back.

/**
 * A present state with those before it and those undone.
 * @template S
 */
export class History {
  /** @type {S[]} */
  #past = [];
  /** @type {S} */
  #present;
  /** @type {S[]} */
  #future = [];

  /** @param {S} first */
  constructor(first) {
    this.#present = first;
  }

  get present() {
    return this.#present;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * Take a step; what had been undone is forgotten.
   * @param {S} state
   */
  push(state) {
    this.#past.push(this.#present);
    this.#present = state;
    this.#future = [];
  }

  undo() {
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#future.push(this.#present);
    this.#present = before;
  }

  redo() {
    const after = this.#future.pop();
    if (after === undefined) return;
    this.#past.push(this.#present);
    this.#present = after;
  }

  /**
   * Work what became known later into every state: an answer is no step to take back.
   * @param {(state: S) => S} change
   */
  amend(change) {
    this.#past = this.#past.map(change);
    this.#present = change(this.#present);
    this.#future = this.#future.map(change);
  }
}
