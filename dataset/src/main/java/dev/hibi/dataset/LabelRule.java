package dev.hibi.dataset;

/** Where an image's class is written. */
public enum LabelRule {
  /**
   * The folder that directly holds the image: {@code Positive/00001.jpg} is "Positive". An image at
   * the top of a folder that was given as a source belongs to that folder's own name; one at the
   * top of an archive has no label.
   */
  FOLDER,

  /** The file name up to its first underscore: {@code train/P_00001.jpg} is "P". */
  PREFIX,

  /**
   * Decided by what is there.
   *
   * <ul>
   *   <li>Class labels given: the rule by which every image has one of them, if it is only one.
   *   <li>Several folders: {@link #FOLDER}, unless the names have several prefixes too and these
   *       divide the images in another way, which is an error that lists both.
   *   <li>One folder and every name begins with letters and an underscore: {@link #PREFIX}. More
   *       than half as many prefixes as images are not prefixes.
   *   <li>Otherwise {@link #FOLDER}.
   * </ul>
   */
  AUTO
}
