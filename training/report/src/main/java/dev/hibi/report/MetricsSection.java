package dev.hibi.report;

import dev.hibi.inspection.ClopperPearson;
import dev.hibi.training.Evaluation;
import java.util.List;

/** Every measure, with its interval where it is a share, and what it means. */
record MetricsSection(Measured measured) implements Section {
  @Override
  public String id() {
    return "measures";
  }

  @Override
  public Wording title() {
    return EvaluationWord.METRICS;
  }

  @Override
  public void writeTo(Page page) {
    Table table =
        Table.of(
                page.say(EvaluationWord.METRICS),
                page.say(EvaluationWord.MEASURE),
                "#" + page.say(PageWord.VALUE),
                "#" + page.say(EvaluationWord.COUNT),
                "#" + page.say(PageWord.INTERVAL),
                "~" + page.say(EvaluationWord.MEANING))
            .hidingCaption();
    Rows rows = new Rows(page, table);
    Evaluation evaluation = measured.evaluation();
    rows.share(
        page.say(EvaluationWord.ACCURACY), measured.right(), page.say(EvaluationWord.ACCURACY_IS));
    classes(page, rows);
    evaluation
        .auc()
        .ifPresent(area -> rows.number(EvaluationWord.AUC, area, EvaluationWord.AUC_IS));
    evaluation
        .averagePrecision()
        .ifPresent(
            mean ->
                rows.number(
                    EvaluationWord.AVERAGE_PRECISION, mean, EvaluationWord.AVERAGE_PRECISION_IS));
    rows.number(EvaluationWord.LOSS, evaluation.loss(), EvaluationWord.LOSS_IS);
    rows.number(
        EvaluationWord.CALIBRATION_ERROR,
        evaluation.expectedCalibrationError(),
        EvaluationWord.CALIBRATION_ERROR_IS);
    rows.number(EvaluationWord.BRIER, evaluation.brierScore(), EvaluationWord.BRIER_IS);
    unfamiliar(page, rows);
    table.writeTo(page.out());
    page.note(page.say(EvaluationWord.METRICS_NOTE));
  }

  /** Of the class that counts as crack what people ask for; of the others, as much as fits. */
  private void classes(Page page, Rows rows) {
    measured
        .rule()
        .ifPresent(
            rule -> {
              String name = Names.shown(measured.labels().name(rule.positive()));
              rows.share(
                  page.say(PageWord.FALSE_ALARMS),
                  measured.falseAlarms(rule.positive()),
                  page.say(EvaluationWord.FALSE_ALARMS_IS, name));
            });
    List<String> names = measured.labels().names();
    int most = Math.min(names.size(), page.allowance().rows());
    for (int label = 0; label < most; label++) {
      String name = Names.shown(names.get(label));
      rows.share(
          page.say(EvaluationWord.RECALL_OF, name),
          measured.found(label),
          page.say(EvaluationWord.RECALL_IS));
      rows.share(
          page.say(EvaluationWord.PRECISION_OF, name),
          measured.precision(label),
          page.say(EvaluationWord.PRECISION_IS));
      rows.row(
          page.say(EvaluationWord.F1_OF, name),
          Numbers.decimal(f1(label)),
          page.say(EvaluationWord.F1_IS));
    }
  }

  private double f1(int label) {
    ClopperPearson found = measured.found(label);
    ClopperPearson precision = measured.precision(label);
    return 2.0 * found.hits() / (found.trials() + precision.trials());
  }

  private void unfamiliar(Page page, Rows rows) {
    var familiarity = measured.predictions().familiarity();
    if (!familiarity.isEmpty()) {
      long strange = familiarity.stream().filter(one -> one.isUnfamiliar()).count();
      rows.share(
          page.say(EvaluationWord.UNFAMILIAR_SHARE),
          Numbers.share(strange, familiarity.size()),
          page.say(EvaluationWord.UNFAMILIAR_IS));
    }
  }

  /** The table's rows as they are added. */
  private record Rows(Page page, Table table) {
    void share(String name, ClopperPearson share, String meaning) {
      table.row(
          name,
          Numbers.percent(share.share()),
          Numbers.fraction(share),
          Numbers.interval(share),
          meaning);
    }

    void number(Wording name, double value, Wording meaning) {
      row(page.say(name), Numbers.decimal(value), page.say(meaning));
    }

    void row(String name, String value, String meaning) {
      table.row(name, value, "", "", meaning);
    }
  }
}
