package dev.hibi.model;

import dev.hibi.image.ImageDecoding;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An image that is to be classified and not read yet: a name, and how to get it.
 *
 * <p>{@link Classifier#classifyAll} reads images on several threads, each of them once.
 */
public interface ImageInput {

  /** What people know it by, such as an archive and the path in it. */
  String name();

  /**
   * Reads the image.
   *
   * @param decoding what the classifier decodes files with
   * @throws IOException if it cannot be read, or is no image
   */
  RgbImage read(ImageDecoding decoding) throws IOException;

  /** An image that comes from somewhere. */
  @FunctionalInterface
  interface Source {
    /**
     * Reads and decodes it.
     *
     * @throws IOException if it cannot be read, or is no image
     */
    RgbImage read() throws IOException;
  }

  /** A file of any format that {@link RgbImage#decode} reads. */
  static ImageInput of(Path file) {
    return new ImageInput() {
      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public RgbImage read(ImageDecoding decoding) throws IOException {
        if (Files.isDirectory(file)) {
          throw new IOException("not an image: expected a file, found a folder (" + file + ")");
        }
        return decoding.rgb(Files.readAllBytes(file), file::toString);
      }
    };
  }

  /**
   * The bytes of such a file.
   *
   * @param file not copied, not to be written to until it is classified
   */
  static ImageInput of(String name, byte[] file) {
    return new ImageInput() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public RgbImage read(ImageDecoding decoding) throws IOException {
        return decoding.rgb(file, () -> name);
      }
    };
  }

  /** An image that is decoded elsewhere. */
  static ImageInput of(String name, Source source) {
    return new ImageInput() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public RgbImage read(ImageDecoding decoding) throws IOException {
        return source.read();
      }
    };
  }
}
