// Keys on a row of the plan: ↑ ↓ (with Shift: choose), ← → (close, open), Enter opens, F2 or E renames, D sets the
// length, Space ends it, Alt and arrows move it, L links it, N goes to a new task, Delete removes, Ctrl Z takes back.

/** Takes the keys of `page` (page.js). */
export class Keys {
  constructor(page) {
    this.page = page;
    page.addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, textarea")) {
      event.preventDefault();
      return event.shiftKey ? this.page.edits.redo() : this.page.edits.undo();
    }
    if (!event.target.matches("[role=row]")) return;
    const task = this.page.taskOf(event.target);
    const act = task && (event.altKey ? this.keysWithAlt()[event.key] : event.ctrlKey || event.metaKey ? null : this.keys(task, event)[event.key]);
    if (!act) return;
    event.preventDefault();
    this.page.outline.active = task.id;
    if (!this.page.outline.chosen.size) this.page.outline.choose(task.id);
    act();
  }

  keysWithAlt() {
    return { ArrowRight: () => this.page.act("indent"), ArrowLeft: () => this.page.act("outdent"), ArrowUp: () => this.page.act("up"), ArrowDown: () => this.page.act("down") };
  }

  keys(task, event) {
    const reading = {
      ArrowDown: () => this.page.step(1, event.shiftKey),
      ArrowUp: () => this.page.step(-1, event.shiftKey),
      Home: () => this.page.step(-Infinity, event.shiftKey),
      End: () => this.page.step(Infinity, event.shiftKey),
      ArrowLeft: () => (task.is_summary && !this.page.outline.closed.has(task.id) ? this.page.fold(task.id, false) : this.page.step(-1)),
      ArrowRight: () => (task.is_summary && this.page.outline.closed.has(task.id) ? this.page.fold(task.id, true) : this.page.step(1)),
      Enter: () => this.page.open(task.id),
    };
    if (!this.page.mayWrite) return reading;
    const writing = {
      F2: () => this.page.cells.editTitle(task),
      e: () => this.page.cells.editTitle(task),
      d: () => this.page.cells.editLength(task),
      " ": () => !task.is_summary && this.page.end(task),
      l: () => this.page.act("link"),
      n: () => this.page.querySelector("#plan-add").focus(),
      Delete: () => this.page.chosen.remove(),
    };
    return { ...reading, ...writing };
  }
}
