package dev.hibi.image;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The bytes of a TIFF, in memory or in an open file of any length, read with a check of the bounds.
 * Thread-safe. What goes wrong with a file is thrown as {@link UncheckedIOException}.
 */
abstract class TiffSource {
  private static final int BUFFER = 1 << 16;

  private final ImageBytes messages;

  private TiffSource(String name, String format) {
    this.messages = new ImageBytes(new byte[0], name, format);
  }

  static TiffSource of(byte[] bytes, String name, String format) {
    return new InMemory(bytes, name, format);
  }

  /** The file stays the caller's to close. */
  static TiffSource of(FileChannel file, String name) throws IOException {
    return new InFile(file, file.size(), name);
  }

  abstract long length();

  /** The range lies inside. */
  abstract void fill(long at, byte[] into, int offset, int count);

  /** Bytes of a range that lies inside. */
  abstract InputStream stream(long at, long count);

  final String name() {
    return messages.name();
  }

  final byte[] copy(long at, long count) throws UnreadableImageException {
    require(at, count);
    if (count > Integer.MAX_VALUE - 8) {
      throw unsupported("values and parts of up to 2 GiB", count + " bytes");
    }
    byte[] bytes = new byte[(int) count];
    fill(at, bytes, 0, bytes.length);
    return bytes;
  }

  final int u16(long at, ByteOrder order) throws UnreadableImageException {
    return (int) number(at, 2, order);
  }

  final long u32(long at, ByteOrder order) throws UnreadableImageException {
    return number(at, 4, order);
  }

  /** A number of 1 to 8 bytes; below 0 if it is 2^63 or more. */
  final long number(long at, int size, ByteOrder order) throws UnreadableImageException {
    return number(copy(at, size), 0, size, order);
  }

  static long number(byte[] bytes, int at, int size, ByteOrder order) {
    long number = 0;
    for (int i = 0; i < size; i++) {
      int place = order == ByteOrder.BIG_ENDIAN ? i : size - 1 - i;
      number = number << 8 | (bytes[at + place] & 0xff);
    }
    return number;
  }

  final boolean isInside(long at, long count) {
    return at >= 0 && count >= 0 && at <= length() - count;
  }

  final void require(long at, long count) throws UnreadableImageException {
    if (!isInside(at, count)) {
      throw new UnreadableImageException(
          "truncated image: expected a %s of at least %s bytes, found %d (%s)"
              .formatted(messages.format(), Long.toUnsignedString(at + count), length(), name()));
    }
  }

  final UnreadableImageException broken(String expected, Object found) {
    return messages.broken(expected, found);
  }

  final UnreadableImageException unsupported(String expected, Object found) {
    return messages.unsupported(expected, found);
  }

  private static final class InMemory extends TiffSource {
    private final byte[] bytes;

    InMemory(byte[] bytes, String name, String format) {
      super(name, format);
      this.bytes = bytes;
    }

    @Override
    long length() {
      return bytes.length;
    }

    @Override
    void fill(long at, byte[] into, int offset, int count) {
      System.arraycopy(bytes, (int) at, into, offset, count);
    }

    @Override
    InputStream stream(long at, long count) {
      return new ByteArrayInputStream(bytes, (int) at, (int) count);
    }
  }

  private static final class InFile extends TiffSource {
    private final FileChannel file;
    private final long length;

    InFile(FileChannel file, long length, String name) {
      super(name, "TIFF");
      this.file = file;
      this.length = length;
    }

    @Override
    long length() {
      return length;
    }

    @Override
    void fill(long at, byte[] into, int offset, int count) {
      ByteBuffer buffer = ByteBuffer.wrap(into, offset, count);
      try {
        while (buffer.hasRemaining()) {
          if (file.read(buffer, at + buffer.position() - offset) < 0) {
            throw new EOFException("%s: expected %d bytes, found fewer".formatted(name(), length));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    InputStream stream(long at, long count) {
      return new Range(this, at, at + count);
    }
  }

  /** A range of a file, whose skipped bytes are not read. */
  private static final class Range extends InputStream {
    private final TiffSource source;
    private final long end;
    private final byte[] buffer;
    private long next; // of the file, to be read into the buffer
    private int at;
    private int filled;

    Range(TiffSource source, long from, long end) {
      this.source = source;
      this.next = from;
      this.end = end;
      this.buffer = new byte[(int) Math.min(BUFFER, end - from)];
    }

    private boolean refill() {
      filled = (int) Math.min(buffer.length, end - next);
      at = 0;
      source.fill(next, buffer, 0, filled);
      next += filled;
      return filled > 0;
    }

    @Override
    public int read() {
      return at < filled || refill() ? buffer[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      if (count == 0) {
        return 0;
      }
      if (at == filled && !refill()) {
        return -1;
      }
      int some = Math.min(count, filled - at);
      System.arraycopy(buffer, at, into, offset, some);
      at += some;
      return some;
    }

    @Override
    public long skip(long count) {
      long some = Math.max(0, Math.min(count, filled - at + end - next));
      long buffered = Math.min(some, filled - at);
      at += (int) buffered;
      next += some - buffered;
      return some;
    }
  }
}
