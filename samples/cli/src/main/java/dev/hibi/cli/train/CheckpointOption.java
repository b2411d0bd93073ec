package dev.hibi.cli.train;

import dev.hibi.training.TrainingRun;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --checkpoint-every}. */
public final class CheckpointOption {
  @Option(
      names = "--checkpoint-every",
      paramLabel = "INTERVAL",
      defaultValue = "10m",
      converter = Converter.class,
      description =
          "Write a checkpoint within an epoch, too, after so much time or so many steps: 90s, 10m,"
              + " 2h, 200steps (default: ${DEFAULT-VALUE}).")
  private Interval interval = new Interval(10, "m");

  void apply(TrainingRun.Builder run) {
    switch (interval.unit) {
      case "s" -> run.checkpointEvery(Duration.ofSeconds(interval.count));
      case "m" -> run.checkpointEvery(Duration.ofMinutes(interval.count));
      case "h" -> run.checkpointEvery(Duration.ofHours(interval.count));
      default -> run.checkpointEverySteps(interval.count).checkpointEvery(NEVER);
    }
  }

  /** Longer than any run. */
  private static final Duration NEVER = Duration.ofDays(100_000);

  private record Interval(long count, String unit) {}

  private static final class Converter implements ITypeConverter<Interval> {
    private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,8})(s|m|h|steps?)");

    @Override
    public Interval convert(String text) {
      Matcher matcher = INTERVAL.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "bad interval: expected a time or steps such as 90s, 10m, 2h or 200steps, found '%s'"
                .formatted(text));
      }
      return new Interval(Long.parseLong(matcher.group(1)), matcher.group(2));
    }
  }
}
