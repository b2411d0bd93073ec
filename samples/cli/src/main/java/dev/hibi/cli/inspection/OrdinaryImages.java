package dev.hibi.cli.inspection;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.model.PositiveLabel;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;

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
    ClassLabels labels = images.labels();
    Optional<String> cracked =
        firstCalled(
            images,
            name ->
                name.equalsIgnoreCase(positive)
                    || (PositiveLabel.isKnown(name) && !isOneOf(labels, name)));
    if (cracked.isPresent()) {
      throw new IOException(
          "cracked images among the ordinary ones: expected none that its folder or name calls cracked, found "
              + cracked.get());
    }
  }

  /**
   * Whether images are called what they show: all of them, or none.
   *
   * @param labels the model's classes
   * @throws IOException if some are and others are not; it names one of each
   */
  static boolean areCalled(ZipImageFolder images, ClassLabels labels) throws IOException {
    Predicate<String> known = name -> isOneOf(labels, name) || PositiveLabel.isKnown(name);
    Optional<String> called = firstCalled(images, known);
    Optional<String> other = first(images, name -> !isCalled(name, known));
    if (called.isPresent() && other.isPresent()) {
      throw new IOException(
          "labeled and other images together: expected labels %s of all or of none, found %s and %s"
              .formatted(labels, called.get(), other.get()));
    }
    return called.isPresent();
  }

  private static boolean isOneOf(ClassLabels labels, String name) {
    return labels.names().stream().anyMatch(name::equalsIgnoreCase);
  }

  private static Optional<String> firstCalled(ZipImageFolder images, Predicate<String> names) {
    return first(images, path -> isCalled(path, names));
  }

  private static Optional<String> first(ZipImageFolder images, Predicate<String> paths) {
    return LongStream.range(0, images.size()).mapToObj(images::name).filter(paths).findFirst();
  }

  /** Whether the folder of an image, or what its name begins with, is one of some names. */
  private static boolean isCalled(String path, Predicate<String> names) {
    String[] parts = path.split("[/\\\\!]", -1);
    String file = parts[parts.length - 1];
    int end = file.indexOf('_');
    return (parts.length > 1 && names.test(parts[parts.length - 2]))
        || (end > 0 && names.test(file.substring(0, end)));
  }
}
