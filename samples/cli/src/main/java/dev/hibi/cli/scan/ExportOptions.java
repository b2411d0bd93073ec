package dev.hibi.cli.scan;

import dev.hibi.cli.option.DataSources;
import dev.hibi.dataset.archives.Sample;
import dev.hibi.image.ImageRows;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.ScanExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What other programs are to read, and in which units. */
final class ExportOptions {
  static final String COCO = "coco";

  private static final double MOST_MILLIMETERS = 1_000_000;

  /** Of two scales, as a share; a map's own is off by less than a thousandth. */
  private static final double MOST_APART = 0.05;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--export",
      paramLabel = "FORMAT",
      split = ",",
      description =
          "Also write regions for other programs, as polygons: geojson and dxf (in map coordinates"
              + " where the photograph is a GeoTIFF or has a world file beside it, such as .tfw),"
              + " labelme; as a table: csv; each beside the photograph's JSON; coco, one file of all,"
              + " coco.json.")
  private List<String> formats = List.of();

  @Option(
      names = "--mm-per-pixel",
      paramLabel = "MM",
      description =
          "How many millimetres of the wall a pixel shows: lengths and areas of regions are told in"
              + " mm, too. A crack's width is not: at 0.3 mm a pixel it is less than one.")
  private @Nullable Double millimeters;

  /** Checks, before anything is read. */
  void check() {
    for (String format : formats) {
      if (!format.equals(COCO) && find(format).isEmpty()) {
        throw wrong(
            "unknown format: expected %s or coco, found '%s'"
                .formatted(
                    Arrays.stream(ScanExport.values())
                        .map(ScanExport::id)
                        .collect(Collectors.joining(", ")),
                    format));
      }
    }
    if (millimeters != null && !(millimeters > 0 && millimeters <= MOST_MILLIMETERS)) {
      throw wrong(
          "bad scale: expected millimetres a pixel above 0 and up to 1,000,000, found "
              + millimeters);
    }
  }

  private static Optional<ScanExport> find(String id) {
    return Arrays.stream(ScanExport.values()).filter(format -> format.id().equals(id)).findFirst();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  @Nullable Double millimetersPerPixel() {
    return millimeters;
  }

  boolean isCoco() {
    return formats.contains(COCO);
  }

  /** Those of which each photograph has a file. */
  List<ScanExport> each() {
    return formats.stream().flatMap(format -> find(format).stream()).distinct().toList();
  }

  /**
   * A scan with its units, and with its place on a map where a world file tells that and the
   * photograph itself does not. What was to tell it and does not is warned of, and a map of another
   * scale.
   */
  PhotoScan known(PhotoScan scan, Sample photo, ImageRows rows) {
    PhotoScan placed = placed(scan, photo, rows);
    if (millimeters == null) {
      return placed;
    }
    double told = millimeters;
    placed
        .metadata()
        .georeference()
        .ifPresent(
            place -> {
              OptionalDouble meters = place.metersPerPixel();
              if (meters.isPresent()
                  && Math.abs(told / (1000 * meters.getAsDouble()) - 1) > MOST_APART) {
                warn(
                    "two scales: expected about %s mm a pixel, as its map has it, found --mm-per-pixel %s, by which lengths and areas are told (%s)"
                        .formatted((float) (1000 * meters.getAsDouble()), told, scan.photo()));
              }
            });
    return placed.withMillimetersPerPixel(told);
  }

  private PhotoScan placed(PhotoScan scan, Sample photo, ImageRows rows) {
    if (scan.metadata().georeference().isPresent()) {
      return scan;
    }
    Optional<WorldFile> file = WorldFile.beside(Path.of(photo.name()));
    if (file.isPresent()) {
      try {
        return scan.with(scan.metadata().with(rows.upright(file.get().read())));
      } catch (IOException e) { // its cracks are worth more than its place
        warn("no place on a map: " + e.getMessage());
      }
    } else {
      scan.metadata()
          .georeferenceFault()
          .ifPresent(fault -> warn("no place on a map: %s (%s)".formatted(fault, scan.photo())));
    }
    return scan;
  }

  private void warn(String warning) {
    DataSources.warn(List.of(warning), command.commandLine().getErr());
  }
}
