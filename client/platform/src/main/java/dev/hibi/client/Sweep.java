package dev.hibi.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training request with many options, each as a job of its own: some at a time, until all have
 * ended, and a table of what they have measured.
 *
 * <pre>{@code
 * SweepResult result =
 *     Sweep.builder(client, request, Path.of("sweep.json"))
 *         .space(SweepSpace.grid().values("LR", "0.1", "0.01", "0.001"))
 *         .maximize("accuracy")
 *         .concurrency(2)
 *         .build()
 *         .run();
 * result.best().ifPresent(System.out::println);
 * }</pre>
 *
 * <p>The file remembers which jobs were started and what became of them. A program that is killed
 * and run again goes on where it was: jobs that run are watched on, and none is started twice.
 *
 * <p>Immutable. {@link #run} is for one thread at a time, and for one program at a time per file.
 */
public final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

  private final Builder options;

  private Sweep(Builder options) {
    this.options = options;
  }

  /**
   * A sweep.
   *
   * @param request what all jobs share; the job of trial 3 has the name {@code name-3}
   * @param file remembers what was done; made when it is not there
   */
  public static Builder builder(KamonohashiClient client, TrainingRequest request, Path file) {
    return new Builder(client, request, file);
  }

  /**
   * Starts what is not started and waits for all.
   *
   * @throws IOException if the file is of another sweep, or cannot be read or written
   * @throws KamonohashiException if the platform refuses a job, or does not answer for longer than
   *     the policy's patience; jobs that run go on, and the sweep can be run again
   */
  public SweepResult run() throws IOException, InterruptedException {
    return new Run().run();
  }

  /** One run of a sweep. */
  private final class Run {
    private final SweepFile file = new SweepFile(options.file);
    private final String name = options.request.name();
    private final Map<Integer, JobWatch> watches = new HashMap<>();
    private final Map<Integer, List<Double>> curves = new HashMap<>();
    private final List<Trial> trials = new ArrayList<>();
    private final String sweep;
    private @Nullable Instant refusedSince;

    Run() throws IOException {
      List<Map<String, String>> space = options.space.trials();
      Optional<SweepFile.State> before = file.read(name, space);
      if (before.isPresent()) {
        this.sweep = before.get().sweep();
        trials.addAll(before.get().trials());
      } else {
        this.sweep = UUID.randomUUID().toString();
        for (Map<String, String> values : space) {
          trials.add(Trial.planned(trials.size(), values));
        }
        save(); // before the first job, so that the jobs can be found by the sweep's id
      }
    }

    SweepResult run() throws IOException, InterruptedException {
      while (true) {
        startSome();
        for (Trial trial : List.copyOf(trials)) {
          if (trial.isLive()) {
            look(trial);
          }
        }
        if (trials.stream().allMatch(trial -> trial.outcome().isPresent())) {
          return SweepResult.of(trials, options.bestFirst);
        }
        haltLosers();
        Thread.sleep(options.policy.interval().toMillis());
      }
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
    private boolean start(Trial trial) throws IOException {
      try {
        TrainingJob job = TrainingJob.startOnce(options.client, request(trial));
        refusedSince = null;
        update(trial.started(job.id()));
        return true;
      } catch (KamonohashiException e) {
        Instant now = Instant.now();
        refusedSince = refusedSince == null ? now : refusedSince;
        boolean patient =
            Duration.between(refusedSince, now).compareTo(options.policy.patience()) < 0;
        if (!e.retryable() || !patient || Thread.currentThread().isInterrupted()) {
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
              trial.index(), i -> new JobWatch(options.client, id, options.policy));
      Optional<JobResult> result = watch.look().result();
      Trial now = result.isPresent() || options.grace > 0 ? measure(trial, id) : trial;
      if (result.isPresent()) {
        now = now.ended(result.get().outcome());
      }
      if (!now.equals(trial)) {
        update(now);
      }
    }

    private Trial measure(Trial trial, long id) {
      List<MetricPoint> points;
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
      if (options.grace == 0) {
        return;
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
      file.write(sweep, name, trials);
    }
  }

  /** Makes a {@link Sweep}. Not thread-safe. */
  public static final class Builder {
    private final KamonohashiClient client;
    private final TrainingRequest request;
    private final Path file;
    private SweepSpace space = SweepSpace.grid();
    private int concurrency = 1;
    private String metric = "accuracy";
    private Comparator<Double> bestFirst = Comparator.reverseOrder();
    private TrialMetrics metrics = TrialMetrics.jsonLines("metrics.jsonl");
    private WatchPolicy policy = WatchPolicy.DEFAULT;
    private int grace;
    private Consumer<Trial> listener = trial -> {};

    private Builder(KamonohashiClient client, TrainingRequest request, Path file) {
      this.client = Objects.requireNonNull(client);
      this.request = Objects.requireNonNull(request);
      this.file = Objects.requireNonNull(file);
    }

    private Builder(Builder other) {
      this(other.client, other.request, other.file);
      this.space = other.space;
      this.concurrency = other.concurrency;
      this.metric = other.metric;
      this.bestFirst = other.bestFirst;
      this.metrics = other.metrics;
      this.policy = other.policy;
      this.grace = other.grace;
      this.listener = other.listener;
    }

    /** Which options are tried. Default: one trial of the request as it is. */
    public Builder space(SweepSpace space) {
      this.space = space;
      return this;
    }

    /** How many jobs there are at a time, at least 1. Default: 1. */
    public Builder concurrency(int jobs) {
      if (jobs < 1) {
        throw new IllegalArgumentException("bad concurrency: expected at least 1, found " + jobs);
      }
      this.concurrency = jobs;
      return this;
    }

    /** The metric whose highest value counts. Default: {@code accuracy}. */
    public Builder maximize(String metric) {
      this.metric = metric;
      this.bestFirst = Comparator.reverseOrder();
      return this;
    }

    /** The metric whose lowest value counts. */
    public Builder minimize(String metric) {
      this.metric = metric;
      this.bestFirst = Comparator.naturalOrder();
      return this;
    }

    /** Where jobs leave what they measure. Default: JSON lines in {@code metrics.jsonl}. */
    public Builder metrics(TrialMetrics metrics) {
      this.metrics = metrics;
      return this;
    }

    /** How jobs are watched. Default: {@link WatchPolicy#DEFAULT}. */
    public Builder policy(WatchPolicy policy) {
      this.policy = policy;
      return this;
    }

    /**
     * Halts jobs that lose: whose best value of the metric is worse than the median of what the
     * others had after as many values. Needs three others. Default: none is halted.
     *
     * @param grace values that a job may report before it is judged, at least 1
     */
    public Builder haltLosers(int grace) {
      if (grace < 1) {
        throw new IllegalArgumentException("bad grace: expected at least 1, found " + grace);
      }
      this.grace = grace;
      return this;
    }

    /** Told of each trial that changes, by the thread that runs the sweep. */
    public Builder listener(Consumer<Trial> listener) {
      this.listener = listener;
      return this;
    }

    /**
     * The sweep.
     *
     * @throws IllegalArgumentException if an option of the space is none that the platform takes
     */
    public Sweep build() {
      for (Map<String, String> trial : space.trials()) {
        request.toBuilder(request.name()).options(trial).build();
      }
      return new Sweep(new Builder(this));
    }
  }
}
