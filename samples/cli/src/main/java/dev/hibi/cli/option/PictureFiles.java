package dev.hibi.cli.option;

import dev.hibi.Sha256;
import dev.hibi.dataset.archives.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Files that are made of pictures, a name each: the picture's path inside its source, below the
 * source's name where there are several, and a suffix. No file lies outside the folder.
 *
 * <p>A part of a path that is too long for a file, or cannot be one here, is cut; pictures whose
 * files would be one, as on a disk to which capitals are small letters, have other names: both are
 * told apart by {@code ~} and eight digits of the SHA-256 of the picture's name, so that a name
 * does not depend on the order of pictures.
 */
public final class PictureFiles {
  /** Bytes of a part of a path; files have 255 at most, some of which are the suffix. */
  private static final int MOST_BYTES = 200;

  private static final int DIGITS = 8;

  private PictureFiles() {}

  /**
   * Decides on all names.
   *
   * @param what they are called in messages, such as {@code map}
   * @param suffix such as {@code .png}; may be empty
   * @return a file for each picture, in their order
   * @throws IOException if one lies outside the folder
   */
  public static List<Path> of(Path folder, List<Sample> samples, String what, String suffix)
      throws IOException {
    return of(folder, samples, what, suffix, List.of());
  }

  /**
   * The same, in a folder in which other files lie.
   *
   * @param taken names there that no picture has
   */
  public static List<Path> of(
      Path folder, List<Sample> samples, String what, String suffix, List<String> taken)
      throws IOException {
    boolean several = samples.stream().map(Sample::source).distinct().count() > 1;
    List<Path> named = new ArrayList<>();
    Map<String, Integer> alike = new HashMap<>();
    taken.forEach(name -> alike.put(key(folder.resolve(name)), 1));
    for (Sample sample : samples) {
      Path file = named(folder, several, sample);
      if (!whole(file).startsWith(whole(folder))) {
        throw new IOException(
            "bad name of a %s: expected a path below %s, found %s (%s)"
                .formatted(what, folder, file, sample));
      }
      named.add(file);
      alike.merge(key(file), 1, Integer::sum);
    }
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      Path file = named.get(i);
      boolean shared = alike.getOrDefault(key(file), 0) > 1;
      String apart = shared ? "~" + digits(samples.get(i)) : "";
      files.add(file.resolveSibling(file.getFileName() + apart + suffix));
    }
    return files;
  }

  private static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static String key(Path file) {
    return file.normalize().toString().toLowerCase(Locale.ROOT);
  }

  private static Path named(Path folder, boolean several, Sample sample) {
    Path place = folder;
    Path source = sample.source().toAbsolutePath().normalize().getFileName();
    if (several && source != null) {
      place = place.resolve(source);
    }
    for (String part : sample.entry().replace('\\', '/').split("/", -1)) {
      place = resolved(place, part, sample);
    }
    return place;
  }

  private static Path resolved(Path place, String part, Sample sample) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MOST_BYTES) {
      try {
        return place.resolve(part);
      } catch (InvalidPathException e) {
        return place.resolve("~" + digits(sample)); // has a letter that files here have not
      }
    }
    int kept = MOST_BYTES - DIGITS - 1;
    while ((bytes[kept] & 0xC0) == 0x80) { // within a letter
      kept--;
    }
    String begin = new String(bytes, 0, kept, StandardCharsets.UTF_8);
    return resolved(place, begin + "~" + digits(sample), sample);
  }

  private static String digits(Sample sample) {
    return Sha256.of(sample.name().getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }
}
