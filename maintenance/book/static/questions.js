// The questions of a page: each becomes a form that answers in the words its data holds.
// What was answered is kept for this tab alone, so that a page that is loaded anew shows it again.
"use strict";
{
  const TYPED = "\ue000"; // stands in a response for what was typed
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const escaped = (text) => make("span", { textContent: text }).innerHTML;

  // As the notebook compares: `tf.float32` says what "float32" says, and (2,3) what [2, 3] says.
  const bare = (text) =>
    text.trim().replace(/^['"]+|['"]+$/g, "").replace(/^tf\./, "").toLowerCase();
  const asValue = (text) =>
    text.trim()
      .replace(/\s+/g, "").replace(/\(([^(),[\]]*)\)/g, "$1").replaceAll("(", "[").replaceAll(")", "]").replaceAll(",]", "]")
      .replace(/(?<![\w.])\d[\d_]*\.?\d*(?:e[-+]?\d+)?|(?<![\w.])\.\d+/gi,
        (number) => Number(number.replaceAll("_", "")));
  const isSame = (answer, outcome) =>
    bare(answer) === bare(outcome) || asValue(answer) === asValue(outcome);

  const kept = {
    key: (number) => `${location.pathname}#question-${number}`,
    read(number) {
      try { return sessionStorage.getItem(this.key(number)) ?? ""; } catch { return ""; }
    },
    write(number, answer) {
      try {
        if (answer) sessionStorage.setItem(this.key(number), answer);
        else sessionStorage.removeItem(this.key(number));
      } catch { /* A browser that keeps nothing: the answer stands until the page is left. */ }
    },
  };
  const openDetails = (within, open) =>
    within?.querySelectorAll("details").forEach((folded) => { folded.open = open; });

  // The parts all forms have: what is asked, a button, and the place where the response is told.
  const frame = (data, ...answering) => {
    const button = make("button", { type: "submit", textContent: "Answer" });
    const said = make("div", { className: "said", role: "status" });
    const legend = make("legend");
    legend.innerHTML = `<strong>${data.title}</strong> ${data.question}`;
    const fields = make("fieldset", {}, legend, ...answering);
    const form = make("form", { className: "asking", noValidate: true }, fields, button, said);
    return { form, fields, button, said };
  };

  // A question with one answer: chosen, or typed.
  const answered = (data, number) => {
    const choices = data.choices ?? [];
    const inputs = choices.map((choice, place) =>
      make("input", { type: "radio", name: `question-${number}`, value: place }));
    const rows = choices.map((choice, place) => {
      const words = make("span");
      words.innerHTML = choice.text;
      return make("label", {}, inputs[place], words);
    });
    const box = data.typed && make("input", { type: "text", autocomplete: "off", spellcheck: false });
    if (box && /^-?[\d.]+$/.test(data.typed.outcome)) box.inputMode = "decimal";
    if (box) rows.push(make("label", { className: "typing" }, data.typed.label, box));
    const { form, fields, button, said } = frame(data, ...rows);
    const reveal = data.opens && document.querySelector(`.tag_${data.opens}`);

    const given = () =>
      box ? box.value.trim() : (inputs.find((input) => input.checked)?.value ?? "");
    const response = (answer) => {
      if (!box) return choices[answer].said;
      const right = isSame(answer, data.typed.outcome);
      return right ? data.typed.right : data.typed.wrong.replaceAll(TYPED, escaped(answer));
    };
    const show = (answer) => {
      said.innerHTML = response(answer);
      if (!data.once) return;
      // It stays, once compared; the button keeps the focus under its other name.
      fields.disabled = true;
      button.textContent = data.again;
      openDetails(reveal, true);
    };
    const begin = () => {
      fields.disabled = false;
      form.reset();
      said.textContent = "";
      button.textContent = "Answer";
      openDetails(reveal, false);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (fields.disabled) {
        begin();
        kept.write(number, "");
      } else if (given()) {
        kept.write(number, given());
        show(given());
      } else {
        said.textContent = box ? "Type an answer first." : "Choose an answer first.";
      }
    });
    const earlier = kept.read(number);
    if (earlier && (box || choices[earlier])) {
      if (box) box.value = earlier;
      else inputs[earlier].checked = true;
      show(earlier);
    }
    return form;
  };

  // A sentence to be compared with an expert's.
  const reasoned = (data, number) => {
    const words = data.sentence;
    const box = make("textarea", { rows: 2, maxLength: 600 });
    const { form, button, said } = frame(data, make("label", {}, words.label, box));
    const other = make("button", { type: "button", textContent: words.show });
    button.textContent = words.compare;
    button.after(" ", other);
    const show = (html) => {
      said.innerHTML = html;
      other.textContent = data.again;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const written = box.value.split(/\s+/).join(" ").trim();
      kept.write(number, written);
      if (written) show(words.both.replaceAll(TYPED, escaped(written)));
      else said.innerHTML = words.first;
    });
    other.addEventListener("click", () => {
      if (other.textContent === words.show) {
        show(words.expert);
        return;
      }
      box.value = said.textContent = "";
      other.textContent = words.show;
      kept.write(number, "");
    });
    box.value = kept.read(number);
    if (box.value) show(words.both.replaceAll(TYPED, escaped(box.value)));
    return form;
  };

  // An answer in one's own words, above the folded model answer.
  const written = (data, number, place) => {
    const box = make("textarea", { rows: 4, value: kept.read(number) });
    const button = make("button", { type: "submit", textContent: "Open the model answer" });
    const form = make("form", { className: "asking" },
      make("label", {}, data.own.label, box), button);
    box.addEventListener("change", () => kept.write(number, box.value));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const model = [...document.querySelectorAll("main details")].find(
        (folded) => place.compareDocumentPosition(folded) & Node.DOCUMENT_POSITION_FOLLOWING);
      model.open = true;
      model.querySelector("summary").focus();
    });
    return form;
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".workbook-question").forEach((place, number) => {
      const data = JSON.parse(place.dataset.question);
      const build = data.own ? written : data.sentence ? reasoned : answered;
      place.prepend(build(data, number, place));
      place.classList.add("answers");
    });
  });
}
