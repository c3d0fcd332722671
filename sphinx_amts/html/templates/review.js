(() => {
  const ROW = 72; // height, in pixels, of a row that was not measured yet
  const BEYOND = 6; // rows made above and below those in sight
  const PRINTED = 500;
  const VERDICTS = { good: "✓", bad: "✗", undecided: "?" };
  const KEYS = { y: "good", n: "bad", u: "undecided" };
  const DEFAULTS = { text: "", document: "", status: "kept", from: "0", to: "1", sort: "document", order: "1", sample: "" };
  const Z = 1.959964; // of the normal distribution, 95 % on both sides

  const data = JSON.parse(byId("data").textContent);
  const { documents, statuses, languages } = data;
  const entries = data.entries.map(([status, document, line, confidence, source, target, reason], place) => ({
    number: place + 1,
    status: statuses[status][0],
    label: statuses[status][1],
    document: documents[document],
    place: line ? `${documents[document]}:${line}` : documents[document],
    line,
    confidence,
    sides: [source, target],
    reason,
    height: 0,
  }));
  const sample = data.sample.map((place) => entries[place]);
  const isPair = (entry) => entry.confidence !== null;

  const list = byId("list");
  const rows = byId("rows");
  let choice = { ...DEFAULTS };
  let shown = [];
  let current = 0; // place among those shown

  // Texts: placeables are chips, spans keep their look

  const plain = (pieces) =>
    pieces.map((piece) => (typeof piece === "string" ? piece : typeof piece[1] === "string" ? piece[1] : plain(piece[1]))).join("");
  const plainText = (entry, side) => plain(entry.sides[side]).replace(/ +/g, " ").replace(/^ | $/g, "");

  function textNodes(pieces) {
    return pieces.map((piece) => {
      if (typeof piece === "string") return piece;
      const [kind, content] = piece;
      if (typeof content === "string") {
        return element("span", { className: "chip", dir: "auto", title: kind }, content || kind);
      }
      return element("span", { className: `span ${kind}`, title: kind }, ...textNodes(content));
    });
  }

  // Marks, kept by the browser under the fingerprint of the page

  const storageKey = `amts-marks:${document.querySelector("meta[name=amts-fingerprint]").content}`;
  const marks = new Map(readMarks());

  function readMarks() {
    try {
      const kept = Object.entries(JSON.parse(localStorage.getItem(storageKey)) ?? {});
      return kept.map(([place, verdict]) => [Number(place), verdict]).filter(([, verdict]) => Object.hasOwn(VERDICTS, verdict));
    } catch {
      return [];
    }
  }

  function keepMarks() {
    try {
      localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(marks)));
      return true;
    } catch {
      return false;
    }
  }

  function mark(entry, verdict) {
    if (!isPair(entry)) return;
    if (verdict) marks.set(entry.number, verdict);
    else marks.delete(entry.number);
    const row = rows.querySelector(`[data-number="${entry.number}"]`);
    if (row) drawMark(row, entry);
    drawPrecision(keepMarks());
  }

  function wilson(good, judged) {
    const share = good / judged;
    const scale = 1 + (Z * Z) / judged;
    const middle = (share + (Z * Z) / (2 * judged)) / scale;
    const half = (Z * Math.sqrt((share * (1 - share)) / judged + (Z * Z) / (4 * judged * judged))) / scale;
    return [Math.max(0, middle - half), Math.min(1, middle + half)];
  }

  function drawPrecision(kept = true) {
    const counts = { good: 0, bad: 0, undecided: 0 };
    let left = 0;
    for (const entry of shown) {
      const verdict = marks.get(entry.number);
      if (verdict) counts[verdict] += 1;
      else if (isPair(entry)) left += 1;
    }
    const judged = counts.good + counts.bad;
    const words = Object.keys(counts).map((verdict) => `${number(counts[verdict])} ${verdict}`);
    const parts = [];
    if (judged) {
      const [low, high] = wilson(counts.good, judged).map((share) => (100 * share).toFixed(1));
      const share = ((100 * counts.good) / judged).toFixed(1);
      parts.push(element("b", {}, `Precision ${share}\u202f%`), ` (95\u202f% interval ${low} to ${high}\u202f%): `);
    }
    parts.push(`${words.join(", ")}, ${number(left)} to judge`);
    if (!kept) parts.push(element("strong", {}, ". This browser does not keep marks: download them."));
    byId("precision").replaceChildren(...parts);
    byId("download").disabled = !marks.size;
    byId("download").textContent = marks.size === 1 ? "Download 1 mark" : `Download ${number(marks.size)} marks`;
  }

  function download() {
    const marked = entries.filter((entry) => marks.has(entry.number));
    const lines = marked.map((entry) => [
      entry.number,
      entry.document,
      entry.line,
      plainText(entry, 0),
      plainText(entry, 1),
      marks.get(entry.number),
    ]);
    lines.unshift(["number", "document", "line", "source", "target", "verdict"]);
    const text = lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    element("a", { href, download: `marks-${data.name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }

  // Rows

  function makeRow(entry, place) {
    const row = element("div", { className: "pair", role: "row", tabIndex: -1, ariaRowIndex: String(place + 2) });
    row.dataset.number = entry.number;
    entry.sides.forEach((pieces, side) => {
      const [lang, dir] = languages[side];
      row.append(element("div", { role: "cell", lang, dir }, ...textNodes(pieces)));
    });
    row.append(
      element("div", { role: "cell", className: "confidence" }, isPair(entry) ? (entry.confidence / 1000).toFixed(2) : ""),
      element("div", { role: "cell", className: "place" }, element("code", {}, element("bdi", {}, entry.place))),
      element("div", { role: "cell", className: "verdict" }),
    );
    if (isPair(entry)) {
      const buttons = Object.entries(VERDICTS).map(([verdict, sign]) =>
        element("button", { type: "button", value: verdict, title: verdict, ariaLabel: verdict }, sign),
      );
      row.lastElementChild.append(...buttons);
      drawMark(row, entry);
    }
    const told = entry.status === "kept" ? [] : [entry.label];
    if (entry.reason) told.push(entry.reason);
    if (told.length) {
      const reason = told.join(": ");
      row.append(element("div", { role: "cell", className: "reason", dir: "auto" }, reason));
    }
    return row;
  }

  function drawMark(row, entry) {
    const verdict = marks.get(entry.number) ?? "";
    row.dataset.verdict = verdict;
    for (const button of row.querySelectorAll("button")) button.ariaPressed = String(button.value === verdict);
  }

  // The list: only rows in sight are elements, the others are room above and below

  let tops = new Float64Array(1); // of the rows shown, and the end of the last one
  const made = new Map(); // entry -> its row
  let printing = false; // on paper, the first ones are all elements

  function measure() {
    tops = new Float64Array(shown.length + 1);
    shown.forEach((entry, place) => {
      tops[place + 1] = tops[place] + (entry.height || ROW);
    });
  }

  function rowAt(y) {
    let low = 0;
    let high = shown.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function drawRows() {
    if (printing) return;
    const top = rowAt(list.scrollTop);
    const within = list.scrollTop - tops[top];
    const first = Math.max(0, top - BEYOND);
    const end = Math.min(shown.length, rowAt(list.scrollTop + list.clientHeight) + 1 + BEYOND);
    const wanted = shown.slice(first, end);
    for (const [entry, row] of made) {
      if (!wanted.includes(entry)) {
        row.remove();
        made.delete(entry);
      }
    }
    wanted.forEach((entry, place) => {
      if (!made.has(entry)) made.set(entry, makeRow(entry, first + place));
      const row = made.get(entry);
      if (rows.children[place] !== row) rows.insertBefore(row, rows.children[place] ?? null);
      row.ariaCurrent = first + place === current ? "true" : null;
    });
    const heights = wanted.map((entry) => made.get(entry).getBoundingClientRect().height);
    if (heights.some((height, place) => height !== wanted[place].height)) {
      heights.forEach((height, place) => (wanted[place].height = height));
      measure();
    }
    rows.style.paddingTop = `${tops[first]}px`;
    rows.style.paddingBottom = `${tops[shown.length] - tops[end]}px`;
    // what was at the top stays there, whatever the rows above it measure
    if (Math.abs(list.scrollTop - tops[top] - within) > 1) list.scrollTop = tops[top] + within;
  }

  function goTo(place, { focus = true } = {}) {
    if (!shown.length) return;
    current = Math.max(0, Math.min(shown.length - 1, place));
    // twice: the rows around it may be of other heights than was thought
    for (let turn = 0; turn < 2; turn += 1) {
      const room = list.clientHeight - rows.offsetTop;
      if (tops[current] < list.scrollTop) list.scrollTop = tops[current];
      else if (tops[current + 1] > list.scrollTop + room) list.scrollTop = Math.min(tops[current], tops[current + 1] - room);
      drawRows();
    }
    if (!focus) return;
    made.get(shown[current])?.focus({ preventScroll: true });
    byId("judge").scrollIntoView({ block: "nearest" });
  }

  // Filters

  function matches({ text, document, status, from, to, sample: chosen }) {
    const words = text.trim().toLowerCase();
    const low = Math.round(1000 * Number(from));
    const high = Math.round(1000 * Number(to));
    const inSample = chosen ? new Set(sample) : null;
    const all = low <= 0 && high >= 1000;
    return {
      base(entry) {
        if (inSample && !inSample.has(entry)) return false;
        if (document && entry.document !== document) return false;
        if (status && entry.status !== status) return false;
        if (!words) return true;
        entry.lower ??= `${plainText(entry, 0)}\n${plainText(entry, 1)}`.toLowerCase();
        return entry.lower.includes(words);
      },
      confidence({ confidence }) {
        if (all) return true;
        return confidence !== null && confidence >= low && (confidence < high || (high >= 1000 && confidence === 1000));
      },
    };
  }

  function drawHistogram(found) {
    const bars = [...byId("histogram").querySelectorAll("g")];
    const width = 1000 / bars.length;
    const counts = bars.map(() => [0, 0]);
    for (const entry of found) {
      if (!isPair(entry)) continue;
      counts[Math.min(Math.floor(entry.confidence / width), bars.length - 1)][Number(entry.status !== "kept")] += 1;
    }
    const most = Math.max(1, ...counts.map(([kept, removed]) => kept + removed));
    const height = (count) => (count ? Math.max(1.5, (100 * count) / most) : 0);
    const words = [];
    bars.forEach((bar, place) => {
      const [kept, removed] = counts[place];
      const [low, high] = [place, place + 1].map((edge) => (edge / bars.length).toFixed(2));
      const [hit, ...parts] = bar.querySelectorAll("rect");
      let y = 100;
      parts.forEach((part, which) => {
        const size = height(counts[place][which]);
        y -= size;
        part.setAttribute("y", y);
        part.setAttribute("height", size);
      });
      const chosen = Number(choice.from) <= Number(low) && Number(high) <= Number(choice.to);
      bar.classList.toggle("out", !chosen);
      hit.parentNode.querySelector("title").textContent = `${low} to ${high}: ${number(kept + removed)}`;
      if (kept + removed) words.push(`${low} to ${high}: ${number(kept)} kept, ${number(removed)} removed`);
    });
    byId("histogram-text").textContent = `Pairs by confidence. ${words.length ? `${words.join("; ")}.` : "There are none."}`;
  }

  function draw() {
    const { base, confidence } = matches(choice);
    const found = entries.filter(base);
    drawHistogram(found);
    shown = found.filter(confidence);
    if (choice.sort === "confidence") {
      // texts without a counterpart have none, and come last
      const key = (entry) => (isPair(entry) ? Number(choice.order) * entry.confidence : Infinity);
      shown.sort((one, other) => (key(one) === key(other) ? one.number - other.number : key(one) - key(other)));
    } else if (choice.order === "-1") shown.reverse();
    for (const name of ["confidence", "document"]) {
      const active = choice.sort === name;
      const button = byId(`by-${name}`).firstElementChild;
      byId(`by-${name}`).ariaSort = active ? (choice.order === "1" ? "ascending" : "descending") : "none";
      button.ariaPressed = String(active);
      button.dataset.order = active ? choice.order : "";
    }
    for (const name of ["text", "document", "status", "from", "to"]) {
      if (byId(name).value !== choice[name]) byId(name).value = choice[name];
    }
    byId("sample").ariaPressed = String(Boolean(choice.sample));
    byId("shown").textContent = `${number(shown.length)} of ${number(entries.length)} shown`;
    byId("nothing").hidden = shown.length > 0;
    list.hidden = !shown.length;
    list.ariaRowCount = String(shown.length + 1);
    current = 0;
    measure();
    list.scrollTop = 0;
    drawRows();
    drawPrecision();
    rememberInAddress(choice, DEFAULTS);
  }

  function choose(changes) {
    Object.assign(choice, changes);
    draw();
  }

  function readChoice() {
    choice = readFromAddress(DEFAULTS);
    if (!documents.includes(choice.document)) choice.document = "";
    if (choice.status && !statuses.some(([name]) => name === choice.status)) choice.status = DEFAULTS.status;
    for (const name of ["from", "to"]) {
      if (!(Number(choice[name]) >= 0 && Number(choice[name]) <= 1)) choice[name] = DEFAULTS[name];
    }
    if (choice.sort !== "confidence") choice.sort = DEFAULTS.sort;
    if (choice.order !== "-1") choice.order = "1";
  }

  // Events

  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("input", () => {
    choose({
      text: byId("text").value,
      document: byId("document").value,
      status: byId("status").value,
      from: byId("from").value || "0",
      to: byId("to").value || "1",
    });
  });
  byId("all").addEventListener("click", () => choose({ ...DEFAULTS }));
  byId("sample").addEventListener("click", () => choose({ ...DEFAULTS, sample: choice.sample ? "" : "1" }));
  byId("download").addEventListener("click", download);
  list.querySelector(".sorting").addEventListener("click", ({ target }) => {
    if (target.value) choose({ sort: target.value, order: String(choice.sort === target.value ? -choice.order : 1) });
  });

  rows.addEventListener("click", ({ target }) => {
    const row = target.closest(".pair");
    const place = shown.findIndex((entry) => String(entry.number) === row?.dataset.number);
    if (place < 0) return;
    const verdict = target.closest("button")?.value;
    if (verdict) mark(shown[place], marks.get(shown[place].number) === verdict ? "" : verdict);
    goTo(place, { focus: false });
  });

  document.addEventListener("keydown", (event) => {
    if (!byId("keys").checked || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "j") goTo(current + 1);
    else if (key === "k") goTo(current - 1);
    else if (Object.hasOwn(KEYS, key) && shown.length) {
      mark(shown[current], KEYS[key]);
      goTo(current + 1);
    } else return;
    event.preventDefault();
  });

  // Bars: a click takes one, drawing over several takes these, the same again takes all

  const histogram = byId("histogram");
  let pressed = null;
  const barAt = ({ clientX }) => {
    const { left, width } = histogram.getBoundingClientRect();
    const count = histogram.querySelectorAll("g").length;
    return Math.max(0, Math.min(count - 1, Math.floor(((clientX - left) / width) * count)));
  };
  histogram.addEventListener("pointerdown", (event) => {
    pressed = barAt(event);
    histogram.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  histogram.addEventListener("pointerup", (event) => {
    if (pressed === null) return;
    const count = histogram.querySelectorAll("g").length;
    const [low, high] = [pressed, barAt(event)].sort((one, other) => one - other);
    const range = { from: String(low / count), to: String((high + 1) / count) };
    pressed = null;
    const again = range.from === choice.from && range.to === choice.to;
    choose(again ? { from: DEFAULTS.from, to: DEFAULTS.to } : range);
  });
  histogram.addEventListener("pointercancel", () => (pressed = null));

  list.addEventListener("scroll", drawRows, { passive: true });
  let width = 0;
  new ResizeObserver(() => {
    if (list.clientWidth !== width) for (const entry of entries) entry.height = 0;
    width = list.clientWidth;
    measure();
    drawRows();
  }).observe(list);
  addEventListener("hashchange", () => {
    readChoice();
    draw();
    byId("judge").scrollIntoView();
  });
  const opened = [];
  addEventListener("beforeprint", () => {
    printing = true;
    made.clear();
    rows.replaceChildren(...shown.slice(0, PRINTED).map(makeRow));
    rows.style.padding = "0";
    for (const examples of document.querySelectorAll("details:not([open])")) opened.push(examples);
    for (const examples of opened) examples.open = true;
  });
  addEventListener("afterprint", () => {
    printing = false;
    for (const examples of opened.splice(0)) examples.open = false;
    rows.replaceChildren();
    drawRows();
  });

  // Start

  byId("document").append(...[...documents].sort(collator.compare).map((name) => element("option", { value: name }, name)));
  for (const hidden of [byId("filter"), byId("judging"), byId("brush")]) hidden.hidden = false;
  document.body.classList.add("active");
  readChoice();
  draw();
})();
