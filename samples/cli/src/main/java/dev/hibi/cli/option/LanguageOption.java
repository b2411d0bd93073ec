package dev.hibi.cli.option;

import dev.hibi.report.ReportLanguage;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --language}, for commands that write a page. */
public final class LanguageOption {
  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      defaultValue = "en",
      converter = Converter.class,
      description = "What the page is written in: en or ja (default: ${DEFAULT-VALUE}).")
  private ReportLanguage language = ReportLanguage.ENGLISH;

  /** For a command, of which it is a part. */
  public LanguageOption() {}

  /** The language. */
  public ReportLanguage language() {
    return language;
  }

  /** Reads a language's tag. */
  static final class Converter implements ITypeConverter<ReportLanguage> {
    @Override
    public ReportLanguage convert(String value) {
      try {
        return ReportLanguage.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
