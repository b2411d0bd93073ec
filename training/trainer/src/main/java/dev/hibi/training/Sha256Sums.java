package dev.hibi.training;

import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The digests of a directory's files, in the order in which they were written: the file {@value
 * #NAME}, a line {@code <SHA-256 in hex> <name>} each, as {@code sha256sum --check} reads it.
 *
 * <p>Files are digested while they are written.
 */
final class Sha256Sums {
  static final String NAME = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([0-9A-Za-z._-]+)");
  private static final int CHUNK = 1 << 16;

  private final Map<String, String> byName = new LinkedHashMap<>();

  /** Of a directory; none of a file that is missing, none from a line that is none. */
  static Sha256Sums read(Path directory) throws IOException {
    Sha256Sums sums = new Sha256Sums();
    Path file = directory.resolve(NAME);
    if (Files.isRegularFile(file)) {
      byte[] text = Files.readAllBytes(file);
      for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n", -1)) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          sums.byName.put(matcher.group(2), matcher.group(1));
        }
      }
    }
    return sums;
  }

  /** The digest of a file. */
  Optional<String> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** What stands in the file. */
  String text() {
    StringBuilder text = new StringBuilder();
    byName.forEach((name, sha256) -> text.append(sha256).append("  ").append(name).append('\n'));
    return text.toString();
  }

  /** A writer that notes the digest of what it writes under a name, replacing a former one. */
  WholeFiles.FileWriter noting(String name, WholeFiles.FileWriter writer) {
    return out -> {
      MessageDigest digest = digest();
      writer.writeTo(new Digested(out, digest));
      byName.put(name, hex(digest));
    };
  }

  /** The digest of a file, in hex. */
  static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
    return hex(digest);
  }

  /** The digest of bytes, from position to limit, in hex. */
  static String of(ByteBuffer bytes) {
    MessageDigest digest = digest();
    digest.update(bytes.duplicate());
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A channel that digests what it is given. */
  private record Digested(WritableByteChannel out, MessageDigest digest)
      implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      ByteBuffer written = bytes.duplicate();
      int count = out.write(bytes);
      digest.update(written.limit(written.position() + count));
      return count;
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
