// The audit trail: search it, look at one event and its proof, verify all of it.
import { h, section, empty, facts, field, choice, code, say } from "./dom.js";
import { ask, attempt, path, post, problemBox, read } from "./api.js";
import { actionWords, at, count, mark, number } from "./words.js";

const OUTCOMES = [["", "Any"], ["SUCCESS", "Success"], ["REFUSED", "Refused"], ["FAILED", "Failed"], ["UNKNOWN", "Unknown"]];

const outcome = (name) => (name === "SUCCESS" ? mark("Success", "tick", "good") : name === "UNKNOWN" ? mark("Unknown", "what", "calm") : mark(name.charAt(0) + name.slice(1).toLowerCase(), "cross", "bad"));

function row({ event, leafIndex, sealed }) {
  const cell = (label, ...content) => h("td", { role: "cell", "data-label": label }, h("div", {}, content));
  return h("tr", { role: "row" },
    h("th", { role: "rowheader", scope: "row", class: "row-title" }, h("a", { href: `#/audit/${event.id}` }, actionWords(event.action ?? "event")), h("span", { class: "place" }, `#${leafIndex}`)),
    cell("Outcome", outcome(event.outcome ?? "UNKNOWN")),
    cell("Actor", event.actor?.name ?? event.actor?.subject ?? ""),
    cell("Domain", event.domain ?? h("span", { class: "hint" }, "none")),
    cell("When", at(event.occurredAt)),
    cell("Proof", sealed ? "Sealed" : h("span", { class: "hint" }, "Not yet sealed")));
}

function verification() {
  const said = h("div", { "aria-live": "polite" });
  const button = h("button", {
    onclick: () => attempt(button, said, async () => {
      const report = await post("audit/verify");
      said.replaceChildren(h("div", {},
        h("p", {}, report.holds ? mark("The log holds", "tick", "good") : mark("The log does not hold", "cross", "bad")),
        facts(
          ["Events hashed again", number(report.events)],
          ["Of them sealed", number(report.sealed)],
          ["Checkpoints compared", number(report.checkpoints)],
          ["Root", report.root && h("code", { class: "digest" }, report.root)],
          ["Findings", report.findingCount > 0 && number(report.findingCount)]),
        report.findings?.length > 0 && h("ul", {}, report.findings.map((each) => h("li", {}, `#${each.leafIndex}: ${each.detail}`)))));
    }),
  }, "Verify now");
  return section("Is the log whole?",
    h("p", { class: "hint" }, "Hashes every event again, and compares the tree with the checkpoints that were signed."),
    h("div", { class: "buttons" }, button), said);
}

const moment = (local) => (local ? new Date(local).toISOString() : "");

export async function audit(place, { query }) {
  const input = (name, type) => h("input", { value: query.get(name) ?? "", type: type ?? "search", autocomplete: "off", spellcheck: "false" });
  const controls = { domain: input("domain"), actor: input("actor"), action: input("action"), change: input("change"), outcome: choice({}, OUTCOMES, query.get("outcome") ?? ""), from: input("from", "datetime-local"), to: input("to", "datetime-local") };
  const filter = () => ({ ...Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()])), from: moment(controls.from.value), to: moment(controls.to.value) });
  const body = h("tbody", { role: "rowgroup" });
  const table = h("table", { role: "table", class: "cards" },
    h("caption", { class: "quiet" }, "Audit events, oldest first"),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ["Event", "Outcome", "Actor", "Domain", "When", "Proof"].map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    body);
  const below = h("div", { class: "below" });
  const csv = h("a", {}, "CSV");
  const lines = h("a", {}, "NDJSON");

  async function load(token) {
    const page = await read(path("audit/events", { ...filter(), pageSize: "50", pageToken: token }));
    const rows = page.items.map(row);
    if (token) {
      body.append(...rows);
    } else {
      body.replaceChildren(...rows);
    }
    csv.href = path("audit/export", { ...filter(), format: "csv" });
    lines.href = path("audit/export", { ...filter(), format: "ndjson" });
    const shown = body.childElementCount;
    table.hidden = shown === 0;
    const more = page.more && h("button", { onclick: () => attempt(more, below.lastChild, () => load(page.nextPageToken)) }, "Show more");
    below.replaceChildren(
      shown === 0 ? empty("No event is like that.", "Widen the search: names and actions must be whole, such as change.approved.") : h("p", { class: "hint" }, `${count(shown, "event")}, oldest first`),
      more || "",
      h("div", {}));
    say(`${count(shown, "event")} shown`);
  }

  await load();
  place.append(
    h("h1", {}, "Audit"),
    verification(),
    h("form", {
      class: "filters", role: "search",
      onsubmit: (event) => {
        event.preventDefault();
        history.replaceState(null, "", path("#/audit", Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()]))));
        load().catch((problem) => below.replaceChildren(problemBox(problem)));
      },
    },
    field("Domain", controls.domain), field("Actor", controls.actor), field("Action", controls.action), field("Change", controls.change),
    field("Outcome", controls.outcome), field("From", controls.from), field("Until", controls.to),
    h("div", { class: "field" }, h("button", { class: "primary" }, "Search"))),
    h("p", { class: "hint" }, "Export what is found: ", csv, ", ", lines),
    table, below);
}

export async function auditEvent(place, { argument }) {
  const id = encodeURIComponent(decodeURIComponent(argument));
  const { event, leafIndex, recordedAt, sealed } = await read(`audit/events/${id}`);
  const proof = h("div", {});
  const show = h("button", {
    onclick: () => attempt(show, proof, async () => {
      const text = await (await ask(`audit/events/${id}/proof`, { accept: "*/*" })).text();
      proof.replaceChildren(code("Proof", text));
    }),
  }, "Show the proof");
  place.append(
    h("p", { class: "crumb" }, h("a", { href: "#/audit" }, "Audit"), " / Event"),
    h("h1", {}, actionWords(event.action ?? "Event")),
    h("div", { class: "headline" }, outcome(event.outcome ?? "UNKNOWN"), h("span", {}, event.actor?.name ?? event.actor?.subject ?? "", ", ", at(event.occurredAt))),
    section("Where it stands",
      facts(
        ["Place in the log", `#${leafIndex}`],
        ["Recorded", at(recordedAt)],
        ["Sealed", sealed ? "Yes: the newest checkpoint covers it" : "Not yet"],
        ["Domain", event.domain],
        ["Target", typeof event.target === "string" ? event.target : null],
        ["Change", event.changeId && h("a", { href: `#/changes/${event.changeId}` }, event.changeId)],
        ["Reason", event.reason])),
    section("Its proof",
      h("p", { class: "hint" }, "That this event is in the log that the checkpoint signs; whoever has it needs neither this service nor its database."),
      h("div", { class: "buttons" }, show, h("a", { class: "button", href: `audit/events/${id}/proof`, download: "event.tlog-proof" }, "Download")),
      proof),
    section("All of it", code("Event as JSON", JSON.stringify(event, null, 2))));
}
