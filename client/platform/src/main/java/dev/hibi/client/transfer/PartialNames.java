package dev.hibi.client.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What a file is called while it is fetched: no name is longer than file systems take. */
final class PartialNames {
  /** With what is added to it, beside {@code .json} and what it is written by, it has 255 bytes. */
  private static final int LONGEST = 180;

  private static final int HASH_BYTES = 16;

  private PartialNames() {}

  /** {@code .NAME.hibi-part}; of a long name, a hash in place of it. */
  static Path of(Path target) {
    String name = String.valueOf(target.getFileName());
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    String stem = bytes.length <= LONGEST ? name : hash(bytes);
    return target.resolveSibling("." + stem + ".hibi-part");
  }

  private static String hash(byte[] name) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot happen: every Java has SHA-256", e);
    }
  }
}
