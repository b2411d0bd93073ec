package dev.hibi.training;

import ai.djl.Device;
import ai.djl.training.dataset.RandomAccessDataset;
import dev.hibi.LabeledImages;
import dev.hibi.model.DeviceSelection;
import dev.hibi.model.Provenance;
import dev.hibi.model.engine.EngineGate;
import dev.hibi.model.engine.Processor;
import dev.hibi.model.engine.PyTorch;
import dev.hibi.model.network.Precision;
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
import java.util.stream.Collectors;

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
  private final List<Device> devices;
  private final boolean resume;
  private final boolean extend;
  private final Set<String> accepted;
  private final CheckpointSaver.Interval checkpointInterval;
  private final ListenerGroup listener;
  private final CheckpointFolder checkpoints;
  private final StopSignal stop = new StopSignal();

  private TrainingRun(Builder builder) {
    this.config = builder.config;
    this.data = new RunData(builder.train, builder.test, builder.validation);
    this.output = builder.output;
    this.devices = builder.devices;
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
    StateDict initial = new RunNetworks(config, data.labels(config), devices).initialWeights();
    EngineGate.Hold hold = EngineGate.hold(this::stop);
    try (OutputFolder folder = OutputFolder.take(output, listener)) {
      return fit(initial, folder);
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

  private TrainingResult fit(StateDict initial, OutputFolder folder) throws IOException {
    folder.model(); // refused now rather than after all the work
    checkpoints.prepare();
    Optional<Checkpoint> checkpoint = checkpoints.latest(resume);
    FitConfig sized = sized(resolved(checkpoint), initial, checkpoint);
    Resumption.Decision decision = decide(settings(sized), checkpoint);
    Checkpoint.State begin = Checkpoint.State.begin(decision.settings(), checkpoint);
    TrainingProcedure procedure =
        new TrainingProcedure(
            data,
            output,
            stages(RunConfig.of(sized, begin.settings().recipe())),
            listener,
            checkpoints,
            checkpointInterval,
            stop);
    return ComputeThreads.with(
        begin.settings().environment().computeThreads(),
        () -> procedure.fit(initial, checkpoint, decision, begin, folder));
  }

  /** With the precision and the class weights of this device and these data. */
  private FitConfig resolved(Optional<Checkpoint> checkpoint) throws IOException {
    Map<String, Integer> countPerClass =
        config.balanceClasses() ? data.train().settings().summary().countPerClass() : Map.of();
    return RunConfig.resolved(config, precision(checkpoint), countPerClass);
  }

  /** That of a run that goes on is what it began with, unless another is asked for. */
  private Precision precision(Optional<Checkpoint> checkpoint) {
    if (config.precision().isPresent()) {
      return config.precision().get();
    }
    if (checkpoint.isPresent()) {
      return checkpoint.get().state().settings().recipe().computed();
    }
    return RunNetworks.precision(config, devices.get(0));
  }

  /** With batches of a size that fits, where that is to be found out. */
  private FitConfig sized(FitConfig of, StateDict initial, Optional<Checkpoint> checkpoint)
      throws IOException {
    if (!of.halveBatchToFit()) {
      return of;
    }
    if (checkpoint.isPresent()) {
      return RunConfig.sized(of, checkpoint.get().state().settings().recipe().batchSize());
    }
    int most = of.batchSize();
    int size = BatchFit.of(stages(of).last().networks(), initial).largest(most);
    if (size < most) {
      listener.onWarning(
          "batch size halved: expected memory for %d images, found it for %d"
              .formatted(most, size));
    }
    return RunConfig.sized(of, size);
  }

  private RunStages stages(FitConfig of) throws IOException {
    return RunStages.of(of, data.labels(config), devices);
  }

  private RunSettings settings(FitConfig of) throws IOException {
    Map<String, String> versions = new LinkedHashMap<>(Provenance.currentVersions());
    versions.put("cpu", Processor.describe());
    versions.put("updates", "fused"); // before, without a word of it: foreach
    PyTorch.gpu(devices.get(0)).ifPresent(gpu -> versions.put("gpu", gpu));
    return AskedSettings.of(
        of,
        data.settings(of),
        new RunSettings.Environment(
            devices.stream().map(DeviceSelection::name).collect(Collectors.joining(",")),
            PyTorch.computeThreads(),
            versions));
  }

  /** Under which settings the run goes on. */
  private Resumption.Decision decide(RunSettings asked, Optional<Checkpoint> checkpoint)
      throws IOException {
    if (checkpoint.isEmpty()) {
      return config.normal().isEmpty() ? Resumption.Decision.begin(asked) : decideAnew(asked);
    }
    Checkpoint.State state = checkpoint.get().state();
    EpochPosition at = state.position();
    return new Resumption(
            state.settings(), asked, state.epoch(), at.step(), !at.isBetweenEpochs(), accepted)
        .endedAfter(state.history())
        .decide(extend, name -> data.changes(name, output), checkpoints.path());
  }

  /** Of a run without checkpoints, whose record tells what it was. */
  private Resumption.Decision decideAnew(RunSettings asked) throws IOException {
    Optional<RunSettings> before = RunRecord.settings(output);
    if (before.isEmpty()) {
      return Resumption.Decision.begin(asked);
    }
    if (!resume) {
      throw new IOException(
          "output holds a run: expected none, or to resume it, found run.json (%s)"
              .formatted(output));
    }
    return new Resumption(before.get(), asked, 0, 0, false, accepted)
        .decide(extend, name -> data.changes(name, output), output.resolve(RunRecord.FILE));
  }

  /** Collects what a run needs beside its settings and data. */
  public static final class Builder {
    private final FitConfig config;
    private final LabeledDataset train;
    private final LabeledDataset test;
    private Optional<LabeledDataset> validation = Optional.empty();
    private final Path output;
    private List<Device> devices = List.of(Device.cpu());
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
      return devices(List.of(device));
    }

    /**
     * Where to compute, several times: each step's batch is divided among the devices, and the
     * update is by the mean over all its samples. Batch normalisation that learns sees on each
     * device that device's samples alone. In all else the first is computed on.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Builder devices(List<Device> devices) {
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("no device: expected at least one, found none");
      }
      this.devices = List.copyOf(devices);
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
