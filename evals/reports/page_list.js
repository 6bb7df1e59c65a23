// The list of conversations: filters, and rows that are drawn as they come into sight.

const ROWS_AT_ONCE = 80;
const NOTHING_CHOSEN = { text: "", tag: "", need: "", split: "", persona: "", failed: false, changed: false };
const RESULTS = { unmeasured: "sem entendimento", held: "deu certo", failed: "falhou" };
const changedOnes = new Set((report.difference?.changes ?? []).map((change) => change.anchor));
const searched = new Map();

let chosen = { ...NOTHING_CHOSEN };
let shown = [];
let opened = "";

// Sets some of the filters, lets go of the others.
function choose(some) {
  chosen = { ...NOTHING_CHOSEN, ...some };
  showFilters();
  showList();
}

function pick(name, value) {
  chosen = { ...chosen, [name]: value };
  showList();
}

function showFilters() {
  const selects = [
    select("tag", "Etiqueta", valuesOf((one) => one.tags)),
    select("need", "Necessidade", valuesOf((one) => one.needs), needName),
    select("split", "Separação", valuesOf((one) => one.split), (name) => word("splits", name)),
    select("persona", "Persona", valuesOf((one) => one.persona)),
  ];
  const toggles = [toggle("failed", "só falhas"), changedOnes.size ? toggle("changed", "só as que mudaram") : null];
  const rows = [el("div", { class: "selects" }, selects), el("div", { class: "toggles" }, toggles)];
  byId("filters").replaceChildren(search(), ...rows);
}

function valuesOf(of) {
  return [...new Set(report.conversations.flatMap((one) => of(one) ?? []))].filter(Boolean).sort();
}

function search() {
  return el("input", {
    type: "search",
    id: "search",
    value: chosen.text,
    placeholder: "Procurar no título, no código ou no que foi dito",
    "aria-label": "Procurar",
    autocomplete: "off",
    on: { input: (event) => pick("text", event.target.value) },
  });
}

function select(name, title, values, shownAs = (value) => value) {
  if (values.length === 0) return null;
  const option = (value) => el("option", { value, selected: chosen[name] === value }, shownAs(value));
  const change = (event) => pick(name, event.target.value);
  const all = el("option", { value: "" }, title);
  return el("select", { id: `by-${name}`, "aria-label": title, on: { change } }, all, values.map(option));
}

function toggle(name, text) {
  const change = (event) => pick(name, event.target.checked);
  const box = el("input", { type: "checkbox", id: `only-${name}`, checked: chosen[name], on: { change } });
  return el("label", {}, box, ` ${text}`);
}

function showList() {
  const all = report.conversations.length;
  shown = report.conversations.filter(isChosen);
  const count = many(all, "conversa", "conversas");
  byId("found").textContent = shown.length === all ? count : `${coarse.format(shown.length)} de ${count}`;
  byId("list").replaceChildren();
  moreRows();
}

function isChosen(one) {
  const { text, tag, need, split, persona, failed, changed } = chosen;
  return (
    (!failed || (one.judged && !one.passed)) &&
    (!changed || changedOnes.has(one.anchor)) &&
    (!tag || (one.tags ?? []).includes(tag)) &&
    (!need || (one.needs ?? []).includes(need)) &&
    (!split || one.split === split) &&
    (!persona || one.persona === persona) &&
    plain(text).split(/\s+/).every((part) => wordsOf(one).includes(part))
  );
}

// Everything of a conversation that is searched; put together once.
function wordsOf(one) {
  if (!searched.has(one)) {
    const said = (one.steps ?? []).flatMap(textsOf);
    searched.set(one, plain([one.anchor, one.title, ...(one.tags ?? []), ...said].join("\n")));
  }
  return searched.get(one);
}

function textsOf(step) {
  return [...(step.heard ?? []).map((line) => line.text ?? ""), ...(step.happened ?? []).map(([, text]) => text)];
}

// Draws some more rows, and the next ones when the last of these comes into sight.
function moreRows() {
  const list = byId("list"), soFar = list.childElementCount;
  list.append(...shown.slice(soFar, soFar + ROWS_AT_ONCE).map(row));
  if (list.childElementCount < shown.length) sight.observe(list.lastElementChild);
  markRow();
}

const sight = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    sight.unobserve(entry.target);
    moreRows();
  }
});

function row(one) {
  const kind = !one.judged ? "unmeasured" : one.passed ? "held" : "failed";
  const meaning = { title: RESULTS[kind], "aria-label": RESULTS[kind], role: "img" };
  const change = changedOnes.has(one.anchor) ? chip("mudou", "changed") : null;
  return el("li", { class: "row" }, el(
    "a", { href: `#${one.anchor}`, "data-anchor": one.anchor },
    el("span", { class: `dot ${kind}`, ...meaning }),
    el("span", { class: "title" }, one.title),
    el("span", { class: "sub" }, one.anchor, change),
    kind === "failed" ? el("span", { class: "reason" }, firstFault(one)) : null,
  ));
}

const firstFault = (one) => (one.failures ?? []).find((failure) => failure.decides)?.short ?? one.ended;

// Marks the row of the conversation that is open.
function markRow() {
  const list = byId("list");
  for (const link of list.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  const link = list.querySelector(`a[data-anchor="${CSS.escape(opened)}"]`);
  link?.setAttribute("aria-current", "true");
  return link;
}

// Brings the row of a conversation into sight, drawing the rows before it if they were not.
function openRow(anchor) {
  opened = anchor;
  const place = shown.findIndex((one) => one.anchor === anchor);
  while (place >= byId("list").childElementCount) moreRows();
  markRow()?.scrollIntoView({ block: "nearest" });
}

// The conversation before or after the one that is open, among those that the filters leave.
function neighbour(steps) {
  const place = shown.findIndex((one) => one.anchor === opened);
  return shown[place === -1 ? 0 : place + steps];
}
