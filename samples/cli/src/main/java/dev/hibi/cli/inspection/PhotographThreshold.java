package dev.hibi.cli.inspection;

import dev.hibi.cli.option.Counted;
import dev.hibi.cli.option.Photographs;
import dev.hibi.cli.option.TileOptions;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.ImageRows;
import dev.hibi.inspection.CalibrationScores;
import dev.hibi.inspection.ChosenThreshold;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.PhotoScanner;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.scoring.ScanPoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds a threshold of whole photographs, each looked through as {@code hibi scan} does: it is one
 * score, however many tiles it has.
 *
 * @param positive the class that counts as crack
 * @param targets what the threshold is to keep
 */
record PhotographThreshold(
    Path model, Path output, String positive, ChosenThreshold.Targets targets) {

  /** Cells along an edge of a tile; a region has the area of so many at least. */
  private static final int CELLS = 16;

  /**
   * Finds it, writes the model and tells what it promises.
   *
   * @return what a user should know of a threshold of no use
   */
  Optional<String> find(
      Classifier classifier,
      ZipImageFolder photographs,
      UnitOptions.Named named,
      TileOptions tiles,
      PrintWriter out)
      throws IOException {
    LearnedImages.of(model, classifier.description()).requireOthers(photographs);
    requireEnough(classifier, photographs, named);
    int tile = tiles.tile(classifier);
    long leastArea =
        tiles
            .leastArea()
            .or(() -> classifier.description().scanPoint().map(ScanPoint::leastArea))
            .orElse((long) tile * tile / CELLS);
    PhotoScanner scanner = tiles.scanner(classifier).leastArea(leastArea).build();
    CalibrationScores.Builder scores = CalibrationScores.builder(named.unit());
    int number = classifier.labels().indexOf(positive);
    for (int i = 0; i < photographs.size(); i++) {
      PhotoScan scan = scan(scanner, photographs, i, tile);
      boolean cracked = photographs.label(i) == number;
      scores.add(named.names().get(i), cracked, scan.score());
      out.printf(
          "photo     %s: %s (%s, %s)%n",
          scan.photo(),
          scan.score(),
          cracked ? "cracked" : "uncracked",
          Counted.of(scan.tiles(), "tile"));
      out.flush();
    }
    ChosenThreshold chosen = ChosenThreshold.of(scores.build(), targets);
    ModelDirectory.copy(
        model,
        output,
        positive,
        new ScanPoint(tile, leastArea, chosen.point().in(classifier.precision().id())));
    out.printf(
        "verdict   alarm where %s is at %s or more over %,d square pixels, in tiles of %d%n",
        positive, chosen.point().threshold(), leastArea, tile);
    NamedLines.print("promise", chosen.words(), out);
    return chosen.caution();
  }

  /** Of a photograph that is no smaller than a tile. */
  private static PhotoScan scan(
      PhotoScanner scanner, ZipImageFolder photographs, int index, int tile) throws IOException {
    String name = photographs.name(index);
    try (ImageRows photo = Photographs.open(name, most -> photographs.rows(index, most))) {
      if (Math.min(photo.width(), photo.height()) < tile) {
        throw new IOException(
            "photograph smaller than a tile: expected %d pixels and more a side, found %dx%d (%s)"
                .formatted(tile, photo.width(), photo.height(), name));
      }
      return scanner.scan(name, photo);
    }
  }

  /** Before they are all looked through: whether they are enough is known by their number. */
  private void requireEnough(
      Classifier classifier, ZipImageFolder photographs, UnitOptions.Named named) {
    CalibrationScores.Builder counted = CalibrationScores.builder(named.unit());
    int number = classifier.labels().indexOf(positive);
    for (int i = 0; i < photographs.size(); i++) {
      boolean cracked = photographs.label(i) == number;
      counted.add(named.names().get(i), cracked, cracked ? 1 : 0); // so that both targets hold
    }
    ChosenThreshold.of(counted.build(), targets);
  }
}
