package dev.hibi.dataset;

import dev.hibi.SampleIdentity;
import dev.hibi.Sha256;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.dataset.labels.LabeledSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The hash that {@link ZipImageFolder#fingerprint} specifies.
 *
 * @param samples of the lines sorted
 * @param order of the lines in the order of the samples
 */
record Fingerprint(String samples, String order) {

  static Fingerprint of(LabeledSources images, int[] samples) throws IOException {
    String[] lines = new String[samples.length];
    for (int i = 0; i < samples.length; i++) {
      lines[i] = line(images, samples[i]);
    }
    String order = digest(lines);
    Arrays.sort(lines);
    return new Fingerprint(digest(lines), order);
  }

  /** What a sample is, wherever its archive lies. */
  static SampleIdentity identity(LabeledSources images, int position) throws IOException {
    Sample sample = images.sources().sample(position);
    return new SampleIdentity(
        sample.entry(),
        sample.byteCount(),
        HexFormat.of().toHexDigits((int) images.sources().crc32(position)));
  }

  private static String line(LabeledSources images, int position) throws IOException {
    SampleIdentity sample = identity(images, position);
    return images.classes().name(images.label(position))
        + "\t"
        + sample.path()
        + "\t"
        + sample.byteCount()
        + "\t"
        + sample.digest()
        + "\n";
  }

  /** Of lines in their order. */
  static String digest(String[] lines) {
    MessageDigest sha256 = Sha256.begin();
    for (String line : lines) {
      sha256.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.digits(sha256);
  }
}
