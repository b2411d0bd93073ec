package dev.hibi.client.transfer;

/**
 * How a file is cut: parts of one size, the last one shorter.
 *
 * @param size of the file, at least 1
 * @param partSize of a part
 */
record PartPlan(long size, long partSize) {
  static final long MIB = 1L << 20;

  /** What the platform's own tools take. */
  static final long USUAL_PART = 16 * MIB;

  /** What S3 takes at least, but for the last part. */
  static final long SMALLEST_PART = 5 * MIB;

  /** What S3 takes at most. */
  static final long LARGEST_PART = 5 * 1024 * MIB;

  /** How many parts S3 joins at most. */
  static final int MOST_PARTS = 10_000;

  /** Parts of this size or, if those are too many, of the least whole MiB that are not. */
  static PartPlan of(long size, long partSize) {
    long needed = divideUp(divideUp(size, MOST_PARTS), MIB) * MIB;
    return new PartPlan(size, Math.max(partSize, needed));
  }

  int count() {
    return Math.toIntExact(divideUp(size, partSize));
  }

  /** Where a part begins, from 0. */
  long offset(int part) {
    return part * partSize;
  }

  long length(int part) {
    return Math.min(partSize, size - offset(part));
  }

  private static long divideUp(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
