package dev.hibi.model.scoring;

/** Numbers that Python makes alike: {@code x = (x * 1103515245 + 12345) % 2**31}. */
final class Numbers {
  private long state;

  Numbers(long seed) {
    state = seed;
  }

  /** {@code (x >> 16) % 2001 - 1000}: a whole number, -1000 to 1000. */
  int next() {
    state = (state * 1_103_515_245 + 12_345) % (1L << 31);
    return (int) ((state >> 16) % 2001 - 1000);
  }

  /** The next ones, each divided by a number. */
  float[] next(int count, float divisor) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = next() / divisor;
    }
    return values;
  }

  /** What is left of the next ones by a divisor, without their sign. */
  int[] rests(int count, int divisor) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.abs(next()) % divisor;
    }
    return values;
  }
}
