// What each view of a plan does, however it draws: read the plan, with what its filter leaves; send edits; say what happened.
// Inputs: data-url (JSON of the plan), data-change, data-undo, data-task (an address with 0 for the number), data-icons,
// data-words (JSON), data-may-write; in it .plan-said. Taken: `plan-changed`, `drawer:closed`.
import { openDrawer } from "../drawer.js";
import { Edits } from "./edits.js";
import { onFilter } from "./filter.js";
import { Outline } from "./outline.js";

const FRESH = 10_000; // milliseconds for which a page that one comes back to is not read again

/** A view builds itself in `build`, takes what was read in `show`, and draws it (again) in `draw`. */
export class PlanView extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    const lang = document.documentElement.lang;
    this.locale = lang === "en" ? "en-GB" : lang || undefined; // days before months, as everywhere here
    this.mayWrite = this.hasAttribute("data-may-write");
    this.said = this.querySelector(".plan-said");
    this.outline = new Outline();
    this.build();
    this.edits = new Edits(this);
    document.addEventListener("plan-changed", () => this.readAgain());
    document.addEventListener("drawer:closed", (event) => event.preventDefault()); // it is read anew already
    document.addEventListener("visibilitychange", () => !document.hidden && Date.now() - this.readAt > FRESH && this.readAgain());
    onFilter((query) => {
      this.query = query;
      this.readAgain();
    });
  }

  readAgain() {
    this.reading = this.read();
  }

  async read() {
    this.readAt = Date.now();
    const answer = await fetch(this.dataset.url + this.query, { headers: { Accept: "application/json" } });
    if (!answer.ok) return this.say(this.words.unread);
    this.outline.take(await answer.json());
    this.show();
    const undo = this.querySelector("[data-act=undo]");
    if (undo) undo.disabled = !this.edits.mayUndo;
  }

  /** The plan that is shown. */
  get revision() {
    return this.outline.data.revision;
  }

  icon(name, label = "") {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    if (label) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", label);
    } else svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.dataset.icons}#${name}`);
    svg.append(use);
    return svg;
  }

  say(text) {
    this.said.textContent = text;
  }

  taskUrl(id) {
    return this.dataset.task.replace("/0/", `/${id}/`);
  }

  open(id) {
    return openDrawer(this.taskUrl(id));
  }

  send(edits, options) {
    this.edits.send(edits, options);
  }
}
