// The tasks of a plan as an outline: what is open, chosen, and where each task stands. No DOM.

/** Tasks by number and in the order of the outline, from the rows of plan.json. */
export class Outline {
  constructor() {
    this.closed = new Set();
    this.chosen = new Set(); // the numbers of the chosen tasks
    this.active = null; // the task that has the focus
    this.anchor = null; // where a range of chosen tasks began
    this.take({ columns: [], tasks: [], links: [] });
  }

  take(data) {
    this.data = data;
    this.tasks = data.tasks.map((row) => Object.fromEntries(data.columns.map((name, at) => [name, row[at]])));
    this.byId = new Map(this.tasks.map((task) => [task.id, task]));
    for (const id of this.chosen) if (!this.byId.has(id)) this.chosen.delete(id);
    if (!this.byId.has(this.active)) this.active = null;
    this.arrange();
  }

  /** Work out which rows are shown: those below a closed task are not. */
  arrange() {
    this.shown = [];
    let deeperThan = Infinity;
    for (const task of this.tasks) {
      if (task.depth > deeperThan) continue;
      deeperThan = this.closed.has(task.id) && task.is_summary ? task.depth : Infinity;
      this.shown.push(task);
    }
    this.row = new Map(this.shown.map((task, at) => [task.id, at]));
  }

  toggle(id, open = this.closed.has(id)) {
    if (open) this.closed.delete(id);
    else this.closed.add(id);
    this.arrange();
  }

  choose(id, { extend = false, add = false } = {}) {
    if (extend && this.anchor !== null && this.row.has(this.anchor)) {
      const [from, to] = [this.row.get(this.anchor), this.row.get(id)].sort((one, other) => one - other);
      this.chosen = new Set(this.shown.slice(from, to + 1).map((task) => task.id));
    } else if (add) {
      if (!this.chosen.delete(id)) this.chosen.add(id);
      this.anchor = id;
    } else {
      this.chosen = new Set([id]);
      this.anchor = id;
    }
    this.active = id;
  }

  /** Return the chosen tasks in the order of the outline. */
  get chosenTasks() {
    return this.shown.filter((task) => this.chosen.has(task.id));
  }

  siblings(task) {
    return this.tasks.filter((other) => other.parent === task.parent);
  }

  /** Return the edit that puts a task one level down, below its elder sibling; null where it has none. */
  indent(task) {
    const all = this.siblings(task);
    const above = all[all.indexOf(task) - 1];
    if (!above) return null;
    const last = this.tasks.filter((other) => other.parent === above.id).at(-1);
    this.closed.delete(above.id);
    return { edit: "place", task_id: task.id, parent_id: above.id, after_id: last ? last.id : null };
  }

  outdent(task) {
    const parent = this.byId.get(task.parent);
    return parent ? { edit: "place", task_id: task.id, parent_id: parent.parent, after_id: parent.id } : null;
  }

  /** Return the edit that lets a task change places with its sibling above (-1) or below (1). */
  shift(task, by) {
    const all = this.siblings(task);
    const at = all.indexOf(task) + by;
    if (at < 0 || at >= all.length) return null;
    const after = by < 0 ? all[at - 1] : all[at];
    return { edit: "place", task_id: task.id, parent_id: task.parent, after_id: after ? after.id : null };
  }

  /** Return the edits that let each chosen task follow the one before; one alone follows the task above it. */
  chain() {
    let tasks = this.chosenTasks.filter((task) => !task.is_summary);
    if (tasks.length === 1) {
      const above = this.shown.slice(0, this.row.get(tasks[0].id)).filter((task) => !task.is_summary);
      if (!above.length) return [];
      tasks = [above.at(-1), tasks[0]];
    }
    return tasks.slice(1).map((task, at) => ({ edit: "link", predecessor_id: tasks[at].id, successor_id: task.id }));
  }
}
