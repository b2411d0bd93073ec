package dev.hibi.tensorboard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recognises an event that holds one simple value and nothing else, its fields in the order of
 * their numbers, which is how all writers store nearly all that a file holds. Any other record is
 * left to the message classes.
 *
 * <p>Not thread-safe.
 */
final class ScalarRecord {
  private static final int WALL_TIME = 1 << 3 | 1;
  private static final int STEP = 2 << 3;
  private static final int SUMMARY = 5 << 3 | 2;
  private static final int VALUE = 1 << 3 | 2;
  private static final int TAG = 1 << 3 | 2;
  private static final int SIMPLE_VALUE = 2 << 3 | 5;
  private static final int SLOTS = 256;
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** Tags that were seen lately, as bytes and as text, in slots by their hash. */
  private final byte[][] tagBytes = new byte[SLOTS][];

  private final String[] tags = new String[SLOTS];

  private byte[] bytes = {};
  private int at;
  private int end;

  /** Null if it is another kind of record, or none. */
  RunEvent.@Nullable Scalar read(byte[] buffer, int start, int length) {
    bytes = buffer;
    at = start;
    end = start + length;
    double wallTime = 0;
    if (isNext(WALL_TIME)) {
      if (end - at < Double.BYTES) {
        return null;
      }
      wallTime = (double) DOUBLE.get(bytes, at);
      at += Double.BYTES;
    }
    long step = isNext(STEP) ? varint() : 0;
    if (!isNext(SUMMARY) || varint() != end - at || !isNext(VALUE) || varint() != end - at) {
      return null;
    }
    String tag = isNext(TAG) ? tag(varint()) : null;
    if (tag == null || !isNext(SIMPLE_VALUE) || end - at != Float.BYTES) {
      return null;
    }
    return new RunEvent.Scalar(
        EventDecoder.instant(wallTime), step, tag, (float) FLOAT.get(bytes, at));
  }

  private boolean isNext(int field) {
    if (at < end && bytes[at] == field) {
      at++;
      return true;
    }
    return false;
  }

  /** Goes to the end, where no field is, if the number has none. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    at = end;
    return -1;
  }

  private @Nullable String tag(long length) {
    if (length < 0 || length > end - at) {
      return null;
    }
    int start = at;
    at += (int) length;
    int hash = 0;
    for (int i = start; i < at; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    byte[] known = tagBytes[slot];
    if (known != null && Arrays.equals(known, 0, known.length, bytes, start, at)) {
      return tags[slot];
    }
    String tag = new String(bytes, start, at - start, StandardCharsets.UTF_8);
    if (tag.indexOf('\ufffd') >= 0) {
      return null; // perhaps no UTF-8
    }
    tagBytes[slot] = Arrays.copyOfRange(bytes, start, at);
    tags[slot] = tag;
    return tag;
  }
}
