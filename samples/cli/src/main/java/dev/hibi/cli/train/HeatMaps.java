package dev.hibi.cli.train;

import dev.hibi.WholeFiles;
import dev.hibi.cli.option.Outputs;
import dev.hibi.cli.option.PictureFiles;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Classifier;
import dev.hibi.report.PictureOverlay;
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
  private final PictureOverlay overlay;
  private final ImageSources images;
  private final List<Path> files;

  private HeatMaps(PictureOverlay overlay, ImageSources images, List<Path> files) {
    this.overlay = overlay;
    this.images = images;
    this.files = files;
  }

  /**
   * Decides on all names.
   *
   * @param folder an empty one, or none
   * @throws IOException if something is in the folder, or two pictures would have one name
   */
  static HeatMaps of(Path folder, Classifier classifier, ImageSources images) throws IOException {
    Outputs.requireEmpty("maps exist", folder);
    return new HeatMaps(HeatPicture.by(classifier), images, files(folder, images.samples()));
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
    Path file = files.get(index).toAbsolutePath();
    Files.createDirectories(file.resolveSibling(""));
    WholeFiles.writeFile(
        file, out -> ImageIO.write(overlay.over(image), "png", Channels.newOutputStream(out)));
  }
}
