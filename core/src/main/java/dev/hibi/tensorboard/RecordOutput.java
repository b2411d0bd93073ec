package dev.hibi.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Frames records and hands them to a stream in blocks of whole records.
 *
 * <p>Not thread-safe. The stream belongs to the caller.
 */
final class RecordOutput {
  /** Bytes before a record's data: its length and the length's checksum. */
  static final int HEADER = Long.BYTES + Integer.BYTES;

  /** Bytes after a record's data: the data's checksum. */
  static final int FOOTER = Integer.BYTES;

  private static final int BLOCK = 64 * 1024;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final OutputStream out;
  private final MaskedCrc crc = new MaskedCrc();
  private byte[] buffer = new byte[BLOCK];
  private int end;

  RecordOutput(OutputStream out) {
    this.out = out;
  }

  /** Adds a record. */
  void write(byte[] data) throws IOException {
    int offset = begin(data.length);
    System.arraycopy(data, 0, buffer, offset, data.length);
    finish(data.length);
  }

  /**
   * Makes room for a record that the caller encodes in place.
   *
   * @param maxLength bytes of data that the record may have
   * @return where in {@link #buffer()} the data goes
   */
  int begin(int maxLength) throws IOException {
    int needed = Math.addExact(maxLength, HEADER + FOOTER);
    if (needed > buffer.length - end) {
      flush();
      if (needed > buffer.length) {
        buffer = new byte[needed];
      }
    }
    return end + HEADER;
  }

  /** The array to encode into, valid until the next {@link #begin}. */
  byte[] buffer() {
    return buffer;
  }

  /**
   * Frames what the caller has encoded since {@link #begin}.
   *
   * @param length bytes of data
   */
  void finish(int length) {
    int data = end + HEADER;
    LONG.set(buffer, end, (long) length);
    INT.set(buffer, end + Long.BYTES, crc.of(buffer, end, Long.BYTES));
    INT.set(buffer, data + length, crc.of(buffer, data, length));
    end = data + length + FOOTER;
  }

  /** Hands everything to the stream, in one call. */
  void flush() throws IOException {
    if (end > 0) {
      int length = end;
      end = 0;
      out.write(buffer, 0, length);
      out.flush();
    }
    if (buffer.length > BLOCK) {
      buffer = new byte[BLOCK];
    }
  }
}
