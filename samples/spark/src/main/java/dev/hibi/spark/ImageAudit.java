package dev.hibi.spark;

import dev.hibi.dataset.audit.Comparison;
import dev.hibi.dataset.audit.NearDuplicates;
import dev.hibi.dataset.audit.Surface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Examines more images than one machine holds: which cannot be read, are blank or blurred, and
 * which are copies of each other, also mirrored, turned, brightened, encoded again or shifted a
 * little. What counts as a copy is what {@link NearDuplicates} takes for one.
 *
 * <p>Each image is read once, and those with a candidate for a copy once more. The driver holds the
 * files' names, and the numbers of images that have a copy.
 */
public final class ImageAudit {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final SerializableConfiguration configuration;
  private final TaskSize taskSize;

  /**
   * An audit.
   *
   * @param imagesPerTask images that a task measures, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public ImageAudit(SparkSession spark, int imagesPerTask) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.configuration = new SerializableConfiguration(context.hadoopConfiguration());
    this.taskSize = new TaskSize(imagesPerTask);
  }

  /**
   * What an audit has found, in images and pairs.
   *
   * @param images that were found
   * @param unreadable that cannot be read
   * @param blank without anything to see
   * @param blurred without fine detail
   * @param identical pairs of the same file: each copy beside the first
   * @param similar pairs of files that show the same: mirrored, turned, brightened, encoded anew
   * @param groups of images that hang together by such pairs
   * @param acrossInputs pairs whose images are from two inputs: leaks, if these are for training
   *     and testing
   * @param acrossFolders pairs whose images lie in folders of two names: contradictions, if folders
   *     are labels
   */
  public record Result(
      long images,
      long unreadable,
      long blank,
      long blurred,
      long identical,
      long similar,
      long groups,
      long acrossInputs,
      long acrossFolders) {}

  /**
   * Examines images.
   *
   * @param inputs images, zip archives, folders of either at any depth, in any file system that the
   *     cluster knows
   * @param output a folder, new, empty, or of an audit that was killed; it receives tables of
   *     {@link AuditImages} and, at the end, {@code summary.json}
   * @throws IOException if an input cannot be listed, there is no image, or the output is of
   *     something else
   */
  public Result run(List<String> inputs, String output) throws IOException {
    AuditTables tables = new AuditTables(spark, output);
    tables.claim();
    ImageSearch search = new ImageSearch(context);
    for (String input : inputs) {
      search.add(input);
    }
    try (FoundImages found = FoundImages.of(search)) {
      int parts = taskSize.tasks(found.count(), context.defaultParallelism());
      SerializableConfiguration shared = configuration; // not this
      JavaRDD<MeasuredImage> images =
          found
              .places()
              .sortBy(Place::order, true, parts)
              .zipWithIndex()
              .mapPartitions(places -> measured(places, shared))
              .persist(StorageLevel.MEMORY_AND_DISK_SER());
      JavaRDD<CopyPair> copies = copies(images, parts).persist(StorageLevel.MEMORY_AND_DISK_SER());
      try {
        return tables.write(images, copies, groups(copies), search.roots());
      } finally {
        copies.unpersist();
        images.unpersist();
      }
    }
  }

  private static Iterator<MeasuredImage> measured(
      Iterator<Tuple2<Place, Long>> places, SerializableConfiguration configuration) {
    TaskFiles files = new TaskFiles(configuration.value());
    TaskEnd.close(files);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return places.hasNext();
      }

      @Override
      public MeasuredImage next() {
        Tuple2<Place, Long> next = places.next();
        return MeasuredImage.of(next._2(), next._1(), files);
      }
    };
  }

  private JavaRDD<CopyPair> copies(JavaRDD<MeasuredImage> images, int parts) {
    JavaPairRDD<String, Long> numbers =
        images
            .filter(image -> !image.sha256().isEmpty())
            .mapToPair(image -> new Tuple2<>(image.sha256(), image.id()));
    JavaPairRDD<String, Long> firsts = numbers.reduceByKey(Math::min);
    JavaRDD<CopyPair> identical =
        numbers
            .join(firsts)
            .values()
            .filter(pair -> !pair._1().equals(pair._2()))
            .map(pair -> new CopyPair(pair._2(), pair._1(), true, "upright", 1));
    JavaRDD<MeasuredImage> distinct =
        images
            .filter(image -> image.signature().length > 0)
            .mapToPair(image -> new Tuple2<>(image.id(), image))
            .join(firsts.mapToPair(first -> new Tuple2<>(first._2(), true)))
            .values()
            .map(Tuple2::_1);
    JavaRDD<BandSearch.Pair> candidates =
        new BandSearch(context, parts).pairs(distinct).persist(StorageLevel.MEMORY_AND_DISK_SER());
    return identical.union(similar(images, candidates));
  }

  /** Reads the candidates once more and lays them on each other. */
  private JavaRDD<CopyPair> similar(JavaRDD<MeasuredImage> images, JavaRDD<BandSearch.Pair> pairs) {
    JavaPairRDD<Long, Boolean> asked =
        pairs
            .flatMap(pair -> List.of(pair.first(), pair.second()).iterator())
            .distinct()
            .mapToPair(id -> new Tuple2<>(id, true));
    SerializableConfiguration shared = configuration; // not this
    JavaPairRDD<Long, Surface> surfaces =
        images
            .mapToPair(image -> new Tuple2<>(image.id(), image.place()))
            .join(asked)
            .mapPartitionsToPair(places -> new Surfaces(places, shared))
            .persist(StorageLevel.DISK_ONLY());
    return pairs
        .mapToPair(pair -> new Tuple2<>(pair.first(), pair))
        .join(surfaces)
        .mapToPair(both -> new Tuple2<>(both._2()._1().second(), both._2()))
        .join(surfaces)
        .values()
        .map(all -> compared(all._1()._1(), all._1()._2(), all._2()))
        .filter(copy -> copy.correlation() >= NearDuplicates.MIN_CORRELATION);
  }

  private static CopyPair compared(BandSearch.Pair pair, Surface first, Surface second) {
    Comparison comparison = Comparison.of(first, second);
    return new CopyPair(
        pair.first(),
        pair.second(),
        false,
        comparison.form().name().toLowerCase(Locale.ROOT),
        comparison.correlation());
  }

  /** Reads images for their surfaces. */
  private static final class Surfaces implements Iterator<Tuple2<Long, Surface>> {
    private final Iterator<Tuple2<Long, Tuple2<Place, Boolean>>> places;
    private final TaskFiles files;

    Surfaces(
        Iterator<Tuple2<Long, Tuple2<Place, Boolean>>> places,
        SerializableConfiguration configuration) {
      this.places = places;
      this.files = new TaskFiles(configuration.value());
      TaskEnd.close(files);
    }

    @Override
    public boolean hasNext() {
      return places.hasNext();
    }

    @Override
    public Tuple2<Long, Surface> next() {
      Tuple2<Long, Tuple2<Place, Boolean>> next = places.next();
      Place place = next._2()._1();
      try {
        return new Tuple2<>(next._1(), Surface.of(place.read(files), place.path()));
      } catch (IOException e) {
        // It was readable when it was measured.
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The first image of the group of each image that has a copy (union-find). */
  private static Map<Long, Long> groups(JavaRDD<CopyPair> copies) {
    Map<Long, Long> parents = new HashMap<>();
    Iterator<CopyPair> all = copies.toLocalIterator();
    while (all.hasNext()) {
      CopyPair copy = all.next();
      long a = root(parents, copy.first());
      long b = root(parents, copy.second());
      parents.put(Math.max(a, b), Math.min(a, b));
    }
    Map<Long, Long> groups = new HashMap<>();
    List.copyOf(parents.keySet()).forEach(image -> groups.put(image, root(parents, image)));
    return groups;
  }

  private static long root(Map<Long, Long> parents, long image) {
    long root = image;
    for (long up = parent(parents, root); up != root; up = parent(parents, root)) {
      parents.put(root, parent(parents, up));
      root = up;
    }
    return root;
  }

  private static long parent(Map<Long, Long> parents, long image) {
    return Optional.ofNullable(parents.putIfAbsent(image, image)).orElse(image);
  }
}
