// Bars moved, lengthened and linked with the pointer. Told to the page: `dropped` with the edits of what was done.

import { ROW } from "./rows.js";
import { dateOf, dayOf, textOf } from "./scale.js";

const FAR_ENOUGH = 4; // pixels before a press becomes a drag

/** Takes pointer events of the bars; `page` has outline, bars, locale, words. */
export class Drag {
  constructor(front, page) {
    this.front = front;
    this.page = page;
    front.addEventListener("pointerdown", (event) => this.begin(event));
    front.addEventListener("pointermove", (event) => this.move(event));
    front.addEventListener("pointerup", (event) => this.end(event));
    front.addEventListener("pointercancel", () => this.leave());
  }

  begin(event) {
    const bar = event.target.closest("[data-bar]");
    const task = bar && this.page.outline.byId.get(Number(bar.dataset.bar));
    if (!task || event.button || task.is_summary || !this.page.mayWrite || event.pointerType === "touch") return;
    const way = event.target.dataset.port ? "link" : event.target.dataset.grip ? "length" : "place";
    this.held = { bar, task, way, x: event.clientX, y: event.clientY, days: 0, moved: false };
    this.front.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  move(event) {
    if (!this.held) return;
    const { held } = this;
    const by = event.clientX - held.x;
    if (!held.moved && Math.hypot(by, event.clientY - held.y) < FAR_ENOUGH) return;
    held.moved = true;
    if (held.way === "link") return this.stretchLink(event);
    held.days = Math.round(by / this.page.bars.scale.pixels);
    if (held.way === "place") held.bar.setAttribute("transform", `translate(${held.days * this.page.bars.scale.pixels} 0)`);
    else held.bar.querySelector(".bar-body").setAttribute("width", Math.max(3, this.page.bars.span(held.task).width + held.days * this.page.bars.scale.pixels));
    this.page.say(this.words());
  }

  words() {
    const { task, way, days } = this.held;
    const day = dayOf(way === "place" ? task.start : task.finish) + days;
    const words = new Intl.DateTimeFormat(this.page.locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
    return `${task.title}: ${way === "place" ? this.page.words.starts : this.page.words.ends} ${words.format(dateOf(day))}`;
  }

  stretchLink(event) {
    const box = this.front.getBoundingClientRect();
    const { x, width } = this.page.bars.span(this.held.task);
    const y = this.page.outline.row.get(this.held.task.id) * ROW + ROW / 2;
    const line = (this.held.line ??= document.createElementNS("http://www.w3.org/2000/svg", "path"));
    line.setAttribute("class", "link-draft");
    line.setAttribute("d", `M${x + width} ${y}L${event.clientX - box.left} ${event.clientY - box.top}`);
    if (!line.isConnected) this.front.append(line);
    this.held.over = this.taskAt(event.clientY - box.top);
    this.page.say(this.held.over ? `${this.held.task.title} → ${this.held.over.title}` : "");
  }

  taskAt(y) {
    const task = this.page.outline.shown[Math.floor(y / ROW)];
    return task && task.id !== this.held.task.id ? task : null;
  }

  end() {
    const { held } = this;
    if (!held) return;
    this.leave();
    if (!held.moved) return this.page.open(held.task.id);
    const edits = this.edits(held);
    if (edits.length) this.page.send(edits);
    else this.page.draw();
  }

  edits({ task, way, days, over }) {
    if (way === "link") return over ? [{ edit: "link", predecessor_id: task.id, successor_id: over.id }] : [];
    if (!days) return [];
    if (way === "length") return [{ edit: "dates", task_id: task.id, finish_on: textOf(Math.max(dayOf(task.finish) + days, dayOf(task.start))) }];
    return [{ edit: "dates", task_id: task.id, start_on: textOf(dayOf(task.start) + days) }];
  }

  leave() {
    this.held?.line?.remove();
    this.held = null;
    this.page.say("");
  }
}
