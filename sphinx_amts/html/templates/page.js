"use strict";

const byId = (id) => document.getElementById(id);
const collator = new Intl.Collator("en", { numeric: true });

// Numbers, written as the page has them without JavaScript

const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");

// A half goes to the even number, as in Python
function rounded(value) {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2) ? below + 1 : below;
}

function percent(part, whole) {
  if (!whole) return "–";
  const share = (100 * part) / whole;
  if ((share >= 99.5 && share < 100) || (share > 0 && share <= 0.5)) {
    const tenths = Math.min(Math.max(rounded(10 * share), 1), 999);
    return `${(tenths / 10).toFixed(1)}\u202f%`;
  }
  return `${rounded(share)}\u202f%`;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Tables for spreadsheets: no cell begins as a formula does, whatever separates cells

const formula = /^[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Z}\p{M}'"`‘’‚‛“”„‟«»]*[=+\-@\u2212]/u;

function cell(value) {
  if (typeof value !== "string") return String(value);
  const guarded = (part) => (formula.test(part.normalize("NFKC")) ? `'${part}` : part);
  const text = value.split(/([;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])/).map(guarded).join("");
  const whole = /^'*[\t\r\n]/.test(value) ? `'${text}` : text;
  return `"${whole.replaceAll('"', '""')}"`;
}

// What was chosen is kept in the address, where it is not the default

function readFromAddress(defaults) {
  const choice = { ...defaults };
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    if (Object.hasOwn(defaults, key)) choice[key] = value;
  }
  return choice;
}

function rememberInAddress(choice, defaults) {
  const changed = Object.entries(choice).filter(([key, value]) => value !== defaults[key]);
  const hash = new URLSearchParams(changed).toString();
  history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}
