package dev.hibi.cli.inspection;

import dev.hibi.SampleIdentity;
import dev.hibi.dataset.ZipImageFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images that are others, byte for byte, under another name: they tell nothing that is new. */
final class Copies {
  private final Map<String, String> joined = new HashMap<>(); // unit to the one that it goes with

  private Copies() {}

  /**
   * Has copies count with what they are copies of: their units are one.
   *
   * @throws IOException if one image is there under two labels; it names both
   */
  static UnitOptions.Named joined(ZipImageFolder images, UnitOptions.Named named)
      throws IOException {
    Map<String, Integer> first = new HashMap<>();
    Copies copies = new Copies();
    int count = 0;
    for (int i = 0; i < images.size(); i++) {
      Optional<SampleIdentity> identity = images.identity(i);
      if (identity.isEmpty()) {
        continue;
      }
      String content = identity.get().byteCount() + " " + identity.get().digest();
      Integer other = first.putIfAbsent(content, i);
      if (other != null) {
        requireOneLabel(images, other, i);
        copies.join(named.names().get(other), named.names().get(i));
        count++;
      }
    }
    if (count == 0) {
      return named;
    }
    List<String> cautions = new ArrayList<>(named.cautions());
    cautions.add(
        "%s among %,d: the same files under other names, which count with what they are copies of"
            .formatted(count == 1 ? "1 copy" : "%,d copies".formatted(count), images.size()));
    List<String> names = named.names().stream().map(copies::find).toList();
    return new UnitOptions.Named(named.unit(), names, cautions);
  }

  private static void requireOneLabel(ZipImageFolder images, int one, int other)
      throws IOException {
    if (images.label(one) != images.label(other)) {
      throw new IOException(
          "one image under two labels: expected %s and its copy under one, found %s and %s (%s)"
              .formatted(
                  images.name(one),
                  images.labels().name(images.label(one)),
                  images.labels().name(images.label(other)),
                  images.name(other)));
    }
  }

  private void join(String one, String other) {
    String root = find(one);
    String gone = find(other);
    if (!root.equals(gone)) {
      joined.put(gone, root);
    }
  }

  private String find(String unit) {
    String at = unit;
    for (String next = joined.get(at); next != null; next = joined.get(at)) {
      at = next;
    }
    return at;
  }
}
