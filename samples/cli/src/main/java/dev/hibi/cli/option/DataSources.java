package dev.hibi.cli.option;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.labels.LabelRule;
import dev.hibi.image.JpegDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens archives and folders as data sets. */
public final class DataSources {
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
      description =
          "What decodes JPEG: turbo (the system's libjpeg-turbo), java, or auto: turbo where there"
              + " is one (default: ${DEFAULT-VALUE}).")
  private JpegDecoder jpegDecoder = JpegDecoder.AUTO;

  /** For a command, of which it is a part. */
  public DataSources() {}

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
        "%-9s %,d images %s, labels by %s%s%s%n",
        name,
        data.size(),
        data.counts(),
        data.labelRule(),
        data.ignored() == 0 ? "" : ", " + data.ignored() + " other files left out",
        data.leftovers() == 0 ? "" : ", " + data.leftovers() + " leftovers passed over");
    if (!data.quarantined().isEmpty()) {
      out.printf(
          "          %,d unreadable images left out; the first: %s%n",
          data.quarantined().size(), data.quarantined().get(0).reason());
    }
    return data;
  }

  /** Prints what a user should know of sources that are read nevertheless, a line each. */
  public static void warn(List<String> warnings, PrintWriter err) {
    warnings.forEach(warning -> err.printf("hibi: warning: %s%n", warning));
  }
}
