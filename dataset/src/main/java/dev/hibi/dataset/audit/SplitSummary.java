package dev.hibi.dataset.audit;

import java.util.List;

/**
 * What one data set of an audit consists of.
 *
 * @param name as it was given, such as "train"
 * @param images how many
 * @param classes how many of each class, in the order of the classes
 * @param sources how many in each archive or folder, in the order of the images
 * @param sizes how many of each width and height, such as "227x227", most frequent first
 * @param colorModes how many of each colour mode, such as "RGB", most frequent first
 * @param formats how many of each format, such as "JPEG", most frequent first
 * @param light brightness and contrast of each class that has a readable image
 */
public record SplitSummary(
    String name,
    long images,
    List<Count> classes,
    List<Count> sources,
    List<Count> sizes,
    List<Count> colorModes,
    List<Count> formats,
    List<Light> light) {

  /** Copies the lists. */
  public SplitSummary {
    classes = List.copyOf(classes);
    sources = List.copyOf(sources);
    sizes = List.copyOf(sizes);
    colorModes = List.copyOf(colorModes);
    formats = List.copyOf(formats);
    light = List.copyOf(light);
  }

  /**
   * How many images have something.
   *
   * @param name what
   * @param count how many
   * @param share of all images of the split, 0 to 1
   */
  public record Count(String name, long count, double share) {}

  /**
   * How bright a class's images are.
   *
   * @param label the class
   * @param images how many were readable
   * @param brightness mean over the images of their mean luminance, 0 to 255
   * @param brightnessDeviation standard deviation over the images
   * @param contrast mean over the images of the standard deviation of their luminance, 0 to 127.5
   * @param contrastDeviation standard deviation over the images
   */
  public record Light(
      String label,
      long images,
      double brightness,
      double brightnessDeviation,
      double contrast,
      double contrastDeviation) {}
}
