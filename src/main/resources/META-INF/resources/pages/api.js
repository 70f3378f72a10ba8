// The public API, and nothing else. A session is a cookie that no script can read; what is refused says why and what to do.
import { h } from "./dom.js";

export class Problem extends Error {
  constructor(body, status) {
    super(body.title ?? `The service answered ${status}`);
    this.body = body;
    this.status = status;
    this.code = (body.type ?? "").split("/").pop();
  }
}

let again = null;

/** How to sign in anew when a session has ended: asked once, however many requests meet its end. */
export function onSessionEnd(ask) {
  let asking = null;
  again = () => (asking ??= ask().finally(() => { asking = null; }));
}

async function send(path, { method = "GET", body, type, accept, headers = {} } = {}) {
  const changing = method !== "GET";
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        Accept: accept ?? "application/json",
        "X-Requested-With": "sixgate-pages",
        ...(changing ? { "Content-Type": type ?? "application/json" } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem({
      title: "The service cannot be reached",
      detail: "No answer came back; whether the request arrived is not known.",
      remedy: "Look whether you are connected, then try again. Nothing that you typed is lost.",
    }, 0);
  }
}

async function problemOf(answer) {
  try {
    return new Problem(await answer.json(), answer.status);
  } catch {
    return new Problem({ title: `The service answered ${answer.status}`, remedy: "Try again shortly." }, answer.status);
  }
}

export async function ask(path, options) {
  let answer = await send(path, options);
  while (answer.status === 401 && again !== null) {
    await again();
    answer = await send(path, options);
  }
  if (!answer.ok) {
    throw await problemOf(answer);
  }
  return answer;
}

export const read = async (path, options) => (await ask(path, options)).json();
export const post = (path, body) => read(path, { method: "POST", body });

/** Who is signed in; null and how to sign in for nobody. */
export async function whoAmI() {
  const answer = await send("me");
  if (answer.status === 401) {
    return { me: null, byForm: (answer.headers.get("WWW-Authenticate") ?? "").startsWith("Form") };
  }
  if (!answer.ok) {
    throw await problemOf(answer);
  }
  return { me: await answer.json(), byForm: false };
}

/** 200 where they are known, 401 where not; anything else says nothing of them. */
export async function signIn(name, password) {
  const answer = await fetch("sign-in/password", {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-Requested-With": "sixgate-pages" },
    body: new URLSearchParams({ name, password }),
  });
  return answer.status;
}

/** The path with its query; what is empty is left out. */
export function path(base, query) {
  const parameters = new URLSearchParams();
  Object.entries(query).filter(([, value]) => value).forEach(([name, value]) => parameters.append(name, value));
  const text = parameters.toString();
  return text ? `${base}?${text}` : base;
}

export function problemBox(problem) {
  const { title, detail, remedy, violations, type, change, incident } = problem.body ?? { title: "Something went wrong in this page", detail: String(problem) };
  return h("div", { class: "problem", role: "alert" },
    h("p", { class: "problem-title" }, title),
    detail && h("p", {}, detail),
    violations?.length > 0 && h("ul", {}, violations.map((each) => h("li", {}, h("code", {}, each.field ?? each.member ?? each.name ?? ""), " ", each.message ?? ""))),
    remedy && h("p", {}, h("strong", {}, "What to do: "), remedy),
    change && h("p", {}, h("a", { href: `#${change}` }, "The change that is meant")),
    incident && h("p", {}, "Incident ", h("code", {}, incident)),
    type?.startsWith("/problems/") && h("p", { class: "hint" }, h("a", { href: type.slice(1) }, "More on this problem")));
}

/** Runs what a button does: the button waits, and what is refused is shown beside it. */
export async function attempt(button, place, deed) {
  const words = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.disabled = true;
  button.textContent = `${words}\u2026`;
  place.replaceChildren();
  try {
    return await deed();
  } catch (problem) {
    place.replaceChildren(problemBox(problem));
    return undefined;
  } finally {
    button.removeAttribute("aria-disabled");
    button.disabled = false;
    button.textContent = words;
  }
}
