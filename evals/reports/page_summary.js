// The first view: the verdict, what changed, the criteria. Its figures are drawn by page_measures.js.

const MOST_KEYS = 8;

function showSummary() {
  const judged = report.conversations.filter((one) => one.judged);
  byId("veredito").append(verdict(judged), tiles(judged), setting());
  fill("mudancas", report.difference ? difference(report.difference) : null, trend());
  fill("criterios", gates());
  fill("medidas", report.metrics.length ? measures() : null);
  fill("confusoes", confusions());
  fill("dados", slots(), teams());
  fill("recortes", Object.keys(words.groups).map(slicesOf));
  fill("cobertura", coverage());
  fill("tempos", times());
  showChapters();
}

function showChapters() {
  const titles = [...document.querySelectorAll("#view-resumo > section[id] > h2")];
  const link = (title) => el("a", { href: `#${title.parentElement.id}` }, title.textContent.split(":")[0]);
  byId("chapters").append(...titles.map(link));
}

// The verdict.
function verdict(judged) {
  const broken = report.gates.filter((gate) => gate.outcome === "failed").length;
  const title = report.held ? "Todos os critérios mantidos" : many(broken, "critério quebrado", "critérios quebrados");
  return el("div", { class: `verdict ${report.held ? "good" : "bad"}` }, el("h1", {}, title), el("p", {}, counted(judged)));
}

function counted(judged) {
  const passed = judged.filter((one) => one.passed).length, failed = judged.length - passed;
  const without = report.infra.length;
  const toFailures = { href: "#conversas", on: { click: () => choose({ failed: true }) } };
  return [
    `${coarse.format(passed)} de ${many(judged.length, "conversa deu certo", "conversas deram certo")}`,
    failed ? [", ", el("a", toFailures, many(failed, "falhou", "falharam"))] : null,
    without ? `; ${many(without, "ficou", "ficaram")} sem resposta do entendimento` : null,
    ".",
  ];
}

function tiles(judged) {
  const passed = judged.filter((one) => one.passed).length;
  const steps = judged.reduce((sum, one) => sum + (one.steps ?? []).length, 0);
  const { p50, p95, seconds, jobs } = report.times;
  const share = judged.length ? percent(passed / judged.length) : DASH;
  return el("dl", { class: "tiles" }, [
    tile("Conversas certas", share, `${coarse.format(passed)} de ${coarse.format(judged.length)}`),
    tile("Critérios obrigatórios", ...held(true)),
    tile("Critérios sobre a base", ...held(false)),
    tile("Turnos julgados", coarse.format(steps), `${coarse.format(steps / Math.max(1, judged.length))} por conversa`),
    tile("Um turno", `${number(p50)} ms`, `95 % em até ${number(p95)} ms`),
    tile("A avaliação", `${number(seconds)} s`, many(jobs, "processo", "processos")),
  ]);
}

function tile(name, value, beside) {
  return el("div", { class: "tile" }, el("dt", {}, name), el("dd", {}, el("b", {}, value), el("span", {}, beside)));
}

function held(isHard) {
  const some = report.gates.filter((gate) => gate.hard === isHard && !gate.waits);
  if (some.length === 0) return [DASH, "sem base com que comparar"];
  return [`${some.filter((gate) => gate.outcome === "held").length} de ${some.length}`, "mantidos"];
}

function setting() {
  const { engine, model, split, only, tags, seeds } = report.options;
  const parts = [
    moment(report.times.at),
    report.company,
    `entendimento ${[engine, model].filter(Boolean).join(" ")}`,
    split && `só ${word("splits", split)}`,
    only.length && `só ${only.join(", ")}`,
    tags.length && `etiquetas ${tags.join(", ")}`,
    seeds && many(seeds, "semente", "sementes"),
    report.fingerprint && `versão ${report.fingerprint.slice(0, 12)}`,
  ];
  return el("p", { class: "setting" }, parts.filter(Boolean).join(" · "));
}

// What changed against the baseline.
function difference({ against, changes, deltas }) {
  const moved = deltas.filter((delta) => shift(delta.before, delta.after, false) !== "=");
  const headings = [["Medida"], ["Antes", "num"], ["Agora", "num"], ["Diferença", "num"]];
  return el(
    "div", {},
    el("p", { class: "lead" }, `Comparado com ${against}.`, changes.length ? "" : " Nenhuma conversa mudou."),
    Object.keys(words.changes).map((kind) => changed(kind, changes.filter((change) => change.kind === kind))),
    moved.length ? table(headings, moved.map(deltaRow)) : el("p", {}, "Nenhuma medida mudou."),
  );
}

function changed(kind, changes) {
  if (changes.length === 0) return null;
  const title = [`${word("changes", kind)} `, chip(String(changes.length))];
  const properties = { class: `moved ${kind.replace(" ", "-")}`, open: kind === "newly failing" };
  return folded(title, properties, el("ul", {}, changes.map(changeRow)));
}

function changeRow(change) {
  const gone = change.kind === "gone";
  const key = gone ? el("span", { class: "key" }, change.key) : conversationLink(change.anchor);
  const why = change.why.length ? el("p", { class: "why" }, change.why.join(" · ")) : null;
  return el("li", {}, key, ` ${change.title}`, why);
}

function deltaRow({ name, label, before, after, better }) {
  const share = isShare(name), known = before !== null && after !== null;
  const got = !known ? "" : (after > before) === (better === "more") ? "better" : "worse";
  const moved = cell(shift(before, after, share), `num ${got}`);
  return [cell(label), cell(figure(before, share), "num"), cell(figure(after, share), "num"), moved];
}

// What changed over the runs.
function trend() {
  const { trend: past, at } = report.times;
  if (past.length === 0) return null;
  const names = [...new Set(past.flatMap((run) => Object.keys(run.metrics)))];
  const figures = report.metrics.map((metric) => [metric.name, metric.all.value]);
  const runs = [...past.filter((run) => run.at !== at), { at, metrics: Object.fromEntries(figures) }];
  return el("div", { class: "charts" }, names.map((name) => trendOf(name, runs)));
}

function trendOf(name, runs) {
  const points = runs.map((run) => ({ at: run.at, value: run.metrics[name] ?? null }));
  if (!points.some((point) => point.value !== null)) return null;
  const baseline = report.difference?.deltas.find((delta) => delta.name === name)?.before;
  const latest = figure(points.at(-1).value, isShare(name));
  const first = points[0].at ? points[0].at.slice(5, 10).split("-").reverse().join("/") : "";
  return el(
    "figure", { class: "chart" },
    el("figcaption", {}, el("span", {}, labelOf(name)), el("b", {}, latest)),
    lineChart(labelOf(name), points, baseline, isShare(name)),
    el("p", { class: "ends" }, el("span", {}, first), el("span", {}, "agora")),
  );
}

// Criteria: as they come, hard ones first; those that wait for a baseline apart.
function gates() {
  const list = (some) => (some.length ? el("ul", { class: "gates" }, some.map(gateRow)) : null);
  const waiting = report.gates.filter((gate) => gate.waits);
  const count = many(waiting.length, "critério", "critérios");
  return [
    list(report.gates.filter((gate) => !gate.waits)),
    waiting.length ? folded(`${count} sem base com que comparar`, { class: "waiting" }, list(waiting)) : null,
  ];
}

function gateRow(gate) {
  const kind = el("span", { class: "kind" }, gate.hard ? "obrigatório" : "sobre a base");
  const wants = gate.wanted === null ? null : el("small", {}, `quer ${gate.wants}`);
  return el(
    "li", { class: `gate ${gate.outcome}` },
    el("span", { class: `pill ${gate.outcome}` }, word("outcomes", gate.outcome)),
    el("div", { class: "what" }, el("b", {}, gate.label), kind, offending(gate)),
    el("span", { class: "num" }, figure(gate.value, gate.share), wants),
  );
}

function offending(gate) {
  if (gate.offending.length === 0) return null;
  const links = gate.offending.map((anchor) => conversationLink(anchor));
  if (links.length <= MOST_KEYS) return el("p", { class: "keys" }, links);
  return folded(many(links.length, "conversa", "conversas"), { class: "keys" }, links);
}
