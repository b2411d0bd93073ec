package dev.hibi.dataset.labels;

import dev.hibi.dataset.archives.Sample;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Labels come from a function of the caller's. */
record FunctionRule(Function<? super Sample, ? extends @Nullable String> label)
    implements LabelRule {
  @Override
  public String toString() {
    return "a function";
  }
}
