package dev.hibi.dataset.archives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a zip archive, an entry at a time: a cursor, for one thread.
 *
 * <p>Each entry is a header (APPNOTE 4.3.12), little endian: {@code 50 4b 01 02}, u16 writer, u16
 * version needed, u16 flags, u16 method, u16 time, u16 date, u32 CRC-32, u32 compressed bytes, u32
 * bytes, u16 length of the name, u16 of the extra field, u16 of the comment, u16 volume, u16 and
 * u32 attributes, u32 offset of the local header; then the name, the extra field, the comment.
 *
 * <p>The extra field is a row of parts: u16 kind, u16 length, bytes. Kind 0x0001 (zip64) holds, as
 * u64 and in this order, those of bytes, compressed bytes and offset whose u32 is ffffffff. Kind
 * 0x7075 (Unicode path) holds 1, the u32 CRC-32 of the name, and the name in UTF-8; it counts if
 * the CRC-32 is right. Other kinds are passed over.
 *
 * <p>Why not {@link java.util.zip.ZipFile}: it refuses a whole archive for one encrypted entry
 * without naming it, and does not see entries that overlap.
 */
final class ZipDirectory {
  static final int HEADER = 0x02014b50;
  static final int HEADER_BYTES = 46;
  static final int LOCAL_BYTES = 30;

  static final int ENCRYPTED = 1;
  static final int DESCRIPTOR = 1 << 3;
  static final int UTF8 = 1 << 11;

  private static final int ZIP64 = 0x0001;
  private static final int UNICODE_PATH = 0x7075;
  private static final long WIDE = 0xffffffffL;
  private static final int WINDOW_BYTES = 1 << 20;

  private final ByteSource file;
  private final ZipEnd end;
  private final String archive;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowEnd;
  private long count;

  private int flags;
  private int method;
  private int crc;
  private long compressed;
  private long size;
  private long offset;
  private byte[] name = {};
  private byte @Nullable [] unicodeName;

  /**
   * A cursor before the first entry.
   *
   * @param archive what messages call it
   */
  ZipDirectory(ByteSource file, ZipEnd end, String archive) {
    this.file = file;
    this.end = end;
    this.archive = archive;
    this.windowEnd = end.start();
  }

  /**
   * Goes to the next entry.
   *
   * @return false after the last one
   * @throws MalformedDatasetException if the directory is broken
   */
  boolean next() throws IOException {
    if (!fill(HEADER_BYTES)) {
      checkCount();
      return false;
    }
    int at = window.position();
    if (window.getInt(at) != HEADER) {
      throw bad(
          "50 4b 01 02 at the head of entry " + count,
          "%08x".formatted(Integer.reverseBytes(window.getInt(at))));
    }
    int nameBytes = u16(at + 28);
    int extraBytes = u16(at + 30);
    int length = HEADER_BYTES + nameBytes + extraBytes + u16(at + 32);
    if (!fill(length)) {
      throw bad(
          "%d bytes for entry %d".formatted(length, count), "fewer before the directory's end");
    }
    at = window.position();
    readFields(at);
    name = Arrays.copyOfRange(window.array(), at + HEADER_BYTES, at + HEADER_BYTES + nameBytes);
    readExtra(at, at + HEADER_BYTES + nameBytes, extraBytes);
    window.position(at + length);
    checkPlace();
    count++;
    return true;
  }

  /** Makes bytes of the directory available at the window's position. */
  private boolean fill(int bytes) throws IOException {
    if (window.remaining() >= bytes) {
      return true;
    }
    long left = end.start() + end.byteCount() - windowEnd;
    if (window.remaining() + left < bytes) {
      if (window.remaining() + left > 0) {
        throw bad(
            "%d bytes for entry %d".formatted(bytes, count), (window.remaining() + left) + "");
      }
      return false;
    }
    int kept = window.remaining();
    int more = (int) Math.min(left, WINDOW_BYTES);
    byte[] bytesAhead = new byte[more];
    file.read(windowEnd, bytesAhead, more);
    byte[] joined =
        Arrays.copyOfRange(window.array(), window.position(), window.position() + kept + more);
    System.arraycopy(bytesAhead, 0, joined, kept, more);
    window = ByteBuffer.wrap(joined).order(ByteOrder.LITTLE_ENDIAN);
    windowEnd += more;
    return true;
  }

  private void checkCount() throws MalformedDatasetException {
    boolean right = end.wide() ? count == end.entries() : (count & 0xffff) == end.entries();
    if (!right) {
      throw bad("%d entries".formatted(end.entries()), count + "");
    }
  }

  private void readFields(int at) {
    flags = u16(at + 8);
    method = u16(at + 10);
    crc = window.getInt(at + 16);
    compressed = u32(at + 20);
    size = u32(at + 24);
    offset = u32(at + 42);
  }

  private void readExtra(int header, int from, int length) throws MalformedDatasetException {
    unicodeName = null;
    boolean wide = compressed == WIDE || size == WIDE || offset == WIDE;
    int at = from;
    while (at + 4 <= from + length && at + 4 + u16(at + 2) <= from + length) {
      int kind = u16(at);
      int bytes = u16(at + 2);
      if (kind == ZIP64 && wide) {
        readWide(at + 4, bytes);
        wide = false;
      } else if (kind == UNICODE_PATH && bytes > 5 && window.get(at + 4) == 1) {
        readUnicodePath(at + 5, bytes - 1);
      }
      at += 4 + bytes;
    }
    if (wide && u16(header + 6) >= 45) {
      throw bad("a zip64 field in entry " + count, "none");
    }
  }

  private void readWide(int from, int length) throws MalformedDatasetException {
    int needed =
        8 * ((size == WIDE ? 1 : 0) + (compressed == WIDE ? 1 : 0) + (offset == WIDE ? 1 : 0));
    if (length < needed) {
      throw bad("a zip64 field of %d bytes in entry %d".formatted(needed, count), length + "");
    }
    int at = from;
    if (size == WIDE) {
      size = window.getLong(at);
      at += 8;
    }
    if (compressed == WIDE) {
      compressed = window.getLong(at);
      at += 8;
    }
    if (offset == WIDE) {
      offset = window.getLong(at);
    }
  }

  private void readUnicodePath(int at, int length) {
    CRC32 expected = new CRC32();
    expected.update(name);
    if (window.getInt(at) == (int) expected.getValue()) {
      unicodeName = Arrays.copyOfRange(window.array(), at + 4, at + length);
    }
  }

  private void checkPlace() throws MalformedDatasetException {
    long room = end.start() - end.prefix() - LOCAL_BYTES - name.length;
    if (size < 0 || compressed < 0 || offset < 0 || offset > room || compressed > room - offset) {
      throw bad(
          "entry %d to lie before the directory at %d".formatted(count, end.start()),
          "%s bytes at %s"
              .formatted(Long.toUnsignedString(compressed), Long.toUnsignedString(offset)));
    }
  }

  private int u16(int at) {
    return Short.toUnsignedInt(window.getShort(at));
  }

  private long u32(int at) {
    return Integer.toUnsignedLong(window.getInt(at));
  }

  private MalformedDatasetException bad(String expected, String found) {
    return new MalformedDatasetException(
        "bad zip: expected %s, found %s".formatted(expected, found), archive);
  }

  int flags() {
    return flags;
  }

  int method() {
    return method;
  }

  int crc32() {
    return crc;
  }

  long compressed() {
    return compressed;
  }

  long size() {
    return size;
  }

  /** Of the local header, in the file. */
  long offset() {
    return offset + end.prefix();
  }

  /** As it stands in the header; not copied. */
  byte[] name() {
    return name;
  }

  /** The name in UTF-8 by flag or extra field, as it is written; null if nothing says so. */
  byte @Nullable [] utf8Name() {
    return unicodeName != null ? unicodeName : (flags & UTF8) != 0 ? name : null;
  }
}
