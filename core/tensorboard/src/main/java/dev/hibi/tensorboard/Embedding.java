package dev.hibi.tensorboard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Vectors for TensorBoard's Projector page, which draws them in two or three dimensions, with what
 * is known of each.
 *
 * <p>Immutable; what it is made from is copied.
 *
 * <p>Format: not events but files of the run directory, in a folder {@code
 * embeddings/<name>/<step>}: {@code vectors.tsv}, a line a vector, its numbers parted by tabs;
 * {@code metadata.tsv}, a line a vector in the same order, below a line of column names if there
 * are several columns; {@code sprite-<width>x<height>.png}, the thumbnails in rows, each that
 * large. {@code projector_config.pbtxt}, a message {@code ProjectorConfig} in text form, lists
 * them: {@code embeddings {tensor_name, tensor_path, metadata_path, sprite {image_path,
 * single_image_dim}}}. TensorBoard reads that list when it first sees the run: what is added later
 * is shown after its restart.
 */
public final class Embedding {
  static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}_-]([\\p{L}\\p{N} ._-]*[\\p{L}\\p{N}_-])?");

  private final String name;
  private final float[][] vectors;
  private final Map<String, List<String>> columns;
  private final List<SummaryImage> thumbnails;

  private Embedding(Builder builder) {
    this.name = builder.name;
    this.vectors = builder.vectors;
    this.columns = Collections.unmodifiableMap(new LinkedHashMap<>(builder.columns));
    this.thumbnails = List.copyOf(builder.thumbnails);
  }

  /**
   * An embedding to be described.
   *
   * @param name is a folder's name too: letters, digits, {@code _ -} and, within, dots and spaces
   * @throws IllegalArgumentException if it is not
   */
  public static Builder builder(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "bad name of an embedding: expected letters, digits, ' ', '.', '_', '-', found '%s'"
              .formatted(name));
    }
    return new Builder(name);
  }

  String name() {
    return name;
  }

  /** Number of vectors. */
  public int size() {
    return vectors.length;
  }

  /** (size, width), not to be written to. */
  float[][] vectors() {
    return vectors;
  }

  /** What is known of each vector, by columns, in their order. */
  Map<String, List<String>> columns() {
    return columns;
  }

  /** As many as vectors, or none. */
  List<SummaryImage> thumbnails() {
    return thumbnails;
  }

  /** Collects what belongs to an embedding. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private float[][] vectors = {};
    private List<SummaryImage> thumbnails = List.of();

    private Builder(String name) {
      this.name = name;
    }

    /**
     * The vectors.
     *
     * @param vectors (N, width), N and width at least 2, as the page shows no others; all finite
     * @throws IllegalArgumentException if one has another length than the first, or less than two
     *     numbers, or one that is not finite
     */
    public Builder vectors(float[][] vectors) {
      float[][] copy = new float[vectors.length][];
      for (int i = 0; i < vectors.length; i++) {
        copy[i] = vectors[i].clone();
        check(copy[i], copy[0].length, i);
      }
      this.vectors = copy;
      return this;
    }

    private static void check(float[] vector, int width, int index) {
      if (vector.length != width || width < 2) {
        throw new IllegalArgumentException(
            "bad vector: expected as many numbers as in the first, at least 2, found %d (vector %d)"
                .formatted(vector.length, index));
      }
      for (float value : vector) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "bad vector: expected finite numbers, found %s (vector %d)".formatted(value, index));
        }
      }
    }

    /**
     * What each vector is called: a column named "label".
     *
     * @param labels one for each vector
     */
    public Builder labels(List<String> labels) {
      return column("label", labels);
    }

    /**
     * Something else that is known of each vector. The page can color by a column, and shows the
     * first as the vector's name.
     *
     * @param column its name
     * @param values one for each vector; tabs and line breaks in them become spaces, and a vector
     *     of which nothing is known gets a {@code -}
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public Builder column(String column, List<String> values) {
      if (column.isBlank()) {
        throw new IllegalArgumentException("blank column: expected a name, found '" + column + "'");
      }
      if (columns.putIfAbsent(column, List.copyOf(values)) != null) {
        throw new IllegalArgumentException(
            "column given twice: expected different names, found '" + column + "' again");
      }
      return this;
    }

    /**
     * A small picture of each vector, drawn in its place.
     *
     * @param images one for each vector, any size; scaled so that all fit into one picture
     */
    public Builder thumbnails(List<SummaryImage> images) {
      this.thumbnails = List.copyOf(images);
      return this;
    }

    /**
     * What was collected.
     *
     * @throws IllegalArgumentException if there are less than two vectors, or a column or the
     *     thumbnails are not as many
     */
    public Embedding build() {
      if (vectors.length < 2) {
        throw new IllegalArgumentException(
            "too few vectors: expected at least 2, found %d (embedding '%s')"
                .formatted(vectors.length, name));
      }
      List<String> wrong = new ArrayList<>();
      columns.forEach(
          (column, values) -> {
            if (values.size() != vectors.length) {
              wrong.add("%d in column '%s'".formatted(values.size(), column));
            }
          });
      if (!thumbnails.isEmpty() && thumbnails.size() != vectors.length) {
        wrong.add(thumbnails.size() + " thumbnails");
      }
      if (!wrong.isEmpty()) {
        throw new IllegalArgumentException(
            "not one for each vector: expected %d, found %s (embedding '%s')"
                .formatted(vectors.length, String.join(", ", wrong), name));
      }
      return new Embedding(this);
    }
  }
}
