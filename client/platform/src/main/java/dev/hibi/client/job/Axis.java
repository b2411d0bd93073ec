package dev.hibi.client.job;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** How one option varies. */
sealed interface Axis {
  /** One value, at random. */
  String draw(SplittableRandom random);

  /** One of these. */
  record Values(List<String> values) implements Axis {
    @Override
    public String draw(SplittableRandom random) {
      return values.get(random.nextInt(values.size()));
    }
  }

  /** From one number to another, they or their logarithms evenly spread. */
  record Range(double low, double high, boolean logarithmic) implements Axis {
    @Override
    public String draw(SplittableRandom random) {
      double at = random.nextDouble();
      double value =
          logarithmic
              ? Math.exp(Math.log(low) + at * (Math.log(high) - Math.log(low)))
              : low + at * (high - low);
      return String.format(Locale.ROOT, "%.6g", value);
    }
  }
}
