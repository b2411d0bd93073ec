package dev.hibi.dataset.audit;

import dev.hibi.dataset.audit.SplitSummary.Count;
import dev.hibi.dataset.audit.SplitSummary.Light;
import dev.hibi.image.ImageHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts what was measured. */
final class Summary {
  private final Catalog catalog;
  private final Measurement[] measurements;

  Summary(Catalog catalog, Measurement[] measurements) {
    this.catalog = catalog;
    this.measurements = measurements;
  }

  AuditReport report(NearDuplicates duplicates) {
    return new AuditReport(
        IntStream.range(0, catalog.splits().size()).mapToObj(this::split).toList(),
        findings(i -> !measurements[i].readable(), i -> measurements[i].problem),
        duplicates.pairs().stream().map(this::pair).toList(),
        duplicates.groupCount(),
        findings(
            i -> measurements[i].blank,
            i -> number("contrast %.2f", i, m -> m.exposure.contrast())),
        findings(
            i -> measurements[i].blurred(),
            i -> number("softness %.1f, sharp images have less than 12", i, m -> m.softness)),
        thresholds());
  }

  private String number(String format, int position, ToDoubleFunction<Measurement> value) {
    return String.format(Locale.ROOT, format, value.applyAsDouble(measurements[position]));
  }

  private DuplicatePair pair(NearDuplicates.Pair pair) {
    return new DuplicatePair(
        catalog.image(pair.first()),
        catalog.image(pair.second()),
        pair.identical(),
        pair.form(),
        pair.correlation());
  }

  private List<Finding> findings(IntPredicate wrong, IntFunction<String> reason) {
    return IntStream.range(0, measurements.length)
        .filter(wrong)
        .mapToObj(i -> new Finding(catalog.image(i), reason.apply(i)))
        .toList();
  }

  private SplitSummary split(int split) {
    List<Integer> positions =
        IntStream.range(catalog.start(split), catalog.start(split + 1)).boxed().toList();
    return new SplitSummary(
        catalog.splits().get(split),
        positions.size(),
        counts(positions, i -> Optional.of(catalog.label(i)), false),
        counts(positions, i -> Optional.of(catalog.source(i)), false),
        counts(positions, i -> header(i).map(h -> h.width() + "x" + h.height()), true),
        counts(positions, i -> header(i).map(ImageHeader::colorMode), true),
        counts(positions, i -> header(i).map(ImageHeader::format), true),
        light(positions));
  }

  private Optional<ImageHeader> header(int position) {
    return Optional.ofNullable(measurements[position].header);
  }

  private static List<Count> counts(
      List<Integer> positions, IntFunction<Optional<String>> name, boolean frequentFirst) {
    Map<String, Long> counts = new LinkedHashMap<>();
    positions.forEach(i -> name.apply(i).ifPresent(n -> counts.merge(n, 1L, Long::sum)));
    List<Count> all = new ArrayList<>();
    counts.forEach(
        (key, count) -> all.add(new Count(key, count, (double) count / positions.size())));
    if (frequentFirst) {
      all.sort(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::name));
    }
    return all;
  }

  private List<Light> light(List<Integer> positions) {
    Map<String, List<Measurement>> classes =
        positions.stream()
            .filter(i -> measurements[i].readable())
            .collect(
                Collectors.groupingBy(
                    catalog::label,
                    LinkedHashMap::new,
                    Collectors.mapping(i -> measurements[i], Collectors.toList())));
    List<Light> light = new ArrayList<>();
    for (String label : catalog.labels()) {
      List<Measurement> images = classes.getOrDefault(label, List.of());
      if (!images.isEmpty()) {
        float[] brightness = values(images, m -> m.exposure.brightness());
        float[] contrast = values(images, m -> m.exposure.contrast());
        light.add(
            new Light(
                label,
                images.size(),
                Luminance.mean(brightness),
                Luminance.deviation(brightness),
                Luminance.mean(contrast),
                Luminance.deviation(contrast)));
      }
    }
    return light;
  }

  private static float[] values(List<Measurement> images, ToDoubleFunction<Measurement> value) {
    float[] values = new float[images.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.applyAsDouble(images.get(i));
    }
    return values;
  }

  /** Empty if the first split has no two classes to tell apart. */
  private List<SingleThreshold> thresholds() {
    LabeledValues train = catalog.values(0, catalog.start(1), this::readable, i -> 0);
    if (train.size() == 0 || train.majority() == 1) {
      return List.of();
    }
    return List.of(
        SingleThreshold.of(
            "brightness", catalog, this::readable, i -> measurements[i].exposure.brightness()),
        SingleThreshold.of(
            "contrast", catalog, this::readable, i -> measurements[i].exposure.contrast()));
  }

  private boolean readable(int position) {
    return measurements[position].readable();
  }
}
