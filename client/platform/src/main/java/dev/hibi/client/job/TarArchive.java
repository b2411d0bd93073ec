package dev.hibi.client.job;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A tar archive that is being written (POSIX ustar; names that are long or not ASCII by a pax
 * header before the entry). Files are root's, {@code rw-r--r--} or {@code rwxr-xr-x}. Not
 * thread-safe; closes what it writes to.
 */
final class TarArchive implements Closeable {
  private static final int BLOCK = 512;
  private static final int MOST_NAME = 100;
  private static final int PLAIN = 0644;
  private static final int EXECUTABLE = 0755;

  private final OutputStream out;

  TarArchive(OutputStream out) {
    this.out = out;
  }

  /** Adds a file or a link, as it is. */
  void add(String name, Path file) throws IOException {
    long modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis() / 1000;
    if (Files.isSymbolicLink(file)) {
      entry(name, new Head('2', PLAIN, 0, modified), Files.readSymbolicLink(file).toString());
      return;
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "cannot be sent: expected a file, found a folder of its own source (%s)".formatted(file));
    }
    long size = Files.size(file);
    int mode = Files.isExecutable(file) ? EXECUTABLE : PLAIN;
    entry(name, new Head('0', mode, size, modified), "");
    long written = Files.copy(file, out);
    if (written != size) {
      throw new IOException(
          "changed while it was packed: expected %d bytes, found %d (%s)"
              .formatted(size, written, file));
    }
    pad(size);
  }

  /** Adds a file with this content. */
  void add(String name, byte[] content) throws IOException {
    entry(name, new Head('0', PLAIN, content.length, 0), "");
    body(content);
  }

  private record Head(char type, int mode, long size, long modified) {}

  private void entry(String name, Head head, String link) throws IOException {
    boolean plainName = isPlain(name);
    boolean plainLink = isPlain(link);
    if (!plainName || !plainLink) {
      String records =
          (plainName ? "" : record("path", name)) + (plainLink ? "" : record("linkpath", link));
      byte[] pax = records.getBytes(StandardCharsets.UTF_8);
      header("pax", new Head('x', PLAIN, pax.length, 0), "");
      body(pax);
    }
    header(plainName ? name : "long", head, plainLink ? link : "long");
  }

  private static boolean isPlain(String name) {
    return name.length() <= MOST_NAME && name.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }

  /** The length counts itself. */
  private static String record(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
    int length = bytes + Integer.toString(bytes).length();
    length = bytes + Integer.toString(length).length();
    return length + rest;
  }

  private void header(String name, Head head, String link) throws IOException {
    byte[] block = new byte[BLOCK];
    put(block, 0, name);
    put(block, 100, "%07o".formatted(head.mode()));
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, "%011o".formatted(head.size()));
    put(block, 136, "%011o".formatted(Math.max(0, head.modified())));
    put(block, 148, "        ");
    block[156] = (byte) head.type();
    put(block, 157, link);
    put(block, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    put(block, 148, "%06o\0 ".formatted(sum));
    out.write(block);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private void body(byte[] content) throws IOException {
    out.write(content);
    pad(content.length);
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
