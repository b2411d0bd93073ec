package dev.hibi.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip archive whose entries are read in place.
 *
 * <p>Names that are not UTF-8 are taken for Windows-31J, in which Japanese Windows writes them.
 */
final class ZipArchive implements Container {
  /** A photograph is never larger: 256 MiB. */
  private static final long MAX_ENTRY_BYTES = 1L << 28;

  private static final int SIGNATURE_BYTES = 4;
  private static final String JAPANESE = "windows-31j";

  private final Path path;

  /*
   * One handle for all threads. ZipFile serialises only the reads of the compressed bytes, each a
   * few microseconds, and inflates outside its lock; several handles of one file would share the
   * same lock inside the JDK anyway.
   */
  private final ZipFile zip;

  private ZipArchive(Path path, ZipFile zip) {
    this.path = path;
    this.zip = zip;
  }

  static boolean isZip(Path file) throws IOException {
    byte[] first = firstBytes(file);
    return first.length == SIGNATURE_BYTES
        && first[0] == 'P'
        && first[1] == 'K'
        && ((first[2] == 3 && first[3] == 4) || (first[2] == 5 && first[3] == 6));
  }

  /**
   * Opens an archive and reads its directory.
   *
   * @throws MalformedDatasetException if it is no zip archive, or broken, or has a name twice
   */
  static ZipArchive open(Path path) throws IOException {
    if (!isZip(path)) {
      throw new MalformedDatasetException(
          "not a zip: expected bytes that begin 50 4b 03 04, found " + describe(path),
          path.toString());
    }
    ZipArchive archive = new ZipArchive(path, openFile(path));
    try {
      archive.checkNames();
    } catch (IOException | RuntimeException e) {
      closeAfter(e, archive.zip);
      throw e;
    }
    return archive;
  }

  private static ZipFile openFile(Path path) throws IOException {
    try {
      return new ZipFile(path.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException e) {
      return openJapanese(path, e);
    }
  }

  private static ZipFile openJapanese(Path path, ZipException first) throws IOException {
    try {
      if (Charset.isSupported(JAPANESE)) {
        return new ZipFile(path.toFile(), Charset.forName(JAPANESE));
      }
    } catch (ZipException | IllegalArgumentException e) {
      first.addSuppressed(e);
    }
    throw new MalformedDatasetException(
        "bad zip: expected an intact directory of entries, found '%s'"
            .formatted(first.getMessage()),
        path.toString(),
        first);
  }

  private void checkNames() throws MalformedDatasetException {
    Set<String> names = new HashSet<>();
    for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
      String name = e.nextElement().getName();
      if (!names.add(name)) {
        throw new MalformedDatasetException(
            "duplicate entry: expected distinct names, found 2 of the same", nameOf(name));
      }
    }
  }

  private static String describe(Path file) throws IOException {
    byte[] first = firstBytes(file);
    if (first.length == 0) {
      return "an empty file";
    }
    StringBuilder text = new StringBuilder(Files.size(file) + " bytes that begin");
    for (byte b : first) {
      text.append(String.format(" %02x", b));
    }
    return text.toString();
  }

  private static byte[] firstBytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(SIGNATURE_BYTES);
    }
  }

  private static void closeAfter(Exception failure, ZipFile zip) {
    try {
      zip.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** All entries, folders among them, in the order of the archive. */
  Enumeration<? extends ZipEntry> entries() {
    return zip.entries();
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public byte[] read(String entry) throws IOException {
    ZipEntry header = zip.getEntry(entry);
    long size = header.getSize();
    if (size > MAX_ENTRY_BYTES) {
      throw new MalformedDatasetException(
          "entry too large: expected at most %d bytes, found %d".formatted(MAX_ENTRY_BYTES, size),
          nameOf(entry));
    }
    byte[] bytes = inflate(header);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (bytes.length != size || crc.getValue() != header.getCrc()) {
      throw new MalformedDatasetException(
          "bad zip entry: expected %d bytes with CRC-32 %08x, found %d with %08x"
              .formatted(size, header.getCrc(), bytes.length, crc.getValue()),
          nameOf(entry));
    }
    return bytes;
  }

  private byte[] inflate(ZipEntry header) throws IOException {
    try (InputStream in = zip.getInputStream(header)) {
      return in.readNBytes((int) header.getSize());
    } catch (ZipException | EOFException e) {
      throw new MalformedDatasetException(
          "bad zip entry: expected %d bytes that inflate, found '%s'"
              .formatted(header.getSize(), e.getMessage()),
          nameOf(header.getName()),
          e);
    }
  }

  @Override
  public long crc32(String entry) {
    return zip.getEntry(entry).getCrc();
  }

  @Override
  public String nameOf(String entry) {
    return path + "!" + entry;
  }

  @Override
  public String topFolder() {
    return "";
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
