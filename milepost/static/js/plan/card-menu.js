// The menu of a card: another state, another place. One for all cards, in the top layer beside the button that opened it.

const MARGIN = 8;

/** Fills #card-menu; `board` has words, toState, shift. */
export class CardMenu {
  constructor(board) {
    this.board = board;
    this.box = document.getElementById("card-menu");
    this.box.addEventListener("click", ({ target }) => this.choose(target.closest("button")));
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("toggle", (event) => event.newState === "closed" && this.closed());
  }

  open(button, card) {
    this.card = card;
    this.button = button;
    for (const item of this.box.querySelectorAll("[data-to]")) item.hidden = item.dataset.to === card.state;
    this.box.showPopover();
    const at = button.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.box;
    this.box.style.setProperty("--x", `${Math.max(MARGIN, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - MARGIN))}px`);
    this.box.style.setProperty("--y", `${Math.max(MARGIN, Math.min(at.bottom + 4, innerHeight - offsetHeight - MARGIN))}px`);
    this.items[0].focus();
  }

  get items() {
    return [...this.box.querySelectorAll("button:not([hidden])")];
  }

  choose(item) {
    if (!item) return;
    this.box.hidePopover();
    if (item.dataset.to) return this.board.toState(this.card, item.dataset.to);
    this.board.shift(this.card, { top: -Infinity, up: -1, down: 1, end: Infinity }[item.dataset.place]);
  }

  onKey(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const all = this.items;
    all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
  }

  closed() {
    if (this.button?.isConnected) this.button.focus();
  }
}
