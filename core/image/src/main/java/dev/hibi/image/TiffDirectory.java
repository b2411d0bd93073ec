package dev.hibi.image;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first directory of a TIFF file (TIFF 6.0, section 2), which EXIF uses too: a count of 2
 * bytes, then entries of 12: tag, type, count of values, and the values or, if they need more than
 * 4 bytes, their offset. Each entry's values are known to lie inside the file.
 */
final class TiffDirectory {
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private record Entry(int size, long count, long at) {}

  private final ImageBytes in;
  private final ByteOrder order;
  private final Map<Integer, Entry> entries = new LinkedHashMap<>();

  private TiffDirectory(ImageBytes in, ByteOrder order) {
    this.in = in;
    this.order = order;
  }

  static ByteOrder order(ImageBytes in, long base) {
    return in.has(base, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  /**
   * Reads the first directory.
   *
   * @param base where the TIFF header is; offsets count from there
   */
  static TiffDirectory first(ImageBytes in, long base, ByteOrder order)
      throws UnreadableImageException {
    long at = base + in.u32(base + 4, order);
    int count = in.u16(at, order);
    in.require(at + 2, 12L * count);
    TiffDirectory directory = new TiffDirectory(in, order);
    for (int i = 0; i < count; i++) {
      directory.add(base, at + 2 + 12L * i);
    }
    return directory;
  }

  private void add(long base, long at) throws UnreadableImageException {
    int type = in.u16(at + 2, order);
    if (type == 0 || type >= SIZES.length) {
      return; // readers are to skip types that they do not know
    }
    long count = in.u32(at + 4, order);
    long bytes = count * SIZES[type];
    long values = bytes <= 4 ? at + 8 : base + in.u32(at + 8, order);
    in.require(values, bytes);
    entries.putIfAbsent(in.u16(at, order), new Entry(SIZES[type], count, values));
  }

  /** How many values a tag has; 0 if it is absent. */
  long count(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? 0 : entry.count();
  }

  /** The first value of a tag of whole numbers. */
  long number(int tag, long absent) throws UnreadableImageException {
    return count(tag) == 0 ? absent : number(tag, 0, absent);
  }

  /** A value of a tag of whole numbers. */
  long number(int tag, int index, long absent) throws UnreadableImageException {
    Entry entry = entries.get(tag);
    if (entry == null || index >= entry.count()) {
      return absent;
    }
    long at = entry.at() + (long) index * entry.size();
    return switch (entry.size()) {
      case 1 -> in.u8(at);
      case 2 -> in.u16(at, order);
      default -> in.u32(at, order);
    };
  }
}
