package dev.hibi.report;

import dev.hibi.inspection.ClopperPearson;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.VerdictRule;

/** By what an image is an alarm, and what other thresholds would give. */
record ThresholdSection(Measured measured, VerdictRule rule) implements Section {
  /** Shares that somebody may want to find. */
  private static final double[] GOALS = {0.8, 0.9, 0.95, 0.98, 0.99, 1};

  @Override
  public String id() {
    return "threshold";
  }

  @Override
  public Wording title() {
    return EvaluationWord.THRESHOLD;
  }

  @Override
  public void writeTo(Page page) {
    String name = Names.shown(measured.labels().name(rule.positive()));
    String decides = page.say(EvaluationWord.DECIDES, name, Numbers.probability(rule.threshold()));
    page.paragraph(
        page.joined(
            decides,
            rule.point()
                .map(point -> promise(page, point))
                .orElseGet(() -> page.say(uncalibrated()))));
    rule.point().ifPresent(point -> page.note(page.say(EvaluationWord.OF_SUCH_IMAGES)));
    if (measured.evaluation().samples() > 0) {
      others(page);
    }
  }

  private Wording uncalibrated() {
    return measured.model().patches().isPresent()
        ? EvaluationWord.ORDINARY
        : EvaluationWord.NOT_CALIBRATED;
  }

  private static String promise(Page page, OperatingPoint point) {
    String target = Numbers.plain(100 * point.target()) + " %";
    String units = page.say(Units.of(point), Numbers.count(point.count()));
    return switch (point.promise()) {
      case RECALL -> page.say(EvaluationWord.PROMISES_RECALL, target, confidence(point), units);
      case FALSE_ALARMS ->
          page.say(EvaluationWord.PROMISES_FALSE_ALARMS, target, confidence(point), units);
      case EXPECTED_FALSE_ALARMS -> page.say(EvaluationWord.EXPECTS_FALSE_ALARMS, target, units);
    };
  }

  private static String confidence(OperatingPoint point) {
    return Numbers.plain(100 * point.confidence().orElseThrow()) + " %";
  }

  private void others(Page page) {
    String name = Names.shown(measured.labels().name(rule.positive()));
    Table table =
        Table.of(
            page.say(EvaluationWord.OTHER_THRESHOLDS),
            page.say(EvaluationWord.GOAL),
            "#" + page.say(EvaluationWord.THRESHOLD_COLUMN),
            "#" + page.say(EvaluationWord.FOUND_COLUMN),
            "#" + page.say(EvaluationWord.RECALL_OF, name),
            "#" + page.say(PageWord.FALSE_ALARMS),
            "#" + page.say(EvaluationWord.RATE));
    row(
        table,
        page.say(EvaluationWord.THE_MODELS),
        Numbers.probability(rule.threshold()),
        measured.found(rule.positive()),
        measured.falseAlarms(rule.positive()));
    double[] scores = measured.logOdds(rule.positive());
    boolean[] positive = measured.predictions().isOf(rule.positive());
    if (RankCurve.isDrawn(scores, positive)) {
      RankCurve curve = RankCurve.of(scores, positive);
      for (double goal : GOALS) {
        RankCurve.Point point = curve.firstThatFinds(goal);
        row(
            table,
            page.say(EvaluationWord.AT_LEAST, Numbers.plain(100 * goal) + " %"),
            Numbers.probability(1 / (1 + Math.exp(-point.score()))),
            Numbers.share(point.found(), curve.positives()),
            Numbers.share(point.falseAlarms(), curve.negatives()));
      }
    }
    table.writeTo(page.out());
    page.note(page.say(EvaluationWord.CHOSEN_AFTERWARDS));
  }

  private static void row(
      Table table,
      String goal,
      String threshold,
      ClopperPearson found,
      ClopperPearson falseAlarms) {
    table.row(
        goal,
        threshold,
        Numbers.fraction(found),
        Numbers.percent(found.share()),
        Numbers.fraction(falseAlarms),
        Numbers.percent(falseAlarms.share()));
  }
}
