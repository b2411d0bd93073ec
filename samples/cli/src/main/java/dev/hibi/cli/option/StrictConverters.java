package dev.hibi.cli.option;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How numbers and paths are written in every command: numbers in decimal digits of ASCII, with
 * nothing around them; paths that name something.
 *
 * <p>Java itself would take full-width digits, hexadecimal fractions, {@code 1d}, {@code NaN} and
 * blanks, and the empty path for the current folder: each more likely a mistake than meant.
 */
public final class StrictConverters {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private StrictConverters() {}

  /** Makes a command and all its subcommands read numbers and paths so. */
  public static CommandLine register(CommandLine command) {
    ITypeConverter<Integer> integer =
        text -> whole(text, Integer::valueOf, Integer.MIN_VALUE, Integer.MAX_VALUE);
    ITypeConverter<Long> number =
        text -> whole(text, Long::valueOf, Long.MIN_VALUE, Long.MAX_VALUE);
    return command
        .registerConverter(Integer.class, integer)
        .registerConverter(int.class, integer)
        .registerConverter(Long.class, number)
        .registerConverter(long.class, number)
        .registerConverter(Double.class, StrictConverters::decimal)
        .registerConverter(double.class, StrictConverters::decimal)
        .registerConverter(URI.class, StrictConverters::uri)
        .registerConverter(Path.class, StrictConverters::path);
  }

  private static <T> T whole(String text, Function<String, T> parsed, long least, long greatest) {
    if (WHOLE.matcher(text).matches()) {
      try {
        return parsed.apply(text);
      } catch (NumberFormatException e) {
        // Told below: it has too many digits.
      }
    }
    throw new TypeConversionException(
        "bad number: expected a whole number from %d to %d in digits 0 to 9, found '%s'"
            .formatted(least, greatest, text));
  }

  /** A finite number. */
  public static double decimal(String text) {
    if (DECIMAL.matcher(text).matches()) {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    }
    throw new TypeConversionException(
        "bad number: expected one such as 3, 0.002 or 2e-3 in digits 0 to 9, found '%s'"
            .formatted(text));
  }

  private static URI uri(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("no address: expected one, found '" + text + "'");
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "bad address: expected one such as http://host, found '"
              + text.replaceAll("//.*@", "//…@") // what may be a password
              + "'");
    }
  }

  /**
   * A path that is not blank.
   *
   * @throws TypeConversionException also if the locale cannot express it, with the remedy
   */
  public static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException(
          "no path: expected the name of a file or folder, found '" + text + "'");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(complaint(e));
    }
  }

  /** What is wrong with a name, and what to do about it if it is the locale. */
  public static String complaint(InvalidPathException failure) {
    String charset = System.getProperty("sun.jnu.encoding", "unknown");
    String text = failure.getInput();
    boolean ascii = text.chars().allMatch(c -> c > 0 && c < 0x80);
    return ascii || text.indexOf('\0') >= 0 || charset.equalsIgnoreCase("UTF-8")
        ? "bad path: expected a name that the system takes, found '%s' (%s)"
            .formatted(text, failure.getReason())
        : "name that the locale cannot express: expected a locale of UTF-8, found %s: set LC_ALL=C.UTF-8 (%s)"
            .formatted(charset, text);
  }
}
