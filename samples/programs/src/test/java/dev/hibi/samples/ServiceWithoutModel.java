package dev.hibi.samples;

import dev.hibi.service.ClassificationService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import javax.imageio.ImageIO;

/** A program of its own, so that it is known what it loads: asks the service for two pictures. */
final class ServiceWithoutModel {
  private ServiceWithoutModel() {}

  public static void main(String... arguments) throws IOException, InterruptedException {
    try (ClassificationService service =
        ClassifyService.start(TrainInApplication.withoutModel(), 0)) {
      ByteArrayOutputStream wall = new ByteArrayOutputStream();
      ImageIO.write(new java.awt.image.BufferedImage(9, 9, 1), "png", wall);
      System.out.println(ask(service, wall.toByteArray()));
      System.out.println(ask(service, new byte[] {1, 2, 3, 4}));
    }
  }

  private static String ask(ClassificationService service, byte[] file)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(service.address().resolve("classify"))
            .POST(BodyPublishers.ofByteArray(file))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
