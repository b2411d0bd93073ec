package dev.hibi.cli.inspection;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.model.PositiveLabel;
import java.io.IOException;

/** Images of a site of which none shows a crack, so that they need no labels of their own. */
final class OrdinaryImages {
  private OrdinaryImages() {}

  /**
   * Has all images labelled as uncracked, whatever they are called.
   *
   * @throws IllegalArgumentException if there are several classes that this could be
   */
  static ZipImageFolder.Builder label(
      ZipImageFolder.Builder builder, ClassLabels labels, String positive) {
    if (labels.size() != 2) {
      throw new IllegalArgumentException(
          "ordinary images of no class: expected a model of 2 classes, found %s".formatted(labels));
    }
    String negative = labels.name(1 - labels.indexOf(positive));
    return builder.optLabels(LabelRule.by(image -> negative));
  }

  /**
   * Refuses images that are called cracked by their folder or by what their names begin with: as
   * the model's positive class is, or by one of {@link PositiveLabel#NAMES} that is not its other
   * class, in whatever case.
   *
   * @throws IOException if there are any; it names the first
   */
  static void requireNotCalled(ZipImageFolder images, String positive) throws IOException {
    for (long i = 0; i < images.size(); i++) {
      String[] parts = images.name(i).split("[/\\\\!]", -1);
      String file = parts[parts.length - 1];
      boolean folder = parts.length > 1 && isCalled(parts[parts.length - 2], positive, images);
      int end = file.indexOf('_');
      if (folder || (end > 0 && isCalled(file.substring(0, end), positive, images))) {
        throw new IOException(
            "cracked images among the ordinary ones: expected none that is called %s, found %s"
                .formatted(positive, images.name(i)));
      }
    }
  }

  private static boolean isCalled(String name, String positive, ZipImageFolder images) {
    return name.equalsIgnoreCase(positive)
        || (PositiveLabel.isKnown(name)
            && images.labels().names().stream().noneMatch(name::equalsIgnoreCase));
  }
}
