// Builds elements. What people wrote is set as text, and is never taken for markup.
const SVG = "http://www.w3.org/2000/svg";

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (["value", "checked", "disabled", "hidden", "required"].includes(name) && name in element) {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);

export const svg = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

let fields = 0;

/** A label with what it names, and a hint that is read with it. */
export function field(label, control, hint) {
  control.id ||= `field-${++fields}`;
  if (hint) {
    control.setAttribute("aria-describedby", `${control.id}-hint`);
  }
  return h("div", { class: "field" },
    h("label", { for: control.id }, label),
    control,
    hint && h("p", { class: "hint", id: `${control.id}-hint` }, hint));
}

/** A choice; each option is a value, or a value and its words. */
export const choice = (attributes, options, chosen) =>
  h("select", attributes, options.map((option) => {
    const [value, words] = Array.isArray(option) ? option : [option, option];
    const element = h("option", { value }, words);
    element.selected = value === chosen;
    return element;
  }));

/** Names and what they are; absent ones are left out. */
export const facts = (...pairs) =>
  h("dl", { class: "facts" }, pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));

/** What is told to those who do not see the page change. */
export function say(words) {
  document.getElementById("said").textContent = words;
}

/** A section under its heading. */
export function section(title, ...children) {
  const id = `section-${++fields}`;
  return h("section", { class: "panel", "aria-labelledby": id }, h("h2", { id }, title), children);
}

export const empty = (what, ...next) => h("div", { class: "empty" }, h("p", {}, h("strong", {}, what)), next.length > 0 && h("p", {}, next));

/** Code that may be wider than the page: it scrolls by itself, with the keyboard too. */
export const code = (label, text) => h("pre", { tabindex: "0", role: "region", "aria-label": label }, h("code", {}, text));
