// The left side of the plan: one row of cells a task, only those that are in view.

import { TEXTS } from "./columns.js";
import { dayWords } from "./scale.js";

export const ROW = 40;

const make = (tag, classes, text) => {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  if (text !== undefined) element.textContent = text;
  return element;
};

/** Draws rows into `body`; `page` has outline, words, locale, mayWrite, taskUrl. */
export class Rows {
  constructor(body, page) {
    this.body = body;
    this.page = page;
    this.drawn = new Map(); // row elements by the number of their task
  }

  /** Draw the rows from one place to another, and forget the others. */
  draw(from, to) {
    const { outline } = this.page;
    const wanted = outline.shown.slice(from, to);
    const keys = new Set(wanted.map((task) => task.id));
    for (const [id, element] of this.drawn) {
      if (keys.has(id) || element.contains(document.activeElement)) continue;
      element.remove();
      this.drawn.delete(id);
    }
    wanted.forEach((task, at) => this.place(task, from + at));
  }

  /** Forget what is drawn: the tasks are others now. */
  clear() {
    for (const element of this.drawn.values()) element.remove();
    this.drawn.clear();
  }

  place(task, at) {
    let row = this.drawn.get(task.id);
    if (!row) {
      row = this.row(task);
      this.drawn.set(task.id, row);
      this.body.append(row);
    }
    row.style.transform = `translateY(${at * ROW}px)`;
    row.setAttribute("aria-rowindex", at + 2);
    const { outline } = this.page;
    row.setAttribute("aria-selected", outline.chosen.has(task.id));
    row.tabIndex = (outline.active ?? outline.shown[0]?.id) === task.id ? 0 : -1;
    if (task.is_summary) row.setAttribute("aria-expanded", !outline.closed.has(task.id));
    const box = row.querySelector(".plan-choose");
    if (box) box.checked = outline.chosen.has(task.id);
    return row;
  }

  row(task) {
    const { page } = this;
    const row = make("div", "plan-row");
    row.role = "row";
    row.dataset.id = task.id;
    row.setAttribute("aria-level", task.depth + 1);
    row.classList.toggle("is-summary", task.is_summary);
    row.classList.toggle("is-around", !task.matches);
    row.classList.toggle("is-ended", task.state === "done" || task.state === "dropped");
    const cells = make("div", "plan-cells");
    cells.role = "presentation";
    const own = { title: () => this.title(task), finish: () => this.finish(task), state: () => this.state(task) };
    cells.append(...page.columns.shown.map((name) => own[name]?.() ?? this.cell(name, TEXTS[name](task, page))));
    row.append(cells);
    return row;
  }

  cell(name, text) {
    const cell = make("div", `plan-cell plan-${name}`, text);
    cell.role = "gridcell";
    if (text) cell.title = text;
    return cell;
  }

  title(task) {
    const cell = this.cell("title", "");
    cell.style.setProperty("--depth", task.depth);
    if (this.page.mayWrite) cell.append(this.box(task));
    if (task.is_summary) {
      const button = make("button", "plan-fold");
      button.type = "button";
      button.tabIndex = -1;
      button.dataset.fold = task.id;
      button.append(this.page.icon("chevron-down"));
      button.setAttribute("aria-label", this.page.words.fold);
      cell.append(button);
    } else if (task.is_milestone) {
      cell.append(this.page.icon("flag"));
    }
    const link = make("a", "plan-name", task.title);
    link.href = this.page.taskUrl(task.id);
    link.dataset.drawer = "";
    link.tabIndex = -1;
    link.title = task.title;
    cell.append(link);
    if (task.heldUp) cell.append(this.page.icon("hourglass", `${this.page.words.heldUp} ${task.heldUp}`));
    if (task.is_shared) cell.append(this.page.icon("eye", this.page.words.shared));
    return cell;
  }

  box(task) {
    const box = make("input", "form-check-input plan-choose");
    Object.assign(box, { type: "checkbox", tabIndex: -1 });
    box.setAttribute("aria-label", this.page.words.chooseOne.replace("%s", () => task.title));
    return box;
  }

  finish(task) {
    const cell = this.cell("finish", dayWords(task.finish, this.page.locale));
    if (task.is_late) {
      cell.classList.add("is-late");
      cell.prepend(this.page.icon("alert-triangle", this.page.words.late));
    }
    return cell;
  }

  state(task) {
    const cell = this.cell("state", "");
    const words = this.page.words.states[task.state];
    if (task.is_summary || !this.page.mayWrite) {
      cell.textContent = task.is_summary ? "" : words;
      return cell;
    }
    const button = make("button", "plan-done");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.done = task.id;
    button.append(this.page.icon(task.state === "done" ? "circle-check" : task.state === "todo" ? "circle" : "circle-dashed"), make("span", "", words));
    button.title = task.state === "done" ? this.page.words.reopen : this.page.words.finish;
    cell.append(button);
    return cell;
  }
}
