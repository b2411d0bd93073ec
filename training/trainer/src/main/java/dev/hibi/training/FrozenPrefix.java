package dev.hibi.training;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a network stays as it is, weights and batch normalisation, while the rest learns: all
 * before a group of blocks. Its result is computed once for each image and kept on disk, so that an
 * epoch costs what is trained.
 *
 * @param trainFrom the first group that learns: 2, 3 or 4, of layer2 to layer4
 * @param views of each training image that are kept: 1 is the image as it is, of more each is
 *     augmented otherwise, and epochs take them by turns
 */
public record FrozenPrefix(int trainFrom, int views) {
  private static final Pattern ID = Pattern.compile("layer([2-4])");
  private static final int MOST_VIEWS = 1000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there is no such group, or no view
   */
  public FrozenPrefix {
    if (trainFrom < 2 || trainFrom > 4) {
      throw unknown("layer" + trainFrom);
    }
    if (views < 1 || views > MOST_VIEWS) {
      throw new IllegalArgumentException(
          "bad views: expected 1 to %d, found %d".formatted(MOST_VIEWS, views));
    }
  }

  /**
   * The prefix before a group.
   *
   * @param id such as {@code layer4}
   * @throws IllegalArgumentException if there is no such group
   */
  public static FrozenPrefix before(String id, int views) {
    Matcher matcher = ID.matcher(id);
    if (!matcher.matches()) {
      throw unknown(id);
    }
    return new FrozenPrefix(Integer.parseInt(matcher.group(1)), views);
  }

  private static IllegalArgumentException unknown(String id) {
    return new IllegalArgumentException(
        "unknown layer to train from: expected layer2, layer3 or layer4, found '" + id + "'");
  }

  /** The first group that learns, such as {@code layer4}. */
  public String id() {
    return "layer" + trainFrom;
  }
}
