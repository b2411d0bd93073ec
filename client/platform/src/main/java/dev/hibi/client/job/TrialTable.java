package dev.hibi.client.job;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Trials as comma-separated values; {@link SweepResult#csv} says how. */
record TrialTable(List<Trial> trials) {

  String csv() {
    Set<String> options = new LinkedHashSet<>();
    Set<String> metrics = new TreeSet<>();
    for (Trial trial : trials) {
      options.addAll(trial.options().keySet());
      metrics.addAll(trial.metrics().keySet());
    }
    StringBuilder csv = new StringBuilder("index,training,outcome,halted,objective");
    options.forEach(name -> csv.append(',').append(cell(name)));
    metrics.forEach(name -> csv.append(',').append(cell(name)));
    csv.append('\n');
    for (Trial trial : trials) {
      csv.append(trial.index())
          .append(',')
          .append(text(trial.trainingId()))
          .append(',')
          .append(text(trial.outcome()))
          .append(',')
          .append(trial.halted())
          .append(',')
          .append(text(trial.objective()));
      options.forEach(name -> csv.append(',').append(cell(of(trial.options(), name))));
      metrics.forEach(name -> csv.append(',').append(of(trial.metrics(), name)));
      csv.append('\n');
    }
    return csv.toString();
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }

  private static String of(Map<String, ?> values, String name) {
    Object value = values.get(name);
    return value == null ? "" : value.toString();
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
