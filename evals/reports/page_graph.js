// The graph as it was drawn once, cloned and marked: by how often its ways were walked, or by one conversation's path.

const START = "__start__", END = "__end__", MARGIN = 30;

// The drawing with its nodes and ways by name (`gate`, `gate->human`); null where there is none.
function graph() {
  const whole = byId("graph").content.querySelector("svg")?.cloneNode(true);
  if (!whole) return null;
  crop(whole);
  whole.classList.add("graph");
  whole.setAttribute("role", "img");
  const parts = new Map();
  for (const part of whole.querySelectorAll("g.node, g.edge")) {
    parts.set(part.querySelector("title").textContent, part);
    part.removeAttribute("id");
  }
  whole.querySelector("g").removeAttribute("id");
  whole.querySelector("g > title")?.remove();
  liftWords(whole, parts);
  return { whole, parts };
}

// The drawing fills its place: without a size of its own, and without its margin.
function crop(whole) {
  const [x, y, width, height] = whole.getAttribute("viewBox").split(/\s+/).map(Number);
  whole.setAttribute("viewBox", [x + MARGIN, y + MARGIN, width - 2 * MARGIN, height - 2 * MARGIN].join(" "));
  whole.removeAttribute("width");
  whole.removeAttribute("height");
}

// The words beside the ways stand above all lines. Each way keeps its words by name.
function liftWords(whole, parts) {
  const top = drawn("g");
  for (const [name, part] of parts) {
    const text = part.matches(".edge") && part.querySelector("text");
    if (!text) continue;
    text.classList.add("words");
    text.dataset.way = name;
    top.append(text);
  }
  whole.querySelector("g").append(top);
}

// The ways that a turn walked: from START, and to END where the graph has such a way.
function waysOf(path, parts) {
  if (path.length === 0) return [];
  const stops = [START, ...path, END];
  const ways = stops.slice(1).map((stop, place) => `${stops[place]}->${stop}`);
  return ways.filter((way) => parts.has(way));
}

function placesOf(path, parts) {
  return [...waysOf(path, parts), ...(path.length ? [START, ...path] : [])];
}

// Marks every turn's path (`passed`), and one turn's beside (`now`).
function mark(drawing, paths, now = []) {
  const passed = new Set(paths.flatMap((path) => placesOf(path, drawing.parts)));
  const current = new Set(placesOf(now, drawing.parts));
  for (const [name, part] of drawing.parts) {
    part.classList.toggle("passed", passed.has(name));
    part.classList.toggle("now", current.has(name));
  }
}

// The graph with each way as thick as it was walked often, and in red where never; the counts beside the ways.
function coverageGraph(ways) {
  const drawing = graph();
  if (!drawing) return null;
  const most = Math.max(1, ...ways.map((way) => way.walked));
  for (const way of ways) weigh(drawing, way, most);
  drawing.whole.setAttribute("aria-label", "O grafo, cada caminho com quantas vezes foi andado");
  return drawing.whole;
}

function weigh({ whole, parts }, { source, target, walked }, most) {
  const name = `${source}->${target}`, edge = parts.get(name);
  if (!edge) return;
  const line = edge.querySelector("path"), kind = walked ? "walked" : "never";
  edge.classList.add(kind);
  line.setAttribute("stroke-width", walked ? (1.2 + 4 * (Math.log1p(walked) / Math.log1p(most))).toFixed(2) : 1.6);
  edge.querySelector("title").textContent = `${name}: ${many(walked, "vez", "vezes")}`;
  const label = whole.querySelector(`[data-way="${CSS.escape(name)}"]`) ?? wordsBeside(line, whole);
  count(label, walked);
  label.classList.add(kind);
}

// The count goes after the answer that is written there; the words grow to the right, away from their line.
function count(label, walked) {
  const answer = label.textContent.trim();
  if (answer) label.setAttribute("x", Number(label.getAttribute("x")) - answer.length * 2.7);
  label.setAttribute("text-anchor", "start");
  label.textContent = [answer, coarse.format(walked)].filter(Boolean).join(" · ");
}

function wordsBeside(line, whole) {
  const middle = middleOf(line.getAttribute("d"));
  const label = drawn("text", { x: middle.x + 8, y: middle.y + 4, class: "words" });
  whole.querySelector("g").append(label);
  return label;
}

// The middle of a drawn way: of the first and the last of its points, for nothing is laid out yet.
function middleOf(line) {
  const points = [...line.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  const half = points[Math.floor((points.length - 1) / 2)], next = points[Math.ceil((points.length - 1) / 2)];
  return { x: (half.x + next.x) / 2, y: (half.y + next.y) / 2 };
}
