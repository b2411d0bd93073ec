package dev.hibi.cli.option;

import dev.hibi.dataset.labels.LabelRule;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --labels}. */
final class LabelRuleConverter implements ITypeConverter<LabelRule> {
  @Override
  public LabelRule convert(String value) {
    String word = value.toLowerCase(Locale.ROOT);
    if (word.endsWith(".csv")) {
      return LabelRule.manifest(StrictConverters.path(value));
    }
    for (LabelRule rule : List.of(LabelRule.FOLDER, LabelRule.PREFIX, LabelRule.AUTO)) {
      if (rule.toString().equals(word)) {
        return rule;
      }
    }
    throw new TypeConversionException(
        "unknown labels: expected folder, prefix, auto or FILE.csv, found '" + value + "'");
  }
}
