// <plan-page>: a plan as an outline, beside its bars with data-shown=gantt. Inputs: those of view.js, data-shown (none: as
// wide as it is); in it .plan-tools, .plan-canvas. Keys: keys.js.
import { Bars } from "./bars.js";
import { Cells } from "./cells.js";
import { Chosen } from "./chosen.js";
import { Columns } from "./columns.js";
import { Drag } from "./drag.js";
import { Keys } from "./keys.js";
import { ROW, Rows } from "./rows.js";
import { Scale, dayOf } from "./scale.js";
import { PlanView } from "./view.js";
import { tasksOf } from "./written.js";

const BEYOND = 24; // rows drawn above and below what is in view, so that most frames of a scroll draw nothing
const ASIDE = 600; // pixels of the time line, likewise
const ZOOM = "plan-zoom";

class PlanPage extends PlanView {
  async connectedCallback() {
    super.connectedCallback();
    await this.reading;
    this.goToday();
  }

  build() {
    this.canvas = this.querySelector(".plan-canvas");
    const template = document.getElementById("plan-canvas-content");
    this.canvas.replaceChildren(template.content.cloneNode(true));
    this.body = this.canvas.querySelector(".plan-body");
    this.upper = this.canvas.querySelector(".plan-upper");
    this.lower = this.canvas.querySelector(".plan-lower");
    const [ground, front] = this.canvas.querySelectorAll("svg.plan-time");
    this.rows = new Rows(this.canvas.querySelector(".plan-rows"), this);
    this.bars = new Bars(ground, front, this);
    new Drag(front, this);
    this.canvas.addEventListener("scroll", () => this.drawSoon());
    new ResizeObserver(() => this.drawSoon()).observe(this.canvas);
    this.addEventListener("click", (event) => this.onClick(event));
    this.cells = new Cells(this);
    this.chosen = new Chosen(this);
    this.columns = new Columns(this);
    new Keys(this);
    this.querySelector("[data-plan-add]")?.addEventListener("submit", (event) => this.add(event));
    this.querySelector("#plan-add")?.addEventListener("paste", (event) => this.paste(event));
    this.setZoom(localStorage.getItem(ZOOM) || "week");
    this.showBars(this.dataset.shown ? this.dataset.shown === "gantt" : matchMedia("(min-width: 62rem)").matches);
  }

  // ---- Drawing ----
  show() {
    const focused = document.activeElement;
    const hadFocus = focused === document.body || this.rows.body.contains(focused);
    this.rows.clear();
    this.canvas.removeAttribute("aria-busy");
    this.arrange();
    if (hadFocus) this.focusRow();
  }

  /** Draw all anew: the columns are others now. */
  rearrange() {
    this.rows.clear();
    this.arrange();
  }

  arrange() {
    this.columns.draw();
    const { shown } = this.outline;
    this.body.style.height = `${shown.length * ROW}px`;
    this.canvas.querySelector("[role=treegrid]").setAttribute("aria-rowcount", shown.length + 1);
    this.canvas.toggleAttribute("data-empty", !this.outline.tasks.length);
    this.canvas.toggleAttribute("data-nothing", this.outline.tasks.length > 0 && !shown.length);
    this.bars.take(this.zoom, Scale);
    this.body.style.setProperty("--time", `${this.bars.scale.width}px`);
    this.canvas.style.setProperty("--time", `${this.bars.scale.width}px`);
    this.draw();
  }

  drawSoon() {
    this.soon ??= requestAnimationFrame(() => {
      this.soon = null;
      if (!this.isDrawn()) this.draw();
    });
  }

  /** Say whether all that is in view is drawn already, by a draw a little while ago. */
  isDrawn() {
    if (!this.drawn) return false;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.canvas;
    const isDownDrawn = scrollTop >= this.drawn.top && scrollTop + clientHeight <= this.drawn.bottom;
    return isDownDrawn && (!this.hasBars || (scrollLeft >= this.drawn.left && scrollLeft + clientWidth <= this.drawn.right));
  }

  draw() {
    if (!this.bars.scale) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.canvas;
    const from = Math.max(0, Math.floor(scrollTop / ROW) - BEYOND);
    const to = Math.min(this.outline.shown.length, Math.ceil((scrollTop + clientHeight) / ROW) + BEYOND);
    const [left, right] = [scrollLeft - ASIDE, scrollLeft + clientWidth + ASIDE];
    const end = to === this.outline.shown.length ? Infinity : to * ROW;
    this.drawn = { top: from && from * ROW, bottom: end, left, right };
    this.rows.draw(from, to);
    this.chosen.draw();
    if (!this.hasBars) return;
    this.bars.draw(from, to, left, right);
    const marks = this.bars.scale.marks(left, right, this.locale);
    this.drawHead(this.upper, marks.upper);
    this.drawHead(this.lower, marks.lower);
  }

  drawHead(line, marks) {
    line.replaceChildren(
      ...marks.map(({ x, width, text }) => {
        const mark = document.createElement("span");
        mark.textContent = text;
        mark.style.insetInlineStart = `${x}px`;
        mark.style.width = `${width}px`;
        return mark;
      }),
    );
  }

  // ---- Views ----
  setZoom(zoom) {
    this.zoom = zoom;
    for (const button of this.querySelectorAll("[data-zoom]")) button.setAttribute("aria-pressed", button.dataset.zoom === zoom);
  }

  zoomTo(zoom) {
    const middle = this.bars.scale.day(this.canvas.scrollLeft + this.timeWidth() / 2);
    this.setZoom(zoom);
    localStorage.setItem(ZOOM, zoom);
    this.arrange();
    this.canvas.scrollLeft = this.bars.scale.x(middle) - this.timeWidth() / 2;
  }

  showBars(on) {
    this.hasBars = on;
    this.toggleAttribute("data-bars", on);
    for (const link of document.querySelectorAll("[data-view]")) link.removeAttribute("aria-current");
    document.querySelector(`[data-view=${on ? "gantt" : "list"}]`).setAttribute("aria-current", "page");
  }

  timeWidth() {
    return this.canvas.clientWidth - this.canvas.querySelector(".plan-corner").offsetWidth;
  }

  goToday() {
    if (!this.hasBars) return;
    const { data, tasks } = this.outline;
    const days = tasks.filter((task) => task.start).map((task) => dayOf(task.start));
    const last = Math.max(...tasks.filter((task) => task.finish).map((task) => dayOf(task.finish)));
    const today = dayOf(data.today);
    const day = days.length && (today < Math.min(...days) || today > last) ? Math.min(...days) : today;
    this.canvas.scrollLeft = this.bars.scale.x(day) - this.timeWidth() / 4;
    this.draw();
  }

  // ---- Doing ----
  taskOf(element) {
    return this.outline.byId.get(Number(element.closest("[data-id]")?.dataset.id));
  }

  onClick(event) {
    const found = (selector) => event.target.closest(selector);
    if (found("[data-fold]")) return this.fold(Number(found("[data-fold]").dataset.fold));
    if (found("[data-done]")) return this.end(this.taskOf(event.target));
    if (found("[data-zoom]")) return this.zoomTo(found("[data-zoom]").dataset.zoom);
    if (found(".plan-choose")) return this.tick(this.taskOf(event.target), event.shiftKey);
    if (found("[data-act]")) return this.act(found("[data-act]").dataset.act);
    const task = this.taskOf(event.target);
    if (!task || found("a, input")) return;
    this.outline.choose(task.id, { extend: event.shiftKey, add: event.ctrlKey || event.metaKey });
    this.draw();
    this.focusRow();
  }

  tick(task, extend) {
    this.outline.choose(task.id, { extend, add: true });
    this.draw();
  }

  act(name) {
    const acts = {
      today: () => this.goToday(),
      undo: () => this.edits.undo(),
      link: () => this.send(this.outline.chain()),
      choosing: () => this.chosen.toggle(),
      change: () => this.chosen.change(),
    };
    if (["indent", "outdent", "up", "down"].includes(name)) this.chosen.move(name);
    else acts[name]?.();
  }

  fold(id, open) {
    this.outline.toggle(id, open);
    this.arrange();
  }

  end(task) {
    const state = task.state === "done" ? "doing" : "done";
    this.send([{ edit: "task", task_id: task.id, values: { state } }]);
  }

  add(event) {
    event.preventDefault();
    const field = event.target.elements.title;
    if (field.value.trim()) this.addWritten(field.value);
    field.value = "";
  }

  addWritten(text) {
    this.send(tasksOf(text, this.outline.byId.get(this.outline.active)));
    document.addEventListener("plan-changed", ({ detail }) => this.activateAfter(Object.values(detail.made ?? {}).at(-1)), { once: true });
  }

  async activateAfter(id) {
    await this.reading;
    if (this.outline.byId.has(id)) this.outline.choose(id);
    if (this.outline.byId.get(id)?.isHidden) this.say(this.words.filtered);
    this.showActive();
    this.draw();
  }

  paste(event) {
    const text = event.clipboardData.getData("text");
    if (!text.trim().includes("\n")) return;
    event.preventDefault();
    this.addWritten(text);
  }

  // ---- The row that has the focus ----
  rowOf(task) {
    return this.rows.drawn.get(task.id);
  }

  focusRow() {
    const task = this.outline.byId.get(this.outline.active);
    if (task) this.rowOf(task)?.focus({ preventScroll: true });
  }

  showActive() {
    const at = this.outline.row.get(this.outline.active);
    if (at === undefined) return;
    const head = this.canvas.querySelector(".plan-head").offsetHeight;
    if (at * ROW < this.canvas.scrollTop) this.canvas.scrollTop = at * ROW;
    const over = (at + 1) * ROW + head - this.canvas.scrollTop - this.canvas.clientHeight;
    if (over > 0) this.canvas.scrollTop += over;
  }

  step(by, extend) {
    const { shown, row, active } = this.outline;
    const at = active === null ? 0 : Math.min(Math.max((row.get(active) ?? 0) + by, 0), shown.length - 1);
    if (!shown[at]) return;
    this.outline.choose(shown[at].id, { extend });
    this.showActive();
    this.draw();
    this.focusRow();
  }

}

customElements.define("plan-page", PlanPage);
