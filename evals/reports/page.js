// What is shown follows the address: #resumo, #criterios, #conversas, or a conversation as #id-seed.

const WIDE = matchMedia("(min-width: 1100px)");
const byAnchor = new Map(report.conversations.map((one) => [one.anchor, one]));
let walk = null;

const addressed = () => location.hash.slice(1);

function route() {
  const place = addressed() || "resumo";
  const one = byAnchor.get(place);
  const view = one || place === "conversas" ? "conversas" : "resumo";
  showView(view);
  if (view === "conversas") openConversation(one ?? (WIDE.matches ? firstToSee() : null));
  else byId(place)?.scrollIntoView();
  if (place === "resumo") scrollTo(0, 0);
}

function showView(view) {
  for (const name of ["resumo", "conversas"]) byId(`view-${name}`).hidden = name !== view;
  for (const link of document.querySelectorAll("[data-view]")) {
    link.toggleAttribute("aria-current", link.dataset.view === view);
  }
}

const firstToSee = () => shown.find((one) => one.judged && !one.passed) ?? shown[0];

function openConversation(one) {
  const room = byId("conversation"), isAsked = byAnchor.has(addressed());
  room.classList.toggle("open", isAsked);
  room.replaceChildren();
  walk = one ? showConversation(one) : null;
  openRow(one?.anchor ?? "");
  if (isAsked) scrollTo(0, 0);
  room.scrollTop = 0;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("view-conversas").hidden) return;
  const isTyping = event.target.matches("input[type=search], select");
  const action = (isTyping ? WHILE_TYPING : KEYS)[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

const WHILE_TYPING = { Escape: () => document.activeElement.blur() };
const KEYS = {
  "/": () => byId("search").focus(),
  j: () => go(1),
  k: () => go(-1),
  ArrowRight: () => walk?.by(1),
  ArrowLeft: () => walk?.by(-1),
  Escape: () => visit("#conversas"),
};

function go(steps) {
  const next = neighbour(steps);
  if (next) visit(`#${next.anchor}`);
}

// Goes to an address at once: the next key finds it there.
function visit(place) {
  history.pushState(null, "", place);
  route();
}

byId("count-all").textContent = coarse.format(report.conversations.length);
showSummary();
choose({});
route();
addEventListener("hashchange", route);
addEventListener("keydown", onKey);
