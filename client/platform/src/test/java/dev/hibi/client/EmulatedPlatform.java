package dev.hibi.client;

import dev.hibi.client.api.Container;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.api.UploadApi;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.WatchPolicy;
import dev.hibi.emulator.Emulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** An emulator, a client of it, and what tests do with both again and again. */
public final class EmulatedPlatform implements AutoCloseable {
  public static final WatchPolicy QUICK =
      WatchPolicy.DEFAULT.interval(Duration.ofMillis(10)).quiet(Duration.ofMillis(100));

  /** The content type that the storage's signatures cover. */
  public static final String UPLOAD_TYPE = "application/x-www-form-urlencoded";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Emulator emulator;
  private final KamonohashiClient client;

  private EmulatedPlatform(Emulator emulator) {
    this.emulator = emulator;
    this.client = client("inspector", "secret-password");
  }

  public static Emulator.Builder builder(Path folder) {
    return Emulator.builder(folder)
        .user("inspector", "secret-password")
        .startDelay(Duration.ofMillis(20));
  }

  public static EmulatedPlatform start(Emulator.Builder builder) throws IOException {
    return new EmulatedPlatform(builder.start());
  }

  public KamonohashiClient client(String user, String password) {
    return KamonohashiClient.builder(emulator.uri())
        .login(user, password)
        .retries(new RetryPolicy(3, Duration.ofMillis(5), Duration.ofMillis(20)))
        .build();
  }

  public Emulator emulator() {
    return emulator;
  }

  public KamonohashiClient client() {
    return client;
  }

  public static int put(URI address, String type, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(address)
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  public static HttpResponse<String> get(String address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Data of one file, uploaded in one part by the platform's own calls. */
  public long data(String fileName, String content) throws IOException, InterruptedException {
    long id = client.data().create(new DataApi.Create("photographs", "", List.of())).id();
    UploadApi.Parts parts = client.uploads().begin(fileName, 1, UploadApi.DATA);
    put(parts.uris().get(0), UPLOAD_TYPE, content);
    client
        .uploads()
        .complete(
            new UploadApi.Complete(
                List.of("1+\"" + md5(content) + "\""), parts.uploadId(), parts.key()));
    client
        .data()
        .addFiles(
            id,
            new DataApi.AddFiles(List.of(new DataApi.StoredFile(fileName, parts.storedPath()))));
    return id;
  }

  public static String md5(String text) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public long dataSet() throws IOException, InterruptedException {
    long data = data("wall.txt", "a wall");
    return client
        .dataSets()
        .create(DataSetApi.Create.typed("walls", Map.of("training", List.of(data))))
        .id();
  }

  public TrainingRequest.Builder request(long dataSet) {
    return TrainingRequest.builder("cracks")
        .image(Container.Image.of("library/eclipse-temurin", "17-jre"))
        .dataSet(dataSet)
        .source(GitCommit.of("inspection", "cracks"))
        .entryPoint("echo cracks");
  }

  public TrainingJob start(TrainingRequest request) {
    return TrainingJob.start(client, request).policy(QUICK);
  }

  @Override
  public void close() {
    emulator.close();
  }
}
