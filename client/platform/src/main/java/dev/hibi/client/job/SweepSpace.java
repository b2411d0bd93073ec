package dev.hibi.client.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Which options a sweep tries: each combination of values, a random sample, or what seems best
 * after the trials before.
 *
 * <pre>{@code
 * SweepSpace.grid().values("BATCH", "32", "64").values("MODE", "features", "full");
 * SweepSpace.random(20, 7).values("BATCH", "32", "64").logUniform("LR", 1e-4, 1e-1);
 * SweepSpace.bayesian(30, 7).values("BATCH", "32", "64").logUniform("LR", 1e-4, 1e-1);
 * }</pre>
 *
 * <p>Immutable: each method gives another space.
 */
public final class SweepSpace {
  private static final int MOST_TRIALS = 100_000;

  private final boolean adaptive;
  private final int samples;
  private final long seed;
  private final Map<String, Axis> axes;

  private SweepSpace(boolean adaptive, int samples, long seed, Map<String, Axis> axes) {
    this.adaptive = adaptive;
    this.samples = samples;
    this.seed = seed;
    this.axes = axes;
  }

  /** Each combination, the last option's values changing fastest. */
  public static SweepSpace grid() {
    return new SweepSpace(false, 0, 0, Map.of());
  }

  /**
   * A sample, the same for the same seed.
   *
   * @param samples how many trials, at least 1; fewer if there are not as many combinations
   */
  public static SweepSpace random(int samples, long seed) {
    if (samples < 1) {
      throw new IllegalArgumentException("bad sample: expected at least 1 trial, found " + samples);
    }
    return new SweepSpace(false, samples, seed, Map.of());
  }

  /**
   * Trials that are chosen one after the other by what those before have measured (tree-structured
   * Parzen estimators, Bergstra et al. 2011); the first eight are random. The more jobs there are
   * at a time, the less each can learn.
   *
   * @param samples how many trials, at least 1
   */
  public static SweepSpace bayesian(int samples, long seed) {
    return new SweepSpace(true, random(samples, seed).samples, seed, Map.of());
  }

  /**
   * An option with the values that it may have.
   *
   * @throws IllegalArgumentException if there are none, or one is there twice
   */
  public SweepSpace values(String option, String... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(
          "bad option: expected values, found none (%s)".formatted(option));
    }
    Set<String> known = new HashSet<>();
    for (String value : values) {
      if (!known.add(value)) {
        throw new IllegalArgumentException(
            "bad option: expected each value once, found '%s' twice (%s)".formatted(value, option));
      }
    }
    return with(option, new Axis.Values(List.of(values)));
  }

  /** An option whose values are evenly spread; not for a grid. */
  public SweepSpace uniform(String option, double low, double high) {
    return with(option, range(option, low, high, false));
  }

  /** An option whose values' logarithms are evenly spread; not for a grid. */
  public SweepSpace logUniform(String option, double low, double high) {
    return with(option, range(option, low, high, true));
  }

  private Axis range(String option, double low, double high, boolean logarithmic) {
    if (samples == 0) {
      throw new IllegalArgumentException(
          "bad option: expected values in a grid, found a range (%s)".formatted(option));
    }
    double least = logarithmic ? Double.MIN_NORMAL : -Double.MAX_VALUE;
    if (!(low >= least && low < high && high <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "bad range: expected %s numbers in order, found %s to %s (%s)"
              .formatted(logarithmic ? "positive" : "finite", low, high, option));
    }
    return new Axis.Range(low, high, logarithmic);
  }

  private SweepSpace with(String option, Axis axis) {
    Map<String, Axis> more = new LinkedHashMap<>(axes);
    more.put(option, axis);
    return new SweepSpace(adaptive, samples, seed, more);
  }

  /** Whether options are chosen when a trial is started. */
  boolean isAdaptive() {
    return adaptive;
  }

  /** The options of a trial that is started now, if they are chosen then. */
  Map<String, String> propose(int index, List<Trial> trials, Comparator<Double> bestFirst) {
    return new TreeParzen(axes, seed).propose(index, trials, bestFirst);
  }

  /** Whether trials that were found in a file may be of this space. */
  boolean holds(List<Map<String, String>> found) {
    if (!adaptive) {
      return found.equals(trials());
    }
    return found.size() == samples
        && found.stream().allMatch(each -> each.isEmpty() || each.keySet().equals(axes.keySet()));
  }

  /** Options as trials may have them. */
  List<Map<String, String>> examples() {
    return adaptive ? sample() : trials();
  }

  /** The options of each trial, in order; none yet where they are chosen later. */
  List<Map<String, String>> trials() {
    if (adaptive) {
      return Collections.nCopies(samples, Map.of());
    }
    return samples == 0 ? combinations() : sample();
  }

  private List<Map<String, String>> combinations() {
    List<Map<String, String>> trials = List.of(Map.of());
    for (Map.Entry<String, Axis> axis : axes.entrySet()) {
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> trial : trials) {
        for (String value : ((Axis.Values) axis.getValue()).values()) {
          more.add(with(trial, axis.getKey(), value));
        }
      }
      if (more.size() > MOST_TRIALS) {
        throw new IllegalArgumentException(
            "too many trials: expected at most %d, found %d or more"
                .formatted(MOST_TRIALS, more.size()));
      }
      trials = more;
    }
    return trials;
  }

  private static Map<String, String> with(Map<String, String> trial, String option, String value) {
    Map<String, String> more = new LinkedHashMap<>(trial);
    more.put(option, value);
    return Collections.unmodifiableMap(more);
  }

  private List<Map<String, String>> sample() {
    SplittableRandom random = new SplittableRandom(seed);
    Set<Map<String, String>> trials = new LinkedHashSet<>();
    for (int attempt = 0; trials.size() < samples && attempt < 100L * samples; attempt++) {
      Map<String, String> trial = new LinkedHashMap<>();
      axes.forEach((option, axis) -> trial.put(option, axis.draw(random)));
      trials.add(Collections.unmodifiableMap(trial));
    }
    return List.copyOf(trials);
  }
}
