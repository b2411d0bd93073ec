package dev.hibi.cli.option;

import dev.hibi.dataset.archives.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Files that are made of pictures, a name each: the picture's path inside its source, below the
 * source's name where there are several, and a suffix. No file lies outside the folder.
 */
public final class PictureFiles {
  private PictureFiles() {}

  /**
   * Decides on all names.
   *
   * @param what they are called in messages, such as {@code map}
   * @param suffix such as {@code .png}; may be empty
   * @return a file for each picture, in their order
   * @throws IOException if two pictures would have one name, or one lies outside the folder
   */
  public static List<Path> of(Path folder, List<Sample> samples, String what, String suffix)
      throws IOException {
    boolean several = samples.stream().map(Sample::source).distinct().count() > 1;
    Map<String, Sample> taken = new HashMap<>();
    List<Path> files = new ArrayList<>();
    for (Sample sample : samples) {
      Path place = folder;
      Path source = sample.source().toAbsolutePath().normalize().getFileName();
      if (several && source != null) {
        place = folder.resolve(source.toString());
      }
      Path file = place.resolve(sample.entry().replace('\\', '/') + suffix);
      if (!file.normalize().startsWith(place.normalize())) {
        throw new IOException(
            "bad name of a %s: expected a path below %s, found %s (%s)"
                .formatted(what, folder, file, sample));
      }
      Sample other = taken.put(file.toString().toLowerCase(Locale.ROOT), sample);
      if (other != null) {
        throw new IOException(
            "two %ss of one name: expected one image that gives %s, found %s and %s"
                .formatted(what, folder.relativize(file), other, sample));
      }
      files.add(file);
    }
    return files;
  }
}
