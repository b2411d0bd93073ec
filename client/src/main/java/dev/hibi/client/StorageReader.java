package dev.hibi.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads parts of stored files by their addresses, without any token. Thread-safe. */
final class StorageReader {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:\\d+-\\d+|\\*)/(\\d+)");

  private final KamonohashiClient client;

  StorageReader(KamonohashiClient client) {
    this.client = client;
  }

  /** Bytes from where they were asked for, and how large the file is by now. */
  static final class Part {
    private final byte[] bytes;
    private final long total;

    Part(byte[] bytes, long total) {
      this.bytes = bytes;
      this.total = total;
    }

    byte[] bytes() {
      return bytes;
    }

    long total() {
      return total;
    }
  }

  /**
   * Reads once.
   *
   * @param from first byte
   * @param most bytes
   * @throws KamonohashiException.Storage if the storage refuses or breaks off
   */
  Part read(URI address, long from, int most) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Range", "bytes=%d-%d".formatted(from, from + most - 1))
            .header("User-Agent", client.userAgent())
            .build();
    try {
      return part(request, from, most);
    } catch (IOException e) {
      throw new KamonohashiException.Storage(
          "an answer", String.valueOf(e.getMessage()), "GET", address.getPath());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KamonohashiException.Storage("an answer", "an interrupt", "GET", address.getPath());
    }
  }

  private Part part(HttpRequest request, long from, int most)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = WholeAnswer.of(client.http(), request, client.timeout());
    byte[] body = response.body();
    return switch (response.statusCode()) {
      case 206 -> new Part(body, total(response, from + body.length));
      case 200 -> { // a storage that knows no ranges
        int begin = (int) Math.min(from, body.length);
        int end = (int) Math.min((long) begin + most, body.length);
        yield new Part(Arrays.copyOfRange(body, begin, end), body.length);
      }
      case 416 -> new Part(new byte[0], total(response, from)); // nothing there yet
      default ->
          throw new KamonohashiException.Storage(
              "a part of a file", response.statusCode(), "GET", request.uri().getPath());
    };
  }

  private static long total(HttpResponse<?> response, long otherwise) {
    return response
        .headers()
        .firstValue("Content-Range")
        .map(CONTENT_RANGE::matcher)
        .filter(Matcher::matches)
        .map(range -> Long.parseLong(range.group(1)))
        .orElse(otherwise);
  }
}
