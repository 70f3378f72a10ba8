// Four weeks of windows and freezes, drawn: one lane each, and the same as a table.
import { h, svg, section } from "./dom.js";
import { at, count, stamp } from "./words.js";

export const DAYS_AHEAD = 28;
const HOUR_MILLIS = 3_600_000;
const WIDE = DAYS_AHEAD * 24;
/** What is shorter is drawn as long as this, or a phone shows nothing of it. */
const SHORTEST = 3;
const HIGH = 20;

function lane(kind, name, zone, spans, start, end) {
  const hours = (moment) => (new Date(moment) - start) / HOUR_MILLIS;
  const seen = spans.filter((each) => new Date(each.from) < end && (!each.until || new Date(each.until) > start));
  const next = seen[0];
  const words = seen.length === 0
    ? `${name}: never in these four weeks`
    : `${name}: ${count(seen.length, "time")} in these four weeks, first ${stamp(next.from)} to ${next.until ? stamp(next.until) : "no end"}`;
  return h("li", { class: "lane" },
    h("div", { class: "bar-label" }, h("span", { class: "row-title" }, name), h("span", { class: "figure" }, kind === "freeze" ? "freeze" : `window, ${zone}`)),
    svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", class: "lane-plot", role: "img", "aria-label": words },
      svg("rect", { class: "lane-ground", width: WIDE, height: HIGH }),
      [7, 14, 21].map((days) => svg("line", { class: "lane-week", x1: days * 24, x2: days * 24, y1: 0, y2: HIGH })),
      seen.map((each) => {
        const from = Math.max(0, hours(each.from));
        const until = Math.min(WIDE, each.until ? hours(each.until) : WIDE);
        return svg("rect", { class: kind === "freeze" ? "lane-freeze" : "lane-open", x: from, y: kind === "freeze" ? 1 : 3, width: Math.max(SHORTEST, until - from), height: kind === "freeze" ? HIGH - 2 : HIGH - 6 });
      })));
}

const rows = (kind, name, zone, spans, end) => spans.filter((each) => new Date(each.from) < end).map((each) => h("tr", {},
  h("th", { scope: "row" }, name), h("td", {}, kind), h("td", {}, at(each.from)), h("td", {}, each.until ? at(each.until) : "no end"), h("td", {}, zone)));

/** @param calendar what the service says of windows and freezes, for so many days */
export function fourWeeks(calendar) {
  const now = new Date(calendar.at);
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const end = new Date(start.getTime() + WIDE * HOUR_MILLIS);
  const freezes = calendar.freezes.filter((each) => new Date(each.until) > now && new Date(each.from) < end);
  if (calendar.windows.length === 0 && freezes.length === 0) {
    return null;
  }
  const weeks = [0, 7, 14, 21].map((days) => new Date(start.getTime() + days * 24 * HOUR_MILLIS));
  const short = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return section("The next four weeks",
    h("ul", { class: "lanes" },
      calendar.windows.map((each) => lane("window", each.name, each.zone, each.openings, start, end)),
      freezes.map((each) => lane("freeze", each.name, "", [each], start, end))),
    h("div", { class: "weeks", "aria-hidden": "true" }, weeks.map((week) => h("span", {}, short.format(week)))),
    h("p", { class: "hint" }, `Filled: a window is open. Dashed: a freeze, in which what it applies to does not run. Drawn by the time of ${here}; the zone beside a window is the one of its schedule.`),
    h("details", {}, h("summary", {}, "As a table"),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Windows and freezes of the next four weeks" },
        h("table", {},
          h("caption", { class: "quiet" }, "Windows and freezes of the next four weeks"),
          h("thead", {}, h("tr", {}, ["Name", "What", "From", "Until", "Zone of its schedule"].map((name) => h("th", { scope: "col" }, name)))),
          h("tbody", {},
            calendar.windows.map((each) => rows("window", each.name, each.zone, each.openings, end)),
            freezes.map((each) => rows("freeze", each.name, "", [each], end)))))));
}
