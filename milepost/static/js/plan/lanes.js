// How a board is ordered: its cards by state and place, and the lanes across its columns. No DOM.

const NOBODY = "~"; // after every name

/** Return the tasks that have a card, in the order of their columns, with what stands on it. */
export function cardsOf(outline) {
  const { columns, rows } = outline.data.cards;
  const more = new Map(rows.map((row) => [row[0], Object.fromEntries(columns.map((name, at) => [name, row[at]]))]));
  const found = outline.tasks.filter((task) => !task.is_summary && task.matches && more.has(task.id));
  return found.map((task) => ({ ...task, ...more.get(task.id) })).sort((one, other) => one.place - other.place);
}

/** Return the task at the top of the outline above a task; null for one that stands there itself. */
export function phaseOf(outline, task) {
  let at = task;
  while (at.parent && outline.byId.has(at.parent)) at = outline.byId.get(at.parent);
  return at === task ? null : at;
}

const WAYS = {
  none: () => ["", ""],
  phase: (card, { outline, words }) => {
    const phase = phaseOf(outline, card);
    return phase ? [phase.wbs.padStart(8, "0"), `${phase.wbs} ${phase.title}`] : [NOBODY, words.noPhase];
  },
  person: (card, { words }) => (card.who.length ? [card.who[0][0].toLowerCase(), card.who[0][0]] : [NOBODY, words.nobody]),
  priority: (card, { words }) => [String(9999 - card.priority), words.priorities[card.priority]],
};

/** Return the lanes of the cards, `{key, title, cards}` in their order; without cards one that is empty. */
export function lanesOf(cards, way, page) {
  const lanes = new Map();
  for (const card of cards) {
    const [key, title] = WAYS[way](card, page);
    if (!lanes.has(key)) lanes.set(key, { key, title, cards: [] });
    lanes.get(key).cards.push(card);
  }
  if (!lanes.size) return [{ key: "", title: "", cards: [] }];
  return [...lanes.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** Return why a card is due when it is: [word of `words.reasons`, name in it]; null where nothing is to be said. */
export function reasonOf(card, outline) {
  if (card.state === "done" || card.state === "dropped") return null;
  if (card.deadline && card.finish && card.finish.slice(0, 10) > card.deadline) return ["missed", card.deadline];
  if (card.is_late) return ["late", ""];
  const before = outline.data.links
    .filter(([, second, type]) => second === card.id && type === "FS")
    .map(([first]) => outline.byId.get(first))
    .filter((task) => task && task.state !== "done" && task.state !== "dropped" && task.finish)
    .sort((one, other) => (one.finish < other.finish ? 1 : -1));
  if (before.length) return ["after", before[0].title];
  if (card.deadline) return ["deadline", card.deadline];
  return card.pinned ? ["pinned", ""] : null;
}
