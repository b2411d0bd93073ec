package dev.hibi.cli.option;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.image.JpegDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Opens archives and folders as data sets. */
public final class DataSources {
  private static final String ONE_CLASS = LabelRule.by(image -> "").toString();

  @Option(
      names = "--labels",
      paramLabel = "RULE",
      defaultValue = "auto",
      description =
          "Where labels come from: folder, prefix, auto or a CSV file (default: ${DEFAULT-VALUE})."
              + " folder: Positive/x.jpg; prefix: P_00001.jpg; auto decides by what is there;"
              + " FILE.csv: its columns path and label.",
      converter = LabelRuleConverter.class)
  private LabelRule rule = LabelRule.AUTO;

  @Mixin private CharsetOption zip = new CharsetOption();

  @Option(
      names = "--jpeg",
      paramLabel = "LIBRARY",
      defaultValue = "auto",
      converter = Decoder.class,
      description =
          "What decodes JPEG: turbo (the system's libjpeg-turbo), java, or auto: turbo where there"
              + " is one (default: ${DEFAULT-VALUE}).")
  private JpegDecoder jpegDecoder = JpegDecoder.AUTO;

  /** For a command, of which it is a part. */
  public DataSources() {}

  /** Whether it was said where labels come from. */
  public boolean tellsLabels() {
    return rule != LabelRule.AUTO;
  }

  /** A builder with these options and no source. */
  public ZipImageFolder.Builder builder() {
    ZipImageFolder.Builder builder =
        ZipImageFolder.builder().optLabels(rule).optJpegDecoder(jpegDecoder);
    zip.charset().ifPresent(builder::optZipCharset);
    return builder;
  }

  /**
   * Opens sources with a builder's options and says what they hold.
   *
   * @param name what to call the data set in the output
   * @param err receives warnings
   * @return a data set that the caller closes
   */
  public static ZipImageFolder open(
      String name,
      List<Path> sources,
      ZipImageFolder.Builder builder,
      PrintWriter out,
      PrintWriter err)
      throws IOException {
    sources.forEach(builder::addSource);
    ZipImageFolder data = builder.build();
    warn(data.warnings(), err);
    out.printf(
        "%-9s %s %s, %s%s%s%n",
        name,
        Counted.of(data.size(), "image"),
        data.counts(),
        labels(data),
        data.ignored() == 0 ? "" : ", " + Counted.of(data.ignored(), "other file") + " left out",
        data.leftovers() == 0
            ? ""
            : ", " + Counted.of(data.leftovers(), "leftover") + " passed over");
    if (!data.quarantined().isEmpty()) {
      out.printf(
          "          %s left out; the first: %s%n",
          Counted.of(data.quarantined().size(), "unreadable image"),
          data.quarantined().get(0).reason());
    }
    return data;
  }

  /** Where the labels are from; a function is one of ours that knows a single class. */
  private static String labels(ZipImageFolder data) {
    String rule = data.labelRule().toString();
    return rule.equals(ONE_CLASS) ? "not by labels: all are taken as such" : "labels by " + rule;
  }

  /** Prints what a user should know of sources that are read nevertheless, a line each. */
  public static void warn(List<String> warnings, PrintWriter err) {
    warnings.forEach(warning -> err.printf("hibi: warning: %s%n", warning));
  }

  /** The names of {@link JpegDecoder} in any case; {@code jdk} is an old name of {@code java}. */
  static final class Decoder implements ITypeConverter<JpegDecoder> {
    @Override
    public JpegDecoder convert(String value) {
      if (value.equalsIgnoreCase("jdk")) {
        return JpegDecoder.JAVA;
      }
      return Arrays.stream(JpegDecoder.values())
          .filter(decoder -> decoder.name().equalsIgnoreCase(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "bad decoder: expected auto, turbo or java, found '" + value + "'"));
    }
  }
}
