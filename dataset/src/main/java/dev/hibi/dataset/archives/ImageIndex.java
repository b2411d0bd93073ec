package dev.hibi.dataset.archives;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Where images lie: {@value #BYTES_PER_IMAGE} bytes an image and the UTF-8 bytes of its path.
 *
 * <p>Columns, not objects, for archives of millions. Grows by {@link #add}; not thread-safe before
 * it is {@link #sorted}.
 */
final class ImageIndex {
  /** The sum of what the columns hold. */
  static final int BYTES_PER_IMAGE = 4 + 4 + 3 * 8 + 4 + 4 + 3 * 2;

  private byte[] names = new byte[64];
  private int nameBytes;
  private int size;

  /** End of the name of each image; it begins where the one before ends. */
  private int[] nameEnd = {};

  private int[] container = {};
  private long[] offset = {};
  private long[] compressed = {};
  private long[] byteCount = {};
  private int[] crc = {};

  /** CRC-32 and length of the name as the archive writes it, to recognise the local header by. */
  private int[] rawNameCrc = {};

  private char[] rawNameLength = {};
  private char[] method = {};
  private char[] flags = {};

  int size() {
    return size;
  }

  /** Adds a file of a folder. */
  void add(int container, String path, long byteCount) {
    append(container, path);
    this.byteCount[size - 1] = byteCount;
  }

  /** Adds an entry of an archive. */
  void add(int container, String path, ZipDirectory entry) {
    append(container, path);
    int i = size - 1;
    byteCount[i] = entry.size();
    offset[i] = entry.offset();
    compressed[i] = entry.compressed();
    crc[i] = entry.crc32();
    rawNameCrc[i] = crcOf(entry.name(), 0, entry.name().length);
    rawNameLength[i] = (char) entry.name().length;
    method[i] = (char) entry.method();
    flags[i] = (char) entry.flags();
  }

  /** Adds an entry that was found before. */
  void add(ArchivedImage image) {
    append(0, image.entry());
    int i = size - 1;
    ArchivedImage.Place place = image.place();
    byteCount[i] = image.byteCount();
    offset[i] = place.offset();
    compressed[i] = place.compressed();
    crc[i] = image.crc32();
    rawNameCrc[i] = place.nameCrc32();
    rawNameLength[i] = (char) place.nameLength();
    method[i] = (char) place.method();
    flags[i] = (char) place.flags();
  }

  /**
   * An entry, to be carried elsewhere.
   *
   * @param limit where the archive's entries end
   */
  ArchivedImage archived(int i, String archive, long limit) {
    ArchivedImage.Place place =
        new ArchivedImage.Place(
            offset[i], compressed[i], limit, method[i], flags[i], rawNameLength[i], rawNameCrc[i]);
    return new ArchivedImage(archive, path(i), byteCount[i], crc[i], place);
  }

  static int crcOf(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private void append(int container, String path) {
    byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
    int end = Math.addExact(nameBytes, utf8.length);
    if (end > names.length) {
      names = Arrays.copyOf(names, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 2L * end)));
    }
    if (size == nameEnd.length) {
      resize(Math.max(16, size + (size >> 1)));
    }
    System.arraycopy(utf8, 0, names, nameBytes, utf8.length);
    nameBytes = end;
    nameEnd[size] = end;
    this.container[size] = container;
    size++;
  }

  private void resize(int length) {
    nameEnd = Arrays.copyOf(nameEnd, length);
    container = Arrays.copyOf(container, length);
    offset = Arrays.copyOf(offset, length);
    compressed = Arrays.copyOf(compressed, length);
    byteCount = Arrays.copyOf(byteCount, length);
    crc = Arrays.copyOf(crc, length);
    rawNameCrc = Arrays.copyOf(rawNameCrc, length);
    rawNameLength = Arrays.copyOf(rawNameLength, length);
    method = Arrays.copyOf(method, length);
    flags = Arrays.copyOf(flags, length);
  }

  /**
   * The same images by the rank of their container, then by path in the order of code points.
   *
   * @param rank of each container; those of one place share it
   */
  ImageIndex sorted(int[] rank) {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> compare(rank, a, b));
    ImageIndex sorted = new ImageIndex();
    sorted.names = new byte[nameBytes];
    sorted.resize(size);
    for (int i : order) {
      sorted.copy(this, i);
    }
    return sorted;
  }

  private int compare(int[] rank, int a, int b) {
    int byRank = Integer.compare(rank[container[a]], rank[container[b]]);
    return byRank != 0
        ? byRank
        : Arrays.compareUnsigned(names, nameStart(a), nameEnd[a], names, nameStart(b), nameEnd[b]);
  }

  private void copy(ImageIndex from, int i) {
    int length = from.nameEnd[i] - from.nameStart(i);
    System.arraycopy(from.names, from.nameStart(i), names, nameBytes, length);
    nameBytes += length;
    nameEnd[size] = nameBytes;
    container[size] = from.container[i];
    offset[size] = from.offset[i];
    compressed[size] = from.compressed[i];
    byteCount[size] = from.byteCount[i];
    crc[size] = from.crc[i];
    rawNameCrc[size] = from.rawNameCrc[i];
    rawNameLength[size] = from.rawNameLength[i];
    method[size] = from.method[i];
    flags[size] = from.flags[i];
    size++;
  }

  /** Whether an image has the container and path of the one before it. */
  boolean repeats(int i) {
    return i > 0
        && container[i] == container[i - 1]
        && Arrays.equals(names, nameStart(i), nameEnd[i], names, nameStart(i - 1), nameEnd[i - 1]);
  }

  private int nameStart(int i) {
    return i == 0 ? 0 : nameEnd[i - 1];
  }

  String path(int i) {
    return new String(names, nameStart(i), nameEnd[i] - nameStart(i), StandardCharsets.UTF_8);
  }

  int container(int i) {
    return container[i];
  }

  /** Of the local header, in the archive's file. */
  long offset(int i) {
    return offset[i];
  }

  long compressed(int i) {
    return compressed[i];
  }

  /** Length of the whole (uncompressed) file. */
  long byteCount(int i) {
    return byteCount[i];
  }

  /** Of the whole file; of a folder's file 0 until it is remembered. */
  int crc32(int i) {
    return crc[i];
  }

  /**
   * Keeps the CRC-32 of a folder's file, which had to be read for it; another thread may see it.
   */
  void rememberCrc32(int i, int value) {
    crc[i] = value;
  }

  int rawNameCrc(int i) {
    return rawNameCrc[i];
  }

  int rawNameLength(int i) {
    return rawNameLength[i];
  }

  int method(int i) {
    return method[i];
  }

  int flags(int i) {
    return flags[i];
  }

  /** Bytes that this index holds beyond the names, by the lengths of its columns. */
  long bytesBesidesNames() {
    return 4L * nameEnd.length
        + 4L * container.length
        + 8L * (offset.length + compressed.length + byteCount.length)
        + 4L * (crc.length + rawNameCrc.length)
        + 2L * (rawNameLength.length + method.length + flags.length);
  }
}
