// One conversation: what was said, beside what was understood, expected and found, with its path on the graph.

const ACTED = new Set(["user", "attached", "human_says", "status", "again", "unsaid", "note", "edits", "step"]);
const NOT_RIGHT = new Set(["wrong", "missing", "extra"]);
const SPANS = [[86400, "dia", "dias"], [3600, "hora", "horas"], [60, "minuto", "minutos"], [1, "segundo", "segundos"]];

// Shows a conversation: its parts are drawn when it is opened, and go when another is.
function showConversation(one) {
  const drawing = graph(), walk = new Walk(one, drawing);
  const steps = one.steps ?? [];
  const turns = steps.map((step, place) => turn(one, step, steps[place - 1], walk, place));
  const story = el("div", { class: "turns" }, turns, atTheEnd(one));
  byId("conversation").replaceChildren(heading(one), el("div", { class: "columns" }, story, beside(walk, drawing)));
  walk.whole();
  return walk;
}

function heading(one) {
  const change = report.difference?.changes.find((some) => some.anchor === one.anchor);
  const of = [word("splits", one.split), one.persona && `persona ${one.persona}`, `por ${one.author}`, one.file];
  return el(
    "header", { class: "heading" },
    el("a", { href: "#conversas", class: "back" }, "‹ Conversas"),
    el("p", { class: "verdict-line" }, result(one), changeChip(change), conversationLink(one.anchor)),
    el("h2", {}, one.title),
    el("p", { class: "of" }, of.filter(Boolean).join(" · ")),
    el("p", { class: "tags" }, (one.tags ?? []).map((tag) => chip(tag))),
    faults(one),
    change ? pathsApart(change) : null,
  );
}

function result(one) {
  if (!one.judged) return el("span", { class: "pill unmeasured" }, "sem entendimento");
  return one.passed ? el("span", { class: "pill held" }, "deu certo") : el("span", { class: "pill failed" }, "falhou");
}

const changeChip = (change) => (change ? chip(word("changes", change.kind), "changed") : null);

// What failed, at a glance; what only counts and doesn't decide is quieter.
function faults(one) {
  const failures = one.failures ?? [];
  if (failures.length === 0) return null;
  return el("ul", { class: "faults" }, failures.map(faultRow));
}

function faultRow(failure) {
  const button = el("button", { type: "button", on: { click: () => toTurn(failure.turn) } }, failure.when);
  return el("li", { class: failure.decides ? "decides" : "" }, button, " ", fault(failure));
}

function fault(failure) {
  const wish = failure.expected ? ["esperado ", el("q", { class: "wished" }, failure.expected), ", veio "] : [];
  return [el("b", {}, failure.what), ": ", wish, el("q", { class: "came" }, failure.found)];
}

const faultBox = (failure) => el("p", { class: `fault ${failure.decides ? "decides" : ""}` }, fault(failure));

function toTurn(number) {
  const place = number ? byId(`turno-${number}`) : byId("fim");
  place?.scrollIntoView({ block: "center" });
  place?.focus({ preventScroll: true });
}

// The paths of a changed conversation, turn by turn, where they differ.
function pathsApart({ before, after }) {
  const turns = Array.from({ length: Math.max(before.length, after.length) }, (_, place) => place);
  const rows = turns.map((place) => [`turno ${place + 1}`, arrows(before[place] ?? []), arrows(after[place] ?? [])]);
  const apart = rows.filter(([, then, now]) => then !== now).map((row) => row.map((text) => cell(text)));
  if (apart.length === 0) return null;
  return folded("caminho antes e agora", { class: "apart" }, table([["Turno"], ["Antes"], ["Agora"]], apart));
}

const arrows = (path) => (path.length ? path.join(" → ") : DASH);

// A turn, beside what is behind it. Only a pointer that moves looks at it: a turn that scrolls under one is not meant.
function turn(one, step, before, walk, place) {
  const failures = (one.failures ?? []).filter((failure) => failure.turn === step.number);
  const failed = failures.some((failure) => failure.decides);
  const name = { id: `turno-${step.number}`, "aria-label": `turno ${step.number}`, tabindex: "0" };
  const on = {
    focus: () => walk.to(place),
    click: () => walk.to(place),
    mousemove: () => walk.look(place),
    mouseleave: () => walk.back(),
  };
  return el(
    "section", { ...name, class: `turn ${failed ? "failed" : ""}`, on },
    el("div", { class: "chat" }, when(step, before), lines(step, before)),
    ACTED.has(step.kind) ? behind(step, before, failures) : null,
  );
}

function when(step, before) {
  const isNewDay = before?.now.slice(0, 10) !== step.now.slice(0, 10);
  const shown = isNewDay ? `${day(step.now)}, ${clock(step.now)}` : clock(step.now);
  return el("p", { class: "when" }, `turno ${step.number} · `, el("time", { datetime: step.now }, shown));
}

// Everything that was said and done in a turn, in its order. Attributes are told behind it.
function lines(step, before) {
  const happened = (step.happened ?? []).filter(([kind]) => kind !== "set_attributes");
  return [event(step, before), (step.heard ?? []).map(heard), happened.map(did), quiet(step)];
}

// What happened that nobody said.
function event(step, before) {
  const then = before?.after ?? "pending";
  switch (step.kind) {
    case "status": return system(`uma pessoa muda a situação: ${word("status", then)} → ${word("status", step.before)}`);
    case "human_says": return then === "open" ? null : system("uma pessoa assume a conversa");
    case "silence": return system(`${span(before, step)} sem ninguém escrever`);
    case "clock": return system(`o relógio anda: ${span(before, step)}`);
    case "again": return system("o canal entrega de novo as últimas mensagens");
    case "unsaid": return system("a última mensagem dela não chegou ao cliente");
    case "note": return system("um colega fala com ela em nota");
    case "edits": return system("um colega corrige a ficha");
    case "step": return system("o cliente não respondeu, e chega a vez dela");
    default: return null;
  }
}

// The time between two turns, in its largest unit.
function span(before, step) {
  const seconds = before ? (Date.parse(step.now) - Date.parse(before.now)) / 1000 : 0;
  const [size, one, several] = SPANS.find(([size]) => seconds >= size) ?? SPANS.at(-1);
  return many(Math.round(seconds / size), one, several);
}

function heard({ role, kind, text, name }) {
  const isCustomer = role === "customer";
  const attached = kind && kind !== "text" ? el("span", { class: "attachment" }, word("attachments", kind)) : null;
  const who = isCustomer ? "cliente" : name || "uma pessoa";
  return bubble(isCustomer ? "customer" : "person", who, attached, text ? el("p", {}, text) : null);
}

function did([kind, text]) {
  if (kind === "say") return bubble("alu", "Alú", el("p", {}, text));
  if (kind === "note") return bubble("note", "nota para o time", el("p", {}, text));
  return system(`${word("effects", kind)}: ${text}`);
}

function quiet(step) {
  const said = (step.happened ?? []).some(([kind]) => kind === "say");
  if (said || !ACTED.has(step.kind)) return null;
  return system(`Alú em silêncio${step.reason ? `: ${word("reasons", step.reason)}` : ""}`);
}

const system = (text) => el("p", { class: "system" }, text);
const bubble = (kind, who, ...inside) => el("div", { class: `bubble ${kind}` }, el("span", { class: "who" }, who), inside);

// Behind a turn: what she did and why, what she understood, what she knows.
function behind(step, before, failures) {
  const count = failures.length ? chip(many(failures.length, "falha", "falhas"), "bad") : null;
  return folded(
    ["por dentro", count], { class: "behind", open: failures.length > 0 || WIDE.matches },
    failures.map(faultBox), pairs(deeds(step)), facts(step, before), attributes(step),
  );
}

function deeds(step) {
  const said = [...(step.uses ?? []), step.answer].filter(Boolean);
  return [
    ["pergunta", (step.asks ?? []).map((slot) => chip(slot))],
    ["oferece", (step.options ?? []).map((need) => chip(needName(need)))],
    ["ato", `${word("acts", step.act)}${step.reason ? ` · ${word("reasons", step.reason)}` : ""}`],
    ["entendeu", understood(step)],
    ["disse", said.map((key) => chip(key))],
    ["caminho", arrows(step.path ?? [])],
    ["modelo", step.requests ? `${many(step.requests, "chamada", "chamadas")}, ${coarse.format(step.tokens)} tokens` : ""],
    ["tropeços", (step.troubles ?? []).join(" · ")],
  ];
}

function understood(step) {
  const mood = step.mood && step.mood !== "calm" ? chip(word("moods", step.mood), "quiet") : null;
  return [(step.needs ?? []).map(guess), (step.acts ?? []).map((act) => chip(act, "quiet")), mood];
}

function guess([kind, confidence]) {
  return el("span", { class: "guess" }, needName(kind), " ", shareBar(confidence), " ", whole(confidence));
}

// Facts that are new or not right are shown; those that stay as they were, on demand.
function facts(step, before) {
  const known = new Set((before?.facts ?? []).map((fact) => fact.join("\u0000")));
  const isNews = (fact) => !known.has(fact.join("\u0000")) || NOT_RIGHT.has(fact[3]);
  const all = step.facts ?? [], news = all.filter(isNews), old = all.filter((fact) => !isNews(fact));
  const count = many(old.length, "fato já sabido", "fatos já sabidos");
  return [
    news.length ? factTable(news) : null,
    old.length ? folded(news.length ? `e mais ${count}` : count, { class: "old" }, factTable(old)) : null,
  ];
}

function factTable(some) {
  return table([["dado"], ["ela sabe"], ["certo"], [""]], some.map(factRow), { class: "facts" });
}

function factRow([slot, known, meant, verdict]) {
  return [rowName(slot), cell(known || DASH), cell(meant || DASH), cell(word("verdicts", verdict), `mark ${verdict}`)];
}

// What the team sees beside the conversation, on demand.
function attributes(step) {
  const set = (step.happened ?? []).filter(([kind]) => kind === "set_attributes");
  return set.map(([, text]) => folded("atributos da conversa", { class: "old" }, el("p", {}, text)));
}

// How the conversation stood in the end.
function atTheEnd(one) {
  const { status, team, priority, labels, attributes, contact } = one.screen ?? {};
  const failures = (one.failures ?? []).filter((failure) => failure.turn === 0);
  const ending = [
    ["terminou", one.ended],
    ["situação", word("status", status ?? "pending")],
    ["time", team],
    ["time certo", one.team],
    ["prioridade", priority && word("priorities", priority)],
    ["etiquetas", (labels ?? []).map((label) => chip(label))],
    ["faltava ao passar", (one.lacking ?? []).join(", ")],
    ...Object.entries(attributes ?? {}),
    ...Object.entries(contact ?? {}),
  ];
  const name = { id: "fim", class: `ending ${failures.length ? "failed" : ""}`, tabindex: "-1" };
  return el("section", name, el("h3", {}, "Como ficou"), failures.map(faultBox), pairs(ending));
}

// The graph beside the conversation, and the buttons that go through its turns.
function beside(walk, drawing) {
  if (!drawing) return null;
  const button = (text, label, click) => el("button", { type: "button", "aria-label": label, on: { click } }, text);
  return el(
    "aside", { class: "path" },
    el("div", { class: "steps" },
      button("‹", "turno anterior", () => walk.by(-1)),
      walk.caption,
      button("›", "próximo turno", () => walk.by(1)),
      button("tudo", "a conversa toda", () => walk.whole())),
    folded("caminho no grafo", { class: "drawing", open: WIDE.matches }, drawing.whole),
  );
}

// Where one stands in a conversation: all of it, or one turn, with the graph marked accordingly.
class Walk {
  constructor(one, drawing) {
    this.steps = one.steps ?? [];
    this.drawing = drawing;
    this.place = -1;
    this.caption = el("span", { class: "caption" });
  }

  whole() {
    this.to(-1);
  }

  to(place) {
    this.place = place;
    this.look(place);
    for (const section of document.querySelectorAll("#conversation .turn")) section.classList.remove("chosen");
    const step = this.steps[place];
    if (step) byId(`turno-${step.number}`)?.classList.add("chosen");
  }

  by(steps) {
    const place = Math.min(this.steps.length - 1, Math.max(0, this.place + steps));
    this.to(place);
    toTurn(this.steps[place]?.number ?? 0);
  }

  look(place) {
    if (!this.drawing || this.looked === place) return;
    this.looked = place;
    const step = this.steps[place];
    mark(this.drawing, this.steps.map((one) => one.path ?? []), step?.path ?? []);
    this.caption.textContent = step ? `turno ${step.number} de ${this.steps.length}` : "a conversa toda";
  }

  back() {
    this.look(this.place);
  }
}
