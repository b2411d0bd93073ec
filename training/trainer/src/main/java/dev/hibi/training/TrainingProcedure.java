package dev.hibi.training;

import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.engine.BatchMemoryException;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run does once it is decided from where and under which settings: epoch after epoch, with
 * checkpoints and a record of it, until there is a model. Used once, by one thread.
 */
final class TrainingProcedure {
  private final FitConfig config;
  private final RunData data;
  private final Path output;
  private final RunStages stages;
  private final ListenerGroup listener;
  private final CheckpointFolder checkpoints;
  private final CheckpointSaver.Interval checkpointInterval;
  private final StopSignal stop;
  private final List<FeatureCache> caches = new ArrayList<>(); // of the stages so far
  private EpochPosition position = EpochPosition.after(0, 0); // of the latest checkpoint
  private boolean started; // and listeners know

  TrainingProcedure(
      RunData data,
      Path output,
      RunStages stages,
      ListenerGroup listener,
      CheckpointFolder checkpoints,
      CheckpointSaver.Interval checkpointInterval,
      StopSignal stop) {
    this.config = stages.config();
    this.data = data;
    this.output = output;
    this.stages = stages;
    this.listener = listener;
    this.checkpoints = checkpoints;
    this.checkpointInterval = checkpointInterval;
    this.stop = stop;
  }

  /**
   * Trains until the last epoch, and says in {@code run.json} and to listeners how it ended.
   *
   * @param begin where it stands
   * @throws InterruptedRunException if it was stopped
   * @throws BatchMemoryException with a size that fits
   */
  TrainingResult fit(
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
    } catch (BatchMemoryException e) {
      BatchMemoryException named = withRemedy(e, initial);
      fail(record, named);
      throw named;
    } catch (IOException | RuntimeException | Error e) {
      fail(record, e);
      throw e;
    }
  }

  private void fail(RunRecord record, Throwable failure) throws IOException {
    stop.isSet(); // takes over an interrupt, under which no file could be written
    record.writeFailure(failure);
    listener.onFailure(failure);
  }

  /** With a size of batches that a step fits in memory with, found out by trying. */
  private BatchMemoryException withRemedy(BatchMemoryException e, StateDict initial) {
    long most = Math.min(e.batch(), config.batchSize()) / 2;
    RunNetworks largest = stages.last().networks();
    TrainingMode mode = largest.config().mode();
    if (mode == TrainingMode.FEATURES || mode == TrainingMode.NORMAL || most < 2) {
      return e;
    }
    try {
      return e.fitting(BatchFit.of(largest, initial).largest(Math.toIntExact(most)));
    } catch (IOException | RuntimeException none) {
      e.addSuppressed(none);
      return e;
    }
  }

  /**
   * What a run is made of, beside its stages.
   *
   * @param initial weights of the whole network
   * @param begin where it stood
   * @param history of all epochs so far, to which more are added
   */
  private record Work(
      StateDict initial, Checkpoint.State begin, List<EpochMetrics> history, RunRecord record) {
    RunSettings settings() {
      return begin.settings();
    }
  }

  private TrainingResult fit(
      StateDict initial,
      Optional<Checkpoint> checkpoint,
      Checkpoint.State begin,
      OutputFolder folder,
      RunRecord record)
      throws IOException {
    if (config.mode() == TrainingMode.NORMAL) {
      NormalFit normal = new NormalFit(stages.last().networks(), data, output, listener, stop);
      return normal.fit(initial, begin, record, folder.model());
    }
    for (RunStages.Stage stage : stages.all()) {
      stage.networks().requireRoom(data.all());
    }
    Work work = new Work(initial, begin, new ArrayList<>(begin.history()), record);
    Optional<Checkpoint> from = checkpoint;
    StateDict weights = initial;
    for (RunStages.Stage stage : stages.beforeLast(checkpoint)) {
      weights = initial.with(trained(work, stage, weights, from));
      from = Optional.empty();
    }
    FinishedTraining finished = finished(work, weights, from);
    int selected = config.selection().selected(work.history());
    Path model = folder.model();
    StateDict whole = initial.with(finished.weights());
    ModelDescription description =
        new ModelDescription(
            config.backbone(),
            config.features(),
            data.labels(config),
            config.imageSpec(),
            new Provenance(begin.started(), begin.settings().toJson(), selected),
            TrainedRanges.measured(stages.last().networks(), data.train(), whole, listener, stop));
    ModelDirectory.Kept kept =
        kept(finished.kept(), initial, whole).with(data.learned(output, config, listener));
    stop.write(() -> ModelDirectory.write(model, description, whole, kept));
    return new TrainingResult(
        model,
        description,
        finished.evaluation(),
        work.history(),
        selected,
        caches.stream().mapToDouble(FeatureCache::seconds).sum(),
        caches.stream().mapToDouble(FeatureCache::waitedSeconds).sum());
  }

  /** Of a network that has learned itself, what the one that it began from tells. */
  private ModelDirectory.Kept kept(
      ModelDirectory.Kept features, StateDict initial, StateDict trained) throws IOException {
    if (config.mode() == TrainingMode.FEATURES || config.weights().isEmpty()) {
      return features;
    }
    FrozenBank bank = new FrozenBank(stages.last().networks(), data.train(), listener, stop);
    return new ModelDirectory.Kept(bank.of(initial, trained), features.home(), features.learned());
  }

  /** Trains a stage that others follow; gives the weights that they begin with. */
  private StateDict trained(
      Work work, RunStages.Stage stage, StateDict weights, Optional<Checkpoint> from)
      throws IOException {
    if (work.history().size() >= stage.end()) {
      return stage.answering(from.orElseThrow());
    }
    StageSamples samples = samples(work, stage);
    Samples train = samples.of(data.train());
    EpochLoop.Measured measured = samples.measured(data.measured());
    try (TrainableNetwork network = stage.networks().open(weights, from)) {
      trainEpochs(work, stage, train, measured, network);
      return network.answeringWeights();
    }
  }

  /** Trains the last stage, and tests what becomes the model. */
  private FinishedTraining finished(Work work, StateDict weights, Optional<Checkpoint> from)
      throws IOException {
    RunStages.Stage stage = stages.last();
    RunNetworks networks = stage.networks();
    StageSamples samples = samples(work, stage);
    Samples train = samples.of(data.train());
    Standardization scale = networks.standardization(train);
    EpochLoop.Measured tested = scale.apply(samples.measured(data.test()));
    EpochLoop.Measured measured =
        data.validation().isPresent() ? scale.apply(samples.measured(data.measured())) : tested;
    StateDict begun = scale.enter(weights, networks.network());
    FinishedTraining finished;
    try (TrainableNetwork network = networks.open(begun, from)) {
      Optional<Evaluation> last = trainEpochs(work, stage, scale.apply(train), measured, network);
      int selected = config.selection().selected(work.history());
      RunStages.Stage chosen = stages.of(selected);
      if (!chosen.equals(stage)) {
        EpochLoop.Measured apart = samples(work, chosen).measured(data.test());
        finished = finishedAt(selected, chosen, work.initial(), apart);
      } else if (selected < work.history().size()) {
        finished = finishedAt(selected, stage, begun, tested);
      } else if (last.isPresent() && measured.equals(tested)) {
        finished = new FinishedTraining(network.answeringWeights(), last.get());
      } else {
        finished = finished(network, tested);
      }
    }
    ModelDirectory.Kept kept =
        config.mode() == TrainingMode.FEATURES
            ? new TrainedRows(networks, data.train(), listener).of(train)
            : ModelDirectory.Kept.NOTHING;
    return new FinishedTraining(
        scale.leave(finished.weights(), networks.network()), finished.evaluation(), kept);
  }

  private StageSamples samples(Work work, RunStages.Stage stage) {
    RunSettings settings = work.settings().during(stage.begin() + 1);
    FeatureCache cache = stage.networks().cache(output, settings, listener, stop);
    caches.add(cache);
    return new StageSamples(stage.networks(), settings.data(), work.initial(), cache);
  }

  /** With the weights that an epoch left, from 1. */
  private FinishedTraining finishedAt(
      int epoch, RunStages.Stage stage, StateDict begun, EpochLoop.Measured tested)
      throws IOException {
    Optional<Checkpoint> then = Optional.of(checkpoints.ofEpoch(epoch));
    try (TrainableNetwork network = stage.networks().open(begun, then)) {
      return finished(network, tested);
    }
  }

  private FinishedTraining finished(TrainableNetwork network, EpochLoop.Measured tested)
      throws IOException {
    Evaluation evaluation =
        EpochLoop.evaluate(network, tested, data.labels(config), listener, stop);
    return new FinishedTraining(network.answeringWeights(), evaluation);
  }

  /**
   * Adds each epoch that is left of a stage to the history; gives the last one's measurement, if
   * any was left.
   */
  private Optional<Evaluation> trainEpochs(
      Work work,
      RunStages.Stage stage,
      Samples train,
      EpochLoop.Measured measured,
      TrainableNetwork network)
      throws IOException {
    List<EpochMetrics> history = work.history();
    EpochLoop loop =
        new EpochLoop(
                RunConfig.scheduled(stage.config(), work.settings().recipe().schedule()),
                network,
                train,
                measured,
                data.labels(config),
                listener,
                history,
                stop)
            .beginningAfter(stage.begin());
    begin(work, loop);
    Checkpoint.State now = work.begin().at(position, history);
    CheckpointSaver saver =
        new CheckpointSaver(checkpoints, network, listener, checkpointInterval, stop, now);
    Optional<Evaluation> last = Optional.empty();
    while (history.size() < stage.end() && !endsEarly(history)) {
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
      stop.write(() -> work.record().writeMetrics(history));
      last = Optional.of(outcome.evaluation());
    }
    return last;
  }

  /** Tells listeners once, with the first stage that is trained now, that it begins or goes on. */
  private void begin(Work work, EpochLoop loop) throws IOException {
    if (started) {
      return;
    }
    started = true;
    List<EpochMetrics> history = work.history();
    if (!history.isEmpty()) {
      // The process may have been killed before it could.
      stop.write(() -> work.record().writeMetrics(history));
    }
    listener.onStart(
        new RunStart(
            work.begin().started(),
            work.settings(),
            loop.stepsPerEpoch(),
            position.step(),
            history));
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
}
