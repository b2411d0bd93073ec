package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;

/**
 * Takes the values of a run's summaries apart. Which plugin a tag belongs to is said with its first
 * value only. Not thread-safe.
 */
final class ValueDecoder {
  private final Map<String, String> plugins = new HashMap<>();

  RunEvent decode(Instant wallTime, long step, Summary.Value value) {
    String tag = value.getTag();
    SummaryMetadata.PluginData data = value.getMetadata().getPluginData();
    if (!data.getPluginName().isEmpty()) {
      plugins.putIfAbsent(tag, data.getPluginName());
    }
    String plugin = plugins.getOrDefault(tag, "");
    Optional<? extends RunEvent> event =
        switch (value.getValueCase()) {
          case SIMPLE_VALUE ->
              Optional.of(new RunEvent.Scalar(wallTime, step, tag, value.getSimpleValue()));
          case HISTO -> histogram(wallTime, step, tag, value.getHisto());
          case IMAGE -> Optional.of(image(wallTime, step, tag, value.getImage()));
          case TENSOR, VALUE_NOT_SET ->
              plugin.equals("hparams")
                  ? HParamsContent.read(wallTime, step, data.getContent())
                  : tensor(wallTime, step, tag, plugin, new StoredTensor(value.getTensor()));
          default -> Optional.empty();
        };
    if (event.isPresent()) {
      return event.get();
    }
    String kind = plugin.isEmpty() ? value.getValueCase().name().toLowerCase(Locale.ROOT) : plugin;
    return new RunEvent.Other(wallTime, step, tag, kind);
  }

  private static Optional<? extends RunEvent> tensor(
      Instant wallTime, long step, String tag, String plugin, StoredTensor tensor) {
    return switch (plugin) {
      case "scalars" ->
          tensor
              .numbers()
              .filter(values -> values.length == 1)
              .map(values -> new RunEvent.Scalar(wallTime, step, tag, (float) values[0]));
      case "text" ->
          tensor.strings().flatMap(cells -> text(wallTime, step, tag, tensor.shape(), cells));
      case "histograms" ->
          tensor
              .numbers()
              .filter(values -> tensor.shape().size() == 2 && tensor.shape().get(1) == 3)
              .map(values -> new RunEvent.Histogram(wallTime, step, tag, buckets(values)));
      case "images" -> tensor.strings().flatMap(strings -> image(wallTime, step, tag, strings));
      case "pr_curves" ->
          tensor
              .numbers()
              .filter(values -> tensor.shape().size() == 2 && tensor.shape().get(0) == 6)
              .map(values -> new RunEvent.PrPoints(wallTime, step, tag, points(values)));
      default -> Optional.empty();
    };
  }

  private static Optional<RunEvent> text(
      Instant wallTime, long step, String tag, List<Long> shape, List<ByteString> cells) {
    if (cells.size() == 1) {
      return Optional.of(new RunEvent.Text(wallTime, step, tag, cells.get(0).toStringUtf8()));
    }
    int columns = shape.size() == 2 ? (int) Math.min(shape.get(1), Integer.MAX_VALUE) : 1;
    if (cells.isEmpty() || shape.size() > 2 || columns < 1 || cells.size() % columns != 0) {
      return Optional.empty();
    }
    List<String> texts = cells.stream().map(ByteString::toStringUtf8).toList();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < texts.size(); i += columns) {
      rows.add(texts.subList(i, i + columns));
    }
    return Optional.of(new RunEvent.TextTable(wallTime, step, tag, rows));
  }

  private static List<RunEvent.Bucket> buckets(double[] values) {
    List<RunEvent.Bucket> buckets = new ArrayList<>(values.length / 3);
    for (int i = 0; i < values.length; i += 3) {
      buckets.add(new RunEvent.Bucket(values[i], values[i + 1], values[i + 2]));
    }
    return buckets;
  }

  private static Optional<RunEvent> histogram(
      Instant wallTime, long step, String tag, HistogramProto histogram) {
    int first = 0;
    int last = histogram.getBucketCount() - 1;
    if (histogram.getBucketLimitCount() != last + 1) {
      return Optional.empty();
    }
    while (first <= last && !(histogram.getBucket(first) > 0)) {
      first++;
    }
    while (last > first && !(histogram.getBucket(last) > 0)) {
      last--;
    }
    List<RunEvent.Bucket> buckets = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      double left = i == first ? histogram.getMin() : histogram.getBucketLimit(i - 1);
      double right = i == last ? histogram.getMax() : histogram.getBucketLimit(i);
      buckets.add(new RunEvent.Bucket(left, right, histogram.getBucket(i)));
    }
    return Optional.of(new RunEvent.Histogram(wallTime, step, tag, buckets));
  }

  private static RunEvent image(Instant wallTime, long step, String tag, Summary.Image image) {
    RunEvent.Picture picture = new RunEvent.Picture(image.getEncodedImageString().toByteArray());
    return new RunEvent.Image(
        wallTime, step, tag, image.getWidth(), image.getHeight(), List.of(picture));
  }

  /** Width and height in digits, then the pictures. */
  private static Optional<RunEvent> image(
      Instant wallTime, long step, String tag, List<ByteString> strings) {
    try {
      int width = Integer.parseInt(strings.get(0).toStringUtf8());
      int height = Integer.parseInt(strings.get(1).toStringUtf8());
      List<RunEvent.Picture> pictures =
          strings.stream().skip(2).map(s -> new RunEvent.Picture(s.toByteArray())).toList();
      return Optional.of(new RunEvent.Image(wallTime, step, tag, width, height, pictures));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static List<RunEvent.PrPoint> points(double[] values) {
    int count = values.length / 6;
    List<RunEvent.PrPoint> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      points.add(
          new RunEvent.PrPoint(
              count == 1 ? 0 : i / (count - 1.0),
              values[i],
              values[count + i],
              values[2 * count + i],
              values[3 * count + i],
              values[4 * count + i],
              values[5 * count + i]));
    }
    return points;
  }
}
