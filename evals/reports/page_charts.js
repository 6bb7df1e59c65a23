// Small drawings: a share with its interval, a figure over runs, a heat map, a histogram.

const BAR = { width: 150, height: 16 };

// Where a share lies between 0 and 100 %: the interval as a band, the value as a mark; dev and held-out as lesser marks.
function intervalBar(metric) {
  const at = (share) => 4 + share * (BAR.width - 8);
  const middle = BAR.height / 2;
  const { low, high, value } = metric.all;
  const band = { x: at(low), width: Math.max(1, at(high) - at(low)), y: middle - 4, height: 8, rx: 4, class: "band" };
  const marks = SPLITS.filter((split) => metric[split]?.value != null).map((split) =>
    drawn("circle", { cx: at(metric[split].value), cy: middle, r: 2.4, class: `mark ${split}` }),
  );
  return picture(
    BAR.width, BAR.height, `${metric.label}: ${percent(value)}, intervalo ${interval(metric.all)}`,
    drawn("line", { x1: 4, x2: BAR.width - 4, y1: middle, y2: middle, class: "axis" }),
    drawn("rect", band), marks,
    drawn("circle", { cx: at(value), cy: middle, r: 4, class: "value" }),
  );
}

// A bar filled up to a share.
function shareBar(share, kind = "") {
  const bar = drawn("rect", { width: 60 * share, height: 6, rx: 3, class: `full ${kind}` });
  return picture(60, 6, percent(share), drawn("rect", { width: 60, height: 6, rx: 3, class: "empty" }), bar);
}

const CHART = { width: 240, height: 76, left: 6, right: 10, top: 10, bottom: 10 };

// A figure over runs, oldest first, the last one marked; the baseline as a dashed line.
function lineChart(label, points, baseline, isShare) {
  const values = points.map((point) => point.value).filter((value) => value !== null);
  const scale = scaled(values.concat(baseline ?? []), points.length);
  const spots = points.map((point, place) => ({ ...point, x: scale.x(place), y: scale.y(point.value) }));
  const seen = spots.filter((spot) => spot.value !== null);
  const last = seen.at(-1);
  return picture(
    CHART.width, CHART.height, `${label}: ${seen.map((spot) => figure(spot.value, isShare)).join(", ")}`,
    baseline == null ? null : baseLine(scale.y(baseline), figure(baseline, isShare)),
    drawn("polyline", { points: seen.map((spot) => `${spot.x},${spot.y}`).join(" "), class: "trend" }),
    seen.map((spot) => spotOf(spot, spot === last, isShare)),
  );
}

function scaled(values, count) {
  const least = Math.min(...values), most = Math.max(...values);
  const slack = Math.max((most - least) * 0.15, Math.abs(most) * 0.01, 1e-6);
  const from = least - slack, to = most + slack;
  const across = CHART.width - CHART.left - CHART.right, down = CHART.height - CHART.top - CHART.bottom;
  return {
    x: (place) => CHART.left + (count > 1 ? (place / (count - 1)) * across : across),
    y: (value) => CHART.top + (1 - (value - from) / (to - from)) * down,
  };
}

function baseLine(y, text) {
  const line = drawn("line", { x1: CHART.left, x2: CHART.width - CHART.right, y1: y, y2: y, class: "base" });
  return drawn("g", {}, line, drawn("title", {}, `base: ${text}`));
}

function spotOf(spot, isLast, isShare) {
  const told = drawn("title", {}, `${moment(spot.at) || "agora"}: ${figure(spot.value, isShare)}`);
  return drawn("circle", { cx: spot.x, cy: spot.y, r: isLast ? 4 : 2.5, class: isLast ? "spot last" : "spot" }, told);
}

const CELL = 46, NAMES = 108;

// What was meant (rows) against what was understood (columns): the darker, the larger the share of its row.
function heatMap(labels, counts) {
  const size = labels.length * CELL;
  const names = labels.map(needName);
  const cells = counts.map((row, i) => row.map((count, j) => heatCell(names, row, i, j)));
  return picture(
    NAMES + size + 58, NAMES + size + 4, "Matriz de confusão",
    names.map((name, i) => drawn("text", { x: NAMES - 8, y: NAMES + i * CELL + CELL / 2 + 4, "text-anchor": "end" }, name)),
    names.map((name, j) => columnName(name, NAMES + j * CELL + CELL / 2)),
    cells,
  );
}

function columnName(name, x) {
  return drawn("text", { transform: `translate(${x + 2} ${NAMES - 8}) rotate(-42)` }, name);
}

function heatCell(names, row, i, j) {
  const count = row[j];
  const total = row.reduce((sum, one) => sum + one, 0);
  const share = total ? count / total : 0;
  const place = { x: NAMES + j * CELL + 1, y: NAMES + i * CELL + 1, width: CELL - 2, height: CELL - 2, rx: 5 };
  const depth = count ? 0.14 + 0.66 * share : 0;
  const text = { x: place.x + place.width / 2, y: place.y + place.height / 2 + 4, "text-anchor": "middle", class: "number" };
  return drawn(
    "g", { class: i === j ? "cell right" : "cell wrong" },
    drawn("title", {}, `era ${names[i]}, entendeu ${names[j]}: ${count} de ${total} (${percent(share)})`),
    drawn("rect", { ...place, class: "ground" }),
    count ? drawn("rect", { ...place, class: "heat", "fill-opacity": depth.toFixed(3) }) : null,
    count ? drawn("text", text, String(count)) : null,
  );
}

const needName = (need) => (need === "none" ? "nenhuma" : need.replaceAll("_", " "));

const BINS = 10, HISTOGRAM = { width: 420, height: 150, left: 8, bottom: 22 };

// How sure she was, in ten steps: right ones above wrong ones.
function histogram(guesses) {
  const bins = Array.from({ length: BINS }, () => ({ right: 0, wrong: 0 }));
  for (const [confidence, isRight] of guesses) {
    bins[Math.min(BINS - 1, Math.floor(confidence * BINS))][isRight ? "right" : "wrong"] += 1;
  }
  const tallest = Math.max(1, ...bins.map((bin) => bin.right + bin.wrong));
  const columns = bins.map((bin, place) => column(bin, place, tallest));
  return picture(HISTOGRAM.width, HISTOGRAM.height, "Certeza das necessidades", columns);
}

function column(bin, place, tallest) {
  const space = HISTOGRAM.height - HISTOGRAM.bottom - 8, step = (HISTOGRAM.width - HISTOGRAM.left) / BINS;
  const x = HISTOGRAM.left + place * step, floor = HISTOGRAM.height - HISTOGRAM.bottom;
  const tall = (count) => (count ? Math.max(2, (count / tallest) * space) : 0);
  const wrong = tall(bin.wrong), right = tall(bin.right);
  const room = { x: x + 2, width: step - 4, rx: 2 };
  const bar = (kind, y, height) => (height ? drawn("rect", { ...room, y, height, class: kind }) : null);
  return drawn(
    "g", {},
    drawn("title", {}, `${place * 10} a ${place * 10 + 10} %: ${bin.right} certas, ${bin.wrong} erradas`),
    bar("wrong", floor - wrong, wrong), bar("right", floor - wrong - right, right),
    drawn("text", { x: x + step / 2, y: HISTOGRAM.height - 6, "text-anchor": "middle" }, String(place * 10)),
  );
}
