package dev.hibi.samples;

import dev.hibi.model.Classifier;
import dev.hibi.model.ImageClassifier;
import dev.hibi.service.ClassificationService;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How does an application answer over HTTP what a photograph shows?
 *
 * <p>With one classifier for all requests: it is loaded once, may be called from several threads,
 * and is closed with the service. A process that is told to end answers what has begun: the service
 * sees to it.
 *
 * <pre>{@code
 * curl --data-binary @photo.jpg http://127.0.0.1:8080/classify
 * {"label":"P","probabilities":{"N":0.02,"P":0.98},"verdict":{"positive":"P","alarm":true,...}}
 * }</pre>
 */
public final class ClassifyService {
  private ClassifyService() {}

  /** Serves on the loopback address; port 0 takes one that is free. */
  public static ClassificationService start(Path model, int port) throws IOException {
    return start(Classifier.load(model), port);
  }

  /** Serves what a classifier says, such as one without a model; closes it with the service. */
  static ClassificationService start(ImageClassifier classifier, int port) throws IOException {
    return ClassificationService.builder(classifier).port(port).largestUpload(32 << 20).start();
  }

  /** Arguments: the folder of a model, a port. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    ClassificationService service = start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.println("POST images to " + service.address().resolve("classify"));
    service.awaitClose();
  }
}
