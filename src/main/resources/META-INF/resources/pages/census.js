// How far the domains have come, by account and over time: drawn, and as a table for whoever does not see the drawing.
import { h, svg, section, choice, field } from "./dom.js";
import { count, day, number } from "./words.js";

const WIDE = 600;
const HIGH = 100;
const percent = (dual, all) => (all === 0 ? 0 : Math.floor((100 * dual) / all));

/** Each day's sums. A target that could not be read on a day counts as it did before. */
function sums({ from, to, items }, account) {
  const byDay = Map.groupBy ? Map.groupBy(items, (each) => each.day) : items.reduce((map, each) => map.set(each.day, [...(map.get(each.day) ?? []), each]), new Map());
  const last = new Map();
  const days = [];
  for (let at = new Date(`${from}T00:00:00Z`); at <= new Date(`${to}T00:00:00Z`); at.setUTCDate(at.getUTCDate() + 1)) {
    const name = at.toISOString().slice(0, 10);
    (byDay.get(name) ?? []).filter((each) => !account || each.accountId === account).forEach((each) => last.set(each.target, each));
    if (last.size > 0) {
      const known = [...last.values()];
      days.push({ day: name, ipv4: known.reduce((sum, each) => sum + each.ipv4, 0), dualstack: known.reduce((sum, each) => sum + each.dualstack, 0), counted: byDay.has(name) });
    }
  }
  return days;
}

function drawing(days) {
  const most = Math.max(1, ...days.map((each) => each.ipv4 + each.dualstack));
  const step = WIDE / days.length;
  const y = (value) => HIGH - (HIGH * value) / most;
  // Each day is as wide as the others, so that the first one can be seen too.
  const area = (lower, upper) => [
    ...days.flatMap((each, i) => [`${i * step},${y(upper(each))}`, `${(i + 1) * step},${y(upper(each))}`]),
    ...days.map((each, i) => [each, i]).reverse().flatMap(([each, i]) => [`${(i + 1) * step},${y(lower(each))}`, `${i * step},${y(lower(each))}`]),
  ].join(" ");
  const first = days[0];
  const last = days[days.length - 1];
  const words = `From ${day(first.day)} to ${day(last.day)}: dualstack from ${first.dualstack} of ${first.ipv4 + first.dualstack} to ${last.dualstack} of ${last.ipv4 + last.dualstack} domains`;
  return h("figure", { class: "census" },
    h("div", { class: "axis" }, h("span", {}, count(most, "domain"))),
    svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", class: "area", role: "img", "aria-label": words },
      svg("polygon", { class: "plot-dual", points: area(() => 0, (each) => each.dualstack) }),
      svg("polygon", { class: "plot-v4", points: area((each) => each.dualstack, (each) => each.dualstack + each.ipv4) }),
      svg("polyline", { class: "plot-edge", points: days.flatMap((each, i) => [`${i * step},${y(each.dualstack)}`, `${(i + 1) * step},${y(each.dualstack)}`]).join(" ") })),
    h("div", { class: "axis" }, h("span", {}, day(first.day)), days.length > 1 && h("span", {}, day(last.day))),
    h("figcaption", {},
      h("span", { class: "key" }, svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("rect", { class: "plot-dual", width: 10, height: 10 })), `dualstack, below: ${number(last.dualstack)} (${percent(last.dualstack, last.ipv4 + last.dualstack)} %)`),
      h("span", { class: "key" }, svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("rect", { class: "plot-v4", width: 10, height: 10 })), `ipv4, above: ${number(last.ipv4)}`)));
}

const table = (days) => h("details", {},
  h("summary", {}, "As a table"),
  h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Domains by day" },
    h("table", {},
      h("caption", { class: "quiet" }, "Domains by day"),
      h("thead", {}, h("tr", {}, ["Day", "ipv4", "dualstack"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, [...days].reverse().filter((each) => each.counted).map((each) => h("tr", {},
        h("th", { scope: "row" }, day(each.day)), h("td", {}, number(each.ipv4)), h("td", {}, number(each.dualstack))))))));

/** The plot over time. */
export function overTime(census) {
  const accounts = [...new Set(census.items.map((each) => each.accountId))].sort();
  const place = h("div", {});
  const account = choice({}, [["", "All accounts"], ...accounts], "");
  const draw = () => {
    const days = sums(census, account.value);
    place.replaceChildren(...(days.length === 0
      ? [h("p", { class: "hint" }, "Nothing has been counted yet; the first reading of a target does.")]
      : [drawing(days), table(days)]));
  };
  account.addEventListener("change", draw);
  draw();
  return section("Over time", accounts.length > 1 && h("div", { class: "filters" }, field("Account", account)), place);
}

/** The accounts as they are now. */
export function byAccount(targets) {
  const accounts = new Map();
  for (const { accountId, domains, dualstack } of targets) {
    const sum = accounts.get(accountId) ?? { all: 0, dual: 0 };
    accounts.set(accountId, { all: sum.all + domains, dual: sum.dual + dualstack });
  }
  const most = Math.max(1, ...[...accounts.values()].map(({ all }) => all));
  return section("ipv4 and dualstack by account",
    h("ul", { class: "bars" }, [...accounts].map(([account, { all, dual }]) => h("li", {},
      h("div", { class: "bar-label" },
        h("code", {}, account),
        h("span", { class: "figure" }, `${number(dual)} dualstack, ${number(all - dual)} ipv4 (${percent(dual, all)} % done)`)),
      svg("svg", { viewBox: "0 0 100 3", preserveAspectRatio: "none", class: "plot", "aria-hidden": "true" },
        svg("rect", { class: "plot-dual", x: 0, y: 0, height: 3, width: (100 * dual) / most }),
        svg("rect", { class: "plot-v4", x: (100 * dual) / most, y: 0.4, height: 2.2, width: Math.max(0, (100 * (all - dual)) / most - 0.2) }))))));
}
