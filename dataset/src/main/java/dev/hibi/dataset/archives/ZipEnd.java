package dev.hibi.dataset.archives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The record that ends a zip archive and says where its directory lies.
 *
 * <p>End record, little endian (APPNOTE 4.3.16): {@code 50 4b 05 06}, u16 number of this volume,
 * u16 volume of the directory, u16 entries on this volume, u16 entries, u32 bytes of the directory,
 * u32 its offset, u16 length of a comment that ends the file. The last one whose comment ends
 * exactly with the file, and before which a directory lies, counts.
 *
 * <p>If {@code 50 4b 06 07} lies 20 bytes before it (locator: u32 volume, u64 offset of the zip64
 * record, u32 volumes), the zip64 record counts: {@code 50 4b 06 06}, u64 length of the rest, u16,
 * u16, u32 volume, u32 volume of the directory, u64 entries on this volume, u64 entries, u64 bytes
 * of the directory, u64 its offset.
 *
 * <p>The directory ends where the (zip64) end record begins. If it begins later than its offset
 * says, the difference are bytes before the archive, such as a self-extracting program's, and is
 * added to every offset.
 *
 * <p>Where no record's comment ends with the file, bytes may have been put behind the archive, or
 * the comment's end be lost. Then the last record that fits its directory counts, whatever its
 * comment, if it lies in the last {@value #MAX_EXCESS_BYTES} bytes or little more. One before which
 * other entries lie is that of an archive in the archive, whose own end is lost, and does not
 * count.
 *
 * @param start first byte of the directory in the file
 * @param byteCount length of the directory
 * @param entries how many it declares
 * @param wide whether the number of entries is exact; otherwise it is their number modulo 65,536
 * @param prefix what is added to each entry's offset
 * @param excess how many bytes follow the record and its comment; below 0 if so many of the comment
 *     are missing
 */
record ZipEnd(long start, long byteCount, long entries, boolean wide, long prefix, long excess) {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final int MAX_EXCESS_BYTES = 1 << 20;

  /**
   * So many records are tried where none is at the end: a file of records alone would take long.
   */
  private static final int MAX_TRIED = 100;

  /**
   * Finds the end record of a file.
   *
   * @return null if there is none
   * @throws MalformedDatasetException if it contradicts the file, or is one volume of several
   */
  static @Nullable ZipEnd find(ByteSource file, String name) throws IOException {
    ByteBuffer tail = tail(file, MAX_COMMENT_BYTES);
    int length = tail.capacity();
    MalformedDatasetException first = null;
    for (int at = length - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END && at + END_BYTES + u16(tail, at + 20) == length) {
        try {
          return read(file, tail, at, name);
        } catch (MalformedDatasetException e) {
          first = first == null ? e : first;
        }
      }
    }
    if (first != null) {
      throw first;
    }
    return findBeforeTheEnd(file, name);
  }

  private static @Nullable ZipEnd findBeforeTheEnd(ByteSource file, String name)
      throws IOException {
    ByteBuffer tail = tail(file, MAX_COMMENT_BYTES + MAX_EXCESS_BYTES);
    int tried = 0;
    for (int at = tail.capacity() - END_BYTES; at >= 0 && tried < MAX_TRIED; at--) {
      if (tail.getInt(at) == END) {
        tried++;
        try {
          ZipEnd end = read(file, tail, at, name);
          if (end.prefix == 0 || record(file, 0, 4, ZipEntries.LOCAL) == null) {
            return end;
          }
        } catch (MalformedDatasetException e) {
          // No record of this archive: there is none at its end, which is told.
        }
      }
    }
    return null;
  }

  /** The end of a file that is as long as a record and more. */
  private static ByteBuffer tail(ByteSource file, int more) throws IOException {
    byte[] bytes = new byte[(int) Math.min(file.size(), END_BYTES + more)];
    file.read(file.size() - bytes.length, bytes, bytes.length);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ZipEnd read(ByteSource file, ByteBuffer tail, int at, String name)
      throws IOException {
    ByteBuffer end = tail.slice(at, END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ZipEnd found = read(file, end, file.size() - tail.capacity() + at, name);
    return new ZipEnd(
        found.start,
        found.byteCount,
        found.entries,
        found.wide,
        found.prefix,
        tail.capacity() - at - END_BYTES - u16(end, 20));
  }

  private static ZipEnd read(ByteSource file, ByteBuffer end, long at, String name)
      throws IOException {
    ByteBuffer locator = record(file, at - LOCATOR_BYTES, LOCATOR_BYTES, LOCATOR);
    if (locator != null) {
      return read64(file, locator, at - LOCATOR_BYTES, name);
    }
    checkVolumes(u16(end, 4), u16(end, 6), u16(end, 8), u16(end, 10), name);
    return located(file, at, u32(end, 12), u32(end, 16), u16(end, 10), false, name);
  }

  private static ZipEnd read64(ByteSource file, ByteBuffer locator, long end, String name)
      throws IOException {
    long at = locator.getLong(8);
    ByteBuffer record = record(file, at, END64_BYTES, END64);
    if (record == null) {
      at = end - END64_BYTES; // the offset is another where bytes were put before the archive
      record = record(file, at, END64_BYTES, END64);
    }
    if (record == null) {
      throw bad("a zip64 end record at " + locator.getLong(8), "none", name);
    }
    checkVolumes(u32(record, 16), u32(record, 20), record.getLong(24), record.getLong(32), name);
    return located(
        file, at, record.getLong(40), record.getLong(48), record.getLong(32), true, name);
  }

  private static void checkVolumes(long volume, long first, long here, long all, String name)
      throws MalformedDatasetException {
    if (volume != 0 || first != 0 || here != all) {
      throw new MalformedDatasetException(
          "unsupported zip: expected one volume, found volume %d with %d of %d entries"
              .formatted(volume + 1, here, all),
          name);
    }
  }

  private static ZipEnd located(
      ByteSource file, long at, long bytes, long offset, long entries, boolean wide, String name)
      throws IOException {
    if (bytes < 0 || bytes > at || offset < 0 || offset > at - bytes) {
      throw bad(
          "a directory that ends before " + at, "%d bytes at %d".formatted(bytes, offset), name);
    }
    if (entries < 0 || entries > bytes / ZipDirectory.HEADER_BYTES) {
      throw bad(
          "at least %d bytes for each entry".formatted(ZipDirectory.HEADER_BYTES),
          "%d bytes for %d entries".formatted(bytes, entries),
          name);
    }
    long start = at - bytes;
    if (bytes > 0 && record(file, start, 4, ZipDirectory.HEADER) == null) {
      start = offset; // something between the directory and its end, such as a signature
      if (record(file, start, 4, ZipDirectory.HEADER) == null) {
        throw bad("a directory at " + (at - bytes), "none", name);
      }
    }
    return new ZipEnd(start, bytes, entries, wide, start - offset, 0);
  }

  private static @Nullable ByteBuffer record(ByteSource file, long at, int length, int signature)
      throws IOException {
    if (at < 0 || at > file.size() - length) {
      return null;
    }
    byte[] bytes = new byte[length];
    file.read(at, bytes, length);
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return record.getInt(0) == signature ? record : null;
  }

  private static int u16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long u32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private static MalformedDatasetException bad(String expected, String found, String name) {
    return new MalformedDatasetException(
        "bad zip: expected %s, found %s".formatted(expected, found), name);
  }
}
