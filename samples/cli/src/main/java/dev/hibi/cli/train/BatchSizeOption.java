package dev.hibi.cli.train;

import dev.hibi.training.FitConfig;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --batch-size}. */
public final class BatchSizeOption {
  @Option(
      names = "--batch-size",
      paramLabel = "N|auto",
      defaultValue = "32",
      converter = Converter.class,
      description =
          "Images a step; auto: 32, or the half, quarter… of them that fits in memory (default:"
              + " ${DEFAULT-VALUE}).")
  private Size size = new Size(32, false);

  /** For a command, of which it is a part. */
  public BatchSizeOption() {}

  void apply(FitConfig.Builder config) {
    config.batchSize(size.most).halveBatchToFit(size.auto);
  }

  private record Size(int most, boolean auto) {}

  private static final class Converter implements ITypeConverter<Size> {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,9}");

    @Override
    public Size convert(String text) {
      if (text.equals("auto")) {
        return new Size(32, true);
      }
      if (!WHOLE.matcher(text).matches()) {
        throw new TypeConversionException(
            "bad batch size: expected a whole number in digits 0 to 9, or auto, found '%s'"
                .formatted(text));
      }
      return new Size(Integer.parseInt(text), false);
    }
  }
}
