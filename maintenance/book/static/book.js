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

// An animated picture that plays for longer than five seconds needs a way to stop it (WCAG 2.2, 2.2.2).
// It stands still from the start for readers whose system asks for less motion.
addEventListener("load", () => {
  document.querySelectorAll("main img[src$='.gif']").forEach((moving) => {
    const box = document.createElement("div");
    const still = document.createElement("canvas");
    const button = document.createElement("button");
    box.className = "film";
    button.type = "button";
    still.setAttribute("role", "img");
    still.setAttribute("aria-label", moving.alt);
    [still.width, still.height] = [moving.naturalWidth, moving.naturalHeight];
    still.getContext("2d").drawImage(moving, 0, 0);
    const play = (plays) => {
      moving.hidden = !plays;
      still.hidden = plays;
      button.textContent = plays ? "Stop" : "Play";
      if (plays) moving.src = moving.src; // from its beginning
    };
    button.addEventListener("click", () => play(moving.hidden));
    moving.replaceWith(box);
    box.append(moving, still, button);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) play(false);
    else [still.hidden, button.textContent] = [true, "Stop"];
  });
});
