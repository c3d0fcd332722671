(() => {
  const DEFAULTS = { show: "share", column: "0", order: "1", text: "" };
  const table = byId("matrix");
  const { rows } = JSON.parse(byId("data").textContent);
  const entries = [...table.tBodies[0].rows].map((row, place) => ({ row, ...rows[place] }));
  const heads = [...table.tHead.rows[0].cells];
  const choice = readFromAddress(DEFAULTS);
  const radios = [...document.querySelectorAll("#shows input")];

  if (!heads[choice.column]) choice.column = DEFAULTS.column;
  if (choice.order !== "-1") choice.order = "1";
  if (!radios.some((radio) => radio.value === choice.show)) choice.show = DEFAULTS.show;

  // What a cell shows, as a number; a document that a language lacks comes last
  function shown(cell) {
    if (!cell) return Infinity * Number(choice.order);
    const [whole, done, people, findings] = cell;
    if (choice.show === "findings") return findings;
    if (choice.show === "left") return whole - done;
    return (choice.show === "people" ? people : done) / (whole || 1) + !whole;
  }

  function key(entry) {
    const column = Number(choice.column);
    if (column === 0) return entry.docname;
    return column === 1 ? entry.words : shown(entry.cells[column - 2]);
  }

  function draw() {
    const order = Number(choice.order);
    const compare = choice.column === "0" ? collator.compare : (a, b) => (a === b ? 0 : a - b);
    const text = choice.text.trim().toLowerCase();
    const sorted = entries
      .filter((entry) => entry.docname.toLowerCase().includes(text))
      .map((entry) => [key(entry), entry]);
    sorted.sort(([a, first], [b, second]) => order * compare(a, b) || collator.compare(first.docname, second.docname));
    table.tBodies[0].replaceChildren(...sorted.map(([, entry]) => entry.row));
    byId("nothing").hidden = sorted.length > 0;
    heads.forEach((head, place) => {
      if (String(place) === choice.column) head.ariaSort = order > 0 ? "ascending" : "descending";
      else head.removeAttribute("aria-sort");
    });
    rememberInAddress(choice, DEFAULTS);
  }

  heads.forEach((head, place) => {
    const button = head.querySelector("button");
    button.disabled = false;
    button.addEventListener("click", () => {
      choice.order = String(choice.column === String(place) ? -choice.order : 1);
      choice.column = String(place);
      draw();
    });
  });
  for (const radio of radios) {
    radio.checked = radio.value === choice.show;
    radio.addEventListener("change", () => {
      choice.show = radio.value;
      draw();
    });
  }
  byId("filter").hidden = false;
  byId("text").value = choice.text;
  byId("text").addEventListener("input", () => {
    choice.text = byId("text").value;
    draw();
  });
  draw();
})();
