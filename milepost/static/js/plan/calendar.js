// <plan-calendar>: a plan on the days of a month or a week; on a narrow screen a list of days. Inputs: those of view.js; in it
// .plan-days, .days-title, [data-span], [data-turn]. Bars are dragged to other days. Keys on a bar: Alt and arrows move
// it by a day or a week, Enter opens it, Ctrl Z takes back.
import { dateOf, dayOf, textOf } from "./scale.js";
import { PlanView } from "./view.js";
import { agendaOf, lastDayOf, piecesOf, turned, weeksOf } from "./weeks.js";

const SPAN = "calendar-span";
const LINES = { month: 4, week: Infinity }; // bars above each other, before they are counted only
const FAR_ENOUGH = 4; // pixels before a press becomes a drag
const NARROW = matchMedia("(max-width: 47.99rem)");

class PlanCalendar extends PlanView {
  build() {
    this.box = this.querySelector(".plan-days");
    this.span = localStorage.getItem(SPAN) === "week" ? "week" : "month";
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("pointerdown", (event) => this.begin(event));
    this.box.addEventListener("pointermove", (event) => this.drag(event));
    this.box.addEventListener("pointerup", () => this.drop());
    this.box.addEventListener("pointercancel", () => this.leave());
    NARROW.addEventListener("change", () => this.draw());
  }

  show() {
    const { data, tasks } = this.outline;
    this.box.removeAttribute("aria-busy");
    this.tasks = tasks.filter((task) => !task.is_summary && task.matches && task.start).map((task, at) => ({ ...task, at }));
    this.off = new Set(data.offDays.map(dayOf));
    this.today = dayOf(data.today);
    this.day ??= this.firstDay();
    this.toggleAttribute("data-empty", !tasks.length);
    this.toggleAttribute("data-nothing", tasks.length > 0 && !this.tasks.length);
    this.draw();
  }

  /** Return today where the plan has something around it, else its begin. */
  firstDay() {
    const days = this.tasks.flatMap((task) => [dayOf(task.start), lastDayOf(task)]);
    const [first, last] = [Math.min(...days), Math.max(...days)];
    return days.length && (this.today < first || this.today > last) ? first : this.today;
  }

  draw() {
    if (!this.tasks || this.held?.moved) return;
    const focused = this.wanted ?? document.activeElement?.closest?.("[data-bar]")?.dataset.bar;
    const weeks = weeksOf(this.span, this.day);
    for (const button of this.querySelectorAll("[data-span]")) button.setAttribute("aria-pressed", button.dataset.span === this.span);
    this.querySelector(".days-title").textContent = this.title(weeks);
    this.box.replaceChildren(...(NARROW.matches ? this.agenda(weeks) : this.grid(weeks)));
    if (focused) this.box.querySelector(`[data-bar="${focused}"]`)?.focus();
    this.wanted = null;
  }

  format(day, options) {
    return new Intl.DateTimeFormat(this.locale, { timeZone: "UTC", ...options }).format(dateOf(day));
  }

  title(weeks) {
    if (this.span === "month") return this.format(this.day, { month: "long", year: "numeric" });
    const day = { day: "numeric", month: "short" };
    return `${this.format(weeks[0], day)} – ${this.format(weeks[0] + 6, { ...day, year: "numeric" })}`;
  }

  // ---- The grid ----
  grid(weeks) {
    const names = this.make("div", "calendar-names");
    names.ariaHidden = "true";
    for (let at = 0; at < 7; at += 1) names.append(this.make("span", "", this.format(weeks[0] + at, { weekday: "short" })));
    return [names, ...weeks.map((week) => this.week(week))];
  }

  week(week) {
    const box = this.make("section", "calendar-week");
    box.setAttribute("aria-label", this.words.week.replace("%s", () => this.format(week, { day: "numeric", month: "long" })));
    for (let at = 0; at < 7; at += 1) box.append(this.dayBox(week + at, at));
    const pieces = piecesOf(this.tasks, week);
    const most = LINES[this.span];
    box.append(...pieces.filter((piece) => piece.line < most).map((piece) => this.bar(piece)));
    for (let at = 0; at < 7; at += 1) {
      const more = pieces.filter((piece) => piece.line >= most && piece.from <= at && piece.to >= at).length;
      if (more) box.append(this.more(week + at, at, more, most));
    }
    return box;
  }

  dayBox(day, at) {
    const box = this.make("div", "calendar-day");
    box.dataset.day = textOf(day);
    box.style.gridColumn = at + 1;
    const isFirst = dateOf(day).getUTCDate() === 1;
    const number = this.make("time", "", this.format(day, isFirst ? { day: "numeric", month: "short" } : { day: "numeric" }));
    number.dateTime = textOf(day);
    box.classList.toggle("is-off", this.off.has(day));
    box.classList.toggle("is-beside", this.span === "month" && dateOf(day).getUTCMonth() !== dateOf(this.day).getUTCMonth());
    if (day === this.today) {
      box.classList.add("is-today");
      number.append(this.make("span", "visually-hidden", ` ${this.words.today}`));
    }
    box.append(number);
    return box;
  }

  bar({ task, from, to, line, begins, ends }) {
    const bar = this.make("a", "calendar-bar", "");
    bar.href = this.taskUrl(task.id);
    bar.dataset.drawer = "";
    bar.dataset.bar = task.id;
    bar.draggable = false;
    bar.style.gridColumn = `${from + 1} / ${to + 2}`;
    bar.style.gridRow = line + 2;
    const marks = { "is-milestone": task.is_milestone, "is-late": task.is_late, "is-ended": task.state === "done" || task.state === "dropped" };
    const more = { "is-theirs": task.sides === "theirs" || task.sides === "third", "is-critical": task.is_critical, "is-begin": begins, "is-end": ends };
    for (const [name, on] of Object.entries({ ...marks, ...more })) bar.classList.toggle(name, on);
    if (task.is_milestone) bar.append(this.icon("flag", this.words.milestone));
    if (task.is_late) bar.append(this.icon("alert-triangle", this.words.late));
    bar.append(this.make("span", "", task.title));
    bar.title = this.tip(task);
    return bar;
  }

  tip(task) {
    const day = { weekday: "short", day: "numeric", month: "short" };
    const days = task.is_milestone ? [lastDayOf(task)] : [dayOf(task.start), lastDayOf(task)];
    return [task.title, [...new Set(days)].map((each) => this.format(each, day)).join(" – "), task.people].filter(Boolean).join(" · ");
  }

  more(day, at, count, line) {
    const button = this.make("button", "calendar-more", this.words.more.replace("%s", count));
    button.type = "button";
    button.dataset.week = day;
    button.style.gridColumn = at + 1;
    button.style.gridRow = line + 2;
    return button;
  }

  // ---- The list of days ----
  agenda(weeks) {
    const [first, last] = this.span === "month" ? [turned("month", this.day, 0), turned("month", this.day, 1) - 1] : [weeks[0], weeks[0] + 6];
    const days = agendaOf(this.tasks, first, last);
    if (!days.length) return [this.make("p", "calendar-nothing", this.words.nothing)];
    return days.map(({ day, begins, ends }) => {
      const box = this.make("section", day === this.today ? "agenda-day is-today" : "agenda-day");
      box.append(this.make("h3", "", this.format(day, { weekday: "short", day: "numeric", month: "short" })));
      const list = this.make("ul", "");
      list.append(...ends.map((task) => this.entry(task, task.is_milestone ? "" : this.words.ends)));
      list.append(...begins.map((task) => this.entry(task, this.words.starts)));
      box.append(list);
      return box;
    });
  }

  entry(task, words) {
    const item = this.make("li", "");
    const link = this.bar({ task, from: 0, to: 0, line: 0, begins: true, ends: true });
    item.append(link, this.make("small", "", [words, task.people].filter(Boolean).join(" · ")));
    return item;
  }

  make(tag, classes, text = "") {
    const element = document.createElement(tag);
    if (classes) element.className = classes;
    if (text !== "") element.append(text);
    return element;
  }

  // ---- Moving ----
  begin(event) {
    const bar = event.target.closest("[data-bar]");
    const task = bar && this.tasks.find(({ id }) => id === Number(bar.dataset.bar));
    if (!task || event.button || !this.mayWrite || event.pointerType === "touch") return;
    this.held = { bar, task, x: event.clientX, y: event.clientY, from: this.dayAt(event) };
  }

  dayAt({ clientX, clientY }) {
    const box = document.elementsFromPoint(clientX, clientY).find((element) => element.matches(".calendar-day"));
    return box ? dayOf(box.dataset.day) : null;
  }

  drag(event) {
    const { held } = this;
    if (!held || (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR_ENOUGH)) return;
    if (!held.moved) this.box.setPointerCapture(event.pointerId);
    held.moved = true;
    held.bar.style.transform = `translate(${event.clientX - held.x}px, ${event.clientY - held.y}px)`;
    held.bar.classList.add("is-held");
    const to = this.dayAt(event);
    held.days = to === null || held.from === null ? 0 : to - held.from;
    const start = dayOf(held.task.start) + held.days;
    this.say(`${held.task.title}: ${this.words.starts} ${this.format(start, { weekday: "short", day: "numeric", month: "short" })}`);
  }

  drop() {
    const { held } = this;
    this.leave();
    if (!held?.moved) return;
    // The click that follows belongs to the drag.
    this.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
    setTimeout(() => this.draw());
    if (held.days) this.moveBy(held.task, held.days);
  }

  leave() {
    const { held } = this;
    this.held = null;
    held?.bar.classList.remove("is-held");
    if (held) held.bar.style.transform = "";
    this.say("");
  }

  moveBy(task, days) {
    this.wanted = String(task.id);
    this.send([{ edit: "dates", task_id: task.id, start_on: textOf(dayOf(task.start) + days) }]);
  }

  // ---- Events ----
  turn(by) {
    this.day = by ? turned(this.span, this.day, by) : this.today;
    this.draw();
  }

  turnTo(span, day = this.day) {
    this.span = span;
    this.day = day;
    localStorage.setItem(SPAN, span);
    this.draw();
  }

  onClick({ target }) {
    const found = (selector) => target.closest(selector);
    if (found("[data-act=undo]")) return this.edits.undo();
    if (found("[data-turn]")) return this.turn(Number(found("[data-turn]").dataset.turn));
    if (found("[data-span]")) return this.turnTo(found("[data-span]").dataset.span);
    if (found("[data-week]")) this.turnTo("week", Number(found("[data-week]").dataset.week));
  }

  onKey(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, textarea")) {
      event.preventDefault();
      return event.shiftKey ? this.edits.redo() : this.edits.undo();
    }
    const bar = event.target.closest("[data-bar]");
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (!bar || !event.altKey || !days || !this.mayWrite) return;
    event.preventDefault();
    this.moveBy(this.tasks.find(({ id }) => id === Number(bar.dataset.bar)), days);
  }
}

customElements.define("plan-calendar", PlanCalendar);
