package dev.hibi.training;

import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.ClassLabels;
import dev.hibi.model.engine.TrainableNetwork;
import java.io.IOException;
import java.util.List;

/**
 * The training loop: an epoch of steps, then a test.
 *
 * <p>Memory: the network's manager lives as long as the run; below it one manager an epoch; below
 * that one a batch, which owns inputs, labels and the step's loss and is closed after the step.
 */
final class EpochLoop {
  private final FitConfig config;
  private final TrainableNetwork network;
  private final Samples train;
  private final Samples test;
  private final ClassLabels labels;
  private final FitListener listener;
  private final long stepsPerEpoch;

  /** Updates made beyond what the epochs before had now, with another batch size or other data. */
  private final long stepOffset;

  EpochLoop(
      FitConfig config,
      TrainableNetwork network,
      Samples train,
      Samples test,
      ClassLabels labels,
      FitListener listener,
      List<EpochMetrics> history) {
    this.config = config;
    this.network = network;
    this.train = train;
    this.test = test;
    this.labels = labels;
    this.listener = listener;
    this.stepsPerEpoch = EpochSampler.batchCount(train.size(), config.batchSize());
    this.stepOffset =
        history.isEmpty() ? 0 : history.get(history.size() - 1).step() - stepsAfter(history.size());
  }

  /** What an epoch gave. */
  record Outcome(EpochMetrics metrics, Evaluation evaluation) {}

  /** Number of updates an epoch has. */
  long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** Number of updates after so many epochs of these batches, as the schedule counts them. */
  long stepsAfter(int epochs) {
    return epochs * stepsPerEpoch;
  }

  /**
   * Trains and tests an epoch.
   *
   * @param epoch from 0
   */
  Outcome run(int epoch) throws IOException {
    long begin = System.nanoTime();
    double trainLoss = trainEpoch(epoch);
    double trainSeconds = secondsSince(begin);
    begin = System.nanoTime();
    Evaluation evaluation = evaluate();
    if (!Double.isFinite(evaluation.loss())) {
      throw new TrainingDivergedException(
          "training diverged: expected a finite test loss, found %s (after epoch %d)"
              .formatted(evaluation.loss(), epoch + 1));
    }
    EpochMetrics metrics =
        new EpochMetrics(
            epoch + 1,
            stepsAfter(epoch + 1) + stepOffset,
            learningRate(stepsAfter(epoch + 1) - 1),
            trainLoss,
            evaluation.loss(),
            evaluation.accuracy(),
            trainSeconds,
            secondsSince(begin),
            train.size() / trainSeconds);
    return new Outcome(metrics, evaluation);
  }

  /** One pass over the training samples; the mean loss over them. */
  private double trainEpoch(int epoch) throws IOException {
    long step = stepsAfter(epoch);
    long seen = 0;
    double lossSum = 0;
    try (NDManager manager = network.manager().newSubManager()) {
      for (Batch next : train.forTraining(manager, epoch)) {
        try (Batch batch = next) {
          NDArray inputs = batch.getData().singletonOrThrow(); // (N, 3, H, W) or (N, features)
          NDArray targets = batch.getLabels().singletonOrThrow(); // (N)
          double rate = learningRate(step);
          double loss = step(inputs, targets, rate, step + 1 == stepsAfter(epoch + 1));
          step++;
          seen += batch.getSize();
          lossSum += loss * batch.getSize();
          listener.onStep(epoch + 1, step + stepOffset, stepsPerEpoch, loss, rate);
          requireFinite(loss, epoch, step);
        }
      }
    }
    if (seen != train.size() || step != stepsAfter(epoch + 1)) {
      throw new IOException(
          "wrong number of samples: expected %d in %d steps, found %d in %d (training data)"
              .formatted(train.size(), stepsPerEpoch, seen, step - stepsAfter(epoch)));
    }
    return lossSum / seen;
  }

  /** One update; gives the loss. Of an epoch's last one gradients are kept if anyone asks. */
  private double step(NDArray inputs, NDArray targets, double rate, boolean last) {
    NDArray loss =
        last && listener.watchesParameters()
            ? network.stepKeepingGradients(inputs, targets, rate)
            : network.step(inputs, targets, rate);
    return loss.getFloat(); // waits for the device
  }

  /** Tests the network as it is now. */
  Evaluation evaluate() throws IOException {
    int kept = listener.testFeatures();
    Evaluator.Network tested =
        kept == 0
            ? Evaluator.Network.of(network::logits)
            : new Evaluator.Network(network::features, network::head, kept);
    return Evaluator.evaluate(tested, network.manager(), test, labels);
  }

  private double learningRate(long step) {
    return config
        .schedule()
        .rate(config.learningRate(), step, stepsPerEpoch, stepsAfter(config.epochs()));
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
