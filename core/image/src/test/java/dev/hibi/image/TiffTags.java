package dev.hibi.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A TIFF of one directory and others that it points at, as EXIF is one; little-endian. */
final class TiffTags {
  private static final class Values {
    private final int type;
    private final int count;
    private final byte[] bytes;

    Values(int type, int count, byte[] bytes) {
      this.type = type;
      this.count = count;
      this.bytes = bytes;
    }
  }

  private final Map<Integer, Values> values = new TreeMap<>();
  private final Map<Integer, TiffTags> inner = new TreeMap<>();

  TiffTags text(int tag, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    values.put(tag, new Values(2, bytes.length, bytes));
    return this;
  }

  TiffTags bytes(int tag, int... numbers) {
    return put(tag, 1, 1, (to, number) -> to.put((byte) number), numbers);
  }

  TiffTags shorts(int tag, int... numbers) {
    return put(tag, 3, 2, (to, number) -> to.putShort((short) number), numbers);
  }

  /** Numerators and denominators. */
  TiffTags rationals(int tag, int... numbers) {
    put(tag, 4, 4, ByteBuffer::putInt, numbers);
    values.computeIfPresent(tag, (same, found) -> new Values(5, numbers.length / 2, found.bytes));
    return this;
  }

  TiffTags doubles(int tag, double... numbers) {
    ByteBuffer to = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      to.putDouble(number);
    }
    values.put(tag, new Values(12, numbers.length, to.array()));
    return this;
  }

  TiffTags inner(int tag, TiffTags directory) {
    inner.put(tag, directory);
    return this;
  }

  private interface Put {
    void number(ByteBuffer to, int number);
  }

  private TiffTags put(int tag, int type, int size, Put put, int... numbers) {
    ByteBuffer to = ByteBuffer.allocate(size * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : numbers) {
      put.number(to, number);
    }
    values.put(tag, new Values(type, numbers.length, to.array()));
    return this;
  }

  byte[] file() {
    ByteBuffer file = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort((short) 0x4949).putShort((short) 42).putInt(0);
    file.putInt(4, write(file));
    byte[] bytes = new byte[file.position()];
    file.get(0, bytes);
    return bytes;
  }

  /** Where the directory lies. */
  private int write(ByteBuffer file) {
    Map<Integer, Values> all = new TreeMap<>(values);
    inner.forEach(
        (tag, directory) -> {
          ByteBuffer at = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
          all.put(tag, new Values(4, 1, at.putInt(directory.write(file)).array()));
        });
    Map<Integer, Integer> places = new TreeMap<>();
    all.forEach(
        (tag, value) -> {
          if (value.bytes.length > 4) {
            places.put(tag, file.position());
            file.put(value.bytes);
          }
        });
    int at = file.position();
    file.putShort((short) all.size());
    all.forEach(
        (tag, value) -> {
          file.putShort((short) (int) tag).putShort((short) value.type).putInt(value.count);
          Integer place = places.get(tag);
          if (place == null) {
            file.put(Arrays.copyOf(value.bytes, 4));
          } else {
            file.putInt(place);
          }
        });
    file.putInt(0);
    return at;
  }
}
