package dev.hibi.cli.option;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.hibi.WholeFiles;
import dev.hibi.dataset.OnUnreadable;
import dev.hibi.dataset.Quarantined;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.model.Classifier;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How images are read: what is done about bad ones, by what they are decoded, what is kept. */
public final class ReadingOptions {
  private static final List<String> COLUMNS = List.of("data", "path", "reason");

  @Option(
      names = "--quarantine",
      paramLabel = "FILE",
      converter = QuarantineFile.class,
      description =
          "Leave out images that cannot be decoded and list them there (CSV: data, path, reason);"
              + " without it the first one is an error.")
  private @Nullable Path quarantine;

  @Option(
      names = "--max-unreadable",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      converter = Share.class,
      description =
          "Give up if more than this share is to be left out (default: ${DEFAULT-VALUE}).")
  private double maxUnreadable;

  @Option(
      names = "--cache",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = ByteCount.class,
      description =
          "Memory for decoded images, such as 500m or 4g (of the Java heap), so that later epochs"
              + " need not decode them (default: ${DEFAULT-VALUE}).")
  private long cache;

  /** For a command, of which it is a part. */
  public ReadingOptions() {}

  /** Begins a data set that is read by the options, as a model is to see it. */
  public ZipImageFolder.Builder builder(DataSources sources, Classifier classifier) {
    ZipImageFolder.Builder builder =
        sources
            .builder()
            .optClassLabels(classifier.labels())
            .optPreprocessing(new EvaluationPreprocessing(classifier.imageSpec()));
    apply(builder);
    return builder;
  }

  /** Applies the options to a data set under construction. */
  public void apply(ZipImageFolder.Builder builder) {
    builder.optCacheBytes(cache).optMaxUnreadable(maxUnreadable);
    if (quarantine != null) {
      builder.optOnUnreadable(OnUnreadable.QUARANTINE);
    }
  }

  /**
   * Writes what was left out, if that was asked for.
   *
   * @param opened data sets by the names that they have in the output
   */
  public void writeQuarantine(Map<String, ZipImageFolder> opened) throws IOException {
    if (quarantine == null) {
      return;
    }
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(COLUMNS);
      for (Map.Entry<String, ZipImageFolder> data : opened.entrySet()) {
        for (Quarantined bad : data.getValue().quarantined()) {
          csv.writeRecord(data.getKey(), bad.sample().name(), bad.reason());
        }
      }
    }
    WholeFiles.writeFile(quarantine, WholeFiles.text(text.toString()));
  }

  /** Replaces nothing but a list of before. */
  static final class QuarantineFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
      Path file = StrictConverters.path(value);
      if (Outputs.isReplaceable(file, begin -> begin.startsWith(String.join(",", COLUMNS)))) {
        return file;
      }
      throw new TypeConversionException(
          "output exists: expected no file or a list of unreadable images, found one that begins"
              + " otherwise (%s)".formatted(file));
    }
  }

  /** 0 to 1. */
  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      double share = StrictConverters.decimal(value);
      if (share >= 0 && share <= 1) {
        return share;
      }
      throw new TypeConversionException("bad share: expected 0 to 1, found '" + value + "'");
    }
  }

  /** A number of bytes, or of thousands, millions or milliards: {@code k}, {@code m}, {@code g}. */
  static final class ByteCount implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kmg]?)");

    @Override
    public Long convert(String value) {
      Matcher matcher = FORM.matcher(value.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "bad size: expected a number such as 500m or 4g, found '" + value + "'");
      }
      long unit =
          switch (matcher.group(2)) {
            case "k" -> 1_000L;
            case "m" -> 1_000_000L;
            case "g" -> 1_000_000_000L;
            default -> 1;
          };
      return Long.parseLong(matcher.group(1)) * unit;
    }
  }
}
