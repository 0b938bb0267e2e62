/* What pages gain where scripts run; docs/guides/console.md names the attributes that ask for it. */
"use strict";

const [LIVE_EVERY_MS, DRAFT_AFTER_MS, SEARCH_AFTER_MS] = [20000, 2000, 250];
const MOST_KEPT_ALIVE = 60000; // octets that a browser still sends for a page that is left

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const rowOf = (element) => element?.closest("[data-row]") ?? null;
const came = document.referrer ? new URL(document.referrer) : null;

/* A page is read by XMLHttpRequest: it makes a document whose scripts never run, and no string
   is made into markup here, which the content policy forbids (Trusted Types). */
function fetched(address, headers, done) {
  const asked = new XMLHttpRequest();
  asked.open("GET", address);
  asked.responseType = "document";
  for (const [name, value] of Object.entries(headers)) asked.setRequestHeader(name, value);
  asked.addEventListener("load", () => done(asked));
  asked.send();
  return asked;
}

/* --- forms ------------------------------------------------------------------------------- */

/* After a form was refused, what is wrong is read first; else the row from which one comes back. */
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();
else if (came) all("[data-row] a[href]").find((each) => each.pathname === came.pathname)?.focus();

/* A form is sent once: a second press of its button would act twice. */
document.addEventListener("submit", (event) => {
  const { dataset, method } = event.target;
  if (method === "dialog") return;
  if (dataset.sent) event.preventDefault();
  dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

/* data-draft: the fields of a form are kept on the server while one writes. */
for (const form of all("form[data-draft]")) {
  const said = document.querySelector("[data-draft-said]");
  let [changed, timer, under_way] = [false, 0, null];

  const say = (kept) => {
    if (!said) return;
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
    const words = (kept ? said.dataset.kept : said.dataset.lost) ?? "";
    said.textContent = words.replace("{time}", clock.format(new Date()));
  };
  const keep = async (leaving) => {
    clearTimeout(timer);
    if (!changed || form.dataset.sent) return;
    changed = false;
    under_way = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    const keepalive = leaving && String(body).length < MOST_KEPT_ALIVE;
    try {
      const sent = { method: "POST", body, keepalive, redirect: "manual", signal: under_way.signal };
      const answer = await fetch(form.dataset.draft, sent);
      if (answer.status !== 204) throw new Error("not kept");
      say(true);
    } catch (error) {
      if (error.name === "AbortError") return;
      changed = true;
      say(false);
    }
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), DRAFT_AFTER_MS);
  });
  form.addEventListener("submit", () => under_way?.abort()); // it would come back after its act
  window.addEventListener("pagehide", () => keep(true));
}

/* data-search: what a form finds is shown while one types; who has gone on to it stays there. */
function replace(id, response) {
  const [place, fresh] = [document, response].map((each) => each.getElementById(id));
  const held = place?.contains(document.activeElement) && document.activeElement.href;
  if (fresh) place?.replaceChildren(...fresh.childNodes);
  if (held) all("a[href]", place).find((each) => each.href === held)?.focus();
}
for (const form of all("form[data-search]")) {
  let [timer, asked] = [0, null];

  const find = () => {
    const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    asked?.abort();
    asked = fetched(address, {}, ({ status, response }) => {
      if (status !== 200) return;
      for (const id of (form.dataset.search || "results").split(" ")) replace(id, response);
      history.replaceState(null, "", address);
    });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, SEARCH_AFTER_MS);
  });
}

/* --- live sections ------------------------------------------------------------------------ */

const announced = document.querySelector("[data-live-said]");
const waiting = new Map(); // what has come of a section that is being used
let last_row = ""; // in which the focus was last
document.addEventListener("focusin", ({ target }) => {
  last_row = rowOf(target)?.dataset.row ?? last_row;
});

const used = (part) =>
  part.contains(document.activeElement) || part.querySelector("input:checked") !== null;

/* A section that nobody uses is put in place whole. Else rows stay where they are: those that are
   not used say what they say now, what is new or gone is announced. */
function put(section, fresh) {
  if (!used(section) && !section.matches(":hover")) {
    section.replaceChildren(...fresh.childNodes);
    waiting.delete(section);
    return;
  }
  const rows = new Map(all("[data-row]", fresh).map((row) => [row.dataset.row, row]));
  const held = rowOf(document.activeElement);
  const before = held?.getBoundingClientRect().top ?? 0;
  let changes = 0;
  waiting.set(section, fresh.cloneNode(true));
  for (const row of all("[data-row]", section)) {
    const now = rows.get(row.dataset.row);
    rows.delete(row.dataset.row);
    row.classList.toggle("row-gone", !now);
    if (!now) changes += 1;
    else if (!used(row)) row.replaceChildren(...now.childNodes);
  }
  if (held) scrollBy({ top: held.getBoundingClientRect().top - before, behavior: "instant" });
  announce(changes + rows.size);
}

function announce(number) {
  if (!announced || announced.dataset.number === String(number)) return;
  announced.dataset.number = String(number);
  announced.replaceChildren();
  if (!number) return;
  const looks = { type: "button", className: "plain", textContent: announced.dataset.show };
  const show = Object.assign(document.createElement("button"), looks);
  show.addEventListener("click", showAll);
  announced.append(announced.dataset.new.replace("{number}", String(number)), " ", show);
}

function showAll() {
  for (const [section, fresh] of waiting) section.replaceChildren(...fresh.childNodes);
  waiting.clear();
  announce(0);
  const rows = all("[data-row]");
  (rows.find((each) => each.dataset.row === last_row) ?? rows[0])?.querySelector("a[href]")?.focus();
}

/* Polling is nobody's doing: it keeps no session from its end. */
const LIVE = new Map();
for (const section of all("[data-live]")) {
  const [address, id] = section.dataset.live.split("#");
  LIVE.set(address, [...(LIVE.get(address) ?? []), [section, id]]);
}
for (const [address, sections] of LIVE) {
  let digest = "";
  const timer = setInterval(() => {
    if (document.hidden) return;
    const headers = { "Comity-Unattended": "1", ...(digest && { "If-None-Match": digest }) };
    fetched(address, headers, (asked) => {
      if (asked.status !== 200) return;
      const found = asked.response;
      if (!sections.every(([, id]) => found.getElementById(id))) {
        clearInterval(timer);
        if (announced) announced.textContent = announced.dataset.ended; // the session is over
        return;
      }
      digest = asked.getResponseHeader("ETag") ?? "";
      document.title = found.title;
      for (const [section, id] of sections) put(section, found.getElementById(id));
    });
  }, LIVE_EVERY_MS);
}

/* --- keys --------------------------------------------------------------------------------- */

const WRITTEN_IN =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit])";
const keys = document.getElementById("keys-dialog");
const shown = (element) => element.getClientRects().length > 0;
const keyed = (within = document) => all("[data-key]", within).filter(shown);

function activate(element) {
  if (element.matches(WRITTEN_IN)) element.focus();
  else if (element.matches("a[href]") && came && came.pathname === element.pathname) {
    location.assign(came); // with the filters that were in its address
  } else {
    if (element.matches("[type=radio]")) element.focus();
    element.click();
  }
}

function move(step) {
  const rows = all("[data-row]").filter(shown);
  const at = rows.indexOf(rowOf(document.activeElement));
  const next = at < 0 ? rows.at(step > 0 ? 0 : -1) : rows[at + step];
  next?.querySelector("a[href]")?.focus();
}

function nameOf(element) {
  const text = (element.labels?.[0] ?? element).textContent.replace(/\s+/g, " ").trim();
  return element.dataset.keySays ?? element.ariaLabel ?? text;
}

/* The dialog lists the keys of the page as it is now; those of rows stand in it already. */
function explain() {
  const list = keys.querySelector("[data-keys-here]");
  const names = new Map(keyed().reverse().map((each) => [each.dataset.key, nameOf(each)]));
  const lines = [...names].reverse().map(([key, name]) => {
    const [line, term, cap, said] = ["div", "dt", "kbd", "dd"].map((tag) => document.createElement(tag));
    [cap.textContent, said.textContent] = [key, name];
    term.append(cap);
    line.append(term, said);
    return line;
  });
  list.replaceChildren(...lines);
  for (const each of all("[data-keys-rows]", keys)) each.hidden = !all("[data-row]").some(shown);
  keys.showModal();
}

if (keys) {
  for (const each of all("[data-keys-open]")) {
    each.hidden = false;
    each.addEventListener("click", explain);
  }
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || key.length > 1) return;
    if (keys.dataset.keys === "off" || target.closest(WRITTEN_IN)) return;
    if (document.querySelector("dialog[open]")) return;
    const held = rowOf(document.activeElement);
    const meant = keyed().filter((each) => each.dataset.key === key);
    const found = meant.find((each) => held?.contains(each)) ?? meant.find((each) => !rowOf(each));
    if (found) activate(found);
    else if (key === "?") explain();
    else if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
    else return;
    event.preventDefault();
  });
}
