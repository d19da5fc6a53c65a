// Days and pixels: where a moment lies on the plan's time line, and what its head says. No DOM.

const DAY = 86_400_000;
const OPENS = 8 * 60; // a full day of work is drawn as a full day: from 8:00
const OPEN_MINUTES = 9 * 60; // to 17:00
export const PIXELS = { day: 30, week: 12, month: 3.5 };

/** Return the number of a day, counted from 1970; of a text like 2026-03-02 or 2026-03-02T08:00. */
export const dayOf = (text) => Math.round(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY);
export const textOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
export const dateOf = (day) => new Date(day * DAY);
const weekday = (day) => (day + 3) % 7; // 0 is Monday

/** Return a day as the column says it, in the reader's language. */
export function dayWords(text, locale) {
  if (!text) return "";
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isThisYear = date.getUTCFullYear() === new Date().getFullYear();
  const format = { day: "numeric", month: "short", timeZone: "UTC", ...(isThisYear ? {} : { year: "2-digit" }) };
  return new Intl.DateTimeFormat(locale, format).format(date);
}

/** The time line: origin and width follow the plan, `zoom` is day, week or month. */
export class Scale {
  constructor(first, last, zoom) {
    this.zoom = zoom;
    this.pixels = PIXELS[zoom];
    this.first = first - 14 - weekday(first - 14);
    this.last = Math.max(last + 60, this.first + Math.ceil(1600 / this.pixels));
    this.width = Math.ceil((this.last - this.first) * this.pixels);
  }

  /** Return the place of the beginning of a day. */
  x(day) {
    return (day - this.first) * this.pixels;
  }

  /** Return the place of a moment; the hours of work fill their day. */
  at(text) {
    const minutes = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
    const part = Math.min(1, Math.max(0, (minutes - OPENS) / OPEN_MINUTES));
    return this.x(dayOf(text) + part);
  }

  /** Return the day at a place. */
  day(x) {
    return this.first + Math.floor(x / this.pixels);
  }

  /** Return the marks of the head between two places: {x, width, text} for the upper line and for the lower one. */
  marks(from, to, locale) {
    const first = Math.max(this.first, this.day(from) - 31);
    const last = Math.min(this.last, this.day(to) + 31);
    const month = new Intl.DateTimeFormat(locale, { month: this.zoom === "month" ? "short" : "long", year: "numeric", timeZone: "UTC" });
    const year = new Intl.DateTimeFormat(locale, { year: "numeric", timeZone: "UTC" });
    if (this.zoom === "month") {
      const short = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
      return { upper: this.periods(first - 366, last, year, "year"), lower: this.periods(first, last, short, "month") };
    }
    return { upper: this.periods(first, last, month, "month"), lower: this.steps(first, last, this.zoom === "day" ? 1 : 7) };
  }

  periods(first, last, format, unit) {
    const found = [];
    const begin = dateOf(Math.max(first, this.first));
    let at = Date.UTC(begin.getUTCFullYear(), unit === "year" ? 0 : begin.getUTCMonth(), 1);
    while (at / DAY <= last) {
      const date = new Date(at);
      const next = unit === "year" ? Date.UTC(date.getUTCFullYear() + 1, 0, 1) : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
      const start = Math.max(at / DAY, this.first);
      found.push({ x: this.x(start), width: (next / DAY - start) * this.pixels, text: format.format(date) });
      at = next;
    }
    return found;
  }

  steps(first, last, days) {
    const found = [];
    const start = days === 7 ? first - weekday(first) : first;
    for (let day = Math.max(start, this.first); day <= last; day += days) {
      found.push({ x: this.x(day), width: days * this.pixels, text: String(dateOf(day).getUTCDate()) });
    }
    return found;
  }
}
