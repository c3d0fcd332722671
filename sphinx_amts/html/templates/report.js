(() => {
  const CHUNK = 100; // findings added to the page at a time
  const FIRST_ORDER = { title: 1, path: 1, coverage: 1, size: -1, findings: -1, bleu: 1, chrf: 1, saved: -1, price: -1 };
  const DEFAULTS = { unit: "words", sort: "path", order: "1", text: "", state: "" };

  const { source, states, translated, machine, totals, documents } = JSON.parse(byId("data").textContent);
  const list = byId("documents");
  let ordered = documents;
  const isTranslated = states.map((state) => translated.includes(state));

  documents.forEach((entry, place) => {
    entry.item = list.children[place];
    entry.details = entry.item.firstElementChild;
  });

  const choice = readFromAddress(DEFAULTS);
  if (!Object.hasOwn(totals, choice.unit)) choice.unit = DEFAULTS.unit;
  if (!byId("sorting").querySelector(`[value="${CSS.escape(choice.sort)}"]`)) choice.sort = DEFAULTS.sort;
  if (choice.order !== "-1") choice.order = "1";

  const sum = (counts) => counts.reduce((all, count) => all + count, 0);
  const done = (counts) => sum(counts.filter((_, place) => isTranslated[place]));
  const translators = (counts) => {
    const by = new Set();
    counts.forEach((count, place) => {
      if (count && isTranslated[place]) by.add(machine.includes(states[place]) ? "machine" : "human");
    });
    return [...by].sort().join(" and ");
  };
  const capitalized = (word) => word[0].toUpperCase() + word.slice(1);
  const swatch = (state) => element("i", { className: `swatch state-${state}` });

  // Bars and figures in the chosen unit

  function drawBar(bar, counts) {
    const whole = sum(counts);
    const parts = [];
    const words = [];
    counts.forEach((count, place) => {
      if (!count) return;
      const share = percent(count, whole);
      const part = element("i", {
        className: `state-${states[place]}`,
        title: `${states[place]}: ${share}, ${number(count)} ${choice.unit}`,
      });
      part.style.flexGrow = count;
      parts.push(part);
      words.push(`${states[place]} ${share}`);
    });
    bar.replaceChildren(...parts);
    bar.setAttribute("aria-label", words.join(", ") || "nothing to translate");
  }

  function drawRow(row, counts) {
    const whole = sum(counts);
    drawBar(row.querySelector(".bar"), counts);
    row.querySelector(".coverage b").textContent = percent(done(counts), whole);
    row.querySelector(".size b").textContent = number(whole);
    row.querySelector(".size .label").textContent = ` ${choice.unit}`;
  }

  function drawUnit() {
    const counts = totals[choice.unit];
    const whole = sum(counts);
    const heading = capitalized(choice.unit);
    byId("headline-share").textContent = percent(done(counts), whole);
    const of = choice.unit === "words" || choice.unit === "characters" ? "source " : "";
    const by = translators(counts);
    byId("headline-text").textContent =
      `of ${number(whole)} ${of}${choice.unit} are translated${by && ` (${by})`}`;
    drawBar(byId("headline-bar").firstElementChild, counts);
    byId("states-unit").textContent = heading;
    byId("sorting").querySelector("[value=size]").textContent = heading;
    [...byId("states").rows].forEach((row, place) => {
      row.cells[2].textContent = percent(counts[place], whole);
      row.cells[3].textContent = number(counts[place]);
      row.classList.toggle("none", !counts[place]);
    });
    for (const entry of documents) drawRow(entry.item, entry.counts[choice.unit]);
    if (byId("total")) drawRow(byId("total"), counts);
  }

  // Order

  const keys = {
    title: (entry) => entry.title,
    path: (entry) => entry.path,
    // A document with nothing to translate is complete.
    coverage: ({ counts }) => done(counts[choice.unit]) / (sum(counts[choice.unit]) || 1) + !sum(counts[choice.unit]),
    size: (entry) => sum(entry.counts[choice.unit]),
    findings: (entry) => entry.findings.length,
    price: (entry) => entry.price,
    ...Object.fromEntries(
      // what has no score comes last, whatever the order
      ["bleu", "chrf", "saved"].map((name) => [name, (entry) => entry[name] ?? Infinity * Number(choice.order)]),
    ),
  };

  function orderDocuments() {
    const key = keys[choice.sort];
    const order = Number(choice.order);
    const compare = key === keys.title || key === keys.path ? collator.compare : (a, b) => (a === b ? 0 : a - b);
    const sorted = documents.map((entry) => [key(entry), entry]);
    sorted.sort(([a, first], [b, second]) => order * compare(a, b) || collator.compare(first.path, second.path));
    ordered = sorted.map(([, entry]) => entry);
    for (const button of byId("sorting").querySelectorAll("button")) {
      const active = button.value === choice.sort;
      button.setAttribute("aria-pressed", active);
      button.dataset.order = active ? choice.order : "";
      button.title = active ? (order > 0 ? "ascending" : "descending") : "";
    }
  }

  // Filter

  const holds = (finding, text) => finding[2].toLowerCase().includes(text) || finding[3].toLowerCase().includes(text);

  function isNamed(entry, text) {
    return entry.title.toLowerCase().includes(text) || entry.path.toLowerCase().includes(text);
  }

  function matchingFindings(entry) {
    const text = choice.text.trim().toLowerCase();
    const state = states.includes(choice.state) ? choice.state : "";
    const anyText = !text || isNamed(entry, text);
    return entry.findings.filter(
      (finding) => (!state || finding[1] === state) && (anyText || holds(finding, text)),
    );
  }

  function isShown(entry, text) {
    if (text && !isNamed(entry, text)) return matchingFindings(entry).length > 0;
    if (choice.state === "findings") return entry.findings.length > 0;
    const place = states.indexOf(choice.state);
    return place < 0 || entry.counts.messages[place] > 0 || matchingFindings(entry).length > 0;
  }

  function drawList() {
    const text = choice.text.trim().toLowerCase();
    const shown = ordered.filter((entry) => isShown(entry, text));
    // Leaving documents out is several times quicker than hiding them.
    list.replaceChildren(...shown.map((entry) => entry.item));
    byId("nothing").hidden = shown.length > 0;
    byId("shown").textContent =
      shown.length === documents.length ? "" : `${number(shown.length)} of ${number(documents.length)} shown`;
  }

  // What an opened document shows: sizes by state, and findings

  function findingItem([place, state, reason, text]) {
    return element(
      "li",
      {},
      element(
        "p",
        {},
        element("span", { className: "line" }, place),
        element("span", { className: "what" }, swatch(state), state),
        element("span", { className: "reason", dir: "auto" }, reason),
      ),
      element("p", { className: "text", dir: "auto", lang: source }, text),
    );
  }

  function findingsList(entry) {
    const found = matchingFindings(entry);
    const items = element("ul", { className: "findings" });
    const more = element("button", { type: "button", className: "more" });
    const add = () => {
      const start = items.children.length;
      items.append(...found.slice(start, start + CHUNK).map(findingItem));
      const left = found.length - items.children.length;
      more.hidden = !left;
      more.textContent = `Show ${number(Math.min(left, CHUNK))} more of ${number(found.length)}`;
    };
    more.addEventListener("click", add);
    add();
    if (found.length === entry.findings.length) return [items, more];
    const note = `${number(found.length)} of ${number(entry.findings.length)} findings match the filter`;
    return [element("p", { className: "more" }, note), items, more];
  }

  function numbersTable(sizes) {
    const units = Object.keys(sizes);
    const row = (head, cells) =>
      element("tr", {}, element("th", { scope: "row" }, ...head), ...cells.map((cell) => element("td", {}, number(cell))));
    const body = states.flatMap((state, place) =>
      sizes.messages[place] ? [row([swatch(state), state], units.map((unit) => sizes[unit][place]))] : [],
    );
    const heads = ["state", ...units].map((name) => element("th", { scope: "col" }, capitalized(name)));
    return element(
      "table",
      { className: "numbers" },
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...body),
      element("tfoot", {}, row(["all"], units.map((unit) => sum(sizes[unit])))),
    );
  }

  function drawDetails(details, entry) {
    const parts = details.open ? [numbersTable(entry.counts)] : [];
    if (details.open && entry.findings.length) parts.push(...findingsList(entry));
    details.querySelector(".details").replaceChildren(...parts);
  }

  // Events

  const remember = () => rememberInAddress(choice, DEFAULTS);

  for (const entry of documents) {
    entry.details.addEventListener("toggle", () => drawDetails(entry.details, entry));
  }
  byId("total")?.addEventListener("toggle", ({ target }) => drawDetails(target, { counts: totals, findings: [] }));

  byId("units").addEventListener("change", (event) => {
    choice.unit = event.target.value;
    drawUnit();
    orderDocuments();
    drawList();
    remember();
  });

  byId("sorting").addEventListener("click", ({ target }) => {
    if (!Object.hasOwn(FIRST_ORDER, target.value)) return;
    choice.order = String(choice.sort === target.value ? -choice.order : FIRST_ORDER[target.value]);
    choice.sort = target.value;
    orderDocuments();
    drawList();
    remember();
  });

  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("input", () => {
    choice.text = byId("text").value;
    choice.state = byId("state").value;
    drawList();
    for (const entry of documents) if (entry.details.open) drawDetails(entry.details, entry);
    remember();
  });

  // Start

  byId("text").value = choice.text;
  byId("state").value = choice.state;
  if (byId("state").selectedIndex < 0) byId("state").value = choice.state = "";
  document.querySelector(`#units [value=${choice.unit}]`).checked = true;
  for (const hidden of [byId("units"), byId("filter")]) hidden.hidden = false;
  for (const button of byId("sorting").querySelectorAll("button")) button.disabled = false;
  if (choice.unit !== DEFAULTS.unit) drawUnit();
  orderDocuments();
  drawList();
})();
