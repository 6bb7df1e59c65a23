// The figures of the first view: measures, needs, slots, teams, slices, coverage, time.

const MAIN_SLICE_METRICS = 4, UNJUDGED = DASH;

const metricOf = new Map(report.metrics.map((metric) => [metric.name, metric]));
const isShare = (name) => metricOf.get(name)?.share ?? false;
const labelOf = (name) => metricOf.get(name)?.label ?? name;

// Measures: all conversations, dev, held-out.
function measures() {
  const values = [["Todas", "num"], ["dev", "num"], ["reservadas", "num"]];
  const headings = [["Medida"], ["Intervalo de 95 %", "wide"], ...values, ["n", "num wide"]];
  return [table(headings, report.metrics.map(measure), { class: "measures" }), legend()];
}

function measure(metric) {
  const bar = metric.share && metric.all.value !== null ? intervalBar(metric) : null;
  const values = ["all", ...SPLITS].map((of) => measuredCell(metric[of], metric.share));
  const hint = metric.better === "less" ? el("small", {}, "quanto menos, melhor") : null;
  return [rowName(metric.label, hint), cell(bar, "wide"), ...values, cell(coarse.format(metric.all.of), "num wide")];
}

function measuredCell(measured, share) {
  const between = measured?.low == null ? null : el("small", {}, interval(measured));
  return el("td", { class: "num" }, figure(measured?.value, share), between);
}

function legend() {
  const circle = (kind) => drawn("circle", { cx: 5, cy: 5, r: 3.4, class: kind });
  const mark = (kind, text) => el("span", {}, picture(10, 10, text, circle(kind)), ` ${text}`);
  return el("p", { class: "legend" }, mark("value", "todas"), mark("mark dev", "dev"), mark("mark heldout", "reservadas"));
}

// Needs: the matrix, and how sure she was.
function confusions() {
  const { labels, counts } = report.confusion;
  const guesses = report.conversations.flatMap((one) => (one.steps ?? []).flatMap(guessesOf));
  return [
    labels.length ? captioned("heat", el("div", { class: "scroll" }, heatMap(labels, counts)), words.captions.heat) : null,
    guesses.length ? captioned("sure", histogram(guesses), words.captions.sure) : null,
  ];
}

function captioned(kind, drawing, text) {
  return el("figure", { class: kind }, drawing, el("figcaption", {}, text));
}

function guessesOf(step) {
  if (!step.fresh) return [];
  return (step.needs ?? []).map(([kind, confidence]) => [confidence, step.fresh.includes(kind)]);
}

const sharesOf = (of, ...values) => values.map((value) => cell(of ? percent(value) : DASH, "num"));

function slots() {
  if (report.slots.length === 0) return null;
  const headings = [["Dado"], ["Precisão", "num"], ["Cobertura", "num"], ["F1", "num"], ["", "wide"], ["n", "num"]];
  const bar = ({ of, f1 }) => cell(of ? shareBar(f1) : null, "wide");
  const line = (slot) => [...sharesOf(slot.of, slot.precision, slot.recall, slot.f1), bar(slot), amount(slot.of)];
  return table(headings, report.slots.map((slot) => [rowName(slot.name), ...line(slot)]));
}

function teams() {
  if (report.teams.length === 0) return null;
  const headings = [["Time"], ["Precisão", "num"], ["Cobertura", "num"], ["n", "num"]];
  const line = (team) => [...sharesOf(team.of, team.precision, team.recall), amount(team.of)];
  return table(headings, report.teams.map((team) => [rowName(team.name), ...line(team)]));
}

// Slices: one kind of conversations at a time. Too few are counted and not judged.
function slicesOf(group) {
  const some = report.slices.filter((slice) => slice.group === group);
  if (some.length === 0) return null;
  const names = [...new Set(some.flatMap((slice) => Object.keys(slice.metrics)))].slice(0, MAIN_SLICE_METRICS);
  const labels = names.map((name) => [labelOf(name), "num wide"]);
  const headings = [[word("groups", group)], ["Conversas", "num"], ["Certas", "num"], ["", "wide"], ...labels];
  const title = [`${word("groups", group)} `, chip(String(some.length))];
  const rows = some.map((slice) => sliceRow(slice, names));
  return folded(title, { class: "slices", open: group === "need" }, table(headings, rows));
}

function sliceRow(slice, names) {
  const value = (name) => (name in slice.metrics ? figure(slice.metrics[name], isShare(name)) : DASH);
  const bar = slice.share === null ? null : shareBar(slice.share, slice.share < 0.9 ? "low" : "");
  const told = slice.share === null ? UNJUDGED : percent(slice.share);
  const values = names.map((name) => cell(value(name), "num wide"));
  return [rowName(sliceName(slice)), amount(slice.conversations), cell(told, "num"), cell(bar, "wide"), ...values];
}

function sliceName({ group, name }) {
  if (group === "author") return name;
  const click = () => choose({ [group]: name });
  return el("a", { href: "#conversas", on: { click } }, group === "split" ? word("splits", name) : name);
}

// Coverage: the graph as it was walked, and what was never reached.
function coverage() {
  const { ways, reached } = report.coverage;
  if (ways.length + reached.length === 0) return null;
  const drawing = coverageGraph(ways);
  const list = drawing ? null : table([["De"], ["Para"], ["Vezes", "num"]], ways.map(wayRow));
  return el(
    "div", { class: "coverage" },
    drawing ? captioned("walked-graph", drawing, words.captions.walked) : null,
    el("div", {}, reached.map(reachedRow), list),
  );
}

function reachedRow({ kind, of, missed }) {
  const met = of - missed.length;
  const bar = of ? shareBar(met / of, missed.length ? "low" : "") : null;
  const never = missed.length ? el("p", { class: "missed" }, "nunca: ", missed.map((one) => chip(one, "bad"))) : null;
  return el("div", { class: "reached" }, el("p", {}, el("b", {}, word("reached", kind)), ` ${met} de ${of} `, bar), never);
}

function wayRow({ source, target, walked }) {
  return [cell(source), cell(target), cell(coarse.format(walked), walked ? "num" : "num worse")];
}

// Time.
function times() {
  const { seconds, turns, p50, p95, peak_mib: peak, slowest, jobs } = report.times;
  if (!seconds && !turns) return null;
  const rows = [
    ["A avaliação inteira", `${number(seconds)} s, ${many(jobs, "processo", "processos")}`],
    ["Turnos", coarse.format(turns)],
    ["Um turno, metade em até", `${number(p50)} ms`],
    ["Um turno, 95 % em até", `${number(p95)} ms`],
    ["Memória, no máximo", `${number(peak)} MiB`],
  ];
  const link = (key) => cell(conversationLink(key.replace("#", "-"), key));
  const slow = slowest.map(([key, spent]) => [link(key), cell(`${number(spent)} ms`, "num")]);
  return [
    table([["O quê"], ["Quanto", "num"]], rows.map(([name, value]) => [cell(name), cell(value, "num")])),
    slow.length ? table([["As mais demoradas"], ["", "num"]], slow) : null,
  ];
}
