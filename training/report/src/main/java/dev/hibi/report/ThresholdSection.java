package dev.hibi.report;

import dev.hibi.inspection.ClopperPearson;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.VerdictRule;
import java.util.stream.DoubleStream;

/** By what an image is an alarm, and what other thresholds would give. */
record ThresholdSection(Measured measured, VerdictRule rule) implements Section {
  private static final double[] THRESHOLDS = {0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99};

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
    String space = page.language() == ReportLanguage.JAPANESE ? "" : " ";
    page.paragraph(
        rule.point()
            .map(point -> decides + space + promise(page, point))
            .orElseGet(() -> decides + space + page.say(EvaluationWord.NOT_CALIBRATED)));
    rule.point().ifPresent(point -> page.note(page.say(EvaluationWord.OF_SUCH_IMAGES)));
    if (measured.evaluation().samples() > 0 && page.allowance().rows() >= THRESHOLDS.length) {
      others(page);
    }
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
    double[] scores = measured.predictions().probabilities(rule.positive());
    boolean[] positive = measured.predictions().isOf(rule.positive());
    Table table =
        Table.of(
            page.say(EvaluationWord.OTHER_THRESHOLDS),
            "#" + page.say(EvaluationWord.THRESHOLD_COLUMN),
            "#" + page.say(EvaluationWord.FOUND_COLUMN),
            "#" + page.say(EvaluationWord.RECALL_OF, measured.labels().name(rule.positive())),
            "#" + page.say(PageWord.FALSE_ALARMS),
            "#" + page.say(EvaluationWord.RATE));
    DoubleStream.concat(DoubleStream.of(rule.threshold()), DoubleStream.of(THRESHOLDS))
        .distinct()
        .sorted()
        .forEach(threshold -> row(page, table, threshold, scores, positive));
    table.writeTo(page.out());
    page.note(page.say(EvaluationWord.CHOSEN_AFTERWARDS));
  }

  private void row(Page page, Table table, double threshold, double[] scores, boolean[] positive) {
    boolean own = threshold == rule.threshold();
    String written = Numbers.probability(threshold);
    ClopperPearson found =
        own ? measured.found(rule.positive()) : at(threshold, scores, positive, true);
    ClopperPearson falseAlarms =
        own ? measured.falseAlarms(rule.positive()) : at(threshold, scores, positive, false);
    table.row(
        own ? page.say(EvaluationWord.THIS_ONE, written) : written,
        Numbers.fraction(found),
        Numbers.percent(found.share()),
        Numbers.fraction(falseAlarms),
        Numbers.percent(falseAlarms.share()));
  }

  /** Of the images that are of the class, or are not, those at or above a threshold. */
  private static ClopperPearson at(
      double threshold, double[] scores, boolean[] positive, boolean of) {
    long hits = 0;
    long trials = 0;
    for (int i = 0; i < scores.length; i++) {
      if (positive[i] == of) {
        trials++;
        hits += scores[i] >= threshold ? 1 : 0;
      }
    }
    return Numbers.share(hits, trials);
  }
}
