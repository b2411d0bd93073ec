package dev.hibi.training;

import ai.djl.Device;
import ai.djl.training.dataset.RandomAccessDataset;
import dev.hibi.LabeledImages;
import dev.hibi.model.DeviceSelection;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.engine.EngineGate;
import dev.hibi.model.engine.PyTorch;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Trains a crack classifier into a directory, and goes on where a killed run stopped.
 *
 * <pre>{@code
 * FitConfig config = FitConfig.builder(Backbone.RESNET18).epochs(5).build();
 * TrainingResult result =
 *     TrainingRun.builder(config, train, test, Path.of("run")).build().fit();
 * System.out.println(result.evaluation().accuracy());
 * }</pre>
 *
 * <p>The directory receives {@code checkpoints/} after each epoch and every ten minutes within one,
 * {@code metrics.jsonl} with a line an epoch, {@code run.json}, {@code features/} in mode {@code
 * features}, and in the end {@code model/}. On a CPU a resumed run gives the weights of an
 * uninterrupted one to the bit, wherever it was killed. It has one run at a time, of any process,
 * and nothing that lies in it and is not Hibi's is deleted.
 *
 * <p>A run is used once, by one thread. Another one {@linkplain #stop stops} it, or interrupts it.
 * {@link #start} runs it in a thread of an executor.
 */
public final class TrainingRun {
  private final FitConfig config;
  private final RunData data;
  private final Path output;
  private final Device device;
  private final RunNetworks networks;
  private final boolean resume;
  private final boolean extend;
  private final Set<String> accepted;
  private final CheckpointSaver.Interval checkpointInterval;
  private final ListenerGroup listener;
  private final CheckpointFolder checkpoints;
  private final StopSignal stop = new StopSignal();
  private EpochPosition position = EpochPosition.after(0, 0); // of the latest checkpoint

  private TrainingRun(Builder builder) {
    this.config = builder.config;
    this.data = new RunData(builder.train, builder.test, builder.validation);
    this.output = builder.output;
    this.device = builder.device;
    this.networks = new RunNetworks(config, data.train().labels(), device);
    this.resume = builder.resume;
    this.extend = builder.extend;
    this.accepted = builder.accepted;
    this.checkpointInterval = builder.checkpointInterval;
    this.listener = new ListenerGroup(builder.listeners);
    this.checkpoints = new CheckpointFolder(output.resolve("checkpoints"), listener);
  }

  /**
   * A run on the CPU into an empty directory.
   *
   * <p>Both data sets are any of DJL's whose batches are images, float32 (N, 3, H, W), normalised,
   * and labels, int64 (N), indices into the class labels. They are not closed here. If one is
   * {@link dev.hibi.PerEpoch}, each epoch of training asks for its own view of it.
   *
   * @param train what to learn from; its images prepared as {@link FitConfig#imageSpec} says, and
   *     without augmentation in mode {@code features}
   * @param test what to test on at the end, and after each epoch unless there are {@linkplain
   *     Builder#validation validation} data; same preparation, never augmented
   * @param output made if absent
   */
  public static <
          A extends RandomAccessDataset & LabeledImages,
          B extends RandomAccessDataset & LabeledImages>
      Builder builder(FitConfig config, A train, B test, Path output) {
    return new Builder(
        config,
        LabeledDataset.of(LabeledDataset.TRAINING, train),
        LabeledDataset.of(LabeledDataset.TEST, test),
        output);
  }

  /** What {@link Builder#accept} takes, in the order of {@link RunSettings#byName}. */
  public static List<String> acceptable() {
    return Resumption.ACCEPTABLE;
  }

  /**
   * Trains until the last epoch.
   *
   * @throws IllegalArgumentException if the data cannot be trained or tested on: one class, classes
   *     in the test data that the training data lack, images prepared otherwise than the config
   *     says, augmentation where images must be seen as they are, no validation data to choose an
   *     epoch by; nothing is written then
   * @throws InterruptedRunException if the run was {@linkplain #stop stopped} or its thread
   *     interrupted, whose flag stays set; a resumed run goes on where it stood
   * @throws IOException if the weights do not fit, the directory holds another run's checkpoint, or
   *     files that would be lost, or is another run's that is still going on, a sample cannot be
   *     read, or a file cannot be written; the last good checkpoint remains
   * @throws ai.djl.TrainingDivergedException if the loss is no longer a finite number
   */
  public TrainingResult fit() throws IOException {
    data.requireFitting(config);
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new IOException(
          "output is no directory: expected one or none, found a file (" + output + ")");
    }
    RunSettings asked = settings();
    StateDict initial = networks.initialWeights();
    EngineGate.Hold hold = EngineGate.hold(this::stop);
    try (OutputFolder folder = OutputFolder.take(output, listener)) {
      return fit(asked, initial, folder);
    } finally {
      hold.close();
      stop.restoreInterrupt();
    }
  }

  /**
   * Asks the run to end after the step that it is at, with a checkpoint: {@link #fit} then throws
   * an {@link InterruptedRunException}, unless the last epoch is done. Does not wait. Thread-safe.
   *
   * <p>A shutdown of the JVM asks for it, too, and waits for the run.
   */
  public void stop() {
    stop.request();
  }

  /** As {@link #stop}, but that {@code run.json} says {@code cancelled}: it was wanted no more. */
  public void cancel() {
    stop.cancel();
  }

  /**
   * Trains as {@link #fit} does, in another thread.
   *
   * @param executor has a thread for it; not closed here
   * @return what it is observed, cancelled and awaited by
   */
  public TrainingHandle start(Executor executor) {
    return TrainingHandle.start(executor, handle -> handle.fit(this));
  }

  /** Tells another one of its progress, too; before it is fitted. */
  void listen(FitListener other) {
    listener.add(other);
  }

  private TrainingResult fit(RunSettings asked, StateDict initial, OutputFolder folder)
      throws IOException {
    folder.model(); // refused now rather than after all the work
    checkpoints.prepare();
    Optional<Checkpoint> checkpoint = checkpoints.latest(resume);
    Resumption.Decision decision = decide(asked, checkpoint);
    Checkpoint.State begin = Checkpoint.State.begin(decision.settings(), checkpoint);
    return ComputeThreads.with(
        begin.settings().environment().computeThreads(),
        () -> fit(initial, checkpoint, decision, begin, folder));
  }

  private TrainingResult fit(
      StateDict initial,
      Optional<Checkpoint> checkpoint,
      Resumption.Decision decision,
      Checkpoint.State begin,
      OutputFolder folder)
      throws IOException {
    RunRecord record = new RunRecord(output, begin);
    stop.write(record::writeStart);
    position = begin.position();
    try {
      for (String warning : decision.warnings()) {
        listener.onWarning(warning);
      }
      data.writeLists(output, checkpoint.isEmpty(), decision, stop);
      TrainingResult result =
          CheckedBatches.reading(() -> fit(initial, checkpoint, begin, folder, record));
      listener.onEnd(result);
      stop.write(() -> record.writeEnd(result));
      return result;
    } catch (StopSignal.Stopped e) {
      String status = stop.isCancelled() ? "cancelled" : "interrupted";
      InterruptedRunException interrupted =
          new InterruptedRunException(
              "run %s: expected %d epochs, found %d and step %d (%s; resumed, it goes on)"
                  .formatted(status, config.epochs(), position.epochs(), position.step(), output),
              stop.isCancelled());
      stop.write(() -> record.writeStopped(status, position));
      listener.onFailure(interrupted);
      throw interrupted;
    } catch (IOException | RuntimeException | Error e) {
      stop.isSet(); // takes over an interrupt, under which no file could be written
      record.writeFailure(e);
      listener.onFailure(e);
      throw e;
    }
  }

  private TrainingResult fit(
      StateDict initial,
      Optional<Checkpoint> checkpoint,
      Checkpoint.State begin,
      OutputFolder folder,
      RunRecord record)
      throws IOException {
    RunSettings settings = begin.settings();
    FeatureCache cache =
        new FeatureCache(output.resolve("features"), settings, listener, stop, FeatureCache.BLOCK);
    RunSettings.Data of = settings.data();
    Samples trainSamples = networks.samples(data.train(), of.training(), initial, cache);
    EpochLoop.Measured tested = networks.measured(data.test(), of.test(), initial, cache);
    EpochLoop.Measured measured = tested;
    if (data.validation().isPresent() && of.validation().isPresent()) {
      measured = networks.measured(data.validation().get(), of.validation().get(), initial, cache);
    }
    List<EpochMetrics> history = new ArrayList<>(begin.history());
    FinishedTraining finished;
    try (TrainableNetwork network = networks.open(initial, checkpoint)) {
      EpochLoop loop =
          new EpochLoop(
              config.with(settings.recipe().schedule()),
              network,
              trainSamples,
              measured,
              data.train().labels(),
              listener,
              begin.history(),
              stop);
      if (!history.isEmpty()) {
        // The process may have been killed before it could.
        stop.write(() -> record.writeMetrics(history));
      }
      listener.onStart(
          new RunStart(begin.started(), settings, loop.stepsPerEpoch(), position.step(), history));
      CheckpointSaver saver =
          new CheckpointSaver(checkpoints, network, listener, checkpointInterval, stop, begin);
      Optional<Evaluation> last = trainEpochs(loop, network, saver, history, record);
      int selected = config.selection().selected(history);
      if (selected < history.size()) {
        finished = finishedAt(selected, initial, tested);
      } else if (last.isPresent() && measured.equals(tested)) {
        finished = new FinishedTraining(network.weights(), last.get());
      } else {
        finished = finished(network, tested);
      }
    }
    int selected = config.selection().selected(history);
    Path model = folder.model();
    ModelDescription description =
        new ModelDescription(
            config.backbone(),
            data.train().labels(),
            config.imageSpec(),
            new Provenance(begin.started(), settings.toJson(), selected));
    StateDict weights = initial.with(finished.weights());
    stop.write(() -> ModelDirectory.write(model, description, weights));
    return new TrainingResult(
        model, description, finished.evaluation(), history, selected, cache.seconds());
  }

  /** With the weights that an epoch left, from 1. */
  private FinishedTraining finishedAt(int epoch, StateDict initial, EpochLoop.Measured tested)
      throws IOException {
    try (TrainableNetwork network =
        networks.open(initial, Optional.of(checkpoints.ofEpoch(epoch)))) {
      return finished(network, tested);
    }
  }

  private FinishedTraining finished(TrainableNetwork network, EpochLoop.Measured tested)
      throws IOException {
    Evaluation evaluation =
        EpochLoop.evaluate(network, tested, data.train().labels(), listener, stop);
    return new FinishedTraining(network.weights(), evaluation);
  }

  /**
   * Adds each epoch that is left to the history; gives the last one's measurement, if any was left.
   */
  private Optional<Evaluation> trainEpochs(
      EpochLoop loop,
      TrainableNetwork network,
      CheckpointSaver saver,
      List<EpochMetrics> history,
      RunRecord record)
      throws IOException {
    Optional<Evaluation> last = Optional.empty();
    while (history.size() < config.epochs() && !endsEarly(history)) {
      int epoch = history.size();
      EpochPosition from = position;
      EpochLoop.Outcome outcome = run(loop, saver);
      history.add(outcome.metrics());
      StateDict weights = network.weights();
      listener.onEpoch(outcome.metrics(), outcome.evaluation());
      if (listener.watchesParameters()) {
        boolean stepped = outcome.metrics().step() > from.step(); // else it was tested alone
        StateDict gradients = stepped ? network.gradients() : new StateDict(Map.of());
        listener.onParameters(outcome.metrics(), weights, gradients);
      }
      position = EpochPosition.after(epoch + 1, outcome.metrics().step());
      saver.save(position, history, weights);
      stop.write(() -> record.writeMetrics(history));
      last = Optional.of(outcome.evaluation());
    }
    return last;
  }

  /** An epoch that is under way is trained to its end. */
  private boolean endsEarly(List<EpochMetrics> history) {
    return position.isBetweenEpochs() && config.selection().endsAfter(history);
  }

  /** Trains and tests an epoch; one that is stopped leaves a checkpoint. */
  private EpochLoop.Outcome run(EpochLoop loop, CheckpointSaver saver) throws IOException {
    try {
      return loop.run(position, saver);
    } catch (StopSignal.Stopped e) {
      position = loop.position();
      saver.save(position);
      throw e;
    }
  }

  private RunSettings settings() throws IOException {
    Map<String, String> versions = new LinkedHashMap<>(Provenance.currentVersions());
    versions.put("cpu", Processor.describe());
    return config.settings(
        data.settings(),
        new RunSettings.Environment(
            DeviceSelection.name(device), PyTorch.computeThreads(), versions));
  }

  /** Under which settings the run goes on. */
  private Resumption.Decision decide(RunSettings asked, Optional<Checkpoint> checkpoint)
      throws IOException {
    if (checkpoint.isEmpty()) {
      return Resumption.Decision.begin(asked);
    }
    Checkpoint.State state = checkpoint.get().state();
    EpochPosition at = state.position();
    return new Resumption(
            state.settings(), asked, state.epoch(), at.step(), !at.isBetweenEpochs(), accepted)
        .endedAfter(state.history())
        .decide(extend, name -> data.changes(name, output), checkpoints.path());
  }

  /** Collects what a run needs beside its settings and data. */
  public static final class Builder {
    private final FitConfig config;
    private final LabeledDataset train;
    private final LabeledDataset test;
    private Optional<LabeledDataset> validation = Optional.empty();
    private final Path output;
    private Device device = Device.cpu();
    private boolean resume;
    private boolean extend;
    private Set<String> accepted = Set.of();
    private CheckpointSaver.Interval checkpointInterval = CheckpointSaver.Interval.DEFAULT;
    private final List<FitListener> listeners = new ArrayList<>();

    private Builder(FitConfig config, LabeledDataset train, LabeledDataset test, Path output) {
      this.config = config;
      this.train = train;
      this.test = test;
      this.output = output;
    }

    /**
     * What to measure after each epoch, and to {@linkplain FitConfig#selection choose} an epoch by;
     * the test data are then tested on once, at the end. Default none: the test data are measured
     * after each epoch.
     *
     * @param data as the test data; none of them in training or test data
     */
    public <D extends RandomAccessDataset & LabeledImages> Builder validation(D data) {
      this.validation = Optional.of(LabeledDataset.of(LabeledDataset.VALIDATION, data));
      return this;
    }

    /** Where to compute; default the CPU. See {@link DeviceSelection}. */
    public Builder device(Device device) {
      this.device = device;
      return this;
    }

    /** Whether to go on from a checkpoint if there is one; default false: one is an error. */
    public Builder resume(boolean resume) {
      this.resume = resume;
      return this;
    }

    /**
     * Whether a resumed run of more epochs may begin another cosine where the first was to end;
     * default false: more epochs of a schedule with an end are an error. The rate then falls from
     * the base rate to 0 again, without warm-up: {@link LearningRateSchedule.CosineRestarts}.
     */
    public Builder extend(boolean extend) {
      this.extend = extend;
      return this;
    }

    /**
     * Differences from the checkpoint that a resumed run may go on with; default none: one is an
     * error. Listeners are warned of each that there is, and the settings keep it among their
     * {@link RunSettings#changes}.
     *
     * @param names some of {@link #acceptable}
     * @throws IllegalArgumentException if there is no such setting, or it can never be accepted
     */
    public Builder accept(Set<String> names) {
      for (String name : names) {
        if (!Resumption.ACCEPTABLE.contains(name)) {
          throw new IllegalArgumentException(
              "cannot be accepted: expected some of %s, found '%s'"
                  .formatted(String.join(", ", Resumption.ACCEPTABLE), name));
        }
      }
      this.accepted = Set.copyOf(names);
      return this;
    }

    /**
     * After how much time within an epoch a checkpoint is written, beside the one at its end;
     * default ten minutes. Changes no number of the run.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public Builder checkpointEvery(Duration time) {
      checkpointInterval = new CheckpointSaver.Interval(checkpointInterval.steps(), time);
      return this;
    }

    /**
     * After how many steps within an epoch a checkpoint is written, if the time does not come
     * first; default never. Changes no number of the run.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder checkpointEverySteps(long steps) {
      checkpointInterval = new CheckpointSaver.Interval(steps, checkpointInterval.time());
      return this;
    }

    /** Who hears of progress; default nobody. Given again, for others who hear of it after. */
    public Builder listener(FitListener listener) {
      listeners.add(listener);
      return this;
    }

    /** The run. */
    public TrainingRun build() {
      return new TrainingRun(this);
    }
  }
}
