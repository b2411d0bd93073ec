package dev.hibi.cli.train;

import dev.hibi.ClassLabels;
import dev.hibi.cli.option.Counted;
import dev.hibi.dataset.ZipImageFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code hibi train} has opened, divided as its options say. Closes it. */
final class OpenedImages implements AutoCloseable {
  private final SelectionOptions selection;
  private final long seed;
  private final PrintWriter out;
  private final List<ZipImageFolder> opened = new ArrayList<>();
  private final Map<String, ZipImageFolder> named = new LinkedHashMap<>();
  private @Nullable ZipImageFolder plain;

  OpenedImages(SelectionOptions selection, long seed, PrintWriter out) {
    this.selection = selection;
    this.seed = seed;
    this.out = out;
  }

  /**
   * The training images.
   *
   * @param classes that they must have at least
   */
  void train(ZipImageFolder images, int classes) throws IOException {
    add("train", images);
    images.requireClasses(classes);
  }

  /** The training images as they are. */
  void plain(ZipImageFolder images) {
    opened.add(images);
    plain = images;
  }

  void test(ZipImageFolder images) {
    add("test", images);
  }

  void validation(ZipImageFolder images) {
    add("validation", images);
  }

  private void add(String name, ZipImageFolder images) {
    opened.add(images);
    named.put(name, images);
  }

  private ZipImageFolder get(String name) {
    ZipImageFolder images = named.get(name);
    if (images == null) {
      throw new IllegalStateException("not opened: expected " + name + ", found " + named.keySet());
    }
    return images;
  }

  /** By the names of their options; unmodifiable. */
  Map<String, ZipImageFolder> byName() {
    return Collections.unmodifiableMap(named);
  }

  ClassLabels labels() {
    return get("train").labels();
  }

  /** For one run on all training images. */
  RunImages whole() throws IOException {
    return selection.share() > 0
        ? of(divisible(), get("test"))
        : new RunImages(get("train"), get("test"), Optional.ofNullable(named.get("validation")));
  }

  /** The training images with what belongs together, which is looked for now. */
  DivisibleImages divisible() throws IOException {
    ZipImageFolder train = get("train");
    DivisibleImages images = DivisibleImages.of(train, plain == null ? train : plain);
    out.printf(
        "groups    %s in %,d groups of near-duplicates%n",
        Counted.of(train.size(), "image"), images.groupCount());
    return images;
  }

  /** For a run on some training images. */
  RunImages of(DivisibleImages images, ZipImageFolder test) throws IOException {
    if (selection.share() == 0) {
      return new RunImages(images.varied(), test, Optional.ofNullable(named.get("validation")));
    }
    DivisibleImages.Parts parts = images.divided(selection.share(), seed);
    ZipImageFolder validation = parts.smaller().plain();
    out.printf(
        "valid     %s %s of the training images%s; %,d left to learn from%n",
        Counted.of(validation.size(), "image"),
        validation.counts(),
        selection.reason(),
        parts.larger().plain().size());
    return new RunImages(parts.larger().varied(), test, Optional.of(validation));
  }

  @Override
  public void close() throws IOException {
    @Nullable IOException failure = null;
    for (ZipImageFolder images : opened) {
      try {
        images.close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
