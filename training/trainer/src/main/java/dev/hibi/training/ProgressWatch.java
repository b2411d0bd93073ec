package dev.hibi.training;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Hears how far a run is, and tells it to any thread. Thread-safe. */
final class ProgressWatch implements FitListener {
  private final LongSupplier nanoTime;
  private final long begin;
  private TrainingProgress.State state = TrainingProgress.State.WAITING;
  private long end; // 0 as long as it goes on
  private int epoch;
  private int epochs;
  private long stepsPerEpoch;
  private long step;
  private long epochBegin; // number of updates before this epoch
  private double loss = Double.NaN;
  private Optional<EpochMetrics> latest = Optional.empty();
  private Optional<Duration> featuresLeft = Optional.empty();
  private long mark; // when the latest step ended, or what was before it
  private long measuredSteps;
  private double measuredNanos;
  private long featuresBegin;
  private long featuresBefore;
  private String featuresOf = "";

  ProgressWatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  /** It is in another state now. */
  synchronized void enter(TrainingProgress.State next) {
    state = next;
    if (next.isFinal()) {
      end = nanoTime.getAsLong();
    }
  }

  @Override
  public synchronized void onFeatures(String data, long done, long total) {
    long now = nanoTime.getAsLong();
    state = TrainingProgress.State.EXTRACTING;
    mark = now;
    if (!data.equals(featuresOf)) {
      featuresOf = data;
      featuresBegin = now;
      featuresBefore = done;
    }
    long measured = done - featuresBefore;
    featuresLeft =
        measured == 0
            ? Optional.empty()
            : Optional.of(nanos((double) (now - featuresBegin) / measured * (total - done)));
  }

  @Override
  public synchronized void onStart(RunStart start) {
    state = TrainingProgress.State.TRAINING;
    epochs = start.settings().recipe().epochs();
    epoch = Math.min(start.epoch(), epochs);
    stepsPerEpoch = start.stepsPerEpoch();
    step = start.step();
    if (!start.history().isEmpty()) {
      latest = Optional.of(start.history().get(start.history().size() - 1));
      epochBegin = latest.get().step();
    }
    mark = nanoTime.getAsLong();
  }

  @Override
  public synchronized void onStep(
      int epoch, long step, long stepsPerEpoch, double loss, double learningRate) {
    long now = nanoTime.getAsLong();
    state = TrainingProgress.State.TRAINING; // features may have been computed between two stages
    this.epoch = epoch;
    this.step = step;
    this.loss = loss;
    measuredSteps++;
    measuredNanos += now - mark;
    mark = now;
  }

  @Override
  public synchronized void onEpoch(EpochMetrics metrics, Evaluation evaluation) {
    latest = Optional.of(metrics);
    epochBegin = metrics.step();
    epoch = Math.min(metrics.epoch() + 1, epochs);
    mark = nanoTime.getAsLong();
  }

  synchronized TrainingProgress now() {
    boolean isFinal = state.isFinal();
    return new TrainingProgress(
        state,
        epoch,
        epochs,
        step,
        step + stepsLeft(),
        loss,
        latest,
        Duration.ofNanos((isFinal ? end : nanoTime.getAsLong()) - begin),
        isFinal ? Optional.empty() : remaining());
  }

  private int epochsDone() {
    return latest.map(EpochMetrics::epoch).orElse(0);
  }

  private long stepsLeft() {
    return (epochs - epochsDone()) * stepsPerEpoch - (step - epochBegin);
  }

  private Optional<Duration> remaining() {
    if (state == TrainingProgress.State.EXTRACTING) {
      return featuresLeft;
    }
    if (measuredSteps == 0) {
      return Optional.empty();
    }
    double test = latest.map(EpochMetrics::measureSeconds).orElse(0.0) * 1e9;
    return Optional.of(
        nanos(stepsLeft() * measuredNanos / measuredSteps + (epochs - epochsDone()) * test));
  }

  private static Duration nanos(double count) {
    return Duration.ofNanos(Math.round(count));
  }
}
