(() => {
  const data = JSON.parse(byId("data").textContent);
  const storageKey = `amts-terms:${document.querySelector("meta[name=amts-fingerprint]").content}`;
  const entries = [...document.querySelectorAll("input[data-row]")].map((box) => {
    const number = Number(box.dataset.row);
    const row = box.closest("tr");
    return {
      box,
      row,
      number,
      confidence: Number(row.dataset.confidence),
      target: row.querySelector(".target > span"),
      found: data.rows[number],
      chosen: data.rows[number][1],
    };
  });

  // What was chosen, kept by the browser under the fingerprint of the page

  function restore() {
    try {
      const kept = JSON.parse(localStorage.getItem(storageKey)) ?? {};
      for (const entry of entries) {
        const choice = kept[entry.number];
        if (!Array.isArray(choice)) continue;
        entry.box.checked = choice[0] === true;
        if (typeof choice[1] === "string" && othersOf(entry).includes(choice[1])) choose(entry, choice[1]);
      }
    } catch {
      // this browser keeps nothing for files, or something else was kept
    }
  }

  function remember() {
    const changed = entries.filter((entry) => !entry.box.checked || entry.chosen !== entry.found[1]);
    const kept = Object.fromEntries(changed.map((entry) => [entry.number, [entry.box.checked, entry.chosen]]));
    try {
      localStorage.setItem(storageKey, JSON.stringify(kept));
    } catch {
      // as above
    }
  }

  // Another translation takes the place of the first, which can be taken back

  const othersOf = (entry) => [...entry.row.querySelectorAll(".other")].map((other) => other.dataset.text);

  function choose(entry, text) {
    for (const other of entry.row.querySelectorAll("button.other")) {
      if (other.dataset.text === text) other.textContent = other.dataset.text = entry.chosen;
    }
    entry.chosen = text;
    entry.target.textContent = text;
  }

  for (const entry of entries) {
    for (const other of entry.row.querySelectorAll("span.other")) {
      const button = element("button", { type: "button", className: "other", title: "take this translation" }, other.textContent);
      button.dataset.text = other.dataset.text;
      button.addEventListener("click", () => {
        choose(entry, button.dataset.text);
        entry.box.checked = true;
        remember();
        draw();
      });
      other.replaceWith(button);
    }
    entry.box.hidden = false;
    entry.box.addEventListener("change", () => {
      remember();
      draw();
    });
  }

  // Terms in sight, and those that are kept

  const isShown = (entry) => !entry.row.hidden;

  function draw() {
    const wanted = byId("text").value.trim().toLowerCase();
    const least = Number(byId("from").value) || 0;
    for (const entry of entries) {
      const text = `${entry.found[0]}\n${entry.chosen}`.toLowerCase();
      entry.row.hidden = entry.confidence < least || !text.includes(wanted);
      entry.row.classList.toggle("out", !entry.box.checked);
    }
    const shown = entries.filter(isShown);
    const kept = entries.filter((entry) => entry.box.checked).length;
    byId("shown").textContent = `${number(shown.length)} shown, ${number(kept)} of ${number(entries.length)} kept`;
    byId("all").checked = shown.length > 0 && shown.every((entry) => entry.box.checked);
    byId("download").disabled = !kept;
  }

  byId("text").addEventListener("input", draw);
  byId("from").addEventListener("input", draw);
  byId("all").addEventListener("change", () => {
    for (const entry of entries.filter(isShown)) entry.box.checked = byId("all").checked;
    remember();
    draw();
  });
  byId("tools").addEventListener("submit", (event) => event.preventDefault());

  // The file is read by a program, letter by letter, so its cells stay as they are

  byId("download").addEventListener("click", () => {
    const quoted = (value) => `"${value.replaceAll('"', '""')}"`;
    const kept = entries.filter((entry) => entry.box.checked).map((entry) => [entry.found[0], entry.chosen]);
    const text = [data.header, ...kept].map((row) => `${row.map(quoted).join(",")}\n`).join("");
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    element("a", { href, download: data.name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  });

  restore();
  byId("tools").hidden = false;
  draw();
})();
