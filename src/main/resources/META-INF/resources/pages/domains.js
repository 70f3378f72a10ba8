// The inventory: what is ipv4 still, who owns it, and asking for its change.
import { h, empty, field, choice, say } from "./dom.js";
import { ask, attempt, path, problemBox, read } from "./api.js";
import { choose } from "./rollouts.js";
import { byAccount, overTime } from "./census.js";
import { count, level, mark, number, when } from "./words.js";

const PAGE = "50";
const WAIT_MILLIS = 250;

const DAY_MILLIS = 86_400_000;

const owner = (domain) => (domain.owner ? [domain.owner.kind, domain.owner.stack && [" ", h("a", { href: path("#/domains", { stack: domain.owner.stack }), "aria-label": `All of the stack ${domain.owner.stack}` }, domain.owner.stack)]] : h("span", { class: "hint" }, "none known"));

const drift = (domain) =>
  (domain.lastChangedBy
    ? [mark(`Changed outside by ${domain.lastChangedBy.tool}`, "warn", "warn"), " ", h("span", { class: "hint" }, when(domain.lastChangedBy.at))]
    : mark("None seen", "tick", "calm"));

function found(preview) {
  const { status, policy, plan } = preview;
  return h("div", { class: "notice" },
    h("p", {}, h("strong", {}, { VALID: "It can be asked for.", SAME_TYPE: "It is of that type already.", DENIED: "The policies deny it." }[status] ?? status)),
    policy?.automatic && h("p", {}, "Nobody has to approve it."),
    policy?.requirements?.length > 0 && h("p", {}, "Needs ", policy.requirements.map((each) => `${count(each.approvals, "approval")} of ${each.group}`).join(", "), "."),
    plan?.readiness?.filter((each) => each.level !== "PASS").map((each) => h("div", {}, level(each.level), " ", each.detail, each.fix && [" ", h("strong", {}, "Remedy: "), each.fix])));
}

function askForm(domain, to) {
  const reason = h("textarea", { rows: "2", maxlength: "2000", required: true });
  const reference = h("input", { maxlength: "200", placeholder: "CHG-1234" });
  const said = h("div", {});
  const send = (preview) => {
    const body = { ipAddressType: to, reason: reason.value.trim() };
    if (reference.value.trim()) {
      body.reference = reference.value.trim();
    }
    return ask(path(`domains/${encodeURIComponent(domain.domain)}/ip-address-type`, { target: domain.target, validateOnly: preview && "true" }), {
      method: "PATCH", type: "application/merge-patch+json", body,
    }).then((answer) => answer.json());
  };
  const check = h("button", { type: "button", onclick: () => attempt(check, said, async () => said.replaceChildren(found(await send(true)))) }, "Check first");
  const submit = h("button", { class: "primary" }, `Ask for ${to}`);
  const form = h("form", {
    class: "stack ask",
    "aria-label": `Ask for ${to} on ${domain.domain}`,
    onsubmit: (event) => {
      event.preventDefault();
      attempt(submit, said, async () => {
        const change = await send(false);
        if (change.id) {
          location.hash = `#/changes/${change.id}`;
        } else {
          said.replaceChildren(h("p", { class: "notice" }, `${domain.domain} is ${to} already; there is nothing to change.`));
        }
      });
    },
  }, field("Reason", reason, "Approvers read this."), field("Reference", reference, "A ticket, if there is one."), said, h("div", { class: "buttons" }, submit, check));
  return { form, reason };
}

/** Domains that somebody ticks, to make a rollout of them. */
function picking() {
  const picked = new Set();
  const how = h("span", {});
  const make = h("button", {
    type: "button",
    class: "primary",
    onclick: () => {
      choose([...picked]);
      location.hash = "#/rollouts";
    },
  }, "Make a rollout");
  const bar = h("div", { class: "chosen", hidden: true }, how, make);
  const tell = () => {
    bar.hidden = picked.size === 0;
    how.textContent = `${count(picked.size, "domain")} chosen`;
  };
  const boxes = () => [...document.querySelectorAll("input.pick")];
  const box = (domain) => {
    const tick = h("input", {
      type: "checkbox",
      class: "pick",
      checked: picked.has(domain.domain),
      "aria-label": `Choose ${domain.domain}`,
      onchange: () => {
        if (tick.checked) {
          picked.add(domain.domain);
        } else {
          picked.delete(domain.domain);
        }
        tell();
      },
    });
    return tick;
  };
  const all = h("button", {
    type: "button",
    onclick: () => boxes().filter((each) => !each.checked).forEach((each) => each.click()),
  }, "Choose all that are shown");
  return { box, bar, all };
}

function row(domain, mayAsk, pick) {
  const to = domain.ipAddressType === "ipv4" ? "dualstack" : "ipv4";
  const more = h("tr", { class: "more", role: "row", hidden: true }, h("td", { role: "cell", colspan: "6" }));
  const opener = h("button", {
    "aria-expanded": "false",
    "aria-label": `Ask for ${to} on ${domain.domain}`,
    onclick: () => {
      const opens = more.hidden;
      more.hidden = !opens;
      opener.setAttribute("aria-expanded", String(opens));
      if (opens && more.firstChild.childElementCount === 0) {
        const { form, reason } = askForm(domain, to);
        more.firstChild.append(form);
        reason.focus();
      }
    },
  }, `Ask for ${to}`);
  const cell = (label, ...content) => h("td", { role: "cell", "data-label": label }, h("div", {}, content));
  return [
    h("tr", { role: "row" },
      h("th", { role: "rowheader", scope: "row", class: "row-title" }, pick && !domain.openChange && [pick.box(domain), " "], domain.domain),
      cell("Type", h("code", {}, domain.ipAddressType)),
      cell("Owner", owner(domain)),
      cell("Drift", drift(domain)),
      cell("Target", domain.target),
      cell("Change", domain.openChange
        ? h("a", { href: `#${domain.openChange}` }, "Open change")
        : mayAsk ? opener : h("span", { class: "hint" }, "none"))),
    more,
  ];
}

export async function domains(place, { me, query }) {
  const [{ items: targets }, census] = await Promise.all([read("targets"), read("domains/census")]);
  const mayAsk = me.roles.includes("requester") || me.roles.includes("break-glass");
  const words = h("input", { type: "search", value: query.get("q") ?? "", autocomplete: "off", spellcheck: "false" });
  const type = choice({}, [["", "Any"], "ipv4", "dualstack"], query.get("ipAddressType") ?? "");
  const target = choice({}, [["", "Any"], ...targets.map((each) => each.target)], query.get("target") ?? "");
  const named = query.get("stack") ?? "";
  const stack = choice({}, [["", "Any"], ["*", "Any stack"], ...(named && named !== "*" ? [[named, `Stack ${named}`]] : [])], named);
  const changed = choice({}, [["", "Any time"], ["1", "In the last day"], ["7", "In the last 7 days"], ["30", "In the last 30 days"]], query.get("changedOutside") ?? "");
  const body = h("tbody", { role: "rowgroup" });
  const table = h("table", { role: "table", class: "cards" },
    h("caption", { class: "quiet" }, "Domains"),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ["Domain", "Type", "Owner", "Drift", "Target", "Change"].map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    body);
  const below = h("div", { class: "below" });
  const pick = me.roles.includes("requester") ? picking() : null;
  let latest = 0;

  const filter = () => ({ q: words.value.trim(), ipAddressType: type.value, target: target.value, stack: stack.value });
  const since = () => changed.value && `${new Date(Date.now() - Number(changed.value) * DAY_MILLIS).toISOString().slice(0, 19)}Z`;
  // The pages that follow have to ask for the same as the first.
  let asked = {};

  async function load(token) {
    const mine = ++latest;
    asked = token ? asked : { ...filter(), changedOutsideSince: since() };
    const page = await read(path("domains", { ...asked, pageSize: PAGE, pageToken: token }));
    if (mine !== latest) {
      return;
    }
    const rows = page.items.flatMap((domain) => row(domain, mayAsk, pick));
    if (token) {
      body.append(...rows);
    } else {
      body.replaceChildren(...rows);
    }
    const shown = body.querySelectorAll("th").length;
    table.hidden = shown === 0;
    const more = page.nextPageToken && h("button", { onclick: () => attempt(more, below.lastChild, () => load(page.nextPageToken)) }, "Show more");
    below.replaceChildren(
      shown === 0 ? empty("No domain is like that.", "Widen the filter, or ask an operator to read the targets again.") : h("p", { class: "hint" }, page.nextPageToken ? `The first ${number(shown)}` : count(shown, "domain")),
      more || "",
      pick && shown > 0 ? pick.all : "",
      h("div", {}));
    say(`${count(shown, "domain")} shown`);
  }

  let soon = null;
  const again = () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      history.replaceState(null, "", path("#/domains", { ...filter(), changedOutside: changed.value }));
      load().catch((problem) => below.replaceChildren(problemBox(problem)));
    }, WAIT_MILLIS);
  };
  words.addEventListener("input", again);
  [type, target, stack, changed].forEach((each) => each.addEventListener("change", again));
  await load();
  place.append(
    h("h1", {}, "Domains"),
    h("div", { class: "columns even" }, overTime(census), byAccount(targets)),
    targets.filter((each) => each.failure).map((each) => h("p", { class: "notice" }, `Target ${each.target} could not be read: `, h("code", {}, each.failure), ". What is shown of it is older.")),
    h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() }, field("Part of the name", words), field("Type", type), field("Target", target), field("Owner", stack), field("Changed outside", changed)),
    table, below, pick?.bar ?? "");
  return () => clearTimeout(soon);
}
