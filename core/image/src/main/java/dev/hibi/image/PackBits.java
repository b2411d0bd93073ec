package dev.hibi.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes that PackBits stands for: a count n, then n + 1 bytes, or for n below 0 one 1 - n
 * times.
 */
final class PackBits extends InputStream {
  private final InputStream in;
  private int literal;
  private int repeated;
  private int value;

  PackBits(InputStream in) {
    this.in = in;
  }

  /** Whether a run is at hand. */
  private boolean nextRun() throws IOException {
    while (literal == 0 && repeated == 0) {
      int count = in.read();
      if (count < 0) {
        return false;
      }
      if (count < 128) {
        literal = count + 1;
      } else if (count > 128) {
        value = in.read();
        repeated = value < 0 ? 0 : 257 - count;
      }
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int done = 0;
    while (done < count && nextRun()) {
      int some = Math.min(count - done, literal + repeated);
      if (literal > 0) {
        some = in.read(into, offset + done, some);
        if (some < 0) {
          break;
        }
        literal -= some;
      } else {
        Arrays.fill(into, offset + done, offset + done + some, (byte) value);
        repeated -= some;
      }
      done += some;
    }
    return done == 0 && count > 0 ? -1 : done;
  }
}
