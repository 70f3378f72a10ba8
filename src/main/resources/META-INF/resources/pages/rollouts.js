// Rollouts: those that there are, and asking for one.
import { h, section, empty, field, facts } from "./dom.js";
import { attempt, path, post, read } from "./api.js";
import { count, number, rolloutStatus, title, when } from "./words.js";

let chosen = [];

/** What somebody chose on another page; a page that is loaded anew has forgotten it. */
export function choose(domains) {
  chosen = domains;
}

const done = (rollout) => (rollout.counts.APPLIED ?? 0);
const total = (rollout) => Object.values(rollout.counts).reduce((sum, each) => sum + each, 0);

export const rolloutRow = (rollout) =>
  h("li", { class: "row" },
    h("div", { class: "row-main" },
      h("a", { class: "row-title", href: `#/rollouts/${encodeURIComponent(rollout.id)}` }, `${count(total(rollout), "domain")} to ${rollout.to}`)),
    h("div", { class: "row-side" }, rolloutStatus(rollout.status)),
    h("p", { class: "row-more" },
      h("span", {}, rollout.requestedBy.name, ", ", when(rollout.requestedAt)),
      rollout.wave > 0 && h("span", {}, `wave ${rollout.wave} of ${rollout.waves.length}`),
      h("span", {}, `${number(done(rollout))} applied`, rollout.failures > 0 && `, ${number(rollout.failures)} failed`),
      rollout.waitingFor?.detail && h("span", {}, rollout.waitingFor.detail)),
    h("p", { class: "row-reason" }, rollout.reason));

export async function rollouts(place, { me, query }) {
  const list = h("ul", { class: "rows" });
  const below = h("div", {});
  async function load(token) {
    const page = await read(path("rollouts", { pageSize: "20", pageToken: token }));
    list.append(...page.items.map(rolloutRow));
    const more = page.nextPageToken && h("button", { onclick: () => attempt(more, below, () => load(page.nextPageToken)) }, "Show more");
    below.replaceChildren(more || "");
  }
  await load();
  const mayAsk = me.roles.includes("requester");
  place.append(
    h("h1", {}, "Rollouts"),
    section("All rollouts",
      list.childElementCount === 0
        ? empty("There is no rollout yet.", h("a", { href: "#/domains" }, "Choose domains"), " and make one of them.")
        : list,
      below),
    mayAsk && ask(query));
}

const WAVES = "1, 25%, rest";

/** "1, 25%, rest": so many, a share, and whatever is left, with the same time to look at each but the last. */
function waves(text, bake) {
  const parts = text.split(",").map((each) => each.trim()).filter(Boolean);
  return parts.map((part, index) => {
    const wave = index < parts.length - 1 && bake ? { bake: `PT${bake}M` } : {};
    if (/^\d+\s*%$/.test(part)) {
      return { ...wave, percent: Number.parseInt(part, 10) };
    }
    return /^\d+$/.test(part) ? { ...wave, size: Number(part) } : wave;
  });
}

function preview(found) {
  return h("div", { class: "notice" },
    h("p", {}, h("strong", {}, `${count(found.size, "domain")} would change`), ", ", count(found.skipped.length, "domain"), " left out."),
    found.skipped.length > 0 && h("details", {}, h("summary", {}, "Left out, and why"),
      h("ul", {}, found.skipped.map((each) => h("li", {}, h("strong", {}, each.domain), " ", each.because)))),
    h("details", {}, h("summary", {}, "Which domain in which wave"),
      h("ol", {}, found.domains.map((each) => h("li", {}, each.domain, " ", h("span", { class: "hint" }, `wave ${each.wave}`))))));
}

/** Which domains: those that somebody ticked, or what a filter finds. */
export function ask(query) {
  const picked = chosen;
  const words = { q: query.get("q") ?? "", target: query.get("target") ?? "" };
  const name = h("input", { value: words.q, maxlength: "255" });
  const target = h("input", { value: words.target, maxlength: "64" });
  const tag = h("input", { maxlength: "400", placeholder: "env:prod" });
  const to = h("select", {}, ["dualstack", "ipv4"].map((each) => h("option", { value: each }, each)));
  const reason = h("textarea", { rows: "2", maxlength: "2000", required: true });
  const order = h("input", { value: WAVES, required: true });
  const bake = h("input", { type: "number", min: "0", max: "10080", step: "1", value: "5" });
  const failures = h("input", { type: "number", min: "0", max: "1000", step: "1", value: "0" });
  const said = h("div", {});
  if (query.get("to")) {
    to.value = query.get("to");
  }
  const send = (validateOnly) => {
    const select = picked.length > 0
      ? { domains: picked }
      : Object.fromEntries([["q", name], ["target", target], ["tag", tag]].map(([key, input]) => [key, input.value.trim()]).filter(([, value]) => value));
    return post(path("rollouts", { validateOnly: validateOnly && "true" }), {
      to: to.value, reason: reason.value.trim(), select, waves: waves(order.value, Number(bake.value)), maxFailures: Number(failures.value),
    });
  };
  const check = h("button", { type: "button", onclick: () => attempt(check, said, async () => said.replaceChildren(preview(await send(true)))) }, "Check first");
  const submit = h("button", { class: "primary" }, "Ask for the rollout");
  return section("Ask for a rollout",
    h("form", {
      class: "stack",
      "aria-label": "Ask for a rollout",
      onsubmit: (event) => {
        event.preventDefault();
        attempt(submit, said, async () => {
          const rollout = await send(false);
          chosen = [];
          location.hash = `#/rollouts/${rollout.id}`;
        });
      },
    },
    picked.length > 0
      ? h("details", {}, h("summary", {}, `${count(picked.length, "domain")} that you chose`), h("ul", {}, picked.map((each) => h("li", {}, each))))
      : h("fieldset", {}, h("legend", {}, "Every domain that is like this, as of now"),
        field("Part of the name", name), field("Target", target), field("Tag", tag, "key:value")),
    field("To", to),
    field("Reason", reason, "Approvers read this."),
    field("Waves", order, "Numbers of domains, shares in percent, and rest; the first ones are the canaries."),
    field("Minutes to look at each wave", bake),
    field("Failures that are borne", failures, "One more stops everything until somebody resumes it."),
    said,
    h("div", { class: "buttons" }, submit, check)));
}

export const about = (rollout) => section("About",
  facts(
    ["Reference", rollout.reference],
    ["Asked for", [rollout.requestedBy.name, ", ", when(rollout.requestedAt)]],
    ["Selected by", Object.keys(rollout.select).length > 0 && Object.entries(rollout.select).map(([key, value]) => `${key}: ${key === "domains" ? count(value.length, "name") : value}`).join("; ")],
    ["Failures borne", number(rollout.maxFailures)],
    ["Reverts", rollout.revertOf && h("a", { href: `#/rollouts/${rollout.revertOf}` }, "an earlier rollout")],
    ["Reverted by", rollout.revertedBy && h("a", { href: `#/rollouts/${rollout.revertedBy}` }, "a later rollout")],
    ["Digest", h("code", { class: "digest" }, rollout.plan.digest)]),
  rollout.skipped.length > 0 && h("details", {}, h("summary", {}, `${count(rollout.skipped.length, "domain")} left out`),
    h("ul", { class: "plain-list" }, rollout.skipped.map((each) => h("li", {}, h("strong", {}, each.domain), " ", h("span", { class: "tag" }, title(each.code.replaceAll("-", "_").toUpperCase())), h("p", {}, each.because))))));
