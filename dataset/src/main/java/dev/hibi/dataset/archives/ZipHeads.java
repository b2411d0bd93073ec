package dev.hibi.dataset.archives;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads how entries of an archive begin, with one short read each as a rule.
 *
 * <p>What is wrong with an entry is not told here: it then has no first bytes. Not thread-safe.
 */
final class ZipHeads implements Closeable {
  /** The tables of a deflated block, which come first, have at most 300 bytes. */
  private static final int DATA_BYTES = 512;

  private static final int EXTRA_GUESS_BYTES = 64;
  private static final byte[] NONE = {};

  private final ByteSource file;
  private final long directoryStart;
  private final Inflater inflater = new Inflater(true);

  ZipHeads(ByteSource file, long directoryStart) {
    this.file = file;
    this.directoryStart = directoryStart;
  }

  /** At most {@link FirstBytes#COUNT} bytes of an entry's (uncompressed) file. */
  byte[] read(ZipDirectory entry) throws IOException {
    boolean readable = entry.method() == ZipEntries.STORED || entry.method() == ZipEntries.DEFLATED;
    if (!readable || (entry.flags() & ZipDirectory.ENCRYPTED) != 0) {
      return NONE;
    }
    int guess = ZipDirectory.LOCAL_BYTES + entry.name().length + EXTRA_GUESS_BYTES + DATA_BYTES;
    byte[] local = bytes(entry.offset(), guess);
    ByteBuffer header = ByteBuffer.wrap(local).order(ByteOrder.LITTLE_ENDIAN);
    if (local.length < ZipDirectory.LOCAL_BYTES || header.getInt(0) != ZipEntries.LOCAL) {
      return NONE;
    }
    int start =
        ZipDirectory.LOCAL_BYTES
            + Short.toUnsignedInt(header.getShort(26))
            + Short.toUnsignedInt(header.getShort(28));
    int wanted = (int) Math.min(DATA_BYTES, entry.compressed());
    byte[] data =
        start + wanted <= local.length
            ? Arrays.copyOfRange(local, start, start + wanted)
            : bytes(entry.offset() + start, wanted);
    return entry.method() == ZipEntries.STORED
        ? Arrays.copyOf(data, Math.min(data.length, FirstBytes.COUNT))
        : inflated(data);
  }

  private byte[] bytes(long at, int most) throws IOException {
    byte[] bytes = new byte[(int) Math.max(0, Math.min(most, directoryStart - at))];
    file.read(at, bytes, bytes.length);
    return bytes;
  }

  private byte[] inflated(byte[] data) {
    byte[] bytes = new byte[FirstBytes.COUNT];
    inflater.reset();
    inflater.setInput(data);
    try {
      return Arrays.copyOf(bytes, inflater.inflate(bytes));
    } catch (DataFormatException e) {
      return NONE;
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
