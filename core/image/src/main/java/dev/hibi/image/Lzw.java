package dev.hibi.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * The bytes that LZW codes stand for. In TIFF (6.0, section 13) they have 9 to 12 bits, the highest
 * first, and grow one code early; in files from before TIFF 5.0 the lowest is first, and they grow
 * in time, as they do in GIF, where they begin with fewer bits.
 */
final class Lzw extends InputStream {
  private static final int MOST_CODES = 1 << 12;

  private final InputStream in;
  private final short[] prefix = new short[MOST_CODES];
  private final byte[] last = new byte[MOST_CODES];
  private final byte[] first = new byte[MOST_CODES];
  private final short[] lengths = new short[MOST_CODES];
  private final byte[] string = new byte[MOST_CODES + 1];
  private final int clear;
  private final int end;
  private final boolean lowestFirst;
  private int at; // of the string's bytes the next to be given
  private int length;
  private int next;
  private int bits;
  private int previous = -1;
  private boolean ended;
  private long held; // bits that are read
  private int heldBits;
  private final byte[] buffer = new byte[4096];
  private int bufferAt;
  private int buffered;

  private Lzw(InputStream in, int symbolBits, boolean lowestFirst) {
    this.in = in;
    this.lowestFirst = lowestFirst;
    this.clear = 1 << symbolBits;
    this.end = clear + 1;
    for (int i = 0; i < clear; i++) {
      last[i] = (byte) i;
      first[i] = (byte) i;
      lengths[i] = 1;
    }
    clear();
  }

  /**
   * Of GIF.
   *
   * @param symbolBits 1 to 8; codes begin with one more
   */
  static Lzw ofGif(InputStream in, int symbolBits) {
    return new Lzw(in, symbolBits, true);
  }

  /** Of TIFF, whose first code is to clear: its bits tell which of them is first. */
  static Lzw ofTiff(InputStream in) throws IOException {
    byte[] begin = in.readNBytes(2);
    boolean old = begin.length == 2 && begin[0] == 0 && (begin[1] & 1) == 1;
    Lzw lzw = new Lzw(new SequenceInputStream(new ByteArrayInputStream(begin), in), 8, old);
    int code = lzw.nextCode();
    if (code >= 0 && code != lzw.clear) {
      throw new IOException("LZW codes that begin with " + code);
    }
    return lzw;
  }

  private void clear() {
    next = end + 1;
    bits = Integer.numberOfTrailingZeros(clear) + 1;
    previous = -1;
  }

  /** -1 at the end. */
  private int nextCode() throws IOException {
    while (heldBits < bits) {
      if (bufferAt == buffered) {
        bufferAt = 0;
        buffered = Math.max(0, in.read(buffer, 0, buffer.length));
        if (buffered == 0) {
          return -1;
        }
      }
      int b = buffer[bufferAt++] & 0xff;
      held = lowestFirst ? held | (long) b << heldBits : held << 8 | b;
      heldBits += 8;
    }
    heldBits -= bits;
    int mask = (1 << bits) - 1;
    if (lowestFirst) {
      int code = (int) held & mask;
      held >>>= bits;
      return code;
    }
    int code = (int) (held >>> heldBits) & mask;
    held &= (1L << heldBits) - 1;
    return code;
  }

  private boolean nextString() throws IOException {
    int code = ended ? end : nextCode();
    while (code == clear) {
      clear();
      code = nextCode();
    }
    if (code < 0 || code == end) {
      ended = true;
      return false;
    }
    addString(code);
    if (code >= next) {
      throw new IOException("LZW code " + code + " of " + next);
    }
    previous = code;
    length = lengths[code];
    at = 0;
    for (int i = length - 1; i >= 0; i--) {
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
    if (next + (lowestFirst ? 0 : 1) >= 1 << bits && bits < 12) {
      bits++;
    }
  }

  @Override
  public int read() throws IOException {
    return at < length || nextString() ? string[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int done = 0;
    while (done < count && (at < length || nextString())) {
      int some = Math.min(count - done, length - at);
      System.arraycopy(string, at, into, offset + done, some);
      at += some;
      done += some;
    }
    return done == 0 && count > 0 ? -1 : done;
  }
}
