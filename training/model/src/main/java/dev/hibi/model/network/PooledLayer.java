package dev.hibi.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a residual network features are made of: the result of one of its groups of blocks, each
 * channel pooled to a number.
 *
 * @param stage of layer1 to layer4, from 1
 * @param pooling what becomes of a channel
 */
public record PooledLayer(int stage, Pooling pooling) {
  /** The number of groups. */
  static final int STAGES = 4;

  /** What torchvision's networks have: the mean of layer4. */
  public static final List<PooledLayer> DEFAULT = List.of(new PooledLayer(STAGES, Pooling.MEAN));

  private static final Pattern ID = Pattern.compile("layer([1-4]):(mean|max)");

  /** What becomes of a channel. */
  public enum Pooling {
    /** The mean of its values: how much of something there is. */
    MEAN,
    /** The largest of its values: whether there is something, however small. */
    MAX
  }

  /**
   * Checks the stage.
   *
   * @throws IllegalArgumentException if there is no such group
   */
  public PooledLayer {
    if (stage < 1 || stage > STAGES) {
      throw new IllegalArgumentException(
          "bad layer: expected layer1 to layer%d, found layer%d".formatted(STAGES, stage));
    }
  }

  /**
   * By what a network tells which images it knows: the means of its middle layers, layer2 and
   * layer3, which say what an image is made of rather than what it shows; of a network that ends
   * before them those that it has, or layer1's.
   *
   * @param seen what its head sees, behind which layers are left out
   */
  public static List<PooledLayer> known(List<PooledLayer> seen) {
    int last = lastStage(seen);
    List<PooledLayer> known = new ArrayList<>();
    for (int stage = Math.min(2, last); stage <= Math.min(3, last); stage++) {
      known.add(new PooledLayer(stage, Pooling.MEAN));
    }
    return known;
  }

  /** The last group of those that are pooled. */
  static int lastStage(List<PooledLayer> layers) {
    return layers.stream().mapToInt(PooledLayer::stage).max().orElseThrow();
  }

  /**
   * The layer of this id.
   *
   * @param id such as {@code layer3:max}
   * @throws IllegalArgumentException if there is none
   */
  public static PooledLayer of(String id) {
    Matcher matcher = ID.matcher(id);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "unknown features: expected layer1 to layer%d with :mean or :max, found '%s'"
              .formatted(STAGES, id));
    }
    return new PooledLayer(
        Integer.parseInt(matcher.group(1)),
        Pooling.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)));
  }

  /**
   * The layers of these ids.
   *
   * @param ids separated by commas, such as {@code layer3:max,layer4:mean}
   * @throws IllegalArgumentException if one is none, or comes twice
   */
  public static List<PooledLayer> listOf(String ids) {
    return distinct(Arrays.stream(ids.split(",", -1)).map(PooledLayer::of).toList());
  }

  /**
   * Checks a list.
   *
   * @throws IllegalArgumentException if it is empty, or has one twice
   */
  public static List<PooledLayer> distinct(List<PooledLayer> layers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "no features: expected layers such as layer4:mean, found none");
    }
    if (new LinkedHashSet<>(layers).size() < layers.size()) {
      throw new IllegalArgumentException(
          "features twice: expected distinct ones, found " + text(layers));
    }
    return List.copyOf(layers);
  }

  /** What {@link #listOf} reads. */
  public static String text(List<PooledLayer> layers) {
    return String.join(",", ids(layers));
  }

  /** Each one's {@link #id}. */
  public static List<String> ids(List<PooledLayer> layers) {
    List<String> ids = new ArrayList<>();
    layers.forEach(layer -> ids.add(layer.id()));
    return ids;
  }

  /** The name on the command line and in files, such as {@code layer3:max}. */
  public String id() {
    return "layer" + stage + ":" + pooling.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
