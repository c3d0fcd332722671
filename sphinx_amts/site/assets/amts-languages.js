// Keeps readers at the section they are reading when they go to another language.
(() => {
  "use strict";

  /** Return the fragment of what is being read, or "". */
  function reading() {
    const line = window.innerHeight / 4;
    const whole = document.querySelector("section[id] > h1")?.parentElement;
    const above = [...document.querySelectorAll("section[id], div.section[id]")].filter(
      (section) => {
        const box = section.getBoundingClientRect();
        return section !== whole && box.height > 0 && box.top <= line && box.bottom > 0;
      },
    );
    const section = above.at(-1);
    let named = null;
    try {
      named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // no valid fragment
    }
    if (named) {
      const box = named.getBoundingClientRect();
      const isShown = box.bottom > 0 && box.top < window.innerHeight;
      const isDeeper = section && section !== named && named.contains(section);
      if (isShown && !isDeeper) {
        return location.hash;
      }
    }
    return section ? `#${encodeURIComponent(section.id)}` : "";
  }

  function remember(language) {
    try {
      localStorage.setItem("amts-language", language);
    } catch {
      // a browser that stores nothing
    }
  }

  function prepare(menu) {
    const details = menu.querySelector("details");
    const links = menu.querySelectorAll("a");
    const aim = () => {
      const fragment = reading();
      for (const link of links) {
        if ("samePage" in link.dataset) {
          link.hash = fragment;
        }
      }
    };
    for (const event of ["pointerdown", "focusin", "click"]) {
      menu.addEventListener(event, aim);
    }
    for (const link of links) {
      link.addEventListener("click", () => remember(link.dataset.language));
    }
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && details.open) {
        details.open = false;
        details.querySelector("summary").focus();
        event.stopPropagation();
      }
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) {
        details.open = false;
      }
    });
  }

  function begin() {
    document.querySelectorAll("nav.amts-languages").forEach(prepare);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
})();
