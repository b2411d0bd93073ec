package dev.hibi.report;

import dev.hibi.inspection.ReliabilityTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** ROC, precision by recall, and whether probabilities are true. */
record CurvesSection(Measured measured) implements Section {
  private static final int MOST_POINTS = 400;
  private static final int MOST_ROWS = 60;
  private static final int MOST_CLASSES = 6;
  private static final int BINS = 10;

  /** A class with its curve. */
  private record Ranked(int label, String name, RankCurve curve) {}

  @Override
  public String id() {
    return "curves";
  }

  @Override
  public Wording title() {
    return ImageWord.CURVES;
  }

  @Override
  public void writeTo(Page page) {
    List<Ranked> ranked = ranked();
    if (ranked.isEmpty()) {
      page.paragraph(page.say(ImageWord.NO_CURVES));
      return;
    }
    page.out().open("div", "class", "charts").text("\n");
    roc(page, ranked);
    precisionByRecall(page, ranked);
    reliability(page, ranked.get(0));
    page.out().closeLine();
  }

  private List<Ranked> ranked() {
    List<Ranked> ranked = new ArrayList<>();
    for (int label : measured.curveClasses()) {
      double[] scores = measured.logOdds(label);
      boolean[] positive = measured.predictions().isOf(label);
      if (ranked.size() < MOST_CLASSES && RankCurve.isDrawn(scores, positive)) {
        String name = Names.shown(measured.labels().name(label));
        ranked.add(new Ranked(label, name, RankCurve.of(scores, positive)));
      }
    }
    return ranked;
  }

  private static String names(List<Ranked> ranked) {
    return String.join(", ", ranked.stream().map(Ranked::name).toList());
  }

  private static String told(OptionalDouble value) {
    return value.isPresent() ? Numbers.decimal(value.getAsDouble()) : "–";
  }

  private void roc(Page page, List<Ranked> ranked) {
    List<Series> series = new ArrayList<>();
    series.add(guide(page.say(ImageWord.BY_CHANCE)));
    for (Ranked one : ranked) {
      series.add(
          line(
              one,
              series.size() - 1,
              point -> one.curve().falseAlarmRate(point),
              one.curve()::recall,
              0));
    }
    measured
        .rule()
        .ifPresent(
            rule ->
                series.add(
                    dot(
                        page,
                        measured.falseAlarms(rule.positive()).share(),
                        measured.found(rule.positive()).share())));
    chart(
            "roc",
            page.say(ImageWord.ROC),
            page.say(ImageWord.ROC_SAYS, names(ranked), told(measured.evaluation().auc())),
            Axis.shares(page.say(ImageWord.FALSE_ALARM_RATE)),
            Axis.shares(page.say(ImageWord.RECALL)),
            series)
        .writeTo(page, numbers(page, page.say(ImageWord.ROC), ranked));
  }

  private void precisionByRecall(Page page, List<Ranked> ranked) {
    List<Series> series = new ArrayList<>();
    for (Ranked one : ranked) {
      series.add(line(one, series.size(), one.curve()::recall, RankCurve::precision, 1));
    }
    measured
        .rule()
        .filter(rule -> measured.precision(rule.positive()).trials() > 0)
        .ifPresent(
            rule ->
                series.add(
                    dot(
                        page,
                        measured.found(rule.positive()).share(),
                        measured.precision(rule.positive()).share())));
    chart(
            "precision-recall",
            page.say(ImageWord.PRECISION_RECALL),
            page.say(
                ImageWord.PRECISION_RECALL_SAYS,
                names(ranked),
                told(measured.evaluation().averagePrecision())),
            Axis.shares(page.say(ImageWord.RECALL)),
            Axis.shares(page.say(ImageWord.PRECISION)),
            series)
        .writeTo(page, numbers(page, page.say(ImageWord.PRECISION_RECALL), ranked));
  }

  private static Chart chart(
      String id, String title, String meaning, Axis across, Axis up, List<Series> series) {
    return new Chart(id, title, meaning, across, up, series);
  }

  /** A coordinate of a point. */
  @FunctionalInterface
  private interface Coordinate {
    double of(RankCurve.Point point);
  }

  private static Series line(Ranked one, int number, Coordinate x, Coordinate y, int skipped) {
    return new Series(
        one.name(),
        Series.Form.LINE,
        number,
        one.curve().corners(MOST_POINTS).stream()
            .skip(skipped) // of no alarms there is no precision
            .map(point -> new Series.Mark(x.of(point), y.of(point)))
            .toList());
  }

  private static Series guide(String name) {
    return new Series(
        name, Series.Form.GUIDE, 0, List.of(new Series.Mark(0, 0), new Series.Mark(1, 1)));
  }

  private static Series dot(Page page, double x, double y) {
    List<Series.Mark> marks =
        Double.isNaN(x) || Double.isNaN(y) ? List.of() : List.of(new Series.Mark(x, y));
    return new Series(page.say(ImageWord.THE_THRESHOLD), Series.Form.DOTS, 1, marks);
  }

  private static Table numbers(Page page, String caption, List<Ranked> ranked) {
    Table table =
        Table.of(
            caption,
            page.say(PageWord.CLASS),
            "#" + page.say(EvaluationWord.THRESHOLD_COLUMN),
            "#" + page.say(ImageWord.RECALL),
            "#" + page.say(ImageWord.FALSE_ALARM_RATE),
            "#" + page.say(ImageWord.PRECISION));
    int rows = Math.min(MOST_ROWS, page.allowance().rows());
    for (Ranked one : ranked) {
      for (RankCurve.Point point : one.curve().corners(Math.max(2, rows / ranked.size()))) {
        boolean none = point.found() + point.falseAlarms() == 0;
        table.row(
            one.name(),
            none ? "" : Numbers.probability(1 / (1 + Math.exp(-point.score()))),
            Numbers.percent(one.curve().recall(point)),
            Numbers.percent(one.curve().falseAlarmRate(point)),
            none ? "" : Numbers.percent(RankCurve.precision(point)));
      }
    }
    return table;
  }

  private void reliability(Page page, Ranked of) {
    double[] probabilities =
        Arrays.stream(measured.predictions().probabilities(of.label()))
            .map(one -> Math.min(1, one)) // softmax may round up
            .toArray();
    ReliabilityTable bins =
        ReliabilityTable.of(probabilities, measured.predictions().isOf(of.label()), BINS);
    List<Series.Mark> marks = new ArrayList<>();
    Table table =
        Table.of(
            page.say(ImageWord.RELIABILITY),
            "#" + page.say(ImageWord.RANGE),
            "#" + page.say(PageWord.IMAGES),
            "#" + page.say(ImageWord.GIVEN),
            "#" + page.say(ImageWord.CAME_TRUE),
            "#" + page.say(PageWord.INTERVAL));
    for (ReliabilityTable.Bin bin : bins.bins()) {
      if (bin.count() > 0) {
        double share = bin.positives().share();
        double low = bin.positives().low();
        marks.add(new Series.Mark(bin.meanProbability(), share, low, bin.positives().high()));
        table.row(
            Numbers.interval(bin.low(), bin.high()),
            Numbers.fraction(bin.positives()),
            Numbers.percent(bin.meanProbability()),
            Numbers.percent(share),
            Numbers.interval(bin.positives()));
      }
    }
    chart(
            "reliability",
            page.say(ImageWord.RELIABILITY),
            page.say(ImageWord.RELIABILITY_SAYS, of.name()),
            Axis.shares(page.say(ImageWord.GIVEN)),
            Axis.shares(page.say(ImageWord.CAME_TRUE)),
            List.of(
                guide(page.say(ImageWord.PERFECT)),
                new Series(of.name(), Series.Form.INTERVALS, 0, marks)))
        .writeTo(page, table);
  }
}
