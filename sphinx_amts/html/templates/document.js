(() => {
  const FIRST_ORDER = { line: 1, state: 1, score: 1, length: -1 };
  const DEFAULTS = { sort: "line", order: "1", text: "", state: "" };

  const { states, messages } = JSON.parse(byId("data").textContent);
  const list = byId("messages");
  messages.forEach((entry, place) => {
    entry.item = list.children[place];
    entry.place = place;
  });
  let ordered = messages;

  const choice = readFromAddress(DEFAULTS);
  if (!Object.hasOwn(FIRST_ORDER, choice.sort)) choice.sort = DEFAULTS.sort;
  if (choice.order !== "-1") choice.order = "1";

  const keys = {
    line: (entry) => entry.place,
    state: (entry) => states.indexOf(entry.state),
    // what has no score comes last, whatever the order
    score: (entry) => entry.score ?? Infinity * Number(choice.order),
    length: (entry) => entry.length,
  };

  function orderMessages() {
    const key = keys[choice.sort];
    const order = Number(choice.order);
    ordered = [...messages].sort((a, b) => {
      const [first, second] = [key(a), key(b)];
      return first === second ? a.place - b.place : order * (first < second ? -1 : 1);
    });
    for (const button of byId("sorting").querySelectorAll("button")) {
      const active = button.value === choice.sort;
      button.setAttribute("aria-pressed", active);
      button.dataset.order = active ? choice.order : "";
      button.title = active ? (order > 0 ? "ascending" : "descending") : "";
    }
  }

  function isShown(entry, text) {
    if (choice.state === "compared" && !entry.compared) return false;
    if (choice.state === "faults" && !entry.faults) return false;
    if (states.includes(choice.state) && entry.state !== choice.state) return false;
    entry.text ??= entry.item.textContent.toLowerCase();
    return !text || entry.text.includes(text);
  }

  function drawList() {
    const text = choice.text.trim().toLowerCase();
    const shown = ordered.filter((entry) => isShown(entry, text));
    list.replaceChildren(...shown.map((entry) => entry.item));
    byId("nothing").hidden = shown.length > 0;
    byId("shown").textContent =
      shown.length === messages.length ? "" : `${number(shown.length)} of ${number(messages.length)} shown`;
  }

  byId("sorting").addEventListener("click", ({ target }) => {
    if (!Object.hasOwn(FIRST_ORDER, target.value)) return;
    choice.order = String(choice.sort === target.value ? -choice.order : FIRST_ORDER[target.value]);
    choice.sort = target.value;
    orderMessages();
    drawList();
    rememberInAddress(choice, DEFAULTS);
  });
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("input", () => {
    choice.text = byId("text").value;
    choice.state = byId("state").value;
    drawList();
    rememberInAddress(choice, DEFAULTS);
  });

  byId("text").value = choice.text;
  byId("state").value = choice.state;
  if (byId("state").selectedIndex < 0) byId("state").value = choice.state = "";
  byId("filter").hidden = false;
  for (const button of byId("sorting").querySelectorAll("button")) button.disabled = false;
  orderMessages();
  drawList();
})();
