package dev.hibi.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a file must be.
 *
 * @param byteCount its length
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
record FileDigest(long byteCount, String sha256) {

  /** A digest that has seen nothing yet. */
  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no SHA-256: expected it in every Java", e);
    }
  }

  /** The digits of what a digest has seen, which begins anew. */
  static String digits(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digits of a file. */
  static String of(Path file) throws IOException {
    MessageDigest digest = newSha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[1 << 16];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return digits(digest);
  }

  /** A channel that knows what went through it; the one below is closed by whoever opened it. */
  static final class Channel implements WritableByteChannel {
    private final WritableByteChannel out;
    private final MessageDigest digest = newSha256();
    private long byteCount;

    Channel(WritableByteChannel out) {
      this.out = out;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      ByteBuffer given = bytes.duplicate();
      int written = out.write(bytes);
      digest.update(given.limit(given.position() + written));
      byteCount += written;
      return written;
    }

    /** Of all that was written; asked for once. */
    FileDigest result() {
      return new FileDigest(byteCount, digits(digest));
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() {}
  }
}
