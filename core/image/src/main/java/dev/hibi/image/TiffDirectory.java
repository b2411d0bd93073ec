package dev.hibi.image;

import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first directory of a TIFF file (TIFF 6.0, section 2), which EXIF uses too: a count of 2
 * bytes, then entries of 12: tag, type, count of values, and the values or, if they need more than
 * 4 bytes, their offset. In BigTIFF counts and offsets have 8 bytes.
 *
 * <p>An entry that points outside the file does no harm until its values are asked for.
 */
final class TiffDirectory {
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  private static final int RATIONAL = 5;
  private static final int SIGNED_RATIONAL = 10;
  private static final int FLOAT = 11;
  private static final int DOUBLE = 12;
  private static final int MAX_ENTRIES = 65_535;
  private static final int MAX_VALUES = 1 << 26;

  private record Entry(int type, long count, long at) {
    int size() {
      return SIZES[type];
    }

    long bytes() {
      return count > Long.MAX_VALUE / size() || count < 0 ? Long.MAX_VALUE : count * size();
    }

    boolean isWhole() {
      return type != RATIONAL && type != SIGNED_RATIONAL && type != FLOAT && type != DOUBLE;
    }
  }

  private final TiffSource in;
  private final ByteOrder order;
  private final boolean big;
  private final Map<Integer, Entry> entries = new LinkedHashMap<>();

  /** Tags of a file that are there again; readers differ in which of them they take. */
  private final Set<Integer> repeated = new HashSet<>();

  private TiffDirectory(TiffSource in, ByteOrder order, boolean big) {
    this.in = in;
    this.order = order;
    this.big = big;
  }

  /** Of a TIFF or BigTIFF file. */
  static TiffDirectory ofFile(TiffSource in) throws UnreadableImageException {
    ByteOrder order = order(in);
    int version = in.u16(2, order);
    if (version != 42 && version != 43) {
      throw in.unsupported("version 42 or 43", version);
    }
    TiffDirectory directory = new TiffDirectory(in, order, version == 43);
    if (directory.big && in.u16(4, order) != 8) {
      throw in.unsupported("offsets of 8 bytes", in.u16(4, order));
    }
    directory.add(directory.big ? in.number(8, 8, order) : in.u32(4, order), false);
    return directory;
  }

  /**
   * Of EXIF, as Pillow reads it: as far as the directory goes, or up to the first entry whose
   * values lie outside, but for one of more bytes than there are.
   */
  static TiffDirectory ofExif(TiffSource in) throws UnreadableImageException {
    ByteOrder order = order(in);
    TiffDirectory directory = new TiffDirectory(in, order, false);
    long at = in.u32(4, order);
    if (in.isInside(at, 2)) {
      directory.add(at, true);
    }
    return directory;
  }

  /** The directory that a tag points at, read as EXIF's; empty if there is none. */
  Optional<TiffDirectory> inner(int tag) {
    try {
      long at = count(tag) == 1 ? number(tag, 0) : 0;
      if (at <= 0 || !in.isInside(at, big ? 8 : 2)) {
        return Optional.empty();
      }
      TiffDirectory inner = new TiffDirectory(in, order, big);
      inner.add(at, true);
      return Optional.of(inner);
    } catch (UnreadableImageException e) {
      return Optional.empty();
    }
  }

  private static ByteOrder order(TiffSource in) throws UnreadableImageException {
    return in.u16(0, ByteOrder.BIG_ENDIAN) == 0x4949
        ? ByteOrder.LITTLE_ENDIAN
        : ByteOrder.BIG_ENDIAN;
  }

  private void add(long at, boolean exif) throws UnreadableImageException {
    int countSize = big ? 8 : 2;
    int size = big ? 20 : 12;
    long count = in.number(at, countSize, order);
    if (count < 0 || count > MAX_ENTRIES) {
      throw in.broken("a directory of up to " + MAX_ENTRIES + " entries", count);
    }
    if (!exif) {
      in.require(at + countSize, count * size);
    }
    long total = 0;
    for (long i = 0, next = at + countSize; i < count; i++, next += size) {
      if (!in.isInside(next, size)) {
        return; // what is left of it is used
      }
      Entry entry = entry(next);
      boolean outside = entry.bytes() > (big ? 8 : 4);
      total += outside ? Math.min(entry.bytes(), in.length() + 1) : 0;
      boolean tooLong = exif && outside && total > in.length();
      if (exif && outside && !tooLong && !in.isInside(entry.at(), entry.bytes())) {
        return;
      }
      int tag = in.u16(next, order);
      if (entry.count() != 0 && !tooLong && entries.putIfAbsent(tag, entry) != null && !exif) {
        repeated.add(tag);
      }
    }
  }

  /** Of no values if the type is unknown: readers are to skip it. */
  private Entry entry(long at) throws UnreadableImageException {
    int type = in.u16(at + 2, order);
    if (type >= SIZES.length || SIZES[type] == 0) {
      return new Entry(1, 0, at);
    }
    int inline = big ? 8 : 4;
    long valueAt = at + 4 + inline;
    Entry stated = new Entry(type, in.number(at + 4, inline, order), valueAt);
    return stated.bytes() <= inline
        ? stated
        : new Entry(type, stated.count(), in.number(valueAt, inline, order));
  }

  /** The entry of a tag that decides something; null if there is none. */
  private @Nullable Entry only(int tag) throws UnreadableImageException {
    if (repeated.contains(tag)) {
      throw in.broken("tag " + tag + " once", "it twice");
    }
    return entries.get(tag);
  }

  private boolean isInside(int tag) {
    Entry entry = entries.get(tag);
    return entry == null || in.isInside(entry.at(), entry.bytes());
  }

  ByteOrder order() {
    return order;
  }

  /** How many values a tag has; 0 if it is absent. */
  long count(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? 0 : entry.count();
  }

  /** The first value of a tag of whole numbers. */
  long number(int tag, long absent) throws UnreadableImageException {
    Entry entry = only(tag);
    if (entry == null) {
      return absent;
    }
    if (!entry.isWhole()) {
      throw in.broken("whole numbers in tag " + tag, "type " + entry.type());
    }
    return in.number(entry.at(), entry.size(), order);
  }

  /** All values of a tag of whole numbers; none if it is absent. */
  long[] numbers(int tag) throws UnreadableImageException {
    Entry entry = only(tag);
    if (entry == null) {
      return new long[0];
    }
    if (!entry.isWhole()) {
      throw in.broken("whole numbers in tag " + tag, "type " + entry.type());
    }
    byte[] bytes = bytes(tag);
    long[] numbers = new long[bytes.length / entry.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = TiffSource.number(bytes, i * entry.size(), entry.size(), order);
    }
    return numbers;
  }

  /** All values of a tag of fractions or whole numbers; none if it is absent. */
  double[] fractions(int tag) throws UnreadableImageException {
    Entry entry = only(tag);
    if (entry == null) {
      return new double[0];
    }
    byte[] bytes = bytes(tag);
    double[] fractions = new double[bytes.length / entry.size()];
    for (int i = 0; i < fractions.length; i++) {
      fractions[i] = fraction(bytes, i * entry.size(), entry.type());
    }
    return fractions;
  }

  private double fraction(byte[] bytes, int at, int type) {
    return switch (type) {
      case RATIONAL ->
          (double) TiffSource.number(bytes, at, 4, order)
              / TiffSource.number(bytes, at + 4, 4, order);
      case SIGNED_RATIONAL ->
          (double) (int) TiffSource.number(bytes, at, 4, order)
              / (int) TiffSource.number(bytes, at + 4, 4, order);
      case FLOAT -> Float.intBitsToFloat((int) TiffSource.number(bytes, at, 4, order));
      case DOUBLE -> Double.longBitsToDouble(TiffSource.number(bytes, at, 8, order));
      default -> TiffSource.number(bytes, at, SIZES[type], order);
    };
  }

  /** The bytes of a tag's values; none if it is absent. */
  byte[] bytes(int tag) throws UnreadableImageException {
    Entry entry = only(tag);
    if (entry == null) {
      return new byte[0];
    }
    in.require(entry.at(), entry.bytes());
    if (entry.count() > MAX_VALUES) {
      throw in.broken("at most " + MAX_VALUES + " values in tag " + tag, entry.count());
    }
    return in.copy(entry.at(), entry.bytes());
  }

  /** As {@link #bytes}; none where they lie outside the file. */
  byte[] bytesIfSound(int tag) throws UnreadableImageException {
    return isInside(tag) ? bytes(tag) : new byte[0];
  }

  /** The first value of the orientation's tag: 0 if absent, 1 if it is none of 1 to 8. */
  int orientation() throws UnreadableImageException {
    Entry entry = entries.get(ExifOrientation.TAG);
    if (entry == null || !in.isInside(entry.at(), entry.bytes())) {
      return 0;
    }
    boolean text = entry.type() == 1 || entry.type() == 2 || entry.type() == 7;
    double value = text ? 0 : fraction(in.copy(entry.at(), entry.size()), 0, entry.type());
    return value == Math.rint(value) ? ExifOrientation.of((long) value) : ExifOrientation.UPRIGHT;
  }
}
