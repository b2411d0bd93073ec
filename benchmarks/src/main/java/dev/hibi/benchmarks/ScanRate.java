package dev.hibi.benchmarks;

import dev.hibi.image.ImageRows;
import dev.hibi.image.RgbImage;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.PhotoScanner;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageInput;
import dev.hibi.model.ImageOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How many tiles a second does a scan of a photograph make, beside the same classifier that is
 * given tiles which are already cut? By turns in one process, as many tiles each.
 *
 * <pre>{@code
 * python benchmarks/large_photographs.py photos 6
 * mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" dev.hibi.benchmarks.ScanRate \
 *     run/model photos/striped.tif 128 8
 * }</pre>
 *
 * <p>The first turn of each, which warms up, is not counted. A scan reads and decodes its file.
 */
final class ScanRate {
  private static final int DIFFERENT_TILES = 1_000; // of 128 pixels 49 MB

  private final Classifier classifier;
  private final Path photo;
  private final int tile;

  private ScanRate(Classifier classifier, Path photo, int tile) {
    this.classifier = classifier;
    this.photo = photo;
    this.tile = tile;
  }

  /** {@code MODEL PHOTO TILE TURNS}. */
  public static void main(String[] arguments) throws IOException {
    try (Classifier classifier = Classifier.load(Path.of(arguments[0]))) {
      new ScanRate(classifier, Path.of(arguments[1]), Integer.parseInt(arguments[2]))
          .measure(Integer.parseInt(arguments[3]));
    }
  }

  private void measure(int turns) throws IOException {
    double[] shares = new double[turns];
    List<RgbImage> cut = cut();
    for (int turn = -1; turn < turns; turn++) {
      long begin = System.nanoTime();
      int tiles = scan();
      double scan = tiles / seconds(begin);
      begin = System.nanoTime();
      classify(cut, tiles);
      double alone = tiles / seconds(begin);
      System.out.printf(
          Locale.ROOT, "scan %.1f, classifier %.1f tiles/s: %.3f%n", scan, alone, scan / alone);
      if (turn >= 0) {
        shares[turn] = scan / alone;
      }
    }
    System.out.printf(Locale.ROOT, "median of %d turns: %.3f%n", turns, median(shares));
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private int scan() throws IOException {
    try (ImageRows rows = ImageRows.open(photo).shrinking(4096)) {
      PhotoScan scan =
          PhotoScanner.builder(classifier)
              .tile(tile)
              .threshold(0.5)
              .build()
              .scan(photo.toString(), rows);
      return scan.tiles();
    }
  }

  /** Of the upper part of the photograph, as a scan cuts them. */
  private List<RgbImage> cut() throws IOException {
    List<RgbImage> tiles = new ArrayList<>();
    try (ImageRows rows = ImageRows.open(photo)) {
      while (tiles.size() < DIFFERENT_TILES && rows.rowsLeft() >= tile) {
        RgbImage band = rows.read(tile);
        for (int x = 0; x + tile <= band.width() && tiles.size() < DIFFERENT_TILES; x += tile / 2) {
          tiles.add(band.crop(x, 0, tile, tile));
        }
      }
    }
    return tiles;
  }

  private void classify(List<RgbImage> cut, int count) throws IOException {
    Stream<ImageInput> inputs =
        Stream.iterate(0, i -> i + 1)
            .limit(count)
            .map(i -> ImageInput.of("tile", () -> cut.get(i % cut.size())));
    try (Stream<ImageOutcome> outcomes = classifier.classifyAll(inputs)) {
      for (ImageOutcome outcome : (Iterable<ImageOutcome>) outcomes::iterator) {
        outcome.orThrow();
      }
    }
  }
}
