// <sprint-page>: tasks moved between sprints and backlog, by drag, keys and a menu. Inputs: data-lanes (an address), data-change,
// data-undo, data-may-write, data-moved (words); in it [data-sprint-lanes] with [data-lane] sections of [data-task] rows, .plan-said.
// Taken: `plan-changed`, `drawer:closed`. Changes are sent by plan/edits.js, whose preview comes into #plan-dialog.
import { closeOnBackdrop, openModal } from "./dialogs.js";
import { Edits } from "./plan/edits.js";
import { onFilter } from "./plan/filter.js";

class SprintPage extends HTMLElement {
  connectedCallback() {
    this.lanes = this.querySelector("[data-sprint-lanes]");
    this.said = this.querySelector(".plan-said");
    document.addEventListener("plan-changed", () => (this.reading = this.read()));
    document.addEventListener("drawer:closed", (event) => event.preventDefault()); // the lanes are read anew already
    onFilter((query) => this.filter(query));
    if (!this.hasAttribute("data-may-write")) return;
    this.edits = new Edits(this);
    this.menu = document.getElementById("sprint-move");
    closeOnBackdrop(this.menu);
    this.menu.addEventListener("click", (event) => this.onMenu(event));
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    for (const name of ["dragstart", "dragover", "drop", "dragend"]) this.addEventListener(name, (event) => this[name](event));
  }

  /** Moves are made on the order as it stands, whatever was seen: no revision goes with them. */
  get revision() {
    return "";
  }

  /** Take the query of the filter; the lanes came with the one that the page began with. */
  filter(query) {
    const began = this.query === undefined;
    this.query = query;
    if (!began) this.read();
  }

  async read() {
    const focused = document.activeElement?.closest("[data-task]")?.dataset.task;
    const part = document.activeElement?.matches("[data-move]") ? "[data-move]" : "a";
    await htmx.ajax("GET", this.dataset.lanes + this.query, { target: this.lanes, swap: "innerHTML", source: this.lanes });
    const row = this.moved ?? focused;
    if (row && !document.querySelector("dialog:modal")) this.rowOf(row)?.querySelector(this.moved ? "[data-move]" : part)?.focus({ preventScroll: true });
    this.tell();
  }

  /** Called when an answer is there, whatever it was. */
  draw() {
    this.querySelector("[data-act=undo]").disabled = !this.edits.mayUndo;
  }

  tell() {
    const row = this.moved && this.rowOf(this.moved);
    this.moved = null;
    if (!row) return;
    const rows = this.rowsOf(row.closest("[data-lane]"));
    const words = { task: row.querySelector("a").textContent, lane: row.closest("[data-lane]").dataset.laneName, place: rows.indexOf(row) + 1, count: rows.length };
    this.said.textContent = this.dataset.moved.replace(/%\((\w+)\)s/g, (_all, name) => words[name]);
  }

  rowOf(id) {
    return this.lanes.querySelector(`[data-task="${id}"]`);
  }

  rowsOf(lane) {
    return [...lane.querySelectorAll("[data-task]")];
  }

  /** Let a task stand in a lane, after another row (null: first). */
  move(row, lane, after) {
    const id = Number(row.dataset.task);
    const edits = [];
    if (row.closest("[data-lane]") !== lane) edits.push({ edit: "task", task_id: id, values: { sprint_id: Number(lane.dataset.lane) || null } });
    edits.push({ edit: "backlog", task_id: id, after_id: after ? Number(after.dataset.task) : null });
    this.moved = row.dataset.task;
    this.edits.send(edits);
  }

  step(row, way) {
    const lane = row.closest("[data-lane]");
    const rows = this.rowsOf(lane);
    const at = rows.indexOf(row);
    if (way === "first" && at > 0) this.move(row, lane, null);
    else if (way === "up" && at > 0) this.move(row, lane, rows[at - 2] ?? null);
    else if (way === "down" && at < rows.length - 1) this.move(row, lane, rows[at + 1]);
  }

  // ---- Keys and the menu ----
  onClick({ target }) {
    if (target.closest("[data-act=undo]")) return this.edits.undo();
    const button = target.closest("[data-move]");
    if (button) this.choose(button.closest("[data-task]"));
  }

  onKey(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      return event.shiftKey ? this.edits.redo() : this.edits.undo();
    }
    const row = event.target.closest("[data-task]");
    const step = event.altKey && { ArrowUp: "up", ArrowDown: "down", Home: "first" }[event.key];
    if (!row || !(step || (event.key === "m" && !event.ctrlKey && !event.metaKey && !event.altKey))) return;
    event.preventDefault();
    if (step) this.step(row, step);
    else this.choose(row);
  }

  choose(row) {
    this.chosen = row;
    this.menu.querySelector("h2").textContent = row.querySelector("a").textContent;
    const own = row.closest("[data-lane]");
    const buttons = [...this.lanes.querySelectorAll("[data-lane]")].filter((lane) => lane !== own).map((lane) => this.target(lane));
    this.menu.querySelector(".sprint-targets").replaceChildren(...buttons);
    openModal(this.menu);
  }

  target(lane) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "dropdown-item";
    button.dataset.to = lane.dataset.lane;
    button.textContent = lane.dataset.laneName;
    return button;
  }

  onMenu({ target }) {
    if (target.closest("[data-move-close]")) return this.menu.close();
    const to = target.closest("[data-to]");
    const step = target.closest("[data-step]");
    if (!to && !step) return;
    this.menu.close();
    if (step) return this.step(this.chosen, step.dataset.step);
    const lane = this.lanes.querySelector(`[data-lane="${to.dataset.to}"]`);
    this.move(this.chosen, lane, to.dataset.to ? this.rowsOf(lane).at(-1) : null); // last in a sprint, first in the backlog
  }

  // ---- Dragging ----
  dragstart(event) {
    this.held = event.target.closest?.("[data-task]");
    if (!this.held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.held.querySelector("a").textContent);
    this.held.classList.add("is-held");
  }

  dragover(event) {
    const lane = this.held && event.target.closest("[data-lane]");
    if (!lane) return;
    event.preventDefault();
    const rows = this.rowsOf(lane).filter((row) => row !== this.held);
    const before = rows.filter((row) => event.clientY > row.getBoundingClientRect().top + row.offsetHeight / 2);
    this.place = { lane, after: before.at(-1) ?? null };
    this.mark(lane, this.place.after);
  }

  mark(lane, after) {
    this.unmark();
    lane.classList.add("is-target");
    if (after) after.classList.add("is-before");
    else lane.querySelector("[data-lane-tasks]").classList.add("is-first");
  }

  unmark() {
    for (const name of ["is-target", "is-before", "is-first"]) for (const one of this.lanes.querySelectorAll(`.${name}`)) one.classList.remove(name);
  }

  drop(event) {
    if (!this.held || !this.place) return;
    event.preventDefault();
    const { lane, after } = this.place;
    const rows = this.rowsOf(lane).filter((row) => row !== this.held);
    const stood = this.rowsOf(lane).indexOf(this.held);
    if (stood < 0 || stood !== (after ? rows.indexOf(after) + 1 : 0)) this.move(this.held, lane, after);
  }

  dragend() {
    this.held?.classList.remove("is-held");
    this.held = this.place = null;
    this.unmark();
  }
}

customElements.define("sprint-page", SprintPage);
