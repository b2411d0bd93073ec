package dev.hibi.cli.train;

import dev.hibi.WholeFiles;
import dev.hibi.cli.option.Outputs;
import dev.hibi.cli.option.PictureFiles;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Classifier;
import dev.hibi.model.OrdinaryPatches;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Pictures with their heat maps over them, each in a PNG file {@linkplain PictureFiles named after
 * the picture}; none that is there is replaced.
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
    return PictureFiles.of(folder, samples, "map", ".png");
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
