package dev.hibi.cli.train;

import dev.hibi.cli.option.Counted;
import dev.hibi.cli.option.Pace;
import dev.hibi.training.EpochMetrics;
import dev.hibi.training.Evaluation;
import dev.hibi.training.FitListener;
import dev.hibi.training.RunStart;
import java.io.PrintWriter;

/** Prints a run's progress: a line an epoch, and in between one every few seconds. */
final class Progress implements FitListener {
  private final int epochs;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Pace pace = new Pace();
  private String features = "";
  private long known;
  private long begin = System.nanoTime();

  Progress(int epochs, PrintWriter out, PrintWriter err) {
    this.epochs = epochs;
    this.out = out;
    this.err = err;
  }

  @Override
  public void onStart(RunStart start) {
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
    } else if (done == total || pace.isTime()) {
      out.printf(
          "features  %s %,d of %,d, %.0f images/s%n",
          data, done, total, (done - known) / ((System.nanoTime() - begin) / 1e9));
    }
  }

  @Override
  public void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate) {
    if (pace.isTime()) {
      out.printf(
          "          epoch %d/%d, step %d/%d, loss %.4f%n",
          epoch, epochs, (step - 1) % stepsPerEpoch + 1, stepsPerEpoch, loss);
    }
  }

  @Override
  public void onEpoch(EpochMetrics metrics, Evaluation evaluation) {
    String data = metrics.measuredOn();
    out.printf(
        "epoch %d/%d  train loss %.4f, %s loss %.4f, %s accuracy %.2f %% (%s of %,d),"
            + " %.1f s, %.0f images/s%n",
        metrics.epoch(),
        epochs,
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
    err.println("hibi: warning: " + message);
  }
}
