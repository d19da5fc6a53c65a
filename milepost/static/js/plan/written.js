// Tasks as one writes them: a line each, "Data migration 3d"; deeper lines stand below the one above. No DOM.

const MINUTES = { m: 1, h: 60, d: 480, w: 2400 };
const LENGTH = /\s+(\d{1,4}(?:[.,]\d{1,2})?)\s*([mhdw])$/i;
const MOST = 300;

/** Return the working minutes of "3d", "4h", "1.5w"; a bare number is days; null where it is no length. */
export function minutesOf(text) {
  const found = /^\s*(\d{1,4}(?:[.,]\d{1,2})?)\s*([mhdw]?)[a-zäöüé]*\s*$/i.exec(text);
  return found ? Math.round(Number(found[1].replace(",", ".")) * MINUTES[(found[2] || "d").toLowerCase()]) : null;
}

/** Return a length as short as a column wants it. */
export function lengthWords(minutes) {
  if (minutes >= 480) return `${Number((minutes / 480).toFixed(1))} d`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** Return new tasks of written lines as edits: after the task `after`, or as the last. */
export function tasksOf(text, after) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  const stack = [{ indent: -1, parent: after ? after.parent : null, last: after ? after.id : null }];
  return lines.slice(0, MOST).map((line, at) => {
    const indent = /^[\s\u2022*-]*/.exec(line)[0].replaceAll("\t", "    ").length;
    while (stack.length > 1 && indent < stack.at(-1).indent) stack.pop();
    if (stack.at(-1).indent >= 0 && indent > stack.at(-1).indent) stack.push({ indent, parent: stack.at(-1).last, last: null });
    const level = stack.at(-1);
    if (level.indent < 0) level.indent = indent;
    const key = `new ${at}`;
    const edit = { edit: "new-task", key, values: valuesOf(line), parent_id: level.parent, after_id: level.last };
    level.last = key;
    return edit;
  });
}

function valuesOf(line) {
  const title = line.replace(/^[\s\u2022*-]+/, "").trim();
  const found = LENGTH.exec(title);
  if (!found) return { title: title.slice(0, 300) };
  const minutes = minutesOf(found[0]);
  const bare = title.slice(0, found.index).slice(0, 300);
  return minutes ? { title: bare, duration_minutes: minutes } : { title: bare, is_milestone: true };
}
