// Changes of a plan on their way to the server: each act is sent alone, after the one before was answered.
// Told, on document: `plan-changed` {revision, batch, made} from the server's answer. A preview comes into #plan-dialog.
import { openModal } from "../dialogs.js";

/** Sends edits and keeps what was done, to take it back. */
export class Edits {
  constructor(page) {
    this.page = page;
    this.done = [];
    this.undone = [];
    this.queue = Promise.resolve();
    this.way = "do";
    this.body = document.getElementById("plan-dialog-body");
    document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target === this.body && this.ask());
    document.addEventListener("plan-changed", ({ detail }) => this.changed(detail));
    this.body.addEventListener("click", ({ target }) => target.closest("[data-preview-close]") && this.body.parentElement.close());
  }

  get mayUndo() {
    return this.done.length > 0;
  }

  /** Send edits; the page is told when the answer is there, whatever it was. `isBlind`: they do not hang on what is shown. */
  send(edits, { isBlind = false } = {}) {
    // The plan that is shown: it was read anew after the act before.
    const seen = () => (isBlind ? {} : { revision: this.page.revision });
    if (edits.length) this.post(this.page.dataset.change, { edits: JSON.stringify(edits) }, "do", seen);
  }

  undo() {
    const batch = this.done.pop();
    if (batch) this.post(this.page.dataset.undo, { batch }, "undo");
  }

  redo() {
    const batch = this.undone.pop();
    if (batch) this.post(this.page.dataset.undo, { batch }, "redo");
  }

  post(url, values, way, seen = () => ({})) {
    this.queue = this.queue.then(async () => {
      this.way = way;
      await htmx.ajax("POST", url, { values: { ...values, ...seen() }, target: "#plan-dialog-body", swap: "innerHTML", source: this.page });
      await this.page.reading;
      this.page.draw();
    });
  }

  ask() {
    const dialog = this.body.parentElement;
    if (this.body.firstElementChild) openModal(dialog, () => this.body.replaceChildren());
    this.body.querySelector("button[type=submit]")?.focus();
  }

  changed({ batch }) {
    this.body.parentElement.close();
    if (this.way === "undo") this.undone.push(batch);
    else this.done.push(batch);
    if (this.way === "do") this.undone = [];
    this.way = "do";
  }
}
