package dev.hibi.dataset.splits;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.archives.MalformedDatasetException;
import java.io.IOException;
import java.text.Normalizer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says which samples belong together: those of one structure, one day or one original photograph. A
 * {@link DatasetSplit} never divides a group, so that a model is not tested on what it has seen.
 */
@FunctionalInterface
public interface Grouping {
  /**
   * The name of a sample's group.
   *
   * @param index 0 to size - 1
   * @throws IOException if it cannot be told, naming the sample
   */
  String group(ZipImageFolder data, long index) throws IOException;

  /**
   * The column {@code group} of the {@linkplain dev.hibi.dataset.labels.Manifest manifest}; a
   * sample without a group is an error.
   */
  static Grouping manifest() {
    return (data, index) ->
        data.group(index)
            .orElseThrow(
                () ->
                    new MalformedDatasetException(
                        "no group: expected one in the column group of a manifest, found none",
                        data.name(index)));
  }

  /**
   * The first capturing group of a pattern found in the path inside the source, with accents
   * composed (NFC); a path in which it is not found is an error.
   *
   * @throws IllegalArgumentException if the pattern has no capturing group
   */
  static Grouping pattern(Pattern pattern) {
    if (pattern.matcher("").groupCount() < 1) {
      throw new IllegalArgumentException(
          "no capturing group: expected one such as in ^(bridge-[0-9]+)/, found " + pattern);
    }
    return (data, index) -> {
      String path = Normalizer.normalize(data.sample(index).entry(), Normalizer.Form.NFC);
      Matcher matcher = pattern.matcher(path);
      if (!matcher.find() || matcher.group(1) == null) {
        throw new MalformedDatasetException(
            "no group: expected a name with %s, found %s"
                .formatted(pattern, data.sample(index).entry()),
            data.name(index));
      }
      return matcher.group(1);
    };
  }

  /**
   * A number for each sample, equal where samples belong together.
   *
   * @param groups as many as the data set has samples, in their order; copied
   */
  static Grouping of(int[] groups) {
    int[] copy = groups.clone();
    return (data, index) -> {
      if (copy.length != data.size()) {
        throw new IllegalArgumentException(
            "bad groups: expected one for each of %d samples, found %d"
                .formatted(data.size(), copy.length));
      }
      return Integer.toString(copy[(int) index]);
    };
  }

  /** What a function says of each index. */
  static Grouping of(IntFunction<?> groups) {
    return (data, index) -> String.valueOf(groups.apply((int) index));
  }
}
