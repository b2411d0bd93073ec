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
}
