package dev.hibi.dataset.archives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What a zip archive holds, read in place: entries stored or deflated, of any size and number.
 *
 * <p>What makes the whole archive doubtful fails when it is opened: a directory that is cut off or
 * lies, entries that overlap or lie outside the file. What concerns one entry fails when that entry
 * is read, so that the others remain readable: encryption, an unknown method, a local header that
 * contradicts the directory, a wrong length or CRC-32, a limit.
 *
 * <p>Owns nothing that must be closed: whoever made its {@link ByteSource} does.
 */
final class ZipEntries {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  /** What each entry begins with. */
  static final int LOCAL = 0x04034b50;

  /** What is read beyond an entry's name for the extra field of its local header, unseen so far. */
  private static final int EXTRA_GUESS_BYTES = 64;

  private final String archive;
  private final ByteSource file;
  private final ReadLimits limits;
  private final long directoryStart;

  /**
   * Entries that were found before.
   *
   * @param archive what messages call it
   * @param directoryStart where in the file the entries end
   */
  ZipEntries(String archive, ByteSource file, ReadLimits limits, long directoryStart) {
    this.archive = archive;
    this.file = file;
    this.limits = limits;
    this.directoryStart = directoryStart;
  }

  /** Which files are images. */
  @FunctionalInterface
  interface Wanted {
    /**
     * Decides by the name, and looks into the file only if need be.
     *
     * @param content reads how the file begins
     */
    boolean test(String name, FirstBytes.Source content) throws IOException;
  }

  /**
   * Reads an archive's directory.
   *
   * @param archive what messages call it
   * @param charset of names that do not say theirs; null to find it out
   * @param wanted which files are images
   * @param images takes the name and header of each image
   * @return where the directory lies
   * @throws MalformedDatasetException if it is no zip archive, or broken
   */
  static ZipEnd list(
      String archive,
      ByteSource file,
      @Nullable Charset charset,
      Wanted wanted,
      BiConsumer<String, ZipDirectory> images)
      throws IOException {
    ZipEnd end = ZipEnd.find(file, archive);
    if (end == null) {
      throw notAnArchive(file, archive);
    }
    ZipNames names = new ZipNames(charset);
    ZipLayout layout = new ZipLayout();
    ZipDirectory directory = new ZipDirectory(file, end, archive);
    while (directory.next()) {
      names.see(directory);
      layout.add(directory);
    }
    layout.checkDisjoint(archive);
    Charset decided = names.charset(archive);
    ZipDirectory entry = new ZipDirectory(file, end, archive);
    try (ZipHeads heads = new ZipHeads(file, end.start())) {
      while (entry.next()) {
        String name = ZipNames.name(entry, decided, archive);
        if (wanted.test(name, () -> heads.read(entry))) {
          ZipNames.checkSafe(name, archive);
          images.accept(name, entry);
        }
      }
    }
    return end;
  }

  private static MalformedDatasetException notAnArchive(ByteSource file, String archive)
      throws IOException {
    byte[] first = new byte[(int) Math.min(4, file.size())];
    file.read(0, first, first.length);
    if (first.length == 4 && first[0] == 'P' && first[1] == 'K' && first[2] < 8) {
      return new MalformedDatasetException(
          "bad zip: expected an end record at the end, found none in %d bytes"
              .formatted(file.size()),
          archive);
    }
    StringBuilder found = new StringBuilder();
    for (byte b : first) {
      found.append(String.format(" %02x", b));
    }
    return new MalformedDatasetException(
        "not a zip: expected bytes that begin 50 4b 03 04, found "
            + (first.length == 0 ? "an empty file" : file.size() + " bytes that begin" + found),
        archive);
  }

  /**
   * Reads an entry's whole file.
   *
   * @throws MalformedDatasetException if the archive is broken there, or has changed
   */
  void read(ImageIndex index, int image, ReadBuffer buffer) throws IOException {
    try {
      checkReadable(index, image);
      readEntry(index, image, buffer);
    } catch (MalformedDatasetException e) {
      file.checkUnchanged(); // which would be the better complaint
      throw e;
    }
  }

  private void checkReadable(ImageIndex index, int image) throws MalformedDatasetException {
    long size = index.byteCount(image);
    long compressed = index.compressed(image);
    int method = index.method(image);
    if ((index.flags(image) & ZipDirectory.ENCRYPTED) != 0) {
      throw bad("unsupported zip entry: expected no encryption, found it encrypted", index, image);
    }
    if (method != STORED && method != DEFLATED) {
      throw bad(
          "unsupported zip entry: expected method 0 (stored) or 8 (deflated), found "
              + method(method),
          index,
          image);
    }
    if (Math.max(size, compressed) > limits.maxEntryBytes()) {
      throw bad(
          "entry too large: expected at most %d bytes, found %d"
              .formatted(limits.maxEntryBytes(), Math.max(size, compressed)),
          index,
          image);
    }
    if (method == STORED && size != compressed) {
      throw bad(
          "bad zip entry: expected %d stored bytes, found %d".formatted(size, compressed),
          index,
          image);
    }
    if (size > ReadLimits.RATIO_FREE_BYTES && size > compressed * limits.maxInflateRatio()) {
      throw bad(
          "entry inflates too much: expected at most %d-fold, found %d bytes of %d"
              .formatted(limits.maxInflateRatio(), size, compressed),
          index,
          image);
    }
  }

  private static String method(int method) {
    String name =
        switch (method) {
          case 1 -> "shrunk";
          case 6 -> "imploded";
          case 9 -> "Deflate64";
          case 12 -> "BZIP2";
          case 14 -> "LZMA";
          case 20, 93 -> "Zstandard";
          case 95 -> "XZ";
          case 96 -> "JPEG variant";
          case 98 -> "PPMd";
          case 99 -> "AES";
          default -> "unknown";
        };
    return method + " (" + name + ")";
  }

  /** One read where the local header is as long as most are; a second one otherwise. */
  private void readEntry(ImageIndex index, int image, ReadBuffer buffer) throws IOException {
    long offset = index.offset(image);
    int compressed = (int) index.compressed(image);
    int header = ZipDirectory.LOCAL_BYTES + index.rawNameLength(image);
    int length =
        (int) Math.min((long) header + EXTRA_GUESS_BYTES + compressed, directoryStart - offset);
    byte[] input = buffer.input(length);
    file.read(offset, input, length);
    int start = header + checkLocal(index, image, input);
    if (compressed > directoryStart - offset - start) {
      throw bad(
          "bad zip entry: expected %d bytes before the directory, found %d"
              .formatted(compressed, Math.max(0, directoryStart - offset - start)),
          index,
          image);
    }
    if (start + compressed > length) {
      input = buffer.input(compressed);
      file.read(offset + start, input, compressed);
      start = 0;
    }
    unpack(index, image, input, start, buffer);
  }

  private static int u16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  /** Compares the header with the directory; gives the length of its extra field. */
  private int checkLocal(ImageIndex index, int image, byte[] input)
      throws MalformedDatasetException {
    ByteBuffer local = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    checkSame("header", "504b0304", hex(Integer.reverseBytes(local.getInt(0))), index, image);
    checkSame("method", index.method(image), u16(local, 8), index, image);
    int flags = u16(local, 6);
    checkSame("encryption", 0, flags & ZipDirectory.ENCRYPTED, index, image);
    checkSame("length of the name", index.rawNameLength(image), u16(local, 26), index, image);
    int name = ImageIndex.crcOf(input, ZipDirectory.LOCAL_BYTES, index.rawNameLength(image));
    checkSame("CRC-32 of the name", hex(index.rawNameCrc(image)), hex(name), index, image);
    if ((flags & ZipDirectory.DESCRIPTOR) == 0) {
      checkSame("CRC-32", hex(index.crc32(image)), hex(local.getInt(14)), index, image);
      checkSize("compressed size", index.compressed(image), local.getInt(18), index, image);
      checkSize("size", index.byteCount(image), local.getInt(22), index, image);
    }
    return u16(local, 28);
  }

  /** A size of ffffffff stands in the extra field: the directory's is believed then. */
  private void checkSize(String what, long expected, int found, ImageIndex index, int image)
      throws MalformedDatasetException {
    if (found != -1) {
      checkSame(what, expected, Integer.toUnsignedLong(found), index, image);
    }
  }

  private void checkSame(String what, Object expected, Object found, ImageIndex index, int image)
      throws MalformedDatasetException {
    if (!expected.equals(found)) {
      throw bad(
          "bad zip entry: expected the local %s to be the directory's %s, found %s"
              .formatted(what, expected, found),
          index,
          image);
    }
  }

  private static String hex(int value) {
    return "%08x".formatted(value);
  }

  private void unpack(ImageIndex index, int image, byte[] input, int start, ReadBuffer buffer)
      throws MalformedDatasetException {
    int compressed = (int) index.compressed(image);
    int size = (int) index.byteCount(image);
    byte[] target = buffer.target(size);
    int found = compressed;
    if (index.method(image) == STORED) {
      System.arraycopy(input, start, target, 0, compressed);
    } else {
      found = inflate(index, image, ByteBuffer.wrap(input, start, compressed), buffer);
    }
    int crc = buffer.crc32();
    if (found != size || crc != index.crc32(image)) {
      throw bad(
          "bad zip entry: expected %d bytes with CRC-32 %08x, found %d with %08x"
              .formatted(size, index.crc32(image), found, crc),
          index,
          image);
    }
  }

  /** How many bytes there are, at most one more than there should be. */
  private int inflate(ImageIndex index, int image, ByteBuffer input, ReadBuffer buffer)
      throws MalformedDatasetException {
    Inflater inflater = buffer.inflater();
    inflater.setInput(input);
    byte[] one = {0};
    int size = buffer.bytes().length;
    int done = 0;
    try {
      while (!inflater.finished() && done <= size) {
        int count =
            done < size
                ? inflater.inflate(buffer.bytes(), done, size - done)
                : inflater.inflate(one, 0, 1);
        if (count == 0 && !inflater.finished()) {
          throw new DataFormatException("end of the compressed bytes");
        }
        done += count;
      }
    } catch (DataFormatException e) {
      throw new MalformedDatasetException(
          "bad zip entry: expected %d bytes that inflate, found '%s'"
              .formatted(size, e.getMessage()),
          nameOf(index.path(image)),
          e);
    }
    if (done < size) {
      Arrays.fill(buffer.bytes(), done, size, (byte) 0);
    }
    return done;
  }

  private MalformedDatasetException bad(String problem, ImageIndex index, int image) {
    return new MalformedDatasetException(problem, nameOf(index.path(image)));
  }

  private String nameOf(String entry) {
    return archive + "!" + entry;
  }
}
