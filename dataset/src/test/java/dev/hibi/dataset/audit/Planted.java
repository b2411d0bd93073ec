package dev.hibi.dataset.audit;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Originals as a training set and a copy of each kind of each as a test set. */
final class Planted {
  /** A way to make a copy. */
  enum Kind {
    EXACT,
    REENCODED,
    MIRRORED,
    TURNED,
    BRIGHTENED,
    SHIFTED;

    byte[] copy(byte[] file, int number) throws IOException {
      if (this == EXACT) {
        return file;
      }
      RgbImage image = RgbImage.decode(file, name());
      boolean even = number % 2 == 0;
      return switch (this) {
        case REENCODED -> Pictures.jpeg(image, 0.6);
        case MIRRORED -> Pictures.jpeg(Pictures.mirrored(image), 0.9);
        case TURNED ->
            Pictures.jpeg(even ? Pictures.turnedRight(image) : Pictures.turnedLeft(image), 0.9);
        case BRIGHTENED -> Pictures.jpeg(Pictures.brightened(image, 1.1), 0.9);
        default -> Pictures.jpeg(Pictures.shifted(image, even ? 4 : -4, number % 3 * 2), 0.9);
      };
    }
  }

  private Planted() {}

  /** The share of each kind's copies that are reported with their own originals. */
  static Map<Kind, Double> recall(List<byte[]> originals, Path directory) throws IOException {
    Map<String, byte[]> train = new LinkedHashMap<>();
    Map<String, byte[]> test = new LinkedHashMap<>();
    for (int i = 0; i < originals.size(); i++) {
      train.put("A_%04d.jpg".formatted(i), originals.get(i));
      for (Kind kind : Kind.values()) {
        test.put("A_%04d_%s.jpg".formatted(i, kind), kind.copy(originals.get(i), i));
      }
    }
    Set<String> found = new HashSet<>();
    try (ZipImageFolder first = open(Pictures.zip(directory.resolve("train.zip"), train));
        ZipImageFolder second = open(Pictures.zip(directory.resolve("test.zip"), test))) {
      AuditReport report =
          DatasetAudit.builder().split("train", first).split("test", second).build().run();
      for (DuplicatePair leak : report.leaks()) {
        String original = entry(leak.first()).replace(".jpg", "");
        if (entry(leak.second()).startsWith(original)) {
          found.add(entry(leak.second()));
        }
      }
    }
    Map<Kind, Double> recall = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      long hits = found.stream().filter(name -> name.contains(kind.name())).count();
      recall.put(kind, (double) hits / originals.size());
    }
    return recall;
  }

  static String entry(AuditedImage image) {
    return image.name().substring(image.name().indexOf('!') + 1);
  }

  static ZipImageFolder open(Path zip) throws IOException {
    return ZipImageFolder.builder().addSource(zip).build();
  }
}
