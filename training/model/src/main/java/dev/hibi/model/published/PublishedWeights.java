package dev.hibi.model.published;

import dev.hibi.model.Backbone;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of weights that torchvision publishes, learned on ImageNet: {@code NAME-DIGITS.pth}, of
 * which the eight digits begin the SHA-256 of its bytes, as {@code torch.hub} checks it.
 *
 * <p>There is one for each of torchvision's networks, of its first recipe ({@code IMAGENET1K_V1}).
 */
public final class PublishedWeights {
  /*
   * Those of the second recipe (resnet50-11ad3fa6 and so on) are better at ImageNet's own 1,000
   * classes, by mixup, cutmix, label smoothing and averaged weights over 600 epochs. These make
   * features that know less beyond those classes, and features are what is taken from them here.
   * Of resnet18 and resnet34 there is the first recipe alone.
   */
  private static final Map<Backbone, String> FILES =
      Map.of(
          Backbone.RESNET18, "resnet18-f37072fd.pth",
          Backbone.RESNET34, "resnet34-b627a593.pth",
          Backbone.RESNET50, "resnet50-0676ba61.pth",
          Backbone.RESNET101, "resnet101-63fe2227.pth",
          Backbone.RESNET152, "resnet152-394f9c45.pth");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+-([0-9a-f]{8})\\.pth");

  private final String fileName;

  /** Of a name of this form. */
  PublishedWeights(String fileName) {
    if (!NAME.matcher(fileName).matches()) {
      throw new IllegalArgumentException(
          "bad name of weights: expected NAME-DIGITS.pth, found '" + fileName + "'");
    }
    this.fileName = fileName;
  }

  /**
   * Those of a network.
   *
   * @throws IllegalArgumentException if none are published; the message lists those that are
   */
  public static PublishedWeights of(Backbone backbone) {
    String fileName = FILES.get(backbone);
    if (fileName == null) {
      throw new IllegalArgumentException(
          "no weights are published for %s: expected one of %s, or a file of weights"
              .formatted(
                  backbone,
                  Arrays.stream(Backbone.values())
                      .filter(FILES::containsKey)
                      .map(Backbone::id)
                      .collect(Collectors.joining(", "))));
    }
    return new PublishedWeights(fileName);
  }

  /** The name, such as {@code resnet18-f37072fd.pth}. */
  public String fileName() {
    return fileName;
  }

  /** What the SHA-256 of the file begins with: 8 lower-case hexadecimal digits. */
  public String digestHead() {
    return NAME.matcher(fileName).replaceFirst("$1");
  }

  @Override
  public String toString() {
    return fileName;
  }
}
