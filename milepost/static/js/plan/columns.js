// Which columns the outline has: beside bars few, as a list those that its reader chose. Kept in the browser.

import { dayWords } from "./scale.js";
import { lengthWords } from "./written.js";

const KEPT = "plan-columns";
const BESIDE_BARS = ["wbs", "title", "finish", "length", "state"];
const AT_FIRST = ["who", "start", "finish", "length", "state"];
const REM = { wbs: 3.25, title: 18, who: 11, start: 5.5, finish: 6.5, length: 4.5, state: 7.5, priority: 6, percent: 4.5, slack: 5.5, deadline: 6, agreed: 6, side: 8 };
const REM_NARROW = { finish: 5.5, state: 6.5 };
const NARROW = matchMedia("(max-width: 47.99rem)");
const days = (minutes) => (minutes ? (minutes < 0 ? "−" : "") + lengthWords(Math.abs(minutes)) : "0");

/** What a column says of a task, where the row has no way of its own. */
export const TEXTS = {
  wbs: (task) => task.wbs,
  who: (task) => task.people,
  start: (task, { locale }) => dayWords(task.start, locale),
  length: (task) => (task.is_summary || task.is_milestone ? "" : lengthWords(task.minutes)),
  priority: (task, { words }) => (task.is_summary ? "" : words.priorities[task.priority]),
  percent: (task) => (task.is_summary ? "" : `${task.percent} %`),
  slack: (task) => (task.slack === null || task.state === "done" ? "" : days(task.slack)),
  deadline: (task, { locale }) => dayWords(task.deadline, locale),
  agreed: (task, { locale }) => dayWords(task.baseFinish, locale),
  side: (task, { words }) => task.sides.split(" ").filter(Boolean).map((side) => words.sides[side]).join(", "),
};

/** The columns of `page`; in it .plan-corner, .plan-columns (a menu, filled here). */
export class Columns {
  constructor(page) {
    this.page = page;
    const kept = (localStorage.getItem(KEPT) ?? AT_FIRST.join(" ")).split(" ");
    this.chosen = Object.keys(REM).filter((name) => kept.includes(name));
    this.menu = page.querySelector(".plan-columns");
    this.menu.append(...Object.keys(REM).filter((name) => !["wbs", "title"].includes(name)).map((name) => this.choice(name)));
    this.menu.addEventListener("change", () => this.choose());
    NARROW.addEventListener("change", () => this.page.rearrange());
  }

  get shown() {
    const { hasBars } = this.page;
    if (NARROW.matches) return hasBars ? ["title"] : ["title", "finish", "state"];
    return hasBars ? BESIDE_BARS : ["wbs", "title", ...this.chosen];
  }

  choice(name) {
    const label = document.createElement("label");
    label.className = "form-check dropdown-item";
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", className: "form-check-input", name, checked: this.chosen.includes(name) });
    label.append(box, this.page.words.columns[name]);
    return label;
  }

  choose() {
    const on = new Set([...this.menu.querySelectorAll("input:checked")].map((box) => box.name));
    this.chosen = Object.keys(REM).filter((name) => on.has(name));
    localStorage.setItem(KEPT, this.chosen.join(" "));
    this.page.rearrange();
  }

  /** Write the heads, and how wide each column is. */
  draw() {
    const { page } = this;
    const isList = !page.hasBars;
    const corner = page.canvas.querySelector(".plan-corner");
    corner.replaceChildren(
      ...this.shown.map((name) => {
        const head = document.createElement("div");
        head.className = `plan-cell plan-${name}`;
        head.role = "columnheader";
        head.textContent = page.words.columns[name];
        return head;
      }),
    );
    const size = (name) => (NARROW.matches && !isList ? "9rem" : name === "title" && isList ? "minmax(9rem, 1fr)" : `${(NARROW.matches && REM_NARROW[name]) || REM[name]}rem`);
    page.canvas.style.setProperty("--columns", this.shown.map(size).join(" "));
    const least = this.shown.reduce((sum, name) => sum + (name === "title" && isList ? 16 : REM[name]), 0);
    page.canvas.style.setProperty("--cells", NARROW.matches ? (isList ? "calc(100vw - 2.125rem)" : "9rem") : `${least}rem`);
  }
}
