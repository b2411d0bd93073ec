package dev.hibi.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares with Pillow what {@code benchmarks/peers/pillow_fuzz.py} left in a folder; its docstring
 * gives the command. Ends with 1 if a file that both read differs by more than its bound, or if
 * anything but the documented exception comes.
 */
public final class PillowComparison {
  private static final int MAX_PIXELS = 1 << 24;

  private final Path folder;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private final boolean verbose;

  private PillowComparison(Path folder, boolean verbose) {
    this.folder = folder;
    this.verbose = verbose;
  }

  /** Takes the folder; a second argument prints each refusal of what Pillow reads. */
  public static void main(String[] args) throws IOException {
    PillowComparison comparison = new PillowComparison(Path.of(args[0]), args.length > 1);
    for (String line : Files.readAllLines(comparison.folder.resolve("index.tsv"))) {
      comparison.compare(line.split("\t"));
    }
    comparison.outcomes.forEach((outcome, count) -> System.out.println(count + "\t" + outcome));
    comparison.faults.stream().limit(200).forEach(System.out::println);
    System.out.println(comparison.faults.size() + " faults");
    System.exit(comparison.faults.isEmpty() ? 0 : 1);
  }

  /** Name, bound, and width and height or Pillow's complaint. */
  private void compare(String[] fields) throws IOException {
    String name = fields[0];
    byte[] file = Files.readAllBytes(folder.resolve(name));
    String kind = name.substring(name.lastIndexOf('.') + 1);
    boolean read = fields.length == 4;
    try {
      RgbImage image = RgbImage.decode(file, name, MAX_PIXELS);
      count(kind, read ? "both read" : "Pillow refuses");
      if (read) {
        check(name, image, fields);
      } else if (verbose) {
        System.out.println("PILLOW REFUSES " + String.join(" ", fields));
      }
    } catch (UnreadableImageException e) {
      count(kind, read ? "Hibi refuses" : "both refuse");
      if (read && verbose) {
        System.out.println(name + ": " + e.getMessage());
      }
    } catch (RuntimeException | StackOverflowError e) {
      faults.add(name + ": " + e);
    }
  }

  private void count(String kind, String outcome) {
    outcomes.merge(kind + " " + outcome, 1, Integer::sum);
  }

  private void check(String name, RgbImage image, String[] fields) throws IOException {
    int width = Integer.parseInt(fields[2]);
    int height = Integer.parseInt(fields[3]);
    if (width != image.width() || height != image.height()) {
      faults.add("%s: Pillow %dx%d, Hibi %s".formatted(name, width, height, image));
      return;
    }
    byte[] pixels = Files.readAllBytes(folder.resolve(name + ".rgb"));
    int bound = Integer.parseInt(fields[1]);
    if (!Arrays.equals(pixels, image.pixels())) {
      int most = PillowDecodeTest.greatestDifference(new RgbImage(width, height, pixels), image);
      if (most > bound) {
        faults.add(name + ": differs by " + most);
      }
    }
  }
}
