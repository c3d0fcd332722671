"use strict";

// Goes on to the language that the reader has chosen before, or reads according to the
// browser. With #languages behind the address, the page stays.

const links = [...document.querySelectorAll("a[data-language]")];
const KEY = "amts-language";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that stores nothing
  }
}

function parts(tag) {
  try {
    const { language, script, region } = new Intl.Locale(tag).maximize();
    return [language, script, region];
  } catch {
    return [tag.toLowerCase().split("-")[0]];
  }
}

function readable(tag) {
  const wanted = parts(tag);
  for (const count of [3, 2, 1]) {
    const found = links.find((link) => {
      const own = parts(link.hreflang);
      return wanted.slice(0, count).every((part, at) => part === own[at]);
    });
    if (found) {
      return found;
    }
  }
  return undefined;
}

function chosen() {
  const before = stored();
  const known = links.find((link) => link.dataset.language === before);
  if (known) {
    return known;
  }
  for (const tag of navigator.languages || []) {
    const found = readable(tag);
    if (found) {
      return found;
    }
  }
  return undefined;
}

for (const link of links) {
  link.addEventListener("click", () => {
    try {
      localStorage.setItem(KEY, link.dataset.language);
    } catch {
      // a browser that stores nothing
    }
  });
}
const link = location.hash === "#languages" ? undefined : chosen();
if (link) {
  location.replace(link.href);
}
