package dev.hibi.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a strip or tile that LZW codes stand for (TIFF 6.0, section 13). Codes have 9 to 12
 * bits, the highest first, and grow one code early; in files from before TIFF 5.0 the lowest is
 * first, and they grow in time.
 */
final class TiffLzw extends InputStream {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int MOST_CODES = 1 << 12;

  private final InputStream in;
  private final short[] prefix = new short[MOST_CODES];
  private final byte[] last = new byte[MOST_CODES];
  private final byte[] first = new byte[MOST_CODES];
  private final short[] lengths = new short[MOST_CODES];
  private final byte[] string = new byte[MOST_CODES + 1];
  private final boolean old;
  private int at; // of the string's bytes the next to be given
  private int end;
  private int next = END + 1;
  private int bits = 9;
  private int previous = -1;
  private boolean ended;
  private long held; // bits that are read
  private int heldBits;

  TiffLzw(InputStream in) throws IOException {
    this.in = in;
    for (int i = 0; i < CLEAR; i++) {
      last[i] = (byte) i;
      first[i] = (byte) i;
      lengths[i] = 1;
    }
    int one = in.read();
    int two = in.read();
    old = one == 0 && two >= 0 && (two & 1) == 1;
    hold(one);
    hold(two);
  }

  private void hold(int b) {
    if (b >= 0) {
      held = old ? held | (long) b << heldBits : held << 8 | b;
      heldBits += 8;
    }
  }

  /** -1 at the end. */
  private int nextCode() throws IOException {
    while (heldBits < bits) {
      int b = in.read();
      if (b < 0) {
        return -1;
      }
      hold(b);
    }
    heldBits -= bits;
    int mask = (1 << bits) - 1;
    if (old) {
      int code = (int) held & mask;
      held >>>= bits;
      return code;
    }
    int code = (int) (held >>> heldBits) & mask;
    held &= (1L << heldBits) - 1;
    return code;
  }

  private boolean nextString() throws IOException {
    int code = ended ? END : nextCode();
    while (code == CLEAR) {
      next = END + 1;
      bits = 9;
      previous = -1;
      code = nextCode();
    }
    if (code < 0 || code == END) {
      ended = true;
      return false;
    }
    addString(code);
    if (code >= next || code == END) {
      throw new IOException("LZW code " + code + " of " + next);
    }
    previous = code;
    end = lengths[code];
    at = 0;
    for (int i = end - 1; i >= 0; i--) {
      string[i] = last[code];
      code = prefix[code];
    }
    return true;
  }

  /** The last string and one byte more. */
  private void addString(int code) {
    if (previous >= 0 && next < MOST_CODES && code <= next) {
      prefix[next] = (short) previous;
      first[next] = first[previous];
      last[next] = code == next ? first[previous] : first[code];
      lengths[next] = (short) (lengths[previous] + 1);
      next++;
    }
    if (next + (old ? 0 : 1) >= 1 << bits && bits < 12) {
      bits++;
    }
  }

  @Override
  public int read() throws IOException {
    return at < end || nextString() ? string[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int done = 0;
    while (done < count && (at < end || nextString())) {
      int some = Math.min(count - done, end - at);
      System.arraycopy(string, at, into, offset + done, some);
      at += some;
      done += some;
    }
    return done == 0 && count > 0 ? -1 : done;
  }
}
