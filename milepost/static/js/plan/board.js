// <plan-board>: a plan as cards in columns by state, with lanes across. Inputs: those of view.js; in it .board-lanes (a
// choice), .board, #card-menu. Cards are dragged (a long press on a screen that is touched), moved with keys and from their menu.
// Keys on a card: arrows go from card to card, Alt and arrows move it, M opens its menu, Enter opens it, Ctrl Z takes back.
import { cardOf } from "./cards.js";
import { CardMenu } from "./card-menu.js";
import { cardsOf, lanesOf } from "./lanes.js";
import { PlanView } from "./view.js";

const LANES = "board-lanes";
const FIRST = 40; // cards of a column that are drawn at once; a button shows the others

class PlanBoard extends PlanView {
  build() {
    this.board = this.querySelector(".board");
    this.choice = this.querySelector(".board-lanes");
    const kept = localStorage.getItem(LANES);
    if ([...this.choice.options].some(({ value }) => value === kept)) this.choice.value = kept;
    this.choice.addEventListener("change", () => {
      localStorage.setItem(LANES, this.choice.value);
      this.draw();
    });
    this.all = new Set(); // columns of which all cards are shown
    this.menu = new CardMenu(this);
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("cards-placed", () => this.readAgain());
  }

  show() {
    this.board.removeAttribute("aria-busy");
    this.cards = cardsOf(this.outline);
    this.byId = new Map(this.cards.map((card) => [card.id, card]));
    this.toggleAttribute("data-empty", !this.outline.tasks.some((task) => !task.is_summary));
    this.toggleAttribute("data-nothing", !this.hasAttribute("data-empty") && !this.cards.length);
    this.draw();
  }

  draw() {
    if (!this.cards || this.held) return;
    const focused = document.activeElement?.closest?.(".card-item")?.dataset.id;
    const { scrollLeft } = this.board;
    const { scrollY } = window;
    for (const list of this.sortables ?? []) list.destroy();
    const lanes = lanesOf(this.cards, this.choice.value, this);
    this.board.replaceChildren(this.heads(), ...lanes.map((lane) => this.lane(lane)));
    this.board.scrollLeft = scrollLeft;
    window.scrollTo(window.scrollX, scrollY);
    this.sortables = this.mayWrite ? [...this.board.querySelectorAll(".board-cards")].map((list) => this.sortable(list)) : [];
    if (focused) this.focusCard(this.wanted ?? focused);
    this.wanted = null;
  }

  heads() {
    const line = this.make("div", "board-columns board-heads");
    for (const [state, words] of Object.entries(this.words.states)) {
      const head = this.make("h2", "", words);
      head.id = `column-${state}`;
      head.append(this.make("small", "", this.cards.filter((card) => card.state === state).length));
      line.append(head);
    }
    return line;
  }

  lane({ key, title, cards }) {
    const lane = this.make("section", "board-lane");
    if (title) {
      const head = this.make("h3", "", title);
      head.append(this.make("small", "", cards.length));
      lane.append(head);
      lane.setAttribute("aria-label", title);
    }
    const columns = this.make("div", "board-columns");
    for (const state of Object.keys(this.words.states)) {
      columns.append(this.column(`${key}/${state}`, state, key, cards.filter((card) => card.state === state)));
    }
    lane.append(columns);
    return lane;
  }

  column(name, state, lane, cards) {
    const box = this.make("div", "board-column");
    const list = this.make("ol", "board-cards");
    list.dataset.state = state;
    list.dataset.lane = lane;
    list.setAttribute("aria-labelledby", `column-${state}`);
    const shown = this.all.has(name) ? cards : cards.slice(0, FIRST);
    list.append(...shown.map((card) => cardOf(card, this)));
    box.append(list);
    if (shown.length < cards.length) {
      const more = this.make("button", "btn-link", this.words.more.replace("%s", cards.length - shown.length));
      more.type = "button";
      more.dataset.more = name;
      box.append(more);
    }
    return box;
  }

  make(tag, classes, text = "") {
    const element = document.createElement(tag);
    if (classes) element.className = classes;
    element.append(text);
    return element;
  }

  // ---- Moving ----
  sortable(list) {
    return new Sortable(list, {
      group: `lane ${list.dataset.lane}`,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      delay: 300,
      delayOnTouchOnly: true,
      touchStartThreshold: 8,
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      filter: ".card-menu",
      preventOnFilter: false,
      ghostClass: "is-held",
      onStart: () => (this.held = true),
      onEnd: ({ item, to, from, oldIndex, newIndex }) => {
        this.held = false;
        if (to === from && oldIndex === newIndex) return;
        const near = (sibling) => (sibling ? Number(sibling.dataset.id) : null);
        this.move(this.byId.get(Number(item.dataset.id)), to.dataset.state, near(item.previousElementSibling), near(item.nextElementSibling));
      },
    });
  }

  /** Put a card between two others of a column: the server knows who else was put there meanwhile. */
  move(card, state, after, before) {
    const edits = [{ edit: "card", task_id: card.id, after_id: after, before_id: before }];
    if (state !== card.state) edits.unshift({ edit: "task", task_id: card.id, values: { state } });
    this.wanted = String(card.id);
    this.send(edits, { isBlind: true });
    this.say(this.words.moved.replace("%s", () => card.title));
  }

  /** Return the cards among which a card stands in its lane, or would in another column of it. */
  neighbours(card, state = card.state) {
    const lanes = lanesOf(this.cards, this.choice.value, this);
    return lanes.find((lane) => lane.cards.includes(card)).cards.filter((other) => other.state === state);
  }

  /** Move a card up (-1) or down (1) in its column, to its top (-Infinity) or its end. */
  shift(card, by) {
    const all = this.neighbours(card);
    const at = all.indexOf(card);
    const to = Math.min(Math.max(at + by, 0), all.length - 1);
    if (to === at) return this.say(this.words.cannot);
    const rest = all.filter((other) => other !== card);
    this.move(card, card.state, rest[to - 1]?.id ?? null, rest[to]?.id ?? null);
  }

  /** Move a card to the top of another column. */
  toState(card, state) {
    if (state && state !== card.state) this.move(card, state, null, this.neighbours(card, state)[0]?.id ?? null);
  }

  beside(card, by) {
    const states = Object.keys(this.words.states);
    return states[states.indexOf(card.state) + by];
  }

  // ---- Events ----
  onClick({ target }) {
    const found = (selector) => target.closest(selector);
    if (found("[data-menu]")) return this.menu.open(found("[data-menu]"), this.byId.get(Number(found("[data-menu]").dataset.menu)));
    if (found("[data-act=undo]")) return this.edits.undo();
    if (found("[data-more]")) {
      this.all.add(found("[data-more]").dataset.more);
      return this.draw();
    }
    // A click on what is no control of its own opens the card, unless text was marked.
    const item = found(".card-item");
    if (item && !found("a, button") && !String(getSelection())) this.open(item.dataset.id);
  }

  onKey(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, textarea")) {
      event.preventDefault();
      return event.shiftKey ? this.edits.redo() : this.edits.undo();
    }
    const item = event.target.closest(".card-item");
    const card = item && this.byId.get(Number(item.dataset.id));
    if (!card || event.ctrlKey || event.metaKey) return;
    const act = event.altKey ? this.mayWrite && this.keysWithAlt(card)[event.key] : this.keys(card, item)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  keysWithAlt(card) {
    return {
      ArrowUp: () => this.shift(card, -1),
      ArrowDown: () => this.shift(card, 1),
      ArrowLeft: () => this.toState(card, this.beside(card, -1)),
      ArrowRight: () => this.toState(card, this.beside(card, 1)),
    };
  }

  keys(card, item) {
    return {
      ArrowUp: () => this.focusNear(item, 0, -1),
      ArrowDown: () => this.focusNear(item, 0, 1),
      ArrowLeft: () => this.focusNear(item, -1, 0),
      ArrowRight: () => this.focusNear(item, 1, 0),
      m: () => item.querySelector("[data-menu]")?.click(),
    };
  }

  /** Go to the card above or below, through the lanes; or to one beside, over empty columns. */
  focusNear(item, across, down) {
    const columns = [...this.board.querySelectorAll(".board-cards")].filter((list) => list.dataset.state === item.parentElement.dataset.state);
    if (down) {
      const all = columns.flatMap((list) => [...list.children]);
      return this.focusCard(all[all.indexOf(item) + down]?.dataset.id);
    }
    const lists = [...item.closest(".board-columns").querySelectorAll(".board-cards")];
    const at = [...item.parentElement.children].indexOf(item);
    for (let next = lists.indexOf(item.parentElement) + across; lists[next]; next += across) {
      const found = lists[next].children[Math.min(at, lists[next].children.length - 1)];
      if (found) return this.focusCard(found.dataset.id);
    }
  }

  focusCard(id) {
    this.board.querySelector(`.card-item[data-id="${id}"] .card-name`)?.focus();
  }
}

customElements.define("plan-board", PlanBoard);
