package dev.hibi.cli.inspection;

import dev.hibi.inspection.ReliabilityTable;

/** A range of probabilities as people read it: how many of its images were positive. */
final class Reliability {
  private Reliability() {}

  static String of(ReliabilityTable.Bin bin) {
    return bin.count() == 0
        ? "-"
        : "%,d of %,d, %.0f %%"
            .formatted(bin.positives().hits(), bin.count(), 100 * bin.positives().share());
  }
}
