// Paper is white, and nothing can be unfolded on it. The style sheet unfolds as well, for where no script
// runs; this is for browsers that cannot be told so there.
"use strict";
{
  const page = document.documentElement;
  let theme = "";
  let folded = [];
  matchMedia("print").addEventListener("change", (media) => {
    if (media.matches) {
      theme = page.dataset.theme;
      page.dataset.theme = "light";
      folded = [...document.querySelectorAll("main details:not([open])")];
    } else {
      page.dataset.theme = theme;
    }
    folded.forEach((part) => { part.open = media.matches; });
  });
}
