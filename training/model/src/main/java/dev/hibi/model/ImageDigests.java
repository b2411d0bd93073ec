package dev.hibi.model;

import dev.hibi.SampleIdentity;
import dev.hibi.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Which image files a model has learned from, whatever they are called and wherever they lie: a
 * digest of each, of 64 bits, made of its length and of what {@link SampleIdentity#digest} says of
 * its content. A file that was written anew, in another format say, is another.
 *
 * <p>Of a million files and a thousand others none is taken for one of them by chance, at odds of
 * ten milliards to one, as far as the digests of their contents differ. Immutable.
 */
public final class ImageDigests {
  /** Of no image. */
  public static final ImageDigests NONE = new ImageDigests(new long[0]);

  private final long[] values; // ascending, each once

  private ImageDigests(long[] values) {
    this.values = values;
  }

  /**
   * Of samples.
   *
   * @param samples those of a length of 0 are passed over: nobody knows their files
   */
  public static ImageDigests of(Iterable<SampleIdentity> samples) {
    LongStream.Builder values = LongStream.builder();
    for (SampleIdentity sample : samples) {
      if (isOfContent(sample)) {
        values.add(digest(sample));
      }
    }
    return new ImageDigests(values.build().sorted().distinct().toArray());
  }

  /**
   * What was written of such a set.
   *
   * @throws IllegalArgumentException unless they are in ascending order, each once
   */
  static ImageDigests ofValues(long... values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i - 1] >= values[i]) {
        throw new IllegalArgumentException(
            "bad digests of images: expected each once in ascending order, found %d after %d"
                .formatted(values[i], values[i - 1]));
      }
    }
    return new ImageDigests(values.clone());
  }

  private static boolean isOfContent(SampleIdentity sample) {
    return sample.byteCount() > 0;
  }

  private static long digest(SampleIdentity sample) {
    MessageDigest sha256 = Sha256.begin();
    String content = sample.byteCount() + " " + sample.digest();
    return ByteBuffer.wrap(sha256.digest(content.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /** Whether an image is one of these. */
  public boolean contains(SampleIdentity sample) {
    return isOfContent(sample) && Arrays.binarySearch(values, digest(sample)) >= 0;
  }

  /** These and others. */
  public ImageDigests and(ImageDigests others) {
    return new ImageDigests(
        LongStream.concat(Arrays.stream(values), Arrays.stream(others.values))
            .sorted()
            .distinct()
            .toArray());
  }

  /** How many there are; copies of a file are one. */
  public int count() {
    return values.length;
  }

  /** In ascending order; the caller's own. */
  long[] values() {
    return values.clone();
  }
}
