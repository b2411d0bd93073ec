package dev.hibi.client.job;

import dev.hibi.ProcessLock;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

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
 * and run again goes on where it was: jobs that run are watched on, and none is started twice. The
 * file knows its request, too: with another image, data set, source, command or metric it is
 * refused.
 *
 * <p>Immutable. {@link #run} is for one thread at a time, and for one program at a time per file.
 */
public final class Sweep {
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
    ProcessLock lock = SweepFile.lock(options.file);
    try {
      return new SweepRun(options).run();
    } finally {
      lock.close();
    }
  }

  /** Makes a {@link Sweep}. Not thread-safe. */
  public static final class Builder {
    final KamonohashiClient client;
    final TrainingRequest request;
    final Path file;
    SweepSpace space = SweepSpace.grid();
    int concurrency = 1;
    String metric = "accuracy";
    Comparator<Double> bestFirst = Comparator.reverseOrder();
    TrialMetrics metrics = TrialMetrics.jsonLines("metrics.jsonl");
    WatchPolicy policy = WatchPolicy.DEFAULT;
    Polling polling = Polling.REAL;
    int grace;
    int firstRung;
    int factor = 2;
    Consumer<Trial> listener = trial -> {};

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
      this.polling = other.polling;
      this.grace = other.grace;
      this.firstRung = other.firstRung;
      this.factor = other.factor;
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

    /** In which time jobs are watched. */
    Builder polling(Polling polling) {
      this.polling = polling;
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

    /**
     * Halts jobs by asynchronous successive halving (ASHA, Li et al. 2020): a job that has reported
     * {@code first} values of the metric goes on if its best is among the best {@code 1/factor} of
     * those that have come so far, rounded up; and so again at each {@code factor} times as many
     * values. So jobs may ask for all their epochs, and only good ones come to the end. Default:
     * none is halted.
     *
     * @param first values, at least 1
     * @param factor at least 2, such as 3
     */
    public Builder halving(int first, int factor) {
      if (first < 1 || factor < 2) {
        throw new IllegalArgumentException(
            "bad halving: expected 1 or more values and a factor of 2 or more, found %d and %d"
                .formatted(first, factor));
      }
      this.firstRung = first;
      this.factor = factor;
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
     * @throws IllegalArgumentException if an option of the space is none that the platform takes,
     *     or two rules are to halt jobs
     */
    public Sweep build() {
      if (grace > 0 && firstRung > 0) {
        throw new IllegalArgumentException(
            "unclear rule: expected one of haltLosers and halving, found both");
      }
      for (Map<String, String> trial : space.examples()) {
        request.toBuilder(request.name()).options(trial).build();
      }
      return new Sweep(new Builder(this));
    }
  }
}
