// Which page is shown, and for whom. Addresses are fragments, because the paths belong to the API.
import { h, say } from "./dom.js";
import { problemBox, whoAmI } from "./api.js";
import { placeBefore, signInPage, watchSession } from "./signin.js";
import { inbox } from "./inbox.js";
import { change } from "./change.js";
import { domains } from "./domains.js";
import { rollouts } from "./rollouts.js";
import { rollout } from "./rollout.js";
import { audit, auditEvent } from "./audit.js";
import { policies } from "./policies.js";

const PAGES = [
  { at: /^\/?$/, name: "Inbox", show: inbox, link: "#/" },
  { at: /^\/changes\/([^/]+)$/, name: "Change", show: change },
  { at: /^\/domains$/, name: "Domains", show: domains, link: "#/domains" },
  { at: /^\/rollouts$/, name: "Rollouts", show: rollouts, link: "#/rollouts" },
  { at: /^\/rollouts\/([^/]+)$/, name: "Rollout", show: rollout },
  { at: /^\/audit$/, name: "Audit", show: audit, link: "#/audit" },
  { at: /^\/audit\/([^/]+)$/, name: "Audit event", show: auditEvent },
  { at: /^\/policies$/, name: "Policies", show: policies, link: "#/policies" },
];

const main = document.getElementById("main");
const nav = document.getElementById("pages");
const who = document.getElementById("who");
let me = null;
let leave = () => {};
let shown = 0;

function menu(current) {
  nav.hidden = false;
  nav.replaceChildren(...PAGES.filter((page) => page.link).map((page) =>
    h("a", { href: page.link, "aria-current": page === current ? "page" : null }, page.name)));
}

function bar() {
  if (me === null) {
    nav.hidden = true;
    who.replaceChildren();
    return;
  }
  who.replaceChildren(
    h("span", { class: "name", title: [...me.roles, ...me.groups].join(", ") }, me.name),
    me.authentication === "session" && h("form", { method: "post", action: "sign-out" }, h("button", { class: "plain" }, "Sign out")));
}

async function show({ focus = true } = {}) {
  const [address, query] = (location.hash.slice(1) || "/").split("?");
  const page = PAGES.find(({ at }) => at.test(address));
  const mine = ++shown;
  leave();
  leave = () => {};
  if (page === undefined) {
    menu(null);
    main.replaceChildren(h("h1", {}, "No such page"), h("p", {}, h("a", { href: "#/" }, "Go to the inbox")));
    return;
  }
  document.title = `${page.name} \u2013 Sixgate`;
  menu(page);
  const place = h("div", { class: "page" });
  main.setAttribute("aria-busy", "true");
  try {
    const left = await page.show(place, { me, query: new URLSearchParams(query), argument: page.at.exec(address)[1] });
    if (mine !== shown) {
      left?.();
      return;
    }
    leave = left ?? leave;
  } catch (problem) {
    place.replaceChildren(h("h1", {}, page.name), problemBox(problem));
  }
  if (mine === shown) {
    main.replaceChildren(place);
    main.removeAttribute("aria-busy");
    if (focus) {
      const heading = place.querySelector("h1");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
      say(document.title);
    }
  }
}

async function start() {
  const found = await whoAmI();
  me = found.me;
  bar();
  if (me === null) {
    document.title = "Sign in \u2013 Sixgate";
    main.replaceChildren(signInPage(found.byForm, start));
    main.querySelector("input, a")?.focus();
    return;
  }
  watchSession(() => me.subject);
  const before = placeBefore();
  if (before !== null) {
    history.replaceState(null, "", before);
  }
  await show();
}

document.getElementById("zone").textContent = `Times are of ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", () => me !== null && show());
start().catch((problem) => main.replaceChildren(h("h1", {}, "Sixgate"), problemBox(problem)));
