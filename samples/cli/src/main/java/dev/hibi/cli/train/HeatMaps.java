package dev.hibi.cli.train;

import dev.hibi.WholeFiles;
import dev.hibi.cli.option.Outputs;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Classifier;
import dev.hibi.model.OrdinaryPatches;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Pictures with their heat maps over them, each in a PNG file named after the picture: its path
 * inside its source, below the source's name where there are several, and {@code .png}.
 *
 * <p>No file lies outside the folder, and none that is there is replaced.
 */
final class HeatMaps {
  /** What colours mean, the same in all pictures. */
  static final String SCALE =
      "clear: half the threshold of a patch and less; yellow: at it; red: one and a half times and"
          + " more";

  private final OrdinaryPatches patches;
  private final int edge;
  private final ImageSources images;
  private final List<Path> files;

  private HeatMaps(OrdinaryPatches patches, int edge, ImageSources images, List<Path> files) {
    this.patches = patches;
    this.edge = edge;
    this.images = images;
    this.files = files;
  }

  /**
   * Decides on all names.
   *
   * @param folder an empty one, or none
   * @throws IllegalStateException if the model has no maps
   * @throws IOException if something is in the folder, or two pictures would have one name
   */
  static HeatMaps of(Path folder, Classifier classifier, ImageSources images) throws IOException {
    OrdinaryPatches patches = classifier.patches();
    Outputs.requireEmpty("maps exist", folder);
    return new HeatMaps(
        patches, classifier.imageSpec().size(), images, files(folder, images.samples()));
  }

  /** A file for each picture, in their order. */
  static List<Path> files(Path folder, List<Sample> samples) throws IOException {
    boolean several = samples.stream().map(Sample::source).distinct().count() > 1;
    Map<String, Sample> taken = new HashMap<>();
    List<Path> files = new ArrayList<>();
    for (Sample sample : samples) {
      Path place = folder;
      Path source = sample.source().toAbsolutePath().normalize().getFileName();
      if (several && source != null) {
        place = folder.resolve(source.toString());
      }
      Path file = place.resolve(sample.entry().replace('\\', '/') + ".png");
      if (!file.normalize().startsWith(place.normalize())) {
        throw new IOException(
            "bad name of a map: expected a path below %s, found %s (%s)"
                .formatted(folder, file, sample));
      }
      Sample other = taken.put(file.toString().toLowerCase(Locale.ROOT), sample);
      if (other != null) {
        throw new IOException(
            "two maps of one name: expected one image that gives %s, found %s and %s"
                .formatted(folder.relativize(file), other, sample));
      }
      files.add(file);
    }
    return files;
  }

  /**
   * Writes a picture's map.
   *
   * @param index of the picture among the sources
   */
  void write(int index) throws IOException {
    RgbImage image = images.image(index);
    HeatPicture picture = new HeatPicture(patches.map(image), patches.threshold(), edge);
    Path file = files.get(index).toAbsolutePath();
    Files.createDirectories(file.resolveSibling(""));
    WholeFiles.writeFile(
        file, out -> ImageIO.write(picture.over(image), "png", Channels.newOutputStream(out)));
  }
}
