package dev.hibi.tensorboard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Framed records in memory, one after the other, with marks where a new file begins.
 *
 * <p>Not thread-safe.
 */
final class RecordBlock {
  /** Bytes before a record's data: its length and the length's checksum. */
  static final int HEADER = Long.BYTES + Integer.BYTES;

  /** Bytes after a record's data: the data's checksum. */
  static final int FOOTER = Integer.BYTES;

  private static final int CAPACITY = 64 * 1024;

  /** A block that has grown beyond this gives its memory back when it is cleared. */
  private static final int KEPT_CAPACITY = 4 * 1024 * 1024;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final MaskedCrc crc = new MaskedCrc();
  private final List<Integer> cuts = new ArrayList<>();
  private byte[] bytes = new byte[CAPACITY];
  private int size;
  private int records;

  /**
   * Makes room for a record that the caller encodes in place.
   *
   * @param length bytes of data
   * @return where in {@link #bytes} the data goes
   */
  int begin(int length) {
    int needed = Math.addExact(size, framed(length));
    if (needed > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      byte[] larger = new byte[Math.max(needed, doubled)];
      System.arraycopy(bytes, 0, larger, 0, size);
      bytes = larger;
    }
    return size + HEADER;
  }

  /**
   * Frames what the caller has encoded since {@link #begin}.
   *
   * @param length the same as there
   */
  void finish(int length) {
    int data = size + HEADER;
    LONG.set(bytes, size, (long) length);
    INT.set(bytes, size + Long.BYTES, crc.of(bytes, size, Long.BYTES));
    INT.set(bytes, data + length, crc.of(bytes, data, length));
    size = data + length + FOOTER;
    records++;
  }

  /** What follows belongs to a new file. */
  void cut() {
    cuts.add(size);
  }

  /** Where new files begin, ascending. */
  List<Integer> cuts() {
    return cuts;
  }

  /** The array that has the records, valid until the next {@link #begin}. */
  byte[] bytes() {
    return bytes;
  }

  /** Bytes of all records. */
  int size() {
    return size;
  }

  int records() {
    return records;
  }

  void clear() {
    size = 0;
    records = 0;
    cuts.clear();
    if (bytes.length > KEPT_CAPACITY) {
      bytes = new byte[CAPACITY];
    }
  }

  /** Bytes of a record whose data has so many. */
  static int framed(int length) {
    return Math.addExact(length, HEADER + FOOTER);
  }
}
