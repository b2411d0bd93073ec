package dev.hibi.dataset.splits;

/** Samples that stay together. */
final class SampleGroup {
  /** Ascending. */
  final int[] samples;

  /** What groups of one size are shuffled by: the least of what the seed makes of the paths. */
  final long order;

  /** The sample whose path that is. */
  final int first;

  SampleGroup(int[] samples, long order, int first) {
    this.samples = samples;
    this.order = order;
    this.first = first;
  }
}
