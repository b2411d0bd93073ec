package dev.hibi.training;

import java.util.List;

/**
 * How the learning rate changes over a run. Immutable; equal inputs give equal rates everywhere.
 */
public sealed interface LearningRateSchedule {

  /** The name on the command line and in files. */
  String id();

  /**
   * The rate of a step.
   *
   * @param base the configured learning rate
   * @param step from 0, over the whole run
   * @param stepsPerEpoch at least 1
   * @param totalSteps of the whole run, at least 1
   */
  double rate(double base, long step, long stepsPerEpoch, long totalSteps);

  /**
   * Whether the rates depend on how long the run is: then a run of more epochs has others from the
   * beginning.
   */
  boolean hasEnd();

  /**
   * The base rate of the epoch after those that gave some losses. It follows from them alone, so a
   * resumed run has it to the bit.
   *
   * @param configured the configured learning rate
   * @param losses of the epochs that are done, as they were measured after each
   */
  default double base(double configured, List<Double> losses) {
    return configured;
  }

  /** Whether {@link #base} depends on the losses, for which validation data are needed. */
  default boolean followsLoss() {
    return false;
  }

  /** The same rate throughout. */
  record Constant() implements LearningRateSchedule {
    @Override
    public String id() {
      return "constant";
    }

    @Override
    public double rate(double base, long step, long stepsPerEpoch, long totalSteps) {
      return base;
    }

    @Override
    public boolean hasEnd() {
      return false;
    }
  }

  /**
   * PyTorch's MultiStepLR: the rate is multiplied by gamma as each milestone is reached.
   *
   * @param milestones epochs from 0, ascending
   * @param gamma above 0, at most 1
   */
  record MultiStep(List<Integer> milestones, double gamma) implements LearningRateSchedule {
    /** Checks and copies. */
    public MultiStep {
      milestones = List.copyOf(milestones);
      for (int i = 0; i < milestones.size(); i++) {
        if (milestones.get(i) < (i == 0 ? 0 : milestones.get(i - 1) + 1)) {
          throw new IllegalArgumentException(
              "bad milestones: expected ascending epochs from 0, found " + milestones);
        }
      }
      if (!(gamma > 0 && gamma <= 1)) {
        throw new IllegalArgumentException(
            "bad gamma: expected above 0 and at most 1, found " + gamma);
      }
    }

    @Override
    public String id() {
      return "multistep";
    }

    @Override
    public double rate(double base, long step, long stepsPerEpoch, long totalSteps) {
      double rate = base;
      for (int milestone : milestones) {
        if (step / stepsPerEpoch >= milestone) {
          rate *= gamma;
        }
      }
      return rate;
    }

    @Override
    public boolean hasEnd() {
      return false;
    }
  }

  /**
   * Half a cosine from the base rate to 0 (Loshchilov and Hutter 2016, without restarts), after a
   * linear warm-up.
   *
   * @param warmUp share of all steps that the warm-up takes, 0 to below 1
   */
  record Cosine(double warmUp) implements LearningRateSchedule {
    /** Checks the range. */
    public Cosine {
      if (!(warmUp >= 0 && warmUp < 1)) {
        throw new IllegalArgumentException(
            "bad warm-up: expected at least 0 and below 1, found " + warmUp);
      }
    }

    @Override
    public String id() {
      return "cosine";
    }

    @Override
    public double rate(double base, long step, long stepsPerEpoch, long totalSteps) {
      long warmUpSteps = (long) (warmUp * totalSteps);
      if (step < warmUpSteps) {
        return base * (step + 1) / warmUpSteps;
      }
      double progress = (double) (step - warmUpSteps) / (totalSteps - warmUpSteps);
      return base * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
    }

    @Override
    public boolean hasEnd() {
      return true;
    }
  }

  /**
   * Cosines one after another (Loshchilov and Hutter 2016), as a run has them that was extended: up
   * to the first restart {@link Cosine}, from each restart on half a cosine from the base rate to 0
   * at the next one or the end, without warm-up.
   *
   * @param warmUp share of the steps before the first restart that the warm-up takes, 0 to below 1
   * @param restarts epochs from 0, ascending, at least one and none of them 0
   */
  record CosineRestarts(double warmUp, List<Integer> restarts) implements LearningRateSchedule {
    /** Checks the ranges and copies. */
    public CosineRestarts {
      restarts = List.copyOf(restarts);
      new Cosine(warmUp);
      for (int i = 0; i < Math.max(1, restarts.size()); i++) {
        if (restarts.isEmpty() || restarts.get(i) <= (i == 0 ? 0 : restarts.get(i - 1))) {
          throw new IllegalArgumentException(
              "bad restarts: expected ascending epochs from 1, found " + restarts);
        }
      }
    }

    @Override
    public String id() {
      return "cosine-restarts";
    }

    @Override
    public double rate(double base, long step, long stepsPerEpoch, long totalSteps) {
      long start = 0;
      long end = totalSteps;
      for (int restart : restarts) {
        long at = restart * stepsPerEpoch;
        if (step < at) {
          end = at;
          break;
        }
        start = at;
      }
      return new Cosine(start == 0 ? warmUp : 0)
          .rate(base, step - start, stepsPerEpoch, end - start);
    }

    @Override
    public boolean hasEnd() {
      return true;
    }
  }

  /**
   * PyTorch's OneCycleLR of two phases (Smith and Topin 2017), with a momentum that stays: from a
   * small rate up to the base rate, then down to almost none.
   *
   * @param warmUp share of all steps on the way up, 0 to 1
   * @param divFactor what the base rate is divided by for the first step, above 0
   * @param finalDivFactor what the first step's rate is divided by for the last one, above 0
   * @param linear whether the ways are straight; else each is half a cosine
   */
  record OneCycle(double warmUp, double divFactor, double finalDivFactor, boolean linear)
      implements LearningRateSchedule {
    /** Checks the ranges. */
    public OneCycle {
      if (!(warmUp >= 0 && warmUp <= 1)) {
        throw new IllegalArgumentException(
            "bad warm-up: expected at least 0 and at most 1, found " + warmUp);
      }
      requirePositive("div factor", divFactor);
      requirePositive("final div factor", finalDivFactor);
    }

    /** With PyTorch's defaults: up for 0.3 of the steps, factors 25 and 10,000, cosines. */
    public static OneCycle standard() {
      return new OneCycle(0.3, 25, 1e4, false);
    }

    @Override
    public String id() {
      return "one-cycle";
    }

    @Override
    public double rate(double base, long step, long stepsPerEpoch, long totalSteps) {
      double first = base / divFactor;
      double top = warmUp * totalSteps - 1; // between two steps, if need be
      double last = totalSteps - 1.0;
      return step <= top || top >= last
          ? between(first, base, step, 0, top)
          : between(base, first / finalDivFactor, step, top, last);
    }

    private double between(double from, double to, long step, double begin, double end) {
      double progress = end == begin ? 1 : (step - begin) / (end - begin);
      return linear
          ? (to - from) * progress + from
          : to + (from - to) / 2.0 * (StrictMath.cos(Math.PI * progress) + 1);
    }

    @Override
    public boolean hasEnd() {
      return true;
    }
  }

  /**
   * PyTorch's ReduceLROnPlateau: the rate is multiplied by a factor when the measured loss has not
   * become smaller for some epochs.
   *
   * @param factor above 0 and below 1
   * @param patience so many epochs without a smaller loss are borne, at least 0
   * @param threshold by which share a loss must be smaller to count, 0 to below 1
   * @param cooldown of how many epochs after a reduction none counts, at least 0
   * @param minRate below which the rate does not go, at least 0
   */
  record Plateau(double factor, int patience, double threshold, int cooldown, double minRate)
      implements LearningRateSchedule {
    /** A smaller change of the rate is left out. */
    private static final double LEAST_CHANGE = 1e-8;

    /** Checks the ranges. */
    public Plateau {
      if (!(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException(
            "bad factor: expected above 0 and below 1, found " + factor);
      }
      if (!(threshold >= 0 && threshold < 1)) {
        throw new IllegalArgumentException(
            "bad threshold: expected at least 0 and below 1, found " + threshold);
      }
      if (patience < 0) {
        throw new IllegalArgumentException("bad patience: expected 0 and more, found " + patience);
      }
      if (cooldown < 0) {
        throw new IllegalArgumentException("bad cooldown: expected 0 and more, found " + cooldown);
      }
      if (!(minRate >= 0 && Double.isFinite(minRate))) {
        throw new IllegalArgumentException("bad least rate: expected 0 and more, found " + minRate);
      }
    }

    /** With PyTorch's defaults: factor 0.1, patience 10, threshold 0.0001, no cooldown. */
    public static Plateau standard() {
      return new Plateau(0.1, 10, 1e-4, 0, 0);
    }

    @Override
    public String id() {
      return "plateau";
    }

    /** The base rate, which {@link #base} has reduced. */
    @Override
    public double rate(double base, long step, long stepsPerEpoch, long totalSteps) {
      return base;
    }

    @Override
    public double base(double configured, List<Double> losses) {
      double rate = configured;
      double best = Double.POSITIVE_INFINITY;
      int bad = 0;
      int cooling = 0;
      for (double loss : losses) {
        if (loss < best * (1 - threshold)) {
          best = loss;
          bad = 0;
        } else {
          bad++;
        }
        if (cooling > 0) {
          cooling--;
          bad = 0;
        }
        if (bad > patience) {
          double reduced = Math.max(rate * factor, minRate);
          rate = rate - reduced > LEAST_CHANGE ? reduced : rate;
          cooling = cooldown;
          bad = 0;
        }
      }
      return rate;
    }

    @Override
    public boolean followsLoss() {
      return true;
    }

    @Override
    public boolean hasEnd() {
      return false;
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "bad %s: expected above 0, found %s".formatted(name, value));
    }
  }
}
