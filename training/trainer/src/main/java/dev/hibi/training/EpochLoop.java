package dev.hibi.training;

import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.ClassLabels;
import dev.hibi.model.engine.TrainableNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The training loop: an epoch of steps, then a measurement.
 *
 * <p>Memory: the network's manager lives as long as the run; below it one manager an epoch; below
 * that one a batch, which owns inputs, labels and the step's loss and is closed after the step.
 */
final class EpochLoop {
  /** So many losses are read together on a GPU, where reading waits for the device. */
  private static final int READ_ON_GPU = 50;

  private final FitConfig config;
  private final TrainableNetwork network;
  private final Samples train;
  private final Measured measured;
  private final ClassLabels labels;
  private final FitListener listener;
  private final StopSignal stop;
  private final List<Double> losses; // of the epochs that are done
  private final long stepsPerEpoch;
  private EpochPosition position = EpochPosition.after(0, 0);
  private double dataWaitShare;

  /** Updates made beyond what the epochs before had now, with another batch size or other data. */
  private final long stepOffset;

  private final MixingDraw mixing;

  /** After how many steps their losses are read. */
  private int readEvery;

  /** Number of epochs before the config's first one, of other stages. */
  private int begin;

  EpochLoop(
      FitConfig config,
      TrainableNetwork network,
      Samples train,
      Measured measured,
      ClassLabels labels,
      FitListener listener,
      List<EpochMetrics> history,
      StopSignal stop) {
    this.config = config;
    this.network = network;
    this.train = train;
    this.measured = measured;
    this.labels = labels;
    this.listener = listener;
    this.stop = stop;
    this.losses = new ArrayList<>();
    history.forEach(epoch -> losses.add(epoch.loss()));
    this.stepsPerEpoch =
        EpochSampler.batchCount(train.size(), config.step().samples(config.batchSize()));
    this.mixing = new MixingDraw(config.step(), config.seed(), config.imageSpec().size());
    this.readEvery = network.manager().getDevice().isGpu() ? READ_ON_GPU : 1;
    this.stepOffset =
        history.isEmpty() ? 0 : history.get(history.size() - 1).step() - stepsAfter(history.size());
  }

  /**
   * What is measured after each epoch.
   *
   * @param name {@code test} or {@code validation}
   */
  record Measured(String name, Samples samples) {}

  /** What an epoch gave. */
  record Outcome(EpochMetrics metrics, Evaluation evaluation) {}

  /** Does what is due after a step. */
  @FunctionalInterface
  interface StepEnd {
    /**
     * Whether {@link #after} is wanted of this step, and not only of one whose loss is read anyway.
     *
     * @param step number of updates up to it
     */
    default boolean isDue(long step) {
      return false;
    }

    void after(EpochPosition position) throws IOException;
  }

  /** Where the network stands: between two steps, whatever was thrown between them. */
  EpochPosition position() {
    return position;
  }

  /** This, reading losses after so many steps, whatever the device. */
  EpochLoop readEvery(int steps) {
    readEvery = steps;
    return this;
  }

  /** This, of a stage that begins after so many epochs, and its schedule with it. */
  EpochLoop beginningAfter(int epochs) {
    begin = epochs;
    return this;
  }

  /** Number of updates an epoch has. */
  long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** Number of updates after so many epochs of these batches, as the schedule counts them. */
  long stepsAfter(int epochs) {
    return epochs * stepsPerEpoch;
  }

  /** Number of updates that were made when an epoch begins. */
  private long firstStep(int epoch) {
    return stepsAfter(epoch) + stepOffset;
  }

  /**
   * Trains what is left of an epoch and measures what came of it.
   *
   * @param from where the network stands
   * @throws StopSignal.Stopped if that is asked for; {@link #position} tells how far it came
   */
  Outcome run(EpochPosition from, StepEnd stepEnd) throws IOException {
    int epoch = from.epochs();
    position = from;
    trainEpoch(epoch, stepEnd);
    double trainLoss = position.lossSum() / position.samples();
    double trainSeconds = position.seconds();
    long begin = System.nanoTime();
    Evaluation evaluation = evaluate();
    if (!Double.isFinite(evaluation.loss())) {
      throw new TrainingDivergedException(
          "training diverged: expected a finite %s loss, found %s (after epoch %d)"
              .formatted(measured.name(), evaluation.loss(), epoch + 1));
    }
    EpochMetrics metrics =
        new EpochMetrics(
            epoch + 1,
            firstStep(epoch + 1),
            learningRate(stepsAfter(epoch + 1) - 1),
            trainLoss,
            measured.name(),
            evaluation.loss(),
            evaluation.accuracy(),
            trainSeconds,
            secondsSince(begin),
            train.size() / trainSeconds,
            dataWaitShare);
    losses.add(metrics.loss());
    return new Outcome(metrics, evaluation);
  }

  /** What is left of one pass over the training samples. */
  private void trainEpoch(int epoch, StepEnd stepEnd) throws IOException {
    EpochPosition from = position;
    long begin = System.nanoTime();
    try (NDManager manager = network.manager().newSubManager();
        NDManager losses = network.manager().newSubManager()) {
      UnreadSteps unread = new UnreadSteps(losses);
      WaitingClock batches =
          new WaitingClock(
              stop.watch(train.forTraining(manager, epoch, from.step() - firstStep(epoch))));
      try {
        for (long step = from.step() + 1; batches.hasNext(); step++) {
          double rate = learningRate(step - 1 - stepOffset);
          boolean last = step == firstStep(epoch + 1);
          try (Batch batch = batches.next()) {
            NDArray loss = step(batch, step, rate, last);
            double seconds = from.seconds() + secondsSince(begin);
            unread.add(new UnreadSteps.Step(step, batch.getSize(), loss, rate, seconds));
          }
          if (last || unread.size() >= readEvery || stepEnd.isDue(step)) {
            unread.read((made, loss) -> account(epoch, made, loss));
            stepEnd.after(position);
          }
        }
      } catch (StopSignal.Stopped e) {
        unread.read((made, loss) -> account(epoch, made, loss));
        throw e;
      }
      double seconds = secondsSince(begin);
      dataWaitShare = seconds > 0 ? Math.min(1, batches.waitedSeconds() / seconds) : 0;
    }
    if (position.samples() != train.size() || position.step() != firstStep(epoch + 1)) {
      throw new IOException(
          "wrong number of samples: expected %d in %d steps, found %d in %d (training data)"
              .formatted(
                  train.size(),
                  stepsPerEpoch,
                  position.samples(),
                  position.step() - firstStep(epoch)));
    }
  }

  /** One update; gives the loss. Of an epoch's last one gradients are kept if anyone asks. */
  private NDArray step(Batch batch, long step, double rate, boolean last) {
    NDArray inputs = batch.getData().singletonOrThrow(); // (N, 3, H, W) or (N, features)
    NDArray targets = batch.getLabels().singletonOrThrow(); // (N)
    boolean keep = last && listener.watchesParameters();
    return network.step(inputs, targets, rate, mixing.at(step - 1), keep);
  }

  /** A step's loss is known. */
  private void account(int epoch, UnreadSteps.Step step, double loss) throws IOException {
    position =
        new EpochPosition(
            epoch,
            step.number(),
            position.samples() + step.samples(),
            position.lossSum() + loss * step.samples(),
            step.seconds());
    listener.onStep(epoch + 1, step.number(), stepsPerEpoch, loss, step.rate());
    requireFinite(loss, epoch, step.number());
  }

  private Evaluation evaluate() throws IOException {
    return evaluate(network, measured, labels, listener, stop);
  }

  /** Measures a network as it is now. */
  static Evaluation evaluate(
      TrainableNetwork network,
      Measured measured,
      ClassLabels labels,
      FitListener listener,
      StopSignal stop)
      throws IOException {
    int kept = measured.name().equals(LabeledDataset.TEST) ? listener.testFeatures() : 0;
    Evaluator.Network tested =
        kept == 0
            ? Evaluator.Network.of(network::logits)
            : new Evaluator.Network(
                inputs -> new NDList(network.features(inputs)), network::head, kept);
    return Evaluator.evaluate(tested, network.manager(), measured.samples(), labels, stop);
  }

  private double learningRate(long step) {
    LearningRateSchedule schedule = config.schedule();
    List<Double> known = losses.subList(begin, losses.size());
    double base = schedule.base(config.learningRate(), known);
    long first = stepsAfter(begin);
    return schedule.rate(base, step - first, stepsPerEpoch, stepsAfter(config.epochs()));
  }

  private static void requireFinite(double loss, int epoch, long step) {
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException(
          "training diverged: expected a finite loss, found %s (step %d in epoch %d)"
              .formatted(loss, step, epoch + 1));
    }
  }

  static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }
}
