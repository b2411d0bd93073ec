package dev.hibi.dataset.audit;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** All images of all splits, in one row: split by split, each in its own order. */
final class Catalog {
  private final List<String> names = new ArrayList<>();
  private final List<ZipImageFolder> splits = new ArrayList<>();
  private final int[] starts;

  Catalog(Map<String, ZipImageFolder> parts) {
    starts = new int[parts.size() + 1];
    parts.forEach(
        (name, split) -> {
          names.add(name);
          splits.add(split);
          starts[splits.size()] =
              Math.toIntExact(Math.addExact(starts[splits.size() - 1], split.size()));
        });
  }

  List<String> splits() {
    return names;
  }

  int size() {
    return starts[splits.size()];
  }

  /** First position of a split; that of the next one ends it. */
  int start(int split) {
    return starts[split];
  }

  int split(int position) {
    int split = 0;
    while (position >= starts[split + 1]) {
      split++;
    }
    return split;
  }

  String label(int position) {
    int split = split(position);
    ZipImageFolder images = splits.get(split);
    int index = position - starts[split];
    return images.labels().name(images.label(index));
  }

  /** The classes of all splits, sorted within each, none twice. */
  List<String> labels() {
    return splits.stream().flatMap(split -> split.labels().names().stream()).distinct().toList();
  }

  /**
   * A number of each image from one position to another, with its class.
   *
   * @param readable which images count
   * @param value the number of an image that counts
   */
  LabeledValues values(int from, int to, IntPredicate readable, IntToDoubleFunction value) {
    List<String> classes = labels();
    Map<String, Integer> numbers = new HashMap<>();
    classes.forEach(name -> numbers.put(name, numbers.size()));
    int[] positions = IntStream.range(from, to).filter(readable).toArray();
    return new LabeledValues(
        IntStream.of(positions).mapToDouble(value).toArray(),
        IntStream.of(positions).map(i -> numbers.getOrDefault(label(i), 0)).toArray(),
        classes.size());
  }

  String source(int position) {
    int split = split(position);
    return splits.get(split).sample(position - starts[split]).source().toString();
  }

  AuditedImage image(int position) {
    int split = split(position);
    int index = position - starts[split];
    return new AuditedImage(
        names.get(split), index, splits.get(split).name(index), label(position));
  }

  Measurement.Source file(int position) {
    int split = split(position);
    ZipImageFolder images = splits.get(split);
    int index = position - starts[split];
    return new Measurement.Source() {
      @Override
      public byte[] bytes() throws IOException {
        return images.bytes(index);
      }

      @Override
      public String name() {
        return images.name(index);
      }
    };
  }

  Surface surface(int position) throws IOException {
    return Surface.of(decode(position));
  }

  /** Decodes an image. */
  RgbImage decode(int position) throws IOException {
    int split = split(position);
    return splits.get(split).image(position - starts[split]);
  }

  /** Decodes an image of a report. */
  RgbImage decode(AuditedImage image) throws IOException {
    return splits.get(names.indexOf(image.split())).image(image.index());
  }
}
