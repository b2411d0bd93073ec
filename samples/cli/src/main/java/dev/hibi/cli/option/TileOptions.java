package dev.hibi.cli.option;

import dev.hibi.inspection.scan.PhotoScanner;
import dev.hibi.model.Classifier;
import dev.hibi.model.scoring.ScanPoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a photograph is cut into tiles, and what is too small to be told. */
public final class TileOptions {
  private static final int TILE = 224;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--tile",
      paramLabel = "PIXELS",
      description =
          "Edge of a tile in pixels of the photograph: as much of the wall as a training image shows,"
              + " whatever --image-size it was trained with (default: what the model was calibrated"
              + " with by calibrate --photographs, else 224).")
  private @Nullable Integer tile;

  @Option(
      names = "--min-area",
      paramLabel = "PIXELS",
      description =
          "Square pixels that a region has at least (default: likewise, else a sixteenth of a tile).")
  private @Nullable Long leastArea;

  /** For a command, of which it is a part. */
  public TileOptions() {}

  /** Whether something is said. */
  public boolean isGiven() {
    return tile != null || leastArea != null;
  }

  /** The edge of a tile for a model. */
  public int tile(Classifier classifier) {
    return tile != null
        ? tile
        : classifier.description().scanPoint().map(ScanPoint::tile).orElse(TILE);
  }

  /** The least area of a region, if it was said. */
  public Optional<Long> leastArea() {
    return Optional.ofNullable(leastArea);
  }

  /**
   * Begins a scanner.
   *
   * @throws ParameterException if a number is out of its range
   */
  public PhotoScanner.Builder scanner(Classifier classifier) {
    try {
      PhotoScanner.Builder builder = PhotoScanner.builder(classifier).tile(tile(classifier));
      leastArea().ifPresent(builder::leastArea);
      return builder;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Refuses others than those that a model's threshold of photographs is of.
   *
   * @throws ParameterException if they are others
   */
  public void requireCalibrated(Classifier classifier) {
    Optional<ScanPoint> point = classifier.description().scanPoint();
    if (point.isEmpty()) {
      return;
    }
    long area = point.get().leastArea();
    if (tile(classifier) != point.get().tile() || leastArea().orElse(area) != area) {
      String otherwise = hasThreshold() ? ", or --threshold with others" : "";
      throw new ParameterException(
          command.commandLine(),
          "the model's threshold of photographs is not for these: expected --tile %d and --min-area %d%s, found %d and %d"
              .formatted(
                  point.get().tile(), area, otherwise, tile(classifier), leastArea().orElse(area)));
    }
  }

  private boolean hasThreshold() {
    return command.optionsMap().containsKey("--threshold");
  }
}
