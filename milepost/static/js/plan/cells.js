// Cells of the plan edited in place: a title, a length. Enter keeps, Escape leaves, so does leaving the cell unchanged.

import { minutesOf } from "./written.js";

/** Turns cells into fields; `page` has send, say, rowOf, focusRow, words, mayWrite. */
export class Cells {
  constructor(page) {
    this.page = page;
    page.addEventListener("dblclick", ({ target }) => target.closest(".plan-length") && this.editLength(page.taskOf(target)));
  }

  editTitle(task) {
    this.edit(task, this.page.rowOf(task).querySelector(".plan-title"), task.title, (title) => (title ? { title } : null));
  }

  editLength(task) {
    if (!task || !this.page.mayWrite || task.is_summary) return;
    const cell = this.page.rowOf(task).querySelector(".plan-length");
    this.edit(task, cell, cell.textContent, (text) => {
      const minutes = minutesOf(text);
      if (minutes === null) this.page.say(this.page.words.length);
      return minutes === null ? null : { duration_minutes: minutes, is_milestone: minutes === 0 };
    });
  }

  /** Put a field into a cell; `valuesOf` turns what was written into values of the task, or null. */
  edit(task, cell, value, valuesOf) {
    const field = document.createElement("input");
    field.className = "form-control plan-input";
    field.value = value;
    field.setAttribute("aria-label", task.title);
    const before = [...cell.childNodes];
    cell.replaceChildren(field);
    field.select();
    let isOpen = true;
    const leave = (isKept) => {
      if (!isOpen) return;
      isOpen = false;
      const values = isKept && field.value.trim() !== value ? valuesOf(field.value.trim()) : null;
      cell.replaceChildren(...before);
      this.page.focusRow();
      if (values) this.page.send([{ edit: "task", task_id: task.id, values }]);
    };
    field.addEventListener("blur", () => leave(true));
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      leave(event.key === "Enter");
    });
  }
}
