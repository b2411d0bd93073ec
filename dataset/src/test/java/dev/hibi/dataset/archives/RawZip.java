package dev.hibi.dataset.archives;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes zip archives byte by byte, so that any field can lie. */
final class RawZip {
  /** One entry; whatever is not set is the truth. */
  static final class Entry {
    byte[] name = {};
    byte[] localName = {};
    byte[] data = {};
    int flags;
    int method;
    int localMethod;
    int crc;
    long compressed;
    long size;
    long localSize;
    long offset = -1;
    byte[] extra = {};
    byte[] localExtra = {};
    boolean zip64;
    boolean descriptor;

    Entry method(int method) {
      this.method = method;
      this.localMethod = method;
      return this;
    }

    Entry name(byte[] name) {
      this.name = name;
      this.localName = name;
      return this;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  byte[] prefix = {};
  byte[] comment = {};
  boolean offsetsCountPrefix;
  boolean zip64End;
  int declaredEntries = -1;
  int volume;

  /** Adds a stored entry. */
  Entry stored(String name, byte[] content) {
    Entry entry = new Entry().name(name.getBytes(StandardCharsets.UTF_8)).method(0);
    entry.data = content;
    entry.crc = crc(content);
    entry.size = content.length;
    entry.localSize = content.length;
    entry.compressed = content.length;
    entries.add(entry);
    return entry;
  }

  /** Adds a deflated entry. */
  Entry deflated(String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream deflate = new DeflaterOutputStream(out, new Deflater(9, true))) {
      deflate.write(content);
    }
    Entry entry = stored(name, content).method(8);
    entry.data = out.toByteArray();
    entry.compressed = entry.data.length;
    return entry;
  }

  static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Parts of an extra field or of a record, little endian. */
  static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  Path write(Path file) throws IOException {
    return Files.write(file, toBytes());
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(prefix);
    int shift = offsetsCountPrefix ? 0 : prefix.length;
    for (Entry entry : entries) {
      entry.offset = entry.offset < 0 ? out.size() - shift : entry.offset;
      out.writeBytes(local(entry));
    }
    int start = out.size();
    entries.forEach(entry -> out.writeBytes(header(entry)));
    int length = out.size() - start;
    if (zip64End) {
      out.writeBytes(end64(out.size() - shift, count(), length, start - shift));
    }
    out.writeBytes(end(length, start - shift));
    out.writeBytes(comment);
    return out.toByteArray();
  }

  private static byte[] local(Entry entry) {
    byte[] extra = entry.localExtra;
    int tail = entry.descriptor ? 16 : 0;
    byte[] all = new byte[30 + entry.localName.length + extra.length + entry.data.length + tail];
    ByteBuffer bytes =
        ByteBuffer.wrap(all)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0x04034b50)
            .putShort((short) 20)
            .putShort((short) (entry.flags | (entry.descriptor ? 8 : 0)))
            .putShort((short) entry.localMethod)
            .putInt(0)
            .putInt(entry.descriptor ? 0 : entry.crc)
            .putInt(entry.descriptor ? 0 : entry.zip64 ? -1 : (int) entry.compressed)
            .putInt(entry.descriptor ? 0 : entry.zip64 ? -1 : (int) entry.localSize)
            .putShort((short) entry.localName.length)
            .putShort((short) extra.length)
            .put(entry.localName)
            .put(extra)
            .put(entry.data);
    if (entry.descriptor) {
      bytes.putInt(0x08074b50).putInt(entry.crc).putInt((int) entry.compressed);
      bytes.putInt((int) entry.size);
    }
    return all;
  }

  private static byte[] header(Entry entry) {
    byte[] extra = entry.zip64 ? wide(entry) : entry.extra;
    return bytes(46 + entry.name.length + extra.length)
        .putInt(0x02014b50)
        .putShort((short) 45)
        .putShort((short) 45)
        .putShort((short) (entry.flags | (entry.descriptor ? 8 : 0)))
        .putShort((short) entry.method)
        .putInt(0)
        .putInt(entry.crc)
        .putInt(entry.zip64 ? -1 : (int) entry.compressed)
        .putInt(entry.zip64 ? -1 : (int) entry.size)
        .putShort((short) entry.name.length)
        .putShort((short) extra.length)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putInt(0)
        .putInt(entry.zip64 ? -1 : (int) entry.offset)
        .put(entry.name)
        .put(extra)
        .array();
  }

  private static byte[] wide(Entry entry) {
    return bytes(28)
        .putShort((short) 1)
        .putShort((short) 24)
        .putLong(entry.size)
        .putLong(entry.compressed)
        .putLong(entry.offset)
        .array();
  }

  static byte[] end64(long at, long count, long length, long start) {
    return bytes(76)
        .putInt(0x06064b50)
        .putLong(44)
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putLong(count)
        .putLong(count)
        .putLong(length)
        .putLong(start)
        .putInt(0x07064b50)
        .putInt(0)
        .putLong(at)
        .putInt(1)
        .array();
  }

  private byte[] end(int length, int start) {
    return bytes(22)
        .putInt(0x06054b50)
        .putShort((short) volume)
        .putShort((short) volume)
        .putShort((short) (zip64End ? -1 : count()))
        .putShort((short) (zip64End ? -1 : count()))
        .putInt(zip64End ? -1 : length)
        .putInt(zip64End ? -1 : start)
        .putShort((short) comment.length)
        .array();
  }

  private int count() {
    return declaredEntries < 0 ? entries.size() : declaredEntries;
  }
}
