// <plan-page>: a plan as an outline beside its bars. Inputs: data-url (plan.json), data-change, data-undo, data-task (an
// address with 0 for the number), data-icons, data-words (JSON), data-may-write; in it .plan-tools, .plan-said, .plan-canvas.
// Keys: keys.js. Taken: `plan-changed`, `drawer:closed`.
import { openDrawer } from "../drawer.js";
import { Bars } from "./bars.js";
import { Cells } from "./cells.js";
import { Drag } from "./drag.js";
import { Edits } from "./edits.js";
import { Keys } from "./keys.js";
import { Outline } from "./outline.js";
import { ROW, Rows } from "./rows.js";
import { Scale, dayOf } from "./scale.js";
import { tasksOf } from "./written.js";

const BEYOND = 6; // rows drawn above and below what is in view
const ZOOM = "plan-zoom";

class PlanPage extends HTMLElement {
  async connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    const lang = document.documentElement.lang;
    this.locale = lang === "en" ? "en-GB" : lang || undefined; // days before months, as everywhere here
    this.mayWrite = this.hasAttribute("data-may-write");
    this.outline = new Outline();
    this.build();
    this.edits = new Edits(this);
    this.setZoom(localStorage.getItem(ZOOM) || "week");
    this.showBars(matchMedia("(min-width: 62rem)").matches);
    document.addEventListener("plan-changed", () => (this.reading = this.read()));
    document.addEventListener("drawer:closed", (event) => event.preventDefault()); // it is read anew already
    await (this.reading = this.read());
    this.goToday();
  }

  build() {
    this.said = this.querySelector(".plan-said");
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
    new Keys(this);
    this.querySelector("[data-plan-add]")?.addEventListener("submit", (event) => this.add(event));
    this.querySelector("#plan-add")?.addEventListener("paste", (event) => this.paste(event));
  }

  // ---- Reading and drawing ----
  async read() {
    const answer = await fetch(this.dataset.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return this.say(this.words.unread);
    this.outline.take(await answer.json());
    const focused = document.activeElement;
    const hadFocus = focused === document.body || this.rows.body.contains(focused);
    this.rows.clear();
    this.canvas.removeAttribute("aria-busy");
    this.arrange();
    if (hadFocus) this.focusRow();
  }

  arrange() {
    const { shown } = this.outline;
    this.body.style.height = `${shown.length * ROW}px`;
    this.canvas.querySelector("[role=treegrid]").setAttribute("aria-rowcount", shown.length + 1);
    this.canvas.toggleAttribute("data-empty", !this.outline.tasks.length);
    this.bars.take(this.zoom, Scale);
    this.body.style.setProperty("--time", `${this.bars.scale.width}px`);
    this.canvas.style.setProperty("--time", `${this.bars.scale.width}px`);
    this.draw();
  }

  drawSoon() {
    this.soon ??= requestAnimationFrame(() => {
      this.soon = null;
      this.draw();
    });
  }

  draw() {
    if (!this.bars.scale) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.canvas;
    const from = Math.max(0, Math.floor(scrollTop / ROW) - BEYOND);
    const to = Math.min(this.outline.shown.length, Math.ceil((scrollTop + clientHeight) / ROW) + BEYOND);
    this.rows.draw(from, to);
    const undo = this.querySelector("[data-act=undo]");
    if (undo) undo.disabled = !this.edits.mayUndo;
    if (!this.hasBars) return;
    this.bars.draw(from, to, scrollLeft, scrollLeft + clientWidth);
    const marks = this.bars.scale.marks(scrollLeft, scrollLeft + clientWidth, this.locale);
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

  send(edits) {
    this.edits.send(edits);
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
    this.querySelector("[data-act=bars]").setAttribute("aria-pressed", on);
  }

  timeWidth() {
    return this.canvas.clientWidth - this.canvas.querySelector(".plan-corner").offsetWidth;
  }

  goToday() {
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
    if (found("[data-act]")) return this.act(found("[data-act]").dataset.act);
    const task = this.taskOf(event.target);
    if (!task || found("a, input")) return;
    this.outline.choose(task.id, { extend: event.shiftKey, add: event.ctrlKey || event.metaKey });
    this.draw();
    this.focusRow();
  }

  act(name) {
    const acts = {
      today: () => this.goToday(),
      bars: () => {
        this.showBars(!this.hasBars);
        this.arrange();
      },
      undo: () => this.edits.undo(),
      link: () => this.send(this.outline.chain()),
      indent: () => this.move((task) => this.outline.indent(task)),
      outdent: () => this.move((task) => this.outline.outdent(task)),
      up: () => this.move((task) => this.outline.shift(task, -1)),
      down: () => this.move((task) => this.outline.shift(task, 1)),
    };
    acts[name]?.();
  }

  /** Move the first chosen task; several would each have another place after the one before moved. */
  move(edit) {
    const task = this.outline.chosenTasks[0];
    const found = task && edit(task);
    if (found) this.send([found]);
    else this.say(task ? this.words.cannot : this.words.choose);
  }

  fold(id, open) {
    this.outline.toggle(id, open);
    this.arrange();
  }

  end(task) {
    const state = task.state === "done" ? "doing" : "done";
    this.send([{ edit: "task", task_id: task.id, values: { state } }]);
  }

  removeChosen() {
    const tasks = this.outline.chosenTasks;
    const within = new Set(tasks.map((task) => task.id));
    const tops = tasks.filter((task) => !within.has(task.parent));
    this.send(tops.map((task) => ({ edit: "remove-task", task_id: task.id, links: "bridge" })));
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
