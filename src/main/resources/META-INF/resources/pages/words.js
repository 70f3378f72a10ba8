// How states, times and events are put into words and shapes: never by colour alone.
import { h, svg } from "./dom.js";

const SHAPES = {
  ring: [["circle", { cx: 8, cy: 8, r: 5.5, fill: "none", "stroke-width": 2 }]],
  half: [["circle", { cx: 8, cy: 8, r: 5.5, fill: "none", "stroke-width": 2 }], ["path", { d: "M8 2.5a5.5 5.5 0 0 1 0 11z" }]],
  dots: [["circle", { cx: 3, cy: 8, r: 1.7 }], ["circle", { cx: 8, cy: 8, r: 1.7 }], ["circle", { cx: 13, cy: 8, r: 1.7 }]],
  tick: [["path", { d: "M2.5 8.5l3.5 3.5 7.5-8", fill: "none", "stroke-width": 2.2 }]],
  cross: [["path", { d: "M3.5 3.5l9 9m0-9l-9 9", fill: "none", "stroke-width": 2.2 }]],
  warn: [["path", { d: "M8 1.8l6.7 12H1.3z", fill: "none", "stroke-width": 1.8, "stroke-linejoin": "round" }], ["path", { d: "M8 6v3.6m0 1.4v1.4", fill: "none", "stroke-width": 1.8 }]],
  dash: [["path", { d: "M2.5 8h11", fill: "none", "stroke-width": 2.2 }]],
  what: [["path", { d: "M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.5m0 2v1.4", fill: "none", "stroke-width": 1.8 }]],
};

const STATES = {
  PENDING_APPROVAL: ["Waiting for approval", "ring", "wait"],
  APPROVED: ["Approved", "half", "wait"],
  APPLYING: ["Applying", "dots", "busy"],
  VERIFYING: ["Verifying", "dots", "busy"],
  APPLIED: ["Applied", "tick", "good"],
  STALE: ["Stale", "warn", "warn"],
  FAILED: ["Failed", "cross", "bad"],
  REJECTED: ["Rejected", "cross", "bad"],
  CANCELLED: ["Cancelled", "dash", "calm"],
  EXPIRED: ["Expired", "dash", "calm"],
};

const ROLLOUTS = {
  PENDING_APPROVAL: ["Waiting for approval", "ring", "wait"],
  RUNNING: ["Running", "dots", "busy"],
  PAUSED: ["Paused", "warn", "warn"],
  COMPLETED: ["Completed", "tick", "good"],
  CANCELLED: ["Cancelled", "dash", "calm"],
  REJECTED: ["Rejected", "cross", "bad"],
  EXPIRED: ["Expired", "dash", "calm"],
};

const LEVELS = {
  PASS: ["Pass", "tick", "good"],
  WARN: ["Warning", "warn", "warn"],
  FAIL: ["Fail", "cross", "bad"],
  UNKNOWN: ["Unknown", "what", "calm"],
};

export function mark(words, shape, tone) {
  return h("span", { class: `mark ${tone}` },
    svg("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" },
      SHAPES[shape].map(([tag, attributes]) => svg(tag, attributes))),
    words);
}

export const status = (state) => mark(...(STATES[state] ?? [state, "what", "calm"]));
export const statusWords = (state) => (STATES[state] ?? [state])[0];
export const rolloutStatus = (state) => mark(...(ROLLOUTS[state] ?? [state, "what", "calm"]));
export const rolloutWords = (state) => (ROLLOUTS[state] ?? [state])[0];
export const level = (name) => mark(...(LEVELS[name] ?? [name, "what", "calm"]));

export const fromTo = (from, to) =>
  h("span", { class: "from-to" }, h("code", {}, from), h("span", { "aria-label": "to" }, " \u2192 "), h("code", {}, to));

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const ABSOLUTE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

function relative(moment) {
  const seconds = (new Date(moment) - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  return Math.abs(seconds) < 60 ? (seconds < 0 ? "just now" : "in a moment") : RELATIVE.format(Math.trunc(seconds / length), unit);
}

/** Near times by their distance, with the exact one behind; far ones as they are. */
export const when = (moment) => moment && h("time", { datetime: moment, title: moment }, relative(moment));
export const stamp = (moment) => ABSOLUTE.format(new Date(moment));
export const at = (moment) => moment && h("time", { datetime: moment, title: `${moment} (${relative(moment)})` }, ABSOLUTE.format(new Date(moment)));

const DAYS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
/** 2026-11-30: a day of no zone. */
export const day = (name) => DAYS.format(new Date(`${name}T00:00:00Z`));

const NUMBERS = new Intl.NumberFormat("en");
export const number = (value) => NUMBERS.format(value);
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

const PLAIN = { "review.approve": "Review: approve", "review.reject": "Review: reject", "review.comment": "Review: comment", "review.withdraw": "Review: withdraw" };

/** change.approval-withdrawn: "Approval withdrawn". */
export function actionWords(action) {
  const words = PLAIN[action] ?? action.slice(action.indexOf(".") + 1).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** EXECUTE: "Execute". */
export const title = (name) => name.charAt(0) + name.slice(1).toLowerCase().replaceAll("_", " ");

/** PT72H or 3d and the like, in words. */
export function duration(text) {
  const found = /^P?(?:(\d+)D)?\s*T?(?:(\d+)H)?\s*(?:(\d+)M)?\s*(?:([\d.]+)S)?$/i.exec(text ?? "");
  if (!found) {
    return text;
  }
  const [, days, hours, minutes, seconds] = found;
  return [[days, "day"], [hours, "hour"], [minutes, "minute"], [seconds, "second"]]
    .filter(([value]) => value && Number(value) !== 0)
    .map(([value, unit]) => count(Number(value), unit)).join(" ") || "none";
}
