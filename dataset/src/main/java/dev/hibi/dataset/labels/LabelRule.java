package dev.hibi.dataset.labels;

import dev.hibi.dataset.archives.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where an image's class is written. Its {@code toString} says so in a word or two. */
public sealed interface LabelRule permits PathRule, ManifestRule, FunctionRule {
  /**
   * The folder that directly holds the image: {@code Positive/00001.jpg} is "Positive". An image at
   * the top of a folder that was given as a source belongs to that folder's own name; one at the
   * top of an archive has no label.
   */
  LabelRule FOLDER = PathRule.FOLDER;

  /** The file name up to its first underscore: {@code train/P_00001.jpg} is "P". */
  LabelRule PREFIX = PathRule.PREFIX;

  /**
   * Decided by what is there.
   *
   * <ul>
   *   <li>The source is a {@link Manifest}: its column {@code label}.
   *   <li>Class labels given: the rule by which every image has one of them, if it is only one.
   *   <li>Several folders: {@link #FOLDER}, unless the names have several prefixes too and these
   *       divide the images in another way, which is an error that lists both.
   *   <li>One folder and every name begins with letters and an underscore: {@link #PREFIX}. More
   *       than half as many prefixes as images are not prefixes.
   *   <li>Otherwise {@link #FOLDER}.
   * </ul>
   */
  LabelRule AUTO = PathRule.AUTO;

  /**
   * A {@link Manifest} that labels, and perhaps groups, the images of other sources.
   *
   * <p>A row belongs to the image whose path inside its source equals the row's path, or else whose
   * whole path (the source's absolute path and the path inside it) ends with it, from a name's
   * first letter on: {@code P_1.jpg}, {@code train/P_1.jpg} and {@code train.zip!train/P_1.jpg} all
   * find that image. An image that no row or several rows belong to is an error, and so is a row
   * that belongs to several images. Rows without an image are allowed.
   */
  static LabelRule manifest(Path csv) {
    return new ManifestRule(List.of(csv));
  }

  /**
   * Whatever a function says, called once for each image in order; null or a blank text is an error
   * that names the image.
   */
  static LabelRule by(Function<? super Sample, ? extends @Nullable String> label) {
    return new FunctionRule(label);
  }
}
