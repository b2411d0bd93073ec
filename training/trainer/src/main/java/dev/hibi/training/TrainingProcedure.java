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
  private final RunNetworks networks;
  private final ListenerGroup listener;
  private final CheckpointFolder checkpoints;
  private final CheckpointSaver.Interval checkpointInterval;
  private final StopSignal stop;
  private EpochPosition position = EpochPosition.after(0, 0); // of the latest checkpoint

  TrainingProcedure(
      RunData data,
      Path output,
      RunNetworks networks,
      ListenerGroup listener,
      CheckpointFolder checkpoints,
      CheckpointSaver.Interval checkpointInterval,
      StopSignal stop) {
    this.config = networks.config();
    this.data = data;
    this.output = output;
    this.networks = networks;
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
    if (config.mode() == TrainingMode.FEATURES || most < 2) {
      return e;
    }
    try {
      return e.fitting(BatchFit.of(networks, initial).largest(Math.toIntExact(most)));
    } catch (IOException | RuntimeException none) {
      e.addSuppressed(none);
      return e;
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
    networks.requireRoom(data.all());
    FeatureCache cache = networks.cache(output, settings, listener, stop);
    RunSettings.Data of = settings.data();
    Samples trainSamples = networks.samples(data.train(), of.training(), initial, cache);
    Standardization scale = networks.standardization(trainSamples);
    EpochLoop.Measured tested =
        scale.apply(networks.measured(data.test(), of.test(), initial, cache));
    EpochLoop.Measured measured = tested;
    if (data.validation().isPresent() && of.validation().isPresent()) {
      measured =
          scale.apply(
              networks.measured(data.validation().get(), of.validation().get(), initial, cache));
    }
    StateDict begun = scale.enter(initial, networks.network());
    List<EpochMetrics> history = new ArrayList<>(begin.history());
    FinishedTraining finished;
    try (TrainableNetwork network = networks.open(begun, checkpoint)) {
      EpochLoop loop =
          new EpochLoop(
              RunConfig.scheduled(config, settings.recipe().schedule()),
              network,
              scale.apply(trainSamples),
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
        finished = finishedAt(selected, begun, tested);
      } else if (last.isPresent() && measured.equals(tested)) {
        finished = new FinishedTraining(network.answeringWeights(), last.get());
      } else {
        finished = finished(network, tested);
      }
    }
    int selected = config.selection().selected(history);
    Path model = folder.model();
    StateDict weights = initial.with(scale.leave(finished.weights(), networks.network()));
    ModelDescription description =
        new ModelDescription(
            config.backbone(),
            config.features(),
            data.train().labels(),
            config.imageSpec(),
            new Provenance(begin.started(), settings.toJson(), selected),
            TrainedRanges.measured(networks, data.train(), weights, listener, stop));
    stop.write(() -> ModelDirectory.write(model, description, weights));
    return new TrainingResult(
        model,
        description,
        finished.evaluation(),
        history,
        selected,
        cache.seconds(),
        cache.waitedSeconds());
  }

  /** With the weights that an epoch left, from 1. */
  private FinishedTraining finishedAt(int epoch, StateDict begun, EpochLoop.Measured tested)
      throws IOException {
    try (TrainableNetwork network = networks.open(begun, Optional.of(checkpoints.ofEpoch(epoch)))) {
      return finished(network, tested);
    }
  }

  private FinishedTraining finished(TrainableNetwork network, EpochLoop.Measured tested)
      throws IOException {
    Evaluation evaluation =
        EpochLoop.evaluate(network, tested, data.train().labels(), listener, stop);
    return new FinishedTraining(network.answeringWeights(), evaluation);
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
}
