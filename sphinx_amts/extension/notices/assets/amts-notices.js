/* The source text of a paragraph where one asks for it, and beside all of them.
   Without this script, the links lead to the list at the end of the page. */
(() => {
  "use strict";

  // Sphinx's search shows the text of pages around a word: that of the book, not ours
  if (typeof Search === "object" && typeof Search.htmlToText === "function") {
    const read = Search.htmlToText;
    Search.htmlToText = (html, anchor) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      const ours = ".amts-banner, .amts-sources, .amts-note, .amts-mark";
      for (const element of page.querySelectorAll(ours)) element.remove();
      return read.call(Search, page.documentElement.outerHTML, anchor);
    };
  }

  const list = document.querySelector("details.amts-sources");
  if (!list) return;
  const label = list.querySelector("summary").textContent;
  const texts = list.querySelector("ol");
  // a long page has no numbers: the order tells which entry is whose
  const unnumbered = document.getElementsByClassName("amts");
  [...texts.children].forEach((entry, index) => {
    if (entry.id) return;
    entry.id = `amts-s${index + 1}`;
    unnumbered[index]?.classList.add(entry.id);
  });
  const entries = [...texts.querySelectorAll("li[id]")];

  const sourceOf = (entry) => {
    if (entry.matches(".amts-same")) return "";
    const copy = entry.cloneNode(true);
    for (const link of copy.querySelectorAll("a")) link.remove();
    return copy.textContent.trim();
  };

  const inSourceLanguage = (tag, text) => {
    const element = document.createElement(tag);
    element.lang = texts.lang;
    if (texts.dir) element.dir = texts.dir;
    element.textContent = text;
    return element;
  };

  // nor are there links in its file
  for (const entry of entries) {
    for (const element of document.getElementsByClassName(entry.id)) {
      if (!element.matches("p, dt, .line, .caption-text")) continue;
      if (element.querySelector("a.amts-note")) continue;
      const link = document.createElement("a");
      const name = document.createElement("span");
      link.className = "amts-note";
      for (const kind of ["machine", "unconfirmed"]) {
        const marked = element.matches(`.${kind}-translated, .${kind}-translation`);
        if (marked && !element.matches(".outdated-translation")) {
          link.classList.add(`amts-${kind}`);
        }
      }
      link.href = `#${entry.id}`;
      name.textContent = label;
      link.append(name);
      element.append("\u00a0", link);
    }
  }

  /* The text of one paragraph. */

  const popup = document.createElement("span");
  popup.className = "amts-popup";
  popup.setAttribute("role", "group");
  popup.setAttribute("aria-label", label);
  const inTopLayer = typeof popup.showPopover === "function";
  if (inTopLayer) popup.popover = "manual";
  let opened = null;
  let pinned = false;
  let waiting = 0;

  const close = () => {
    clearTimeout(waiting);
    if (!opened) return;
    opened.setAttribute("aria-expanded", "false");
    opened = null;
    pinned = false;
    popup.remove();
  };

  const backgroundAround = (element) => {
    for (let above = element; above; above = above.parentElement) {
      const colour = getComputedStyle(above).backgroundColor;
      if (colour && !/^(transparent|rgba\(.*, ?0\))$/.test(colour)) return colour;
    }
    return "Canvas";
  };

  const place = (link) => {
    const margin = 12;
    const at = link.getBoundingClientRect();
    const { width, height } = popup.getBoundingClientRect();
    const below = at.bottom + 8;
    const fits = below + height <= innerHeight - margin || at.top < height + margin;
    // within the text, not over a sidebar
    let around = link.parentElement;
    while (around.offsetWidth < width && around.parentElement) around = around.parentElement;
    const text = around.getBoundingClientRect();
    const middle = at.left + at.width / 2 - width / 2;
    const wanted = Math.max(text.left, Math.min(middle, text.right - width));
    const most = document.documentElement.clientWidth - margin - width;
    popup.style.inset = "auto";
    popup.style.left = `${Math.max(margin, Math.min(wanted, most))}px`;
    popup.style.top = `${fits ? below : at.top - 8 - height}px`;
  };

  const open = (link) => {
    clearTimeout(waiting);
    if (opened === link) return;
    close();
    const entry = document.getElementById(link.hash.slice(1));
    if (!entry) return;
    const source = sourceOf(entry);
    const head = document.createElement("b");
    head.textContent = label;
    const parts = source ? [head, inSourceLanguage("span", source)] : [];
    const improve = entry.querySelector("a.amts-improve");
    popup.replaceChildren(...parts, ...(improve ? [improve.cloneNode(true)] : []));
    popup.style.backgroundColor = backgroundAround(link);
    popup.style.color = getComputedStyle(link).color;
    link.after(popup);
    if (inTopLayer) popup.showPopover();
    place(link);
    link.setAttribute("aria-expanded", "true");
    opened = link;
  };

  const closeSoon = () => {
    clearTimeout(waiting);
    if (!pinned) waiting = setTimeout(close, 250);
  };

  const noteAt = (event) => event.target.closest?.("a.amts-note");

  for (const link of document.querySelectorAll("a.amts-note")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-describedby", link.hash.slice(1));
  }
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = noteAt(event);
    if (link && link !== opened) {
      clearTimeout(waiting);
      if (!pinned) waiting = setTimeout(open, 120, link);
    } else if (link || popup.contains(event.target)) {
      clearTimeout(waiting);
    } else {
      closeSoon();
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = noteAt(event);
    if (link && link.matches(":focus-visible")) open(link);
    else if (!link && !popup.contains(event.target)) close();
  });
  document.addEventListener("click", (event) => {
    const link = noteAt(event);
    if (link) {
      event.preventDefault();
      if (link === opened && pinned) {
        close();
      } else {
        open(link);
        pinned = true;
      }
    } else if (!popup.contains(event.target)) {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const link = noteAt(event);
    if (link && event.key === " ") {
      event.preventDefault();
      link.click();
    } else if (event.key === "Escape" && opened) {
      if (popup.contains(document.activeElement)) opened.focus();
      close();
    }
  });
  addEventListener("scroll", () => opened && place(opened), { passive: true });
  addEventListener("resize", () => opened && place(opened));

  /* The texts of all paragraphs. */

  const button = document.querySelector("button.amts-switch");
  if (!button) return;
  const stored = "amts-side-by-side";

  const show = () => {
    for (const entry of entries) {
      const source = sourceOf(entry);
      const element = document.querySelector(`.${entry.id}`);
      if (!element || !source) continue;
      if (element.matches("p")) {
        const pair = document.createElement("div");
        pair.className = "amts-pair";
        element.replaceWith(pair);
        const side = inSourceLanguage("div", source);
        side.className = "amts-side";
        pair.append(element, side);
      } else {
        const side = inSourceLanguage("span", source);
        side.className = "amts-side";
        element.append(side);
      }
    }
  };

  const hide = () => {
    for (const side of document.querySelectorAll(".amts-side")) side.remove();
    for (const pair of document.querySelectorAll(".amts-pair")) {
      pair.replaceWith(...pair.childNodes);
    }
  };

  const set = (shown) => {
    close();
    if (shown) show();
    else hide();
    button.setAttribute("aria-pressed", String(shown));
    try {
      if (shown) localStorage.setItem(stored, "1");
      else localStorage.removeItem(stored);
    } catch {
      // a browser that keeps nothing
    }
  };

  button.addEventListener("click", () => {
    set(button.getAttribute("aria-pressed") !== "true");
  });
  try {
    if (localStorage.getItem(stored)) set(true);
  } catch {
    // as above
  }
})();
