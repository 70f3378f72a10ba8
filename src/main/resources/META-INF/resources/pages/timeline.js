// What happened to a change, from the audit log, while it happens.
import { h, section } from "./dom.js";
import { read } from "./api.js";
import { actionWords, at, mark, title } from "./words.js";

const AGAIN_MILLIS = 3_000;
const CALM_MILLIS = 2_000;

function entry({ event, leafIndex }) {
  const said = actionWords(event.action ?? "");
  const outcome = title(event.outcome ?? "SUCCESS");
  const words = event.comment ?? event.after?.comment ?? event.reason ?? event.detail;
  return h("li", {},
    h("div", { class: "event-head" },
      said !== outcome && h("strong", {}, said),
      outcome !== "Success" && mark(outcome, "cross", "bad"),
      h("span", { class: "hint" }, event.actor?.name ?? event.actor?.subject ?? "", " \u00b7 ", at(event.occurredAt))),
    typeof words === "string" && h("p", { class: "quote" }, words),
    event.aws?.requestId && h("p", { class: "hint" }, "AWS request ", h("code", { class: "digest" }, event.aws.requestId)),
    h("span", { class: "place" }, `#${leafIndex}`));
}

export function timeline(path, onEvent) {
  const list = h("ol", { class: "timeline", "aria-relevant": "additions" });
  const live = h("p", { class: "hint" }, "Connecting\u2026");
  let source = null;
  let timer = null;
  let calm = null;
  let ended = false;

  function listen() {
    // What happened before is there to be read; only what happens from now on is told.
    list.setAttribute("aria-live", "off");
    clearTimeout(calm);
    calm = setTimeout(() => list.setAttribute("aria-live", "polite"), CALM_MILLIS);
    source = new EventSource(path);
    source.onopen = () => { live.textContent = "Live: what happens appears here."; };
    source.onmessage = ({ data }) => {
      list.append(entry(JSON.parse(data)));
      onEvent();
    };
    source.addEventListener("end", () => {
      ended = true;
      source.close();
      live.textContent = "It has ended: nothing more is going to happen.";
      onEvent();
    });
    source.onerror = () => {
      if (ended) {
        return;
      }
      live.textContent = "The connection is lost; trying again\u2026";
      if (source.readyState === EventSource.CLOSED) {
        // Refused, not merely interrupted: reading as usual finds out why, and lets somebody sign in again.
        timer = setTimeout(() => read(`${path}?pageSize=1`).then(restart, () => { live.textContent = "What happens cannot be read now. Load the page again."; }), AGAIN_MILLIS);
      }
    };
  }

  function restart() {
    list.replaceChildren();
    listen();
  }

  // A browser has only so many connections to one host, for all of its windows: one that nobody sees gives its own back.
  function seen() {
    if (ended) {
      return;
    }
    source.close();
    clearTimeout(timer);
    if (!document.hidden) {
      restart();
    }
  }

  document.addEventListener("visibilitychange", seen);
  listen();
  return {
    element: section("Timeline", live, list),
    close: () => {
      ended = true;
      clearTimeout(timer);
      clearTimeout(calm);
      document.removeEventListener("visibilitychange", seen);
      source.close();
    },
  };
}
