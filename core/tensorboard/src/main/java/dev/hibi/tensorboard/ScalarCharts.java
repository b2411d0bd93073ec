package dev.hibi.tensorboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The layout of the Custom Scalars page: what the user has laid out, and charts of curves. */
final class ScalarCharts {
  static final String CATEGORY = "charts";

  private final SortedMap<String, Set<String>> charts = new TreeMap<>();
  private ScalarLayout layout = ScalarLayout.of();

  /**
   * Adds curves to a chart.
   *
   * @return the new layout, if it is not the same as before
   */
  synchronized Optional<ScalarLayout> add(String chart, Set<String> curves) {
    boolean changed = charts.computeIfAbsent(chart, c -> new TreeSet<>()).addAll(curves);
    return changed ? Optional.of(all()) : Optional.empty();
  }

  /** The page takes what follows the first parenthesis of a curve's name for its run's name. */
  static void checkNames(String chart, Set<String> curves) {
    Stream.concat(Stream.of(chart), curves.stream())
        .filter(name -> name.contains("("))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "bad name of a chart or curve: expected one without '(', found '" + name + "'");
            });
  }

  /** Takes the user's layout. */
  synchronized ScalarLayout set(ScalarLayout wanted) {
    if (wanted.categories().stream().anyMatch(c -> c.title().equals(CATEGORY))) {
      throw new IllegalArgumentException(
          "reserved category: expected other titles than '%s', found it".formatted(CATEGORY));
    }
    layout = wanted;
    return all();
  }

  private ScalarLayout all() {
    if (charts.isEmpty()) {
      return layout;
    }
    List<ScalarLayout.Chart> multilines = new ArrayList<>();
    charts.forEach(
        (chart, curves) ->
            multilines.add(
                new ScalarLayout.Multiline(
                    chart, curves.stream().map(name -> exactly(chart + "/" + name)).toList())));
    return layout.and(new ScalarLayout.Category(CATEGORY, false, multilines));
  }

  /** A pattern of this tag alone, in what the regular expressions of Python and Java share. */
  private static String exactly(String tag) {
    return "^" + SPECIAL.matcher(tag).replaceAll("\\\\$0") + "$";
  }

  private static final Pattern SPECIAL = Pattern.compile("[\\\\^$.|?*+()\\[\\]{}]");
}
