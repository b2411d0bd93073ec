package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Says what an image shows: what an application asks, so that its tests need no model.
 *
 * <p>{@link Classifier} is the one that does it by a network. {@link #of} makes one that answers by
 * a function, and loads no engine and no native code:
 *
 * <pre>{@code
 * ImageClassifier fixed =
 *     ImageClassifier.of(labels, image -> Classification.certain(labels, "cracked"));
 * }</pre>
 *
 * <p>May be called from several threads. An implementation of one's own has three methods to write.
 */
public interface ImageClassifier extends AutoCloseable {

  /** The classes in the order of the logits. */
  ClassLabels labels();

  /**
   * Classifies one image of any size.
   *
   * @throws IllegalStateException if this is closed
   */
  Classification classify(RgbImage image);

  /** Classifies a picture of any size; transparency is laid over black. */
  default Classification classify(BufferedImage image) {
    return classify(RgbImage.of(image));
  }

  /**
   * Classifies images of any sizes.
   *
   * @return one result for each, in order
   */
  default List<Classification> classify(List<RgbImage> images) {
    return images.stream().map(this::classify).toList();
  }

  /**
   * Classifies the bytes of an image file.
   *
   * @param name what to call it in messages
   * @throws dev.hibi.image.UnreadableImageException if it is no image, or broken or too large
   */
  default Classification classify(byte[] file, String name) throws IOException {
    return classify(ImageInput.of(name, file).read(FunctionClassifier.DECODING));
  }

  /**
   * Classifies an image file that comes through a stream.
   *
   * @param file read to its end, not closed here
   * @param name what to call it in messages
   * @throws dev.hibi.image.UnreadableImageException if it is no image, or broken or too large
   * @throws IOException if it cannot be read
   */
  default Classification classify(InputStream file, String name) throws IOException {
    return classify(file.readAllBytes(), name);
  }

  /**
   * Classifies an image file.
   *
   * @throws dev.hibi.image.UnreadableImageException if it is no image, or broken or too large
   * @throws IOException if it cannot be read
   */
  default Classification classify(Path file) throws IOException {
    return classify(ImageInput.of(file).read(FunctionClassifier.DECODING));
  }

  /** Frees what it owns. Idempotent. */
  @Override
  void close();

  /**
   * One that answers by a function, for tests: files are read and refused as by any other, and the
   * function is given what they show.
   *
   * @param answer thread-safe if this is called from several threads
   */
  static ImageClassifier of(ClassLabels labels, Function<RgbImage, Classification> answer) {
    return new FunctionClassifier(labels, answer);
  }
}
