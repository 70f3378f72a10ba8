// What waits for me, what I asked for, what is under way.
import { h, section, empty } from "./dom.js";
import { path, read } from "./api.js";
import { fromTo, status, when } from "./words.js";
import { rolloutRow } from "./rollouts.js";

const UNDER_WAY = ["APPLYING", "VERIFYING", "APPROVED", "STALE"];
const LOOK_AGAIN_MILLIS = 15_000;

const deadline = (change) =>
  (change.status === "PENDING_APPROVAL" && change.expiresAt && h("span", {}, "expires ", when(change.expiresAt)))
  || (change.waitingFor && h("span", {}, change.waitingFor.detail))
  || (change.approval?.approvalExpiresAt && change.status === "APPROVED" && h("span", {}, "approval holds until ", when(change.approval.approvalExpiresAt)));

export const row = (change) =>
  h("li", { class: "row" },
    h("div", { class: "row-main" },
      h("a", { class: "row-title", href: `#/changes/${encodeURIComponent(change.id)}` }, change.domain),
      fromTo(change.from, change.to)),
    h("div", { class: "row-side" }, status(change.status)),
    h("p", { class: "row-more" },
      h("span", {}, change.requestedBy.name, ", ", when(change.requestedAt)),
      change.reference && h("span", {}, change.reference),
      h("span", {}, change.target),
      deadline(change)),
    change.reason && h("p", { class: "row-reason" }, change.reason));

const list = (changes, nothing) => (changes.length === 0 ? nothing : h("ul", { class: "rows" }, changes.map(row)));

async function load(place, me) {
  const [together, running, paused, waiting, mine, ...underWay] = await Promise.all([
    read("rollouts?awaitingMe=true&pageSize=50"),
    read("rollouts?status=RUNNING&pageSize=20"),
    read("rollouts?status=PAUSED&pageSize=20"),
    // Those of a rollout are decided there, all at once.
    read("changes?awaitingMe=true&rollout=none&pageSize=50"),
    read(path("changes", { requestedBy: me.subject, rollout: "none", pageSize: "20" })),
    ...UNDER_WAY.map((state) => read(`changes?status=${state}&rollout=none&pageSize=50`)),
  ]);
  const moving = underWay.flatMap((page) => page.items);
  const going = [...paused.items, ...running.items];
  const rows = (rollouts) => rollouts.length > 0 && h("ul", { class: "rows" }, rollouts.map(rolloutRow));
  const more = (page) => page.nextPageToken && h("p", { class: "hint" }, "There are more; decide these first.");
  place.replaceChildren(
    section(["Waiting for you ", h("span", { class: "count" }, waiting.items.length + together.items.length)],
      rows(together.items),
      list(waiting.items, together.items.length === 0 && empty("Nothing waits for you.", me.roles.includes("approver") ? "What needs your approval appears here by itself." : "Only approvers are asked here.")),
      more(waiting)),
    section("You asked for",
      list(mine.items, empty("You have asked for nothing yet.", h("a", { href: "#/domains" }, "Choose a domain"), " and ask for its change."))),
    section("Under way",
      rows(going),
      list(moving, going.length === 0 && empty("Nothing is under way.", "Approved changes stand here until they have been applied."))));
}

export async function inbox(place, { me }) {
  if (me.roles.length === 0) {
    place.replaceChildren(h("h1", {}, "Inbox"), empty("You have no role here.", "Ask whoever keeps your identities for one: requester, approver, operator, break-glass or auditor."));
    return undefined;
  }
  const lists = h("div", {});
  await load(lists, me);
  place.append(h("h1", {}, "Inbox"), lists);
  const timer = setInterval(() => {
    // Nothing moves away from under somebody's hands.
    if (!document.hidden && !lists.contains(document.activeElement)) {
      load(lists, me).catch(() => {});
    }
  }, LOOK_AGAIN_MILLIS);
  return () => clearInterval(timer);
}
