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
      return at(random.nextDouble());
    }

    /** The value at a place from 0 to 1. */
    String at(double place) {
      double value =
          logarithmic
              ? Math.exp(Math.log(low) + place * (Math.log(high) - Math.log(low)))
              : low + place * (high - low);
      return String.format(Locale.ROOT, "%.6g", value);
    }

    /** Where a value is, from 0 to 1; the nearest end if it is outside. */
    double place(String value) {
      double number = Double.parseDouble(value);
      double place =
          logarithmic
              ? (Math.log(number) - Math.log(low)) / (Math.log(high) - Math.log(low))
              : (number - low) / (high - low);
      return Math.min(1, Math.max(0, place));
    }
  }
}
