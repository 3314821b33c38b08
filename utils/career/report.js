"use strict";
// Without this script every link leads to its note, and all notes stand in the list of sources.
(() => {
  const root = document.documentElement;
  const panel = document.getElementById("sources");
  const documents = document.querySelector(".documents");
  const hint = panel.querySelector(".hint");
  const noteOf = (link) => document.getElementById(link.hash.slice(1));
  const citedAt = (event) => event.target.closest("a.cited");
  const HOVER_MS = 90;

  let shown = null;
  let pinned = null;
  let waiting = 0;

  root.classList.add("js");

  function show(link) {
    clearTimeout(waiting);
    if (link === shown) return;
    if (shown) {
      shown.classList.remove("active");
      noteOf(shown).classList.remove("shown");
    }
    shown = link;
    root.classList.toggle("sheet", link !== null);
    hint.classList.toggle("spent", link !== null);
    if (link) {
      link.classList.add("active");
      noteOf(link).classList.add("shown");
      panel.scrollTop = 0;
    }
  }

  function pin(link) {
    pinned = link;
    show(link);
  }

  function leave() {
    const link = shown;
    const inside = panel.contains(document.activeElement);
    pin(null);
    if (link && inside) link.focus();
    pin(null);
  }

  // Pointing at a sentence shows its sources until the pointer goes on; a click holds them.
  documents.addEventListener("pointerover", (event) => {
    const link = citedAt(event);
    if (event.pointerType !== "mouse" || !link) return;
    clearTimeout(waiting);
    waiting = setTimeout(show, HOVER_MS, link);
  });
  documents.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "mouse" || !citedAt(event)) return;
    clearTimeout(waiting);
    if (pinned) waiting = setTimeout(show, HOVER_MS, pinned);
  });

  documents.addEventListener("focusin", (event) => {
    const link = citedAt(event);
    if (link && link.matches(":focus-visible")) pin(link);
  });

  documents.addEventListener("click", (event) => {
    const link = citedAt(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const fromKeyboard = event.detail === 0;
    if (!fromKeyboard && pinned === link) return pin(null);
    pin(link);
    if (fromKeyboard) noteOf(link).focus();
    else if (getComputedStyle(panel).position === "fixed") link.scrollIntoView({ block: "nearest" });
  });

  panel.addEventListener("click", (event) => {
    if (event.target.closest(".close")) return leave();
    const back = event.target.closest(".back a");
    if (!back) return;
    event.preventDefault();
    document.getElementById(back.hash.slice(1)).focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    if (panel.contains(document.activeElement)) shown.focus();
    else pin(null);
  });

  // A link from elsewhere in the report, or in the address, to a sentence or to its note.
  function follow() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    const link = target.matches("a.cited")
      ? target
      : target.matches(".note") ? documents.querySelector(`a[href="#${CSS.escape(target.id)}"]`) : null;
    if (!link) return;
    pin(link);
    link.focus();
  }
  addEventListener("hashchange", follow);
  follow();
})();
