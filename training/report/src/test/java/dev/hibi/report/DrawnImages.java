package dev.hibi.report;

import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.Preparation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Images of noise with names that a test makes up.
 *
 * @param truths a class number each
 * @param edge of each image in pixels
 * @param groups of each, or none
 */
record DrawnImages(
    ClassLabels labels, List<String> names, List<Long> truths, int edge, List<String> groups)
    implements LabeledImages {

  /** Of 24 pixels, without groups. */
  DrawnImages(ClassLabels labels, List<String> names, long... truths) {
    this(labels, names, Arrays.stream(truths).boxed().toList(), 24, List.of());
  }

  @Override
  public DataSummary summary() {
    return new DataSummary("drawn", names.size(), Map.of());
  }

  @Override
  public Preparation preparation() {
    return Preparation.of(ImageSpec.imagenet(32));
  }

  @Override
  public long size() {
    return names.size();
  }

  @Override
  public String name(long index) {
    return names.get((int) index);
  }

  @Override
  public int label(long index) {
    return truths.get((int) index).intValue();
  }

  @Override
  public Optional<String> group(long index) {
    return groups.isEmpty() ? Optional.empty() : Optional.of(groups.get((int) index));
  }

  @Override
  public byte[] bytes(long index) throws IOException {
    return png(edge, index);
  }

  static byte[] png(int edge, long seed) throws IOException {
    BufferedImage image = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < edge * edge; i++) {
      image.setRGB(i % edge, i / edge, random.nextInt());
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
