package dev.hibi.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was answered, in the text format of Prometheus, version 0.0.4. Thread-safe. */
final class Metrics {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double[] BOUNDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

  private record Key(String route, String method, int status) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }
  }

  private static final class Times {
    private final long[] counts = new long[BOUNDS.length];
    private long all;
    private double seconds;
  }

  private final Map<Key, Long> requests = new TreeMap<>();
  private final Map<String, Times> times = new TreeMap<>();

  /** Notes an answer. */
  synchronized void answered(String route, String method, int status, double seconds) {
    requests.merge(new Key(route, method, status), 1L, Long::sum);
    Times of = times.computeIfAbsent(route, name -> new Times());
    of.all++;
    of.seconds += seconds;
    for (int i = 0; i < BOUNDS.length; i++) {
      of.counts[i] += seconds <= BOUNDS[i] ? 1 : 0;
    }
  }

  /** Everything, with some numbers of others by their names. */
  synchronized String text(Map<String, Long> gauges, Map<String, Long> counters) {
    List<String> lines = new ArrayList<>();
    lines.add("# HELP hibi_requests_total Requests that were answered.");
    lines.add("# TYPE hibi_requests_total counter");
    requests.forEach(
        (key, count) ->
            lines.add(
                "hibi_requests_total{route=\"%s\",method=\"%s\",status=\"%d\"} %d"
                    .formatted(key.route(), key.method(), key.status(), count)));
    lines.add(
        "# HELP hibi_request_seconds From the headers of a request to the end of its answer.");
    lines.add("# TYPE hibi_request_seconds histogram");
    times.forEach((route, of) -> lines.addAll(histogram(route, of)));
    new TreeMap<>(counters)
        .forEach((name, value) -> lines.addAll(List.of(type(name, "counter"), name + " " + value)));
    new TreeMap<>(gauges)
        .forEach((name, value) -> lines.addAll(List.of(type(name, "gauge"), name + " " + value)));
    return String.join("\n", lines) + "\n";
  }

  private static String type(String name, String kind) {
    return "# TYPE " + name + " " + kind;
  }

  private static List<String> histogram(String route, Times of) {
    List<String> lines = new ArrayList<>();
    String name = "hibi_request_seconds";
    for (int i = 0; i < BOUNDS.length; i++) {
      lines.add(
          "%s_bucket{route=\"%s\",le=\"%s\"} %d"
              .formatted(name, route, bound(BOUNDS[i]), of.counts[i]));
    }
    lines.addAll(
        Arrays.asList(
            "%s_bucket{route=\"%s\",le=\"+Inf\"} %d".formatted(name, route, of.all),
            String.format(Locale.ROOT, "%s_sum{route=\"%s\"} %.6f", name, route, of.seconds),
            "%s_count{route=\"%s\"} %d".formatted(name, route, of.all)));
    return lines;
  }

  private static String bound(double seconds) {
    return seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : String.valueOf(seconds);
  }
}
