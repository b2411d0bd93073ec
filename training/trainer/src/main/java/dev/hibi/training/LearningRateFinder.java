package dev.hibi.training;

import ai.djl.Device;
import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import dev.hibi.LabeledImages;
import dev.hibi.model.DeviceSelection;
import dev.hibi.model.Provenance;
import dev.hibi.model.engine.EngineGate;
import dev.hibi.model.engine.PyTorch;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a learning rate by trying them (Smith 2015): training steps whose rate grows by the same
 * factor from each to the next, until the loss rises.
 *
 * <pre>{@code
 * LearningRateCurve curve =
 *     LearningRateFinder.builder(config, train, Path.of("run")).build().find();
 * curve.suggestion().ifPresent(point -> System.out.println(point.rate()));
 * }</pre>
 *
 * <p>It trains a network of its own, which is thrown away: a run of the same config is not changed
 * by it. Backbone, mode, weights, optimizer, batches and seed are the config's; its learning rate,
 * schedule and epochs are left aside. On a CPU equal configs and data give equal curves.
 *
 * <p>In mode {@code features} the features of the training data are kept in {@code features/} of
 * the output, where the run that follows finds them. Nothing else is written.
 *
 * <p>A finder is used once, by one thread.
 */
public final class LearningRateFinder {
  /** How much of the mean so far a step keeps. */
  private static final double KEPT = 0.98;

  /** How many times the least mean ends the search. */
  private static final double TOO_FAR = 4;

  private final FitConfig config;
  private final LabeledDataset train;
  private final Path output;
  private final Device device;
  private final Rates rates;
  private final ListenerGroup listener;
  private final StopSignal stop = new StopSignal();

  private LearningRateFinder(Builder builder, Rates rates) {
    this.config = builder.config;
    this.train = builder.train;
    this.output = builder.output;
    this.device = builder.device;
    this.rates = rates;
    this.listener = new ListenerGroup(builder.listeners);
  }

  /**
   * A finder on the CPU, of 100 rates from 1e-7 to 10.
   *
   * @param train as {@link TrainingRun#builder} takes it
   * @param output of the run that is to follow; made if absent
   */
  public static <D extends RandomAccessDataset & LabeledImages> Builder builder(
      FitConfig config, D train, Path output) {
    return new Builder(config, LabeledDataset.of(LabeledDataset.TRAINING, train), output);
  }

  /**
   * Tries the rates.
   *
   * @throws IllegalArgumentException if the data cannot be trained on, as {@link TrainingRun#fit}
   * @throws InterruptedIOException if the thread was interrupted, whose flag stays set, or the JVM
   *     shuts down
   * @throws IOException if the weights do not fit, another run has the output, or a sample cannot
   *     be read
   * @throws TrainingDivergedException if the loss is not a finite number from the beginning
   */
  public LearningRateCurve find() throws IOException {
    if (config.mode() == TrainingMode.NORMAL) {
      throw new IllegalArgumentException(
          "mode normal has no learning rate: expected features, finetune or scratch to find one"
              + " for, found normal");
    }
    if (config.mode() == TrainingMode.STAGED) {
      throw new IllegalArgumentException(
          "mode staged has several learning rates: expected features, finetune or scratch to find"
              + " one for, found staged");
    }
    RunData.requireTrainable(train, config);
    RunNetworks networks = networks(resolved());
    StateDict initial = networks.initialWeights();
    EngineGate.Hold hold = EngineGate.hold(stop::request);
    try (OutputFolder folder = OutputFolder.take(output, listener)) {
      return CheckedBatches.reading(() -> find(sized(networks, initial), initial, folder));
    } catch (StopSignal.Stopped e) {
      throw new InterruptedIOException(
          "search interrupted: expected %d learning rates, found fewer (%s)"
              .formatted(rates.steps, output));
    } finally {
      hold.close();
      stop.restoreInterrupt();
    }
  }

  private RunNetworks networks(FitConfig of) {
    return new RunNetworks(of, train.labels(), List.of(device));
  }

  /** As the run would have it. */
  private FitConfig resolved() throws IOException {
    Map<String, Integer> countPerClass =
        config.balanceClasses() ? train.settings().summary().countPerClass() : Map.of();
    return RunConfig.resolved(
        config,
        config.precision().orElseGet(() -> RunNetworks.precision(config, device)),
        countPerClass);
  }

  private RunNetworks sized(RunNetworks networks, StateDict initial) throws IOException {
    FitConfig of = networks.config();
    return of.halveBatchToFit()
        ? networks(RunConfig.sized(of, BatchFit.of(networks, initial).largest(of.batchSize())))
        : networks;
  }

  private LearningRateCurve find(RunNetworks networks, StateDict initial, OutputFolder folder)
      throws IOException {
    RunSettings.Images images = train.settings();
    networks.requireRoom(List.of(train));
    FeatureCache cache =
        networks.cache(folder.path(), settings(networks.config(), images), listener, stop);
    Samples raw = networks.samples(train, images, initial, cache);
    Standardization scale = networks.standardization(raw);
    Samples samples = scale.apply(raw);
    StateDict begun = scale.enter(initial, networks.network());
    try (TrainableNetwork network = networks.open(begun, Optional.empty())) {
      FitConfig of = networks.config();
      MixingDraw mixing = new MixingDraw(of.step(), of.seed(), of.imageSpec().size());
      return new LearningRateCurve(steps(network, samples, mixing));
    }
  }

  /** What features follow from; nothing is tested here. */
  private RunSettings settings(FitConfig of, RunSettings.Images images) throws IOException {
    return AskedSettings.of(
        of,
        new RunSettings.Data(train.labels(), images, images),
        new RunSettings.Environment(
            DeviceSelection.name(device), PyTorch.computeThreads(), Provenance.currentVersions()));
  }

  private List<LearningRateCurve.Point> steps(
      TrainableNetwork network, Samples samples, MixingDraw mixing) throws IOException {
    List<LearningRateCurve.Point> points = new ArrayList<>();
    double sum = 0;
    double best = Double.POSITIVE_INFINITY;
    for (int epoch = 0; ; epoch++) {
      try (NDManager manager = network.manager().newSubManager()) {
        for (Batch next : stop.watch(samples.forTraining(manager, epoch, 0))) {
          try (Batch batch = next) {
            int step = points.size();
            double rate = rates.of(step);
            double loss =
                network
                    .step(
                        batch.getData().singletonOrThrow(),
                        batch.getLabels().singletonOrThrow(),
                        rate,
                        mixing.at(step),
                        false)
                    .getFloat(); // waits for the device
            sum = KEPT * sum + (1 - KEPT) * loss;
            double smoothed = sum / (1 - StrictMath.pow(KEPT, step + 1)); // less the bias towards 0
            listener.onStep(1, step + 1, rates.steps, loss, rate);
            best = Math.min(best, smoothed);
            if (step == 0 && !Double.isFinite(loss)) {
              throw new TrainingDivergedException(
                  "training diverged: expected a finite loss, found %s (first step, rate %s)"
                      .formatted(loss, rate));
            }
            if (!Double.isFinite(smoothed) || smoothed > TOO_FAR * best) {
              return points;
            }
            points.add(new LearningRateCurve.Point(rate, loss, smoothed));
            if (points.size() == rates.steps) {
              return points;
            }
          }
        }
      }
    }
  }

  /**
   * Which rates are tried.
   *
   * @param from the least one, above 0
   * @param to the greatest one, finite
   * @param steps how many, a step each; at least 10
   */
  public record Rates(double from, double to, int steps) {
    private static final int LEAST_STEPS = 10;

    /** 100 from 1e-7 to 10. */
    public static final Rates DEFAULT = new Rates(1e-7, 10, 100);

    /**
     * Checks ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Rates {
      if (!(from > 0 && to > from && Double.isFinite(to))) {
        throw new IllegalArgumentException(
            "bad rates: expected a least one above 0 and a greater one, found %s and %s"
                .formatted(from, to));
      }
      if (steps < LEAST_STEPS) {
        throw new IllegalArgumentException(
            "bad number of steps: expected %d and more, found %d".formatted(LEAST_STEPS, steps));
      }
    }

    /** That of a step, from 0. */
    private double of(int step) {
      return from * StrictMath.pow(to / from, (double) step / (steps - 1));
    }
  }

  /** Options of a finder. */
  public static final class Builder {
    private final FitConfig config;
    private final LabeledDataset train;
    private final Path output;
    private Device device = Device.cpu();
    private double from = Rates.DEFAULT.from();
    private double to = Rates.DEFAULT.to();
    private int steps = Rates.DEFAULT.steps();
    private final List<FitListener> listeners = new ArrayList<>();

    private Builder(FitConfig config, LabeledDataset train, Path output) {
      this.config = config;
      this.train = train;
      this.output = output;
    }

    /** Where to compute; default the CPU. */
    public Builder device(Device device) {
      this.device = device;
      return this;
    }

    /** The least and the greatest rate that are tried; default 1e-7 and 10. */
    public Builder rates(double from, double to) {
      this.from = from;
      this.to = to;
      return this;
    }

    /** How many rates are tried, a step each; at least 10, default 100. */
    public Builder steps(int steps) {
      this.steps = steps;
      return this;
    }

    /** Both. */
    public Builder rates(Rates rates) {
      return rates(rates.from(), rates.to()).steps(rates.steps());
    }

    /** Hears of features, steps (all of epoch 1) and warnings; default nobody. */
    public Builder listener(FitListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * The finder.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public LearningRateFinder build() {
      return new LearningRateFinder(this, new Rates(from, to, steps));
    }
  }
}
