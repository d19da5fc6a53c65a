// One card of the board: what is to be done, by whom on both sides, by when and why then, what holds it up.

import { reasonOf } from "./lanes.js";
import { dayWords } from "./scale.js";

const make = (tag, classes, ...content) => {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...content.filter((each) => each || each === 0));
  return element;
};

/** Return the card of a task; `page` has outline, words, locale, icon, taskUrl, mayWrite. */
export function cardOf(card, page) {
  const item = make("li", "card-item", head(card, page), blocked(card, page), due(card, page), labels(card), foot(card, page));
  item.dataset.id = card.id;
  item.classList.toggle("is-ended", card.state === "done" || card.state === "dropped");
  item.classList.toggle("is-critical", card.is_critical && card.state !== "done");
  return item;
}

function head(card, page) {
  const link = make("a", "card-name", card.title);
  link.href = page.taskUrl(card.id);
  link.dataset.drawer = "";
  const line = make("div", "card-head", card.is_milestone && page.icon("flag", page.words.milestone), link);
  if (page.mayWrite) {
    const menu = make("button", "btn-quiet card-menu", page.icon("dots", `${page.words.menu}: ${card.title}`));
    menu.type = "button";
    menu.dataset.menu = card.id;
    line.append(menu);
  }
  return line;
}

function blocked(card, page) {
  return card.heldUp && make("p", "card-blocked", page.icon("lock"), make("strong", "", page.words.blocked), ` ${card.heldUp}`);
}

function due(card, page) {
  if (!card.finish) return null;
  const reason = reasonOf(card, page.outline);
  const late = reason && ["late", "missed"].includes(reason[0]);
  const day = make("time", "", dayWords(card.finish, page.locale));
  day.dateTime = card.finish.slice(0, 10);
  const line = make("p", late ? "card-due is-late" : "card-due", page.icon(late ? "alert-triangle" : "calendar"), day);
  if (reason) {
    const [word, value] = reason;
    const name = /^\d{4}-\d\d-\d\d$/.test(value) ? dayWords(value, page.locale) : value;
    line.append(make("span", "", page.words.reasons[word].replace("%s", () => name)));
  }
  return line;
}

function labels(card) {
  return card.labels.length ? make("p", "labels", ...card.labels.map((name) => make("span", "label-chip", name))) : null;
}

function foot(card, page) {
  const people = card.who.map(([name, side]) => {
    const who = make("span", side === "ours" ? "card-who" : "card-who is-theirs", name);
    if (side !== "ours") who.append(make("small", "", ` ${page.words.sides[side]}`));
    return who;
  });
  const line = make("p", "card-foot", ...people);
  if (card.priority > 500) line.append(make("span", "card-mark", page.icon("arrow-up"), page.words.priorities[card.priority]));
  if (card.steps) {
    const steps = make("span", "card-mark", page.icon("list-check", page.words.steps), `${card.stepsDone}/${card.steps}`);
    line.append(steps);
  }
  if (card.is_shared) line.append(make("span", "card-mark", page.icon("eye", page.words.shared)));
  return line.childNodes.length ? line : null;
}
