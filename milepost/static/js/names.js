// Names behind an @ in a text: those that begin as typed are offered below it, and written when one is chosen.

const MENTION = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.'’ -]{0,40}|)$/u;

/** Completes names in `text` from `list`, an empty ul. `address` answers {people: [{name, hint, text}]}, where `text`,
 *  if it is given, is written instead of the name; `onTaken` is told that one was. */
export class Names {
  constructor(text, list, address, onTaken) {
    Object.assign(this, { text, list, address, onTaken });
    list.id ||= `${text.id}-people`;
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", list.id);
    text.addEventListener("input", () => this.suggest());
    text.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  /** Take a key while names are offered; says whether it was one of theirs. */
  onKey(event) {
    if (this.list.hidden || event.shiftKey) return false;
    const acts = {
      ArrowDown: () => this.choose(this.chosen + 1),
      ArrowUp: () => this.choose(this.chosen - 1),
      Enter: () => this.take(this.list.children[this.chosen]),
      Tab: () => this.take(this.list.children[this.chosen]),
      Escape: () => this.close(),
    };
    if (!(event.key in acts)) return false;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
    return true;
  }

  typed() {
    return MENTION.exec(this.text.value.slice(0, this.text.selectionStart));
  }

  async suggest() {
    const typed = this.typed();
    if (!typed) return this.close();
    const asked = (this.asked = typed[1]);
    const answer = await fetch(`${this.address}?q=${encodeURIComponent(asked)}`).catch(() => null);
    if (this.asked !== asked || !answer?.ok || answer.redirected) return;
    const { people } = await answer.json();
    this.show(people);
  }

  show(people) {
    this.list.replaceChildren(...people.map((one, number) => this.option(one, number)));
    this.list.hidden = people.length === 0;
    this.choose(0);
  }

  option({ name, hint, text }, number) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${number}`;
    item.role = "option";
    item.dataset.text = text ?? name;
    item.append(name, Object.assign(document.createElement("small"), { textContent: hint }));
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.take(item);
    });
    return item;
  }

  choose(number) {
    const items = [...this.list.children];
    this.chosen = items.length ? (number + items.length) % items.length : -1;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.chosen)));
    if (this.chosen >= 0) this.text.setAttribute("aria-activedescendant", items[this.chosen].id);
  }

  take(item) {
    const end = this.text.selectionStart;
    const start = end - this.typed()[1].length;
    this.text.setRangeText(`${item.dataset.text} `, start, end, "end");
    this.close();
    this.text.focus();
    this.onTaken();
  }

  close() {
    this.asked = null;
    this.list.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }
}
