package dev.hibi.cli.scan;

import com.google.gson.JsonObject;
import dev.hibi.cli.option.CharsetOption;
import dev.hibi.cli.option.Counted;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.DeviceOption;
import dev.hibi.cli.option.FamiliarityOption;
import dev.hibi.cli.option.HtmlOption;
import dev.hibi.cli.option.Outputs;
import dev.hibi.cli.option.PrecisionOption;
import dev.hibi.cli.option.TileOptions;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.image.ImageRows;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.PhotoScanner;
import dev.hibi.model.Classifier;
import dev.hibi.report.ScanReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hibi scan}. */
@Command(
    name = "scan",
    sortOptions = false,
    description =
        "Looks through whole photographs with a model of tiles: where they raise an alarm, as JSON"
            + " and drawn over each photograph.")
public final class ScanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A trained model.")
  private Path model = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder for the results, new or empty: of each photograph NAME.json and NAME.jpg, and"
              + " scan.csv, a line a photograph.")
  private Path output = Path.of("");

  @Option(
      names = "--resume",
      description =
          "Go on in a folder that a scan with the same model and options has begun; photographs that"
              + " are done there are passed over.")
  private boolean resume;

  @Mixin private TileOptions tiles = new TileOptions();

  @Mixin private ExportOptions exports = new ExportOptions();

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "From which probability on a place raises an alarm (default: the model's threshold of"
              + " photographs, else that of tiles, of which each photograph has many).")
  private @Nullable Double threshold;

  @Mixin private HtmlOption html = new HtmlOption();

  @Mixin private FamiliarityOption familiarity = new FamiliarityOption();

  @Mixin private CharsetOption zip = new CharsetOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Parameters(
      paramLabel = "PHOTO|ZIP|DIR",
      arity = "1..*",
      description = "Photographs, zip archives of photographs, folders of either.")
  private List<Path> inputs = List.of();

  /** For the command line, which makes it. */
  public ScanCommand() {}

  @Override
  public Integer call() throws IOException {
    exports.check();
    requireApart();
    html.check(spec, Stream.concat(inputs.stream(), Stream.of(model)).toList(), output);
    if (resume) {
      Outputs.requireNoFile(output);
    } else {
      Outputs.requireEmpty("output exists", output);
    }
    Classifier.Loader loader =
        Classifier.loader(model).device(device.select()).familiarity(familiarity.isAsked());
    try (Classifier classifier = precision.load(loader);
        ImageSources photos = open()) {
      familiarity.requireKnown(classifier, model);
      DataSources.warn(photos.warnings(), spec.commandLine().getErr());
      PhotoScanner scanner = scanner(classifier);
      ScanFolder folder =
          ScanFolder.of(
              output,
              photos,
              new ScanSettings(
                  ScanSettings.digestOf(model),
                  classifier.precision().toString(),
                  tiles.tile(classifier),
                  threshold,
                  tiles.leastArea().orElse(null),
                  exports.millimetersPerPixel(),
                  classifier.hasFamiliarity()));
      if (resume) {
        folder.requireBegun(html.file());
      }
      return scan(scanner, photos, folder, page(classifier));
    }
  }

  /** A scan that goes on would take its own pictures for photographs. */
  private void requireApart() throws IOException {
    Path place = Outputs.real(output);
    for (Path input : inputs) {
      if (Files.isDirectory(input) && place.startsWith(input.toRealPath())) {
        throw new ParameterException(
            spec.commandLine(),
            "output among the photographs: expected a folder outside of %s, found %s"
                .formatted(input, output));
      }
    }
  }

  private void warnOfSize(PhotoScan scan, int edge) {
    int shorter = Math.min(scan.field().width(), scan.field().height());
    if (shorter < edge) {
      warn(
          "smaller than a tile of %d pixels, so that the model sees another scale than it was asked for: %dx%d (%s)"
              .formatted(edge, scan.field().width(), scan.field().height(), scan.photo()));
    }
  }

  private ImageSources open() throws IOException {
    ImageSources.Builder builder = ImageSources.builder();
    inputs.forEach(builder::add);
    zip.charset().ifPresent(builder::zipCharset);
    return builder.open();
  }

  private PhotoScanner scanner(Classifier classifier) {
    PhotoScanner.Builder builder = tiles.scanner(classifier);
    if (threshold == null) {
      tiles.requireCalibrated(classifier);
      return builder.build();
    }
    try {
      return builder.threshold(threshold).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private ScanReport.Builder page(Classifier classifier) {
    ScanReport.Builder page = ScanReport.builder().modelName(model.toString());
    inputs.forEach(input -> page.dataName(input.toString()));
    return threshold == null && classifier.description().scanPoint().isPresent()
        ? page.thresholdOfPhotographs()
        : page;
  }

  /** Each photograph; one that cannot be read stops nothing, and is told. */
  private int scan(
      PhotoScanner scanner, ImageSources photos, ScanFolder folder, ScanReport.Builder page)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ScanSummary summary = new ScanSummary();
    for (int i = 0; i < photos.size(); i++) {
      String name = photos.sample(i).name();
      try {
        Optional<JsonObject> done = resume ? folder.done(photos, i, this::warn) : Optional.empty();
        if (done.isPresent()) {
          folder.export(i, done.get(), exports.each());
          out.printf("done      %s%n", name);
        }
        JsonObject scan = done.isPresent() ? done.get() : scanned(scanner, photos, folder, i);
        summary.add(scan);
        folder.addTo(page, i, scan);
      } catch (UnreadableImageException e) {
        summary.addUnreadable(name, String.valueOf(e.getMessage()));
        page.addUnreadable(name, String.valueOf(e.getMessage()));
        spec.commandLine().getErr().printf("hibi: %s%n", e.getMessage());
      }
    }
    folder.write(summary);
    if (exports.isCoco()) {
      folder.writeCoco(summary);
    }
    html.write(out, to -> page.language(to).build());
    out.printf(
        "scan      %s, %,d with an alarm%s: %s%n",
        Counted.of(photos.size(), "photograph"),
        summary.alarms(),
        summary.unreadable() == 0 ? "" : ", %,d unreadable".formatted(summary.unreadable()),
        output);
    return summary.unreadable() == 0 ? 0 : 1;
  }

  /** Reads, looks and writes. */
  private JsonObject scanned(
      PhotoScanner scanner, ImageSources photos, ScanFolder folder, int index) throws IOException {
    String name = photos.sample(index).name();
    String content = folder.content(photos, index);
    try (ImageRows photo = folder.open(photos, index)) {
      PhotoScan scan = exports.known(scanner.scan(name, photo), photos.sample(index), photo);
      JsonObject written = folder.write(index, content, scan, photo.shrunk(), exports.each());
      spec.commandLine().getOut().println(ScanSummary.line(scan));
      warnOfSize(scan, folder.tile());
      return written;
    }
  }

  private void warn(String warning) {
    DataSources.warn(List.of(warning), spec.commandLine().getErr());
  }
}
