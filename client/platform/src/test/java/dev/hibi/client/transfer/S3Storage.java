package dev.hibi.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * A real S3 server in this process (s3proxy on files), which checks signatures of version 2; and
 * what the platform does with it: it signs addresses and joins parts.
 */
final class S3Storage implements AutoCloseable {
  static final String FORM = "application/x-www-form-urlencoded";

  private static final String BUCKET = "platypus";
  private static final String KEY_ID = "key-id";
  private static final String KEY = "planted-secret-key";

  /** Takes for errors what tests do to it on purpose. */
  private static final Logger LOG = Logger.getLogger("org.jclouds");

  private final S3Proxy server;
  private final BlobStoreContext store;
  private final HttpClient http = HttpClient.newHttpClient();

  S3Storage(Path folder) throws Exception {
    LOG.setLevel(Level.OFF);
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    store =
        ContextBuilder.newBuilder("filesystem").overrides(properties).build(BlobStoreContext.class);
    store.getBlobStore().createContainerInLocation(null, BUCKET);
    server =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY_ID, KEY)
            .build();
    server.start();
    while (!server.getState().equals("STARTED")) {
      Thread.sleep(10);
    }
  }

  int port() {
    return server.getPort();
  }

  /** An address with a signature of version 2, as the platform makes them. */
  String sign(
      String method, int port, String key, Map<String, String> query, String type, Instant end) {
    String path = "/" + BUCKET + "/" + key;
    long expires = end.getEpochSecond();
    StringBuilder resource = new StringBuilder(path);
    StringBuilder encoded = new StringBuilder();
    new TreeMap<>(query)
        .forEach(
            (name, value) -> {
              resource.append(resource.indexOf("?") < 0 ? "?" : "&").append(name);
              resource.append(value.isEmpty() ? "" : "=" + value);
              encoded.append(name).append(value.isEmpty() ? "" : "=" + encode(value)).append('&');
            });
    String signature = hmac(method + "\n\n" + type + "\n" + expires + "\n" + resource);
    return "http://127.0.0.1:%d%s?%sAWSAccessKeyId=%s&Expires=%d&Signature=%s"
        .formatted(port, path, encoded, KEY_ID, expires, encode(signature));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] code = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String beginParts(String key) throws IOException {
    String answer = call("POST", key, Map.of("uploads", ""), "");
    Matcher id = Pattern.compile("<UploadId>([^<]+)</UploadId>").matcher(answer);
    if (!id.find()) {
      throw new IOException(answer);
    }
    return id.group(1);
  }

  /** Joins parts; each is its number, a plus sign and its tag. */
  void joinParts(String key, String uploadId, List<String> tags) throws IOException {
    StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
    for (String tag : tags) {
      String[] sides = tag.split("\\+", -1);
      xml.append(
          "<Part><PartNumber>%s</PartNumber><ETag>%s</ETag></Part>".formatted((Object[]) sides));
    }
    String answer =
        call("POST", key, Map.of("uploadId", uploadId), xml + "</CompleteMultipartUpload>");
    if (!answer.contains("CompleteMultipartUploadResult")) {
      throw new IOException(answer);
    }
  }

  void put(String key, byte[] content) throws IOException {
    String address = sign("PUT", port(), key, Map.of(), FORM, later());
    send(HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", FORM)
            .PUT(BodyPublishers.ofByteArray(content))
            .build())
        .close();
  }

  InputStream get(String key) throws IOException {
    String address = sign("GET", port(), key, Map.of(), "", later());
    return send(HttpRequest.newBuilder(URI.create(address)).build());
  }

  private String call(String method, String key, Map<String, String> query, String body)
      throws IOException {
    String address = sign(method, port(), key, query, FORM, later());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", FORM)
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (InputStream answer = send(request)) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private InputStream send(HttpRequest request) throws IOException {
    try {
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(
            answer.statusCode() + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  static Instant later() {
    return Instant.now().plusSeconds(86_400);
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
    store.close();
  }
}
