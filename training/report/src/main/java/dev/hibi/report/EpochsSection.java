package dev.hibi.report;

import dev.hibi.training.EpochMetrics;
import dev.hibi.training.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Loss and accuracy by epoch. */
record EpochsSection(TrainingResult result) implements Section {
  private static final int MOST_MARKS = 1000;

  @Override
  public String id() {
    return "epochs";
  }

  @Override
  public Wording title() {
    return TrainingWord.EPOCHS;
  }

  @Override
  public void writeTo(Page page) {
    List<EpochMetrics> history = result.history();
    if (history.size() < 2) {
      page.paragraph(page.say(TrainingWord.ONE_EPOCH));
      return;
    }
    String on = measured(page);
    page.paragraph(
        page.say(
            TrainingWord.EPOCHS_SAY,
            Numbers.count(history.size()),
            on,
            Numbers.count(result.selectedEpoch())));
    page.out().open("div", "class", "charts").text("\n");
    loss(page, on);
    accuracy(page, on);
    page.out().closeLine();
  }

  private String measured(Page page) {
    boolean test = result.history().get(0).measuredOn().equals("test");
    return page.say(test ? ModelWord.TEST : ModelWord.VALIDATION);
  }

  private void loss(Page page, String on) {
    double high =
        result.history().stream()
            .flatMapToDouble(epoch -> DoubleStream.of(epoch.trainLoss(), epoch.loss()))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    String trained = page.say(TrainingWord.TRAIN_LOSS);
    String tested = page.say(TrainingWord.MEASURED_LOSS, on);
    Table numbers =
        Table.of(
            page.say(TrainingWord.LOSS),
            "#" + page.say(TrainingWord.EPOCH),
            "#" + trained,
            "#" + tested,
            "#" + page.say(TrainingWord.RATE));
    for (EpochMetrics epoch : shown(page)) {
      numbers.row(
          Numbers.count(epoch.epoch()),
          Numbers.decimal(epoch.trainLoss()),
          Numbers.decimal(epoch.loss()),
          Numbers.plain(epoch.learningRate()));
    }
    new Chart(
            "loss",
            page.say(TrainingWord.LOSS),
            page.say(TrainingWord.LOSS_SAYS, on),
            epochs(page),
            Axis.numbers("", high),
            List.of(
                line(trained, 1, EpochMetrics::trainLoss),
                line(tested, 0, EpochMetrics::loss),
                chosen(page, EpochMetrics::loss)))
        .writeTo(page, numbers);
  }

  private void accuracy(Page page, String on) {
    double low = result.history().stream().mapToDouble(EpochMetrics::accuracy).min().orElse(0);
    String tested = page.say(TrainingWord.MEASURED_ACCURACY, on);
    Table numbers =
        Table.of(
            page.say(TrainingWord.ACCURACY),
            "#" + page.say(TrainingWord.EPOCH),
            "#" + tested,
            "#" + page.say(TrainingWord.SECONDS),
            "#" + page.say(TrainingWord.SPEED));
    for (EpochMetrics epoch : shown(page)) {
      numbers.row(
          Numbers.count(epoch.epoch()),
          Numbers.percent(epoch.accuracy()),
          Numbers.decimal(epoch.trainSeconds()),
          Numbers.count(Math.round(epoch.imagesPerSecond())));
    }
    new Chart(
            "accuracy",
            page.say(TrainingWord.ACCURACY),
            page.say(TrainingWord.ACCURACY_SAYS, on),
            epochs(page),
            Axis.upperShares("", low),
            List.of(line(tested, 0, EpochMetrics::accuracy), chosen(page, EpochMetrics::accuracy)))
        .writeTo(page, numbers);
  }

  private List<EpochMetrics> shown(Page page) {
    List<EpochMetrics> history = result.history();
    int from = Math.max(0, history.size() - page.allowance().rows());
    return history.subList(from, history.size());
  }

  private Axis epochs(Page page) {
    return Axis.counts(page.say(TrainingWord.EPOCH), result.history().size());
  }

  private Series line(String name, int number, ToDoubleFunction<EpochMetrics> value) {
    List<Series.Mark> marks = new ArrayList<>();
    int every = (result.history().size() + MOST_MARKS - 1) / MOST_MARKS;
    for (int i = 0; i < result.history().size(); i += every) {
      EpochMetrics epoch = result.history().get(i);
      double y = value.applyAsDouble(epoch);
      if (Double.isFinite(y)) {
        marks.add(new Series.Mark(epoch.epoch(), y));
      }
    }
    return new Series(name, Series.Form.LINE, number, marks);
  }

  private Series chosen(Page page, ToDoubleFunction<EpochMetrics> value) {
    List<Series.Mark> marks =
        result.history().stream()
            .filter(epoch -> epoch.epoch() == result.selectedEpoch())
            .map(epoch -> new Series.Mark(epoch.epoch(), value.applyAsDouble(epoch)))
            .filter(mark -> Double.isFinite(mark.y()))
            .toList();
    return new Series(page.say(TrainingWord.CHOSEN), Series.Form.DOTS, 0, marks);
  }
}
