package dev.hibi.client.job;

import dev.hibi.client.KamonohashiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a sweep. For one thread. */
final class SweepRun {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);

  private final Sweep.Builder options;
  private final Patience trouble;
  private final SweepFile file;
  private final String name;
  private final Map<String, String> request;
  private final Map<Integer, JobWatch> watches = new HashMap<>();
  private final Map<Integer, List<Double>> curves = new HashMap<>();
  private final List<Trial> trials = new ArrayList<>();
  private final String sweep;
  private final HalvingRule halving;
  private boolean isResumed;

  SweepRun(Sweep.Builder options) throws IOException {
    this.options = options;
    this.trouble = new Patience(options.polling.clock(), options.policy.patience());
    this.file = new SweepFile(options.file);
    this.name = options.request.name();
    this.halving =
        new HalvingRule(Math.max(1, options.firstRung), options.factor, options.bestFirst);
    List<Map<String, String>> space = options.space.trials();
    boolean highest = options.bestFirst.compare(1.0, 0.0) < 0;
    this.request =
        SweepIdentity.of(
            options.request.create(), (highest ? "highest " : "lowest ") + options.metric);
    Optional<SweepFile.State> before = file.read(name, request, options.space);
    if (before.isPresent()) {
      this.sweep = before.get().sweep();
      trials.addAll(before.get().trials());
      isResumed = true;
      if (before.get().request().isEmpty()) {
        save();
      }
    } else {
      this.sweep = UUID.randomUUID().toString();
      for (Map<String, String> values : space) {
        trials.add(Trial.planned(trials.size(), values));
      }
      save(); // before the first job, so that the jobs can be found by the sweep's id
    }
  }

  SweepResult run() throws IOException, InterruptedException {
    return options.polling.until(options.policy.interval(), this::round);
  }

  /** Starts, looks and halts once; the result, when all trials have ended. */
  private Optional<SweepResult> round() throws IOException {
    remember();
    startSome();
    for (Trial trial : List.copyOf(trials)) {
      if (trial.isLive()) {
        look(trial);
      }
    }
    if (trials.stream().allMatch(trial -> trial.outcome().isPresent())) {
      return Optional.of(SweepResult.of(trials, options.bestFirst));
    }
    haltLosers();
    return Optional.empty();
  }

  /** What trials have measured while another program has run the sweep: judged by that. */
  private void remember() {
    if (!isResumed || !isJudging()) {
      return;
    }
    isResumed = false;
    for (Trial trial : trials) {
      trial.trainingId().ifPresent(id -> measure(trial, id));
    }
    curves.forEach(halving::isLosing);
  }

  private boolean isJudging() {
    return options.grace > 0 || options.firstRung > 0;
  }

  private void startSome() throws IOException {
    long live = trials.stream().filter(Trial::isLive).count();
    for (Trial trial : List.copyOf(trials)) {
      if (live < options.concurrency && trial.trainingId().isEmpty() && start(trial)) {
        live++;
      }
    }
  }

  /** Whether it was started; a cluster that has no room now may have it later. */
  private boolean start(Trial planned) throws IOException {
    Trial trial = planned;
    if (options.space.isAdaptive() && trial.options().isEmpty()) {
      trial = trial.chosen(options.space.propose(trial.index(), trials, options.bestFirst));
      trials.set(trial.index(), trial);
      save(); // before it is started, so that it is found again with the same options
    }
    try {
      TrainingJob job = TrainingJob.startOnce(options.client, request(trial));
      trouble.renew();
      update(trial.started(job.id()));
      return true;
    } catch (KamonohashiException e) {
      if (!e.retryable() || !trouble.bears()) {
        throw e;
      }
      LOG.debug("trial {} is started later: {}", trial.index(), e.getMessage());
      return false;
    }
  }

  private TrainingRequest request(Trial trial) {
    return options.request.toBuilder(name + "-" + trial.index())
        .options(trial.options())
        .submissionId(sweep + "-" + trial.index())
        .build();
  }

  private void look(Trial trial) throws IOException {
    long id = trial.trainingId().orElseThrow();
    JobWatch watch =
        watches.computeIfAbsent(
            trial.index(),
            i -> new JobWatch(options.client, id, options.policy, options.polling.clock()));
    Optional<JobResult> result = watch.look().result();
    Trial now = result.isPresent() || isJudging() ? measure(trial, id) : trial;
    if (result.isPresent()) {
      now = now.ended(result.get().outcome());
    }
    if (!now.equals(trial)) {
      update(now);
    }
  }

  private Trial measure(Trial trial, long id) {
    List<TrialMetrics.Point> points;
    try {
      points = options.metrics.read(TrainingJob.of(options.client, id));
    } catch (KamonohashiException e) {
      LOG.warn("metrics of trial {} are not read: {}", trial.index(), e.getMessage());
      return trial;
    }
    Map<String, Double> last = new HashMap<>();
    points.forEach(point -> last.putAll(point.values()));
    List<Double> curve =
        points.stream()
            .map(point -> point.values().get(options.metric))
            .filter(Objects::nonNull)
            .filter(value -> !value.isNaN())
            .toList();
    curves.put(trial.index(), curve);
    return trial.measured(curve.stream().min(options.bestFirst), last);
  }

  private void haltLosers() throws IOException {
    if (!isJudging()) {
      return;
    }
    for (Trial trial : trials) {
      if (trial.outcome().isPresent()) {
        halving.isLosing(trial.index(), curves.getOrDefault(trial.index(), List.of()));
      }
    }
    for (Trial trial : List.copyOf(trials)) {
      if (trial.isLive() && !trial.halted() && isLosing(trial)) {
        try {
          options.client.training().halt(trial.trainingId().orElseThrow());
        } catch (KamonohashiException.BadRequest e) {
          LOG.debug("has ended by itself: {}", e.getMessage());
          continue;
        }
        update(trial.halting());
      }
    }
  }

  private boolean isLosing(Trial trial) {
    if (options.firstRung > 0) {
      return halving.isLosing(trial.index(), curves.getOrDefault(trial.index(), List.of()));
    }
    List<List<Double>> others = new ArrayList<>(curves.values());
    List<Double> mine = curves.getOrDefault(trial.index(), List.of());
    others.remove(mine);
    return new MedianRule(options.grace, options.bestFirst).isLosing(mine, others);
  }

  private void update(Trial trial) throws IOException {
    trials.set(trial.index(), trial);
    save();
    options.listener.accept(trial);
  }

  private void save() throws IOException {
    file.write(sweep, name, request, trials);
  }
}
