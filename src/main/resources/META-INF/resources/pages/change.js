// One change: what it is, what speaks for and against it, whose move it is, and what I may do.
import { h, section, facts, field, choice, code, say } from "./dom.js";
import { attempt, post, read } from "./api.js";
import { at, count, duration, fromTo, level, status, statusWords, title, when } from "./words.js";
import { timeline } from "./timeline.js";

const SETTLE_MILLIS = 300;

function flatten(value, prefix = "", into = new Map()) {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    Object.entries(value).forEach(([name, member]) => flatten(member, prefix ? `${prefix}.${name}` : name, into));
  } else {
    into.set(prefix, Array.isArray(value) ? JSON.stringify(value) : String(value));
  }
  return into;
}

function difference(plan) {
  const before = flatten(plan.before);
  const after = flatten(plan.after);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differs = names.filter((name) => before.get(name) !== after.get(name));
  const same = names.filter((name) => before.get(name) === after.get(name));
  const absent = () => h("span", { class: "hint" }, "absent");
  return section("What changes",
    h("div", { class: "diff" }, differs.map((name) => h("div", { class: "diff-row" },
      h("div", { class: "diff-name" }, h("code", {}, name)),
      h("div", {}, h("span", { class: "tag" }, "Before"), " ", before.has(name) ? h("code", {}, before.get(name)) : absent()),
      h("div", { class: "diff-new" }, h("span", { class: "tag" }, "After"), " ", after.has(name) ? h("code", {}, after.get(name)) : absent())))),
    same.length > 0 && h("details", {}, h("summary", {}, `${count(same.length, "other member")} of the configuration stay as they are`),
      facts(...same.map((name) => [h("code", {}, name), h("code", {}, before.get(name))]))),
    h("p", { class: "hint" }, "Seen ", when(plan.observedAt), ". Plan ", h("code", { class: "digest" }, plan.digest)));
}

const finding = (each) =>
  h("li", { class: "finding" },
    h("div", {}, level(each.level), " ", h("strong", {}, each.check)),
    h("p", {}, each.detail),
    each.fix && h("p", {}, h("strong", {}, "Remedy: "), each.fix));

function readiness(plan) {
  const passed = plan.readiness.filter((each) => each.level === "PASS");
  const others = plan.readiness.filter((each) => each.level !== "PASS");
  return section("Readiness",
    others.length === 0 && h("p", {}, passed.length > 0 ? "Nothing speaks against it." : "Nothing was looked at."),
    h("ul", { class: "plain-list" }, others.map(finding)),
    passed.length > 0 && h("details", {}, h("summary", {}, `${count(passed.length, "check")} passed`), h("ul", { class: "plain-list" }, passed.map(finding))));
}

const names = (people) => people.map((each) => each.name).join(", ");

function approvals({ approval, emergency }) {
  const asked = approval.explanation?.requirements ?? [];
  const by = (group) => asked.find((each) => each.group === group);
  return section("Approval",
    h("p", {}, approval.met ? "All that is required has been given." : approval.explanation?.because ?? "Not yet given."),
    emergency?.inForce && h("p", { class: "notice" }, "Break-glass: ", emergency.by.name, " went ahead for incident ", h("code", {}, emergency.incident), "."),
    approval.denied?.length > 0 && h("p", { class: "notice" }, "Denied by ", approval.denied.join(", "), "."),
    h("ul", { class: "plain-list" }, approval.requirements.map((each) => h("li", { class: "requirement" },
      h("div", {}, h("strong", {}, each.group), h("span", { class: "figure" }, `${Math.min(each.given, each.approvals)} of ${each.approvals}`)),
      each.by?.length > 0 && h("p", {}, "Given by ", each.by.join(", ")),
      !approval.met && by(each.group)?.couldGive?.people?.length > 0 && h("p", { class: "hint" }, "Could give it: ", names(by(each.group).couldGive.people))))),
    approval.explanation?.notCounted?.length > 0 && h("details", {}, h("summary", {}, "Who does not count, and why"),
      h("ul", {}, approval.explanation.notCounted.map((each) => h("li", {}, each.name, ": ", each.because)))),
    approval.reviews?.length > 0 && h("details", { open: true }, h("summary", {}, count(approval.reviews.length, "review")),
      h("ul", { class: "plain-list" }, approval.reviews.map((each) => h("li", {},
        h("div", {}, h("strong", {}, each.by.name), " ", title(each.decision), ", ", when(each.at)),
        each.onBehalfOf && h("p", { class: "hint" }, "on behalf of ", each.onBehalfOf.name),
        each.checked?.length > 0 && h("p", { class: "hint" }, "Ticked: ", each.checked.join(", ")),
        each.comment && h("p", { class: "quote" }, each.comment))))),
    facts(
      ["Approved", approval.approvedAt && at(approval.approvedAt)],
      ["Approval holds until", approval.approvalExpiresAt && at(approval.approvalExpiresAt)],
      ["Revert approved for", approval.revertApprovedFor && duration(approval.revertApprovedFor)],
      ["To be confirmed within", approval.confirmWithin && duration(approval.confirmWithin)]),
    approval.policies.length > 0 && h("details", {}, h("summary", {}, "Rules that matched"),
      h("ul", { class: "plain-list" }, approval.policies.map((each) => h("li", {}, h("strong", {}, each.rule), h("p", {}, each.consequence), h("p", { class: "hint" }, each.because))))));
}

const about = (change) => section("About",
  facts(
    ["Target", change.target],
    ["Account", change.accountId],
    ["Region", change.region],
    ["Rollout", change.rollout && h("a", { href: `#/rollouts/${change.rollout.id}` }, `wave ${change.rollout.wave} of a rollout`)],
    ["Reference", change.reference],
    ["Expires", change.status === "PENDING_APPROVAL" && change.expiresAt && at(change.expiresAt)],
    ["Not before", change.notBefore && at(change.notBefore)],
    ["Applied", change.appliedAt && at(change.appliedAt)],
    ["Reverts", change.revertOf && h("a", { href: `#/changes/${change.revertOf}` }, "an earlier change")],
    ["Reverted by", change.revertedBy && h("a", { href: `#/changes/${change.revertedBy}` }, "a later change")],
    ["Link", h("a", { href: `c/${change.id}` }, "Short link")],
    ["Evidence", h("a", { href: `changes/${change.id}/evidence`, download: "" }, "Download the pack")]));

function attempts(change) {
  return change.attempts?.length > 0 && section("Attempts",
    h("ul", { class: "plain-list" }, change.attempts.map((each) => h("li", {},
      h("div", {}, h("strong", {}, `No. ${each.number}`), " ", each.outcome ? title(each.outcome) : "under way", ", ", at(each.startedAt)),
      each.awsRequestId && h("p", { class: "hint" }, "AWS request ", h("code", { class: "digest" }, each.awsRequestId)),
      each.error && h("p", {}, h("code", {}, each.error.code), " ", each.error.detail)))));
}

/** Deciding: what is sent is the digest of the plan that stands on the page. */
function decide(change, draft, done) {
  const may = (action) => change.allowedActions.some((each) => each.action === action);
  const decisions = ["APPROVE", "REJECT", "COMMENT", "WITHDRAW"].filter(may);
  if (decisions.length === 0) {
    return null;
  }
  const digest = change.plan.digest;
  const moved = draft.digest !== undefined && draft.digest !== digest;
  if (moved) {
    draft.checked.clear();
  }
  draft.digest = digest;
  const said = h("div", {});
  const comment = h("textarea", { rows: "3", maxlength: "2000", value: draft.comment, oninput: () => { draft.comment = comment.value; } });
  const checklist = may("APPROVE") ? change.plan.checklist ?? [] : [];
  const ticks = checklist.map((each) => {
    const box = h("input", { type: "checkbox", checked: draft.checked.has(each.item), onchange: () => (box.checked ? draft.checked.add(each.item) : draft.checked.delete(each.item)) });
    return h("label", { class: "tick" }, box, h("span", {}, each.text));
  });
  const button = (decision) => h("button", {
    type: "button",
    class: decision === "APPROVE" ? "primary" : null,
    onclick: ({ currentTarget }) => attempt(currentTarget, said, async () => {
      const body = { decision, planDigest: digest };
      if (comment.value.trim()) {
        body.comment = comment.value.trim();
      }
      if (decision === "APPROVE" && checklist.length > 0) {
        body.checked = [...draft.checked];
      }
      await post(`changes/${change.id}/reviews`, body);
      draft.comment = "";
      draft.checked.clear();
      say(`${title(decision)}: done`);
      await done();
    }),
  }, title(decision));
  return section(may("APPROVE") ? "Your decision" : "Your word",
    moved && h("p", { class: "notice", role: "alert" }, "The plan is another than before. Read it again; what you had ticked is open."),
    checklist.length > 0 && h("fieldset", {}, h("legend", {}, change.approval.checklistRequired ? "To be ticked before approving" : "Have you looked?"), ticks),
    field("Comment", comment, may("REJECT") ? "A rejection needs a reason." : null),
    may("APPROVE") && h("p", { class: "hint" }, "You approve the plan ", h("code", { class: "digest" }, digest)),
    said,
    h("div", { class: "buttons" }, decisions.map(button)));
}

const OTHERS = {
  EXECUTE: { path: "execute", words: "Execute now" },
  RETRY: { path: "retry", words: "Try again" },
  REPLAN: { path: "replan", words: "Plan anew" },
  CONFIRM: { path: "confirm", words: "Confirm that it works", asks: "comment", optional: true },
  CANCEL: { path: "cancel", words: "Cancel the change", asks: "reason" },
  REVERT: { path: "revert", words: "Ask to revert it", asks: "reason" },
  RETROSPECT: { path: "retrospective", words: "Review the emergency", asks: "comment", verdict: true },
};

function other(change, action, drafts, done) {
  const { path, words, asks, optional, verdict } = OTHERS[action];
  const said = h("div", {});
  const text = asks && h("textarea", { rows: "2", maxlength: "2000", value: drafts[action] ?? "", oninput: () => { drafts[action] = text.value; } });
  const judged = verdict && choice({}, [["JUSTIFIED", "Justified"], ["NOT_JUSTIFIED", "Not justified"]], "JUSTIFIED");
  const button = h("button", {
    type: "button",
    onclick: () => attempt(button, said, async () => {
      const body = asks ? { ...(text.value.trim() ? { [asks]: text.value.trim() } : {}), ...(verdict ? { verdict: judged.value } : {}) } : undefined;
      const result = await post(`changes/${change.id}/${path}`, body);
      delete drafts[action];
      say(`${words}: done`);
      if (result.id !== change.id) {
        location.hash = `#/changes/${result.id}`;
      } else {
        await done();
      }
    }),
  }, words);
  const form = [verdict && field("Verdict", judged), asks && field(title(asks), text, optional ? "May be left out." : null), said, h("div", { class: "buttons" }, button)];
  return asks ? h("details", { class: "deed", open: drafts[action] !== undefined }, h("summary", {}, words), form) : h("div", { class: "deed" }, form);
}

function deeds(change, drafts, done) {
  const others = change.allowedActions.map((each) => each.action).filter((action) => action in OTHERS);
  const not = change.notAllowed ?? [];
  return section("What you can do",
    others.length === 0 && h("p", {}, "Nothing more, as things are."),
    others.map((action) => other(change, action, drafts, done)),
    not.length > 0 && h("h3", {}, "What you cannot, and why"),
    not.length > 0 && h("dl", { class: "reasons" }, not.map((each) => h("div", {}, h("dt", {}, title(each.action)), h("dd", {}, each.because)))));
}

const headline = (change) => [
  h("p", { class: "crumb" }, h("a", { href: "#/" }, "Inbox"), " / Change"),
  h("h1", { tabindex: "-1" }, h("span", { class: "name-of-domain" }, change.domain), " ", fromTo(change.from, change.to)),
  h("div", { class: "headline" }, status(change.status),
    h("span", {}, "asked for by ", h("strong", {}, change.requestedBy.name), " ", when(change.requestedAt))),
  h("p", { class: "lead" }, change.reason),
  change.waitingFor && h("p", { class: "notice" }, "Waits: ", change.waitingFor.detail, change.waitingFor.until && [" until ", at(change.waitingFor.until)], "."),
  change.failure && h("div", { class: "problem" }, h("p", { class: "problem-title" }, h("code", {}, change.failure.code)), h("p", {}, change.failure.detail)),
  change.confirmation?.state === "AWAITED" && h("p", { class: "notice" }, "Reverts by itself unless somebody confirms by ", at(change.confirmation.by), "."),
  change.reachability && h("p", { class: "notice" }, change.reachability.detail, change.reachability.fix && [" ", h("strong", {}, "Remedy: "), change.reachability.fix]),
];

/** Puts new content in its place, unless it is the same: what somebody reads or types in stays untouched. */
function keep(slot, key, make) {
  if (slot.dataset.key !== key) {
    slot.dataset.key = key;
    slot.replaceChildren(...[make()].flat().filter(Boolean));
  }
}

export async function change(place, { argument }) {
  const id = encodeURIComponent(decodeURIComponent(argument));
  const draft = { comment: "", checked: new Set() };
  const drafts = {};
  const slot = () => h("div", {});
  const slots = { head: slot(), decide: slot(), diff: slot(), ready: slot(), approvals: slot(), deeds: slot(), attempts: slot(), about: slot() };
  let state = null;

  async function refresh() {
    const now = await read(`changes/${id}`);
    if (state !== null && state !== now.status) {
      say(`The change is now: ${statusWords(now.status)}`);
    }
    state = now.status;
    const allowed = now.allowedActions.map((each) => each.action).join();
    keep(slots.head, JSON.stringify([now.status, now.waitingFor, now.failure, now.confirmation, now.reachability]), () => headline(now));
    keep(slots.decide, now.plan.digest + allowed + now.approval.checklistRequired, () => decide(now, draft, done));
    keep(slots.diff, now.plan.digest, () => difference(now.plan));
    keep(slots.ready, now.plan.digest, () => readiness(now.plan));
    keep(slots.approvals, JSON.stringify([now.approval, now.emergency]), () => approvals(now));
    keep(slots.deeds, allowed + JSON.stringify(now.notAllowed), () => deeds(now, drafts, done));
    keep(slots.attempts, JSON.stringify(now.attempts), () => attempts(now));
    keep(slots.about, JSON.stringify([now.status, now.appliedAt, now.revertedBy]), () => about(now));
  }

  async function done() {
    await refresh();
    slots.head.querySelector("h1").focus({ preventScroll: true });
  }

  await refresh();
  let soon = null;
  const line = timeline(`changes/${id}/events`, () => {
    clearTimeout(soon);
    soon = setTimeout(() => refresh().catch((problem) => say(problem.message)), SETTLE_MILLIS);
  });
  place.append(
    slots.head,
    h("div", { class: "columns" },
      h("div", {}, slots.diff, slots.ready, slots.decide, line.element),
      h("div", { class: "aside" }, slots.approvals, slots.deeds, slots.attempts, slots.about)));
  return () => {
    clearTimeout(soon);
    line.close();
  };
}
