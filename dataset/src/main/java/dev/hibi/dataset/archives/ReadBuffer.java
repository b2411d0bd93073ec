package dev.hibi.dataset.archives;

import java.util.zip.CRC32;
import java.util.zip.Inflater;

/**
 * What reading needs over and over: memory for the compressed file, an inflater, a checksum. For
 * one thread at a time; {@link #close} frees the inflater's native memory.
 */
final class ReadBuffer implements AutoCloseable {
  /** Larger inputs are not kept: a single huge entry must not hold its memory for good. */
  private static final int KEPT_BYTES = 1 << 24;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] input = {};
  private byte[] bytes = {};

  /** The file read last: an array of its own, exactly as long. */
  byte[] bytes() {
    return bytes;
  }

  /** Hands the file read last over; this keeps nothing of it. */
  byte[] take() {
    byte[] taken = bytes;
    bytes = new byte[0];
    return taken;
  }

  /** Memory for a file of a length. */
  byte[] target(int length) {
    bytes = new byte[length];
    return bytes;
  }

  /** Memory for a compressed file. */
  byte[] input(int length) {
    if (length > KEPT_BYTES) {
      return new byte[length];
    }
    if (input.length < length) {
      input = new byte[Math.max(length, Math.min(KEPT_BYTES, 2 * input.length))];
    }
    return input;
  }

  Inflater inflater() {
    inflater.reset();
    return inflater;
  }

  /** CRC-32 of the file read last. */
  int crc32() {
    crc.reset();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
