// On paper nothing can be unfolded. Older browsers need that said of each part; newer ones have it in
// the style sheet as well, where a page is printed without an event.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  folded.forEach((part) => { part.open = true; });
});
addEventListener("afterprint", () => folded.forEach((part) => { part.open = false; }));
