// The right side of the plan: bars, links, baseline, deadlines and the lines of today and the target, those in view.

import { ROW } from "./rows.js";
import { dayOf } from "./scale.js";

const SVG = "http://www.w3.org/2000/svg";
const BAR = 18;
const TOP = (ROW - BAR) / 2;
const TURN = 8; // how far a link runs before it turns

function draw(name, values, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Draws into the two SVGs `ground` (days off, lines) and `front` (bars, links). */
export class Bars {
  constructor(ground, front, page) {
    this.ground = ground;
    this.front = front;
    this.page = page;
  }

  /** Take the plan as it is now: where it lies in time. */
  take(zoom, Scale) {
    const { outline } = this.page;
    const days = outline.tasks.flatMap((task) => [task.start, task.finish, task.baseFinish, task.deadline]).filter(Boolean).map(dayOf);
    days.push(dayOf(outline.data.start), dayOf(outline.data.today), ...(outline.data.target ? [dayOf(outline.data.target)] : []));
    this.scale = new Scale(Math.min(...days), Math.max(...days), zoom);
    this.offDays = outline.data.offDays.map(dayOf);
    const height = outline.shown.length * ROW;
    for (const svg of [this.ground, this.front]) {
      svg.setAttribute("width", this.scale.width);
      svg.setAttribute("height", Math.max(height, 1));
    }
  }

  /** Draw what lies between two rows and two places. */
  draw(from, to, left, right) {
    const { outline } = this.page;
    const rows = outline.shown.slice(from, to).map((task, at) => this.bar(task, from + at));
    this.ground.replaceChildren(...this.days(left, right), ...this.lines());
    this.front.replaceChildren(...this.links(from, to), ...rows.filter(Boolean));
  }

  days(left, right) {
    if (this.scale.zoom === "month") return [];
    const [first, last] = [this.scale.day(left) - 1, this.scale.day(right) + 1];
    const height = this.ground.getAttribute("height");
    return this.offDays
      .filter((day) => day >= first && day <= last)
      .map((day) => draw("rect", { x: this.scale.x(day), y: 0, width: this.scale.pixels, height, class: "off-day" }));
  }

  lines() {
    const { data } = this.page.outline;
    const found = [this.line(data.today, 0.5, "line-today")];
    if (data.target) found.push(this.line(data.target, 1, "line-target"));
    return found;
  }

  line(text, part, name) {
    const x = this.scale.x(dayOf(text) + part);
    return draw("line", { x1: x, x2: x, y1: 0, y2: this.ground.getAttribute("height"), class: name });
  }

  bar(task, at) {
    if (!task.start) return null;
    const y = at * ROW;
    const group = draw("g", { class: this.classes(task), "data-bar": task.id });
    if (task.baseStart) group.append(this.ghost(task, y));
    group.append(...(task.is_milestone ? this.milestone(task, y) : task.is_summary ? this.summary(task, y) : this.work(task, y)));
    if (task.deadline) group.append(this.deadline(task, y));
    return group;
  }

  classes(task) {
    const marks = { bar: true, "is-critical": task.is_critical, "is-late": task.is_late, "is-ended": task.state === "done" };
    const theirs = task.sides === "theirs" || task.sides === "third";
    return Object.entries({ ...marks, "is-dropped": task.state === "dropped", "is-theirs": theirs }).filter(([, on]) => on).map(([name]) => name).join(" ");
  }

  span(task) {
    const x = this.scale.at(task.start);
    return { x, width: Math.max(this.scale.at(task.finish) - x, 3) };
  }

  work(task, y) {
    const { x, width } = this.span(task);
    const found = [draw("rect", { x, y: y + TOP, width, height: BAR, rx: 4, class: "bar-body" })];
    if (task.percent) found.push(draw("rect", { x, y: y + TOP, width: (width * task.percent) / 100, height: BAR, rx: 4, class: "bar-progress" }));
    if (task.slack > 0 && task.state !== "done") {
      const end = x + width + Math.min((task.slack / 480) * 1.4 * this.scale.pixels, 4000);
      found.unshift(draw("line", { x1: x + width, x2: end, y1: y + ROW / 2, y2: y + ROW / 2, class: "bar-slack" }));
    }
    if (this.page.mayWrite) {
      found.push(draw("rect", { x: x + width - 6, y: y + TOP, width: 8, height: BAR, class: "bar-grip", "data-grip": task.id }));
      found.push(draw("circle", { cx: x + width + 9, cy: y + ROW / 2, r: 5, class: "bar-port", "data-port": task.id }));
    }
    return [...found, this.label(task, x + width + 18, y)];
  }

  summary(task, y) {
    const { x, width } = this.span(task);
    const [top, end] = [y + TOP + 3, x + width];
    const path = `M${x} ${top}H${end}V${top + 11}L${end - 5} ${top + 6}H${x + 5}L${x} ${top + 11}Z`;
    return [draw("path", { d: path, class: "bar-summary" })];
  }

  milestone(task, y) {
    const [x, middle, half] = [this.scale.at(task.finish), y + ROW / 2, 9];
    const path = `M${x} ${middle - half}L${x + half} ${middle}L${x} ${middle + half}L${x - half} ${middle}Z`;
    return [draw("path", { d: path, class: "bar-milestone" }), this.label(task, x + half + 6, y)];
  }

  label(task, x, y) {
    const text = draw("text", { x, y: y + ROW / 2 + 4, class: "bar-label" });
    text.textContent = task.is_milestone ? task.title : task.people;
    return text;
  }

  ghost(task, y) {
    const x = this.scale.at(task.baseStart);
    const width = Math.max(this.scale.at(task.baseFinish) - x, 4);
    return draw("rect", { x: task.is_milestone ? x - 4 : x, y: y + TOP + BAR + 2, width: task.is_milestone ? 8 : width, height: 4, rx: 2, class: "bar-ghost" });
  }

  deadline(task, y) {
    const x = this.scale.x(dayOf(task.deadline) + 1);
    return draw("path", { d: `M${x - 5} ${y + 6}H${x + 5}L${x} ${y + 13}Z`, class: "bar-deadline" });
  }

  /** Draw the links of which an end is in view. */
  links(from, to) {
    const { outline } = this.page;
    const isSeen = (at) => at !== undefined && at >= from && at < to;
    return outline.data.links.flatMap(([first, second, type]) => {
      const [a, b] = [outline.row.get(first), outline.row.get(second)];
      if (a === undefined || b === undefined || !(isSeen(a) || isSeen(b) || (Math.min(a, b) < from && Math.max(a, b) >= to))) return [];
      return [this.link(outline.byId.get(first), outline.byId.get(second), a, b, type)];
    });
  }

  link(first, second, a, b, type) {
    if (!first.start || !second.start) return "";
    const fromEnd = type[0] === "F";
    const toEnd = type[1] === "F";
    const x1 = this.scale.at(fromEnd ? first.finish : first.start);
    const x2 = this.scale.at(toEnd ? second.finish : second.start);
    const [y1, y2] = [a * ROW + ROW / 2, b * ROW + ROW / 2];
    const out = x1 + (fromEnd ? TURN : -TURN);
    const into = x2 + (toEnd ? TURN : -TURN);
    const between = y1 + Math.sign(y2 - y1) * (ROW / 2);
    const straight = fromEnd && !toEnd && into >= out;
    const path = straight ? `M${x1} ${y1}H${into}V${y2}H${x2}` : `M${x1} ${y1}H${out}V${between}H${into}V${y2}H${x2}`;
    const tip = toEnd ? `M${x2} ${y2}l6 -4v8z` : `M${x2} ${y2}l-6 -4v8z`;
    const critical = first.is_critical && second.is_critical ? " is-critical" : "";
    return draw("g", { class: `link${critical}` }, [draw("path", { d: path, class: "link-line" }), draw("path", { d: tip, class: "link-tip" })]);
  }
}
