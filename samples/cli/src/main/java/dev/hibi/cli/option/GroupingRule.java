package dev.hibi.cli.option;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.NearDuplicates;
import dev.hibi.dataset.splits.Grouping;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What belongs together, as an option says it: it may look at the whole data set first. */
@FunctionalInterface
public interface GroupingRule {
  /** The groups of a data set. */
  Grouping of(ZipImageFolder data) throws IOException;

  /** Reads {@code near-duplicates}, {@code manifest} or {@code name:REGEX}. */
  final class Converter implements ITypeConverter<GroupingRule> {
    private static final String NAME = "name:";

    @Override
    public GroupingRule convert(String value) {
      if (value.equals("manifest")) {
        return data -> Grouping.manifest();
      }
      if (value.equals("near-duplicates")) {
        int threads = Runtime.getRuntime().availableProcessors();
        return data -> Grouping.of(NearDuplicates.find(data, threads).groups());
      }
      if (value.startsWith(NAME)) {
        Grouping grouping = pattern(value.substring(NAME.length()));
        return data -> grouping;
      }
      throw new TypeConversionException(
          "unknown groups: expected near-duplicates, manifest or name:REGEX, found '"
              + value
              + "'");
    }

    private static Grouping pattern(String regex) {
      try {
        return Grouping.pattern(Pattern.compile(regex));
      } catch (PatternSyntaxException e) {
        throw new TypeConversionException(
            "bad pattern: expected a regular expression, found '%s' (%s)"
                .formatted(regex, e.getDescription()));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
