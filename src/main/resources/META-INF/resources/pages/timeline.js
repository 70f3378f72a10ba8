// What happened to a change, from the audit log, while it happens.
import { h, section } from "./dom.js";
import { read } from "./api.js";
import { actionWords, at, mark } from "./words.js";

const AGAIN_MILLIS = 3_000;

function entry({ event, leafIndex }) {
  const refused = event.outcome && event.outcome !== "SUCCESS";
  const words = event.comment ?? event.after?.comment ?? event.reason ?? event.detail;
  return h("li", {},
    h("div", { class: "event-head" },
      h("strong", {}, actionWords(event.action ?? "")),
      refused && mark(event.outcome.charAt(0) + event.outcome.slice(1).toLowerCase(), "cross", "bad"),
      h("span", { class: "hint" }, event.actor?.name ?? event.actor?.subject ?? "", " \u00b7 ", at(event.occurredAt))),
    typeof words === "string" && h("p", { class: "quote" }, words),
    event.aws?.requestId && h("p", { class: "hint" }, "AWS request ", h("code", { class: "digest" }, event.aws.requestId)),
    h("span", { class: "place" }, `#${leafIndex}`));
}

export function timeline(path, onEvent) {
  const list = h("ol", { class: "timeline", "aria-live": "polite", "aria-relevant": "additions" });
  const live = h("p", { class: "hint" }, "Connecting\u2026");
  let source = null;
  let timer = null;
  let ended = false;

  function listen() {
    source = new EventSource(path);
    source.onopen = () => { live.textContent = "Live: what happens appears here."; };
    source.onmessage = ({ data }) => {
      list.append(entry(JSON.parse(data)));
      onEvent();
    };
    source.addEventListener("end", () => {
      ended = true;
      source.close();
      live.textContent = "This change has ended.";
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

  listen();
  return {
    element: section("Timeline", live, list),
    close: () => {
      ended = true;
      clearTimeout(timer);
      source.close();
    },
  };
}
