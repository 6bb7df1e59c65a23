// The report, and how it is put into words and elements. Whatever comes from it becomes text, never markup.

const report = JSON.parse(document.getElementById("report").textContent);
const words = report.words;
const SPLITS = ["dev", "heldout"];
const WEEKDAYS = ["dom", "seg", "ter", "qua", "qui", "sex", "sáb"];
const DASH = "–";

const word = (kind, key) => words[kind][key] ?? key;
const byId = (id) => document.getElementById(id);
const bodyOf = (section) => byId(section).querySelector(".body");

// An element: its properties by name (`on` holds listeners), its children in order; what is empty is left out.
function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) give(element, name, value);
  element.append(...children.flat(Infinity).filter(isSomething));
  return element;
}

function give(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else {
    element.setAttribute(name, value === true ? "" : value);
  }
}

const isSomething = (value) => value !== null && value !== undefined && value !== false && value !== "";

function drawn(tag, properties = {}, ...children) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) {
    if (isSomething(value)) shape.setAttribute(name, value);
  }
  shape.append(...children.flat(Infinity).filter(isSomething));
  return shape;
}

function picture(width, height, label, ...children) {
  const box = { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label };
  return drawn("svg", box, ...children);
}

// Figures, as people in Brazil write them.
const tenths = new Intl.NumberFormat("pt-BR", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat("pt-BR", { maximumFractionDigits: 3 });
const coarse = new Intl.NumberFormat("pt-BR", { maximumFractionDigits: 1 });

const percent = (share) => `${tenths.format(share * 100)} %`;
const whole = (percentage) => `${Math.round(percentage * 100)} %`;
const number = (value) => (Math.abs(value) < 10 ? fine : coarse).format(value);

function figure(value, isShare) {
  if (value === null || value === undefined) return DASH;
  return isShare ? percent(value) : number(value);
}

function interval(measured) {
  if (!measured || measured.low === null) return "";
  return `${tenths.format(measured.low * 100)}–${percent(measured.high)}`;
}

function shift(before, after, isShare) {
  if (before === null || after === null) return DASH;
  const moved = after - before;
  if (Math.abs(moved) < 5e-4) return "=";
  const size = Math.abs(moved);
  return `${moved > 0 ? "+" : "−"}${isShare ? `${tenths.format(size * 100)} pt` : number(size)}`;
}

const many = (count, one, several) => `${coarse.format(count)} ${count === 1 ? one : several}`;

// Moments are shown as they were written, in the company's own time.
function day(moment) {
  const [year, month, date] = moment.slice(0, 10).split("-");
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  return `${weekday}, ${date}/${month}/${year}`;
}

const clock = (moment) => moment.slice(11, 16);
const moment = (iso) => (iso ? `${day(iso)}, ${clock(iso)}` : "");

// Text as it is searched: without accents and capitals.
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

// A section that has nothing to show says so, or goes.
function fill(section, ...children) {
  const shown = children.flat(Infinity).filter(isSomething);
  if (shown.length === 0) byId(section).remove();
  else bodyOf(section).replaceChildren(...shown);
}

function table(headings, rows, properties = {}) {
  const head = headings.map(([title, kind]) => el("th", { scope: "col", class: kind }, title));
  const lines = rows.map((cells) => el("tr", {}, cells));
  const whole = el("table", properties, el("thead", {}, el("tr", {}, head)), el("tbody", {}, lines));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Tabela" }, whole);
}

const cell = (text, kind) => el("td", { class: kind }, text);
const amount = (count) => cell(coarse.format(count), "num");
const rowName = (...name) => el("th", { scope: "row" }, name);
const chip = (text, kind = "") => el("span", { class: `chip ${kind}` }, text);

// Names with what belongs to them; a name without anything is left out.
function pairs(rows) {
  const told = rows.filter(([, value]) => [value].flat(Infinity).some(isSomething));
  return el("dl", {}, told.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function folded(title, properties, ...inside) {
  return el("details", properties, el("summary", {}, title), inside);
}

const titleOf = new Map(report.conversations.map((one) => [one.anchor, one.title]));

function conversationLink(anchor, text = anchor) {
  return el("a", { href: `#${anchor}`, class: "key", title: titleOf.get(anchor) }, text);
}
