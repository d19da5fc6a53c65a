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
    this.filter(data.matches);
    this.arrange();
  }

  /** Note which tasks a filter leaves; those above one of them stay around it. */
  filter(matches) {
    const found = matches && new Set(matches);
    const around = new Set();
    for (const id of matches ?? []) {
      for (let at = this.byId.get(id)?.parent; at && !around.has(at); at = this.byId.get(at)?.parent) around.add(at);
    }
    for (const task of this.tasks) {
      task.matches = !found || found.has(task.id);
      task.isHidden = !task.matches && !around.has(task.id);
    }
  }

  /** Work out which rows are shown: those below a closed task are not, nor those that a filter leaves out. */
  arrange() {
    this.shown = [];
    let deeperThan = Infinity;
    for (const task of this.tasks) {
      if (task.depth > deeperThan || task.isHidden) continue;
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
    const above = all.slice(0, all.indexOf(task)).findLast((other) => !this.chosen.has(other.id) || other === task);
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

  /** Return the numbers of tasks and of all below them. */
  withAllBelow(ids) {
    const found = new Set(ids);
    for (const task of this.tasks) if (found.has(task.parent)) found.add(task.id);
    return found;
  }

  /** Return the chosen tasks that stand below no other chosen one. */
  tops() {
    const below = new Set();
    for (const task of this.tasks) if (this.chosen.has(task.parent) || below.has(task.parent)) below.add(task.id);
    return this.tasks.filter((task) => this.chosen.has(task.id) && !below.has(task.id));
  }

  /** Return the edits that move the chosen tasks: "indent", "outdent" all of them; "up", "down" the one. */
  moved(way) {
    const tops = this.tops();
    if (way === "up" || way === "down") return tops.length === 1 ? [this.shift(tops[0], way === "up" ? -1 : 1)].filter(Boolean) : [];
    const last = new Map(); // behind whom the next one stands, by its new parent or its old one
    return tops.flatMap((task) => {
      const edit = way === "indent" ? this.indent(task) : this.outdent(task);
      if (!edit) return [];
      const key = way === "indent" ? edit.parent_id : task.parent;
      if (last.has(key)) edit.after_id = last.get(key);
      last.set(key, task.id);
      return [edit];
    });
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
