package dev.hibi.cli.train;

import dev.hibi.cli.console.ProgressBar;
import dev.hibi.cli.option.Counted;
import dev.hibi.cli.option.Pace;
import dev.hibi.training.EpochMetrics;
import dev.hibi.training.Evaluation;
import dev.hibi.training.FitListener;
import dev.hibi.training.RunSettings;
import dev.hibi.training.RunStart;
import dev.hibi.training.Stages;
import dev.hibi.training.TrainingResult;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Prints a run's progress: a line an epoch, and in between one every few seconds or, on a terminal,
 * a bar.
 */
final class Progress implements FitListener {
  static final int WIDTH = 20;

  private final int epochs;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Optional<ProgressBar> bar;
  private final Pace pace = new Pace();
  private final RemainingTime estimate;
  private Optional<RunSettings.Network> network = Optional.empty();
  private String features = "";
  private long known;
  private long begin = System.nanoTime();

  /** With a bar if there is a terminal. */
  Progress(int epochs, PrintWriter out, PrintWriter err) {
    this(epochs, out, err, ProgressBar.find(out, WIDTH));
  }

  Progress(int epochs, PrintWriter out, PrintWriter err, Optional<ProgressBar> bar) {
    this.epochs = epochs;
    this.out = out;
    this.err = err;
    this.bar = bar;
    this.estimate = new RemainingTime();
  }

  @Override
  public void onStart(RunStart start) {
    clear();
    estimate.begin(start);
    network = Optional.of(start.settings().network());
    out.printf("device    %s%n", start.settings().environment().device());
    if (start.isResumed()) {
      String nothing = start.epoch() > epochs ? ": nothing is left to train" : "";
      boolean inside = start.isInsideEpoch();
      out.printf(
          inside
              ? "resumed   in epoch %d, after step %d%s%n"
              : "resumed   after epoch %d, step %d%s%n",
          inside ? start.epoch() : start.epoch() - 1,
          start.step(),
          nothing);
    }
    pace.restart();
  }

  @Override
  public void onFeatures(String data, long done, long total) {
    if (!data.equals(features)) {
      features = data;
      known = done; // from a run that was killed
      begin = System.nanoTime();
      return;
    }
    double rate = (done - known) / ((System.nanoTime() - begin) / 1e9);
    if (bar.isPresent() && done < total) {
      bar.get()
          .draw(
              (double) done / total,
              () ->
                  "features of %s data, %.0f images/s, %s left"
                      .formatted(data, rate, ProgressBar.time((total - done) / rate)));
    } else if (done == total || pace.isTime()) {
      clear();
      out.printf("features  %s %,d of %,d, %.0f images/s%n", data, done, total, rate);
    }
  }

  @Override
  public void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate) {
    estimate.step();
    long inEpoch = (step - 1) % stepsPerEpoch + 1;
    if (bar.isPresent()) {
      bar.get()
          .draw(
              (double) inEpoch / stepsPerEpoch,
              () ->
                  "epoch %d/%d%s, %.0f images/s, loss %.4f, %s left"
                      .formatted(
                          epoch,
                          epochs,
                          stage(epoch),
                          estimate.imagesPerSecond(),
                          loss,
                          ProgressBar.time(estimate.left(lastLike(epoch), epoch, inEpoch))));
    } else if (pace.isTime()) {
      out.printf(
          "          epoch %d/%d%s, step %d/%d, loss %.4f%n",
          epoch, epochs, stage(epoch), inEpoch, stepsPerEpoch, loss);
    }
  }

  private Optional<Stages.Stage> stageOf(int epoch) {
    return network.flatMap(known -> known.stage(epoch));
  }

  /** What learns in an epoch, where that is not the same in all. */
  private String stage(int epoch) {
    return stageOf(epoch).map(stage -> " (" + stage.name() + ")").orElse("");
  }

  /** The last epoch that takes as long as this one. */
  private int lastLike(int epoch) {
    return stageOf(epoch).map(Stages.Stage::lastEpoch).orElse(epochs);
  }

  @Override
  public void onEpoch(EpochMetrics metrics, Evaluation evaluation) {
    clear();
    estimate.epoch(metrics);
    String data = metrics.measuredOn();
    out.printf(
        "epoch %d/%d%s  train loss %.4f, %s loss %.4f, %s accuracy %.2f %% (%s of %,d),"
            + " %.1f s, %.0f images/s%n",
        metrics.epoch(),
        epochs,
        stage(metrics.epoch()),
        metrics.trainLoss(),
        data,
        metrics.loss(),
        data,
        100 * metrics.accuracy(),
        Counted.of(evaluation.errors(), "error"),
        evaluation.samples(),
        metrics.trainSeconds() + metrics.measureSeconds(),
        metrics.imagesPerSecond());
    pace.restart();
  }

  @Override
  public void onWarning(String message) {
    clear();
    err.println("hibi: warning: " + message);
  }

  @Override
  public void onEnd(TrainingResult result) {
    clear();
  }

  @Override
  public void onFailure(Throwable failure) {
    clear();
  }

  private void clear() {
    bar.ifPresent(ProgressBar::clear);
  }
}
