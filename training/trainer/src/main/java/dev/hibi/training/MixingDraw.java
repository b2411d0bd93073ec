package dev.hibi.training;

import dev.hibi.model.network.StepSpec;
import dev.hibi.model.network.StepSpec.Mixing;
import java.util.SplittableRandom;

/**
 * Draws how the images of a step are mixed, from seed and step alone, so that a resumed run mixes
 * as an uninterrupted one.
 *
 * @param edge of the images in pixels
 */
record MixingDraw(StepSpec spec, long seed, int edge) {
  private static final long STREAM = 0x6d69782d31L; // another one than that of the samples' order

  /**
   * The mixing of a step.
   *
   * @param step number of updates before it
   */
  Mixing at(long step) {
    if (!spec.mixes()) {
      return Mixing.NONE;
    }
    SplittableRandom random =
        new SplittableRandom(new SplittableRandom(seed ^ STREAM).nextLong() + step);
    boolean box =
        spec.cutmix() > 0 && (spec.mixup() == 0 || random.nextBoolean()); // a coin between the two
    double lambda = beta(box ? spec.cutmix() : spec.mixup(), random);
    return box
        ? Mixing.cutmix(lambda, edge, random.nextInt(edge), random.nextInt(edge))
        : Mixing.mixup(lambda);
  }

  /** Beta(alpha, alpha), as the share of one of two gamma variables, by their logarithms. */
  static double beta(double alpha, SplittableRandom random) {
    double one = logGamma(alpha, random);
    double other = logGamma(alpha, random);
    return 1 / (1 + StrictMath.exp(other - one));
  }

  /** Marsaglia and Tsang 2000; below 1 by the variable of alpha + 1 times a power. */
  private static double logGamma(double alpha, SplittableRandom random) {
    if (alpha < 1) {
      return logGamma(alpha + 1, random) + StrictMath.log(1 - random.nextDouble()) / alpha;
    }
    double d = alpha - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = normal(random);
      double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v > 0) {
        double logV = StrictMath.log(v);
        if (StrictMath.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * logV) {
          return StrictMath.log(d) + logV;
        }
      }
    }
  }

  /** Box and Muller 1958. */
  private static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
