// One rollout: its waves as a picture, each domain's state, how far it is, and stopping it within one click.
import { h, svg, section, field, say } from "./dom.js";
import { attempt, post, read } from "./api.js";
import { at, count, duration, level, number, rolloutStatus, rolloutWords, status, statusWords, title, when } from "./words.js";
import { timeline } from "./timeline.js";
import { about } from "./rollouts.js";

const SETTLE_MILLIS = 300;
const LOOK_AGAIN_MILLIS = 5_000;
const ORDER = ["APPLIED", "VERIFYING", "APPLYING", "APPROVED", "PENDING_APPROVAL", "STALE", "FAILED", "REJECTED", "CANCELLED", "EXPIRED"];

const total = (rollout) => rollout.domains.length;
const inWords = (counts) => ORDER.filter((state) => counts[state]).map((state) => `${number(counts[state])} ${statusWords(state).toLowerCase()}`).join(", ");

function bar(wave) {
  let x = 0;
  return svg("svg", { viewBox: `0 0 ${wave.size} 1`, preserveAspectRatio: "none", class: "wave-bar", "aria-hidden": "true" },
    ORDER.filter((state) => wave.counts[state]).map((state) => {
      const from = x;
      x += wave.counts[state];
      return svg("rect", { x: from, y: 0, width: wave.counts[state], height: 1, class: `wave-${state.toLowerCase()}` });
    }));
}

const WAVE_WORDS = { WAITING: "Waits", RUNNING: "Runs", BAKING: "Is looked at", DONE: "Done" };

const picture = (rollout) => section("Waves",
  h("ol", { class: "waves" }, rollout.waves.map((wave) =>
    h("li", { "aria-current": ["RUNNING", "BAKING"].includes(wave.status) ? "step" : null },
      h("div", { class: "bar-label" },
        h("strong", {}, `Wave ${wave.number}`),
        h("span", { class: "figure" }, WAVE_WORDS[wave.status], wave.bakeUntil && [" until ", at(wave.bakeUntil)])),
      bar(wave),
      h("p", { class: "hint" }, count(wave.size, "domain"), ": ", inWords(wave.counts), ". ",
        wave.bake !== "PT0S" && `Looked at for ${duration(wave.bake)}.`)))),
  pace(rollout));

function pace(rollout) {
  const { remaining, seconds, endsAt, slowest } = rollout.estimate;
  if (remaining === 0) {
    return null;
  }
  const started = rollout.startedAt && (Date.now() - new Date(rollout.startedAt)) / 60_000;
  const applied = rollout.counts.APPLIED ?? 0;
  return h("p", {},
    `${count(remaining, "domain")} to go, `,
    endsAt ? ["over at ", at(endsAt), " at the earliest"] : `${duration(`PT${Math.floor(seconds / 3600)}H${Math.floor((seconds % 3600) / 60)}M${seconds % 60}S`)} at least`,
    ": AWS takes one update per account at a time", slowest && [", most of them in ", h("code", {}, slowest)], ". ",
    started > 0.5 && applied > 0 && `Up to now ${(applied / started).toFixed(1)} a minute.`);
}

function domains(rollout) {
  const cell = (label, ...content) => h("td", { role: "cell", "data-label": label }, h("div", {}, content));
  return section("Domains",
    h("table", { role: "table", class: "cards" },
      h("caption", { class: "quiet" }, "Domains of this rollout"),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ["Domain", "Wave", "State", "Account"].map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
      h("tbody", { role: "rowgroup" }, rollout.domains.map((each) =>
        h("tr", { role: "row" },
          h("th", { role: "rowheader", scope: "row", class: "row-title" }, h("a", { href: `#${each.href}` }, each.domain)),
          cell("Wave", number(each.wave)),
          cell("State", status(each.status),
            each.failure && [" ", h("code", {}, each.failure)],
            each.status === "APPROVED" && each.waitingFor && [" ", h("span", { class: "hint" }, `waits: ${title(each.waitingFor)}`), each.until && [" ", when(each.until)]]),
          cell("Account", h("code", {}, each.accountId), " ", h("span", { class: "hint" }, each.target)))))));
}

/** What is sent is the digest that stands on the page; without the domains that are ticked. */
function decide(rollout, draft, done) {
  const may = (action) => rollout.allowedActions.some((each) => each.action === action);
  const decisions = ["APPROVE", "REJECT", "WITHDRAW", "COMMENT"].filter(may);
  if (decisions.length === 0) {
    return null;
  }
  const { digest } = rollout.plan;
  const moved = draft.digest !== undefined && draft.digest !== digest;
  if (moved) {
    draft.checked.clear();
  }
  draft.digest = digest;
  const said = h("div", {});
  const comment = h("textarea", { rows: "3", maxlength: "2000", value: draft.comment, oninput: () => { draft.comment = comment.value; } });
  const tick = (set, value, words) => {
    const box = h("input", { type: "checkbox", checked: set.has(value), onchange: () => (box.checked ? set.add(value) : set.delete(value)) });
    return h("label", { class: "tick" }, box, h("span", {}, words));
  };
  const checklist = may("APPROVE") ? rollout.toDecide?.checklist ?? [] : [];
  const open = rollout.domains.filter((each) => each.status === "PENDING_APPROVAL");
  const button = (decision) => h("button", {
    type: "button",
    class: decision === "APPROVE" ? "primary" : null,
    onclick: ({ currentTarget }) => attempt(currentTarget, said, async () => {
      const body = { decision, planDigest: digest };
      if (comment.value.trim()) {
        body.comment = comment.value.trim();
      }
      if (decision === "APPROVE") {
        if (draft.out.size > 0) {
          body.without = [...draft.out];
        }
        if (checklist.length > 0) {
          body.checked = [...draft.checked];
        }
      }
      await post(`rollouts/${rollout.id}/reviews`, body);
      draft.comment = "";
      draft.out.clear();
      draft.checked.clear();
      say(`${title(decision)}: done`);
      await done();
    }),
  }, title(decision));
  return section(may("APPROVE") ? "Your decision" : "Your word",
    moved && h("p", { class: "notice", role: "alert" }, "The plans are others than before. Read them again."),
    may("APPROVE") && findings(rollout),
    checklist.length > 0 && h("fieldset", {}, h("legend", {}, rollout.toDecide.checklistRequired ? "To be ticked before approving" : "Have you looked?"), checklist.map((each) => tick(draft.checked, each.item, each.text))),
    may("APPROVE") && open.length > 1 && h("details", { open: draft.out.size > 0 }, h("summary", {}, "Take domains out"),
      h("fieldset", {}, h("legend", {}, "Rejected, while the others are approved"), open.map((each) => tick(draft.out, `${each.domain}@${each.target}`, each.domain)))),
    field("Comment", comment, may("REJECT") ? "A rejection, and taking domains out, needs a reason." : null),
    may("APPROVE") && h("p", { class: "hint" }, "You approve ", count(open.length, "plan"), " with the digest ", h("code", { class: "digest" }, digest)),
    said,
    h("div", { class: "buttons" }, decisions.map(button)));
}

function findings(rollout) {
  const found = rollout.toDecide?.findings ?? [];
  return found.length === 0
    ? h("p", {}, "Nothing speaks against any of them.")
    : h("ul", { class: "plain-list" }, found.map((each) => h("li", { class: "finding" },
      h("details", {}, h("summary", {}, level(each.level), " ", h("strong", {}, each.check), ` ${count(each.domains.length, "domain")}`),
        h("p", {}, each.domains.join(", "))))));
}

const approvals = (rollout) => (rollout.toDecide || rollout.reviews.length > 0) && section("Approval",
  rollout.toDecide?.requirements.map((each) => h("div", { class: "requirement" },
    h("div", {}, h("strong", {}, count(each.approvals, "approval"), " of ", each.group), h("span", { class: "figure" }, `${number(each.met)} of ${count(each.changes, "change")}`)))),
  rollout.reviews.length > 0 && h("ul", { class: "plain-list" }, rollout.reviews.map((each) => h("li", {},
    h("div", {}, h("strong", {}, each.by.name), " ", title(each.decision), each.changes > 0 && ` (${count(each.changes, "change")})`, ", ", when(each.at)),
    each.takenOut.length > 0 && h("p", { class: "hint" }, "Without ", each.takenOut.join(", ")),
    each.comment && h("p", { class: "quote" }, each.comment)))));

const DEEDS = {
  PAUSE: { path: "pause", words: "Pause", reason: "Paused to look at it." },
  RESUME: { path: "resume", words: "Resume" },
  PROMOTE: { path: "promote", words: "Begin the next wave" },
  CANCEL: { path: "cancel", words: "Stop for good", reason: "Stopped for good." },
  REVERT: { path: "revert", words: "Ask to revert it", reason: "What it did is to be taken back." },
};

/** Stopping comes first, and takes one click; why may be said before. */
function deeds(rollout, draft, done) {
  const may = rollout.allowedActions.map((each) => each.action).filter((action) => action in DEEDS);
  const not = (rollout.notAllowed ?? []).filter((each) => each.action in DEEDS);
  const said = h("div", {});
  const why = h("input", { maxlength: "2000", value: draft.why ?? "", oninput: () => { draft.why = why.value; } });
  const button = (action) => h("button", {
    type: "button",
    class: action === "PAUSE" || action === "RESUME" ? "primary" : null,
    onclick: ({ currentTarget }) => attempt(currentTarget, said, async () => {
      const reason = why.value.trim() || DEEDS[action].reason;
      const result = await post(`rollouts/${rollout.id}/${DEEDS[action].path}`, reason ? { reason } : {});
      draft.why = "";
      say(`${DEEDS[action].words}: done`);
      if (result.id !== rollout.id) {
        location.hash = `#/rollouts/${result.id}`;
      } else {
        await done();
      }
    }),
  }, DEEDS[action].words);
  return section("What you can do",
    may.length === 0 ? h("p", {}, "Nothing more, as things are.") : [h("div", { class: "buttons" }, may.map(button)), field("Why", why, "May be left out."), said],
    not.length > 0 && h("details", {}, h("summary", {}, "What you cannot, and why"),
      h("dl", { class: "reasons" }, not.map((each) => h("div", {}, h("dt", {}, title(each.action)), h("dd", {}, each.because))))));
}

const headline = (rollout) => [
  h("p", { class: "crumb" }, h("a", { href: "#/rollouts" }, "Rollouts"), " / Rollout"),
  h("h1", { tabindex: "-1" }, `${count(total(rollout), "domain")} to `, h("code", {}, rollout.to)),
  h("div", { class: "headline" }, rolloutStatus(rollout.status),
    h("span", {}, "asked for by ", h("strong", {}, rollout.requestedBy.name), " ", when(rollout.requestedAt)),
    h("span", {}, inWords(rollout.counts))),
  h("p", { class: "lead" }, rollout.reason),
  rollout.paused
    ? h("div", { class: "problem" }, h("p", { class: "problem-title" }, rollout.paused.by ? `Paused by ${rollout.paused.by.name}` : "Stopped by itself"), h("p", {}, rollout.paused.because))
    : rollout.waitingFor && h("p", { class: "notice" }, "Waits: ", rollout.waitingFor.detail, rollout.waitingFor.until && [" until ", at(rollout.waitingFor.until)], "."),
];

/** Puts new content in its place, unless it is the same, or somebody is at work in it. */
function keep(slot, key, make) {
  if (slot.dataset.key !== key && !(slot.dataset.key && slot.contains(document.activeElement) && document.activeElement.matches("textarea, input"))) {
    slot.dataset.key = key;
    slot.replaceChildren(...[make()].flat(Infinity).filter(Boolean));
  }
}

export async function rollout(place, { argument }) {
  const id = encodeURIComponent(decodeURIComponent(argument));
  const draft = { comment: "", out: new Set(), checked: new Set() };
  const slot = () => h("div", {});
  const slots = { head: slot(), deeds: slot(), decide: slot(), waves: slot(), domains: slot(), approvals: slot(), about: slot() };
  let state = null;

  async function refresh() {
    const now = await read(`rollouts/${id}`);
    if (state !== null && state !== now.status) {
      say(`The rollout is now: ${rolloutWords(now.status)}`);
    }
    state = now.status;
    const allowed = JSON.stringify([now.allowedActions, now.notAllowed]);
    keep(slots.head, JSON.stringify([now.status, now.counts, now.waitingFor, now.paused]), () => headline(now));
    keep(slots.deeds, allowed, () => deeds(now, draft, refresh));
    keep(slots.decide, now.plan.digest + allowed + JSON.stringify(now.toDecide), () => decide(now, draft, refresh));
    keep(slots.waves, JSON.stringify([now.waves, now.estimate.remaining, now.status]), () => picture(now));
    keep(slots.domains, JSON.stringify(now.domains), () => domains(now));
    keep(slots.approvals, JSON.stringify([now.toDecide, now.reviews]), () => approvals(now));
    keep(slots.about, JSON.stringify([now.revertedBy, now.plan.digest]), () => about(now));
  }

  await refresh();
  const again = () => refresh().catch((problem) => say(problem.message));
  let soon = null;
  const line = timeline(`rollouts/${id}/events`, () => {
    clearTimeout(soon);
    soon = setTimeout(again, SETTLE_MILLIS);
  });
  const timer = setInterval(() => !document.hidden && !["COMPLETED", "CANCELLED", "REJECTED", "EXPIRED"].includes(state) && again(), LOOK_AGAIN_MILLIS);
  place.append(
    slots.head,
    h("div", { class: "columns" },
      h("div", {}, slots.waves, slots.decide, slots.domains),
      h("div", { class: "aside" }, slots.deeds, slots.approvals, slots.about, line.element)));
  return () => {
    clearTimeout(soon);
    clearInterval(timer);
    line.close();
  };
}
