// Below each page that the search found: the sections that hold the words, with what stands around
// them. The search's own summaries read the pages, which a page opened from a file may not.
"use strict";
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
{
  const SHOWN = 4; // sections of a page
  const AROUND = 70; // characters on each side of a word

  const excerpt = (text, terms) => {
    const lower = text.toLowerCase();
    const place = Math.min(...terms.map((term) => lower.indexOf(term)).filter((at) => at >= 0));
    if (!Number.isFinite(place)) return [];
    const from = Math.max(0, text.lastIndexOf(" ", place - AROUND));
    const shown = text.slice(from, place + 2 * AROUND).trim();
    const parts = shown.split(new RegExp(`(${terms.join("|")})`, "gi"));
    return [": … ", ...parts.map((part, number) => {
      if (number % 2 === 0) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    }), " …"];
  };

  const fill = (item, terms) => {
    const link = item.querySelector("a");
    const [file, place] = link.getAttribute("href").split("#");
    const marked = `${file}?highlight=${encodeURIComponent(terms.join(" "))}`;
    link.href = place ? `${marked}#${place}` : marked;
    const sections = PASSAGES[file.replace(/\.html$/, "")];
    if (!sections || place) return; // what leads to a section has its own row
    const holding = sections.filter(([, heading, text]) =>
      terms.every((term) => `${heading} ${text}`.toLowerCase().includes(term)));
    const list = document.createElement("ul");
    list.className = "passages";
    for (const [anchor, heading, text] of holding.slice(0, SHOWN)) {
      const row = document.createElement("li");
      const there = document.createElement("a");
      there.href = `${marked}#${anchor}`;
      there.textContent = heading;
      row.append(there, ...excerpt(text, terms));
      list.append(row);
    }
    if (list.children.length) item.append(list);
  };

  // The builder's own script does this on pages that do not load the search, as the theme's all do.
  const mark = (terms) => {
    const article = document.querySelector("main article");
    if (article) terms.forEach((term) => _highlightText(article, term, "highlighted"));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const asked = new URLSearchParams(location.search);
    // After the questions have become forms, which are part of the text.
    setTimeout(() => mark(splitQuery((asked.get("highlight") ?? "").toLowerCase())));
    const results = document.getElementById("search-results");
    const query = asked.get("q") ?? "";
    if (!results || !query.trim()) return;
    const terms = splitQuery(query.toLowerCase());
    if (!terms.length) return;
    const script = document.createElement("script");
    script.src = "_static/passages.js";
    script.addEventListener("load", () => {
      const rows = () => results.querySelectorAll("ul.search > li:not(.filled)");
      const all = () => rows().forEach((row) => { row.classList.add("filled"); fill(row, terms); });
      new MutationObserver(all).observe(results, { childList: true, subtree: true });
      all();
    });
    document.head.append(script);
  });
}
