package dev.hibi.client.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What S3 calls the content of an object by, as long as it is told no other way. */
final class Md5 {
  private static final int BUFFER = 1 << 18;

  private Md5() {}

  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot happen: every Java has MD5", e);
    }
  }

  /** As an ETag has it, without quotation marks. */
  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /**
   * The digest of some bytes of a file.
   *
   * @throws IOException if it cannot be read, or is shorter
   */
  static byte[] of(FileChannel file, long from, long length) throws IOException {
    MessageDigest digest = begin();
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER, Math.max(1, length)));
    long at = 0;
    while (at < length) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
      int read = file.read(buffer, from + at);
      if (read < 0) {
        throw new IOException(
            "file changed: expected %d bytes from %d, found %d".formatted(length, from, at));
      }
      digest.update(buffer.flip());
      at += read;
    }
    return digest.digest();
  }
}
