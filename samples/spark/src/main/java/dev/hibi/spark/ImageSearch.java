package dev.hibi.spark;

import dev.hibi.dataset.archives.ArchivedImage;
import dev.hibi.dataset.archives.FoundFile;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.dataset.archives.MalformedDatasetException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Finds images. Files are listed by the driver, which holds their names; what is in archives, and
 * what files are whose names do not say, is found by the tasks.
 */
final class ImageSearch {
  private static final int FILES_PER_TASK = 2000;
  private static final int FIRST_BYTES = 32;

  private final JavaSparkContext context;
  private final Configuration configuration;

  /** Sorted, each once. */
  private final Map<String, Found> files = new TreeMap<>();

  private final List<JavaRDD<String>> named = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> roots = new ArrayList<>();

  /** A file by its name. */
  private record Found(String uri, long byteCount, FoundFile kind) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  ImageSearch(JavaSparkContext context) {
    this.context = context;
    this.configuration = context.hadoopConfiguration();
  }

  /**
   * Adds a folder at any depth, an image or an archive.
   *
   * @throws IOException if there is none, or it cannot be listed
   */
  void add(String input) throws IOException {
    inputs.add(input);
    Path given = new Path(input);
    FileSystem system = given.getFileSystem(configuration);
    FileStatus status;
    try {
      status = system.getFileStatus(given);
    } catch (FileNotFoundException e) {
      throw new MalformedDatasetException(
          "no such file or folder: expected a zip archive, an image or a folder, found nothing",
          system.makeQualified(given).toString());
    }
    roots.add(status.getPath().toString());
    if (status.isFile()) {
      add(status, named(status.getPath()));
      return;
    }
    String folder = status.getPath().toString();
    RemoteIterator<LocatedFileStatus> all = system.listFiles(given, true);
    while (all.hasNext()) {
      FileStatus file = all.next();
      String below = file.getPath().toString().substring(folder.length());
      FoundFile kind = ImageSources.found(below.startsWith("/") ? below.substring(1) : below);
      if (kind != FoundFile.PASSED_OVER) {
        add(file, kind);
      }
    }
  }

  /**
   * Adds the files that a table names: images and archives, looked at by the tasks.
   *
   * @param table with one column, of URIs
   */
  void add(Dataset<Row> table) {
    inputs.add("the table's " + table.columns()[0]);
    named.add(table.na().drop().distinct().javaRDD().map(row -> row.get(0).toString()));
  }

  /** What somebody names is looked into where its name does not say. */
  private FoundFile named(Path file) throws IOException {
    FoundFile kind = ImageSources.found(file.getName());
    if (kind == FoundFile.IMAGE || kind == FoundFile.ARCHIVE) {
      return kind;
    }
    String uri = file.toString();
    try (TaskFiles look = new TaskFiles(configuration)) {
      if (!ImageSources.beginsLikeAnImage(look.firstBytes(uri, FIRST_BYTES))) {
        throw new MalformedDatasetException(
            "not an image: expected a zip archive, an image or a folder, found a file that is none",
            uri);
      }
    }
    return FoundFile.IMAGE;
  }

  private void add(FileStatus file, FoundFile kind) {
    String uri = file.getPath().toString();
    files.put(uri, new Found(uri, file.getLen(), kind));
  }

  /** All images that were added, in no order; what an archive hides is found when this is asked. */
  JavaRDD<Place> images() {
    List<Found> found = new ArrayList<>(files.values());
    long hidden = found.stream().filter(file -> file.kind() != FoundFile.IMAGE).count();
    // An archive is a task of its own: it may hold a million.
    long slices = Math.max(1, hidden + found.size() / FILES_PER_TASK);
    int most = Math.max(1, Math.min(found.size(), 10_000));
    SerializableConfiguration shared = new SerializableConfiguration(configuration);
    JavaRDD<Place> places =
        context
            .parallelize(found, (int) Math.min(slices, most))
            .mapPartitions(part -> each(part, shared, ImageSearch::look));
    for (JavaRDD<String> uris : named) {
      // A table may name one file in several ways.
      JavaRDD<Place> looked = uris.mapPartitions(part -> each(part, shared, ImageSearch::lookUp));
      places =
          places.union(
              looked
                  .mapToPair(place -> new Tuple2<>(place.path(), place))
                  .reduceByKey((one, same) -> one)
                  .values());
    }
    return places;
  }

  /** The URIs of the folders and files that were given. */
  List<String> roots() {
    return List.copyOf(roots);
  }

  /** What was given, for messages. */
  @Override
  public String toString() {
    return String.join(", ", inputs);
  }

  /** Looks at one of many files. */
  @FunctionalInterface
  private interface Look<T> {
    void at(T file, TaskFiles files, List<Place> places);
  }

  private static <T> Iterator<Place> each(
      Iterator<T> part, SerializableConfiguration configuration, Look<T> look) throws IOException {
    List<Place> places = new ArrayList<>();
    try (TaskFiles files = new TaskFiles(configuration.value())) {
      while (part.hasNext()) {
        look.at(part.next(), files, places);
      }
    }
    return places.iterator();
  }

  private static void lookUp(String uri, TaskFiles files, List<Place> places) {
    try {
      FileStatus status = files.status(uri);
      FoundFile kind = ImageSources.found(status.getPath().getName());
      look(
          new Found(
              status.getPath().toString(),
              status.getLen(),
              kind == FoundFile.ARCHIVE ? kind : FoundFile.IMAGE),
          files,
          places);
    } catch (FileNotFoundException e) {
      places.add(
          new Place.Unreadable(
              uri, "no such file: expected an image, found nothing (%s)".formatted(uri)));
    } catch (IOException | IllegalArgumentException e) {
      places.add(new Place.Unreadable(uri, Failures.message(e)));
    }
  }

  private static void look(Found file, TaskFiles files, List<Place> places) {
    try {
      if (file.kind() == FoundFile.ARCHIVE) {
        for (ArchivedImage image : ArchivedImage.list(file.uri(), files.archive(file.uri()))) {
          places.add(new Place.OfEntry(file.uri(), image));
        }
      } else if (file.kind() == FoundFile.IMAGE
          || ImageSources.beginsLikeAnImage(files.firstBytes(file.uri(), FIRST_BYTES))) {
        places.add(new Place.OfFile(file.uri(), file.byteCount()));
      }
    } catch (IOException e) {
      places.add(new Place.Unreadable(file.uri(), Failures.message(e)));
    }
  }
}
