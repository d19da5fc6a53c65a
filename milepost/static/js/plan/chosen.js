// The chosen tasks of the outline: how many they are, and what is done with all of them at once. `page` has outline,
// send, say, words, draw; in it .plan-chosen with [data-count].
import { openDrawer } from "../drawer.js";

const MOST = 500;

export class Chosen {
  constructor(page) {
    this.page = page;
    this.bar = page.querySelector(".plan-chosen");
  }

  get isChoosing() {
    return this.page.hasAttribute("data-choosing");
  }

  /** Show boxes before the rows, and what is done with those that are ticked; or no longer. */
  toggle(on = !this.isChoosing) {
    this.page.toggleAttribute("data-choosing", on);
    this.page.querySelector("[data-act=choosing]").setAttribute("aria-pressed", on);
    if (!on) this.page.outline.chosen.clear();
    this.page.draw();
  }

  draw() {
    if (!this.bar) return;
    const { size } = this.page.outline.chosen;
    this.bar.hidden = size < 2 && !(this.isChoosing && size);
    this.bar.querySelector("[data-count]").textContent = this.page.words.chosen.replace("%s", size);
  }

  /** Ask in the drawer what becomes of them. */
  change() {
    const ids = this.page.outline.chosenTasks.map((task) => ["id", task.id]);
    if (!ids.length || ids.length > MOST) return this.page.say(ids.length ? this.page.words.tooMany : this.page.words.choose);
    return openDrawer(`${this.page.dataset.many}?${new URLSearchParams(ids)}`);
  }

  /** Delete them; where others wait for them the drawer asks what becomes of those. */
  remove() {
    const { outline } = this.page;
    const gone = outline.withAllBelow(outline.chosen);
    if (outline.data.links.some(([first, second]) => gone.has(first) && !gone.has(second))) return this.change();
    return this.page.send(outline.tops().map((task) => ({ edit: "remove-task", task_id: task.id })));
  }

  /** Move them all one level down or up, or the one that is chosen a place. */
  move(way) {
    const { outline } = this.page;
    const edits = outline.tops().length ? outline.moved(way) : null;
    if (edits?.length) return this.page.send(edits);
    return this.page.say(edits ? this.page.words.cannot : this.page.words.choose);
  }
}
