// The rules in force, trying them, and when the doors are open.
import { h, section, empty, facts, field, choice, code, say } from "./dom.js";
import { attempt, path, post, read } from "./api.js";
import { DAYS_AHEAD, fourWeeks } from "./calendar.js";
import { at, count, duration, mark, title, when } from "./words.js";

const RULINGS = { DENIED: ["Denied", "cross", "bad"], UNSATISFIABLE: ["Nobody could approve it", "cross", "bad"], AUTOMATIC: ["Needs no approval", "tick", "good"], NEEDS_APPROVAL: ["Needs approval", "ring", "wait"] };

function verdict({ evaluation, nextWindow, confirmWithin, revertApprovedFor }) {
  return h("div", { class: "notice" },
    h("p", {}, mark(...(RULINGS[evaluation.decision] ?? [evaluation.decision, "what", "calm"]))),
    evaluation.denied?.length > 0 && h("p", {}, "Denied by ", evaluation.denied.join(", "), "."),
    evaluation.requirements?.length > 0 && h("ul", {}, evaluation.requirements.map((each) => h("li", {}, `${count(each.approvals, "approval")} of ${each.group}`, each.members?.length > 0 && h("span", { class: "hint" }, ` (${each.members.join(", ")})`)))),
    nextWindow && h("p", {}, nextWindow.detail),
    facts(["Confirmation within", confirmWithin && duration(confirmWithin)], ["Revert approved for", revertApprovedFor && duration(revertApprovedFor)], ["Lapses after", duration(evaluation.expiresAfter)], ["Approval holds", duration(evaluation.approvalHoldsFor)]),
    h("ul", { class: "plain-list" }, evaluation.rules.map((each) => h("li", {},
      h("div", {}, each.matched ? mark("Matches", "tick", "good") : mark("Does not match", "dash", "calm"), " ", h("strong", {}, each.rule)),
      each.because && h("p", { class: "hint" }, each.because),
      each.matched && each.consequence && h("p", {}, each.consequence)))));
}

function trial(me) {
  const domain = h("input", { required: true, autocomplete: "off", spellcheck: "false", placeholder: "api.example.com" });
  const target = h("input", { autocomplete: "off", spellcheck: "false" });
  const type = choice({}, ["dualstack", "ipv4"], "dualstack");
  const requester = h("input", { autocomplete: "off", spellcheck: "false", placeholder: me.subject });
  const said = h("div", { "aria-live": "polite" });
  const button = h("button", { class: "primary" }, "Try it");
  return section("Try the rules",
    h("form", {
      class: "filters",
      onsubmit: (event) => {
        event.preventDefault();
        attempt(button, said, async () => {
          const body = { domain: domain.value.trim(), ipAddressType: type.value };
          if (target.value.trim()) {
            body.target = target.value.trim();
          }
          if (requester.value.trim()) {
            body.requester = requester.value.trim();
          }
          said.replaceChildren(verdict(await post("policies/evaluate", body)));
          say("The rules were tried");
        });
      },
    },
    field("Domain", domain), field("To", type), field("Target", target), field("Asked for by", requester), h("div", { class: "field" }, button)),
    said);
}

const NEXT = 5;

const window_ = (each) =>
  h("li", { class: "row" },
    h("div", { class: "row-main" }, h("span", { class: "row-title" }, each.name)),
    h("div", { class: "row-side" }, each.open ? mark("Open", "tick", "good") : mark("Closed", "dash", "calm")),
    h("p", { class: "row-more" },
      each.open && each.closesAt && h("span", {}, "closes ", when(each.closesAt)),
      !each.open && each.opensAt && h("span", {}, "opens ", when(each.opensAt), " (", at(each.opensAt), ")"),
      h("span", {}, h("code", {}, each.cron), " for ", duration(each.duration), ", ", each.zone)),
    each.openings?.length > 0 && h("details", {}, h("summary", {}, "Next openings"), h("ul", {}, each.openings.slice(0, NEXT).map((opening) => h("li", {}, at(opening.from), " to ", at(opening.until))))));

const FREEZES = { COMING: ["Coming", "ring", "wait"], ACTIVE: ["In force", "warn", "warn"], OVER: ["Over", "dash", "calm"] };

const freeze = (each) =>
  h("li", { class: "row" },
    h("div", { class: "row-main" }, h("span", { class: "row-title" }, each.name)),
    h("div", { class: "row-side" }, mark(...(FREEZES[each.state] ?? [each.state, "what", "calm"]))),
    h("p", { class: "row-more" }, h("span", {}, at(each.from), " to ", at(each.until)), each.appliesTo && h("span", {}, each.appliesTo), each.override && h("span", {}, "override: ", each.override)),
    each.reason && h("p", { class: "row-reason" }, each.reason));

export async function policies(place, { me }) {
  const [rules, calendar] = await Promise.all([read("policies"), read(path("windows", { days: DAYS_AHEAD }))]);
  const windows = [...calendar.windows].sort((a, b) => (b.open - a.open) || String(a.opensAt ?? "9").localeCompare(String(b.opensAt ?? "9")));
  place.append(
    h("h1", {}, "Policies and windows"),
    trial(me),
    fourWeeks(calendar) ?? "",
    h("div", { class: "columns even" },
      section("Windows", windows.length > 0 ? h("ul", { class: "rows" }, windows.map(window_)) : empty("No window is named.", "Approved changes run at any time, except in a freeze.")),
      section("Freezes", calendar.freezes.length > 0 ? h("ul", { class: "rows" }, calendar.freezes.map(freeze)) : empty("No freeze is named.", "Name one in the policy file to hold changes back for a while."))),
    section("Rules in force", facts(["File", rules.name], ["Digest", h("code", { class: "digest" }, rules.digest)]), code("Policy file", rules.content)));
}
