package dev.hibi.inspection;

import dev.hibi.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.SortedMap;

/**
 * What tells a calibration's data from other data: SHA-256 over all positive units, then all
 * negative ones, each in the order of names: the length of the name in UTF-8 (4 bytes, big-endian),
 * the name, a byte that is 1 for positives and 0 for negatives, the bits of the score (8 bytes).
 */
final class ScoreDigest {
  private final MessageDigest digest = Sha256.begin();

  /** Adds all of one class. */
  ScoreDigest add(SortedMap<String, Double> scores, boolean positive) {
    scores.forEach(
        (name, score) -> {
          byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
          ByteBuffer record = ByteBuffer.allocate(Integer.BYTES + bytes.length + 1 + Double.BYTES);
          record.putInt(bytes.length).put(bytes).put((byte) (positive ? 1 : 0));
          digest.update(record.putDouble(score).array());
        });
    return this;
  }

  /** The digits; asked for once. */
  String digits() {
    return Sha256.digits(digest);
  }
}
