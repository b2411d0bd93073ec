package dev.hibi.dataset;

import dev.hibi.dataset.archives.Sample;
import dev.hibi.dataset.labels.LabeledSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** The hash that {@link ZipImageFolder#fingerprint} specifies. */
final class Fingerprint {
  private Fingerprint() {}

  static String of(LabeledSources images, int[] samples) throws IOException {
    String[] lines = new String[samples.length];
    for (int i = 0; i < samples.length; i++) {
      lines[i] = line(images, samples[i]);
    }
    Arrays.sort(lines);
    MessageDigest sha256 = sha256();
    for (String line : lines) {
      sha256.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static String line(LabeledSources images, int position) throws IOException {
    Sample sample = images.sources().sample(position);
    return String.format(
        Locale.ROOT,
        "%s\t%s\t%d\t%08x\n",
        images.classes().name(images.label(position)),
        sample.entry(),
        sample.byteCount(),
        images.sources().crc32(position));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
