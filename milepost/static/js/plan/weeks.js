// Days of a calendar: which a month or a week shows, and how the tasks of a week lie above each other. No DOM.

import { dateOf, dayOf } from "./scale.js";

const WEEK = 7;
export const monday = (day) => day - ((day + 3) % WEEK);

/** Return the day on which a task ends: what ends at midnight ends on the day before. */
export const lastDayOf = (task) => dayOf(task.finish) - (task.finish.endsWith("T00:00") && !task.is_milestone && task.finish > task.start ? 1 : 0);

/** Return the Mondays of the weeks that `span` (month, week) shows around a day. */
export function weeksOf(span, day) {
  if (span === "week") return [monday(day)];
  const date = dateOf(day);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 86_400_000;
  const last = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / 86_400_000;
  const found = [];
  for (let week = monday(first); week <= last; week += WEEK) found.push(week);
  return found;
}

/** Return the same day of another month (by ±1), or the day a week away. */
export function turned(span, day, by) {
  if (span === "week") return day + by * WEEK;
  const date = dateOf(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1) / 86_400_000;
}

/**
 * Return the pieces of tasks that lie in a week, `{task, from, to, line, begins, ends}`: days 0 to 6, and the line on which
 * none lies over another. Long ones come first, so that they keep one line from week to week.
 */
export function piecesOf(tasks, week) {
  const inside = tasks.filter((task) => dayOf(task.start) < week + WEEK && lastDayOf(task) >= week);
  inside.sort((one, other) => dayOf(one.start) - dayOf(other.start) || lastDayOf(other) - lastDayOf(one) || one.at - other.at);
  const free = []; // the first free day of each line
  return inside.map((task) => {
    const [first, last] = [dayOf(task.start), Math.max(lastDayOf(task), dayOf(task.start))];
    const [from, to] = [Math.max(first - week, 0), Math.min(last - week, WEEK - 1)];
    let line = free.findIndex((day) => day <= from);
    if (line < 0) line = free.push(0) - 1;
    free[line] = to + 1;
    return { task, from, to, line, begins: first >= week, ends: last < week + WEEK };
  });
}

/** Return the days from one to another on which something begins or ends: `{day, begins, ends}`. */
export function agendaOf(tasks, first, last) {
  const days = new Map();
  const at = (day) => {
    if (day < first || day > last) return { begins: [], ends: [] };
    if (!days.has(day)) days.set(day, { day, begins: [], ends: [] });
    return days.get(day);
  };
  for (const task of tasks) {
    const [begin, end] = [dayOf(task.start), lastDayOf(task)];
    at(end).ends.push(task);
    if (begin < end) at(begin).begins.push(task);
  }
  return [...days.values()].sort((one, other) => one.day - other.day);
}
