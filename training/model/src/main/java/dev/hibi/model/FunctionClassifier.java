package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.JpegDecoder;
import dev.hibi.image.RgbImage;
import java.util.function.Function;

/** Answers by a function, until it is closed. */
final class FunctionClassifier implements ImageClassifier {
  /** In Java alone; the pixels are the same. */
  static final ImageDecoding DECODING = new ImageDecoding(JpegDecoder.JAVA, 100_000_000);

  private final ClassLabels labels;
  private final Function<RgbImage, Classification> answer;
  private volatile boolean closed;

  FunctionClassifier(ClassLabels labels, Function<RgbImage, Classification> answer) {
    this.labels = labels;
    this.answer = answer;
  }

  @Override
  public ClassLabels labels() {
    return labels;
  }

  @Override
  public Classification classify(RgbImage image) {
    if (closed) {
      throw new IllegalStateException("model is closed: expected an open one, found it closed");
    }
    return answer.apply(image);
  }

  @Override
  public void close() {
    closed = true;
  }
}
