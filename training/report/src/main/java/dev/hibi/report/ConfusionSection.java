package dev.hibi.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was taken for what. */
record ConfusionSection(Measured measured) implements Section {
  /** Classes of which a matrix is still readable. */
  private static final int MOST_CLASSES = 20;

  /** So many images of a class were called another one. */
  private record Confusion(int label, int called, long count) {}

  @Override
  public String id() {
    return "confusion";
  }

  @Override
  public Wording title() {
    return EvaluationWord.CONFUSION;
  }

  @Override
  public void writeTo(Page page) {
    if (measured.labels().size() <= MOST_CLASSES) {
      matrix(page);
    } else {
      list(page);
    }
  }

  private void matrix(Page page) {
    Markup out = page.out();
    List<String> names = measured.labels().names();
    String caption = page.say(EvaluationWord.CONFUSION_CAPTION);
    page.note(caption);
    out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption)
        .open("table", "class", "confusion")
        .open("thead")
        .open("tr")
        .leaf("td", "");
    names.forEach(
        name -> out.leaf("th", page.say(EvaluationWord.CALLED, Names.shown(name)), "scope", "col"));
    out.leaf("th", page.say(EvaluationWord.ALL), "scope", "col");
    out.close().closeLine().open("tbody");
    for (int label = 0; label < names.size(); label++) {
      row(page, label);
    }
    out.close().close().closeLine();
  }

  private void row(Page page, int label) {
    Markup out = page.out();
    List<Long> counts = measured.evaluation().confusion().get(label);
    long all = counts.stream().mapToLong(count -> count).sum();
    String name = Names.shown(measured.labels().name(label));
    out.open("tr").leaf("th", page.say(EvaluationWord.TRUE_CLASS, name), "scope", "row");
    for (int called = 0; called < counts.size(); called++) {
      long count = counts.get(called);
      boolean wrong = called != label && count > 0;
      out.open("td", "class", called == label ? "right" : wrong ? "bad" : "none")
          .leaf("strong", Numbers.count(count));
      if (all > 0) {
        out.empty("br").leaf("span", Numbers.percent((double) count / all), "class", "dim");
      }
      out.close();
    }
    out.leaf("td", Numbers.count(all)).closeLine();
  }

  private void list(Page page) {
    List<Confusion> confusions = new ArrayList<>();
    for (int label = 0; label < measured.labels().size(); label++) {
      List<Long> counts = measured.evaluation().confusion().get(label);
      for (int called = 0; called < counts.size(); called++) {
        if (called != label && counts.get(called) > 0) {
          confusions.add(new Confusion(label, called, counts.get(called)));
        }
      }
    }
    confusions.sort(Comparator.comparingLong(Confusion::count).reversed());
    Table table =
        Table.of(
            page.say(EvaluationWord.CONFUSIONS_CAPTION),
            page.say(ImageWord.TRUE_COLUMN),
            page.say(ImageWord.CALLED_COLUMN),
            "#" + page.say(PageWord.IMAGES));
    int shown = Math.min(confusions.size(), page.allowance().rows());
    for (Confusion one : confusions.subList(0, shown)) {
      table.row(
          Cell.name(measured.labels().name(one.label())),
          Cell.name(measured.labels().name(one.called())),
          Cell.of(Numbers.count(one.count())));
    }
    table.writeTo(page.out());
    page.more(confusions.size() - shown);
  }
}
