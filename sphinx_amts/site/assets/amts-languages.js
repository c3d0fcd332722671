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

  /**
   * Return what tells the fragment of what was read before the reader went to the menu,
   * and call *aim* whenever it may have changed.
   *
   * Some themes have the menu at a place that scrolls with the page, where there is
   * nothing to read. So the place counts at which the menu was last out of sight, or
   * before that at which the reader stayed for a while, without the way up. And where
   * the keyboard leads into a menu that is always in sight, browsers scroll the page.
   */
  function follow(menu, aim) {
    const stay = 1000;
    let noted = null; // the last place, with the menu in sight or not
    let last = null; // the last one with the menu out of sight
    let stayed = null;

    const isSeen = () => {
      const box = menu.getBoundingClientRect();
      return (
        box.width > 0 &&
        box.bottom > 0 &&
        box.top < window.innerHeight &&
        box.right > 0 &&
        box.left < window.innerWidth
      );
    };
    const lasted = (now) => (last.until ?? now) - last.since >= stay;
    const note = () => {
      const now = performance.now();
      noted = reading();
      if (isSeen()) {
        if (last?.until === null) {
          last.until = now;
          last.at = window.scrollY;
        } else if (last && Math.abs(window.scrollY - last.at) > window.innerHeight) {
          last = stayed = null; // it scrolls no more, as in a wider window
        }
      } else if (last === null || last.until !== null || last.place !== noted) {
        stayed = last !== null && lasted(now) ? last.place : stayed;
        last = { place: noted, since: now, until: null, at: 0 };
      }
    };

    let isAwaited = false;
    const soon = () => {
      if (!isAwaited) {
        isAwaited = true;
        setTimeout(() => {
          isAwaited = false;
          if (!menu.contains(document.activeElement)) {
            note();
            aim();
          }
        }, 100);
      }
    };
    window.addEventListener("scroll", soon, { passive: true });
    window.addEventListener("hashchange", soon);
    window.addEventListener("load", soon);
    soon();
    return (byPointer) => {
      if (last === null) {
        return byPointer ? reading() : (noted ?? reading());
      }
      return last.until === null || lasted(last.until) ? last.place : (stayed ?? last.place);
    };
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
    let place = () => "";
    const aim = (event) => {
      const fragment = place(event?.type === "pointerdown");
      for (const link of links) {
        if ("samePage" in link.dataset) {
          link.hash = fragment;
        }
      }
    };
    place = follow(menu, aim);
    menu.addEventListener("pointerdown", aim);
    menu.addEventListener("focusin", (event) => {
      if (!menu.contains(event.relatedTarget)) {
        aim(event);
      }
    });
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
