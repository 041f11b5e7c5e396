"""What Formgrader's page of a submission does when a mark or a comment was not saved: it says so.

nbgrader's own page shows nothing then, and what was typed looks saved (0.9.6).
"""

from __future__ import annotations

# Part of a template of Jinja's, which reads doubled braces as its own. `formgrader`, `$` and the
# classes of its fields are nbgrader's; the answer to a refusal is made in saved_marks.py.
SCRIPT = """<script>
$(document).ajaxError((event, answer, request) => {
  const asked = /[/]formgrader[/]api[/](grade|comment)[/]([^/?]+)$/.exec(request.url);
  if (!asked || request.type !== "PUT") return;
  $(document).off("finished_saving");  // the page stays where it is
  const graded = asked[1] === "grade";
  const uis = graded ? formgrader.grade_uis : formgrader.comment_uis;
  const ui = uis.find(it => String(it.model.id) === decodeURIComponent(asked[2]));
  if (!ui) return;
  ui.$glyph.stop(true).hide();
  const model = ui.model;
  const names = graded ? ["manual_score", "extra_credit"] : ["manual_comment"];
  const typed = Object.fromEntries(names.map(name => [name, model.get(name)]));
  const refused = answer.status === 409 ? answer.responseJSON || JSON.parse(answer.responseText) : null;
  const notice = $("<div class='alert alert-danger not-saved' role='alert' tabindex='-1'></div>");
  notice.on("keydown", key => key.stopPropagation());  // the page's own keys are for its fields
  const button = (label, then) => $("<button type='button' class='btn btn-default btn-sm'></button>")
    .css({ marginRight: "0.5em" }).text(label).on("click", () => { notice.remove(); then(); });
  const line = text => $("<p></p>").css({ whiteSpace: "pre-wrap" }).text(text);
  if (refused) {
    model.set(refused.current);
    ui.render();
    notice.append(line(refused.title).css({ fontWeight: "bold" }), ...refused.lines.map(line));
    notice.append(button(refused.write, () => model.save(typed)), button(refused.keep, () => {}));
  } else {
    const why = answer.status ? `the server answered ${answer.status}` : "the server does not answer";
    notice.append(line(`Not saved: ${why}.`).css({ fontWeight: "bold" }));
    notice.append(line("What you typed stands in the field, and nowhere else."));
    notice.append(button("Try again", () => model.save(typed)));
  }
  ui.$el.find(".not-saved").filter((_, it) => $(it).data("of") === asked[1]).remove();
  notice.data("of", asked[1]);
  graded ? ui.$el.find(".panel-heading").first().after(notice) : ui.$el.find(".panel-footer").last().prepend(notice);
  notice.trigger("focus");
});
</script>"""
