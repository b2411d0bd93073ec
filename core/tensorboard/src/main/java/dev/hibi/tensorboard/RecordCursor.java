package dev.hibi.tensorboard;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in an event file, from which it is read record by record.
 *
 * <p>At the file's end the stream is closed; the next call opens it again if the file has grown.
 * What follows the last whole record is not consumed: it may be a record that is being written.
 *
 * <p>Not thread-safe.
 */
final class RecordCursor implements Closeable {
  private static final int HEADER = Long.BYTES + Integer.BYTES;
  private static final int FRAME = HEADER + Integer.BYTES;
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8 - FRAME;
  private static final int CAPACITY = 128 * 1024;
  private static final byte[] NOTHING = {};
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MaskedCrc crc = new MaskedCrc();
  private @Nullable InputStream in;
  private byte[] buffer = NOTHING;
  private int start;
  private int end;
  private int length;

  /** Of the byte at {@code start}: in the file, where the next record begins. */
  private long offset;

  /** The file's size when its end was last reached; negative before. */
  private long sizeAtEnd = -1;

  /** Whether what follows the last record was zeros, in whose place a record may appear. */
  private boolean zeros;

  private boolean givenUp;

  RecordCursor(Path file) {
    this.file = file;
  }

  /**
   * Goes to the next record.
   *
   * @return whether there is a whole one
   * @throws MalformedEventFileException if a checksum is wrong or the file has become smaller;
   *     later calls return false
   */
  boolean next() throws IOException {
    if (givenUp || (in == null && !reopen())) {
      return false;
    }
    if (!has(HEADER)) {
      return false;
    }
    long claimed = (long) LONG.get(buffer, start);
    if (!intact("length", start, Long.BYTES)) {
      return false;
    }
    if (claimed < 0 || claimed > MAX_LENGTH) {
      String found = Long.toUnsignedString(claimed);
      throw malformed(
          "unsupported record: expected less than 2 GiB, found " + found + " bytes", offset, null);
    }
    length = (int) claimed;
    if (!has(FRAME + length) || !intact("data", start + HEADER, length)) {
      return false;
    }
    start += FRAME + length;
    offset += FRAME + length;
    return true;
  }

  /** Where the record's data is, from {@link #dataStart}, until the next call. */
  byte[] buffer() {
    return buffer;
  }

  int dataStart() {
    return start - Integer.BYTES - length;
  }

  int dataLength() {
    return length;
  }

  /** A complaint about the record that {@link #next} went to; the file is not read any further. */
  MalformedEventFileException badRecord(String problem, Throwable cause) {
    return malformed(problem, offset - FRAME - length, cause);
  }

  /** What follows the last whole record, if the end was reached. */
  Optional<TornTail> tail() {
    return givenUp || sizeAtEnd <= offset
        ? Optional.empty()
        : Optional.of(new TornTail(file, offset, sizeAtEnd - offset));
  }

  /** Reads this file no further. */
  void giveUp() {
    givenUp = true;
    try {
      close();
    } catch (IOException e) {
      // nothing is lost: it was only read
    }
  }

  @Override
  public void close() throws IOException {
    InputStream open = in;
    in = null;
    buffer = NOTHING;
    start = 0;
    end = 0;
    if (open != null) {
      open.close();
    }
  }

  private boolean reopen() throws IOException {
    long size = Files.size(file);
    if (size < sizeAtEnd) {
      throw malformed(
          "event file became smaller: expected at least %d bytes, found %d"
              .formatted(sizeAtEnd, size),
          offset,
          null);
    }
    if (size == sizeAtEnd && !zeros) {
      return false;
    }
    InputStream opened = Files.newInputStream(file);
    try {
      opened.skipNBytes(offset);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    in = opened;
    buffer = new byte[CAPACITY];
    return true;
  }

  /** Reads until the buffer has so many bytes of the next record; false at the end. */
  private boolean has(int needed) throws IOException {
    if (needed > buffer.length - start && !makeRoom(needed)) {
      return false;
    }
    while (end - start < needed) {
      if (read() < 0) {
        return ended(offset + end - start, false);
      }
    }
    return true;
  }

  /** Memory is taken only for what the file has, whatever the record's length claims. */
  private boolean makeRoom(int needed) throws IOException {
    if (needed > CAPACITY) {
      long size = Files.size(file);
      if (size - offset < needed) {
        return ended(size, false);
      }
    }
    int unread = end - start;
    int capacity = Math.max(CAPACITY, Math.max(needed, unread));
    byte[] target = capacity == buffer.length ? buffer : new byte[capacity];
    System.arraycopy(buffer, start, target, 0, unread);
    buffer = target;
    start = 0;
    end = unread;
    return true;
  }

  private int read() throws IOException {
    InputStream stream = in;
    if (stream == null) {
      return -1;
    }
    int count = stream.read(buffer, end, buffer.length - end);
    end += Math.max(0, count);
    return count;
  }

  private boolean ended(long size, boolean inZeros) throws IOException {
    sizeAtEnd = size;
    zeros = inZeros;
    close();
    return false;
  }

  /** Compares a checksum with the bytes before it; false if the file ends there, in zeros. */
  private boolean intact(String what, int from, int count) throws IOException {
    int stored = (int) INT.get(buffer, from + count);
    int computed = crc.of(buffer, from, count);
    if (stored == computed) {
      return true;
    }
    if (stored == 0) {
      int after = from + count + Integer.BYTES;
      long size = offset + after - start;
      start = after;
      size += skipZeros();
      if (start == end) {
        return ended(size, true);
      }
    }
    throw malformed(
        "bad checksum of a record's %s: expected %08x, found %08x"
            .formatted(what, computed, stored),
        offset,
        null);
  }

  /** Up to another byte or the file's end, where {@code start} becomes {@code end}. */
  private long skipZeros() throws IOException {
    long count = 0;
    do {
      while (start < end && buffer[start] == 0) {
        start++;
        count++;
      }
      if (start < end) {
        return count;
      }
      start = 0;
      end = 0;
    } while (read() > 0);
    return count;
  }

  private MalformedEventFileException malformed(
      String problem, long where, @Nullable Throwable cause) {
    giveUp();
    return new MalformedEventFileException(problem, file, where, cause);
  }
}
